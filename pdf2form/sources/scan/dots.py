"""Rows of points: three make one …, and two of these are printed, however many a recogniser sees in them."""

from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from pdf2form.page import Box, union
from pdf2form.sources.scan.placed import CERTAIN, Paper, Placed

Ints = npt.NDArray[np.intp]

WIDEST, HIGHEST = 0.2, 0.22
"""How wide and high a point is at most. Ems."""
POINTS, ROUND = 6, 1.5
"""Of two …, and how wide each is at most, in heights."""
UNEVEN, SLACK = 0.25, 2.0
"""By how much the distances of points differ at most: beside one another, or in pixels."""
APART = 0.08
"""The white between two points, at least, in ems; a dash that is broken has less."""


def with_dots(placed: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Read what is a row of points as that.

    Args:
        placed: the characters of a line, from the left.
        paper: that they are printed on.
        em: the size of the text.
    """
    if placed and count_dots(_joined(placed), paper, em) > 1 and is_even_row(placed, paper):
        return make_dots(_joined(placed), 2)  # whatever a network makes of them: 20— of six
    found: list[Placed] = []
    for dots, row in groupby(placed, key=lambda each: each.letter.text in "…—-一." or len(placed) == 1):
        part = list(row)
        if not dots:
            found += part
            continue
        whole = _joined(part)
        count = count_dots(whole, paper, em)
        found += make_dots(whole, count) if count > 1 else part
    return found


def _joined(placed: Sequence[Placed]) -> Placed:
    """Return characters as one, with the ink of all."""
    letter = placed[0].letter._replace(end=placed[-1].letter.end)
    return Placed(letter, union([each.ink for each in placed]))


def count_dots(whole: Placed, paper: Paper, em: float) -> int:
    """Return how many … a row of points makes; 0 if it is none."""
    runs = _find_runs(whole, paper)
    gaps = [after[0] - before[-1] - 1 for before, after in pairwise(runs)]
    points = whole.height <= HIGHEST * em and max(len(run) for run in runs) <= WIDEST * em
    if len(runs) < 3 or not points or min(gaps) < APART * em:
        return 0
    return 2 if len(runs) > 4 else 1


def is_even_row(placed: Sequence[Placed], paper: Paper) -> bool:
    """Whether characters are six points as far from one another, and no dashes: a hair breaks into pieces anywhere."""
    whole = _joined(placed)
    runs = _find_runs(whole, paper)
    steps = np.diff([(run[0] + run[-1]) / 2 for run in runs])
    round_ = max(map(len, runs)) <= ROUND * whole.height
    return round_ and len(runs) == POINTS and float(np.ptp(steps)) <= max(SLACK, UNEVEN * float(np.median(steps)))


def _find_runs(whole: Placed, paper: Paper) -> list[Ints]:
    """Return the columns of each run of ink. Pixels."""
    columns = np.flatnonzero(paper.ink(whole.ink).any(axis=0))
    return np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)


def make_dots(whole: Placed, count: int) -> list[Placed]:
    """Return one or two … in the place of a row of points."""
    letter, ink, middle = whole.letter._replace(text="…", confidence=CERTAIN, others=()), whole.ink, whole.middle
    if count == 1:
        return [Placed(letter, ink)]
    cut = (letter.start + letter.end) / 2
    first, second = Box(ink.x0, ink.top, middle, ink.bottom), Box(middle, ink.top, ink.x1, ink.bottom)
    return [Placed(letter._replace(end=cut), first), Placed(letter._replace(start=cut), second)]
