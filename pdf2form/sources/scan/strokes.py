"""The flat page's ink to the strokes that may be rulings: thin ink, and where it runs far."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.pieces import find_pieces
from pdf2form.sources.scan.pixels import Mask

THICKEST = 4.5
"""A ruling is at most so thick. Points; a double border of Word is 3."""
MEND = 2.5
"""A gap up to this in a stroke is a break of faded print, or a character that touches it. Points."""
FAR = 24.0
"""A stroke this long may be a ruling; strokes of characters end sooner. Points."""
GAP, DOUBLE, SURELY = 2.5, 0.12, 72.0
"""Cells with borders of their own leave two rulings side by side with less white than this between them (points);
and the white is such a share of the strokes longer than the last (points), where a page has such: on dealt scans 0.17
and more, where there are none up to 0.08."""
COARSE = 3
"""Of so many rows one is enough to tell where long strokes run. Pixels."""
EDGE = 9.0
"""Printers leave more white than this around a page. Points."""

Ink = npt.NDArray[np.uint8]


class Stroke(NamedTuple):
    """A stretch of thin ink, in pixels of its view."""

    at: float
    start: float
    end: float


class View(NamedTuple):
    """The ink of a page, turned so that the rulings looked for stand upright: columns of the array."""

    ink: Ink
    thin: Ink
    """Ink that is no wider than a ruling, and the pixel on each side of it: a ruling steps sideways by as much."""
    inked: Ink
    """All ink, and the pixel on each side of it."""
    far: Ink
    """Of the thin ink, what runs far, without the breaks in it."""
    scale: float
    """Pixels a point."""


def without_gaps(dark: Mask, seen: tuple["View", "View"]) -> Mask | None:
    """Make one ruling of two that run side by side; None unless the flat rulings of a page are such.

    Upright ones are mostly too short to tell.

    Args:
        dark: what is ink of the page.
        seen: the page looked at for flat and for upright rulings.
    """
    if not _is_doubled(seen[0]):
        return None
    level, upright = (_find_gaps(each.far, each.ink, each.scale) > 0 for each in seen)
    return np.asarray(dark | level.T | upright)


def _is_doubled(seen: "View") -> bool:
    """Whether many long strokes of a page have another one close beside them."""
    far, ink = (np.ascontiguousarray(each[::COARSE]) for each in (seen.far, seen.ink))
    long = cv2.morphologyEx(far, cv2.MORPH_OPEN, np.ones((round(SURELY * seen.scale / COARSE), 1), np.uint8))
    gaps = _find_gaps(np.asarray(long, np.uint8), ink, seen.scale)
    return bool(np.count_nonzero(gaps) >= DOUBLE * max(1, int(np.count_nonzero(long))))


def _find_gaps(strokes: Ink, ink: Ink, scale: float) -> Ink:
    """Return what is white between two strokes side by side."""
    both = np.ones((1, round(GAP * scale) | 1), np.uint8)
    closed = cv2.morphologyEx(cv2.bitwise_and(strokes, ink), cv2.MORPH_CLOSE, both)
    return np.asarray(cv2.subtract(closed, ink), np.uint8)


def view(ink: Ink, scale: float) -> View:
    """Look at ink for upright rulings.

    Args:
        ink: 1 where a page is dark.
        scale: pixels a point.
    """
    most, beside = round(THICKEST * scale) + 2, np.ones((1, 3), np.uint8)
    narrow = cv2.subtract(ink, cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, most), np.uint8)))
    thin = np.asarray(cv2.dilate(narrow, beside, narrow), np.uint8)
    far = _long(thin, scale)
    return View(ink, thin, np.asarray(cv2.dilate(ink, beside), np.uint8), far, scale)


def _long(thin: Ink, scale: float) -> Ink:
    """Return the thin ink that runs far upright, and what is missing of it."""
    mend, far = max(3, round(MEND * scale)), round(FAR * scale)
    whole = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((mend, 1), np.uint8))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((far, 1), np.uint8)), np.uint8)


def views(dark: Mask, scale: float) -> tuple[View, View]:
    """Look at a page for flat rulings, its picture laid on its side, and for upright ones."""
    ink = dark.view(np.uint8)
    return view(np.asarray(cv2.transpose(ink), np.uint8), scale), view(ink, scale)


def find_long(seen: View) -> Iterator[Stroke]:
    """Yield the stretches of thin ink that run far; along the edge of the picture that is the edge of the paper."""
    scale, edge, width = seen.scale, EDGE * seen.scale, seen.ink.shape[1]
    far, long = round(FAR * scale), seen.far
    rows, _, boxes, middles = find_pieces(np.asarray(long[::COARSE], np.uint8), least=2 * (far // COARSE))
    for k in range(1, len(boxes)):
        left, top, wide, high, _ = boxes[k].tolist()
        at, top = float(middles[k][0]), int(rows[top])
        first = max(0, (top - 1) * COARSE)
        if edge <= at <= width - edge:
            piece = long[first : (top + high) * COARSE, left : left + wide]
            ink = np.flatnonzero(cv2.reduce(piece, 1, cv2.REDUCE_MAX).ravel())
            yield Stroke(at, float(first + ink[0]), float(first + ink[-1] + 1))
