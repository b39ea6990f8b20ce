"""What changed between two OUT folders: two runs over the same documents, or two years of the same projects.

Forms of the same bytes are compared value by value, by JSON pointer. Forms of other bytes are paired by project and
unit, and their lines by what they are called; where several may be meant, it is said and nothing is compared. Two forms
are in memory at a time, and beside them a few words for each document and form of both folders.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import NamedTuple

from pdf2form.compare.entities import fold, take_apart
from pdf2form.compare.lines import Difference, Kind, Value, What, compare_names, compare_places, read_contents
from pdf2form.compare.pairs import Key, Paired, find_pairs
from pdf2form.export.columns import Table, describe
from pdf2form.rows import Row

TABLE = "changes"

_FORMS = """
SELECT facts.form_id, facts.doc_id, facts.file, facts.year, facts.project, department.name AS department,
       unit.name AS unit, facts.page_first, facts.duplicate_of, forms.verdict
FROM facts JOIN forms USING (form_id)
LEFT JOIN entities AS department ON department.kind = 'department' AND department.key = facts.department_key
LEFT JOIN entities AS unit ON unit.kind = 'unit' AND unit.key = facts.unit_key
ORDER BY department.key, unit.key, facts.project, facts.year, facts.form_id
"""


class Change(NamedTuple):
    """One thing that differs; docs/compare.md explains the columns. `a` is the first folder, `b` the second."""

    change: Kind
    what: What
    project: str | None = None
    department: str | None = None
    unit: str | None = None
    label: str | None = None
    field: str | None = None
    raw_a: str | None = None
    raw_b: str | None = None
    value_a: str | None = None
    value_b: str | None = None
    difference: Decimal | None = None
    year_a: int | None = None
    year_b: int | None = None
    file_a: str | None = None
    file_b: str | None = None
    form_a: str | None = None
    form_b: str | None = None
    subject_a: str | None = None
    subject_b: str | None = None
    page_a: int | None = None
    page_b: int | None = None


class _Form(NamedTuple):
    form_id: str
    doc_id: str
    file: str | None
    year: int | None
    project: str | None
    department: str | None
    unit: str | None
    page_first: int | None
    duplicate_of: str | None
    verdict: str


class _Document(NamedTuple):
    file: str | None
    status: str | None
    forms: int
    fault_code: str | None
    fault_message: str | None


class _Matched(NamedTuple):
    """The forms of two folders."""

    same_bytes: Paired[_Form]
    other_bytes: Paired[_Form]


def table() -> Table:
    """Return the columns of changes, with their headings and types."""
    return describe(TABLE, Change._fields, package="pdf2form.compare")


def rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Yield the rows of that table."""
    return (change._asdict() for change in changes)


def find_changes(a: sqlite3.Connection, b: sqlite3.Connection) -> Iterator[Change]:
    """Yield what differs between two folders: inputs and documents first, then form by form.

    The other way round, `new` and `gone` and the sides of every change are exchanged; names are those of the second.

    Args:
        a: the database of the first folder, see `open_index`.
        b: of the second.
    """
    yield from _compare_inputs(a, b)
    documents = _read_documents(a), _read_documents(b)
    yield from _compare_documents(*documents)
    matched = _match_forms(_read_forms(a), _read_forms(b), shared={*documents[0]} & {*documents[1]})
    for paired, compare in ((matched.same_bytes, compare_places), (matched.other_bytes, compare_names)):
        for one, other in paired.pairs:
            if one.verdict != other.verdict:
                sides = (Value("", "", form.verdict, form.page_first) for form in (one, other))
                yield _of_forms(one, other, Difference("changed", "verdict", None, None, *sides))
            contents = read_contents(a, one.form_id), read_contents(b, other.form_id)
            yield from (_of_forms(one, other, difference) for difference in compare(*contents))
        yield from _unpaired(paired)


def _read_documents(database: sqlite3.Connection) -> dict[str, _Document]:
    query = "SELECT doc_id, name, status, forms, fault_code, fault_message FROM documents ORDER BY doc_id"
    return {doc_id: _Document(*cells) for doc_id, *cells in database.execute(query)}


def _read_forms(database: sqlite3.Connection) -> list[_Form]:
    return [_Form(*row) for row in database.execute(_FORMS)]


def _compare_inputs(a: sqlite3.Connection, b: sqlite3.Connection) -> Iterator[Change]:
    """Compare why inputs have no bytes; those that were read are documents."""
    query = "SELECT source, code, message FROM failures WHERE doc_id IS NULL ORDER BY source"
    sides = [{row[0]: (row[1], row[2]) for row in database.execute(query)} for database in (a, b)]
    for source in sorted({*sides[0], *sides[1]}):
        one, other = (side.get(source) for side in sides)
        if one != other:
            yield _of_document("input", "fault", (source if one else None, source if other else None), one, other)


def _compare_documents(a: Mapping[str, _Document], b: Mapping[str, _Document]) -> Iterator[Change]:
    """Compare what became of documents; one that is on one side only is named by its forms, if it has any."""
    for doc_id in sorted({*a, *b}):
        one, other = a.get(doc_id), b.get(doc_id)
        files = (one.file if one else None, other.file if other else None)
        if one and other:
            if one.status != other.status:
                yield _of_document("document", "status", files, (one.status, None), (other.status, None))
            faults = (one.fault_code, one.fault_message), (other.fault_code, other.fault_message)
            if faults[0] != faults[1]:
                yield _of_document("document", "fault", files, *faults)
        elif only := one or other:
            said = (only.fault_code or only.status, only.fault_message)
            if not only.forms:
                yield _of_document("document", None, files, said if one else None, said if other else None)


_Said = tuple[str | None, str | None]
"""A value and its text."""


def _of_document(
    what: What, field: str | None, files: tuple[str | None, str | None], one: _Said | None, other: _Said | None
) -> Change:
    return Change(
        "changed" if one and other else "gone" if one else "new",
        what,
        field=field,
        raw_a=one[1] if one else None,
        raw_b=other[1] if other else None,
        value_a=one[0] if one else None,
        value_b=other[0] if other else None,
        file_a=files[0],
        file_b=files[1],
    )


def _match_forms(a: Iterable[_Form], b: Iterable[_Form], *, shared: Collection[str]) -> _Matched:
    """Pair forms: those of documents that both have within their document, all others by their names.

    Args:
        a: of one folder.
        b: of the other.
        shared: doc_ids that both have.
    """
    within: dict[str, tuple[list[_Form], list[_Form]]] = defaultdict(lambda: ([], []))
    rest: tuple[list[_Form], list[_Form]] = ([], [])
    twins: tuple[list[_Form], list[_Form]] = ([], [])
    for side, forms in enumerate((a, b)):
        for form in forms:
            if form.doc_id in shared:
                within[form.doc_id][side].append(form)
            else:
                (twins if form.duplicate_of else rest)[side].append(form)
    nothing: Paired[_Form] = Paired((), (), (), ())
    same = [nothing, *(_within_document(*forms) for forms in within.values())]
    other = find_pairs(*rest, _KEYS, may_meet=_may_meet)
    other = other._replace(gone=(*other.gone, *twins[0]), new=(*other.new, *twins[1]))
    return _Matched(Paired(*(tuple(chain.from_iterable(parts)) for parts in zip(*same, strict=True))), other)


def _within_document(a: list[_Form], b: list[_Form]) -> Paired[_Form]:
    """Pair the forms of one document: one by one if there are as many, else by where and of what they are."""
    if len(a) == len(b):
        orders = (sorted(forms, key=lambda form: form.form_id) for forms in (a, b))
        return Paired((*zip(*orders, strict=True),), (), (), ())
    return find_pairs(a, b, [lambda form: (form.page_first, form.project), lambda form: form.page_first])


def _project(form: _Form) -> str | None:
    return fold(form.project) if form.project else None


def _without_year(form: _Form) -> str | None:
    """Return the project's name without the year of its form: 2024年养老服务 goes on from 2023年养老服务."""
    name = _project(form)
    return re.sub(rf"\(?{form.year}年?度?\)?", "", name) if name and form.year else name


def _entity(name: str | None) -> str | None:
    """Return a department or unit without its code, which may be printed in one year only."""
    return take_apart(name).folded if name else None


def _named(*parts: Hashable | None) -> Hashable | None:
    """Return a name of parts; None if one of them is not printed."""
    return None if None in parts else parts


_KEYS: tuple[Key[_Form], ...] = (
    lambda form: _named(_project(form), _entity(form.unit), form.year),
    lambda form: _named(_project(form), _entity(form.unit)),
    lambda form: _named(_without_year(form), _entity(form.unit)),
    lambda form: _named(_project(form), _entity(form.department), form.year),
    lambda form: _named(_project(form), _entity(form.department)),
    lambda form: _named(_without_year(form), _entity(form.department)),
)
"""What forms of other bytes are paired by. The department stands in where a unit is not printed, see _may_meet."""


def _may_meet(one: _Form, other: _Form) -> bool:
    """Whether two forms may be of one project: not if both print a unit, and it is not the same."""
    return not one.unit or not other.unit or _entity(one.unit) == _entity(other.unit)


def _unpaired(found: Paired[_Form]) -> Iterator[Change]:
    for group in found.ambiguous:
        why = f"{len(group.a) + len(group.b)} forms of one project and unit 同一项目和单位有多张表，无法对应"
        yield from (_of_form("ambiguous", form, why, on_a=True) for form in group.a)
        yield from (_of_form("ambiguous", form, why, on_a=False) for form in group.b)
    yield from (_of_form("gone", form, _twin(form), on_a=True) for form in found.gone)
    yield from (_of_form("new", form, _twin(form), on_a=False) for form in found.new)


def _twin(form: _Form) -> str | None:
    return f"equal to {form.duplicate_of}" if form.duplicate_of else None


def _of_form(change: Kind, form: _Form, says: str | None, *, on_a: bool) -> Change:
    """Return a form that was not compared."""
    said = Value("", "", says, form.page_first)
    return _of_forms(
        form if on_a else None,
        None if on_a else form,
        Difference(change, "form", None, None, said if on_a else None, None if on_a else said),
    )


def _of_forms(one: _Form | None, other: _Form | None, found: Difference) -> Change:
    """Return a difference with the forms that it is of; names are those of the second folder, if it has any."""
    a, b = found.a, found.b
    project, department, unit = (
        (getattr(other, name) if other else None) or (getattr(one, name) if one else None)
        for name in ("project", "department", "unit")
    )
    return Change(
        found.change,
        found.what,
        project=project,
        department=department,
        unit=unit,
        label=found.label,
        field=found.field,
        raw_a=a.raw if a else None,
        raw_b=b.raw if b else None,
        value_a=a.value if a else None,
        value_b=b.value if b else None,
        difference=_subtract(a, b) if found.what == "value" else None,
        year_a=one.year if one else None,
        year_b=other.year if other else None,
        file_a=one.file if one else None,
        file_b=other.file if other else None,
        form_a=one.form_id if one else None,
        form_b=other.form_id if other else None,
        subject_a=a.subject if a else None,
        subject_b=b.subject if b else None,
        page_a=a.page if a else None,
        page_b=b.page if b else None,
    )


def _subtract(a: Value | None, b: Value | None) -> Decimal | None:
    """Return how much more the second is, if both are plain numbers."""
    try:
        numbers = [Decimal(value.value) for value in (a, b) if value and value.value is not None]
    except InvalidOperation:
        return None
    plain = len(numbers) == 2 and all(number.is_finite() for number in numbers)
    return numbers[1] - numbers[0] if plain else None
