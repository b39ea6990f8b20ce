"""The record of a scan against the truth of its fixture, value by value."""

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bench.scan_set import Made
from bench.values import Wanted, find_wanted, true_forms
from bench.widths import fold_widths
from fixtures.scans import Place
from pdf2form import convert
from pdf2form.characters import plain

NUMBERS = {"weight", "score", "rate", "initial_budget", "annual_budget", "executed", "year"}
"""Fields that hold numbers, whatever is printed in them; a target or an actual does where the truth has a number."""

FAULT = 100
"""Characters of a fault that are shown."""

Pointer = tuple[str | int, ...]


class Value(NamedTuple):
    """One value of the truth, or one that only the record has."""

    subject: str
    """JSON pointer."""
    wanted: str | None
    """None: nothing is printed there, so whatever was read is invented."""
    read: str | None
    """None: the record has no such reading."""
    is_number: bool
    right: bool
    """Characters and meaning both; in which width a bracket or a comma is read does not count."""
    doubted: bool
    confidence: float | None = None
    off: float | None = None
    """How far the middle of its place is from where it should be, the farthest of its places. Points."""
    other_width: bool = False
    """Right, but for the width of a bracket, a comma, a sign or a figure."""


class Outcome(NamedTuple):
    """What became of one document."""

    recipe: str
    name: str
    pages: int
    values: tuple[Value, ...]
    extra: int
    """Forms of the record that are not there."""
    lost: bool
    """The form is not in the record."""
    doubts: int
    """Of the form, whatever they are about; 0 if it is lost."""
    faults: tuple[str, ...]
    """Of the document and its pages: code, and the beginning of the message."""

    @property
    def wanted(self) -> list[Value]:
        """The values of the truth."""
        return [value for value in self.values if value.wanted is not None]

    @property
    def all_right(self) -> bool:
        """Every value of the form right, and none invented."""
        return not self.lost and all(value.right for value in self.values)


def judge(made: Made) -> Outcome:
    """Read a scan, and compare."""
    record = json.loads(convert(made.path).model_dump_json())
    source = json.loads(convert(made.source).model_dump_json())["forms"][0]
    (truth,) = true_forms(made.source.with_name("truth.json"))
    forms = record["forms"]
    best = max(forms, key=lambda form: sum(_is_right(want, form) for want in all_wanted(truth)), default=None)
    faults = tuple(
        f"{found['code']}: {found['message']}"[:FAULT]
        for found in [record["fault"], *(p["fault"] for p in record["pages"])]
        if found
    )
    if best is None:
        values = [*missing(truth, doubted=bool(faults) or record["status"] == "failed")]
    else:
        values = [*compare(truth, best), *(v for form in forms if form is not best for v in _invented({}, form))]
        values = [_placed(value, source, best, made.places) for value in values]
    doubts = len(doubted_subjects(best)) if best else 0
    extra = max(0, len(forms) - 1)
    return Outcome(made.recipe, made.name, len(made.places), tuple(values), extra, best is None, doubts, faults)


def all_wanted(form: Mapping[str, Any]) -> list[Wanted]:
    """Return the printed values of a form: those in cells, and its year."""
    year = form.get("year")
    return [*([Wanted(("year",), year["raw"], year["value"])] if year and year["raw"] else []), *find_wanted(form)]


def missing(truth: Mapping[str, Any], *, doubted: bool) -> Iterator[Value]:
    """Yield the values of a form that is not in the record."""
    for want in all_wanted(truth):
        yield Value(subject_of(want.pointer), want.raw, None, holds_number(want), False, doubted)


def compare(truth: Mapping[str, Any], form: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the values of a form of the record, right and wrong, missing and invented."""
    subjects = doubted_subjects(form)
    for want in all_wanted(truth):
        found, subject = reading_at(form, want.pointer), subject_of(want.pointer)
        yield Value(
            subject,
            want.raw,
            found["raw"] if found else None,
            holds_number(want),
            _is_right(want, form),
            is_doubted(subject, subjects),
            found["confidence"] if found else None,
            other_width=_is_right(want, form) and not _is_exact(want, form),
        )
    yield from _invented(truth, form)


def _invented(truth: Mapping[str, Any], form: Mapping[str, Any]) -> Iterator[Value]:
    """Yield what stands in the record where the truth prints nothing, or prints the label of the cell above."""
    subjects, known = doubted_subjects(form), {want.pointer for want in all_wanted(truth)}
    for have in all_wanted(form):
        there = reading_at(truth, have.pointer)
        carried = there is not None and _same(there, plain(have.raw), have.value)
        if have.pointer not in known and not carried:
            subject, found = subject_of(have.pointer), reading_at(form, have.pointer)
            confidence = found["confidence"] if found else None
            doubted = is_doubted(subject, subjects)
            yield Value(subject, None, have.raw, holds_number(have), False, doubted, confidence)


def subject_of(pointer: Pointer) -> str:
    """Return a JSON pointer."""
    return "".join(f"/{step}" for step in pointer)


def reading_at(form: Any, pointer: Pointer | Sequence[str]) -> Any:
    """Return the reading at a pointer, None if there is none."""
    try:
        for step in pointer:
            form = form[int(step) if isinstance(form, list) else step]
    except (LookupError, TypeError):
        return None
    return form if isinstance(form, dict) and "raw" in form else None


def _is_right(want: Wanted, form: Mapping[str, Any]) -> bool:
    found = reading_at(form, want.pointer)
    return found is not None and _same({"raw": plain(found["raw"]), "value": found["value"]}, want.raw, want.value)


def _is_exact(want: Wanted, form: Mapping[str, Any]) -> bool:
    found = reading_at(form, want.pointer)
    return found is not None and plain(found["raw"]) == want.raw and found["value"] == want.value


def _same(reading: Mapping[str, Any], raw: str, value: Any) -> bool:
    """Say whether a reading has these characters and this meaning, whatever their widths."""
    return bool(fold_widths([reading["raw"], reading["value"]]) == fold_widths([raw, value]))


def holds_number(want: Wanted) -> bool:
    """Say whether a value is a number; everything else is words."""
    key = want.pointer[-1]
    if key in ("target", "actual"):
        return isinstance(want.value, dict) and want.value["number"] is not None
    return key in NUMBERS


def doubted_subjects(form: Mapping[str, Any]) -> list[str]:
    """Return what a form of a record doubts, one for each doubt."""
    return [finding["subject"] for finding in form.get("findings", ()) if finding["result"] == "doubt"]


def is_doubted(subject: str, doubted: Collection[str]) -> bool:
    """Say whether a value, or something that it is part of, is doubted; "" is the whole form."""
    return any(subject == at or subject.startswith(f"{at}/") for at in doubted)


def _placed(value: Value, source: Any, form: Any, places: Sequence[Place]) -> Value:
    """Add how far a right value is from its place; nothing where it is cut into other pieces than in the fixture."""
    pointer = value.subject.split("/")[1:]
    wanted, found = reading_at(source, pointer), reading_at(form, pointer)
    if not value.right or not wanted or not found:
        return value
    pairs = [*zip(wanted["where"], found["where"], strict=False)]
    same = len(wanted["where"]) == len(found["where"]) and all(a["page"] == b["page"] for a, b in pairs)
    if not same or not pairs:
        return value
    return value._replace(off=max(distance(a["box"], b["box"], places[a["page"] - 1]) for a, b in pairs))


def distance(source: Sequence[float], found: Sequence[float], place: Place) -> float:
    """Return how far the middle of a box is from where the middle of the fixture's box went. Points."""
    return math.dist(place.moved(*middle(source)), middle(found))


def middle(box: Sequence[float]) -> tuple[float, float]:
    """Return the middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
