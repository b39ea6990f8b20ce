"""Two forms beside each other, value by value: by JSON pointer, or by what their lines are called."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from pdf2form.compare.entities import fold
from pdf2form.compare.pairs import find_pairs
from pdf2form.export.tables import cell_text

Kind = Literal["new", "gone", "changed", "ambiguous"]

What = Literal["input", "document", "form", "line", "value", "finding", "verdict"]

NOT_COMPARED = ("title", "year", "ignored", "tables")
"""Of forms of two years: what differs by nature, or has no names to go by."""

BLOCKS = ("funding", "goals", "indicators", "extra")
"""Parts of a form that are made of lines."""

_VALUES = """
SELECT subject, COALESCE(raw, ''), CASE WHEN corrected IS NULL THEN value ELSE corrected_value END, page
FROM readings WHERE form_id = ? ORDER BY rowid
"""

_FINDINGS = """
SELECT rule, subject, result, printed, recomputed, suggested, page FROM diff WHERE form_id = ? ORDER BY rowid
"""

_LINES = """
SELECT 'funding', line, kind, label, NULL FROM funding WHERE form_id = :form
UNION ALL SELECT 'goals', line, expected, NULL, NULL FROM goals WHERE form_id = :form
UNION ALL SELECT 'indicators', line, level1, level2, level3 FROM indicators WHERE form_id = :form
"""

_YUAN = """
SELECT line, initial_budget_yuan, annual_budget_yuan, executed_yuan FROM funding WHERE form_id = ?
"""

_MONEY = ("initial_budget", "annual_budget", "executed")


class Value(NamedTuple):
    """What stands at a place of a form; of a finding what is printed, and what is said of it."""

    subject: str
    raw: str
    value: str | None
    page: int | None


class Line(NamedTuple):
    """A line of a form, by what it is called; it has a name of its own only if some part of `names` is printed."""

    block: str
    subject: str
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the names in one."""
        return " / ".join(filter(None, self.names))


class Contents(NamedTuple):
    """What two forms are compared by."""

    values: Mapping[str, Value]
    """By JSON pointer, in printed order."""
    findings: Mapping[tuple[str, str], tuple[Value, ...]]
    """By pointer and rule."""
    lines: Mapping[str, Line]
    """By JSON pointer."""
    yuan: Mapping[str, str]
    """Amounts by JSON pointer, of a form that prints their unit."""


class Difference(NamedTuple):
    """Something that is not the same in both, or only in one; of what is ambiguous, one side."""

    change: Kind
    what: What
    label: str | None
    field: str | None
    a: Value | None
    b: Value | None


def read_contents(database: sqlite3.Connection, form_id: str) -> Contents:
    """Return what a form holds, with its corrections."""
    values: dict[str, Value] = {}
    for row in database.execute(_VALUES, [form_id]):
        values.setdefault(row[0], Value(*row))
    findings: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for rule, subject, result, printed, recomputed, suggested, page in database.execute(_FINDINGS, [form_id]):
        says = (result, recomputed and f"recomputed {recomputed}", suggested and f"suggested {suggested}")
        found = Value(subject or "", printed or "", ", ".join(filter(None, says)), page)
        findings[subject or "", rule].append(found)
    lines = {
        subject: Line(block, subject, tuple(name or "" for name in names))
        for block, number, *names in database.execute(_LINES, {"form": form_id})
        for subject in [f"/{block}/{number}"]
    }
    labels = ((re.fullmatch(r"(/extra/\d+)/label", subject), value.raw) for subject, value in values.items())
    lines |= {found[1]: Line("extra", found[1], (label,)) for found, label in labels if found}
    yuan = {
        f"/funding/{line}/{name}": cell_text(amount)
        for line, *amounts in database.execute(_YUAN, [form_id])
        for name, amount in zip(_MONEY, amounts, strict=True)
        if amount is not None
    }
    return Contents(values, {at: (*found,) for at, found in findings.items()}, lines, yuan)


def compare_places(a: Contents, b: Contents) -> Iterator[Difference]:
    """Yield what differs between two readings of the same bytes, by JSON pointer."""
    for subject in dict.fromkeys((*a.values, *b.values)):
        one, other = a.values.get(subject), b.values.get(subject)
        if not one or not other or one[:3] != other[:3]:
            yield _difference("value", _line_at(a, b, subject), subject, one, other)
    for at in sorted({*a.findings, *b.findings}):
        sides = [_loud(side.findings.get(at, ())) for side in (a, b)]
        gone, new = ([*(Counter(one) - Counter(other)).elements()] for one, other in (sides, sides[::-1]))
        yield from _findings(at[1], _line_at(a, b, at[0]), gone, new)


def _line_at(a: Contents, b: Contents, subject: str) -> Line | None:
    found = re.match(r"/\w+/\d+", subject)
    return (a.lines.get(found[0]) or b.lines.get(found[0])) if found else None


def _loud(findings: Iterable[Value]) -> list[Value]:
    """Return findings without those that pass, which say nothing; their pages do not count."""
    return [found._replace(page=None) for found in findings if found.value and not found.value.startswith("pass")]


def _findings(rule: str, line: Line | None, gone: list[Value], new: list[Value]) -> Iterator[Difference]:
    """Yield findings that only one side has: a change if there is one on either, for then it is of the same thing."""
    label = line.label if line else None
    if len(gone) == len(new) == 1:
        yield Difference("changed", "finding", label, rule, gone[0], new[0])
        return
    yield from (Difference("gone", "finding", label, rule, one, None) for one in gone)
    yield from (Difference("new", "finding", label, rule, None, other) for other in new)


def _difference(
    what: What, line: Line | None, subject: str, one: Value | None, other: Value | None, *, unit: str = ""
) -> Difference:
    kind: Kind = "changed" if one and other else "gone" if one else "new"
    field = subject.removeprefix(line.subject if line else "").strip("/")
    return Difference(kind, what, line.label if line else None, field + unit, one, other)


def compare_names(a: Contents, b: Contents) -> Iterator[Difference]:
    """Yield what differs between the forms of two years: values by their meaning, in lines that are called the same.

    Money is compared in yuan where both forms print its unit. NOT_COMPARED is left out.
    """
    parts = _part(a), _part(b)
    yield from _compare_parts(None, parts[0][""], parts[1][""])
    for block in BLOCKS:
        gone, new = ([line for line in side.lines.values() if line.block == block] for side in (a, b))
        found = find_pairs(gone, new, [_whole_name, _last_name])
        for one, other in found.pairs:
            yield from _compare_parts(one, parts[0][one.subject], parts[1][other.subject])
        for group in found.ambiguous:
            yield from (_only("ambiguous", line, parts[0], on_a=True) for line in group.a)
            yield from (_only("ambiguous", line, parts[1], on_a=False) for line in group.b)
        yield from (_only("gone", line, parts[0], on_a=True) for line in found.gone)
        yield from (_only("new", line, parts[1], on_a=False) for line in found.new)


class _Part(NamedTuple):
    """What stands in a line, or outside of any, by the pointer inside of it."""

    values: dict[str, Value]
    yuan: dict[str, str]
    findings: dict[tuple[str, str], list[Value]]


def _part(form: Contents) -> Mapping[str, _Part]:
    """Return the parts of a form by the pointers of its lines; "" is what stands outside of them."""
    parts: dict[str, _Part] = defaultdict(lambda: _Part({}, {}, {}))
    for subject, value in form.values.items():
        line, rest = _split(subject)
        if line or rest.split("/")[1] not in NOT_COMPARED:
            parts[line].values[rest] = value
            if subject in form.yuan:
                parts[line].yuan[rest] = form.yuan[subject]
    for (subject, rule), found in form.findings.items():
        line, rest = _split(subject)
        parts[line].findings[rest, rule] = _loud(found)
    return parts


def _split(subject: str) -> tuple[str, str]:
    """Return the pointer of the line that a pointer leads into, "" if into none, and the rest of it."""
    found = re.match(rf"/(?:{'|'.join(BLOCKS)})/\d+", subject)
    line = found[0] if found else ""
    return line, subject.removeprefix(line)


def _whole_name(line: Line) -> tuple[str, ...] | None:
    return tuple(map(fold, line.names)) if line.label else None


def _last_name(line: Line) -> str | None:
    """Return the name of an indicator itself, which may be listed under another level in another year."""
    return fold(line.names[-1]) or None if line.block == "indicators" else None


def _only(kind: Kind, line: Line, parts: Mapping[str, _Part], *, on_a: bool) -> Difference:
    """Return a line that one side has, with all that is printed in it."""
    inside = [*parts[line.subject].values.values()]
    whole = Value(line.subject, " | ".join(value.raw for value in inside), None, inside[0].page if inside else None)
    return Difference(kind, "line", line.label or None, line.block, whole if on_a else None, None if on_a else whole)


def _compare_parts(line: Line | None, a: _Part, b: _Part) -> Iterator[Difference]:
    """Compare what stands in two lines that are called the same, or outside of any."""
    for rest in dict.fromkeys((*a.values, *b.values)):
        one, other = a.values.get(rest), b.values.get(rest)
        unit = "_yuan" if rest in a.yuan and rest in b.yuan else ""
        if unit and one and other:
            one, other = one._replace(value=a.yuan[rest]), other._replace(value=b.yuan[rest])
        if _meaning(one) != _meaning(other):
            yield _difference("value", line, f"{line.subject if line else ''}{rest}", one, other, unit=unit)
    for rest, rule in sorted({*a.findings, *b.findings}):
        gone, new = (side.findings.get((rest, rule), []) for side in (a, b))
        if sorted(map(_result, gone)) != sorted(map(_result, new)):
            yield from _findings(rule, line, gone, new)


def _meaning(value: Value | None) -> str:
    """Return what a place says; a blank one says as much as none."""
    return (value.value or value.raw) if value else ""


def _result(finding: Value) -> str:
    return (finding.value or "").partition(",")[0]
