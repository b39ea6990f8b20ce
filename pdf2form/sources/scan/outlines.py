"""Stamps among coloured ink: what has an outline that no hand draws so exactly.

Somebody who corrects a number puts a ring around it: what a pen drew has to doubt its cell, be it ever so round.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.pixels import Mask, brush

SIDE = 28.0
"""Lower stamps are not told from what a pen drew. Points."""
RINGED, CLOSE = 0.8, 0.04
"""So much of its outline the ink of a stamp is close to, by its ring or frame; and how close, as a share of its size.
Of 90 on dealt scans, those with a whole ring or frame had 0.92 and more."""
STEPS, NEAR = 400, 1.0
"""An outline is looked at in so many places; in those with ink so near (points) it is measured."""
ROUND, SEEN, LARGE, WIDER = 0.02, 85, 66.0, 1.04
"""By how much of its radius a seal is off a circle at most, in so many percent of its outline, since the edge of a page
may cut it; how large it is at least, in points, and how much wider than high. Of 88 dealt seals none was off by more
than 0.016 anywhere; rings by hand are smaller, and flat, and ovals may be by hand."""
THICK, RIM = 2.4, (-2.0, 6.0)
"""A ring is so thick at least, on average, in ink that is so far inside of its outline. Points. Of 88 dealt seals none
was under 2.9; of 100 drawn by pens of up to 1.5 points none over 2.1."""
SIDE_OF, CORNERS = (0.12, 3.0), 0.9
"""Of a side of a frame is what is so near to the rectangle around it, as a share of its lower sides or in points,
whichever is more; and only the middle part of it, since corners may be round, or worn."""
STRAIGHT, WHOLE, WHOLE_ON_AVERAGE = 0.45, 0.3, 0.6
"""So far from a straight line a side is at most (points), for such a share of each side and of all four: it is worn,
and black print lies over it."""
FULL, APART, SQUARE = 0.94, 1.1, 1.5
"""Such a share of its rectangle a frame fills; its opposite sides come no nearer to each other than by so many points,
and those that meet are off a right angle by no more degrees."""
LONG, EQUAL = 60.0, 0.95
"""A frame is so long at least (points), or its sides are as long as each other but for so much: stamps with a note are
21 mm and more, name stamps square; a box that a hand drew around a number is mostly neither."""
SHARP = 2.5, 2
"""So near to a corner of its rectangle (points) the outline of a frame comes, and at how many; others may be worn."""
ROUNDS, OUTLIER = 4, 0.6
"""How often a line is laid through a side, without what is further off than so many points."""
INSIDE, SEALED, NOTED = 0.12, 0.15, 0.15
"""What is further from an outline than the first, as a share of its smaller side, is inside; with print there a seal
and a frame fill such a share of it, closed like text: dealt ones 0.18 and 0.15 at least."""
TEXT = 5.0
"""Characters are nearer to each other. Points."""
LEAST = 5
"""A line is laid through no fewer places."""

_Points = npt.NDArray[np.float64]
_Corners = npt.NDArray[np.integer | np.floating]


class _Side(NamedTuple):
    """One side of a frame."""

    whole: float
    """For which share of it there is ink on one straight line."""
    slope: float
    """Of that line: how much further out it runs along the side."""


def is_stamp(strong: Mask, ink: Mask, inside: Mask, scale: float) -> bool:
    """Whether coloured ink is a stamp: the exact ring of a seal, or an exact frame with print inside.

    Args:
        strong: what surely has its colour, and belongs together.
        ink: all of it that may have its colour.
        inside: all that may have it there, also what does not belong to it.
        scale: pixels a point.
    """
    found = cv2.findNonZero(strong.view(np.uint8))
    if found is None:
        return False
    hull = cv2.convexHull(found)
    (_, sides, _) = cv2.minAreaRect(hull)
    if min(sides) < SIDE * scale:
        return False
    outline = _walk(hull.reshape(-1, 2).astype(np.float64))
    far = cv2.distanceTransform((~ink).view(np.uint8), cv2.DIST_L2, 3)
    columns, rows = np.round(outline).astype(int).T
    away = far[rows, columns]
    if np.mean(away <= CLOSE * max(sides)) < RINGED:
        return False
    seen = outline[away <= NEAR * scale]
    if len(seen) <= STEPS / 4:
        return False
    if _is_round(strong, seen, scale):
        return _find_printed(inside, hull, min(sides), scale) >= SEALED
    # Of a frame that black print has cut also its paler parts are needed: its corners may be among them.
    hull = cv2.convexHull(cv2.findNonZero(ink.view(np.uint8)))
    return _find_printed(ink, hull, min(sides), scale) >= NOTED and _is_framed(ink, hull, scale)


def _walk(corners: _Points) -> _Points:
    """Return places in equal steps along a closed outline."""
    ring = np.vstack([corners, corners[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    at = np.linspace(0, along[-1], STEPS, endpoint=False)
    return np.stack([np.interp(at, along, ring[:, axis]) for axis in (0, 1)], axis=1)


def _is_round(strong: Mask, seen: _Points, scale: float) -> bool:
    """Whether an outline is a circle of the size of a seal, and its ring too thick for a pen."""
    middle, axes, angle = cv2.fitEllipseDirect(seen.astype(np.float32))
    small, large = sorted(axes)
    if small < LARGE * scale or large > WIDER * small:
        return False
    off = abs(_find_radii(seen - middle, axes, angle) - 1)
    depth = (1 - _find_radii(np.argwhere(strong)[:, ::-1] - np.array(middle), axes, angle)) * small / 2 / scale
    rim = int(np.count_nonzero((depth > RIM[0]) & (depth < RIM[1]))) / scale
    return float(np.percentile(off, SEEN)) <= ROUND and rim >= THICK * math.pi * (small + large) / 2


def _find_radii(places: _Points, axes: Sequence[float], angle: float) -> _Points:
    """Return how far places are from the middle of a circle that may be stretched a little: 1 on its outline."""
    return np.asarray(np.hypot(*(_turned(places, angle) / (np.array(axes) / 2)).T))


def _is_framed(ink: Mask, hull: _Corners, scale: float) -> bool:
    """Whether ink has four straight sides along its outline, parallel and at right angles."""
    middle, size, angle = cv2.minAreaRect(hull)
    if max(size) < LONG * scale and min(size) < EQUAL * max(size):
        return False
    x, y = _turned(np.argwhere(ink)[:, ::-1] - np.array(middle), angle).T / scale
    wide, high = (length / scale for length in size)
    near = max(SIDE_OF[1], SIDE_OF[0] * min(wide, high))
    left, right = (_fit_side(y, way * x, high, wide / 2 - near) for way in (-1, 1))
    top, bottom = (_fit_side(x, way * y, wide, high / 2 - near) for way in (-1, 1))
    whole = [side.whole for side in (left, right, top, bottom)]
    # Left and top were looked at from outside, so that their slopes have the other sign.
    across, down = (-left.slope, right.slope), (-top.slope, bottom.slope)
    return (
        cv2.contourArea(hull) >= FULL * size[0] * size[1]
        and _count_corners(hull, scale) >= SHARP[1]
        and min(whole) >= WHOLE
        and sum(whole) >= len(whole) * WHOLE_ON_AVERAGE
        and abs(across[0] - across[1]) * high <= APART
        and abs(down[0] - down[1]) * wide <= APART
        and all(abs(np.degrees(one + other)) <= SQUARE for one in across for other in down)
    )


def _count_corners(hull: _Corners, scale: float) -> int:
    """Return how many corners of the rectangle around an outline the outline reaches."""
    corners, outline = cv2.boxPoints(cv2.minAreaRect(hull)), _walk(hull.reshape(-1, 2).astype(np.float64))
    return sum(bool(np.hypot(*(outline - corner).T).min() <= SHARP[0] * scale) for corner in corners)


def _fit_side(along: _Points, out: _Points, length: float, near: float) -> _Side:
    """Lay a straight line through one side of a frame.

    Args:
        along: of the ink, along the side, from its middle.
        out: of the ink, towards the side. Points, as all here.
        length: of the side.
        near: how far out ink is of the side.
    """
    reach = CORNERS * length / 2
    places = max(8, round(2 * reach))
    of_side = (out > near) & (abs(along) < reach)
    place = ((along[of_side] + reach) / (2 * reach) * places).astype(int)
    outermost = np.full(places, -np.inf)
    np.maximum.at(outermost, place.clip(0, places - 1), out[of_side])
    at = (np.arange(places) + 0.5) / places * 2 * reach - reach
    fits = seen = np.isfinite(outermost)
    off = np.full(places, np.inf)
    line = np.polynomial.Polynomial([0.0, 0.0])
    for _ in range(ROUNDS):
        if np.count_nonzero(fits) < LEAST:
            break
        line = np.polynomial.Polynomial.fit(at[fits], outermost[fits], 1).convert()
        off[seen] = abs(line(at[seen]) - outermost[seen])
        fits = off < max(OUTLIER, 1.5 * float(np.median(off[seen])))
    return _Side(float(np.mean(off < STRAIGHT)), float(line.coef[-1]))


def _find_printed(ink: Mask, hull: _Corners, side: float, scale: float) -> float:
    """Return which share of the inside of an outline is print; some strokes of a pen are little."""
    inside = cv2.fillConvexPoly(np.zeros(ink.shape, np.uint8), hull, 1)
    inside = np.asarray(cv2.erode(np.pad(inside, 1), brush(2 * INSIDE * side)))[1:-1, 1:-1]
    text = np.asarray(cv2.morphologyEx(ink.view(np.uint8), cv2.MORPH_CLOSE, brush(TEXT * scale)))
    return int(np.count_nonzero((text > 0) & (inside > 0))) / max(1, int(inside.sum()))


def _turned(places: _Points, angle: float) -> _Points:
    """Return places as seen along the axes of a shape that is turned by an angle (degrees)."""
    turn = np.radians(angle)
    return np.asarray(places @ [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
