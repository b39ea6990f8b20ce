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
    """Connected pieces of ink; the first of `boxes` is the paper."""

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
    _, labels, boxes, middles = cv2.connectedComponentsWithStats(part, ltype=kind)
    return Pieces(rows, np.asarray(labels), np.asarray(boxes, np.int32), np.asarray(middles, np.float64))


def _find_rows(inked: Mask) -> npt.NDArray[np.intp]:
    """Return pairs of rows with ink, and a white pair above each run: OpenCV numbers pieces by pairs of rows."""
    pairs = np.logical_or.reduceat(inked, np.arange(0, len(inked), 2))
    kept = pairs | np.append(pairs[1:], False)
    return np.flatnonzero(np.repeat(kept, 2)[: len(inked)])
