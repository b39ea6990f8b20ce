"""Signs of comparison by their ink: ≥ ≤ ≧ ≦ by where their point is, and how many strokes stand below it."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from pdf2form.sources.scan.bars import ANYTHING, LEVEL, are_alike, count_turns, find_strokes, spread_of
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.placed import CERTAIN, UNCERTAIN, Paper, Placed

POINT, SHARP = 0.12, 0.2
"""How far right or left, as a share of its width, the point of ≥ and ≤ stands from its open side, at least; and from
where on nothing else is drawn so that has a stroke below, whatever the networks take it for. Those measured have
0.23 to 0.54."""
ONE_STROKE, TWO_STROKES, THICK = 0.025, 0.045, 0.13
"""How far the darkness of what looks like one level stroke spreads, in ems, and how many rows are level: one has up to
0.012, in faded print up to 0.11, but 0.12 in rows; two that run into each other 0.060 to 0.079, and 0.15 in rows."""
ARMS = 0.55
"""The arms of a sign are the upper part of it, and in one piece: what stands above them is dust."""
FOOT = 0.8
"""The foot of ≥ and ≤ is below such a share of their height; the lower arm of > has 0.75 and less."""
OPEN, THREE = 0.6, 0.5
"""Such a share of ≥ is its open side, and in such a share of that there are three strokes; in > in a seventh of it."""
ROWS = 4
"""Two strokes that run into each other are so many rows, for certain; blur makes three of one. Pixels."""
DIM = 0.6
"""What is less than this share of the darkest row of a stroke belongs to the arms above it."""

SIGNS_OF_ORDER = frozenset("≥≧≤≦")
COMPARED = frozenset("≥≤≧≦NMVWvwmZz2》《><$K")
"""What ≥ and ≤ are taken for in fonts that slant their lower stroke, themselves among them."""


def read_order(each: Placed, placed: Sequence[Placed], k: int, paper: Paper, em: float) -> Placed:
    """Read a sign of comparison by where its point is, and by how many strokes stand below it; 2 has only one."""
    text = each.letter.text
    first = k == 0 and (len(placed) == 1 or placed[1].letter.text in "0123456789-+")
    piece = paper.ink(each.ink)
    agrees = text in SIGNS_OF_ORDER or any(other in SIGNS_OF_ORDER for other, _ in each.letter.others)
    compared = text in COMPARED or (agrees and each.letter.confidence < ANYTHING)
    if not (first and compared) or each.width > 1.2 * em or min(piece.shape, default=0) < 5:
        return each
    (strokes, rows), lead = find_strokes(piece[len(piece) // 2 :]), _lead(piece)
    two = text == "2" and not agrees
    three = not strokes and lead is not None and _has_three(piece, lead)
    if (
        lead is None
        or (two and len(strokes) < 2)
        or (not (strokes or three) and (text in "><" or text not in COMPARED))
    ):
        return each
    if (text in "><" and not (three or _has_foot(piece))) or not piece[: round(ARMS * len(piece))].any(axis=1).all():
        return each.doubted()
    turned = text in SIGNS_OF_ORDER and (text in "≥≧") != (lead > 0)
    if turned or abs(lead) < POINT:
        return each.doubted()
    merged = len(strokes) == 1 and rows >= THICK * em
    foot = each.ink._replace(top=(each.ink.top + each.ink.bottom) / 2)
    spread = spread_of(foot, paper, em, dim=DIM) if merged else 0.0
    double = len(strokes) > 1 or spread > TWO_STROKES
    known_as_one = double and text in "≥≤"  # networks take ≧ for letters, and know ≥
    if known_as_one and not (len(strokes) == 2 and are_alike(strokes)):
        return each.doubted()
    sign = ("≧" if double else "≥") if lead > 0 else ("≦" if double else "≤")
    thick = ONE_STROKE < spread <= TWO_STROKES or (merged and double and rows < ROWS)
    agrees = agrees and (bool(strokes) or three or text in SIGNS_OF_ORDER)
    named = {other for other, _ in each.letter.others} & SIGNS_OF_ORDER
    opposed = bool(named) and not named & ({*"≥≧"} if lead > 0 else {*"≤≦"})  # dust at an arm moves the point
    known = not opposed and (agrees or (bool(strokes) and abs(lead) > SHARP and not two))
    return each.read(sign, CERTAIN if known and not (thick or known_as_one) else UNCERTAIN)


def _lead(piece: Mask) -> float | None:
    """Return how far the point of a sign stands right of its open side, as a share of its width."""
    rows = piece[: max(3, round(0.7 * len(piece)))]
    third, columns = max(1, len(rows) // 3), np.arange(piece.shape[1]) / piece.shape[1]
    upper, middle = rows[:third], rows[third : 2 * third]
    if not (upper.any() and middle.any()):
        return None
    return float((middle * columns).sum() / middle.sum() - (upper * columns).sum() / upper.sum())


def _has_three(piece: Mask, lead: float) -> bool:
    """Whether three strokes lie above each other on the open side of a sign: two are its arms, and the third is ≥'s."""
    wide = round(OPEN * piece.shape[1])
    turns = count_turns(piece if lead > 0 else piece[:, ::-1])[:wide]
    return bool((turns >= 3).mean() >= THREE)


def _has_foot(piece: Mask) -> bool:
    """Whether the lowest level stroke is the foot of a sign: the lower arm of a small > is level, and higher."""
    return bool((piece[ceil(FOOT * len(piece)) :].mean(axis=1) >= LEVEL).any())
