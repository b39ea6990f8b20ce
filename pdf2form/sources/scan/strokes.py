"""The flat page's ink to rulings: long thin strokes that are part of a table, whatever is broken or faded in them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.layout.grid import Grid
from pdf2form.page import Box, Ruling
from pdf2form.sources.scan.ink import Mask

SHORTEST = 11.0
"""A stroke shorter than this is no ruling: rows are 12 points high at least. Points."""
MEND = 2.5
"""A gap up to this in a stroke is a break of faded print. Points; characters of a line stand nearer, see `WHOLE`."""
GAP, STEP = 12.0, 2.5
"""A longer gap, and a step, up to this between long strokes is a flaw of the scan. Points; pixels."""
THICKEST = 4.5
"""A ruling is at most so thick. Points; a double border of Word is 3."""
FREE = 4.0
"""An end of a stroke further than this from every crossing ruling is free. Points."""
SURE = 60.0
"""A stroke this long is a ruling even with a free end: the outer borders of open tables are missing. Points."""
OPEN = 3
"""So many short strokes that end at one level are columns of an open row, or rows of an open column."""
SLANTED = 0.012
"""A ruling leaves its line by less than this share of its length on a flat page."""
EDGE = 9.0
"""Printers leave more white than this around a page. Points."""
LONG = 100.0
"""A stroke this long is a ruling; they tell how whole and how thick the rulings of a page are. Points."""
MIXED, MIXED_WHOLE = 40.0, 0.6
"""A stroke this long (points), or this whole, may be ruling in one part, and strokes of characters in another."""
BRIDGE = 0.75
"""A piece this whole is ruling where the same stroke is ruling on both sides of it: a seal or dust broke it there."""
LEVEL = 100
"""A stroke shorter than this is taken for level: a page that was made flat leaves less than a pixel. Pixels."""
LIKE = 0.05
"""How much more broken than those a short piece of ruling can be; a long one, three times as much."""
ROUNDS = 3
"""How often strokes are held against the rulings found so far: columns of a short row hang on the ruling of that row,
and that on the columns of the table."""
WHOLE, JUTTING = 0.97, 0.3
"""A piece that is less whole, and beside which, above and below together, more than this share of its length is dark,
is made of strokes of characters."""
CROSSED = 0.25
"""A piece is a stroke of a character if on more than this share of its length others cross it."""
DIVIDES, BESIDE = 0.93, 0.7
"""A row of a wide cell that is dark on more than this share of its width is a ruling, no line of text is so; and a row
beside it in another cell on more than this."""
SOLID = 1.0
"""A whole one beside which more is dark is the inside of something: of a seal, of a bar."""


Ink = npt.NDArray[np.uint8]


class _Stroke(NamedTuple):
    """A flat stroke, in pixels: its middle where it begins, how much it falls, where it runs, how thick it is."""

    at: float
    slope: float
    start: float
    end: float
    thick: float


class _Piece(NamedTuple):
    """A part of a stroke that is ruling."""

    stroke: _Stroke
    free_ends: tuple[float, ...]
    """Where it crosses nothing; only of one that may not stand alone."""


class _Look(NamedTuple):
    """What long rulings of this page look like."""

    whole: float
    thick: float


class Strokes(NamedTuple):
    """The rulings of a page, and their ink."""

    rulings: tuple[Ruling, ...]
    """In pixels of the flat page."""
    ink: Mask
    """Their pixels, a little wider: what is left of a cell without them is text."""
    pierced: Mask
    """Where ink stands on both sides of a ruling: it runs through a character, or is a stroke of one."""


def find_rulings(dark: Mask, scale: float) -> Strokes:
    """Find the rulings of a flat page.

    Strokes are cut where they cross rulings, long ones at first, and each piece is looked at for itself: strokes of
    characters lie in line with rulings, and touch them.

    Args:
        dark: what is ink on it.
        scale: pixels a point.
    """
    ink = np.asarray(dark, np.uint8)
    inks = ink, np.ascontiguousarray(ink.T)
    candidates = tuple(_linked(_inside(_strokes(each, scale), each, scale), scale) for each in inks)
    look = _look(candidates, inks, scale)
    candidates = tuple(
        [s for s in strokes if s.end - s.start >= MIXED * scale or _whole(s, each) >= MIXED_WHOLE]
        for strokes, each in zip(candidates, inks, strict=True)
    )
    long = [[s for s in strokes if s.end - s.start >= LONG * scale] for strokes in candidates]
    judges = [lru_cache(None)(partial(_is_ruling, ink=each, look=look, scale=scale)) for each in inks]
    kept: list[list[_Stroke]] = [[], []]
    for _ in range(ROUNDS):
        crossing = [
            np.array([*strokes, *found], np.float64).reshape(-1, 5) for strokes, found in zip(long, kept, strict=True)
        ]
        kept = [
            _without_lone([p for s in strokes for p in _pieces(s, across, judge, ink, scale)], scale)
            for strokes, across, judge, ink in zip(candidates, crossing[::-1], judges, inks, strict=True)
        ]
    flat, upright = kept
    rulings = [*(_ruling("h", s) for s in flat), *(_ruling("v", s) for s in upright)]
    painted = _paint(dark, flat, upright)
    return Strokes(tuple(rulings), painted, _pierced(dark, painted, flat, upright))


def _inside(strokes: Iterable[_Stroke], ink: Ink, scale: float) -> list[_Stroke]:
    """Leave out what runs along the edge of the picture: it is the edge of the paper."""
    edge = EDGE * scale
    return [s for s in strokes if edge <= s.at <= len(ink) - edge]


def _ruling(axis: Literal["h", "v"], stroke: _Stroke) -> Ruling:
    return Ruling(axis, _at(stroke, (stroke.start + stroke.end) / 2), stroke.start, stroke.end)


def _at(stroke: _Stroke, along: float) -> float:
    return stroke.at + stroke.slope * (along - stroke.start)


def _strokes(ink: Ink, scale: float) -> Iterator[_Stroke]:
    """Find long flat dark stretches."""
    length, mend = max(6, round(SHORTEST * scale)), max(3, round(MEND * scale))
    thick = np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8)))  # a stroke that steps down a pixel goes on
    whole = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, mend), np.uint8))
    long = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(long)
    for label in range(1, count):
        left, top, wide, high, _ = stats[label].tolist()
        piece = labels[top : top + high, left : left + wide] == label
        for stroke in _cut(piece, scale):
            yield stroke._replace(at=stroke.at + top, start=stroke.start + left, end=stroke.end + left)


def _linked(strokes: Iterable[_Stroke], scale: float) -> list[_Stroke]:
    """Join long strokes that lie in one line with a gap between them: dust, a fold, a step of a pixel."""
    linked: list[_Stroke] = []
    rest: list[_Stroke] = []
    for stroke in sorted(strokes, key=lambda each: each.start):
        if stroke.end - stroke.start < MIXED * scale:
            rest.append(stroke)
            continue
        for k, other in enumerate(linked):
            gap, off = stroke.start - other.end, stroke.at - _at(other, stroke.start)
            if 0 <= gap <= GAP * scale and abs(off) <= STEP:
                slope = (_at(stroke, stroke.end) - other.at) / (stroke.end - other.start)
                linked[k] = other._replace(slope=slope, end=stroke.end, thick=max(other.thick, stroke.thick))
                break
        else:
            linked.append(stroke)
    return [*linked, *rest]


def _cut(piece: Mask, scale: float) -> Iterator[_Stroke]:
    """Yield the strokes of a connected piece: a ruling is one with text that touches it, and with its double."""
    most, least = round(THICKEST * scale) + 2, SHORTEST * scale
    piece = piece.copy()
    while True:
        cover = piece.sum(axis=1)
        row = int(np.argmax(cover))
        if cover[row] < least:
            return
        low, high = max(0, row - most // 2), row + most // 2 + 1
        columns = np.flatnonzero(piece[max(0, row - 1) : row + 2].any(axis=0))
        for start, end in _stretches(columns, least):
            stroke = _straight(piece[low:high, start:end], most)
            if stroke:
                yield stroke._replace(at=stroke.at + low, start=float(start), end=float(end))
        piece[low:high] = False


def _stretches(columns: npt.NDArray[np.int64], least: float) -> Iterator[tuple[int, int]]:
    """Yield the runs of neighbouring columns that are long enough."""
    if not len(columns):
        return
    breaks = np.flatnonzero(np.diff(columns) > 1)
    for start, end in zip([0, *(breaks + 1)], [*breaks, len(columns) - 1], strict=True):
        if columns[end] - columns[start] + 1 >= least:
            yield int(columns[start]), int(columns[end]) + 1


def _straight(piece: Mask, most: int) -> _Stroke | None:
    """Return the straight line through the middle of a piece; None if it is thick."""
    high, wide = piece.shape
    depth = piece.sum(axis=0)
    thick = float(np.median(depth))
    if thick > most:
        return None
    rows = np.arange(high) @ piece / np.maximum(depth, 1)
    at = float(np.median(rows))
    typical = np.flatnonzero(np.abs(rows - at) <= 2.0)
    if wide < LEVEL or len(typical) < wide / 2:
        return _Stroke(at, 0.0, 0.0, float(wide), max(1.0, thick - 2))
    center, middle = typical.mean(), rows[typical].mean()
    along, off = typical - center, rows[typical] - middle
    slope = float(along @ off / max(1.0, along @ along))
    if abs(slope) > SLANTED:
        return _Stroke(at, 0.0, 0.0, float(wide), max(1.0, thick - 2))
    return _Stroke(float(middle - slope * center), slope, 0.0, float(wide), max(1.0, thick - 2))


def _cover(stroke: _Stroke, ink: Ink, first: int, last: int) -> float:
    """Return how much of a stroke's length is dark, looked at from so many pixels above it to so many below."""
    start, end, lowest = int(stroke.start), max(int(stroke.start) + 1, int(stroke.end)), len(ink) - 1
    if not stroke.slope:
        at = round(stroke.at)
        rows = ink[max(0, min(at + first, lowest)) : max(0, min(at + last, lowest)) + 1, start:end]
        return float(np.count_nonzero(rows.any(axis=0))) / (end - start)
    along = np.arange(start, end)
    middle = np.rint(stroke.at + stroke.slope * (along - stroke.start)).astype(np.int64)
    each = [ink[np.minimum(np.maximum(middle + offset, 0), lowest), along] for offset in range(first, last + 1)]
    return float(np.count_nonzero(np.any(each, axis=0))) / (end - start)


def _whole(stroke: _Stroke, ink: Ink) -> float:
    half = max(1, round(stroke.thick / 2))
    return _cover(stroke, ink, -half, half)


def _look(candidates: tuple[list[_Stroke], ...], inks: tuple[Ink, ...], scale: float) -> _Look:
    """Measure the long strokes of a page."""
    long = [
        (_whole(stroke, ink), stroke.thick)
        for strokes, ink in zip(candidates, inks, strict=True)
        for stroke in strokes
        if stroke.end - stroke.start >= LONG * scale
    ]
    if len(long) < 4:
        return _Look(0.9, THICKEST * scale)
    wholes, thicks = zip(*long, strict=True)
    return _Look(float(np.percentile(wholes, 40)), float(np.percentile(thicks, 70)))


def _pieces(
    stroke: _Stroke, crossing: npt.NDArray[np.float64], judge: Callable[[_Stroke], bool], ink: Ink, scale: float
) -> Iterator[_Piece]:
    """Yield the pieces of a stroke between the rulings that it crosses, and beyond them, that are ruling.

    Args:
        stroke: to be cut.
        crossing: the rulings that run the other way, a row each.
        judge: whether a piece is ruling.
        ink: of the page, upright for upright strokes.
        scale: pixels a point.
    """
    free = FREE * scale
    middle = _at(stroke, (stroke.start + stroke.end) / 2)
    at, slope, start, end, _ = crossing.T
    at = at + slope * (middle - start)
    at = at[(start - free <= middle) & (middle <= end + free)]
    places = sorted(at[(stroke.start - free <= at) & (at <= stroke.end + free)].tolist())
    first, last = (float(at.min()), float(at.max())) if len(at) else (stroke.end, stroke.start)
    if not places and stroke.end - stroke.start >= LONG * scale and judge(stroke):
        yield _Piece(stroke, (stroke.start, stroke.end))
    cuts = [stroke.start, *(at for at in places if stroke.start < at < stroke.end), stroke.end]
    tied = [any(abs(at - cut) <= free for at in places) for cut in cuts]
    parts = [stroke._replace(at=_at(stroke, begin), start=begin, end=finish) for begin, finish in pairwise(cuts)]
    found = [part if part.end - part.start > free and judge(part) else None for part in parts]
    for k, part in enumerate(parts):
        if 0 < k < len(parts) - 1 and found[k - 1] and found[k + 1] and not found[k] and _whole(part, ink) >= BRIDGE:
            found[k] = part
    for piece, ends in zip(found, pairwise(tied), strict=True):
        if not piece or not any(ends):
            continue
        free_ends = tuple(place for place, is_tied in zip((piece.start, piece.end), ends, strict=True) if not is_tied)
        if piece.end - piece.start >= SURE * scale:
            yield _Piece(piece, ())
        elif all(place <= first + free or place >= last - free for place in free_ends):  # at head or foot of its table
            yield _Piece(piece, free_ends)


def _without_lone(pieces: Sequence[_Piece], scale: float) -> list[_Stroke]:
    """Leave out pieces that end free and may not stand alone, unless others end there too: the table is open."""
    ends = np.array([[piece.stroke.start, piece.stroke.end] for piece in pieces]).reshape(-1)
    return [
        stroke
        for stroke, free_ends in pieces
        if all(np.count_nonzero(np.abs(ends - end) <= FREE * scale) >= OPEN for end in free_ends)
    ]


def _is_ruling(stroke: _Stroke, ink: Ink, look: _Look, scale: float) -> bool:
    share = min(1.0, (stroke.end - stroke.start) / (LONG * scale))
    whole = _whole(stroke, ink)
    if stroke.thick > 2 * look.thick + 2 or whole < look.whole - LIKE * (1 + 2 * share):
        return False
    if share < 1.0 and _crossed(stroke, ink) > CROSSED:
        return False
    reach = round(stroke.thick / 2 + max(2.0, 1.2 * scale))
    beside = _cover(stroke, ink, -reach, -reach) + _cover(stroke, ink, reach, reach)
    return beside <= (SOLID if whole >= WHOLE else JUTTING * whole)


def _crossed(stroke: _Stroke, ink: Ink) -> float:
    """Return on how much of its length ink goes on from one side of a stroke to the other."""
    near = round(stroke.thick / 2 + 1.5)
    start, end, middle = int(stroke.start), int(stroke.end), _at(stroke, (stroke.start + stroke.end) / 2)
    at = min(max(round(middle), near + 2), len(ink) - near - 3)
    above, below = ink[at - near - 1 : at - near + 1, start:end], ink[at + near : at + near + 2, start:end]
    return float(np.count_nonzero(above.any(axis=0) & below.any(axis=0))) / max(1, end - start)


def _paint(dark: Mask, flat: Sequence[_Stroke], upright: Sequence[_Stroke]) -> Mask:
    ink = np.zeros(dark.shape, np.bool_)
    for strokes, canvas in ((flat, ink), (upright, ink.T)):
        for stroke in strokes:
            half = stroke.thick / 2 + 1.5
            ends = stroke.at, _at(stroke, stroke.end)
            first, last = max(0, round(min(ends) - half)), round(max(ends) + half) + 1
            canvas[first:last, max(0, round(stroke.start) - 2) : round(stroke.end) + 3] = True
    return ink


def with_lost(strokes: Strokes, dark: Mask, grids: Sequence[Grid], scale: float) -> Strokes:
    """Add the rulings that divide a cell from side to side, although they were not taken for rulings at first.

    Args:
        strokes: what was found.
        dark: the ink of the page.
        grids: its tables, in pixels.
        scale: pixels a point.
    """
    text = dark & ~strokes.ink
    cells = [cell.box for grid in grids for cell in grid.cells]
    shares = [_row_shares(text, box, scale) for box in cells]
    sure = [at for rows in shares for at, share in rows.items() if share >= DIVIDES]
    ink = strokes.ink.copy()
    found: list[Ruling] = []
    for box, rows in zip(cells, shares, strict=True):
        # Beside a ruling that is sure less is enough: where it crosses the text of a narrow cell.
        near = (at for at, s in rows.items() if s >= DIVIDES or (s >= BESIDE and any(abs(at - y) <= 3 for y in sure)))
        for start, end in _stretches(np.array(sorted(near), np.int64), 1):
            found.append(Ruling("h", (start + end) / 2, box.x0, box.x1))
            ink[max(0, start - 1) : end + 1, round(box.x0) : round(box.x1)] = True
    return strokes._replace(rulings=(*strokes.rulings, *found), ink=ink) if found else strokes


def _row_shares(text: Mask, box: Box, scale: float) -> dict[int, float]:
    """Return for each row of a cell that may hold a ruling how much of it is dark."""
    x0, top, x1, bottom = (round(v) for v in box)
    inner = text[top + 2 : bottom - 2, x0 + 2 : x1 - 2]
    if inner.shape[0] < 2 * SHORTEST * scale or inner.shape[1] < SHORTEST * scale:
        return {}
    rows = cv2.dilate(np.asarray(inner, np.uint8), np.ones((3, 1), np.uint8)).mean(axis=1)
    most = 1.0 if inner.shape[1] >= MIXED * scale else BESIDE  # a character fills the row of a narrow cell
    return {top + 2 + int(k): min(most, float(rows[k])) for k in np.flatnonzero(rows >= BESIDE)}


def _pierced(dark: Mask, painted: Mask, flat: Sequence[_Stroke], upright: Sequence[_Stroke]) -> Mask:
    """Mark where ink that is no ruling stands on both sides of one."""
    found = np.zeros(dark.shape, np.bool_)
    text = dark & ~painted
    for strokes, ink, canvas in ((flat, text, found), (upright, text.T, found.T)):
        for stroke in strokes:
            reach = round(stroke.thick / 2 + 1.5) + 2
            start, end = max(0, int(stroke.start)), int(stroke.end)
            at = round(_at(stroke, (stroke.start + stroke.end) / 2))
            if at - reach < 0 or at + reach >= len(ink):
                continue
            above = ink[at - reach : at - reach + 2, start:end].any(axis=0)
            below = ink[at + reach - 1 : at + reach + 1, start:end].any(axis=0)
            both = above & below
            canvas[at - reach : at + reach + 1, start:end] |= both
    return found
