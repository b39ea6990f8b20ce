"""What the place of a character says against it, however sure a recogniser is of the crop that it was shown."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.signs import UNCERTAIN, Placed

STRUCK = 1.7
"""A flat stroke that is longer than this belongs to no single character. Ems."""
WRITTEN = 0.2
"""Share of the ink of a character that has a colour, if somebody wrote it."""
CUT = 0.25
"""Share of its height on which a character that a ruling cuts goes up to it; one that stands near touches it less."""
NEAR = 3
"""So near to where a ruling runs through ink a character may be what it runs through. Pixels."""


def with_doubts(placed: Sequence[Placed], flat: Flat, line: TextLine) -> list[Placed]:
    """Doubt the characters of a line that may not be whole, or not be print, or not belong to this cell."""
    against = list(_against(placed, flat, line))
    return [_doubted(each) if doubt else each for each, doubt in zip(placed, against, strict=True)]


def _against(placed: Sequence[Placed], flat: Flat, line: TextLine) -> Iterator[bool]:
    struck = _is_struck(flat, line)
    mark = line.shares and all(each.letter.text in "-—/…" for each in placed)
    for k, each in enumerate(placed):
        outermost = k in (0, len(placed) - 1)
        yield (
            struck
            or mark
            or (k == 0 and line.follows)
            or _is_pierced(each, flat)
            or _is_written(each, flat)
            or (outermost and _is_cut(each, flat))
            or (len(placed) <= 2 and not _is_printed_place(each, line))
        )


def _is_struck(flat: Flat, line: TextLine) -> bool:
    """Whether a stroke runs through several characters: they are struck out, or a ruling was lost."""
    x0, top, x1, bottom = (round(v) for v in line.box)
    ink = np.asarray(flat.dark[max(0, top) : bottom, max(0, x0) : x1], np.uint8)
    length = round(STRUCK * line.em)
    if not ink.size or ink.shape[1] <= length:
        return False
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    return bool(cv2.erode(thick, np.ones((1, length), np.uint8), borderValue=0).any())


def _doubted(each: Placed) -> Placed:
    return each._replace(letter=each.letter._replace(confidence=min(each.letter.confidence, UNCERTAIN)))


def _square(each: Placed, grown: int = 0) -> tuple[slice, slice]:
    x0, top, x1, bottom = (round(v) for v in each.ink)
    return slice(max(0, top - grown), bottom + grown), slice(max(0, x0 - grown), x1 + grown)


def _is_pierced(each: Placed, flat: Flat) -> bool:
    """Whether a ruling runs through a character, or is one of its strokes."""
    return bool(flat.pierced[_square(each, NEAR)].any())


def _is_written(each: Placed, flat: Flat) -> bool:
    """Whether a character has a colour: somebody wrote it, or it is a piece of a stamp."""
    if flat.coloured is None:
        return False
    ink = flat.dark[_square(each)]
    return bool((flat.coloured[_square(each)] & ink).sum() > WRITTEN * max(1, ink.sum()))


def _is_cut(each: Placed, flat: Flat) -> bool:
    """Whether the ink of a character goes up to a ruling beside it: a part of it may lie under that, or beyond."""
    rows, columns = _square(each)
    if not 0 < columns.start < columns.stop < flat.dark.shape[1]:
        return False
    left = flat.dark[rows, columns.start] & flat.ruled[rows, columns.start - 1]
    right = flat.dark[rows, columns.stop - 1] & flat.ruled[rows, columns.stop]
    return max(int(left.sum()), int(right.sum())) > CUT * len(left)


def _is_printed_place(each: Placed, line: TextLine) -> bool:
    """Whether a sign that stands alone stands in the middle of its cell, or in line with its edge, as print does."""
    if line.cell is None or each.letter.text not in "-—/…=":
        return True
    x, y = (line.box.x0 + line.box.x1) / 2, (line.box.top + line.box.bottom) / 2
    cell = line.cell
    across = min(abs(x - (cell.x0 + cell.x1) / 2), line.box.x0 - cell.x0, cell.x1 - line.box.x1)
    down = min(abs(y - (cell.top + cell.bottom) / 2), abs(y - cell.top - 0.8 * line.em))
    return across <= line.em and down <= line.em / 2
