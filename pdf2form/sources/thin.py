"""Which way a thin box runs: a bar is a piece of a flat or of an upright ruling, a dot of the one that it continues.

▪ ▪ ▪ ▪ ▪ ▪      a dotted ruling; were its dots pieces of upright rulings too, there would be one every two points
▪         ▪
"""

import numpy as np

from pdf2form.sources.objects import Bools
from pdf2form.sources.pdfium import Floats

THINNEST_BOX = 2.0
"""A box thinner than this is a drawn line, not a shaded cell. Points; the thickest border in the fixtures has 1.5."""

REACH = 4.0
"""Pieces of one ruling are at most so far apart, as in layout.grid: dots of a dotted line. Points."""


def find_axes(boxes: Floats) -> tuple[Bools, Bools]:
    """Tell which thin boxes are pieces of flat rulings, and which of upright ones.

    A dot that continues neither is both: it may be the corner where two end.

    Args:
        boxes: x0, top, x1, bottom in rows.
    """
    x0, top, x1, bottom = boxes.T
    wide, high = x1 - x0, bottom - top
    flat = (wide >= high) | ((high < THINNEST_BOX) & (high <= 2 * wide))
    upright = (high > wide) | ((wide < THINNEST_BOX) & (wide <= 2 * high))
    dots = flat & upright
    if dots.sum() < 2:
        return flat, upright
    along = _continued(flat, (top + bottom) / 2, x0, x1)
    down = _continued(upright, (x0 + x1) / 2, top, bottom)
    return flat & ~(dots & down & ~along), upright & ~(dots & along & ~down)


def _continued(chosen: Bools, at: Floats, starts: Floats, ends: Floats) -> Bools:
    """Tell which of the chosen pieces have a neighbour on their line, before or after them."""
    some = np.flatnonzero(chosen)
    order = some[np.lexsort((starts[some], np.round(2 * at[some])))]
    gaps = starts[order[1:]] - ends[order[:-1]]
    near = (np.abs(at[order[1:]] - at[order[:-1]]) < 1.0) & (gaps <= REACH) & (starts[order[1:]] > starts[order[:-1]])
    found = np.zeros(len(chosen), np.bool_)
    found[order[1:][near]] = True
    found[order[:-1][near]] = True
    return found
