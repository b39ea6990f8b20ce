"""Text that is printed twice in one place: fake bold, shadows. It is read once."""

import numpy as np

from pdf2form.sources.objects import Bools
from pdf2form.sources.pdfium import Floats, Ints

FINENESS = 3.6056
"""Levels a point of height; no usual font size lies between two levels, where rounding errors would part twins."""


def are_twice(codes: Ints, boxes: Floats, owners: Ints) -> Bools:
    """Tell which glyphs say the same as one before them over more than half of their boxes, printed by another object.

    Candidates stand in one row as high as the glyph's longer side, at most as much apart; of rows there are two sets,
    half a row apart: so glyphs nearer than half that side always meet. Sorting numbers is cheap, comparing boxes not.
    """
    x0, top, x1, bottom = boxes
    level = np.maximum(np.round(np.maximum(x1 - x0, bottom - top) * FINENESS), 1.0)
    x, y = (x0 + x1) * FINENESS / 2 / level, (top + bottom) * FINENESS / 2 / level
    name = (codes << 42) | ((level.astype(np.int64) & 0x1FF) << 33) | (((x + 1024) * 256).astype(np.int64) & 0xFFFFF)
    rows = (np.floor(np.stack([y, y + 0.5])).astype(np.int64) & 0xFFF) + np.array([[0], [0x1000]])
    keys = (name | (rows << 20)).ravel()
    order = np.argsort(keys, kind="stable")
    keys, order = keys[order], order % max(1, len(name))
    twice = np.zeros(len(name), np.bool_)
    for lag in range(1, len(order)):
        near = np.flatnonzero(keys[lag:] - keys[:-lag] < 256)
        if not len(near):
            break
        one, two = order[near], order[near + lag]
        apart = owners[one] != owners[two]
        if apart.any():
            one, two = one[apart], two[apart]
            twice[np.maximum(one, two)[_same_spot(boxes, one, two)]] = True
    return twice


def _same_spot(boxes: Floats, one: Ints, two: Ints) -> Bools:
    a, b = boxes[:, one], boxes[:, two]
    wide, high = np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0.0)
    smaller = np.minimum((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return np.asarray(wide * high > smaller / 2)
