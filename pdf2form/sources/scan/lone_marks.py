"""Doubted signs in rows that say nothing else: dust, or what is left of a stamp, would make an indicator of each."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from string import ascii_letters

from pdf2form.labels import is_level, is_placeholder
from pdf2form.page import Box
from pdf2form.sources.scan.order import SIGNS_OF_ORDER
from pdf2form.sources.scan.placed import SURE, Placed
from pdf2form.sources.scan.words import FIRST, LAST

MOST, MARKS = 2, FIRST | LAST | SIGNS_OF_ORDER | frozenset(ascii_letters)
"""Of so many such characters, all of them doubted, no row consists."""

SMALL, HIGH, NEAR = 0.35, 6.0, 1.5
"""A lone mark is no larger; in a cell so high it stands in the middle, or so near to its head or foot. Ems."""

Line = tuple[Box | None, Sequence[Placed]]
"""The cell of a line, if it is in one, and its characters."""


def find_lone_marks(lines: Sequence[Line]) -> list[Box | None]:
    """Return for each line of a page its cell, if it is a doubted sign in a row that says nothing; None for others.

    Beside a placeholder figures are none, either: who leaves the name of an indicator blank gives it no values.

    Args:
        lines: of the page, those of a cell one after the other.
    """
    texts = [(cell, [placed for _, placed in group]) for cell, group in groupby(lines, key=lambda line: line[0])]
    unnamed = {_row(cell) for cell, parts in texts if cell and is_placeholder("".join(map(_spell, parts)))}
    told = Counter[tuple[int, int]]()
    for cell, parts in texts:
        if cell is None:
            continue
        text = "".join(_spell(placed) for placed in parts if not _is_crumb(placed, any_text=_row(cell) in unnamed))
        told[_row(cell)] += bool(text) and not (is_placeholder(text) or is_level(text))
    return [
        cell if cell and not told[_row(cell)] and _is_crumb(placed, any_text=_row(cell) in unnamed) else None
        for cell, placed in lines
    ]


def is_stray(placed: Sequence[Placed], cell: Box, em: float) -> bool:
    """Whether a mark stands where no cell has a text that is all of its own: neither in its middle nor at an end.

    A label that a page break cuts has its text elsewhere, but no such mark for one.
    """
    if len(placed) != 1 or max(placed[0].width, placed[0].height) > SMALL * em or cell.bottom - cell.top < HIGH * em:
        return False
    at = (placed[0].ink.top + placed[0].ink.bottom) / 2
    return all(abs(at - usual) > NEAR * em for usual in (cell.top, (cell.top + cell.bottom) / 2, cell.bottom))


def _is_crumb(placed: Sequence[Placed], *, any_text: bool) -> bool:
    """Whether a line is a sign or a letter, or two, and all of it is doubted; or two of any characters."""
    doubted = all(each.letter.confidence < SURE for each in placed)
    return 0 < len(placed) <= MOST and doubted and (any_text or all(each.letter.text in MARKS for each in placed))


def _spell(placed: Sequence[Placed]) -> str:
    return "".join(each.letter.text for each in placed)


def _row(cell: Box) -> tuple[int, int]:
    """Return where a row begins and ends."""
    return round(cell.top), round(cell.bottom)
