"""Levels: where the rulings that cross cut a page into bands, and where several strokes end together."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.strokes import Stroke

NEAR = 2.5
"""Crossing rulings nearer than this, or on one that leans twice as much, make one level. Points: no text stands
between them."""
PIECE = 36.0
"""A higher band is divided: in a low one a ruling that leans a little stays in its column. Points."""
FREE = 4.0
"""An end of a stroke further than this from every crossing ruling is free. Points."""
LONE = 100.0
"""A line of edges this long that nothing crosses is a border, if it ends where others do. Points."""
LONE_OPEN = 2
"""Of those that nothing need cross, so many tell of a missing border."""
OPEN, NARROWEST = 3, 8.0
"""So many rulings that run on for more than this (points), and end at one level, are the columns of a row without a
border, or the rows of an open column."""

Ends = npt.NDArray[np.float64]


class Level(NamedTuple):
    """Where bands meet: crossing rulings in one line; none where a high band was divided."""

    at: float
    crossing: tuple[Stroke, ...] = ()

    def ties(self, at: float, free: float) -> bool:
        """Whether a ruling crosses here."""
        return any(each.start - free <= at <= each.end + free for each in self.crossing)


def find_ends(far: Sequence[Stroke], crossing: Sequence[Stroke], scale: float) -> Iterator[Stroke]:
    """Yield a level that ties nothing wherever several strokes end together and none crosses: a border is missing."""
    free, known, found = FREE * scale, np.array([each.at for each in crossing]), list[float]()
    apart = NARROWEST * scale  # what ends together nearer to a ruling are strokes of a low row's characters
    places = np.array(far, np.float64).reshape(-1, 3)
    long = places[:, 2] - places[:, 1] >= LONE * scale
    for ends in (places[:, 1], places[:, 2]):
        several = (_count_near(ends, ends, free) >= OPEN) | (_count_near(ends[long], ends, free) >= LONE_OPEN)
        for end in ends[several & (_count_near(known, ends, apart) == 0)].tolist():
            if all(abs(end - at) > free for at in found):
                found.append(end)
                yield Stroke(end, -np.inf, -np.inf)


def _count_near(places: Ends, at: Ends, free: float) -> npt.NDArray[np.intp]:
    """Return how many places lie no further than this from each of some others."""
    ordered = np.sort(places)
    return np.searchsorted(ordered, at + free, "right") - np.searchsorted(ordered, at - free)


def find_levels(crossing: Sequence[Stroke], scale: float) -> list[Level]:
    """Gather crossing rulings that lie in one line, and divide the bands between them that are high."""
    gathered: list[list[Stroke]] = []
    for stroke in sorted(crossing, key=lambda each: each.at):
        near = gathered and stroke.at - gathered[-1][-1].at <= NEAR * scale
        if near and stroke.at - gathered[-1][0].at <= 2 * NEAR * scale:
            gathered[-1].append(stroke)
        else:
            gathered.append([stroke])
    levels: list[Level] = []
    for level in (Level(round(median(s.at for s in strokes)), tuple(strokes)) for strokes in gathered):
        count = round((level.at - levels[-1].at) / (PIECE * scale)) if levels else 1
        if count > 1:
            levels += map(Level, np.linspace(levels[-1].at, level.at, count, endpoint=False)[1:].round().tolist())
        levels.append(level)
    return levels
