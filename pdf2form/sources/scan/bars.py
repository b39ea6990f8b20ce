"""Flat bars and slanted strokes by their shape: - — ~ = ＝ ═ and 一 二, and the / of a cell without a value."""

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.page import Box
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.placed import CERTAIN, LIKELY, UNCERTAIN, UNREADABLE, Paper, Placed

Ints = npt.NDArray[np.intp]

FLAT, LONG = 0.22, 1.5
"""Ink lower than this, in ems, and so many times as wide as high, is a bar: a hyphen, a dash, 一."""
HYPHEN, DASH = 0.18, 0.68
"""Width of the bars that are hyphens; wider is a dash or 一. Ems; points are narrower, also smeared ones."""
PARTED = 0.15
"""White in a bar that is wider than this makes two of it. Ems."""
ENDS = 0.3
"""So far on either side a faint bar may go on. Ems."""
THIN, FIGURE = 0.13, 0.56
"""How high a dash is that touches figures, and how wide those are. Ems."""
ONE = 0.35
"""一 is lower, also where it lies a little askew; a hair that looks like it is not. Ems."""
TWO, WHOLE = 0.45, 0.85
"""Height of two bars that are a sign, and width of those of ═, which fill their place. Ems."""
BLUR = 0.6
"""How far optics spread a thin stroke. Pixels, standard deviation; 0.5 to 0.65 at 150 to 300 dpi."""
ONE_BAR, TWO_BARS = 0.0185, 0.029
"""How far the darkness of a bar spreads without that, in ems: one of 0.06 has 0.017, the two of ═ have 0.030 to 0.041
also where they run into each other. Between them lies a bold dash."""
HOLES = 0.15
"""Two bars that run into each other leave white between them in such a share of their columns; one bar is whole."""
DIM = 0.25
"""What is less than this share of the darkest row of a stroke is paper."""
AROUND = 0.25
"""So far above and below a stroke its darkness is measured. Ems."""
ANYTHING = 0.6
"""What is no surer than this may be a bar as well as anything else."""
LEVEL, BROKEN = 0.75, 0.35
"""A row that is dark along this share of it belongs to a level stroke, which goes on while more than the other is."""
ALIKE, UNBROKEN = 0.12, 0.85
"""Two strokes of one sign begin and end below each other, but for such a share of the width of the sign, and are dark
along the other: 680 of 701 ≧."""
WAVE = 0.55
"""A bar is as thick as it is high; a tilde is less than this share of it."""
SLASH, SLOPE = 0.6, 0.75
"""How high a slash is, in ems, and how steadily its ink falls from right to left (correlation); 1 stays under 0.5."""

STRAIGHT, SLIM = 0.965, 0.85
"""How steadily that of a printed one falls, at least (0.976 to 0.988 on dealt scans), and how wide it is at most, in
ems: what falls less steadily, or lies flatter, may be a hair or a pen's stroke."""
UNBROKEN = 0.8
"""So much of its height has ink."""
STRAY, EVEN, STEEP = 0.03, 2.0, (0.26, 0.8)
"""Of one that is steep or small, and falls less steadily by how thick it is, the middle of no row strays further from a
straight line, in ems, 0.016 on dealt scans; no row is thicker, in usual ones; its foot lies so far aside, in rows."""

BARS = frozenset("-—–―一_~.•·lI1")
TWO_BARS_ALIKE = frozenset("=三")
"""What the two bars of = are taken for, where it stands alone."""


def read_bar(each: Placed, placed: Sequence[Placed], k: int, paper: Paper, em: float) -> Placed:
    """Read a flat bar by its shape: - or — or 一 or ~; and two of them: = or ═ or 二."""
    text = each.letter.text
    chinese = any(other.is_chinese for other in placed[max(0, k - 1) : k + 2] if other is not each)
    if text == "一" and each.height > ONE * em:
        return each.doubted()
    ranges = text == "一" and k + 1 < len(placed) and placed[k + 1].letter.text.isdigit()  # 11月—12月
    if (each.height > TWO * em and text != "二") or (text in "一二" and chinese and not ranges):
        return each
    if text == "二" and each.width < DASH * em:
        return each.read("=", CERTAIN)
    if _is_low(each, placed):
        return each
    if text in TWO_BARS_ALIKE and len(placed) == 1 and _is_equal(each, paper, em):
        return each.read("=", CERTAIN)
    unsure = text in BARS or text == UNREADABLE or each.letter.confidence <= ANYTHING
    if not unsure or each.height > TWO * em or each.width < max(LONG * each.height, HYPHEN * em):
        return each
    piece = paper.ink(each.ink)
    if not piece.any():
        return each.doubted()  # a network saw one where there is no ink
    if count_bars(piece) == 2:
        return each.read("=" if each.width < DASH * em else "═" if each.width > WHOLE * em else "＝", CERTAIN)
    return _read_single(each, piece, paper, em, _find_ends(placed, k, em)) if each.height <= FLAT * em else each


def _find_ends(placed: Sequence[Placed], k: int, em: float) -> tuple[float, float]:
    """Return where the figures beside a thin bar end and begin.

    One that is too wide for a figure has a part of the bar, and another bar may be one; a higher bar may be a tilde.
    """
    beside = (placed[k - 1] if k else None, placed[k + 1] if k + 1 < len(placed) else None)
    thin = placed[k].height <= THIN * em
    left, right = (
        thin and each is not None and each.letter.text.isdigit() and each.width <= FIGURE * em for each in beside
    )
    return (placed[k - 1].ink.x1 if left else -np.inf, placed[k + 1].ink.x0 if right else np.inf)


def _read_single(each: Placed, piece: Mask, paper: Paper, em: float, ends: tuple[float, float]) -> Placed:
    """Read a bar that shows as one; figures stand beyond its ends."""
    text = each.letter.text
    if text == "~" and each.letter.confidence > 0.9:
        return each
    if text in "~-" and _is_wave(piece):
        return each.read("~", UNCERTAIN)
    if _is_parted(piece, em):
        return each.read("—", UNCERTAIN)
    if each.width < DASH * em:
        return each.read("-", CERTAIN if _whole_width(each, paper, em, ends) < DASH * em else UNCERTAIN)
    spread, holes = spread_of(each.ink, paper, em, above=AROUND), float((count_turns(piece) > 1).mean()) > HOLES
    if spread < ONE_BAR and not holes:
        return each.read("—", CERTAIN)
    if each.width > WHOLE * em and (spread > TWO_BARS or holes):
        return each.read("═", CERTAIN if spread > TWO_BARS else LIKELY)
    return each.read("—", UNCERTAIN)


def _whole_width(each: Placed, paper: Paper, em: float, ends: tuple[float, float]) -> float:
    """Return how wide a bar is with what of its ends is too faint for ink: what is half as dark as its middle."""
    left = min(each.ink.x0, max(each.ink.x0 - ENDS * em, ends[0]))
    right = max(each.ink.x1, min(each.ink.x1 + ENDS * em, ends[1]))
    around = each.ink._replace(x0=left, x1=right)
    shades, offset = paper.darkness(around).max(axis=0).astype(np.float64), max(0, round(around.x0))
    inside = shades[round(each.ink.x0) - offset : round(each.ink.x1) - offset]
    dark = shades > np.median(inside) / 2
    first, last = round(each.ink.x0) - offset, round(each.ink.x1) - offset
    while first > 0 and dark[first - 1]:
        first -= 1
    while last < len(dark) and dark[last]:
        last += 1
    return float(last - first)


def _is_parted(piece: Mask, em: float) -> bool:
    """Whether a bar is two: a broken dash, or a hyphen with a speck beside it."""
    columns = np.flatnonzero(piece.any(axis=0))
    return bool((np.diff(columns) > PARTED * em).any())


def _is_wave(piece: Mask) -> bool:
    """Whether a stroke goes up and down; the tip of a figure that stands beside it is none of it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(piece.astype(np.uint8))
    _, _, wide, high, area = max(stats[1:].tolist(), key=lambda each: int(each[4]))
    return bool(area < WAVE * wide * high)


def count_bars(piece: Mask) -> int:
    """Return how many flat strokes lie above each other: how often most columns turn dark."""
    return int(np.median(count_turns(piece))) if piece.size else 0


def find_strokes(piece: Mask) -> tuple[list[Mask], int]:
    """Return the columns of the level strokes in a piece of ink, the uppermost first, and how many rows are level."""
    strokes: list[Mask] = []
    rows, inside = 0, False
    for row in piece:
        dark = float(row.mean())
        if dark >= LEVEL:
            strokes[len(strokes) - inside :] = [strokes[-1] | row if inside else row]
            rows += 1
        inside = dark >= LEVEL or (inside and dark > BROKEN)
    return strokes, rows


def are_alike(strokes: Sequence[Mask]) -> bool:
    """Whether level strokes are whole, and begin and end below each other; where arms meet there is no such stroke."""
    ends = [np.flatnonzero(stroke)[[0, -1]] for stroke in strokes]
    whole = all(stroke.mean() >= UNBROKEN for stroke in strokes)
    return whole and bool((np.ptp(ends, axis=0) <= ALIKE * len(strokes[0])).all())


def _is_equal(each: Placed, paper: Paper, em: float) -> bool:
    """Whether the ink of a sign is two bars alike, as wide as those of =."""
    strokes, _ = find_strokes(paper.ink(each.ink))
    return HYPHEN * em <= each.width < DASH * em and len(strokes) == 2 and are_alike(strokes)


def count_turns(piece: Mask) -> Ints:
    """Return how often each column turns dark."""
    edges = np.diff(np.pad(piece, ((1, 0), (0, 0))).astype(np.int8), axis=0)
    return np.asarray(np.count_nonzero(edges == 1, axis=0), np.intp)


def spread_of(ink: Box, paper: Paper, em: float, *, above: float = 0.0, dim: float = DIM) -> float:
    """Return how far the darkness of a flat stroke spreads up and down (standard deviation, without blur). Ems.

    Two strokes that are nearer to each other than pixels show are one to the mask, but wider than any one is.

    Args:
        ink: of the stroke.
        paper: that it is printed on.
        em: the size of the text.
        above: so far above the ink, in ems, and one pixel below it darkness counts.
        dim: rows that have less than this share of the darkest one's darkness do not.
    """
    rows = paper.darkness(ink._replace(top=ink.top - above * em, bottom=ink.bottom + max(1.0, above * em))).mean(axis=1)
    weights = np.maximum(rows - dim * rows.max(initial=0.0), 0.0)
    if not weights.any():
        return 0.0
    at = np.arange(len(weights))
    middle = float((weights * at).sum() / weights.sum())
    variance = float((weights * (at - middle) ** 2).sum() / weights.sum())
    return float(np.sqrt(max(0.0, variance - BLUR**2))) / em


def join_dashes(placed: list[Placed], em: float) -> list[Placed]:
    """Read a row of hyphens that stands alone as the dash that it is a broken one of."""
    first, last = placed[:1], placed[-1:]
    if len(placed) < 2 or any(each.letter.text not in "-—" for each in placed):
        return placed
    ink = Box(first[0].ink.x0, first[0].ink.top, last[0].ink.x1, last[0].ink.bottom)
    letter = first[0].letter._replace(text="—", end=last[0].letter.end)
    whole = ink.x1 - ink.x0 <= 1.3 * em
    return [Placed(letter, ink)] if whole else placed


def read_slash(each: Placed, paper: Paper, em: float, *, alone: bool) -> Placed:
    """Read a slanted stroke as /, which stands for nothing in a cell of its own; a small one is doubted."""
    if each.letter.text not in "1lI/7" + UNREADABLE or not alone:
        return each
    piece = paper.ink(each.ink)
    ys, xs = np.nonzero(piece)
    if len(xs) < 8 or not (np.ptp(xs) and np.ptp(ys)):
        return each
    falls = -float(np.corrcoef(xs, ys)[0, 1])
    if each.height < SLASH * em or each.width < 0.2 * em:  # of smaller print than the size was taken from
        return each.doubted() if falls >= SLOPE else each
    whole = float(piece.any(axis=1).mean()) >= UNBROKEN  # else a dash, and dust above it to its right
    printed = each.width <= SLIM * em and whole and (falls >= STRAIGHT or _is_straight(piece, em))
    return each.read("/", CERTAIN if printed else UNCERTAIN) if falls >= SLOPE else each


def _is_straight(piece: Mask, em: float) -> bool:
    """Whether ink is one even stroke along a straight line that is nearly upright."""
    thick = piece.sum(axis=1)
    if not thick.all() or thick.max() > EVEN * np.median(thick) or (np.diff(piece, axis=1).sum(axis=1) > 2).any():
        return False
    rows = np.arange(len(piece))
    middles = (piece * np.arange(piece.shape[1])).sum(axis=1) / thick
    slope, start = np.polyfit(rows, middles, 1)
    strays = np.abs(middles - slope * rows - start).max()
    return bool(STEEP[0] <= -slope <= STEEP[1] and strays <= STRAY * em)


def _is_low(each: Placed, placed: Sequence[Placed]) -> bool:
    """Whether ink stands at the foot of the figures beside it, as a point does and a dash does not."""
    full = [other.ink for other in placed if other.letter.text.isdigit()]
    if not full:
        return False
    top, bottom = median(ink.top for ink in full), median(ink.bottom for ink in full)  # one may hold a comma's ink
    return (each.ink.top + each.ink.bottom) / 2 > top + 0.75 * (bottom - top)
