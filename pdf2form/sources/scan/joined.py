"""A dash that touches a figure: a network reads 3-6 as 36, and takes the dash for a part of the 3."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.placed import Paper, Placed

FLAT = 0.2
"""A dash is no higher. Ems."""
AMID = (0.3, 0.75)
"""In this part of the height of figures it stands."""
LONG, LONG_AT_FOUR = 0.18, 0.35
"""Between the middles of two figures nothing else is level and alone above and below for longer than the first, and
where one of them is 4, whose bar is, than the second. Ems: of 4,429 pairs of our scans none that is certain has more
than 0.13 and 0.27; hyphens in small print have 0.23 and more, and 0.65 beside 4."""
STEP = 1
"""By how much a level stroke rises or falls from one column to the next. Pixels."""


def doubt_joined(placed: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Doubt figures of a line that have a dash between them.

    Args:
        placed: the characters of the line, from the left.
        paper: that they are printed on.
        em: the size of the text.
    """
    joined = {k for k in range(1, len(placed)) if _are_joined(placed[k - 1], placed[k], paper, em)}
    return [each.doubted() if {k, k + 1} & joined else each for k, each in enumerate(placed)]


def _are_joined(left: Placed, right: Placed, paper: Paper, em: float) -> bool:
    """Whether the ink between the middles of two figures is level, and alone in its columns, for so long as a dash."""
    texts = left.letter.text + right.letter.text
    if not texts.isdigit() or left.middle >= right.middle:
        return False
    top, bottom = min(left.ink.top, right.ink.top), max(left.ink.bottom, right.ink.bottom)
    ink = paper.ink(Box(left.middle, top, right.middle, bottom))
    if not ink.size:
        return False
    first, last = ink.argmax(axis=0), len(ink) - 1 - ink[::-1].argmax(axis=0)
    middle = (first + last) / 2
    flat = ink.any(axis=0) & (last - first < FLAT * em)
    amid = (middle > AMID[0] * len(ink)) & (middle < AMID[1] * len(ink))
    level = np.diff(middle, prepend=middle[:1])
    steady = (flat & amid & (np.abs(level) <= STEP)).tolist()
    longest = max((len([*run]) for is_level, run in groupby(steady) if is_level), default=0)
    return longest >= (LONG_AT_FOUR if "4" in texts else LONG) * em
