"""□ and ☑ by their ink: a square with a whole frame, white inside or with a tick. 口 has feet, ☒ a full corner."""

from collections.abc import Sequence

import numpy as np

from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.placed import CERTAIN, Paper, Placed

SMALLEST, WIDEST = {"□": 0.7, "☑": 0.6}, 1.05
"""How wide and high a box is. Ems; □ has 0.74 to 0.91 in ten fonts, ☑ 0.66 to 0.84."""
SQUARE, SLACK = 0.93, {"□": 0.0, "☑": 1.0}
"""Its shorter side is no less than this share of the longer one, or so many pixels less than that; 口 has 0.78 to 1."""
RIM, DARKEST = 3, 90
"""Its frame is in the outermost pixels, so many; this many of a hundred of them are no darker than what counts as its
darkest."""
INK, WHITE = 0.4, 0.3
"""What has the first share of that is ink, and what has less than the second is white."""
SIDE, WHOLE = 0.12, 0.94
"""So near to an edge there is ink, in ems, along such a share of it, if a side is whole; boxes have 0.94 and more."""
FOOT, LEVEL = 0.056, (0.2, 0.8)
"""The middle of a side is so near to its edge, in ems: 0.053 and less, but that of 口, which stands on feet, 0.08 and
more. Measured between these shares of its length."""
DEEP = 0.3
"""Looked for in such a share of the box."""
INSIDE = 0.2
"""What is so far from the edges is inside. Ems."""
TICK = (0.15, 0.55)
"""Share of the inside that a tick takes, 0.28 to 0.45; the upper left quarter has none of it, and a fifth and
more of a Chinese character or the cross of ☒."""


def read_boxes(placed: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Return □ and ☑ as certain where their ink can be nothing else: networks are never sure of them.

    Args:
        placed: the characters of a line, as all networks together read them.
        paper: that they are printed on.
        em: the size of the text.
    """
    shapes = {"□": _is_empty, "☑": _is_ticked}
    found: list[Placed] = []
    for each in placed:
        shape = shapes.get(each.letter.text)
        sure = shape is not None and _is_square(each, em) and shape(paper.darkness(each.ink), em)
        found.append(each.read(each.letter.text, CERTAIN) if sure else each)
    return found


def _is_square(each: Placed, em: float) -> bool:
    short, long = sorted((each.width, each.height))
    smallest, slack = SMALLEST[each.letter.text] * em, SLACK[each.letter.text]
    return smallest <= short <= long <= WIDEST * em and short >= SQUARE * long - slack


def _is_empty(shades: Pixels, em: float) -> bool:
    """Whether there is a frame, all sides of it at the edges, and white inside."""
    darkest = _find_darkest(shades)
    at_edges = all(_find_middle(side) <= FOOT * em for side in _sides(shades))
    return at_edges and _is_whole(shades, darkest, em) and bool((_inside(shades, em) < WHITE * darkest).all())


def _is_ticked(shades: Pixels, em: float) -> bool:
    """Whether there is a frame, and a tick in it."""
    darkest = _find_darkest(shades)
    ink = _inside(shades, em) > INK * darkest
    corner = ink[: len(ink) // 2, : ink.shape[1] // 2]
    return _is_whole(shades, darkest, em) and TICK[0] <= ink.mean() <= TICK[1] and not corner.any()


def _find_darkest(shades: Pixels) -> float:
    return float(np.percentile(np.concatenate([side[:RIM].ravel() for side in _sides(shades)]), DARKEST))


def _sides(shades: Pixels) -> tuple[Pixels, ...]:
    """Return a box as seen from each of its sides: that one is on top."""
    return shades, shades[::-1], shades.T, shades.T[::-1]


def _is_whole(shades: Pixels, darkest: float, em: float) -> bool:
    """Whether ink goes along all four edges."""
    near = max(2, round(SIDE * em) + 1)
    return all(bool((side[:near].max(axis=0) > INK * darkest).mean() >= WHOLE) for side in _sides(shades))


def _find_middle(side: Pixels) -> int:
    """Return how far the darkest row of a side is from its edge. Pixels."""
    first, last = (round(share * side.shape[1]) for share in LEVEL)
    return int(np.argmax(side[: max(RIM, round(DEEP * len(side))), first:last].mean(axis=1)))


def _inside(shades: Pixels, em: float) -> Pixels:
    rim = round(INSIDE * em)
    return shades[rim : len(shades) - rim, rim : shades.shape[1] - rim]
