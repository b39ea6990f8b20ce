"""A Chinese character and what stands before it: cut where no stroke goes on, and so that both are as wide as most."""

from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from pdf2form.sources.scan.cuts import Span, is_chinese, measure_width, sever
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask

NEAR, FULL = 0.15, 1.08
"""A cut through a stroke is moved so far at most, and makes nothing wider than the second. Ems."""
WIDER, NARROWER = 1.2, 0.8
"""A cut is in the wrong place if one of two is so many times as wide as others of its kind, and the other one so
narrow."""
FITS = 0.15
"""Cut elsewhere, both are as wide as others, give or take such a share."""
ROOM = 0.15
"""Two that touch are together no wider than they should be by more: that would have room for a mark. Ems."""
SEVERED = 0.5
"""Of the height of a line, so much of a stroke may be cut through where they touch."""
FEW, FIGURE, WHOLE = 3, 0.56, 0.97
"""So many tell how wide a character of a line is; where there are fewer, figures and Chinese ones are so wide. Ems."""


class _Pair(NamedTuple):
    """The ink of two neighbours."""

    ink: Mask
    cut: int
    """Before which column it is."""
    em: float

    def sever(self, cut: int) -> int:
        """Return how many pixels a cut parts from those to their left."""
        return int(sever(self.ink[:, cut - 1 : cut + 1])[1])

    def measure(self, cut: int) -> tuple[int, int]:
        """Return how wide the ink on either side of a cut is."""
        return measure_width(self.ink[:, :cut]), measure_width(self.ink[:, cut:])

    def near(self, most: float) -> range:
        """Return the places no further from the cut than this."""
        return range(max(1, round(self.cut - most)), min(self.ink.shape[1], round(self.cut + most) + 1))


def part_neighbours(texts: Sequence[str], spans: Sequence[Span], line: TextLine, dark: Mask) -> list[Span]:
    """Return the places of the characters of a line, each Chinese one with what is its own and nothing else.

    Args:
        texts: the characters, from the left.
        spans: where they stand. Pixels of the page.
        line: where its ink is.
        dark: the ink of the page, without rulings.
    """
    found = list(spans)
    ink = dark[round(line.box.top) : round(line.box.bottom)]
    widths = [measure_width(ink[:, round(x0) : round(x1)]) for x0, x1 in spans]
    figure = _usual(texts, widths, str.isdigit) or FIGURE * line.em
    whole = _usual(texts, widths, is_chinese) or WHOLE * line.em
    for k in range(1, len(texts)):
        beside = is_chinese(texts[k]) and (is_chinese(texts[k - 1]) or texts[k - 1].isdigit())
        if beside and texts[k] != texts[k - 1]:  # a network may have seen one twice
            (start, cut), (_, end) = found[k - 1 : k + 1]
            pair = _Pair(ink[:, round(start) : round(end)], round(cut) - round(start), line.em)
            moved = _find_even(pair, figure if texts[k - 1].isdigit() else whole, whole) or _find_free(pair)
            if moved is not None:
                found[k - 1 : k + 1] = (start, round(start) + moved), (round(start) + moved, end)
    return found


def _usual(texts: Sequence[str], widths: Sequence[int], kind: Callable[[str], bool]) -> float:
    """Return how wide most characters of a kind are in a line; 0 if there are too few to tell."""
    own = [width for text, width in zip(texts, widths, strict=True) if kind(text) and text != "1"]
    return median(own) if len(own) >= FEW else 0.0


def _find_even(pair: _Pair, before: float, after: float) -> int | None:
    """Return the cut with which both are as wide as others, if one is too wide now, and the other too narrow."""
    one, other = pair.measure(pair.cut)
    moved = (one > WIDER * before and other < NARROWER * after) or (one < NARROWER * before and other > WIDER * after)
    if not moved or measure_width(pair.ink) > before + after + ROOM * pair.em:
        return None
    fit = [
        cut
        for cut in pair.near(pair.em)
        if pair.sever(cut) <= SEVERED * len(pair.ink)
        and all(
            abs(width - usual) <= FITS * usual for width, usual in zip(pair.measure(cut), (before, after), strict=True)
        )
    ]
    return min(fit, key=lambda cut: (pair.sever(cut), abs(pair.measure(cut)[0] - before)), default=None)


def _find_free(pair: _Pair) -> int | None:
    """Return the nearest cut through no stroke, if the one there is goes through one."""
    if not 0 < pair.cut < pair.ink.shape[1] or not pair.sever(pair.cut):
        return None
    free = [
        cut for cut in pair.near(NEAR * pair.em) if not pair.sever(cut) and max(pair.measure(cut)) <= FULL * pair.em
    ]
    return min(free, key=lambda cut: abs(cut - pair.cut), default=None)
