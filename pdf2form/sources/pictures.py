"""Ink on a page that is neither text nor a ruling, as boxes: what stands there is not read, so it must be seen.

Images, curved or odd shapes (text may be drawn as outlines), and annotations with ink of their own: filled form
fields, typewriter notes, stamps, pen strokes. Backgrounds, dots and white shapes are left out; lines and boxes are
rulings and shades.
"""

import re

import numpy as np

from pdf2form.page import Box, union
from pdf2form.sources import objects as po
from pdf2form.sources.pdfium import Floats, Upright, annotations

TINY_IMAGE = 4.0
"""An image that is not higher and wider than this is a dot or a piece of a line. Points."""
TINY_SHAPE = 3.0
"""A shape that is neither higher nor wider than this is a bullet or a mark in a corner. Points."""
BACKGROUND = 0.8
"""What covers more of the page than this share is its background."""
MOST_PICTURES = 200
"""Boxes of one page; all beyond are joined to one."""
WIDGET = 20
INKED = {3, 4, 5, 6, 7, 8, 12, 13, 15, WIDGET, 28}
"""Annotation kinds: typewriter text, line, square, circle, polygons, strike-out, stamp, ink, form field, redaction."""
UNSEEN = 2 | 32
"""Annotation flags: hidden, not to be shown."""
_PAINTS = re.compile(r"\b(?:T[jJ]|Do|BI)\b|\)\s*['\"]")
"""Operators by which the appearance of a filled form field prints its value; an empty one draws its frame only."""


def find_pictures(page: int, upright: Upright, images: Floats, shapes: Floats) -> tuple[Box, ...]:
    """Find the pictures of a page, those that overlap as one.

    Args:
        page: handle.
        upright: the page as a reader sees it.
        images: boxes of its images, rows x0, top, x1, bottom.
        shapes: boxes of what is drawn and neither a line nor a box.
    """
    fields = _annotations(page, upright)
    if not len(images) + len(shapes) + len(fields):
        return ()
    sizes, spans = images[:, 2:] - images[:, :2], shapes[:, 2:] - shapes[:, :2]
    kept = [images[(sizes > TINY_IMAGE).all(axis=1)], shapes[(spans > TINY_SHAPE).any(axis=1)], fields]
    boxes = np.concatenate(kept)
    low = np.maximum(boxes[:, :2], 0.0)
    high = np.minimum(boxes[:, 2:], [upright.width, upright.height])
    shown = (high > low).all(axis=1)
    shown &= np.prod(high - low, axis=1) <= BACKGROUND * upright.width * upright.height
    return _merged([Box(*row) for row in np.concatenate([low, high], axis=1)[shown].tolist()])


def _annotations(page: int, upright: Upright) -> Floats:
    """Find the boxes of annotations that print something."""
    rows = [
        (note.left, note.bottom, note.right, note.top)
        for note in annotations(page)
        if note.kind in INKED and not note.flags & UNSEEN and (note.kind != WIDGET or _is_filled(*note.says))
    ]
    if not rows:
        return np.zeros((0, 4))
    return po.moved_boxes(np.array(rows, np.float64), np.array([upright.matrix]))


def _is_filled(value: str, appearance: str) -> bool:
    return value not in ("", "Off") or _PAINTS.search(appearance) is not None


def _merged(boxes: list[Box]) -> tuple[Box, ...]:
    """Join each box, from the top, with the one before it if they overlap; at last those that are too many."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda box: (round(box.top / 8), box.x0)):
        if merged and _overlap(merged[-1], box):
            merged[-1] = union([merged[-1], box])
        else:
            merged.append(box)
    rest = merged[MOST_PICTURES - 1 :]
    return (*merged[: MOST_PICTURES - 1], union(rest)) if rest else tuple(merged)


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) >= max(one.x0, other.x0)
    return across and min(one.bottom, other.bottom) >= max(one.top, other.top)
