"""Which ink of a page is ruling, and where rulings run through something else."""

from collections.abc import Iterable
from functools import reduce

import cv2
import numpy as np

from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.strokes import Stroke

DEEP = 5.0
"""What hangs together over so much is no single stroke, nor a piece of a character that a ruling cut off. Points."""


def paint(canvas: Mask, strokes: Iterable[Stroke], thick: float) -> None:
    """Mark the pixels of level rulings, and a little beside them.

    Args:
        canvas: of the page; turned for upright ones.
        strokes: the rulings.
        thick: how thick they are. Pixels.
    """
    half = thick / 2 + 1.5
    for stroke in strokes:
        first, last = max(0, round(stroke.at - half)), round(stroke.at + half) + 1
        canvas[first:last, max(0, round(stroke.start) - 2) : round(stroke.end) + 3] = True


def find_deep(text: Mask, scale: float) -> tuple[Mask, Mask]:
    """Return which ink hangs together over more than a stroke: up and down, and from left to right.

    Args:
        text: ink that is no ruling.
        scale: pixels a point.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(text.view(np.uint8))
    sizes = stats[:, [cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH]] >= DEEP * scale
    sizes[0] = False
    return np.asarray(sizes[labels, 0]), np.asarray(sizes[labels, 1])


def mark_pierced(canvas: Mask, dark: Mask, text: Mask, deep: Mask, strokes: Iterable[Stroke], thick: float) -> None:
    """Mark where ink that is no ruling stands on both sides of one, and may be of one character.

    What is a character by itself on both sides, with white between it and the ruling, is two.

    Args:
        canvas: of the page; turned for upright rulings, as all others.
        dark: all ink.
        text: what of it is no ruling.
        deep: what of that hangs together over more than a stroke, away from level rulings.
        strokes: the rulings.
        thick: how thick they are. Pixels.
    """
    reach = round(thick / 2 + 1.5) + 2
    for stroke in strokes:
        start, end, at = max(0, int(stroke.start)), int(stroke.end), round(stroke.at)
        if at - reach < 0 or at + reach >= len(text):
            continue
        sides = slice(at - reach, at - reach + 2), slice(at + reach - 1, at + reach + 1)
        above, below = (text[side, start:end].any(axis=0) for side in sides)
        pieces = reduce(np.logical_or, ((text[side, start:end] & ~deep[side, start:end]).any(axis=0) for side in sides))
        whole = dark[at - reach + 1 : at + reach, start:end].all(axis=0)
        canvas[at - reach : at + reach + 1, start:end] |= above & below & (whole | pieces)
