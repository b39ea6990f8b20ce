"""The rulings of a flat page, found edge by edge: each stretch between two crossing rulings is there or is not.

A ruling of a table ends where others cross it, and most run on in line through many rows. So the page is cut into
bands along the rulings that cross, the strokes in each band are weighed, and those in one line support each other.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

import numpy as np

from pdf2form.page import Ruling
from pdf2form.sources.scan.dashes import with_dashes
from pdf2form.sources.scan.edges import LOW, Edge, Side
from pdf2form.sources.scan.levels import FREE, LONE, NARROWEST, NEAR, OPEN, Ends, Level, find_ends, find_levels
from pdf2form.sources.scan.pierced import find_deep, mark_pierced, paint
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.strokes import Stroke, views, without_gaps

ROUNDS = 3
"""How often either direction is looked at with what was found of the other."""
STEP, EXACT = 0.8, 0.5
"""So far sideways a ruling goes on from one band to the next, and one that is not sure of itself. Points."""
SKIPPED = 3
"""A line of edges goes on beyond so many bands in which none is seen."""
SHORTEST = 8.0
"""An edge shorter than this is too short to be judged alone. Points."""
SURE = 60.0
"""A line of edges this long is ruling with a free end as well. Points."""
HOLE = 40.0
"""Where toner is missing, rulings have breaks up to this. Points."""
STUB = 16.0
"""What goes on in line with it beyond the last ruling that crosses, for less than this, is a stroke of a character of
the next row. Points."""
MORE = 1.5
"""Dashed rulings begin and end with so many times the white between their dashes: a piece of one may be cut off."""
EDGE = 14.0
"""Nothing is printed nearer to the edge of the paper. Points."""
STANDING = 0.97
"""Edges this whole support each other."""


class Rulings(NamedTuple):
    """The rulings of a page, and their ink."""

    rulings: tuple[Ruling, ...]
    """In pixels of the flat page."""
    ink: Mask
    """Their pixels, a little wider: what is left of a cell without them is text."""
    pierced: Mask
    """Where ink stands on both sides of a ruling: it runs through a character, or is a stroke of one."""


class _Placed(NamedTuple):
    """An edge in its band."""

    band: int
    edge: Edge


class _Run(NamedTuple):
    """Edges that follow upon each other in one line."""

    placed: tuple[_Placed, ...]
    ties: tuple[int, ...]
    """Levels at which others cross it; a band lies below the level of its number."""
    head: float
    """Where its ink begins and ends, beyond the outermost levels; not a number inside a table."""
    foot: float
    open_head: bool = False
    """Its ink begins at the first level of the page, and no ruling is there: a page break left out a border."""
    open_foot: bool = False
    """Its ink ends so at the last one."""
    alone: tuple[bool, bool] = False, False
    """It goes on above the first level, or below the last, and no text is near: the one column of a row whose border
    is missing."""

    @property
    def length(self) -> float:
        """From level to level."""
        return self.placed[-1].edge.end - self.placed[0].edge.start

    def place(self, level: int) -> float:
        """Where it is at one of its levels."""
        beyond = level - self.placed[0].band
        return self.placed[beyond - 1].edge.end if beyond else self.placed[0].edge.start


def find_rulings(dark: Mask, scale: float) -> Rulings:
    """Find the rulings of a flat page.

    Args:
        dark: what is ink on it.
        scale: pixels a point.
    """
    flat, upright = _look(dark, scale)
    far = flat.long, upright.long
    rows, columns = far
    for number in range(ROUNDS):
        before, columns = columns, _find_strokes(upright, [*rows, *far[0]], far[1])
        settled = columns == before
        if not (settled and number):  # else they would be what they are
            rows = _find_strokes(flat, [*columns, *far[1]], far[0])
        if settled:
            break
    columns = _find_strokes(upright, rows, far[1])
    level, steep = flat.thick, upright.thick
    del flat, upright  # before there are other pictures of the page
    rulings = (*(_ruling("h", each) for each in rows), *(_ruling("v", each) for each in columns))
    ink = np.zeros(dark.shape, np.bool_)
    paint(ink, rows, level)
    paint(ink.T, columns, steep)
    pierced = np.zeros(dark.shape, np.bool_)
    text = dark & ~ink
    high, wide = find_deep(text, scale)
    thick = max(level, steep)
    mark_pierced(pierced, dark, text, high, rows, thick)
    mark_pierced(pierced.T, dark.T, text.T, wide.T, columns, thick)
    return Rulings(rulings, ink, pierced)


def _look(dark: Mask, scale: float) -> tuple[Side, Side]:
    """Look at a page for flat and for upright rulings."""
    seen = views(dark, scale)
    filled = without_gaps(dark, seen)
    if filled is not None:
        del seen  # before there are others: eight pictures of the page
        seen = views(filled, scale)
    flat, upright = map(Side, seen)
    if flat.is_dashed or upright.is_dashed:
        white = MORE * max(flat.gap, upright.gap)
        seen = views(with_dashes(dark if filled is None else filled, seen), scale)
        flat, upright = map(Side, seen)
        flat.gap = upright.gap = white  # with which dashes begin and end
    for side, other in ((flat, upright), (upright, flat)):
        if other.is_measured and (not side.is_measured or side.is_shade(other)):
            side.be_like(other)
    if filled is not None:
        flat.thick = upright.thick = max(flat.thick, upright.thick)  # the outer borders may have no twin
    return flat, upright


def _ruling(axis: Literal["h", "v"], stroke: Stroke) -> Ruling:
    return Ruling(axis, stroke.at, stroke.start, stroke.end)


def _find_strokes(side: Side, crossing: Sequence[Stroke], far: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """Find the upright rulings of a page from those that cross them, a stroke for each edge."""
    levels = find_levels([*crossing, *find_ends(far, crossing, side.scale)], side.scale)
    bands = [
        [_Placed(k, edge) for edge in side.find_edges(above.at, below.at)]
        for k, (above, below) in enumerate(pairwise(levels))
    ]
    lines = (_kept(line, side, levels) for line in _lines(bands, side.scale))
    crossed = [k for k, level in enumerate(levels) if any(np.isfinite(each.start) for each in level.crossing)]
    runs = [_run(run, side, levels, crossed) for line in lines for run in _unbroken(line)]
    return tuple(_strokes(runs, side))


def _lines(bands: Iterable[Sequence[_Placed]], scale: float) -> list[list[_Placed]]:
    """Join the edges of bands that lie in one line."""
    lines: list[list[_Placed]] = []
    going: list[list[_Placed]] = []
    for number, edges in enumerate(bands):
        going = sorted((line for line in going if line[-1].band >= number - 1 - SKIPPED), key=_end)
        ends, known = [*map(_end, going)], len(lines)
        for placed in edges:
            k = bisect_left(ends, placed.edge.at)
            line = min(going[max(0, k - 1) : k + 1], key=lambda each: abs(_end(each) - placed.edge.at), default=None)
            steps = number - line[-1].band if line else 0
            if line and steps and abs(_end(line) - placed.edge.at) <= STEP * scale * steps:
                line.append(placed)
            else:
                lines.append([placed])
        going += lines[known:]
    return lines


def _end(line: Sequence[_Placed]) -> float:
    return line[-1].edge.at


def _kept(line: Sequence[_Placed], side: Side, levels: Sequence[Level]) -> list[_Placed]:
    """Return the edges of a line that are there: by themselves, between such, or next to such and much like them."""
    least = SHORTEST * side.scale
    sure = [placed for placed in line if placed.edge.length >= least and side.is_sure(placed.edge)]
    kept = {placed.band: placed for placed in (*sure, *_standing(line, side))}
    if not kept:
        return []
    for before, after in pairwise([kept[band] for band in sorted(kept)]):
        bridge = [_bridge(band, before, after, side, levels) for band in range(before.band + 1, after.band)]
        if len(bridge) <= SKIPPED and all(bridge):
            kept |= {placed.band: placed for placed in bridge if placed}
    bands = range(line[0].band, line[-1].band + 1)
    there = {placed.band: placed.edge for placed in line}
    for band in (*bands, *reversed(bands)):
        ends = levels[band : band + 2]
        beside = [(kept[at].edge, end) for at, end in zip((band - 1, band + 1), ends, strict=True) if at in kept]
        edge = _in_line(there.get(band), beside, ends, side) if band not in kept and beside else None
        if edge:
            kept[band] = _Placed(band, edge)
    for end in (min(kept), max(kept)):
        kept |= {placed.band: placed for placed in _beyond(kept[end], -1 if end == min(kept) else 1, side, levels)}
    return [kept[band] for band in sorted(kept)]


def _beyond(last: _Placed, way: int, side: Side, levels: Sequence[Level]) -> list[_Placed]:
    """Return how a line goes on from its last edge to the next ruling that crosses it; nothing where one ends it.

    Text that touches it makes it thicker in one band, and a line of another place to what looks at that alone.

    Args:
        last: its outermost edge.
        way: -1 up, 1 down.
        side: of the page.
        levels: of the page.
    """
    found, at, level = list[_Placed](), last.edge.at, last.band + (way > 0)
    while not levels[level].ties(at, FREE * side.scale):
        band = level - (way < 0)
        edge = side.look_at(at, levels[band].at, levels[band + 1].at) if 0 <= band < len(levels) - 1 else None
        if edge is None or not side.may_go_on(edge, 1, open_end=True):
            return []
        found.append(_Placed(band, edge))
        level += way
    return found


def _in_line(edge: Edge | None, beside: Sequence[tuple[Edge, Level]], ends: Sequence[Level], side: Side) -> Edge | None:
    """Return what of a band is ruling in line with those above and below it.

    Args:
        edge: what was seen there.
        beside: what is kept above and below, one or both, each with the level between.
        ends: the levels of the band.
        side: of the page.
    """
    short = ends[1].at - ends[0].at < SHORTEST * side.scale
    if edge and any(abs(each.at - edge.at) <= EXACT * side.scale for each, _ in beside):
        open_end = not all(level.ties(each.at, FREE * side.scale) for each, level in beside)
        return edge if short or side.may_go_on(edge, len(beside), open_end=open_end) else None
    if not short:
        return None
    # so low a band has next to nothing but what touches the ruling
    known = side.look_at(beside[0][0].at, ends[0].at, ends[1].at)
    return known if known and known.whole >= LOW * side.whole else None


def _standing(line: Sequence[_Placed], side: Side) -> Iterator[_Placed]:
    """Yield the edges of a line that would be sure if no ink were close: several above each other."""
    likely = [p for p in line if p.edge.whole >= STANDING and side.count_against(p.edge) <= 1 and side.is_like(p.edge)]
    for run in _unbroken(likely):
        if len(run) >= OPEN:
            yield from run


def _bridge(band: int, before: _Placed, after: _Placed, side: Side, levels: Sequence[Level]) -> _Placed | None:
    """Return what is between two sure edges of a line in one band, if it is ruling or nothing is known of it."""
    at, start, end = (before.edge.at + after.edge.at) / 2, levels[band].at, levels[band + 1].at
    edge = side.look_at(at, start, end)
    if edge and not side.may_go_on(edge, 2) and not _is_hole(edge, before, after, side, levels):
        return None
    return _Placed(band, edge or before.edge._replace(at=at, start=start, end=end))


def _is_hole(edge: Edge, before: _Placed, after: _Placed, side: Side, levels: Sequence[Level]) -> bool:
    """Whether toner is missing between two edges in one line: both end where nothing crosses, and rulings never do."""
    free, ends = FREE * side.scale, ((before.band + 1, before.edge.at), (after.band, after.edge.at))
    low = after.edge.start - before.edge.end <= HOLE * side.scale and abs(after.edge.at - before.edge.at) <= free
    return low and edge.crossed == 0 and not any(levels[level].ties(at, free) for level, at in ends)


def _unbroken(placed: Iterable[_Placed]) -> Iterator[tuple[_Placed, ...]]:
    """Yield the edges that follow upon each other."""
    for _, run in groupby(enumerate(placed), key=lambda each: each[1].band - each[0]):
        yield tuple(each for _, each in run)


def _run(placed: tuple[_Placed, ...], side: Side, levels: Sequence[Level], crossed: Sequence[int]) -> _Run:
    """Say where a run is tied and ends; `crossed` are the levels at which there are rulings."""
    free, first, last = FREE * side.scale, placed[0], placed[-1]
    ats = [(first.band, first.edge.at), *((each.band + 1, each.edge.at) for each in placed)]
    ties = tuple(level for level, at in ats if levels[level].ties(at, free))
    head = _free_end(side, first.edge.at, first.edge.start, -1, levels)
    foot = _free_end(side, last.edge.at, last.edge.end, 1, levels)
    open_head = crossed[:1] == [first.band] and abs(head - first.edge.start) <= NEAR * side.scale
    open_foot = crossed[-1:] == [last.band + 1] and abs(foot - last.edge.end) <= NEAR * side.scale
    above = crossed[:1] == [first.band] and _is_alone(side, first.edge.at, head, first.edge.start)
    below = crossed[-1:] == [last.band + 1] and _is_alone(side, last.edge.at, last.edge.end, foot)
    return _Run(placed, ties, head, foot, open_head, open_foot, (above, below))


def _is_alone(side: Side, at: float, start: float, end: float) -> bool:
    """Whether a stroke between two places is long and whole, and no other ink is close to it."""
    edge = side.look_at(at, start, end) if end - start > NARROWEST * side.scale else None
    return bool(edge and side.is_alone(edge))


def _free_end(side: Side, at: float, place: float, way: int, levels: Sequence[Level]) -> float:
    """Return where a run ends beyond a level; nowhere if another ruling crosses its line still further on."""
    end, free = side.runs_on(at, place, way), FREE * side.scale
    beyond = any(way * (level.at - end) > free and level.ties(at, free) for level in levels)
    return np.nan if beyond else end


def _strokes(runs: Sequence[_Run], side: Side) -> Iterator[Stroke]:
    """Yield runs as far as they are tied at both ends, and beyond where several end at one level."""
    scale = side.scale
    heads, feet = (np.array([end for run in runs for end in _free_ends(run, way, scale)]) for way in (-1, 1))
    every = np.array([run.head for run in runs]), np.array([run.foot for run in runs])
    for run in (_without_streaks(run, heads, feet, side) for run in runs):
        if not run.placed:
            continue
        beside = (heads, feet) if run.ties else every
        head = run.head if run.alone[0] else _shared(beside[0], run.head, scale)
        foot = run.foot if run.alone[1] else _shared(beside[1], run.foot, scale)
        if not run.ties and (head is None or foot is None or run.length < LONE * scale):
            continue
        low, high = run.placed[0].band, run.placed[-1].band + 1
        if head is None and not run.open_head:
            low = _tied(run, run.ties[:1], low, scale)
        if foot is None and not run.open_foot:
            high = _tied(run, run.ties[-1:], high, scale)
        yield from (Stroke(*placed.edge[:3]) for placed in run.placed if low <= placed.band < high)
        if head is not None:
            yield Stroke(run.placed[0].edge.at, head, run.placed[0].edge.start)
        if foot is not None:
            yield Stroke(run.placed[-1].edge.at, run.placed[-1].edge.end, foot)


def _without_streaks(run: _Run, heads: Ends, feet: Ends, side: Side) -> _Run:
    """Return a run without what goes on alone beyond where others end: a streak in line with it that a copier left.

    Nothing is left of one that is all streak.

    Args:
        run: with or without ties.
        heads: where runs end upwards beyond all that crosses them.
        feet: and where downwards.
        side: the page.
    """
    if not run.ties:
        return run
    first, last = run.ties[0], run.ties[-1]
    start, end = run.place(first), run.place(last)
    top, bottom = _find_end(heads, run.head, start, side), _find_end(feet, run.foot, end, side)
    below = tuple(each for each in run.placed if each.band >= first)
    if top is not None and (below or top == start):
        run = run._replace(placed=below, head=top, alone=(False, run.alone[1]))
    above = tuple(each for each in run.placed if each.band < last)
    if bottom is not None and (above or bottom == end):
        run = run._replace(placed=above, foot=bottom, alone=(run.alone[0], False))
    return run


def _find_end(ends: Ends, end: float, tie: float, side: Side) -> float | None:
    """Return where several runs end between where one is tied last and where it ends; None if there is nothing to mend.

    That is at the tie if it runs on alone to where no printer reaches, at the edge of the paper.
    """
    free = FREE * side.scale
    reach = abs(end - tie) - free
    levels = (level for each in ends if (level := _shared(ends, float(each), side.scale)) is not None)
    between = [level for level in levels if (level - tie) * (end - tie) > 0 and abs(level - tie) < reach]
    if between:
        return min(between, key=lambda level: abs(level - tie))
    lone = _shared(ends, end, side.scale) is None and reach > 0
    return tie if lone and min(end, side.length - end) < EDGE * side.scale else None


def _tied(run: _Run, tie: Sequence[int], end: int, scale: float) -> int:
    """Return the level at which a run ends: where it is tied last, unless it is sure, and surely no stroke beyond it.

    Args:
        run: with or without ties.
        tie: its outermost one at this end; none where nothing crosses it.
        end: the level at which its ink ends.
    """
    tails = (abs(run.place(end) - run.place(level)) for level in tie)
    sure = run.length >= SURE * scale
    return next((level for level, tail in zip(tie, tails, strict=True) if not sure or tail < STUB * scale), end)


def _free_ends(run: _Run, way: int, scale: float) -> Iterator[float]:
    """Yield where a run ends upwards (-1) or downwards (1), if that is far beyond all that crosses it."""
    end = run.head if way < 0 else run.foot
    if not run.ties:
        return
    level = run.ties[0] if way < 0 else run.ties[-1]
    if way * (end - run.place(level)) > NARROWEST * scale:
        yield end


def _shared(ends: Ends, end: float, scale: float) -> float | None:
    """Return the level at which several runs end, if this one does."""
    near = ends[np.abs(ends - end) <= FREE * scale]
    return float(np.median(near)) if len(near) >= OPEN else None
