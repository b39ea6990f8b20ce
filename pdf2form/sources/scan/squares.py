"""■ by its ink, a solid square: networks hardly know it, and leave it out. What stands beside it is read without it."""

from collections.abc import Sequence

import cv2
import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import square, whitened
from pdf2form.sources.scan.placed import CERTAIN, Paper, Placed

SOLID = 0.45
"""No other character has solid ink so wide and high. Ems."""
LEAST = 7
"""In smaller text, in pixels of solid ink, strokes run into one."""
SMALLEST, WIDEST = 0.55, 1.1
"""How wide and high ■ is. Ems."""
SQUARE = 0.9
"""Its shorter side is no less than this share of the longer one."""
FULL = 0.97
"""So much of its box is ink."""
INSIDE, PALEST, EVEN = 0.12, 3, 0.88
"""So far inside its edges, in ems, it is as dark everywhere: but for so many of a hundred pixels, the palest has such a
share of the darkest. ■ has 0.97; strokes that have run into one have 0.81 and less."""
AROUND, CLEAR = 0.1, 0.25
"""So far around it, in ems, no more than such a share is ink: it is no piece of something larger."""
ABOVE = 0.15
"""Nor is so much ink, as a share of its own, above or below it in its line: in 1-bit scans 日 runs into one, and is a
piece of 量."""


def find_squares(paper: Paper, line: TextLine) -> list[Box]:
    """Return where ■ stands in a line, from the left.

    Args:
        paper: the page.
        line: where its text is.
    """
    rows, columns = square(line.box)
    ink = np.asarray(paper.dark[rows, columns], np.uint8)
    size = round(SOLID * line.em) | 1  # an even one would move what it finds
    if size < LEAST or min(ink.shape, default=0) < size:
        return []
    kernel = np.ones((size, size), np.uint8)
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel, borderValue=0)
    if not solid.any():
        return []
    stats = cv2.connectedComponentsWithStats(solid)[2][1:].tolist()
    boxes = [
        Box(columns.start + x, rows.start + y, columns.start + x + w, rows.start + y + h) for x, y, w, h, _ in stats
    ]
    return sorted(Box(*map(float, box)) for box in boxes if _is_square(box, paper, line))


def _is_square(box: Box, paper: Paper, line: TextLine) -> bool:
    em = line.em
    short, long = sorted((box.x1 - box.x0, box.bottom - box.top))
    if not SMALLEST * em <= short <= long <= WIDEST * em or short < SQUARE * long:
        return False
    ink, around = paper.dark[square(box)], paper.dark[square(box, max(1, round(AROUND * em)))]
    beside = int(around.sum()) - int(ink.sum())
    inside = 255.0 - paper.grey[square(box, -max(1, round(INSIDE * em)))]
    if ink.mean() < FULL or beside > CLEAR * (around.size - ink.size) or not inside.size:
        return False
    upright = paper.dark[square(line.box._replace(x0=box.x0, x1=box.x1))]
    if int(upright.sum()) - int(ink.sum()) > ABOVE * ink.size:
        return False
    palest, darkest = np.percentile(inside, (PALEST, 100 - PALEST))
    return bool(palest >= EVEN * darkest)


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
