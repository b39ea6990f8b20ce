"""The connected pieces of a page's ink, found where there is ink: most rows of what is looked at have none."""

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.pixels import Mask, Pixels

SHORT_LABELS = 65_000
"""Pieces that can be told apart by two bytes: labels of half the width take half the time."""

Ints = npt.NDArray[np.int32]


class Pieces(NamedTuple):
    """Connected pieces of ink; the first of `boxes` and `middles` is the paper, which is not measured."""

    rows: npt.NDArray[np.intp]
    """The rows of the page that are labelled: all that have ink, and white ones between them."""
    labels: npt.NDArray[Any]
    """Of the piece that each pixel of these rows belongs to; 0 is paper."""
    boxes: Ints
    """Left, top, width, height and area of each piece; the top counts labelled rows."""
    middles: npt.NDArray[np.float64]
    """Across, and down labelled rows."""


def find_pieces(ink: Mask | Pixels, *, least: int = 1) -> Pieces:
    """Find the connected pieces of ink.

    Args:
        ink: not 0 where a page is dark.
        least: so many pixels, with the white that parts it from others, each piece takes.
    """
    rows = _find_rows(np.asarray(ink.any(axis=1)))
    part = ink.view(np.uint8)[rows]
    kind = cv2.CV_16U if part.size < least * SHORT_LABELS else cv2.CV_32S
    if not part.size:
        return Pieces(rows, np.zeros(part.shape, np.int32), np.zeros((1, 5), np.int32), np.zeros((1, 2)))
    count, labels = cv2.connectedComponents(part, ltype=kind)
    return Pieces(rows, np.asarray(labels), *_measure(np.asarray(labels), part, count))


def _measure(labels: npt.NDArray[Any], part: Pixels, count: int) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Return boxes and middles by the ink alone: OpenCV looks at the paper as well, for five times as long."""
    places = np.flatnonzero(part != 0)  # of a mask: a tenth of the time of that of numbers
    y, x = np.divmod(places, part.shape[1])
    own = labels.ravel()[places]
    left, right = np.full(count, part.shape[1]), np.zeros(count, np.int64)
    np.minimum.at(left, own, x)
    np.maximum.at(right, own, x)
    firsts, lasts = np.zeros((2, count), np.int64)
    firsts[own[::-1]] = y[::-1]  # the ink comes row by row, and what is written last stays
    lasts[own] = y
    areas = np.bincount(own, minlength=count)
    middles = np.stack([np.bincount(own, each, count) for each in (x, y)], axis=1) / np.maximum(areas, 1)[:, None]
    boxes = np.stack([left, firsts, right + 1 - left, lasts + 1 - firsts, areas], axis=1)
    boxes[0] = 0
    return boxes.astype(np.int32), middles


def _find_rows(inked: Mask) -> npt.NDArray[np.intp]:
    """Return pairs of rows with ink, and a white pair above each run: OpenCV numbers pieces by pairs of rows."""
    pairs = np.logical_or.reduceat(inked, np.arange(0, len(inked), 2))
    kept = pairs | np.append(pairs[1:], False)
    return np.flatnonzero(np.repeat(kept, 2)[: len(inked)])
