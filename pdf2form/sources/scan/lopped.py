"""Lines of which a ruling took the upper or lower edge: lower than their characters are wide, and than others are.

A line as high as others whose characters stand as far apart has lost nothing, though it may look low: fonts differ. In
small print, of which a stroke is a pixel, those alone tell.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.placed import Placed

LOPPED, ALONG = 0.9, 0.5
"""The highest Chinese character of a line is no lower than so much of how wide the widest is, 0.96 and more, 0.93 where
a ruling took a hair's breadth of it; and along such a share of a line a ruling runs that took a stroke."""
SMALL = 20.0
"""Characters that stand closer have strokes of a pixel. Pixels."""
FEWEST, ENOUGH = 4, 3
"""So many Chinese characters tell how high a line is, and so many lines how high those of a page are."""
SAME_PITCH, LOWER = 0.03, 0.04
"""Lines of one font have characters as far apart, but for this share, and a line that lost a stroke is lower by more
than this: a stroke and the white beside it. Ems."""


class _Size(NamedTuple):
    """How far apart the Chinese characters of a line stand, how high the highest is, and whether an edge is ruled."""

    pitch: float
    high: float
    ruled: bool


def find_lopped(lines: Sequence[Sequence[Placed]], flat: Flat) -> list[bool]:
    """Return of which lines a ruling took an edge.

    Args:
        lines: of a page, each from the left.
        flat: the page.
    """
    ruled = [_is_ruled(line, flat) for line in lines]
    if not any(ruled):
        return ruled
    sizes = [_measure(line, ruled=at) for line, at in zip(lines, ruled, strict=True)]
    whole = [size for size in sizes if size is not None and not size.ruled]
    lower = [None if size is None else _is_lower_than(size, whole) for size in sizes]
    return [
        at and told is not False and (_is_lower(line) or bool(told and size and size.pitch < SMALL))
        for line, at, size, told in zip(lines, ruled, sizes, lower, strict=True)
    ]


def _is_lower(line: Sequence[Placed]) -> bool:
    """Whether the Chinese characters of a line are lower than they are wide."""
    chinese = [each for each in line if each.is_chinese]
    return bool(chinese) and max(each.height for each in chinese) < LOPPED * max(each.width for each in chinese)


def _is_ruled(line: Sequence[Placed], flat: Flat) -> bool:
    """Whether a ruling runs along the upper or lower edge of the Chinese characters of a line."""
    chinese = [each.ink for each in line if each.is_chinese]
    if not chinese:
        return False
    top, bottom = round(min(ink.top for ink in chinese)), round(max(ink.bottom for ink in chinese))
    columns = slice(round(chinese[0].x0), round(chinese[-1].x1))
    edges = (flat.ruled[max(0, top - 1) : top, columns], flat.ruled[bottom : bottom + 1, columns])
    return any(bool(edge.any(axis=0).mean() > ALONG) for edge in edges if edge.size)


def _measure(line: Sequence[Placed], *, ruled: bool) -> _Size | None:
    """Return the size of a line; None if it has too few Chinese characters."""
    chinese = [each for each in line if each.is_chinese]
    pitches = [b.middle - a.middle for a, b in pairwise(line) if a.is_chinese and b.is_chinese]
    if len(chinese) < FEWEST or not pitches:
        return None
    return _Size(median(pitches), max(each.height for each in chinese), ruled)


def _is_lower_than(size: _Size, whole: Sequence[_Size]) -> bool | None:
    """Whether a line is lower than those of its pitch at which there is no ruling; None if they are too few to tell."""
    highs = [other.high for other in whole if abs(other.pitch - size.pitch) <= SAME_PITCH * size.pitch]
    return size.high < median(highs) - LOWER * size.pitch if len(highs) >= ENOUGH else None
