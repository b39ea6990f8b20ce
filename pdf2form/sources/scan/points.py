"""Points, commas and rings by where they stand: , from . between figures, 。 from 0."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.page import Box
from pdf2form.sources.scan.placed import CERTAIN, LIKELY, UNCERTAIN, Paper, Placed

LOW = 0.055
"""A mark that goes so far below the figures beside it is a comma; points end at 0.04 at most. Ems."""
AT_LINE, TAIL, SMALLEST = 0.025, 0.12, 18.0
"""A point ends no lower than the first share of an em below the figures beside it; a tail is within the second of it;
and text that is smaller, in pixels, does not tell."""
DOT = 0.2
"""A point alone is no wider and no higher. Ems."""
SHADE, MORE = 0.14, 0.18
"""Below a point there is no more shade than the first share of its own, in the mean, and with that above it no more
than the second, however it lies on the pixels. Of 98 commas in scans with greys whose tail is no ink none of this size
has less than 0.18 and 0.24."""
ACROSS, DOWN, SPREAD = 2, 4, 1.35
"""So many pixels beside a point, and above and below it, its shade is weighed: that of a point spreads no more times as
far down as across. Of 435 commas as small as points in scans with greys none has less than 1.50, and of 27 points
before three figures none more than 1.43."""
TAILED, DEEP, HIGH, LARGE = 1.5, 1.5, 1.5, 0.17
"""That of a comma spreads more times as far; or it ends so many pixels below the figures; or, in black and white, it is
so many times as high as wide, and so high, in ems. In smaller print only the second tells."""
HIGHEST = 0.3
"""Ink that is higher is not that of a mark alone. Ems."""
FULL_WIDTH = 0.35
"""White behind a mark as wide as a Chinese character. Ems."""
GROUP = 3
"""Figures between two commas, and behind the last one."""
RING = 0.4
"""A ring that is lower is 。, which has 0.20 to 0.31; 0 has 0.55 to 0.76. Ems."""
LEAST_RING, SIDES = 0.15, 5
"""How large a ring is at least, in ems, and in pixels, so that white shows in its middle."""
HOLLOW = 0.85
"""The middle of a ring is lighter than this share of its sides."""
BESIDE, ABOVE = 0.05, (0.08, 0.3)
"""So far the dot of a ; is beside its comma at most, and wider or narrower than it; and so much white is between them.
Ems."""
RINGS = frozenset("0oOD口")
"""What networks take a ring of a few pixels for."""


def read_point(each: Placed, placed: Sequence[Placed], k: int, paper: Paper, em: float) -> Placed:
    """Read a point between figures as the comma that it is if another mark follows, or its ink goes below the line.

    A number has one point, and behind it no comma: what stands three figures before another mark parts thousands. What
    has fewer or more figures behind it parts none, however low a font sets its points. Of a comma of a few pixels the
    tail is lost first: a point with three figures behind it is doubted if a comma stands three before it, or if a comma
    could stand there, and the paper below is not as white as the paper above.
    """
    beside = placed[max(0, k - 1) : k + 2]
    if each.letter.text not in ".,:" or len(beside) < 3 or not all(o.letter.text.isdigit() for o in beside[::2]):
        return each
    if each.letter.text == ":":
        return each.doubted()  # a point below dust
    behind = count_figures(placed[k + 1 :])
    others = {other for other, _ in each.letter.others}
    figures = [other.ink.bottom for other in placed if other.letter.text.isdigit()]
    if each.letter.text == ",":
        if behind != GROUP:
            full = placed[k + 1].ink.x0 - each.ink.x1 > FULL_WIDTH * em  # 3，5 are two numbers
            return each.read(".", LIKELY if "." in others and not full else UNCERTAIN)
        known = _has_tail(each, figures, paper, em) or _parts_thousands(placed, k) or _follows_thousands(placed, k)
        return each if known else each.doubted()  # networks know many numbers with a comma there
    low = each.height <= HIGHEST * em and each.ink.bottom - float(np.median(figures)) > LOW * em
    parts = _parts_thousands(placed, k)
    if not (parts or (low and behind == GROUP)):
        lost = _follows_thousands(placed, k) or (
            _may_part_thousands(placed, k) and not _is_round(each, figures, paper, em)
        )
        return each.doubted() if behind == GROUP and lost else each
    if low and parts:
        return each.read(",", CERTAIN)
    tailed = parts or _has_tail(each, figures, paper, em)  # fonts set points low
    return each.read(",", UNCERTAIN if not tailed else CERTAIN if "," in others else LIKELY)


def count_figures(placed: Sequence[Placed]) -> int:
    """Return how many figures follow, without anything between them."""
    return next((k for k, each in enumerate(placed) if not each.letter.text.isdigit()), len(placed))


def _parts_thousands(placed: Sequence[Placed], k: int) -> bool:
    """Whether exactly three figures and then another mark and a figure follow."""
    after = [other.letter.text for other in placed[k + 1 : k + 3 + GROUP]]
    figures = all(text.isdigit() for text in (*after[:GROUP], *after[GROUP + 1 :]))
    return len(after) == GROUP + 2 and figures and after[GROUP] in ",."


def _follows_thousands(placed: Sequence[Placed], k: int) -> bool:
    """Whether another mark and exactly three figures stand before one."""
    before = [other.letter.text for other in placed[max(0, k - GROUP - 1) : k]]
    return len(before) == GROUP + 1 and before[0] in ".," and all(text.isdigit() for text in before[1:])


def _may_part_thousands(placed: Sequence[Placed], k: int) -> bool:
    """Whether one to three figures stand before a mark, which begin a number that is not below 1."""
    run = count_figures(placed[:k][::-1])
    ahead = placed[k - run - 1].letter.text if run < k else ""
    return 1 <= run <= GROUP and placed[k - run].letter.text != "0" and ahead not in (".", ",")


def _is_round(each: Placed, figures: Sequence[float], paper: Paper, em: float) -> bool:
    """Whether a point ends with the figures of its line, and is no comma that lost its tail: that leaves a shade.

    Args:
        each: the point.
        figures: where those end.
        paper: without greys it does not tell.
        em: the size of the text.
    """
    small = max(each.width, each.height) <= DOT * em
    if not (paper.shaded and small) or em < SMALLEST or each.ink.bottom - float(np.median(figures)) > AT_LINE * em:
        return False
    if _is_as_wide_as_high(paper, each.ink):
        return True
    reach, print_ = round(TAIL * em), float(paper.darkness(each.ink).max(initial=0))
    above, below = (
        float(paper.darkness(each.ink._replace(top=top, bottom=top + reach)).mean())
        for top in (each.ink.top - reach, each.ink.bottom)
    )
    return below <= SHADE * print_ and below + above <= MORE * print_


def _has_tail(each: Placed, figures: Sequence[float], paper: Paper, em: float) -> bool:
    """Whether a comma shows its tail: below the figures of its line, or it is no point by its shape.

    Args:
        each: the comma.
        figures: where those end.
        paper: with greys, in which a lost tail leaves a shade, or without.
        em: the size of the text.
    """
    if each.ink.bottom - float(np.median(figures)) > max(LOW * em, DEEP):
        return True
    if not paper.shaded:
        return each.height >= max(HIGH * each.width, LARGE * em)
    return em >= SMALLEST and not _is_as_wide_as_high(paper, each.ink, TAILED)


def _is_as_wide_as_high(paper: Paper, ink: Box, spread: float = SPREAD) -> bool:
    """Whether the shade of a point spreads as far across as down: with a tail that is no ink, further down."""
    around = Box(ink.x0 - ACROSS, ink.top - DOWN, ink.x1 + ACROSS, ink.bottom + DOWN)
    shades = paper.darkness(around).astype(float)
    if not shades.any():
        return False
    across, down = (_variance(shades.sum(axis=axis)) for axis in (0, 1))
    return down <= spread * across


def _variance(weights: npt.NDArray[np.float64]) -> float:
    """Return the variance of the places of some weights."""
    places = np.arange(len(weights))
    mean = float(np.average(places, weights=weights))
    return float(np.average((places - mean) ** 2, weights=weights))


def read_ring(each: Placed, placed: Sequence[Placed], k: int, paper: Paper, em: float) -> Placed:
    """Read a ring that is too low for a figure as the full stop that it is, behind Chinese or in a line of its own.

    Of one in a line of its own a network, which sees no size, is not sure: its ink tells.
    """
    behind = k == 0 or placed[k - 1].letter.text >= "\u2e80"
    last = k == len(placed) - 1
    if each.height > RING * em or not (behind and last):
        return each
    if each.letter.text == "。" and len(placed) == 1:
        whole = min(each.width, each.height) >= LEAST_RING * em and each.width <= RING * em
        return each.read("。", max(each.letter.confidence, LIKELY)) if whole and _is_hollow(each, paper) else each
    if each.letter.text not in RINGS:
        return each
    return each.read("。", CERTAIN if any(other == "。" for other, _ in each.letter.others) else LIKELY)


def _is_hollow(each: Placed, paper: Paper) -> bool:
    """Whether ink is less dark in its middle than on all four sides of it."""
    dark = paper.darkness(each.ink).astype(float)
    if min(dark.shape) < SIDES:
        return False
    y, x = dark.shape[0] // 2, dark.shape[1] // 2
    sides = (dark[:y, x], dark[y + 1 :, x], dark[y, :x], dark[y, x + 1 :])
    return bool(dark[y, x] < HOLLOW * min(float(side.max()) for side in sides))


def is_semicolon(each: Placed, paper: Paper, em: float) -> bool:
    """Whether ink is a dot straight above a comma and as wide: dust above one stands anywhere, and has any size."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(paper.ink(each.ink).astype(np.uint8))
    if len(stats) != 3:  # with the white around them
        return False
    (x, y, wide, high, _), (below, foot, wider, tall, _) = sorted(stats[1:].tolist(), key=lambda piece: piece[1])
    straight = max(abs(x - below), abs(wide - wider)) <= max(1.0, BESIDE * em)
    dot = abs(wide - high) <= max(1.0, BESIDE * em) and wide <= DOT * em
    return bool(straight and dot and tall >= TAILED * wider and ABOVE[0] <= (foot - y - high) / em <= ABOVE[1])
