"""Two Chinese characters by the places where they differ: what a network is shown is too small to tell 听 from 昕.

The table was measured on twelve faces, Song, Hei and Kai, light and bold, by `python -m fixtures.differences`: for each
pair of characters one place that is darker in the first and one that is darker in the second, in all of them.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from pdf2form.sources.scan.pixels import Pixels

TABLE = Path(__file__).with_name("differences.npz")
GRID = 16
"""Cells of a character's box, along each side."""
MARGIN = 0.1
"""Ink shows a character if it lies no further than this share of the way from what the faces say of it to what they say
of the other one. `python -m bench.lookalikes` says what that tells in faces that the table was not measured on; specks
that widen its box, and slanted or very bold faces, bring characters nearer to others."""


class _Difference(NamedTuple):
    """How one character is told from another one."""

    places: tuple[int, ...]
    """That which is darker in the other, and that which is in this one: top, left, bottom, right, in cells."""
    own: float
    """How much darker the first place is than the second, at most, if it is this one. Means of the character."""
    other: float
    """And at least, if it is the other one."""


def is_told(shades: Pixels, text: str, other: str) -> bool:
    """Whether ink shows one Chinese character and not another one; not of pairs that are not listed.

    Args:
        shades: how dark the box of the character is.
        text: the one.
        other: what it may be instead.
    """
    known = _differences().get(text + other)
    return known is not None and bool(shades.any()) and find_share(shades, *known) <= MARGIN


def find_share(shades: Pixels, places: Sequence[int], own: float, other: float) -> float:
    """Return how far ink lies on the way from one character, which is 0, to another one, which is 1.

    Args:
        shades: how dark the box of the character is; not all white.
        places: see `_Difference`, as `own` and `other`.
    """
    cells = cv2.resize(shades.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_AREA)
    top, left, bottom, right, up, west, down, east = places
    apart = float(cells[top:bottom, left:right].mean() - cells[up:down, west:east].mean()) / float(cells.mean())
    return (apart - own) / (other - own)


@lru_cache(maxsize=1)
def _differences() -> dict[str, _Difference]:
    """Return for each pair of characters how the first is told from the second."""
    with np.load(TABLE, allow_pickle=False) as table:
        rows = zip(table["texts"].tolist(), table["places"].tolist(), table["bounds"].tolist(), strict=True)
        found: dict[str, _Difference] = {}
        for pair, places, (low, high) in rows:
            found[pair] = _Difference((*places,), low, high)
            found[pair[::-1]] = _Difference((*places,), high, low)
    return found
