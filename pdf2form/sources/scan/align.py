"""Pages of one document side by side: a table that runs over a page break has its columns in one place on both.

Each sheet lies a little differently on the glass, feeders stretch it, and where it was bent it is narrower. A flat page
may be moved and stretched, since its way back to the paper is known; so it is laid onto the page before it.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pdf2form.page import Ruling

Floats = npt.NDArray[np.float64]

ANCHORS, MORE = 6, 9
"""So many uprights of a page are tried as those of the other; and so many if those will not do, at seventeen times the
cost: which are the longest is not the same on both pages."""
STRETCH = 0.15
"""Pages of one document differ by less than this in scale: a feeder's by 0.01, the leaves of a bent book by 0.13."""
ROUGH, NEAR = 5.0, 1.5
"""Uprights nearer than this may be the same column edge at first, and are it at last. Points."""
LEAST = 4
"""So many edges must be the same for a page to be bent onto another."""
ALIKE = 0.7
"""Share of the uprights, by length, that must fall onto those of the page before."""


class Lay(NamedTuple):
    """How a flat page is laid: x becomes `curve * x**2 + scale * x + shift`. Points."""

    scale: float = 1.0
    shift: float = 0.0
    curve: float = 0.0

    def laid(self, x: float) -> float:
        """Move a place to where it is laid."""
        return (self.curve * x + self.scale) * x + self.shift

    def lifted(self, x: float) -> float:
        """Move a place back."""
        at = (x - self.shift) / self.scale
        for _ in range(4):  # the curve is slight
            at = (x - self.shift - self.curve * at * at) / self.scale
        return at


Uprights = tuple[tuple[float, float], ...]
"""Place and length of each upright ruling, the longest first. Points."""


def find_uprights(rulings: Sequence[Ruling]) -> Uprights:
    """Return the column edges of a page: pieces in one line count together."""
    found: list[tuple[float, float]] = []
    for ruling in sorted((r for r in rulings if r.axis == "v"), key=lambda r: r.at):
        length = ruling.end - ruling.start
        if found and ruling.at - found[-1][0] <= NEAR:
            found[-1] = (found[-1][0], found[-1][1] + length)
        else:
            found.append((ruling.at, length))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def find_lay(page: Uprights, before: Uprights) -> Lay:
    """Find how to lay a page so that its columns stand where those of the page before do; as it is if they differ."""
    if len(page) < 3 or len(before) < 3:
        return Lay()
    at, length = np.array(page).T
    known = np.array(sorted(x for x, _ in before))
    for anchors in (ANCHORS, MORE):
        tries = [Lay(), *(lay for lay in _tries(page, before, anchors) if _is_slight(lay, at))]
        rough = sorted(tries, key=lambda lay: -_score(lay, at, length, known, ROUGH))[:ANCHORS]
        finer = [lay for start in rough for lay in (start, _refined(start, at, length, known))]
        slight = [lay for lay in finer if _is_slight(lay, at)]
        best = max(slight, key=lambda lay: _score(lay, at, length, known, NEAR))
        if _score(best, at, length, known, NEAR) >= ALIKE * float(length.sum()):
            return best
    return Lay()


def _places(lay: Lay, at: Floats) -> Floats:
    return np.asarray((lay.curve * at + lay.scale) * at + lay.shift)


def _nearest(moved: Floats, known: Floats) -> Floats:
    """Return for each place the nearest known one."""
    after = np.clip(np.searchsorted(known, moved), 1, len(known) - 1)
    return np.where(np.abs(known[after] - moved) < np.abs(known[after - 1] - moved), known[after], known[after - 1])


def _score(lay: Lay, at: Floats, length: Floats, known: Floats, near: float) -> float:
    """Return how much of the uprights falls onto known ones, a little less the further off it is."""
    moved = _places(lay, at)
    off = np.abs(_nearest(moved, known) - moved)
    return float((length * np.clip(1 - 0.1 * off / near, 0, 1))[off <= near].sum())


def _refined(lay: Lay, at: Floats, length: Floats, known: Floats) -> Lay:
    """Fit the lay to the edges that it brings near to known ones, closer each time."""
    for near in (ROUGH, (ROUGH + NEAR) / 2, NEAR):
        moved = _places(lay, at)
        goal = _nearest(moved, known)
        chosen = np.abs(goal - moved) <= near
        if chosen.sum() < LEAST:
            return lay
        degree = 2 if chosen.sum() > LEAST else 1
        fit = np.polyfit(at[chosen], goal[chosen], degree, w=np.sqrt(length[chosen]))
        lay = Lay(float(fit[-2]), float(fit[-1]), float(fit[0]) if degree == 2 else 0.0)
    return lay


def _tries(page: Uprights, before: Uprights, anchors: int) -> Iterator[Lay]:
    """Yield the ways to lay two, or three, of the anchors of a page onto as many of the page before."""
    theirs, ours = (_find_anchors(edges, anchors) for edges in (before, page))
    for a, b in combinations(ours, 2):
        for p, q in combinations(theirs, 2):
            yield Lay((q - p) / (b - a), p - a * (q - p) / (b - a))
    for a, b, c in combinations(ours, 3):
        for p, q, r in combinations(theirs, 3):
            first, second = (q - p) / (b - a), (r - q) / (c - b)
            curve = (second - first) / (c - a)
            scale = first - curve * (a + b)
            yield Lay(scale, p - scale * a - curve * a * a, curve)


def _find_anchors(edges: Uprights, count: int) -> list[float]:
    """Return the outer borders and the longest of the others: each page has those, and most are equally long."""
    places = [x for x, _ in edges]
    outer = [min(places), max(places)]
    return sorted([*outer, *[x for x in places if x not in outer][: count - len(outer)]])


def _is_slight(lay: Lay, at: Floats) -> bool:
    """Whether a lay stretches no place of a page by more than scanners and bent books do."""
    slopes = lay.scale + 2 * lay.curve * np.array([at.min(), at.max()])
    return bool((np.abs(slopes - 1) <= STRETCH).all())
