"""Characters and page objects of a PDFium page, read in bulk; nothing here knows a glyph or a ruling.

Handles are plain addresses, alive as long as their page is loaded.
"""

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pdf2form.sources.pdfium import Floats, Ints, Matrix, Upright, bulk, each, filled

Bools = npt.NDArray[np.bool_]
Colors = npt.NDArray[np.uint32]
"""Rows of red, green, blue, alpha, 0..255."""
Clip = tuple[float, float, float, float]
"""x0, top, x1, bottom: what the bounds of the clip paths leave of the upright page."""

TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
"""PDFium's kinds of page objects; shadings (4) are skipped."""
DEEPEST_FORM = 16
"""Form XObjects inside each other that are followed; sound pages have one to three."""
MOST_FORMS = 10_000
"""Form XObjects of one page that are entered, those without an object too."""
MOST_CHARACTERS = 100_000
"""Of a page's text layer. A form's page has one or two thousand; a sheet of A0 in small print some fifty thousand."""
MOST_OBJECTS = 200_000
"""Objects of one page that are read; the densest fixture page has some 5,000."""


_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong
_text = bulk("FPDFText_GetText", _P, _I, _I, _P)
_unicode = bulk("FPDFText_GetUnicode", _P, answers=ctypes.c_uint)
_map_error = bulk("FPDFText_HasUnicodeMapError", _P)
_text_object = bulk("FPDFText_GetTextObject", _P, answers=_P)
_loose_box = bulk("FPDFText_GetLooseCharBox", _P, _P, _P)
_count_objects = bulk("FPDFPage_CountObjects", _P)
_object = bulk("FPDFPage_GetObject", _P, answers=_P)
_count_inside = bulk("FPDFFormObj_CountObjects", _P)
_inside = bulk("FPDFFormObj_GetObject", _P, _L, answers=_P)
_type = bulk("FPDFPageObj_GetType", _P)
_bounds = bulk("FPDFPageObj_GetBounds", _P, _P, _P, _P, _P)
_matrix = bulk("FPDFPageObj_GetMatrix", _P, _P)
_fill_color = bulk("FPDFPageObj_GetFillColor", _P, _P, _P, _P, _P)
_stroke_color = bulk("FPDFPageObj_GetStrokeColor", _P, _P, _P, _P, _P)
_stroke_width = bulk("FPDFPageObj_GetStrokeWidth", _P, _P)
_transparency = bulk("FPDFPageObj_HasTransparency", _P)
_clip = bulk("FPDFPageObj_GetClipPath", _P, answers=_P)
_clip_paths = bulk("FPDFClipPath_CountPaths", _P)
_clip_points = bulk("FPDFClipPath_CountPathSegments", _P)
_clip_point = bulk("FPDFClipPath_GetPathSegment", _P, answers=_P)
_count_points = bulk("FPDFPath_CountSegments", _P)
_point = bulk("FPDFPath_GetPathSegment", _P, answers=_P)
_point_at = bulk("FPDFPathSegment_GetPoint", _P, _P, _P)
_point_type = bulk("FPDFPathSegment_GetType", _P)
_point_closes = bulk("FPDFPathSegment_GetClose", _P)
_draw_mode = bulk("FPDFPath_GetDrawMode", _P, _P, _P)
_render_mode = bulk("FPDFTextObj_GetTextRenderMode", _P)
_font_size = bulk("FPDFTextObj_GetFontSize", _P, _P)
_count_marks = bulk("FPDFPageObj_CountMarks", _P)
_mark = bulk("FPDFPageObj_GetMark", _P, answers=_P)
_remove_mark = bulk("FPDFPageObj_RemoveMark", _P, _P)
_load_text = bulk("FPDFText_LoadPage", _P, answers=_P)
_close_text = bulk("FPDFText_ClosePage", _P, answers=None)
_count_chars = bulk("FPDFText_CountChars", _P)


class Chars(NamedTuple):
    """The characters of a page's text layer, in PDFium's order, PDFium's own spaces among them."""

    codes: Ints
    unmapped: Bools
    """The font says no Unicode; `codes` has a number without meaning there."""
    boxes: Floats
    """Rows: left, bottom, right, top on the page before it is turned upright; a column each."""
    objects: list[int | None]
    """Handle of the text object; None for what PDFium generated."""
    whole: bool
    """False if MOST_CHARACTERS stopped the reading."""


class Words(NamedTuple):
    """What the text layer of a page says, without places: the cheap part of `Chars`."""

    codes: Ints
    unmapped: Bools
    objects: list[int | None]
    whole: bool


@contextmanager
def text_layer(page: int, texts: Sequence[int]) -> Iterator[int]:
    """Load the text layer for a while, /ActualText taken off the text objects before; 0 if PDFium cannot."""
    forget_marks(texts)
    layer: int = _load_text(page) or 0
    try:
        yield layer
    finally:
        if layer:
            _close_text(layer)


def read_words(layer: int) -> Words:
    """Read what the characters say, and which objects print them."""
    there = max(0, _count_chars(layer)) if layer else 0
    count = min(there, MOST_CHARACTERS)
    unmapped = np.fromiter(map(_map_error, repeat(layer), range(count)), np.int8, count) == 1
    objects = list(map(_text_object, repeat(layer), range(count)))
    return Words(_read_codes(layer, count), unmapped, objects, count == there)


def read_chars(layer: int, words: Words) -> Chars:
    """Add the places of the characters to what they say."""
    rows, _ = filled(_loose_box, range(len(words.codes)), 4, packed=True, of=layer)
    boxes = np.array(rows.T[[0, 3, 2, 1]], np.float64, order="C")  # an FS_RECTF is left, top, right, bottom
    return Chars(words.codes, words.unmapped, boxes, words.objects, words.whole)


def _read_codes(layer: int, count: int) -> Ints:
    """Read what the characters say, in one call where that is safe.

    PDFium's text of the page has one UTF-16 unit a character, but leaves out those that mean nothing, and has U+FFFE
    for a hyphen at the end of a line: then, each is asked for.
    """
    units = np.zeros(count + 1, np.uint16)
    told = _text(layer, 0, count, units.ctypes.data) if count else 1
    if told == count + 1 and not (units == 0xFFFE).any():
        return units[:count].astype(np.int64)
    return np.fromiter(map(_unicode, repeat(layer), range(count)), np.int64, count)


def forget_marks(handles: Sequence[int]) -> None:
    """Take marked content off text objects: PDFium would answer /ActualText instead of what is printed."""
    counts = each(_count_marks, handles)
    for done in range(counts.max(initial=0)):
        marked = [handles[index] for index in np.flatnonzero(counts > done).tolist()]
        deque(map(_remove_mark, marked, map(_mark, marked, repeat(0))), maxlen=0)


class Objects(NamedTuple):
    """All objects of a page in the order they are painted, those in form XObjects among them."""

    handles: list[int]
    kinds: Ints
    matrices: Floats
    """A row each: from the object's container to the upright page."""
    clips: Floats
    """A row each: what the bounds of the clip paths leave, x0, top, x1, bottom on the upright page."""
    layers: Ints
    """Which container, counted as they are met."""
    whole: bool
    """False if DEEPEST_FORM, MOST_FORMS or MOST_OBJECTS stopped the reading."""

    def pick(self, kind: int) -> Ints:
        """Return the places of the objects of one kind."""
        return np.flatnonzero(self.kinds == kind)

    def at(self, places: Ints) -> list[int]:
        """Return the handles at these places."""
        return list(map(self.handles.__getitem__, places.tolist()))

    def only(self, places: Ints) -> "Objects":
        """Return the objects at these places."""
        return Objects(
            self.at(places),
            self.kinds[places],
            self.matrices[places],
            self.clips[places],
            self.layers[places],
            self.whole,
        )


class _Walk:
    """The objects met so far; containers are entered depth first, which is the order they are painted in."""

    def __init__(self) -> None:
        self.handles: list[int] = []
        self.kinds: list[Ints] = [np.zeros(0, np.int64)]
        self.runs: list[tuple[int, int]] = []
        """Which container, and how many objects of it, one after the other."""
        self.matrices: list[Matrix] = []
        self.clips: list[Clip] = []
        self.whole = True

    def enter(self, handles: list[int], matrix: Matrix, clip: Clip, depth: int) -> None:
        """Take the objects of one container, and those of the forms among them."""
        layer = len(self.matrices)
        self.matrices.append(matrix)
        self.clips.append(clip)
        kinds = each(_type, handles)
        done = 0
        for form in np.flatnonzero(kinds == FORM).tolist():
            self._take(handles[done:form], kinds[done:form], layer)
            done = form + 1
            room = MOST_OBJECTS - len(self.handles)
            count = _count_inside(handles[form])
            if depth >= DEEPEST_FORM or count > room or len(self.matrices) > MOST_FORMS:
                self.whole = False
                continue
            inside = list(map(_inside, repeat(handles[form]), range(count)))
            own_clip = _clip_box(handles[form], matrix, clip)
            self.enter(inside, joined(_form_matrix(handles[form]), matrix), own_clip, depth + 1)
        self._take(handles[done:], kinds[done:], layer)

    def _take(self, handles: list[int], kinds: Ints, layer: int) -> None:
        room = MOST_OBJECTS - len(self.handles)
        self.whole = self.whole and len(handles) <= room
        self.handles += handles[:room]
        self.kinds.append(kinds[:room])
        self.runs.append((layer, len(self.kinds[-1])))


def walk_objects(page: int, upright: Upright) -> Objects:
    """List the objects of a page with their matrices; their clips are those of their containers, see `with_clips`."""
    walk = _Walk()
    count = max(0, _count_objects(page))
    top = list(map(_object, repeat(page), range(min(count, MOST_OBJECTS))))
    walk.whole = count <= MOST_OBJECTS
    walk.enter(top, upright.matrix, (0.0, 0.0, upright.width, upright.height), 0)
    layers = np.repeat(*np.array(walk.runs).T)
    matrices = np.array(walk.matrices, np.float64)[layers]
    clips = np.array(walk.clips, np.float64)[layers]
    return Objects(walk.handles, np.concatenate(walk.kinds), matrices, clips, layers, walk.whole)


def with_clips(objects: Objects) -> Objects:
    """Cut the clips of the containers with those that the objects have of their own."""
    own = _clips(objects)
    if not own:
        return objects
    clips = objects.clips.copy()
    clips[list(own)] = list(own.values())
    return objects._replace(clips=clips)


def read_objects(page: int, upright: Upright) -> Objects:
    """List the objects of a page with their matrices and clips."""
    return with_clips(walk_objects(page, upright))


def _clips(objects: Objects) -> dict[int, Clip]:
    """Find the clip box of each object that has clip paths, by its place.

    Objects under one clip share its points in memory: the address of the last path's first point and the number
    of paths tell it, so each clip is read once. (PDFium itself has dropped the clips that cut nothing.)
    """
    paths = list(map(_clip, objects.handles))
    counts = each(_clip_paths, paths)
    places = np.flatnonzero(counts > 0)
    if not len(places):
        return {}
    known: dict[tuple[int, int, int], Clip] = {}
    boxes: dict[int, Clip] = {}
    layers = objects.layers[places].tolist()
    for place, count, layer in zip(places.tolist(), counts[places].tolist(), layers, strict=True):
        key = (_clip_point(paths[place], count - 1, 0) or 0, count, layer)
        if key not in known:
            matrix, box = objects.matrices[place].tolist(), objects.clips[place].tolist()
            known[key] = _clip_box(objects.handles[place], tuple(matrix), tuple(box))
        boxes[place] = known[key]
    return boxes


def _clip_box(handle: int, matrix: Matrix, box: Clip) -> Clip:
    """Cut a box with the bounds of an object's clip paths; what is left may be empty (x1 < x0)."""
    clip = _clip(handle)
    x0, top, x1, bottom = box
    for path in range(max(0, _clip_paths(clip))):
        points = [_clip_point(clip, path, index) for index in range(max(0, _clip_points(clip, path)))]
        spots, _ = filled(_point_at, points, 2)
        if len(spots):
            xs, ys = moved(spots[:, 0].astype(np.float64), spots[:, 1].astype(np.float64), np.array([matrix]))
            x0, top = max(x0, float(xs.min())), max(top, float(ys.min()))
            x1, bottom = min(x1, float(xs.max())), min(bottom, float(ys.max()))
    return x0, top, x1, bottom


def _form_matrix(handle: int) -> Matrix:
    rows, _ = filled(_matrix, [handle], 6, packed=True)
    a, b, c, d, e, f = rows[0].tolist()
    return a, b, c, d, e, f


def joined(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does `first`, `then` the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved(xs: Floats, ys: Floats, matrices: Floats) -> tuple[Floats, Floats]:
    """Move points, each by its row of matrices, or all by the only one."""
    a, b, c, d, e, f = matrices.T
    return a * xs + c * ys + e, b * xs + d * ys + f


def moved_boxes(boxes: Floats, matrices: Floats) -> Floats:
    """Move boxes (rows of left, bottom, right, top); answer rows of x0, top, x1, bottom."""
    return moved_columns(boxes.T, matrices).T


def moved_columns(boxes: Floats, matrices: Floats) -> Floats:
    """Move boxes that are columns; answer columns."""
    left, bottom, right, top = boxes
    corners = [moved(left, bottom, matrices), moved(right, top, matrices)]
    if matrices[:, 1:3].any() and matrices[:, (0, 3)].any():  # else no box is slanted, and two corners are enough
        corners += [moved(left, top, matrices), moved(right, bottom, matrices)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    low, high = np.minimum.reduce, np.maximum.reduce
    return np.stack([low(xs), low(ys), high(xs), high(ys)])


def read_bounds(handles: Sequence[int]) -> Floats:
    """Read left, bottom, right, top of each object in its container, stroke and all."""
    return filled(_bounds, handles, 4)[0].astype(np.float64)


def read_matrices(handles: Sequence[int]) -> Floats:
    """Read the own matrix of each object."""
    return filled(_matrix, handles, 6, packed=True)[0].astype(np.float64)


def read_colors(handles: Sequence[int], *, stroke: bool) -> Colors:
    """Read the color of each object; a pattern is taken for opaque black."""
    rows, told = filled(_stroke_color if stroke else _fill_color, handles, 4, dtype=np.uint32)
    rows[~told] = (0, 0, 0, 255)
    return rows


def read_stroke_widths(handles: Sequence[int]) -> Floats:
    """Read the width of each object's stroke, before its matrix."""
    return filled(_stroke_width, handles, 1)[0][:, 0].astype(np.float64)


def read_draw_modes(handles: Sequence[int]) -> tuple[Bools, Bools]:
    """Tell of each path whether it is filled, and whether it is stroked."""
    rows, _ = filled(_draw_mode, handles, 2, dtype=np.int32)
    return rows[:, 0] != 0, rows[:, 1] != 0


def read_render_modes(handles: Sequence[int]) -> Ints:
    """Read the rendering mode (Tr) of each text object: 3 and 7 paint nothing."""
    return each(_render_mode, handles)


def read_font_sizes(handles: Sequence[int]) -> Floats:
    """Read the font size (Tf) of each text object, before its matrix."""
    return filled(_font_size, handles, 1)[0][:, 0].astype(np.float64)


def is_transparent(handle: int) -> bool:
    """Tell whether an object blends with what lies under it."""
    return bool(_transparency(handle))


class Points(NamedTuple):
    """The points of many paths, one after the other."""

    spots: Floats
    """Rows of x, y, before the path's own matrix."""
    kinds: Ints
    """0 line to here, 1 control or end point of a curve, 2 a new start."""
    owners: Ints
    """Which path, counted in the order asked for."""
    handles: list[int]


def count_points(paths: Sequence[int]) -> Ints:
    """Count the points of each path."""
    return np.maximum(each(_count_points, paths), 0)


def read_points(paths: Sequence[int]) -> Points:
    """Read every point of every path."""
    counts = count_points(paths)
    owners = np.repeat(np.arange(len(paths)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    index = (np.arange(len(owners)) - starts).tolist()
    handles = list(map(_point, map(paths.__getitem__, owners.tolist()), index))
    spots, _ = filled(_point_at, handles, 2)
    return Points(spots.astype(np.float64), each(_point_type, handles), owners, handles)


def closes(points: list[int]) -> Bools:
    """Tell of each point whether the path returns to its start from there."""
    return np.equal(each(_point_closes, points), 1)
