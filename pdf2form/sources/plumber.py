"""Pages from the text layer, through pdfplumber: the slow second reader, and nobody else imports it.

It shares no reading code with text.py, so that where both agree, the file says so. What pdfplumber does not tell:
text rendering mode, clips and the order of painting. So invisible or clipped text counts as seen here.
"""

import io
import logging
import struct
import unicodedata
from collections.abc import Container, Iterable, Iterator
from importlib.metadata import version
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pdf2form.errors import DamagedDocument, DocumentFault, EncryptedDocument, NoPages
from pdf2form.page import Box, Glyph, Page, PageFault, Ruling, Turn, union
from pdf2form.sources.directions import are_backward, are_watermarks, in_order
from pdf2form.sources.pages import OUTLINES, Pages, scan_fault
from pdf2form.sources.pdfium import Floats, check_header
from pdf2form.sources.sideways import find_turn, turn_page
from pdf2form.sources.thin import THINNEST_BOX, find_axes
from pdf2form.sources.trust import BLANKS

NAME = f"pdfplumber {version('pdfplumber')}"

THICKEST_STROKE, STEEPEST, RIM, SLENDER = 5.0, 0.5, 0.05, 4.0
NEAR_WHITE, DARK = 0.97, 0.5
"""As in strokes.py: points, the last a ratio, and shares of full light."""
ASCENT, DESCENT = 0.86, -0.14
"""As in text.py, so that both give one box."""
BLANK_MARKS = "".join(chr(code) for code in BLANKS if not chr(code).isspace())
ODD = (
    *(PdfminerException, MalformedPDFException, PSException, ValueError, TypeError, LookupError, AttributeError),
    *(AssertionError, ArithmeticError, RecursionError, struct.error, OSError),
)
"""What pdfminer raises on bad pages, met in public test corpora; it has no error of its own for most."""

logging.getLogger("pdfminer").addHandler(logging.NullHandler())  # else its warnings land on stderr
logging.getLogger("pdfplumber").addHandler(logging.NullHandler())


class _Place(NamedTuple):
    """Where the visible part of a page lies on pdfplumber's page, and its scale."""

    left: float
    top: float
    width: float
    height: float
    unit: float
    origin: float
    """Left of pdfplumber's page; it moves boxes by that, matrices not."""

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        unit = self.unit
        return Box(
            (x0 - self.left) * unit, (top - self.top) * unit, (x1 - self.left) * unit, (bottom - self.top) * unit
        )


def read_pages(document: bytes, *, password: str | None = None, wanted: Container[int] | None = None) -> Pages:
    """Open a document and read its wanted pages (counted from 1; None is all).

    Raises:
        DocumentFault: at once, if the document cannot be opened. A page that cannot be read raises nothing.
    """
    check_header(document)
    try:
        pdf = pdfplumber.open(io.BytesIO(document), password=password)
        pages = pdf.pages
    except ODD as error:
        raise _fault(error) from error
    if not pages:
        pdf.close()
        raise NoPages("The PDF can be read, and has no page.")
    return Pages(len(pages), _pages(pdf, [page for page in pages if wanted is None or page.page_number in wanted]))


def _fault(error: BaseException) -> DocumentFault:
    """Name pdfminer's error our way."""
    cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    if isinstance(cause, PDFPasswordIncorrect):
        return EncryptedDocument("The PDF is encrypted, and no or a wrong password was given (--password).")
    if isinstance(cause, PDFEncryptionError):
        return EncryptedDocument(
            "The PDF is encrypted in a way that cannot be opened here. Save it without protection."
        )
    return DamagedDocument(f"The PDF is damaged: pdfminer says {cause!r}. Fetch or copy it again.")


def _pages(pdf: Any, pages: list[Any]) -> Iterator[Page]:
    with pdf:
        for page in pages:
            try:
                turn = _find_turn(page)
                read = turn_page(_page(page, turn), turn)
            except ODD as error:
                fault = PageFault("damaged", f"Page {page.page_number} is damaged: pdfminer says {error!r}.")
                read = Page(page.page_number, 0.0, 0.0, (), (), "blank", fault=fault)
            page.close()
            yield read


def _page(page: Any, turn: Turn) -> Page:
    place = _place(page)
    area = Box(0.0, 0.0, place.width * place.unit, place.height * place.unit)
    dark = [
        place.box(shape["x0"], shape["top"], shape["x1"], shape["bottom"])
        for shape in (*page.rects, *page.images)
        if shape["object_type"] == "image" or (shape["fill"] and not _white(shape["non_stroking_color"]))
    ]
    visible: list[Glyph] = []
    hidden: list[Glyph] = []
    rows: list[tuple[float, ...]] = []
    for char in page.chars:
        for glyph in _glyphs(char, place):
            pale = _white(char["non_stroking_color"]) and not any(_inside(glyph, box) for box in dark)
            if pale or not _inside(glyph, area):
                hidden.append(glyph)
            else:
                visible.append(glyph)
                rows.append(_matrix(char))
    if not turn:  # a page that is turned as a whole is turned back
        visible, watermarks = _directed(visible, rows)
        hidden += watermarks
    rulings = tuple(ruling for ruling in _rulings(page, place) for ruling in _cut(ruling, area))
    number = page.page_number
    read = Page(number, area.x1, area.bottom, _once(visible), rulings, "text", tuple(hidden))
    covered = sum((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) for i in page.images)
    curves = sum(_curved(curve) for curve in page.curves) + OUTLINES * len(page.images)
    fault = scan_fault(read, curves, covered / max(1.0, place.width * place.height))
    blank = not (read.glyphs or read.hidden or read.rulings)
    return read._replace(source="blank" if blank else "text", fault=fault)


def _find_turn(page: Any) -> Turn:
    """Tell from the matrices of the characters, which have y upwards, how far the page's content is turned."""
    shown = [char for char in page.chars if not char["text"].isspace()]
    return find_turn(_table(map(_matrix, shown)), np.ones(len(shown), np.int64))


def _matrix(char: dict[str, Any]) -> tuple[float, ...]:
    """Return the matrix of a character with y downwards, as the upright page has it."""
    a, b, c, d, *_ = char["matrix"]
    return (a, -b, -c, d, 0.0, 0.0)


def _table(matrices: Iterable[tuple[float, ...]]) -> Floats:
    return np.array([*matrices], np.float64).reshape(-1, 6)


def _directed(glyphs: list[Glyph], rows: list[tuple[float, ...]]) -> tuple[list[Glyph], list[Glyph]]:
    """Bring glyphs that run backwards into their order, and set watermarks aside."""
    matrices = _table(rows)
    boxes, _ = in_order(np.array([glyph[1:5] for glyph in glyphs]).reshape(-1, 4).T, *are_backward(matrices))
    ordered = [Glyph(glyph.text, *box) for glyph, box in zip(glyphs, boxes.T.tolist(), strict=True)]
    aside = are_watermarks(matrices, np.arange(len(glyphs))).tolist()
    kept = [glyph for glyph, out in zip(ordered, aside, strict=True) if not out]
    return kept, [glyph for glyph, out in zip(ordered, aside, strict=True) if out]


def _place(page: Any) -> _Place:
    """Find the visible part: CropBox within MediaBox, turned; pdfplumber answers for the MediaBox."""
    attributes = page.page_obj.attrs
    left, bottom, right, top = _ordered(page.page_obj.mediabox)
    crop = _ordered(page.page_obj.cropbox or page.page_obj.mediabox)
    x0, y0, x1, y1 = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
    if x0 >= x1 or y0 >= y1:
        x0, y0, x1, y1 = left, bottom, right, top
    before, below, after, above = x0 - left, y0 - bottom, right - x1, top - y1
    shift = {0: (before, above), 90: (below, before), 180: (after, below), 270: (above, after)}[page.rotation % 360]
    size = (x1 - x0, y1 - y0) if page.rotation % 180 == 0 else (y1 - y0, x1 - x0)
    unit = resolve1(attributes.get("UserUnit", 1.0))
    return _Place(shift[0] + page.bbox[0], shift[1] + page.bbox[1], *size, float(unit), page.bbox[0])


def _ordered(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = map(float, box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# --- Glyphs ------------------------------------------------------------------------------------------------


def _glyphs(char: dict[str, Any], place: _Place) -> Iterator[Glyph]:
    """Yield the glyphs of a char: a ligature gives its letters, a blank nothing."""
    x0, top, x1, bottom = _em_box(char, place.origin)
    letters = _letters(char["text"])
    share = (x1 - x0) / max(1, len(letters))
    for rank, letter in enumerate(letters):
        if not letter.isspace() and letter not in BLANK_MARKS:
            yield Glyph(letter, *place.box(x0 + rank * share, top, x0 + (rank + 1) * share, bottom))


def _letters(text: str) -> str:
    if text.startswith("(cid:") or not text:
        return "\ufffd"
    text = "".join(unicodedata.normalize("NFKC", letter) if "ﬀ" <= letter <= "ﬆ" else letter for letter in text)
    if text != "\xad":  # behind another letter of the same glyph it prints nothing
        text = text.replace("\xad", "")
    bad = {
        letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") and not letter.isspace()
    }
    return "".join("\ufffd" if letter in bad else "-" if letter == "\xad" else letter for letter in text)


def _em_box(char: dict[str, Any], origin: float) -> tuple[float, float, float, float]:
    """Set the box on its base line, as high as the font size, if the base line is level or upright."""
    a, b, c, d, e, f = char["matrix"]
    x0, top, x1, bottom = char["x0"], char["top"], char["x1"], char["bottom"]
    if abs(b) <= 0.01 * abs(a):
        base, size = bottom + char["y0"] - f, (bottom - top) * (1 if d > 0 else -1)
        top, bottom = sorted((base - size * ASCENT, base - size * DESCENT))
    elif abs(a) <= 0.01 * abs(b):
        size = (x1 - x0) * (1 if c > 0 else -1)
        x0, x1 = sorted((origin + e + size * ASCENT, origin + e + size * DESCENT))
    return x0, top, x1, bottom


def _once(glyphs: list[Glyph]) -> tuple[Glyph, ...]:
    """Keep the first of glyphs that say the same over more than half of their boxes."""
    kept: dict[tuple[str, int, int], list[Glyph]] = {}
    once = []
    for glyph in glyphs:
        column, row = int(glyph.x0 // 10), int(glyph.top // 10)
        near = [
            other
            for x in range(-1, 2)
            for y in range(-1, 2)
            for other in kept.get((glyph.text, column + x, row + y), ())
        ]
        if not any(_overlap(glyph, other) for other in near):
            kept.setdefault((glyph.text, column, row), []).append(glyph)
            once.append(glyph)
    return tuple(once)


def _overlap(one: Glyph, two: Glyph) -> bool:
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.bottom, two.bottom) - max(one.top, two.top)
    smaller = min((g.x1 - g.x0) * (g.bottom - g.top) for g in (one, two))
    return wide > 0 and high > 0 and wide * high > smaller / 2


def _inside(glyph: Glyph, box: Box) -> bool:
    return box.x0 <= (glyph.x0 + glyph.x1) / 2 <= box.x1 and box.top <= (glyph.top + glyph.bottom) / 2 <= box.bottom


def _white(color: Any) -> bool:
    parts = color if isinstance(color, (list, tuple)) else [color]
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    return bool(max(parts) <= 1 - NEAR_WHITE if len(parts) == 4 else min(parts) >= NEAR_WHITE)


# --- Rulings -----------------------------------------------------------------------------------------------


def _rulings(page: Any, place: _Place) -> Iterator[Ruling]:
    thin: list[Box] = []
    for shape in (*page.lines, *page.rects, *page.curves):
        ink = shape["stroking_color"] if shape["stroke"] else shape["non_stroking_color"]
        if not (shape["stroke"] or shape["fill"]) or _white(ink) or (_curved(shape) and not _is_boxy(shape)):
            continue
        corners = [place.box(x, y, x, y) for x, y in _points(shape)]
        box = union(corners)
        short, long = sorted(_size(box))
        thick = short < THICKEST_STROKE and long >= SLENDER * short and not shape["stroke"] and _dark(ink)
        if len(corners) > 2 and (short < THINNEST_BOX or thick):
            thin.append(box)
        elif shape["stroke"]:
            for one, two in pairwise(corners):
                yield from _edge(one.x0, one.top, two.x0, two.top)
    yield from _thin(thin)


def _dark(color: Any) -> bool:
    """Whether ink is dark; of four inks the key counts, and black is what a color of no kind is taken for."""
    parts = color if isinstance(color, (list, tuple)) else [color]
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return True
    if len(parts) == 4:
        return bool(parts[3] > DARK or min(parts[:3]) > DARK)
    weights = (0.299, 0.587, 0.114) if len(parts) == 3 else (1.0,)
    return bool(sum(part * weight for part, weight in zip(parts, weights, strict=False)) < DARK)


def _curved(shape: dict[str, Any]) -> bool:
    return any(step[0] in "cvy" for step in shape.get("path") or ())


def _is_boxy(shape: dict[str, Any]) -> bool:
    """Whether a filled shape keeps to its bounds, with all points and all handles of its curves."""
    xs, ys = (shape["x0"], shape["x1"]), (shape["top"], shape["bottom"])
    points = [point for _, *points in shape["path"] for point in points]
    near = (min(abs(x - xs[0]), abs(x - xs[1]), abs(y - ys[0]), abs(y - ys[1])) < RIM for x, y in points)
    return not shape["stroke"] and all(near)


def _points(shape: dict[str, Any]) -> list[tuple[float, float]]:
    """Return the corners, the first again at the end if the path is closed."""
    points = list(shape["pts"])
    closed = shape["object_type"] == "rect" or any(step[0] == "h" for step in shape.get("path") or ())
    return [*points, points[0]] if closed and points[0] != points[-1] else points


def _size(box: Box) -> tuple[float, float]:
    return box.x1 - box.x0, box.bottom - box.top


def _thin(boxes: list[Box]) -> Iterator[Ruling]:
    """One ruling along the middle of each; a dot is a piece of what it continues."""
    flat, upright = find_axes(np.array(boxes, np.float64).reshape(-1, 4))
    for box, along, down in zip(boxes, flat.tolist(), upright.tolist(), strict=True):
        if along:
            yield Ruling("h", (box.top + box.bottom) / 2, box.x0, box.x1)
        if down:
            yield Ruling("v", (box.x0 + box.x1) / 2, box.top, box.bottom)


def _edge(xa: float, ya: float, xb: float, yb: float) -> Iterator[Ruling]:
    wide, high = abs(xb - xa), abs(yb - ya)
    if high < STEEPEST and wide >= 2 * high and wide > 0:
        yield Ruling("h", (ya + yb) / 2, min(xa, xb), max(xa, xb))
    elif wide < STEEPEST and high >= 2 * wide and high > 0:
        yield Ruling("v", (xa + xb) / 2, min(ya, yb), max(ya, yb))


def _cut(ruling: Ruling, area: Box) -> Iterator[Ruling]:
    """Cut a ruling with the page."""
    across, along = (area.bottom, area.x1) if ruling.axis == "h" else (area.x1, area.bottom)
    start, end = max(0.0, ruling.start), min(along, ruling.end)
    if end > start and -1 <= ruling.at <= across + 1:
        yield ruling._replace(start=start, end=end)
