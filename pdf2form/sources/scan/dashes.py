"""Dashed and dotted rulings made whole: pieces in one line, as far from one another as the next ones are.

Characters have no such strokes, so what is filled is told from them better than dashes are.
"""

from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.strokes import MEND, THICKEST, View

SHORTEST = 8.0
"""A row of pieces is at least so long. Points."""
MANY, FEW = 6, 3
"""So many pieces show that they are evenly spaced, and so few that they are as far apart as those of the page."""
UNEVEN, SLACK = 0.2, 1.5
"""By how much the steps from piece to piece differ from most of them: as a share, or in pixels."""
FRAYED, NEAR, BESIDE = 0.7, 1.8, 0.3
"""Further from pieces than the first, and nearer than the second, in points, there is no ink beside more than such a
share of them: what frays is nearer."""
MOSTLY, LONG, HALF = 0.75, 8, 0.5
"""So many of them may not differ by more, and so many of a long row: text touches some, and specks part others."""


class _Row(NamedTuple):
    """A row of pieces in one line."""

    place: tuple[slice, slice]
    own: Mask
    """What of its place is its own, with the white between its pieces."""
    steps: list[int]
    """From where a piece begins to where the next one does. Pixels."""

    def fits(self, usual: float) -> bool:
        """Whether most steps are as long as usual."""
        even = [abs(step - usual) <= max(SLACK, UNEVEN * usual) for step in self.steps]
        return sum(even) >= (HALF if len(even) >= LONG else MOSTLY) * len(even)


def with_dashes(dark: Mask, seen: tuple[View, View]) -> Mask:
    """Return the ink of a page with the white in its dashed rulings filled.

    Args:
        dark: what is ink of the page.
        seen: the page looked at for flat and for upright rulings.
    """
    rows = [_find_rows(each) for each in seen]
    sure = [[row for row in each if len(row.steps) >= MANY - 1 and row.fits(median(row.steps))] for each in rows]
    if not any(sure):
        return dark
    usual = median(median(row.steps) for each in sure for row in each)
    filled = [np.zeros(each.ink.shape, np.bool_) for each in seen]
    for ink, every in zip(filled, rows, strict=True):
        for row in every:
            if row.fits(usual):
                ink[row.place] |= row.own
    level, upright = filled
    return np.asarray(dark | level.T | upright)


def _find_rows(seen: View) -> list[_Row]:
    """Return the upright rows of pieces that are no thicker than rulings."""
    thin = np.asarray(cv2.bitwise_and(seen.thin, seen.ink), np.uint8)
    # Odd lengths: even ones would move what they find.
    mend, least = max(3, round(MEND * seen.scale) | 1), round(SHORTEST * seen.scale) | 1
    whole = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, np.ones((mend, 1), np.uint8))
    long = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((least, 1), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(long)
    found = []
    for k, (left, top, wide, high, _) in enumerate(boxes.tolist()):
        place = slice(top, top + high), slice(left, left + wide)
        if k and high > wide:
            found += _read_row(place, np.asarray(labels[place] == k), seen)
    return found


def _read_row(place: tuple[slice, slice], own: Mask, seen: View) -> list[_Row]:
    """Return a row of pieces as that; nothing if it is thicker than a ruling, has too few, or goes on beside itself.

    The feet of figures are as evenly spaced.
    """
    widths = np.asarray((own & (seen.ink[place] > 0)).sum(axis=1))
    rows = np.flatnonzero(widths)
    starts = np.append(rows[:1], rows[1:][np.diff(rows) > 1])
    if len(starts) < FEW or float(np.median(widths[rows])) > THICKEST * seen.scale:
        return []
    along, (left, right) = place[0], (place[1].start, place[1].stop)
    frayed, near = max(1, round(FRAYED * seen.scale)), round(NEAR * seen.scale)
    beside = (
        seen.ink[along, max(0, left - near) : max(0, left - frayed)],
        seen.ink[along, right + frayed : right + near],
    )
    touched: Mask = np.logical_or(*(np.asarray(each.any(axis=1)) for each in beside))[rows]
    return [] if touched.mean() > BESIDE else [_Row(place, own, np.diff(starts).tolist())]
