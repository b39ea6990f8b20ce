"""What stands in a cell and is not read: print blurred or rubbed so far that none of it is as dark as ink, and writing.

It is not read, so it must be seen. What tells it from what shines through, and from what is left of a stamp, is how
much black there is on the whole: blur spreads ink and takes none away.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import cv2
import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask, Pixels, blackened
from pdf2form.sources.scan.stamps import COLOUR, DRAWN

A = TypeVar("A", Pixels, Mask)

SHARE = 0.45
"""Of the black of the lines that are read, so much is print. Blurred lines have 1.3 times as much; on 26 dealt
scans nothing else in a cell had more than 0.37 of it: shades, shadows, stamps, the other side of the paper."""
WIDE, HIGH = 1.0, 0.7
"""Where the black is averaged. Ems."""
PAPER, GRAIN = 1.8, 0.12
"""Within so many ems there is white beside any print; grain is smaller than so many."""
COARSE = 4
"""Pixels of the page that make one of the picture of its paper, which is smooth over half an em."""
BESIDE = 0.35
"""Around a line that is read the ink is its own. Ems."""
INSET = 2.5
"""So far from the rulings it stands. Points."""
PEN, TOUCH = 4.0, 1.0
"""So much ink of a pen is more than the end of a stroke that belongs to a cell beside it; and so much of any colour in
a cell of black print is no blur of a camera. Square points."""
BLACK = 0.5
"""Of the ink of a cell with black print, or with none, no more than this has a colour."""
LEAST = 3
"""Lines in cells that tell how black the print of a page is."""


def find_unread(
    grey: Pixels, ruled: Mask, lines: Sequence[TextLine], cells: Iterable[Box], scale: float
) -> tuple[Box, ...]:
    """Return where there is print in cells that none of the lines of text covers.

    Args:
        grey: the flat page.
        ruled: the ink of rulings.
        lines: all that is read.
        cells: of the tables, in pixels.
        scale: pixels a point.
    """
    inside = [line for line in lines if line.cell]
    if len(inside) < LEAST:
        return ()
    em = float(np.median([line.em for line in inside]))
    shade = _find_shade(grey, ruled, em)
    usual = float(np.median([_cut(shade, line.box).mean() for line in inside]))
    for line in lines:
        _cut(shade, _wider(line.box, BESIDE * em))[:] = 0
    size = max(1, round(WIDE * em)), max(1, round(HIGH * em))
    return tuple(
        found
        for cell in cells
        if (found := _densest(shade, _wider(cell, -INSET * scale), size, SHARE * usual)) is not None
    )


def find_drawn(inks: Pixels | None, dark: Mask, cells: Sequence[Box], scale: float) -> tuple[Box, ...]:
    """Return where somebody wrote into cells by pen: what is printed there may be what no longer holds.

    Args:
        inks: the coloured inks of the page, see `stamps`; None if it has none.
        dark: what is ink.
        cells: of the tables, in pixels.
        scale: pixels a point.
    """
    if inks is None or not inks.any():
        return ()
    places = [_wider(cell, -INSET * scale) for cell in cells]
    return tuple(place for place in places if _is_drawn(_cut(inks, place), _cut(dark, place), scale**2))


def _is_drawn(inks: Pixels, dark: Mask, point: float) -> bool:
    """Whether a cell was written into: by large strokes, or, beside black print, as where a digit was made another one.

    Args:
        inks: of the cell.
        dark: what is ink in it.
        point: pixels of a square point.
    """
    coloured = np.asarray(inks == COLOUR)
    black = np.count_nonzero(coloured & dark) <= BLACK * np.count_nonzero(dark)
    touched = black and np.count_nonzero(coloured) > TOUCH * point
    return bool(touched or np.count_nonzero(inks == DRAWN) > PEN * point)


def _find_shade(grey: Pixels, ruled: Mask, em: float) -> Pixels:
    """Return how much darker than its paper each pixel is; shaded cells and shadows are paper."""
    paper = cv2.GaussianBlur(blackened(grey, ruled), (0, 0), max(1.0, GRAIN * em))
    reach = round(PAPER * em) | 1
    paper = _smoothed(np.asarray(cv2.dilate(paper, np.ones((reach, reach), np.uint8), paper), np.uint8), em / 2)
    return blackened(np.asarray(cv2.subtract(paper, grey, paper), np.uint8), ruled)


def _smoothed(paper: Pixels, reach: float) -> Pixels:
    """Blur a picture over so many pixels (standard deviation), by way of a smaller one: a tenth of the time."""
    height, width = paper.shape
    small = cv2.resize(paper, (-(-width // COARSE), -(-height // COARSE)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), reach / COARSE)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _densest(rest: Pixels, place: Box, size: tuple[int, int], least: float) -> Box | None:
    """Return the bounds of what is as black as print in a place; None if nothing is."""
    area = _cut(rest, place)
    if area.shape[0] < size[1] or area.shape[1] < size[0] or area.mean() * area.size < least * size[0] * size[1]:
        return None
    black = cv2.boxFilter(area, cv2.CV_32F, size, borderType=cv2.BORDER_CONSTANT) >= least
    if not black.any():
        return None
    rows, columns = (np.flatnonzero(black.any(axis=axis)) for axis in (1, 0))
    left, top = max(0, round(place.x0)), max(0, round(place.top))
    return Box(
        *(float(edge) for edge in (left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1))
    )


def _wider(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.top - by, box.x1 + by, box.bottom + by)


def _cut(picture: A, box: Box) -> A:
    """Return the part of a picture in a box: the same memory."""
    return picture[max(0, round(box.top)) : max(0, round(box.bottom)), max(0, round(box.x0)) : max(0, round(box.x1))]
