"""Pages from the text layer, through PDFium: the fast reader.

What is printed counts, not what the file says about it: /ActualText is ignored, a character without Unicode is
U+FFFD, and what nobody can see goes to `Page.hidden`. Known limits: annotations (filled form fields, stamps) are
pictures, not read; text is judged by its fill and stroke colour alone, and by the bounding box of its clip.
"""

from collections import defaultdict
from collections.abc import Container, Iterator
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from pdf2form.page import Box, Glyph, Page, PageFault
from pdf2form.sources import covers, pdfium
from pdf2form.sources import objects as po
from pdf2form.sources.codes import UNREADABLE, mended
from pdf2form.sources.directions import are_backward, are_watermarks, in_order
from pdf2form.sources.nesting import MOST_FORMS, unfolds_too_far
from pdf2form.sources.objects import Bools
from pdf2form.sources.pages import OUTLINES, Pages, scan_fault
from pdf2form.sources.pdfium import Floats, Ints
from pdf2form.sources.pictures import find_pictures
from pdf2form.sources.prints import Ink, Texts
from pdf2form.sources.sideways import find_turn_of, turned_back
from pdf2form.sources.streams import find_damage as find_damage_in
from pdf2form.sources.streams import find_streams
from pdf2form.sources.strokes import FAINTEST, Shades, containing, find_strokes, is_white, joined_rows, on_dark
from pdf2form.sources.triage import NOTHING, Glance, Look, may_skip, read_glance, sift
from pdf2form.sources.trust import BLANKS, Judge, Row, layer_fault, read_watched
from pdf2form.sources.twice import are_twice

NAME = pdfium.NAME

ASCENT, DESCENT = 0.86, -0.14
"""The em box of Chinese fonts (SimSun) over and under the base line, in font sizes. For every font: PDFium's own
height grows with the ink, so it depends on the fonts of the machine."""
LEAST_SIZE = 1.0
"""Text smaller than this cannot be read. Points."""
LEAST_RULINGS = 8
"""A table has at least so many pieces of lines."""
LEAST_SHOWN = 0.25
"""Of width and of height: if the clip leaves less than this of a glyph, nobody can read it."""
PLAIN, BLANK, ODD = 0, 1, 2
KINDS = np.zeros(0x10000, np.uint8)
"""What must be done about each code: nothing, drop it, look closer. All beyond is taken for the last one."""
KINDS[0xD800:0xF900] = KINDS[:0x20] = KINDS[0x7F:0xA0] = KINDS[[0xAD, 0xFFFE, 0xFFFF]] = ODD
KINDS[BLANKS] = BLANK
FILLED = np.array([True, False, True, False, True, False, True, False])
"""Rendering modes that fill, and those that stroke; -1, unknown, is the last one and does neither."""
STROKED = np.array([False, True, True, False, False, True, True, False])


class _Table(NamedTuple):
    """Characters as columns."""

    codes: Ints
    boxes: Floats
    """Rows x0, top, x1, bottom."""
    owners: Ints
    """Which text object printed it, counted among these; -1 if PDFium made it up."""

    def where(self, chosen: Bools) -> "_Table":
        if chosen.all():
            return self
        places = np.flatnonzero(chosen)
        return _Table(self.codes[places], self.boxes.take(places, axis=1), self.owners[places])


class _Ink(NamedTuple):
    """How the text objects of a page are painted."""

    places: Ints
    """Where they stand among all objects; ascending."""
    painted: Bools
    white: Bools
    matrices: Floats
    sizes: Floats
    clips: Floats


class _Loaded(NamedTuple):
    """A page while PDFium holds it."""

    document: Any
    page: int
    """Its handle."""
    chars: po.Chars
    ink: Ink
    judge: Judge
    layers: covers.Layers | None


class _Found(NamedTuple):
    """The glyphs of a page."""

    seen: _Table
    """Each once."""
    unseen: _Table
    lies: Bools
    """Which of the seen ones their font names wrongly."""
    doubt: Bools
    """Which of the seen ones may not be what is printed."""
    blackened: Floats
    """Boxes of glyphs under or on something of their colour, a row each."""


def read_pages(
    document: bytes, *, password: str | None = None, wanted: Container[int] | None = None, skip: bool = False
) -> Pages:
    """Open a document and read its wanted pages (counted from 1; None is all).

    `skip`: pages that surely hold no piece of a form come without what is printed on them, see `triage`.

    Raises:
        DocumentFault: at once, if the document cannot be opened. A page that cannot be read raises nothing.
    """
    opened = pdfium.open_document(document, password=password)
    numbers = [number for number in range(1, len(opened) + 1) if wanted is None or number in wanted]
    units = pdfium.may_have_user_unit(document)
    streams = find_streams(document)
    if unfolds_too_far(document, streams):
        count = len(opened)
        opened.close()
        return Pages(count, map(_folded, numbers))
    damage = find_damage_in(document, streams)
    judge = Judge(opened, layered=pdfium.may_have_layers(document))
    return Pages(len(opened), _pages(judge, numbers, units, damage, skip=skip and damage is None))


def _folded(number: int) -> Page:
    why = f"the PDF has forms in forms that unfold to more than {MOST_FORMS} pieces"
    fault = PageFault("too_large", f"Page {number} was not read: {why}. Print the file to a new PDF.")
    return Page(number, 0.0, 0.0, (), (), "blank", fault=fault)


def _pages(judge: Judge, numbers: list[int], units: bool, damage: str | None, *, skip: bool) -> Iterator[Page]:
    opened = judge.document

    def look(number: int, before: Glance | None) -> Look:
        unit = pdfium.user_unit(opened, number) if units else 1.0
        with pdfium.loaded_page(opened, number) as handle, np.errstate(all="ignore"):  # hostile numbers overflow
            if handle is None:
                return Look(_unreadable(number), NOTHING, whole=True)
            return _look(handle, number, pdfium.read_upright(handle, unit), before, judge, skip=skip)

    try:
        for page in sift(numbers, look) if skip else (look(number, None).page for number in numbers):
            yield page if page.fault or damage is None else page._replace(fault=damaged(page.number, damage))
    finally:
        judge.close()
        opened.close()


def find_damage(document: bytes) -> str | None:
    """Return what is damaged in a document; None if nothing is."""
    return find_damage_in(document, find_streams(document))


def damaged(number: int, damage: str) -> PageFault:
    """Return the fault of a page of a damaged document."""
    unsure = "it is not known which pages need it, so any may have lost something"
    return PageFault(
        "damaged", f"Page {number} may be incomplete: {damage} in the PDF, {unsure}. Fetch or copy the file again."
    )


def _unreadable(number: int) -> Page:
    fault = PageFault("damaged", f"Page {number} is damaged: PDFium cannot load it. Print the file to a new PDF.")
    return Page(number, 0.0, 0.0, (), (), "blank", fault=fault)


def _look(
    handle: int, number: int, upright: pdfium.Upright, before: Glance | None, judge: Judge, *, skip: bool
) -> Look:
    """Read a page; if `skip`, glance at it first, and read no more where it and the page before say: no form."""
    objects = po.walk_objects(handle, upright)
    texts = objects.pick(po.TEXT)
    with po.text_layer(handle, objects.at(texts)) as layer:
        words = po.read_words(layer)
        glance = read_glance(words, objects, upright) if skip else NOTHING
        bare = skip and before is not None and not covers.has_large_image(objects)
        if bare and before is not None and may_skip(glance, before) and judge.knows(objects.at(texts)):
            return Look(Page(number, upright.width, upright.height, (), (), "text"), glance, whole=False)
        chars, ink = po.read_chars(layer, words), read_watched(layer, words.codes)
    turn = find_turn_of(objects, texts, chars.objects)
    if turn:
        upright = turned_back(upright, turn)
        objects = po.walk_objects(handle, upright)
    layers = covers.find_layers(judge.document, number, upright, turn) if judge.layered else None
    page = _page(_Loaded(judge.document, handle, chars, ink, judge, layers), number, upright, po.with_clips(objects))
    return Look(page._replace(turn=turn), glance, whole=True)


def _page(loaded: _Loaded, number: int, upright: pdfium.Upright, objects: po.Objects) -> Page:
    rulings, shades, shapes = find_strokes(objects)
    images = covers.image_boxes(objects)
    opaque = covers.find_opaque(loaded.document, loaded.page, objects, images)
    shades = covers.with_images(shades, images, objects.pick(po.IMAGE), opaque)
    found = _read_glyphs(loaded, objects, upright.matrix, shades)
    page = Page(number, upright.width, upright.height, _glyphs(found.seen), rulings, "text", _glyphs(found.unseen))
    area = float(np.prod(images[:, 2:] - images[:, :2], axis=1).sum())
    fault = scan_fault(page, shapes.curves + OUTLINES * len(images), area / max(1.0, page.width * page.height))
    ruled = len(rulings) >= LEAST_RULINGS
    fault = fault or layer_fault(number, found.seen.codes, found.seen.boxes, found.lies, ruled=ruled)
    if not fault and covers.shows_text(loaded.document, loaded.page, objects, images, found.seen.boxes):
        fault = PageFault("needs_ocr", f"Page {number} is a picture with text printed over it, and they may differ.")
    if not (objects.whole and loaded.chars.whole):
        counts = f"{po.MOST_CHARACTERS} characters, {po.MOST_OBJECTS} drawn objects, {po.MOST_FORMS} forms"
        limits = f"{counts}, or more inside each other than {po.DEEPEST_FORM}"
        fault = PageFault("too_large", f"Page {number} has more than {limits}: only a part was read.")
    blank = not (page.glyphs or page.hidden or page.rulings)
    pictures = find_pictures(loaded.page, upright, images, np.concatenate([shapes.boxes, found.blackened]))
    doubtful = tuple(Box(*box) for box in found.seen.boxes.T[found.doubt].tolist())
    page = page._replace(fault=fault, pictures=pictures, doubtful=doubtful)
    return page._replace(source="blank") if blank else page


def _read_glyphs(loaded: _Loaded, objects: po.Objects, upright: pdfium.Matrix, shades: Shades) -> _Found:
    """Make glyphs of the characters, and say which can be seen, and which of them to doubt."""
    texts, chars = objects.pick(po.TEXT), loaded.chars
    handles = objects.at(texts)
    ink = _read_ink(objects, texts, handles)
    ranks: defaultdict[int | None, int] = defaultdict(lambda: -1, zip(handles, range(len(handles)), strict=True))
    owners = np.fromiter(map(ranks.__getitem__, chars.objects), np.int64, len(chars.objects))
    codes = np.where(chars.unmapped, UNREADABLE, chars.codes)
    table = _Table(codes, po.moved_columns(chars.boxes, np.array([upright])), owners)
    ems = ink.sizes * np.hypot(*ink.matrices.T[2:4]) * ink.painted
    looked_at = Texts(handles, objects.matrices[texts], ink.sizes, ems, ink.clips)
    proof = loaded.judge.look(loaded.page, Row(codes, table.boxes, owners, loaded.ink.moved(upright)), looked_at)
    codes[proof.inked], codes[proof.idle] = UNREADABLE, ord(" ")
    table = _readable(table, ink, float(np.hypot(*upright[:2])))
    table = table._replace(boxes=_em_boxes(table, ink))
    seen = _seen(table, ink, shades)
    lost = np.flatnonzero(ink.painted & (np.bincount(owners + 1, minlength=len(texts) + 1)[1:] == 0))
    if len(lost):
        table, seen = _recovered(table, seen, lost, objects, ink)
    if loaded.layers:
        seen &= ~loaded.layers.judge(table.boxes)[0]
    places, dark = ink.places[table.owners], ~ink.white[table.owners]
    same = dark & seen & covers.are_camouflaged(table.boxes, places, shades, objects)
    seen &= ~are_watermarks(ink.matrices, table.owners)
    black = same | (covers.are_blackened(table.boxes, places, shades) & ~seen & dark)
    seen &= ~same
    visible = table.where(seen)
    visible = visible.where(~are_twice(visible.codes, visible.boxes, visible.owners))
    backward = [which[visible.owners] for which in are_backward(ink.matrices)]
    boxes, unsure = in_order(visible.boxes, *backward)
    visible = visible._replace(boxes=boxes)
    lies = proof.doubtful(visible.codes, visible.owners)
    doubt = lies | unsure | (visible.codes == UNREADABLE)
    if loaded.layers:
        doubt |= loaded.layers.judge(visible.boxes)[1]
    return _Found(visible, table.where(~seen), lies, doubt, table.boxes.T[black])


def _read_ink(objects: po.Objects, texts: Ints, handles: list[int]) -> _Ink:
    modes = po.read_render_modes(handles)
    fill = po.read_colors(handles, stroke=False)
    painted = FILLED[modes] & (fill[:, 3] >= FAINTEST)
    white = ~painted | is_white(fill)
    lined = np.flatnonzero(STROKED[modes])
    if len(lined):
        stroke = po.read_colors([handles[index] for index in lined.tolist()], stroke=True)
        visible = stroke[:, 3] >= FAINTEST
        painted[lined] |= visible
        white[lined] &= ~visible | is_white(stroke)
    matrices = joined_rows(po.read_matrices(handles), objects.matrices[texts])
    return _Ink(texts, painted, white, matrices, po.read_font_sizes(handles), objects.clips[texts])


def _readable(table: _Table, ink: _Ink, unit: float) -> _Table:
    """Drop blanks and what PDFium made up; one glyph a surrogate pair; what says nothing is U+FFFD."""
    codes, boxes = table.codes, _advances(table, np.hypot(*ink.matrices.T[:2]) / unit)
    kinds = KINDS[np.minimum(codes, 0xFFFF)]
    keep = (table.owners >= 0) & (kinds != BLANK)
    if (kinds == ODD).any():
        codes, halves = mended(codes, table.boxes)
        keep[halves] = False
    kept = _Table(codes, boxes, table.owners).where(keep)
    return kept._replace(boxes=_split(kept))


def _advances(table: _Table, scales: Floats) -> Floats:
    """End each glyph where the next one of its object begins, if that is further left (squeezed punctuation, too).

    PDFium's box reaches as far as the ink, and without the printed font that is the ink of another font: the gap of
    a blank would be lost.

    Args:
        table: all characters.
        scales: how much larger than its font size each text object prints; PDFium forgets it where it puts a blank.
    """
    x0, top, x1, bottom = table.boxes
    middle = top + bottom
    level = np.abs(middle[:-1] - middle[1:]) < (bottom - top)[:-1]
    onward = x0[1:] - x0[:-1] > 0.1 * (x1 - x0)[:-1]
    made_up = table.owners[1:] < 0  # a blank that PDFium puts where the advance ends
    runs = level & onward & ((table.owners[1:] == table.owners[:-1]) | made_up)
    ends = x1.copy()
    following = x0[1:] + 0.0
    after = np.flatnonzero(made_up & (table.owners[:-1] >= 0))
    following[after] = x0[after] + (x0[after + 1] - x0[after]) * scales[table.owners[after]]
    ends[:-1][runs] = np.minimum(x1[:-1], following)[runs]
    return np.stack([x0, top, ends, bottom])


def _split(table: _Table) -> Floats:
    """Share the box of a ligature out among its letters: they are neighbours, of one object, in one place."""
    x0, top, x1, bottom = table.boxes
    same = (table.owners[1:] == table.owners[:-1]) & (x0[1:] == x0[:-1])
    if not same.any():
        return table.boxes
    same &= (table.boxes[:, 1:] == table.boxes[:, :-1]).all(axis=0)
    first = np.concatenate([[True], ~same])
    sizes = np.diff(np.flatnonzero(first), append=len(first))
    rank = np.arange(len(first)) - np.repeat(np.flatnonzero(first), sizes)
    share = (x1 - x0) / np.repeat(sizes, sizes)
    start = x0 + rank * share
    return np.stack([start, top, start + share, bottom])


def _em_boxes(table: _Table, ink: _Ink) -> Floats:
    """Set the height of glyphs on a level or upright base line to the font size; slanted or vertical writing stays."""
    a, b, c, d, e, f = ink.matrices.T
    boxes = table.boxes.copy()
    for level, rise, base, low in ((np.abs(b) <= 0.01 * np.abs(a), d, f, 1), (np.abs(a) <= 0.01 * np.abs(b), c, e, 0)):
        if not level.any():
            continue
        height = rise * ink.sizes
        over, under = base + height * ASCENT, base + height * DESCENT
        far = np.where(level, 0.5 * np.abs(height), -1.0)  # worked out for each object, then handed to its glyphs
        ends = np.stack([np.minimum(over, under), np.maximum(over, under), (over + under) / 2, far])
        start, end, middle, far = ends.take(table.owners, axis=1)
        fits = np.abs(middle - (boxes[low] + boxes[low + 2]) / 2) < far
        boxes[low], boxes[low + 2] = np.where(fits, start, boxes[low]), np.where(fits, end, boxes[low + 2])
    return boxes


def _seen(table: _Table, ink: _Ink, shades: Shades) -> Bools:
    """Tell which glyphs a reader can see."""
    low, high, owners = table.boxes[:2], table.boxes[2:], table.owners
    seen: Bools = (ink.painted & (ink.sizes * np.hypot(*ink.matrices.T[2:4]) >= LEAST_SIZE))[owners]
    clips = ink.clips.T.take(owners, axis=1)
    if not ((low >= clips[:2]) & (high <= clips[2:])).all():
        left = np.minimum(high, clips[2:]) - np.maximum(low, clips[:2])
        seen &= ((left >= LEAST_SHOWN * (high - low)) & (left >= 0)).all(axis=0)
    xs, ys = (low + high) / 2
    places = ink.places[owners]
    pale = np.flatnonzero(seen & ink.white[owners])
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
    places = ink.places[lost]
    boxes, clips = po.moved_boxes(po.read_bounds(objects.at(places)), objects.matrices[places]), ink.clips[lost]
    boxes = np.concatenate([np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])], axis=1)
    inked = (boxes[:, 2] - boxes[:, 0] > 0.1) & (boxes[:, 3] - boxes[:, 1] > 0.1) & ~ink.white[lost]
    if not inked.any():  # they print blanks
        return table, seen
    lost, boxes = lost[inked], boxes[inked]
    xs, ys = (table.boxes[:2] + table.boxes[2:]) / 2
    wider = boxes + np.array([-1.0, -3.0, 1.0, 3.0])
    glyph, twin = containing(xs, ys, wider)
    seen = seen.copy()
    seen[glyph[~ink.painted[table.owners[glyph]]]] = True
    alone = np.setdiff1d(np.arange(len(lost)), twin)
    codes = np.append(table.codes, np.full(len(alone), UNREADABLE))
    table = _Table(codes, np.append(table.boxes, boxes[alone].T, axis=1), np.append(table.owners, lost[alone]))
    return table, np.append(seen, np.ones(len(alone), np.bool_))


def _glyphs(table: _Table) -> tuple[Glyph, ...]:
    letters = table.codes.astype("<u4").tobytes().decode("utf-32-le")  # ten times as fast as `chr` for each
    columns = zip(letters, *table.boxes.tolist(), repeat(None))
    return tuple(map(tuple.__new__, repeat(Glyph), columns))  # `Glyph._make` takes three times as long
