"""Pages from the text layer, through PDFium: the fast reader.

What is printed counts, not what the file says about it: /ActualText is ignored, a character without Unicode is
U+FFFD, and what nobody can see goes to `Page.hidden`. Known limits: annotations (filled form fields, stamps) are
not read; text is judged by its fill and stroke colour alone, and by the bounding box of its clip.
"""

from collections import defaultdict
from collections.abc import Container, Iterator
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from pdf2form.page import Glyph, Page, PageFault
from pdf2form.sources import objects as po
from pdf2form.sources import pdfium
from pdf2form.sources.objects import Bools
from pdf2form.sources.pages import OUTLINES, Pages, scan_fault
from pdf2form.sources.pdfium import Floats, Ints
from pdf2form.sources.strokes import FAINTEST, Shades, containing, find_strokes, is_white, joined_rows, on_dark

NAME = pdfium.NAME

ASCENT, DESCENT = 0.86, -0.14
"""The em box of Chinese fonts (SimSun) over and under the base line, in font sizes. For every font: PDFium's own
height grows with the ink, so it depends on the fonts of the machine."""
LEAST_SHOWN = 0.25
"""Of width and of height: if the clip leaves less than this of a glyph, nobody can read it."""
BLANKS = np.array([*(c for c in range(0x3001) if chr(c).isspace()), *range(0x200B, 0x2010), 0x2060, 0xFEFF])
"""White space, and the marks of no width."""
UNREADABLE = 0xFFFD
HYPHENS = (0x02, 0xAD)
"""PDFium answers 2 for a hyphen at the end of a line."""


class _Table(NamedTuple):
    """Characters as columns."""

    codes: Ints
    boxes: Floats
    places: Ints
    """Which page object printed it."""

    def where(self, chosen: Any) -> "_Table":
        return _Table(self.codes[chosen], self.boxes[chosen], self.places[chosen])


class _Ink(NamedTuple):
    """How the text objects of a page are painted, by place; rows of other objects mean nothing."""

    painted: Bools
    white: Bools
    matrices: Floats
    sizes: Floats


def read_pages(document: bytes, *, password: str | None = None, wanted: Container[int] | None = None) -> Pages:
    """Open a document and read its wanted pages (counted from 1; None is all).

    Raises:
        DocumentFault: at once, if the document cannot be opened. A page that cannot be read raises nothing.
    """
    opened = pdfium.open_document(document, password=password)
    numbers = [number for number in range(1, len(opened) + 1) if wanted is None or number in wanted]
    units = pdfium.may_have_user_unit(document)
    return Pages(len(opened), _pages(opened, numbers, units))


def _pages(opened: Any, numbers: list[int], units: bool) -> Iterator[Page]:
    try:
        for number in numbers:
            unit = pdfium.user_unit(opened, number) if units else 1.0
            with pdfium.loaded_page(opened, number) as handle, np.errstate(all="ignore"):  # hostile numbers overflow
                page = _unreadable(number) if handle is None else _page(handle, number, unit)
            yield page
    finally:
        opened.close()


def _unreadable(number: int) -> Page:
    fault = PageFault("damaged", f"Page {number} is damaged: PDFium cannot load it. Print the file to a new PDF.")
    return Page(number, 0.0, 0.0, (), (), "blank", fault=fault)


def _page(handle: int, number: int, unit: float) -> Page:
    upright = pdfium.read_upright(handle, unit)
    objects = po.read_objects(handle, upright)
    rulings, shades, curves = find_strokes(objects)
    images = _image_boxes(objects)
    visible, hidden = _read_glyphs(handle, objects, upright.matrix, _with_images(shades, images, objects))
    page = Page(number, upright.width, upright.height, _glyphs(visible), rulings, "text", _glyphs(hidden))
    share = float(((images[:, 2] - images[:, 0]) * (images[:, 3] - images[:, 1])).sum()) / max(
        1.0, page.width * page.height
    )
    fault = scan_fault(page, curves + OUTLINES * len(images), share)
    if not objects.whole:
        limits = f"{po.MOST_OBJECTS} drawn objects, or forms nested deeper than {po.DEEPEST_FORM}"
        fault = PageFault("too_large", f"Page {number} has more than {limits}: only a part was read.")
    blank = not (page.glyphs or page.hidden or page.rulings)
    return page._replace(source="blank" if blank else "text", fault=fault)


def _image_boxes(objects: po.Objects) -> Floats:
    """Bounds of the images, as far as their clips leave them."""
    places = objects.pick(po.IMAGE)
    boxes = po.moved_boxes(po.read_bounds(objects.at(places)), objects.matrices[places])
    clips = objects.clips[places]
    low, high = np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])
    return np.concatenate([low, np.maximum(low, high)], axis=1)


def _with_images(shades: Shades, images: Floats, objects: po.Objects) -> Shades:
    """Let images count as dark ground for white text. They never cover: a seal has a mask that PDFium does not tell."""
    if not len(images):
        return shades
    places = np.concatenate([shades.places, objects.pick(po.IMAGE)])
    order = np.argsort(places, kind="stable")
    none = np.zeros(len(images), np.bool_)
    boxes = np.concatenate([shades.boxes, images])
    white, opaque = np.concatenate([shades.white, none]), np.concatenate([shades.opaque, none])
    return Shades(boxes[order], places[order], white[order], opaque[order])


def _read_glyphs(page: int, objects: po.Objects, upright: pdfium.Matrix, shades: Shades) -> tuple[_Table, _Table]:
    """Read the characters; answer what can be seen, each once, and what cannot."""
    texts = objects.pick(po.TEXT)
    handles = objects.at(texts)
    po.forget_marks(handles)
    chars = po.read_chars(page)
    ink = _read_ink(objects, texts, handles)
    owners: defaultdict[int | None, int] = defaultdict(lambda: -1, zip(handles, texts.tolist(), strict=True))
    places = np.fromiter(map(owners.__getitem__, chars.objects), np.int64, len(chars.objects))
    codes = np.where(chars.unmapped, UNREADABLE, chars.codes)
    table = _readable(_Table(codes, po.moved_boxes(chars.boxes, np.array([upright])), places))
    table = table._replace(boxes=_em_boxes(table, ink))
    seen = _seen(table, ink, objects, shades)
    lost = np.setdiff1d(texts[ink.painted[texts]], places)
    if len(lost):
        table, seen = _recovered(table, seen, lost, objects, ink)
    return _once(table.where(seen)), table.where(~seen)


def _read_ink(objects: po.Objects, texts: Ints, handles: list[int]) -> _Ink:
    count = len(objects.handles)
    modes = po.read_render_modes(handles)
    fill = po.read_colors(handles, stroke=False)
    filled = np.isin(modes, (0, 2, 4, 6)) & (fill[:, 3] >= FAINTEST)
    white = ~filled | is_white(fill)
    painted = filled
    lined = np.flatnonzero(np.isin(modes, (1, 2, 5, 6)))
    if len(lined):
        stroke = po.read_colors([handles[index] for index in lined.tolist()], stroke=True)
        visible = stroke[:, 3] >= FAINTEST
        painted[lined] |= visible
        white[lined] &= ~visible | is_white(stroke)
    ink = _Ink(np.zeros(count, np.bool_), np.zeros(count, np.bool_), np.zeros((count, 6)), np.zeros(count))
    ink.painted[texts], ink.white[texts] = painted, white
    ink.matrices[texts] = joined_rows(po.read_matrices(handles), objects.matrices[texts])
    ink.sizes[texts] = po.read_font_sizes(handles)
    return ink


def _readable(table: _Table) -> _Table:
    """Drop blanks and what PDFium made up; one glyph a surrogate pair; what says nothing is U+FFFD."""
    codes, boxes = table.codes.copy(), _advances(table)
    codes[np.isin(codes, HYPHENS)] = ord("-")
    high, low = (codes >= 0xD800) & (codes < 0xDC00), (codes >= 0xDC00) & (codes < 0xE000)
    pairs = np.flatnonzero(high[:-1] & low[1:]) if high.any() else np.zeros(0, np.int64)
    codes[pairs] = 0x10000 + ((codes[pairs] - 0xD800) << 10) + (codes[pairs + 1] - 0xDC00)
    keep = (table.places >= 0) & ~np.isin(codes, BLANKS)
    keep[pairs + 1] = False
    lone = (codes >= 0xD800) & (codes < 0xE000)
    control = (codes < 0x20) | ((codes >= 0x7F) & (codes < 0xA0)) | ((codes & 0xFFFE) == 0xFFFE) | (codes > 0x10FFFF)
    codes[lone | control] = UNREADABLE
    kept = _Table(codes, boxes, table.places).where(keep)
    return kept._replace(boxes=_split(kept))


def _advances(table: _Table) -> Floats:
    """End each glyph where the next one of its object begins, if that is further left (squeezed punctuation, too).

    PDFium's box reaches as far as the ink, and without the printed font that is the ink of another font: the gap of
    a blank would be lost.
    """
    boxes = table.boxes.copy()
    one, other = boxes[:-1], boxes[1:]
    level = np.abs(one[:, 1] + one[:, 3] - other[:, 1] - other[:, 3]) < one[:, 3] - one[:, 1]
    onward = other[:, 0] - one[:, 0] > 0.1 * (one[:, 2] - one[:, 0])
    made_up = table.places[1:] < 0  # a blank that PDFium puts where the advance ends
    runs = level & onward & ((table.places[1:] == table.places[:-1]) | made_up)
    one[runs, 2] = np.minimum(one[runs, 2], other[runs, 0])
    return boxes


def _split(table: _Table) -> Floats:
    """Share the box of a ligature out among its letters: they are neighbours, of one object, in one place."""
    boxes = table.boxes
    same = (table.places[1:] == table.places[:-1]) & (boxes[1:] == boxes[:-1]).all(axis=1)
    if not same.any():
        return boxes
    first = np.concatenate([[True], ~same])
    sizes = np.diff(np.flatnonzero(first), append=len(first))
    rank = np.arange(len(first)) - np.repeat(np.flatnonzero(first), sizes)
    share = (boxes[:, 2] - boxes[:, 0]) / np.repeat(sizes, sizes)
    x0 = boxes[:, 0] + rank * share
    return np.stack([x0, boxes[:, 1], x0 + share, boxes[:, 3]], axis=1)


def _em_boxes(table: _Table, ink: _Ink) -> Floats:
    """Set the height of glyphs on a level or upright base line to the font size; slanted or vertical writing stays."""
    a, b, c, d, e, f = ink.matrices[table.places].T
    size = ink.sizes[table.places]
    boxes = table.boxes.copy()
    for level, rise, base, low in ((np.abs(b) <= 0.01 * np.abs(a), d, f, 1), (np.abs(a) <= 0.01 * np.abs(b), c, e, 0)):
        ends = np.stack([base + rise * size * ASCENT, base + rise * size * DESCENT])
        away = np.abs(ends.mean(0) - (boxes[:, low] + boxes[:, low + 2]) / 2)
        fits = level & (away < 0.5 * np.abs(rise * size))
        boxes[fits, low], boxes[fits, low + 2] = ends.min(0)[fits], ends.max(0)[fits]
    return boxes


def _seen(table: _Table, ink: _Ink, objects: po.Objects, shades: Shades) -> Bools:
    """Tell which glyphs a reader can see."""
    boxes, places = table.boxes, table.places
    clips = objects.clips[places]
    left = np.minimum(boxes[:, 2:], clips[:, 2:]) - np.maximum(boxes[:, :2], clips[:, :2])
    shown = left >= LEAST_SHOWN * (boxes[:, 2:] - boxes[:, :2])
    seen: Bools = ink.painted[places] & shown.all(axis=1) & (left >= 0).all(axis=1)
    xs, ys = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    pale = np.flatnonzero(seen & ink.white[places])
    if len(pale):
        seen[pale] &= on_dark(xs[pale], ys[pale], places[pale], shades)
    covers = np.flatnonzero(shades.opaque & (shades.places > (places.min() if len(places) else 0)))
    glyph, cover = containing(xs, ys, shades.boxes[covers])
    seen[glyph[shades.places[covers[cover]] > places[glyph]]] = False
    return seen


def _recovered(table: _Table, seen: Bools, lost: Ints, objects: po.Objects, ink: _Ink) -> tuple[_Table, Bools]:
    """Account for painted text objects of which PDFium's text layer has nothing.

    It drops the second of two equal ones at one place: if the first is invisible, its glyphs are seen after all.
    It drops codes that mean nothing: they are one unreadable glyph.
    """
    boxes = po.moved_boxes(po.read_bounds(objects.at(lost)), objects.matrices[lost])
    clips = objects.clips[lost]
    boxes = np.concatenate([np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])], axis=1)
    inked = (boxes[:, 2] - boxes[:, 0] > 0.1) & (boxes[:, 3] - boxes[:, 1] > 0.1) & ~ink.white[lost]
    lost, boxes = lost[inked], boxes[inked]
    xs, ys = (table.boxes[:, 0] + table.boxes[:, 2]) / 2, (table.boxes[:, 1] + table.boxes[:, 3]) / 2
    wider = boxes + np.array([-1.0, -3.0, 1.0, 3.0])
    glyph, twin = containing(xs, ys, wider)
    seen = seen.copy()
    seen[glyph[~ink.painted[table.places[glyph]]]] = True
    alone = np.setdiff1d(np.arange(len(lost)), twin)
    extra = _Table(np.full(len(alone), UNREADABLE), boxes[alone], lost[alone])
    table = _Table(*(np.concatenate(columns) for columns in zip(table, extra, strict=True)))
    return table, np.concatenate([seen, np.ones(len(alone), np.bool_)])


def _once(table: _Table) -> _Table:
    """Keep the first of glyphs that say the same over more than half of their boxes, if different objects print them.

    Candidates share a square of a grid as wide as the glyph is high, in one of four grids that are half a square
    apart: so two glyphs nearer than half a square always meet.
    """
    boxes = table.boxes
    level = np.maximum(np.round((boxes[:, 3] - boxes[:, 1]) * 3.7), 1.0)
    columns, rows = (boxes[:, 0] + boxes[:, 2]) * 1.85 / level, (boxes[:, 1] + boxes[:, 3]) * 1.85 / level
    name = (table.codes << 42) | ((level.astype(np.int64) & 0x3FFF) << 28)
    twice = np.zeros(len(boxes), np.bool_)
    for shift_x, shift_y in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        column = np.floor(columns + shift_x).astype(np.int64) & 0x3FFF
        key = name | (column << 14) | (np.floor(rows + shift_y).astype(np.int64) & 0x3FFF)
        order = np.argsort(key, kind="stable")
        key = key[order]
        for lag in range(1, len(order)):
            first = np.flatnonzero(key[lag:] == key[:-lag])
            if not len(first):
                break
            one, two = order[first], order[first + lag]
            twice[two[_same_spot(table, one, two)]] = True
    return table.where(~twice)


def _same_spot(table: _Table, one: Ints, two: Ints) -> Bools:
    a, b = table.boxes[one], table.boxes[two]
    common = np.maximum(np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2]), 0.0).prod(axis=1)
    smaller = np.minimum((a[:, 2:] - a[:, :2]).prod(axis=1), (b[:, 2:] - b[:, :2]).prod(axis=1))
    return np.asarray((common > smaller / 2) & (table.places[one] != table.places[two]))


def _glyphs(table: _Table) -> tuple[Glyph, ...]:
    columns = zip(map(chr, table.codes.tolist()), *table.boxes.T.tolist(), repeat(None))
    return tuple(map(tuple.__new__, repeat(Glyph), columns))  # `Glyph._make` takes three times as long
