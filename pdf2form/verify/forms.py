"""Two readings of the same forms, reading by reading: rows found their partners by what they say."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from pdf2form.parts import Part
from pdf2form.record import Finding, Form, Message, Quantity, Reading
from pdf2form.rows import AnyReading, walk_readings
from pdf2form.verify.findings import (
    READING,
    UNDECODED,
    UNREADABLE,
    bare,
    not_verified,
    only_mine,
    only_theirs,
    other_text,
)

TABLES = ("funding", "goals", "indicators", "extra", "tables")
"""The parts of a form that are rows; a row more or fewer shifts the pointers of all below it."""

Pair = tuple[str, AnyReading | None, AnyReading | None]
"""A pointer into the first form, and what each reader has there."""


def compare_forms(
    mine: Sequence[Form], theirs: Sequence[Form], *, unread: Mapping[int, Message]
) -> list[tuple[Finding, ...]]:
    """Return for each of my forms what the other reader found.

    Args:
        mine: the forms of a run of pages.
        theirs: the other reader's, of the same pages.
        unread: pages that cannot be compared, with the reason; a form on one of them is left out.
    """
    found: list[tuple[Finding, ...]] = []
    left = [*theirs]
    for form in mine:
        if reasons := [unread[page] for page in form.pages if page in unread]:
            found.append(tuple(not_verified(READING, why=why) for why in reasons))
            continue
        partner = max(left, key=lambda other: _shared(form, other), default=None)
        if partner is None or not _shared(form, partner):
            found.append((only_mine(READING, "", _name(form)),))
            continue
        left.remove(partner)
        found.append((*_compare(form, partner),))
    for other in left:
        for index, form in enumerate(mine):
            if _shared(form, other) and not unread.keys() & {*form.pages}:
                found[index] = (*found[index], only_theirs(READING, "", _name(other)))
    return found


def _shared(one: Form, two: Form) -> int:
    return len({*one.pages} & {*two.pages})


def _name(form: Form) -> str:
    named = form.project or form.title
    return named.raw if named else f"{len(form.indicators)} indicators"


def _compare(mine: Form, theirs: Form) -> Iterator[Finding]:
    unreadable: list[str] = []
    for subject, one, two in _pairs(mine, theirs):
        if one is None or two is None:
            if one and bare(one.raw):
                yield only_mine(READING, subject, one.raw).model_copy(update={"where": one.where})
            elif two and bare(two.raw):
                yield only_theirs(READING, subject, two.raw)
        elif not _same(one, two):
            yield other_text(READING, subject, one.raw, two.raw).model_copy(update={"where": one.where})
        elif UNREADABLE in two.raw:
            unreadable.append(subject)
    if unreadable:
        yield not_verified(READING, why=UNDECODED, inputs=unreadable)


def _same(one: AnyReading, two: AnyReading) -> bool:
    """Whether two readings agree; a character that only the other reader cannot name is no disagreement."""
    ours, others = bare(one.raw), bare(two.raw)
    if UNREADABLE in others and UNREADABLE not in ours:
        return len(ours) == len(others) and all(b in (a, UNREADABLE) for a, b in zip(ours, others, strict=True))
    return ours == others and _meaning(one.value) == _meaning(two.value)


def _meaning(value: object) -> object:
    """Return a value without its blanks."""
    if isinstance(value, str):
        return bare(value)
    if isinstance(value, Quantity):
        return (value.op, value.number, value.high, bare(value.unit or ""), bare(value.text or ""))
    return value


def _pairs(mine: Form, theirs: Form) -> Iterator[Pair]:
    """Yield what both forms have under each pointer; what a page prints around the form (`ignored`) is no value."""
    for name in type(mine).model_fields:
        one, two = getattr(mine, name), getattr(theirs, name)
        if name in TABLES:
            yield from _row_pairs(f"/{name}", one, two)
        elif name != "ignored":
            yield from _reading_pairs(f"/{name}", one, two)


def _row_pairs(at: str, mine: Sequence[Part], theirs: Sequence[Part]) -> Iterator[Pair]:
    ours, others = [*map(_key, mine)], [*map(_key, theirs)]
    for what, i1, i2, j1, j2 in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        if what == "equal" or i2 - i1 == j2 - j1:
            for index, other in zip(range(i1, i2), theirs[j1:j2], strict=True):
                yield from _reading_pairs(f"{at}/{index}", mine[index], other)
        else:
            yield from ((f"{at}/{index}", _whole(mine[index]), None) for index in range(i1, i2))
            yield from ((at, None, _whole(row)) for row in theirs[j1:j2])


def _whole(row: Part) -> AnyReading:
    """Return a row as one reading."""
    readings = [reading for _, reading in walk_readings(row)]
    where = tuple(dict.fromkeys(where for reading in readings for where in reading.where))
    return Reading(raw=" | ".join(reading.raw for reading in readings if reading.raw), value=None, where=where)


def _key(row: Part) -> tuple[str, ...]:
    return tuple(bare(reading.raw) for _, reading in walk_readings(row))


def _reading_pairs(at: str, mine: object, theirs: object) -> Iterator[Pair]:
    """Pair the readings in two values of one key: readings, parts with readings, or anything else, which has none."""
    ones, others = _readings(at, mine), _readings(at, theirs)
    for subject in dict.fromkeys([*ones, *others]):
        yield subject, ones.get(subject), others.get(subject)


def _readings(at: str, value: object) -> dict[str, AnyReading]:
    if isinstance(value, Reading):
        return {at: value}
    return dict(walk_readings(value, at)) if isinstance(value, Part) else {}
