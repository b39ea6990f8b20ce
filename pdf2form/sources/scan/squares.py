"""■ by its ink, a solid square: networks hardly know it, and leave it out. What stands beside it is read without it."""

from collections.abc import Sequence

import cv2
import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask, square, whitened
from pdf2form.sources.scan.placed import CERTAIN, Placed

SOLID = 0.45
"""No other character has solid ink so wide and high. Ems."""
SMALLEST, WIDEST = 0.55, 1.1
"""How wide and high ■ is. Ems."""
SQUARE = 0.85
"""Its shorter side is no less than this share of the longer one."""
FULL = 0.93
"""So much of its box is ink."""
AROUND, CLEAR = 0.1, 0.25
"""So far around it, in ems, no more than such a share is ink: it is no piece of something larger."""


def find_squares(dark: Mask, line: TextLine) -> list[Box]:
    """Return where ■ stands in a line, from the left.

    Args:
        dark: the ink of the page.
        line: where its text is.
    """
    rows, columns = square(line.box)
    ink = np.asarray(dark[rows, columns], np.uint8)
    size = max(2, round(SOLID * line.em))
    if min(ink.shape, default=0) < size:
        return []
    kernel = np.ones((size, size), np.uint8)
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel, borderValue=0)
    if not solid.any():
        return []
    stats = cv2.connectedComponentsWithStats(solid)[2][1:].tolist()
    boxes = [
        Box(columns.start + x, rows.start + y, columns.start + x + w, rows.start + y + h) for x, y, w, h, _ in stats
    ]
    return sorted(Box(*map(float, box)) for box in boxes if _is_square(box, dark, line.em))


def _is_square(box: Box, dark: Mask, em: float) -> bool:
    short, long = sorted((box.x1 - box.x0, box.bottom - box.top))
    if not SMALLEST * em <= short <= long <= WIDEST * em or short < SQUARE * long:
        return False
    ink, around = dark[square(box)], dark[square(box, max(1, round(AROUND * em)))]
    beside = int(around.sum()) - int(ink.sum())
    return bool(ink.mean() >= FULL) and beside <= CLEAR * (around.size - ink.size)


def without_squares(flat: Flat, squares: Sequence[Box]) -> Flat:
    """Return a page that is white where these squares are."""
    if not squares:
        return flat
    taken = np.zeros_like(flat.dark)
    for box in squares:
        taken[square(box, 1)] = True
    return flat._replace(dark=flat.dark & ~taken, grey=whitened(flat.grey, taken))


def with_squares(placed: Sequence[Placed], squares: Sequence[Box]) -> list[Placed]:
    """Return the characters of a line with the squares among them."""
    solid = [Placed(Letter("■", 0.0, 1.0, CERTAIN), box) for box in squares]
    return sorted([*placed, *solid], key=lambda each: each.middle) if solid else list(placed)
