"""Paths of a page to rulings and shades: geometry in numpy, no PDF library.

A ruling is what a reader sees as one straight line, however it is drawn:

    stroked line      thin filled box    stroked box: four    frame: a box in a box, filled between
    ------------      ============       +--------+           +--------+
                                         |        |           |+------+|

A curve or a slope is none, but a box may have sides of curves that do not bend, or round ends. Known limits: a dashed
line counts as whole; a clip is taken for its bounding box; what an image or a curved shape painted later covers stays;
a pattern counts as black.

A numpy call on nothing costs as much as one on a hundred paths: so a step first asks whether there is anything to do.
"""

from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from pdf2form.page import Ruling
from pdf2form.sources import objects as po
from pdf2form.sources.objects import Bools, Colors
from pdf2form.sources.pdfium import Floats, Ints
from pdf2form.sources.thin import THINNEST_BOX, find_axes

THICKEST_STROKE, SLENDER = 5.0, 4.0
"""A stroke wider than this (points) is a shade; so is a dark box, if it is not so many times as long as it is thick."""
DARK, EYE = 128.0, (0.299, 0.587, 0.114)
"""A box of lighter ink (of 255; red, green, blue weighed as in ITU-R BT.601) is a strip of a shaded cell."""
STEEPEST, RIM = 0.5, 0.05
"""A line that rises less than the first is straight; spots nearer than the second to the bounds lie on them. Points."""
FAINTEST = 8
"""Less alpha than this (of 255) cannot be seen."""
NEAR_WHITE = 247
"""From this red, green and blue on (of 255), ink on white paper cannot be seen."""
MOST_PAIRS = 5_000_000
"""What-covers-what pairs that are looked at; beyond (no sound page), nothing is taken for covered."""


class Shades(NamedTuple):
    """Filled boxes, in painted order."""

    boxes: Floats
    places: Ints
    """When painted: the place among the page's objects."""
    white: Bools
    opaque: Bools


class Shapes(NamedTuple):
    """What is drawn and neither a line nor a box."""

    curves: int
    """Paths with curves; text drawn as outlines has many."""
    boxes: Floats
    """Of each subpath that can be seen, as far as its clip leaves it."""


NO_SHAPES = Shapes(0, np.zeros((0, 4)))
NO_SHADES = Shades(np.zeros((0, 4)), np.zeros(0, np.int64), np.zeros(0, np.bool_), np.zeros(0, np.bool_))


class Strokes(NamedTuple):
    """Rulings before anything is dropped, as columns."""

    upright: Bools
    """True for v, False for h."""
    at: Floats
    starts: Floats
    ends: Floats
    paths: Ints
    """Which path drew it."""


class _Parts(NamedTuple):
    """Subpaths: runs of points without a gap."""

    paths: Ints
    boxes: Floats
    sizes: Ints
    curved: Bools
    square: Bools
    """All points on the corners of the bounds."""
    starts: Ints

    def where(self, chosen: Bools) -> "_Parts":
        columns: Any = [column[chosen] for column in self]
        return _Parts(*columns)


class _Paths(NamedTuple):
    """How each path of a page is painted."""

    places: Ints
    filled: Bools
    stroked: Bools
    fill: Colors
    """Only where `filled`."""
    stroke: Colors
    """Only where `stroked`."""


def is_white(colors: Colors) -> Bools:
    """Tell which colors cannot be told from white paper."""
    return np.asarray((colors[:, :3] >= NEAR_WHITE).all(axis=1))


def containing(xs: Floats, ys: Floats, boxes: Floats) -> tuple[Ints, Ints]:
    """Pair each point with each box around it; answer the places of both."""
    if not len(boxes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.argsort(ys, kind="stable")
    sorted_ys = ys[order]
    low, high = np.searchsorted(sorted_ys, boxes[:, 1]), np.searchsorted(sorted_ys, boxes[:, 3], "right")
    counts = np.maximum(high - low, 0)
    if counts.sum() > MOST_PAIRS:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    box = np.repeat(np.arange(len(boxes)), counts)
    point = order[np.arange(len(box)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)]
    inside = (xs[point] >= boxes[box, 0]) & (xs[point] <= boxes[box, 2])
    return point[inside], box[inside]


def on_dark(xs: Floats, ys: Floats, places: Ints, shades: Shades) -> Bools:
    """Tell of each point, painted at its place, whether the last shade painted under it is not white."""
    point, shade = containing(xs, ys, shades.boxes)
    before = shades.places[shade] < places[point]
    last = np.full(len(xs), -1, np.int64)
    np.maximum.at(last, point[before], shade[before])
    return np.asarray((last >= 0) & ~np.append(shades.white, True)[last])


def find_strokes(objects: po.Objects) -> tuple[tuple[Ruling, ...], Shades, Shapes]:
    """Find the rulings and shades of a page, and the shapes that are neither."""
    paths = _read_paths(objects)
    bars = _bars(objects, paths)
    rest = np.ones(len(paths.places), np.bool_)
    rest[bars.paths] = False
    strokes, shades, shapes = _thin(bars), NO_SHADES, NO_SHAPES
    if rest.any():
        drawn, shades, shapes = _read_drawn(objects, paths, np.flatnonzero(rest))
        strokes = _stacked(strokes, *drawn)
    return _visible(strokes, objects.clips[paths.places], paths, shades), shades, shapes


def _read_paths(objects: po.Objects) -> _Paths:
    places = objects.pick(po.PATH)
    handles = objects.at(places)
    filled, stroked = po.read_draw_modes(handles)
    fill, stroke = _read_colors(handles, filled, stroke=False), _read_colors(handles, stroked, stroke=True)
    return _Paths(places, fill[:, 3] >= FAINTEST, stroke[:, 3] >= FAINTEST, fill, stroke)


def _read_colors(handles: list[int], painted: Bools, *, stroke: bool) -> Colors:
    """Read the colors of what is painted so; the others stay clear."""
    colors = np.zeros((len(handles), 4), np.uint32)
    some = np.flatnonzero(painted).tolist()
    if some:
        colors[some] = po.read_colors([handles[index] for index in some], stroke=stroke)
    return colors


def _bars(objects: po.Objects, paths: _Paths) -> _Parts:
    """Thin filled boxes, by their bounds alone: Word and Chromium draw every cell edge so, and points are slow."""
    some = np.flatnonzero(paths.filled & ~paths.stroked)
    if not len(some):
        return _Parts(some, np.zeros((0, 4)), some, some == 1, some == 1, some)
    handles = objects.at(paths.places[some])
    boxes = po.moved_boxes(po.read_bounds(handles), objects.matrices[paths.places[some]])
    counts = po.count_points(handles)
    thin = _are_lines(boxes, paths.fill[some]) & (counts >= 3) & (counts <= 5)
    none = np.zeros(len(some), np.bool_)
    return _Parts(some, boxes, counts, none, none, counts).where(thin)


def _are_lines(boxes: Floats, colors: Colors) -> Bools:
    """Tell which boxes are drawn lines: the thin ones, and long dark ones that are a little thicker."""
    short, long = np.minimum(*_spans(boxes)), np.maximum(*_spans(boxes))
    thick = (short < THICKEST_STROKE) & (long >= SLENDER * short)
    return np.asarray((short < THINNEST_BOX) | (thick & (colors[:, :3] @ EYE < DARK)))


def _read_drawn(objects: po.Objects, paths: _Paths, rest: Ints) -> tuple[list[Strokes], Shades, Shapes]:
    """Find the rulings, shades and shapes of some of the paths by their points."""
    handles = objects.at(paths.places[rest])
    matrices = joined_rows(po.read_matrices(handles), objects.matrices[paths.places[rest]])
    points = po.read_points(handles)
    xs, ys = po.moved(points.spots[:, 0], points.spots[:, 1], matrices[points.owners])
    points = points._replace(owners=rest[points.owners])
    parts = _parts(points, xs, ys)
    widths = np.zeros(len(paths.places))
    scales = np.abs(matrices[:, 0] * matrices[:, 3] - matrices[:, 1] * matrices[:, 2])
    widths[rest] = po.read_stroke_widths(handles) * np.sqrt(scales)

    filled, stroked = paths.filled[parts.paths], paths.stroked[parts.paths]
    boxy = ~parts.curved | (filled & ~stroked & _on_rim(parts, xs, ys))
    light = np.where((filled & ~stroked)[:, None], paths.fill[parts.paths], 255)
    thin = boxy & (parts.sizes >= 3) & (filled | stroked) & _are_lines(parts.boxes, light)
    broad = (widths > THICKEST_STROKE)[parts.paths] & stroked & (parts.sizes == 2)
    frames = _frames(parts, paths.filled)
    strokes = [_thin(parts.where(thin))] if thin.any() else []
    drawn = stroked & ~thin & ~broad
    if drawn.any():
        strokes.append(_edges(points, xs, ys, parts, drawn))
    shaded = filled & ~thin & parts.square & (parts.sizes >= 4)
    if frames.any():
        strokes.append(_framed(parts, frames))
        shaded &= ~frames & ~np.roll(frames, 1)
    shades = _shades(objects, paths, parts, (shaded, broad), widths)
    return strokes, shades, _shapes(objects, paths, parts, ~thin & ~parts.square)


def _on_rim(parts: _Parts, xs: Floats, ys: Floats) -> Bools:
    """Tell which subpaths keep to their bounds, with all points and all handles of their curves."""
    if not parts.curved.any():
        return parts.square
    x0, top, x1, bottom = np.repeat(parts.boxes, parts.sizes, axis=0).T
    off = np.abs(np.stack([xs - x0, xs - x1, ys - top, ys - bottom])).min(axis=0)
    return np.asarray(np.logical_and.reduceat(off < RIM, parts.starts))


def _shapes(objects: po.Objects, paths: _Paths, parts: _Parts, odd: Bools) -> Shapes:
    """The subpaths that curve, and the filled ones that are no boxes; a drawn slope is none, header cells have them."""
    some = np.flatnonzero(odd & (parts.curved | (parts.sizes >= 3)))
    if not len(some):
        return NO_SHAPES
    owners = parts.paths[some]
    filled = paths.filled[owners] & ~is_white(paths.fill[owners])
    drawn = paths.stroked[owners] & ~is_white(paths.stroke[owners]) & parts.curved[some]
    shown = some[filled | drawn]
    boxes, clips = parts.boxes[shown], objects.clips[paths.places[parts.paths[shown]]]
    boxes = np.concatenate([np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])], axis=1)
    return Shapes(len(set(parts.paths[odd & parts.curved].tolist())), boxes)


def joined_rows(first: Floats, then: Floats) -> Floats:
    """Join matrices row by row: `first`, `then` the other."""
    corners = first.reshape(-1, 3, 2)
    rows = corners[:, :, :1] * then[:, None, 0:2] + corners[:, :, 1:] * then[:, None, 2:4]
    rows[:, 2] += then[:, 4:]
    return rows.reshape(-1, 6)


def _spans(boxes: Floats) -> tuple[Floats, Floats]:
    return boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]


def _parts(points: po.Points, xs: Floats, ys: Floats) -> _Parts:
    """Cut the points into subpaths."""
    count = len(xs)
    fresh = points.kinds == 2
    fresh[:1] = True
    fresh[1:] |= points.owners[1:] != points.owners[:-1]
    starts = np.flatnonzero(fresh)
    if not count:
        none = np.zeros(0, np.int64)
        return _Parts(none, np.zeros((0, 4)), none, none == 1, none == 1, none)
    low, high = np.minimum.reduceat, np.maximum.reduceat
    boxes = np.stack([low(xs, starts), low(ys, starts), high(xs, starts), high(ys, starts)], axis=1)
    sizes = np.diff(np.append(starts, count))
    around = np.repeat(boxes, sizes, axis=0)
    on_x = (np.abs(xs - around[:, 0]) < STEEPEST) | (np.abs(xs - around[:, 2]) < STEEPEST)
    on_y = (np.abs(ys - around[:, 1]) < STEEPEST) | (np.abs(ys - around[:, 3]) < STEEPEST)
    curved = np.logical_or.reduceat(points.kinds == 1, starts)
    return _Parts(
        points.owners[starts], boxes, sizes, curved, np.logical_and.reduceat(on_x & on_y, starts) & ~curved, starts
    )


def _thin(parts: _Parts) -> Strokes:
    """One ruling along the middle of each thin box; a dot is a piece of what it continues."""
    x0, top, x1, bottom = parts.boxes.T
    flat, upright = find_axes(parts.boxes)
    return _middles((x0, top, x1, bottom), parts.paths, np.flatnonzero(flat), np.flatnonzero(upright))


def _middles(boxes: tuple[Floats, Floats, Floats, Floats], paths: Ints, h: Ints, v: Ints) -> Strokes:
    """The strokes along the middle of some boxes: from left to right in those of `h`, downwards in those of `v`."""
    x0, top, x1, bottom = boxes
    return Strokes(
        np.repeat([False, True], [len(h), len(v)]),
        np.concatenate([((top + bottom) / 2)[h], ((x0 + x1) / 2)[v]]),
        np.concatenate([x0[h], top[v]]),
        np.concatenate([x1[h], bottom[v]]),
        np.concatenate([paths[h], paths[v]]),
    )


def _edges(points: po.Points, xs: Floats, ys: Floats, parts: _Parts, drawn: Bools) -> Strokes:
    """The straight edges of the drawn subpaths, the closing one too."""
    owner = np.repeat(np.arange(len(parts.sizes)), parts.sizes)
    follows = (points.kinds == 0) & drawn[owner]
    follows[parts.starts] = False
    heads = np.flatnonzero(follows)
    tails = heads - 1
    ends = parts.starts + parts.sizes - 1
    apart = np.hypot(xs[ends] - xs[parts.starts], ys[ends] - ys[parts.starts]) > 0.01
    open_ = np.flatnonzero(drawn & apart & (parts.sizes >= 3))
    if len(open_):
        closed = open_[po.closes([points.handles[end] for end in ends[open_].tolist()])]
        tails, heads = np.append(tails, ends[closed]), np.append(heads, parts.starts[closed])
    xa, ya, xb, yb = xs[tails], ys[tails], xs[heads], ys[heads]
    wide, high = np.abs(xb - xa), np.abs(yb - ya)
    h = np.flatnonzero((high < STEEPEST) & (wide >= 2 * high) & (wide > 0))
    v = np.flatnonzero((wide < STEEPEST) & (high >= 2 * wide) & (high > 0))
    boxes = (np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb))
    return _middles(boxes, points.owners[heads], h, v)


def _frames(parts: _Parts, filled: Bools) -> Bools:
    """Mark the first of two boxes in one filled path, one inside the other with a thin rim."""
    found = np.zeros(len(parts.paths), np.bool_)
    if len(found) < 2:
        return found
    counts = np.bincount(parts.paths)
    if not (filled[: len(counts)] & (counts == 2)).any():
        return found
    first, second = parts.boxes[:-1], parts.boxes[1:]
    sign = np.array([1.0, 1.0, -1.0, -1.0])
    rim = (second - first) * sign
    thin = ((rim > 0) & (rim < THINNEST_BOX)).all(axis=1) | ((rim < 0) & (rim > -THINNEST_BOX)).all(axis=1)
    pair = (parts.paths[:-1] == parts.paths[1:]) & (counts[parts.paths[:-1]] == 2) & filled[parts.paths[:-1]]
    found[:-1] = thin & pair & parts.square[:-1] & parts.square[1:]
    return found


def _framed(parts: _Parts, frames: Bools) -> Strokes:
    """The four sides of each frame, in the middle of its rim."""
    first = np.flatnonzero(frames)
    x0, top, x1, bottom = ((parts.boxes[first] + parts.boxes[(first + 1) % max(1, len(frames))]) / 2).T
    paths, h, v = parts.paths[first], np.zeros(len(first), np.bool_), np.ones(len(first), np.bool_)
    return _stacked(
        Strokes(h, top, x0, x1, paths),
        Strokes(h, bottom, x0, x1, paths),
        Strokes(v, x0, top, bottom, paths),
        Strokes(v, x1, top, bottom, paths),
    )


def _stacked(*strokes: Strokes) -> Strokes:
    columns: Any = [np.concatenate(column) for column in zip(*strokes, strict=True)]
    return Strokes(*columns)


def _shades(objects: po.Objects, paths: _Paths, parts: _Parts, chosen: tuple[Bools, Bools], widths: Floats) -> Shades:
    """Filled boxes, and strokes too broad for a line, as far as their clips leave them."""
    shaded, broad = chosen
    some = np.flatnonzero(shaded | broad)
    if not len(some):
        return NO_SHADES
    owners = parts.paths[some]
    places = paths.places[owners]
    color = np.where(broad[some][:, None], paths.stroke[owners], paths.fill[owners])
    boxes = parts.boxes[some]
    wide, high = _spans(boxes)
    pad = np.where(broad[some], widths[owners] / 2, 0.0)
    pads = np.stack([pad * (wide < high), pad * (wide >= high)], axis=1)
    boxes = np.concatenate([boxes[:, :2] - pads, boxes[:, 2:] + pads], axis=1)
    clips = objects.clips[places]
    boxes = np.concatenate([np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])], axis=1)
    clear = np.fromiter(map(po.is_transparent, objects.at(places)), np.bool_, len(places))
    return Shades(boxes, places, is_white(color), (color[:, 3] >= 250) & ~clear)


def _visible(strokes: Strokes, clips: Floats, paths: _Paths, shades: Shades) -> tuple[Ruling, ...]:
    """Cut strokes with their clips; drop what is white on white, and what a later shade covers."""
    v = strokes.upright
    x0, top, x1, bottom = clips.T.take(strokes.paths, axis=1)
    first, low, last, high = np.where(v, (top, x0, bottom, x1), (x0, top, x1, bottom))
    starts, ends = np.maximum(strokes.starts, first), np.minimum(strokes.ends, last)
    keep = (ends > starts) & (strokes.at >= low - 1) & (strokes.at <= high + 1) & (high >= low)
    middle = (starts + ends) / 2
    xs, ys = np.where(v, (strokes.at, middle), (middle, strokes.at))
    when = paths.places[strokes.paths]
    white = np.where(paths.stroked, is_white(paths.stroke), is_white(paths.fill))
    pale = np.flatnonzero(white[strokes.paths])
    if len(pale):
        keep[pale] &= on_dark(xs[pale], ys[pale], when[pale], shades)
    stroke, shade = containing(xs, ys, shades.boxes)
    if len(stroke):
        later = (shades.places[shade] > when[stroke]) & shades.opaque[shade]
        stroke, shade = stroke[later], shade[later]
        spots = (strokes.at[stroke], starts[stroke], ends[stroke])
        keep[stroke[_covered(v[stroke], *spots, shades.boxes[shade])]] = False
    names = map("hv".__getitem__, v[keep].tolist())
    columns = zip(names, strokes.at[keep].tolist(), starts[keep].tolist(), ends[keep].tolist(), strict=True)
    return tuple(map(tuple.__new__, repeat(Ruling), columns))


def _covered(v: Bools, at: Floats, starts: Floats, ends: Floats, boxes: Floats) -> Bools:
    """Tell of each stroke whether it lies in its box, and not on its edge."""
    x0, top, x1, bottom = boxes.T
    first, low, last, high = np.where(v, (top, x0, bottom, x1), (x0, top, x1, bottom))
    along = (starts >= first - 0.5) & (ends <= last + 0.5)
    return np.asarray(along & (np.minimum(at - low, high - at) > 0.5))
