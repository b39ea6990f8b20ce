"""Single glyphs as they are printed: drawn by PDFium from their own text object, cut out, turned upright, measured."""

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby, repeat
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pdf2form.sources import objects as po
from pdf2form.sources import pdfium
from pdf2form.sources.pdfium import Floats, Ints, Matrix, bulk
from pdf2form.sources.shapes import Greys, measure

EM_PIXELS = 32.0
"""Glyphs are drawn so large."""
MOST_PIXELS = 2_000_000
"""A text object that would be a larger picture is not drawn; a line over a whole page of nine points is 100,000."""
MOST_DRAWN = 400
"""Text objects drawn of one page, at most; some ten are needed for a font."""
LEVEL = 0.01
"""A base line that rises less than this share of its length is level."""
FAINTEST_INK = 20
"""The darkest pixel of a glyph (of 255) that is there at all; transparent text is faint."""

_P = ctypes.c_void_p
_ink_box = bulk("FPDFText_GetCharBox", _P, ctypes.c_int, _P, _P, _P, _P)
_font = bulk("FPDFTextObj_GetFont", _P, answers=_P)


class Ink(NamedTuple):
    """Where the ink of some characters of a text layer lies."""

    places: Ints
    """Of the characters."""
    boxes: Floats
    """Rows left, bottom, right, top, a column for each: on the page before it is turned upright."""

    def moved(self, upright: Matrix) -> "Ink":
        """Return the same on the upright page: rows x0, top, x1, bottom."""
        return Ink(self.places, po.moved_columns(self.boxes, np.array([upright])))


class Texts(NamedTuple):
    """The text objects of a page."""

    handles: Sequence[int]
    containers: Floats
    """A row each: matrix from the object's container to the upright page."""
    sizes: Floats
    """Font size, before the object's own matrix."""
    ems: Floats
    """Font size on the upright page, points; 0 of what is not painted."""
    clips: Floats
    """A row each: what their clips leave, x0, top, x1, bottom on the upright page."""


class Sample(NamedTuple):
    """One glyph to look at."""

    owner: int
    """Which text object prints it."""
    code: int
    box: tuple[float, float, float, float]
    """x0, top, x1, bottom of its ink, or of its place, on the upright page."""


class Print(NamedTuple):
    """A glyph that was looked at."""

    sample: Sample
    shape: npt.NDArray[np.float64] | None
    """See `shapes.measure`; None if nothing is printed."""


class _Picture(NamedTuple):
    """A text object, drawn."""

    ink: Greys
    left: float
    top: float
    scale: float
    """Pixels a unit of the container, in which left and top are."""
    matrix: Floats
    """The object's own."""


def read_ink(layer: int, places: Ints) -> Ink:
    """Read where the ink of some characters of a loaded text layer lies: nowhere for a blank."""
    rows = np.zeros((len(places), 4))
    base, step = rows.ctypes.data, 32
    left, bottom, right, top = (range(base + 8 * k, base + 8 * k + step * len(places), step) for k in range(4))
    deque(map(_ink_box, repeat(layer), places.tolist(), left, right, bottom, top), maxlen=0)
    return Ink(places, rows.T)


def read_fonts(texts: Sequence[int]) -> Ints:
    """Read the handle of each text object's font; 0 for none. It is the font's own while the font is in use."""
    return np.array([font or 0 for font in map(_font, texts)], np.int64)


def take_prints(document: Any, page: int, texts: Texts, samples: Sequence[Sample]) -> Iterator[Print]:
    """Yield the samples, each text object drawn once; those that are too large or stand aslant are left out."""
    ordered = sorted(samples)
    containers = texts.containers[[sample.owner for sample in ordered]]
    boxes = po.moved_columns(np.array([sample.box for sample in ordered]).T, _inverse(containers)).T
    placed = [pair for pair in zip(ordered, boxes.tolist(), strict=True) if all(map(isfinite, pair[1]))]
    for drawn, (owner, group) in enumerate(groupby(placed, key=lambda pair: pair[0].owner)):
        picture = _draw(document, page, texts, owner) if drawn < MOST_DRAWN else None
        if picture is not None:
            for sample, box in group:
                yield Print(sample, _measured(picture, *box))


def _inverse(matrices: Floats) -> Floats:
    """Return the matrices back, a row each."""
    a, b, c, d, e, f = matrices.T
    area = a * d - b * c
    return np.stack([d, -b, -c, a, c * f - d * e, b * e - a * f], axis=1) / np.where(area == 0, 1e-9, area)[:, None]


def _draw(document: Any, page: int, texts: Texts, owner: int) -> _Picture | None:
    handle = texts.handles[owner]
    matrix = po.read_matrices([handle])[0]
    size = float(texts.sizes[owner] * np.hypot(matrix[2], matrix[3]))
    left, bottom, right, top = po.read_bounds([handle])[0].tolist()
    if not (size > 1e-3 and right > left and top > bottom):
        return None
    scale = EM_PIXELS / size
    if not (right - left) * (top - bottom) * scale * scale < MOST_PIXELS:
        return None
    ink = pdfium.draw_text(document, page, handle, scale)
    return None if ink is None else _Picture(ink, left, top, scale, matrix)


def _measured(picture: _Picture, left: float, low: float, right: float, high: float) -> npt.NDArray[np.float64] | None:
    """Cut one glyph out, turn it so that its base line is level, and measure it.

    PDFium's y grows upwards in the container, and downwards in the picture.
    """
    a, b, _, _, e, f = picture.matrix.tolist()
    scale, (height, width) = picture.scale, picture.ink.shape
    x0, y0 = max(0, int((left - picture.left) * scale)), max(0, int((picture.top - high) * scale))
    x1, y1 = int((right - picture.left) * scale) + 2, int((picture.top - low) * scale) + 2
    ink = picture.ink[y0 : min(height, max(y1, 0)), x0 : min(width, max(x1, 0))]
    if not ink.size or ink.max() < FAINTEST_INK:
        return None
    line_x, line_y = (e - picture.left) * scale - x0, (picture.top - f) * scale - y0
    if abs(b) > LEVEL * abs(a):
        turns, base = (3, line_x) if b > 0 else (1, ink.shape[1] - line_x)
    else:
        turns, base = (0, line_y) if a > 0 else (2, ink.shape[0] - line_y)
    darkened = np.multiply(ink, 255.0 / float(ink.max())).astype(np.uint8)
    return measure(np.rot90(darkened, turns), EM_PIXELS, base)
