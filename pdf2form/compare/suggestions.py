"""Names that look alike, for the user to decide on: they are listed, and never taken together.

What is right of OUT/aliases_suggested.csv, the user copies into OUT/aliases.csv. The only file that imports rapidfuzz.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

import numpy
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pdf2form.compare.entities import Kind, take_apart
from pdf2form.export.folder import replacing, row_writer

FILE = "aliases_suggested.csv"

COLUMNS = ("kind", "name", "entity", "likeness", "why")
"""The first three are those of aliases.csv."""

LEAST_ALIKE = 85.0
"""Percent of the characters of both names that agree, in order. One of eight characters another: 87.5."""

MOST = 3
"""Suggestions for one name; an ending that more names share is a common word (民政局)."""

SHORTEST_ENDING = 3
"""Characters of a name that may be the ending of another one."""

AT_ONCE = 256
"""Names that are compared with all others at a time: their table takes 256 bytes a name."""

_TELLING = frozenset("0123456789零一二三四五六七八九十百千甲乙丙丁东西南北上下左右内外男女")
"""Characters that tell names apart which are otherwise alike: 第一中学 and 第二中学 are surely two."""


class Suggestion(NamedTuple):
    """Two entities that may be one: a row for aliases.csv."""

    kind: Kind
    name: str
    """Of the one with fewer forms."""
    entity: str
    likeness: float
    """Percent, see LEAST_ALIKE."""
    why: str


class _Known(NamedTuple):
    """An entity, and how many forms print it."""

    folded: str
    """Its name without its code."""
    code: str
    label: str
    """What it is listed under, and a row of aliases.csv calls it."""
    forms: int


_Pair = tuple[_Known, _Known]


def find_suggestions(database: sqlite3.Connection) -> list[Suggestion]:
    """Return pairs of entities whose names look alike, the likest first.

    Never those with two codes, nor those that differ in a figure or another telling character; nor those that a row
    of aliases.csv calls by their own name, which says that they are bodies of their own.

    Args:
        database: of `open_index`.
    """
    found: list[Suggestion] = []
    for kind in get_args(Kind):
        known = _read_known(database, kind)
        whys: dict[_Pair, str] = {}
        for pairs in (_same_code(known), _same_but_brackets(known), _same_ending(known), _alike(known)):
            for one, other, why in pairs:
                first, second = sorted((one, other), key=lambda each: (each.forms, each.label))
                whys.setdefault((first, second), why)
        found += _nearest(kind, whys)
    return sorted(found, key=lambda each: (-each.likeness, each))


def write_suggestions(out: Path, found: Iterable[Suggestion]) -> None:
    """Write OUT/aliases_suggested.csv; raises as `replacing` does."""
    with replacing(out / FILE) as file:
        write = row_writer(file)
        write(COLUMNS)
        for each in found:
            write((each.kind, each.name, each.entity, f"{each.likeness:.1f}", each.why))


def _read_known(database: sqlite3.Connection, kind: Kind) -> list[_Known]:
    rows = database.execute(
        f"""
        SELECT name, code, COUNT(facts.form_id)
        FROM entities LEFT JOIN facts ON facts.{kind}_key = entities.key
        WHERE kind = ? AND entities.key NOT IN (SELECT key FROM own WHERE own.kind = entities.kind)
        GROUP BY entities.key ORDER BY entities.key
        """,
        [kind],
    )
    return [_known(*row) for row in rows]


def _known(name: str, code: str, forms: int) -> _Known:
    return _Known(take_apart(name).folded, code, name, forms)


def _nearest(kind: Kind, whys: Mapping[_Pair, str]) -> Iterator[Suggestion]:
    """Yield at most MOST suggestions for each name, the likest first."""
    alike = ((fuzz.ratio(name.folded, entity.folded), name, entity) for name, entity in whys)
    taken: Counter[_Known] = Counter()
    for likeness, name, entity in sorted(alike, key=lambda each: (-each[0], each[1:])):
        taken[name] += 1
        if taken[name] <= MOST:
            why = whys[name, entity] or _say_difference(name.folded, entity.folded)
            yield Suggestion(kind, name.label, entity.label, round(likeness, 1), why)


def _same_code(known: Iterable[_Known]) -> Iterator[tuple[_Known, _Known, str]]:
    """Yield names behind one code, each with the one that most forms print."""
    behind: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        if one.code:
            behind[one.code].append(one)
    for code, names in behind.items():
        first, *others = sorted(names, key=lambda each: (-each.forms, each.label))
        yield from ((one, first, f"the same code {code} 代码相同") for one in others)


def _same_but_brackets(known: Sequence[_Known]) -> Iterator[tuple[_Known, _Known, str]]:
    """Yield a name with something in brackets behind it, and the name without."""
    plain = {one.folded: one for one in known}
    for one in known:
        bare, bracket, rest = one.folded.partition("(")
        other = plain.get(bare)
        if bracket and other and _may_be_one(one, other):
            yield one, other, f"the same but for ({rest} 仅括号部分不同"


def _same_ending(known: Sequence[_Known]) -> Iterator[tuple[_Known, _Known, str]]:
    """Yield a name, and the few that have more before it, such as a place."""
    plain = {one.folded: one for one in known}
    longer: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        for at in range(1, len(one.folded) - SHORTEST_ENDING + 1):
            if one.folded[at:] in plain:
                longer[one.folded[at:]].append(one)
    for ending, names in longer.items():
        for other in names if len(names) <= MOST else ():
            if _codes_agree(plain[ending], other):
                before = other.folded.removesuffix(ending)
                yield plain[ending], other, f"the same behind {before} 除前缀 {before} 外相同"


def _alike(known: Sequence[_Known]) -> Iterator[tuple[_Known, _Known, str]]:
    """Yield pairs of which most characters agree; why is left to be said of those that are suggested.

    Names much longer cannot be alike, and are not looked at.
    """
    ordered = sorted(known, key=lambda each: len(each.folded))
    names = [one.folded for one in ordered]
    lengths = numpy.array([len(name) for name in names])
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        longest = len(some[-1]) * (200 - LEAST_ALIKE) / LEAST_ALIKE
        end = int(numpy.searchsorted(lengths, longest, "right"))
        likeness = process.cdist(some, names[start:end], scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, dtype=numpy.uint8)
        for row, column in zip(*numpy.nonzero(likeness), strict=True):
            one, other = ordered[start + int(row)], ordered[start + int(column)]
            if row < column and _may_be_one(one, other):
                yield one, other, ""


def _may_be_one(one: _Known, other: _Known) -> bool:
    """Whether nothing says that they are two: neither their codes nor a telling character.

    A name beside the same name behind several codes is none of these: no row of aliases.csv could say which.
    """
    return one.folded != other.folded and _codes_agree(one, other) and _telling(one.folded) == _telling(other.folded)


def _codes_agree(one: _Known, other: _Known) -> bool:
    return len({one.code, other.code} - {""}) < 2


def _telling(name: str) -> list[str]:
    return [letter for letter in name if letter in _TELLING]


def _say_difference(one: str, other: str) -> str:
    pieces = [
        f"{one[step.src_start : step.src_end] or '∅'}|{other[step.dest_start : step.dest_end] or '∅'}"
        for step in Levenshtein.opcodes(one, other)
        if step.tag != "equal"
    ]
    return f"differ in {' '.join(pieces)} 不同之处"
