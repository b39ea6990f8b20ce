"""Figures that touch: a network cuts them somewhere, and those of one number are as wide as one another."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from pdf2form.sources.scan.cuts import Ints, Span, measure_width, sever
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask

Way = tuple[float, list[int]]
"""What some cuts cost, and the cuts."""
Ways = dict[int, Way]
"""By where they end."""

POINTS = frozenset(".,")
UNEVEN = 1.3
"""Figures of one number that differ by more in width are cut in the wrong place."""
WIDEST = 0.82
"""Two figures that touch are no wider than this, in heights of theirs: what is wider has something between them."""
MOVED = 0.45
"""How far a cut is moved at most. Ems."""
SEVERED = 0.1
"""What a pixel of a stroke costs that is cut through, beside the width by which a figure differs. Heights."""
POINT = 0.35
"""How wide a point is at most. Heights."""
HIGH = 0.8
"""Every figure is so high, of the highest."""
FOOT, STANDS = 0.32, 0.12
"""What stands alone in the lowest part of a figure and is wider than the second is a point that touches it. Heights."""


class _Row(NamedTuple):
    """The ink of some characters."""

    ink: Mask
    """From its top to its foot."""
    severed: Ints
    """How many pixels are parted from those to their left by a cut before each column."""
    wide: float
    """How wide one figure is."""


def even_figures(texts: Sequence[str], spans: Sequence[Span], line: TextLine, dark: Mask) -> list[Span]:
    """Return the places of the characters of a line, with the figures of each number as wide as one another.

    Only where those that are cut have no white inside: a mark between two figures mostly has some on either side.

    Args:
        texts: the characters, from the left.
        spans: where they stand. Pixels of the page.
        line: where its ink is.
        dark: the ink of the page, without rulings.
    """
    found = list(spans)
    ink = dark[round(line.box.top) : round(line.box.bottom), : round(line.box.x1)]
    for number, run in groupby(range(len(texts)), key=lambda k: texts[k].isdigit() or texts[k] in POINTS):
        part = [*run]
        first, end = part[0], part[-1] + 1
        if number and (cuts := _find_cuts(texts[first:end], found[first:end], ink, line)):
            found[first:end] = pairwise(cuts)
    return found


def _find_cuts(texts: Sequence[str], spans: Sequence[Span], ink: Mask, line: TextLine) -> list[float]:
    """Return where the figures of a number are to be cut; nothing if they are even, or cannot be made so."""
    start = round(max(spans[0][0], line.box.x0))
    piece = ink[:, start : round(spans[-1][1])]
    inner = [round(x0) - start for x0, _ in spans[1:]]
    widths = _measure_figures(texts, [0, *inner, piece.shape[1]], piece)
    if len(widths) < 2 or max(widths) <= UNEVEN * min(widths):
        return []
    rows = np.flatnonzero(piece.any(axis=1))
    row = _Row(piece[rows[0] : rows[-1] + 1], sever(piece), median(widths))
    cuts = _cheapest(texts, inner, row, round(MOVED * line.em))
    even = _measure_figures(texts, cuts, piece) if cuts else [1, piece.shape[1]]
    fits = max(even) <= UNEVEN * min(even) and median(even) <= WIDEST * len(row.ink)
    return [float(start + cut) for cut in cuts] if fits else []


def _measure_figures(texts: Sequence[str], cuts: Sequence[int], ink: Mask) -> list[int]:
    """Return how wide the ink is of each figure that is as wide as most."""
    return [
        max(1, measure_width(ink[:, a:b])) for text, (a, b) in zip(texts, pairwise(cuts), strict=True) if _is_full(text)
    ]


def _cheapest(texts: Sequence[str], cuts: Sequence[int], row: _Row, most: int) -> list[int]:
    """Return the cuts, the ends among them, that cost least; nothing if none will do."""
    width = row.ink.shape[1]
    best: Ways = {0: (0.0, [0])}
    for text, cut in zip(texts, [*cuts, width], strict=True):
        ends = [width] if cut == width else range(max(1, cut - most), min(width, cut + most + 1))
        best = dict(_go_on(text, ends, best, row))
    return best[width][1] if width in best else []


def _go_on(text: str, ends: Iterable[int], best: Ways, row: _Row) -> Iterator[tuple[int, Way]]:
    """Yield the cheapest way to each place where a character may end."""
    for end in ends:
        severed = SEVERED * float(row.severed[end]) if end < row.ink.shape[1] else 0.0
        ways = [
            (cost + severed + own, [*cuts, end])
            for start, (cost, cuts) in best.items()
            if start < end and (own := _cost(text, row.ink[:, start:end], row)) is not None
        ]
        if ways:
            yield end, min(ways)


def _cost(text: str, ink: Mask, row: _Row) -> float | None:
    """Return by how much a character is not as wide as it should be, in heights; None if it is none."""
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns):
        return None
    width = int(columns[-1] - columns[0]) + 1
    if text in POINTS:
        low = not ink[: len(ink) // 2].any()
        return 0.0 if low and width <= POINT * len(row.ink) else None
    rows = np.flatnonzero(ink.any(axis=1))
    if width != len(columns) or rows[-1] - rows[0] < HIGH * len(ink):  # white inside, or a piece
        return None
    if not _is_full(text):
        return max(0.0, width - row.wide) / len(row.ink)
    if _has_point(ink):
        return None
    return abs(width - row.wide) / len(row.ink)


def _has_point(ink: Mask) -> bool:
    """Whether several columns side by side have ink at the foot alone."""
    low = np.asarray(ink.any(axis=0) & ~ink[: round((1 - FOOT) * len(ink))].any(axis=0))
    longest = max((len([*run]) for is_low, run in groupby(low.tolist()) if is_low), default=0)
    return longest >= max(2, STANDS * len(ink))


def _is_full(text: str) -> bool:
    """Whether a character is a figure as wide as most: 1 is narrower in some fonts."""
    return text.isdigit() and text != "1"
