"""Points, commas and rings by where they stand: , from . between figures, 。 from 0."""

from collections.abc import Sequence

import numpy as np

from pdf2form.sources.scan.placed import CERTAIN, LIKELY, UNCERTAIN, Placed

LOW = 0.055
"""A mark that goes so far below the figures beside it is a comma; points end at 0.04 at most. Ems."""
HIGHEST = 0.3
"""Ink that is higher is not that of a mark alone. Ems."""
GROUP = 3
"""Figures between two commas, and behind the last one."""
RING = 0.4
"""A ring that is lower is 。, which has 0.20 to 0.31; 0 has 0.55 to 0.76. Ems."""
RINGS = frozenset("0oOD口")
"""What networks take a ring of a few pixels for."""


def read_point(each: Placed, placed: Sequence[Placed], k: int, em: float) -> Placed:
    """Read a point between figures as the comma that it is if another mark follows, or its ink goes below the line.

    A number has one point, and behind it no comma: what stands three figures before another mark parts thousands. What
    has fewer or more figures behind it parts none, however low a font sets its points. A point with three behind it and
    a comma three before it is doubted: of a comma of a few pixels the tail is lost first.
    """
    beside = placed[max(0, k - 1) : k + 2]
    if each.letter.text not in ".," or len(beside) < 3 or not all(other.letter.text.isdigit() for other in beside[::2]):
        return each
    behind = count_figures(placed[k + 1 :])
    others = {other for other, _ in each.letter.others}
    if each.letter.text == ",":
        return each if behind == GROUP else each.read(".", LIKELY if "." in others else UNCERTAIN)
    figures = [other.ink.bottom for other in placed if other.letter.text.isdigit()]
    low = each.height <= HIGHEST * em and each.ink.bottom - float(np.median(figures)) > LOW * em
    parts = _parts_thousands(placed, k)
    if not (parts or (low and behind == GROUP)):
        return each.doubted() if behind == GROUP and _follows_thousands(placed, k) else each
    return each.read(",", CERTAIN if (low and parts) or "," in others else LIKELY)


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


def read_ring(each: Placed, placed: Sequence[Placed], k: int, em: float) -> Placed:
    """Read a ring that is too low for a figure as the full stop that it is, behind Chinese or in a line of its own."""
    behind = k == 0 or placed[k - 1].letter.text >= "\u2e80"
    last = k == len(placed) - 1
    if each.letter.text not in RINGS or each.height > RING * em or not (behind and last):
        return each
    return each.read("。", CERTAIN if any(other == "。" for other, _ in each.letter.others) else LIKELY)
