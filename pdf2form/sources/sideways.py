"""Content that is drawn on its side although the page is not: a landscape table pasted onto a portrait page.

The text says how far it was turned; the page is then turned back, as /Rotate would have done. A few turned glyphs, such
as labels that run upwards beside a table, turn nothing.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from pdf2form.page import Box, Glyph, Page, Ruling, Turn
from pdf2form.sources import objects as po
from pdf2form.sources.objects import joined
from pdf2form.sources.pdfium import Floats, Ints, Matrix, Upright
from pdf2form.sources.strokes import joined_rows

STRAIGHT = 0.02
"""A base line that leaves its axis by less than this share of its length is level or upright."""
MOST = 0.5
"""More than this share of the glyphs must be turned the same way."""
LEAST_GLYPHS = 20
"""Fewer glyphs say nothing about a page: a stamp, a page number."""
_TURNS: tuple[Turn, ...] = (0, 90, 180, 270)


def find_turn(matrices: Floats, glyphs: Ints) -> Turn:
    """Tell how far the text of a page was turned, clockwise as a reader sees it.

    Args:
        matrices: of the text objects, a row each, to the page with y downwards.
        glyphs: how many each of them prints.
    """
    along, down = matrices[:, 0], matrices[:, 1]
    level, upright = np.abs(down) <= STRAIGHT * np.abs(along), np.abs(along) <= STRAIGHT * np.abs(down)
    chosen = (level & (along > 0), upright & (down > 0), level & (along < 0), upright & (down < 0))
    counts = [int(glyphs[which].sum()) for which in chosen]
    most = max(range(4), key=counts.__getitem__)
    total = int(glyphs.sum())
    return _TURNS[most] if total >= LEAST_GLYPHS and counts[most] > MOST * total else 0


def find_turn_of(objects: po.Objects, texts: Ints, printers: Iterable[int | None]) -> Turn:
    """Tell how far the text of a page was turned, from its text objects and the object that prints each character."""
    handles, counts = objects.at(texts), Counter(printers)
    matrices = joined_rows(po.read_matrices(handles), objects.matrices[texts])
    return find_turn(matrices, np.fromiter(map(counts.__getitem__, handles), np.int64, len(handles)))


def turned_back(upright: Upright, turn: Turn) -> Upright:
    """Return the way to the page on which turned text is upright."""
    width, height = upright.width, upright.height
    size = (height, width) if turn in (90, 270) else (width, height)
    return Upright(*size, joined(upright.matrix, _matrix(width, height, turn)))


def turn_page(page: Page, turn: Turn) -> Page:
    """Turn everything on a page back; for a reader that cannot read it upright at once."""
    if not turn:
        return page
    a, b, c, d, e, f = _matrix(page.width, page.height, turn)

    def moved(x0: float, top: float, x1: float, bottom: float) -> Box:
        xs = sorted((a * x0 + c * top + e, a * x1 + c * bottom + e))
        ys = sorted((b * x0 + d * top + f, b * x1 + d * bottom + f))
        return Box(xs[0], ys[0], xs[1], ys[1])

    def glyph(each: Glyph) -> Glyph:
        return Glyph(each.text, *moved(*each[1:5]), each.confidence)

    def ruling(each: Ruling) -> Ruling:
        flat = each.axis == "h"
        box = moved(each.start, each.at, each.end, each.at) if flat else moved(each.at, each.start, each.at, each.end)
        stays = flat == (turn == 180)
        return Ruling("h", box.top, box.x0, box.x1) if stays else Ruling("v", box.x0, box.top, box.bottom)

    width, height = (page.height, page.width) if turn in (90, 270) else (page.width, page.height)
    return page._replace(
        width=width,
        height=height,
        glyphs=tuple(map(glyph, page.glyphs)),
        rulings=tuple(map(ruling, page.rulings)),
        hidden=tuple(map(glyph, page.hidden)),
        pictures=tuple(moved(*box) for box in page.pictures),
        turn=turn,
    )


def _matrix(width: float, height: float, turn: Turn) -> Matrix:
    """The way back on a page of this size; y downwards."""
    ways: dict[Turn, Matrix] = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, -1, 1, 0, 0, width),
        180: (-1, 0, 0, -1, width, height),
        270: (0, 1, -1, 0, height, 0),
    }
    return ways[turn]
