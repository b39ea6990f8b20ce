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

Line = tuple[Box | None, Sequence[Placed]]
"""The cell of a line, if it is in one, and its characters."""


def find_lone_marks(lines: Sequence[Line]) -> list[Box | None]:
    """Return for each line of a page its cell, if it is a doubted sign in a row that says nothing; None for others.

    Args:
        lines: of the page, those of a cell one after the other.
    """
    told = Counter[tuple[int, int]]()
    for cell, group in groupby(lines, key=lambda line: line[0]):
        text = "".join(_spell(placed) for _, placed in group if not _is_mark(placed))
        if cell and text and not (is_placeholder(text) or is_level(text)):
            told[_row(cell)] += 1
    return [cell if cell and _is_mark(placed) and not told[_row(cell)] else None for cell, placed in lines]


def _is_mark(placed: Sequence[Placed]) -> bool:
    """Whether a line is a sign or a letter, or two, and all of it is doubted."""
    marks = all(each.letter.confidence < SURE and each.letter.text in MARKS for each in placed)
    return 0 < len(placed) <= MOST and marks


def _spell(placed: Sequence[Placed]) -> str:
    return "".join(each.letter.text for each in placed)


def _row(cell: Box) -> tuple[int, int]:
    """Return where a row begins and ends."""
    return round(cell.top), round(cell.bottom)
