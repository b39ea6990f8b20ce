"""PDFium, and nobody else imports it: opening, the upright page, rendering, and calls in bulk.

A page has a thousand characters and a Python statement for each of them costs more than PDFium's own work. So
`bulk` makes prototypes that take plain addresses, and `map` drives them over whole lists into one numpy
buffer: no bytecode runs per character. They keep the interpreter lock; PDFium knows one thread at a time anyway.
"""

import atexit
import ctypes
import io
import re
import weakref
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from pdf2form.errors import DamagedDocument, DocumentFault, EmptyDocument, EncryptedDocument, NoPages, NotAPdf
from pdf2form.page import Turn

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a x + c y + e, y' = b x + d y + f."""

NAME = f"pdfium {pypdfium2.PDFIUM_INFO.version} (pypdfium2 {version('pypdfium2')})"

MOST_IMAGE_PIXELS = 60_000_000
"""Images with more are not unpacked; a page of A4 at 600 dpi has 35,000,000."""
HEADER_WITHIN = 1024
"""%PDF- must stand in this many first bytes; Acrobat and PDFium allow the same."""
LOOKS_LIKE = {
    "a web page": (b"<!doctype", b"<html", b"<head", b"<script"),
    "an XML file": (b"<?xml",),
    "a zip archive or an Office file": (b"pk\x03\x04",),
    "an old Office file": (b"\xd0\xcf\x11\xe0",),
    "an image": (b"\x89png", b"\xff\xd8\xff", b"ii*\x00", b"mm\x00*", b"gif8", b"bm"),
    "a RAR, 7z or gzip archive": (b"rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
    "an RTF or PostScript file": (b"{\\rtf", b"%!ps"),
}
"""First bytes, in lower case."""

_open_documents: weakref.WeakSet[Any] = weakref.WeakSet()
_held_fonts: weakref.WeakKeyDictionary[Any, list[Any]] = weakref.WeakKeyDictionary()
"""For each document text objects on no page, which keep its fonts alive."""


@atexit.register  # registered after pypdfium2's own hook, so it runs before the library is taken down
def _close_documents() -> None:
    for document in list(_open_documents):
        release_fonts(document)
        document.close()


def open_document(document: bytes, *, password: str | None = None) -> Any:
    """Open a PDF; the caller closes it. Raises one of our DocumentFaults, whose message says what to do."""
    check_header(document)
    try:
        opened = pypdfium2.PdfDocument(document, password=password)
    except pypdfium2.PdfiumError as error:
        raise _fault(error.err_code, document, password) from error
    if len(opened) < 1:
        opened.close()
        raise NoPages("The PDF can be read, and has no page.")
    _open_documents.add(opened)
    return opened


def check_header(document: bytes) -> None:
    """Raise EmptyDocument or NotAPdf for what no reader can open."""
    if not document:
        raise EmptyDocument("The file has 0 bytes. Fetch or copy it again.")
    if b"%PDF-" not in document[:HEADER_WITHIN]:
        raise NotAPdf(f"There is no PDF header in the first {HEADER_WITHIN} bytes: {_likeness(document)}.")


def _likeness(document: bytes) -> str:
    start = document[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for kind, magics in LOOKS_LIKE.items():
        if start.startswith(magics):
            return f"it looks like {kind}. Convert it to PDF, or fetch the PDF itself"
    return f"it begins with {document[:8]!r}. Check what was saved under this name"


def _fault(code: int, document: bytes, password: str | None) -> DocumentFault:
    """Name PDFium's error code our way. It may be one left over from an earlier document, so the bytes decide too."""
    if re.search(rb"/Count\s+0\b", document) and not re.search(rb"/Type\s*/Page\b|/ObjStm", document):
        return NoPages("The PDF can be read, and has no page.")
    locked = b"/Encrypt" in document
    if locked and code == raw.FPDF_ERR_PASSWORD and password:
        return EncryptedDocument("The PDF is encrypted, and the password given does not open it.")
    if locked and code == raw.FPDF_ERR_PASSWORD:
        return EncryptedDocument("The PDF is encrypted. Give its password with --password.")
    if locked and code == raw.FPDF_ERR_SECURITY:
        return EncryptedDocument(
            "The PDF is encrypted in a way that cannot be opened here. Save it without protection."
        )
    cut = "" if b"%%EOF" in document[-2048:] else " Its end is missing: fetch or copy it again."
    return DamagedDocument(f"The PDF is damaged: PDFium finds no page tree in its {len(document)} bytes.{cut}")


@contextmanager
def loaded_page(document: Any, number: int) -> Iterator[int | None]:
    """Load page `number` (from 1) for a while, as a raw handle; None if PDFium cannot."""
    page = raw.FPDF_LoadPage(document, number - 1)
    try:
        yield ctypes.cast(page, ctypes.c_void_p).value if page else None
    finally:
        if page:
            raw.FPDF_ClosePage(page)


def render_page(
    document: bytes, number: int, *, dpi: float, password: str | None = None, turn: Turn = 0
) -> Image.Image:
    """Draw page `number` (from 1), upright, as a reader sees it; UserUnit is worked in.

    `turn`: how far its content lies on its side (`Page.turn`); it is turned back.

    Raises:
        DocumentFault: if the document or this page cannot be read.
    """
    opened = open_document(document, password=password)
    try:
        if not 1 <= number <= len(opened):
            raise NoPages(f"There is no page {number}: the document has {len(opened)}.")
        unit = user_unit(opened, number) if may_have_user_unit(document) else 1.0
        page = opened[number - 1]
        drawn: Image.Image = page.render(scale=dpi / 72 * unit, rotation=-turn % 360).to_pil()
    except pypdfium2.PdfiumError as error:
        raise DamagedDocument(f"Page {number} cannot be drawn: {error}.") from error
    else:
        return drawn
    finally:
        opened.close()


# --- The upright page --------------------------------------------------------------------------------------


class Upright(NamedTuple):
    """The page as a reader sees it: its size in points, and the way from PDFium's coordinates to it."""

    width: float
    height: float
    matrix: Matrix


def read_upright(page: int, unit: float) -> Upright:
    """Work /Rotate, CropBox and UserUnit into one matrix; its origin is the top left corner."""
    area, handle = raw.FS_RECTF(), ctypes.cast(page, raw.FPDF_PAGE)
    raw.FPDF_GetPageBoundingBox(handle, area)
    left, bottom, right, top = area.left, area.bottom, area.right, area.top
    turn = raw.FPDFPage_GetRotation(handle) % 4
    a, b, c, d, e, f = (
        (1, 0, 0, -1, -left, top),
        (0, 1, 1, 0, -bottom, -left),
        (-1, 0, 0, 1, right, -bottom),
        (0, -1, -1, 0, top, right),
    )[turn]
    width, height = abs(right - left) * unit, abs(top - bottom) * unit
    matrix = (a * unit, b * unit, c * unit, d * unit, e * unit, f * unit)
    return Upright(*((height, width) if turn % 2 else (width, height)), matrix)


# --- Annotations -------------------------------------------------------------------------------------------


class Annotation(NamedTuple):
    """One annotation of a page, where PDFium says, before the page is turned upright."""

    kind: int
    """PDFium's FPDF_ANNOT_ number."""
    flags: int
    left: float
    bottom: float
    right: float
    top: float
    says: tuple[str, str]
    """The own value of a form field, and what its appearance draws."""


def annotations(page: int) -> list[Annotation]:
    """Read the annotations of a page that have a place."""
    handle = ctypes.cast(page, raw.FPDF_PAGE)
    found = []
    for index in range(raw.FPDFPage_GetAnnotCount(handle)):
        note, area = raw.FPDFPage_GetAnnot(handle, index), raw.FS_RECTF()
        if not note:
            continue
        if raw.FPDFAnnot_GetRect(note, area):
            says = (
                _annotation_text(raw.FPDFAnnot_GetStringValue, note, b"V"),
                _annotation_text(raw.FPDFAnnot_GetAP, note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL),
            )
            place = (area.left, area.bottom, area.right, area.top)
            kind, flags = raw.FPDFAnnot_GetSubtype(note), raw.FPDFAnnot_GetFlags(note)
            found.append(Annotation(kind, flags, *place, says))
        raw.FPDFPage_CloseAnnot(note)
    return found


def _annotation_text(function: Callable[..., int], note: Any, key: Any) -> str:
    """Ask twice, as PDFium wants it: how many bytes, and then the UTF-16 text."""
    size = function(note, key, None, 0)
    if size <= 2:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    function(note, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


# --- UserUnit ----------------------------------------------------------------------------------------------


def may_have_user_unit(document: bytes) -> bool:
    """Look for the word, also in object streams; True where it cannot be ruled out (encrypted, odd filters)."""
    return _may_hold(document, b"/UserUnit")


def _may_hold(document: bytes, word: bytes) -> bool:
    if word in document:
        return True
    streams = list(_object_streams(document))
    if streams and (b"/Encrypt" in document or b"/DecodeParms" in b"".join(match[0] for match in streams)):
        return True
    return any(word in _inflated(document, match.end()) for match in streams)


def _object_streams(document: bytes) -> Iterator[re.Match[bytes]]:
    """Find where object streams begin. `bytes.find` is several times faster than a pattern over the whole file."""
    head = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
    at = document.find(b"/ObjStm")
    while at >= 0:
        if found := head.match(document, at):
            yield found
        at = document.find(b"/ObjStm", at + 1)


def _inflated(document: bytes, start: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(document[start : start + 4_000_000], 4_000_000)
    except zlib.error:
        return b"/UserUnit /OCProperties"


def user_unit(document: Any, number: int) -> float:
    """Read UserUnit of a page: PDFium ignores it and has no call for it, but writes it when it copies the page."""
    with pypdfium2.PdfDocument.new() as copy:
        try:
            copy.import_pages(document, [number - 1])
        except pypdfium2.PdfiumError:
            return 1.0  # then it cannot be loaded either, and has its fault
        target = io.BytesIO()
        copy.save(target)
    written = target.getvalue()
    found = re.search(rb"/Type ?/Page\b[^<>]*?/UserUnit (\d+ 0 R|[\d.]+)", written)
    if found and found[1].endswith(b"R"):
        found = re.search(rb"\n%s 0 obj\s+([\d.]+)" % found[1].split()[0], written)
    return (float(found[1]) if found else 1.0) or 1.0


# --- Calls in bulk -----------------------------------------------------------------------------------------


def bulk(name: str, *arguments: Any, answers: Any = ctypes.c_int) -> Callable[..., Any]:
    """Return a PDFium function that takes addresses as plain numbers, to be driven by `map`.

    Arguments left undeclared at the end are passed as C int; declaring them makes a call half as long again.
    """
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(answers, *arguments)(address)


def each(function: Callable[..., Any], handles: Sequence[int]) -> Ints:
    """Call a function that answers with a number."""
    return np.fromiter(map(function, handles), np.int64, len(handles))


def filled(
    function: Callable[..., Any],
    handles: Sequence[int],
    fields: int,
    *,
    packed: bool = False,
    dtype: Any = np.float32,
    of: int | None = None,
) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Call a function that writes `fields` values of 4 bytes; answer them, a row a handle, and which calls worked.

    `packed`: the function takes one address (a struct), not one for each field. `of`: what comes before the handle.
    """
    rows = np.zeros((len(handles), fields), dtype)
    before = () if of is None else (repeat(of),)
    base, step = rows.ctypes.data, 4 * fields
    places = [range(base + 4 * k, base + 4 * k + step * len(handles), step) for k in range(1 if packed else fields)]
    return rows, np.fromiter(map(function, *before, handles, *places), np.bool_, len(handles))


# --- Fonts -------------------------------------------------------------------------------------------------


def hold_font(document: Any, font: int) -> None:
    """Keep a font alive, and so its address its own, until `release_fonts`."""
    held = raw.FPDFPageObj_CreateTextObj(document, ctypes.cast(font, raw.FPDF_FONT), 1.0)
    if held:
        _held_fonts.setdefault(document, []).append(held)


def release_fonts(document: Any) -> None:
    """Undo every `hold_font`; it must be done before the document is closed."""
    for held in _held_fonts.pop(document, []):
        raw.FPDFPageObj_Destroy(held)


def is_embedded(font: int) -> bool:
    """Tell whether the PDF brings the font along, so that its glyphs are the same on every machine."""
    return bool(raw.FPDFFont_GetIsEmbedded(ctypes.cast(font, raw.FPDF_FONT)) == 1)


def draw_text(document: Any, page: int, text: int, scale: float) -> npt.NDArray[np.uint8] | None:
    """Draw one text object alone, before it is turned upright; answer how opaque each pixel is, rows from the top."""
    handles = ctypes.cast(page, raw.FPDF_PAGE), ctypes.cast(text, raw.FPDF_PAGEOBJECT)
    return _channel(raw.FPDFTextObj_GetRenderedBitmap(document, *handles, scale), 3)


def draw_image(
    document: Any, page: int, image: int, *, most: float, opacity: bool = True
) -> npt.NDArray[np.uint8] | None:
    """Draw one image alone, a pixel a point, with its mask; answer how opaque each pixel is, or how green (light).

    None if it covers more than `most` square points, or has more than MOST_IMAGE_PIXELS.
    """
    handle, sides = ctypes.cast(image, raw.FPDF_PAGEOBJECT), [ctypes.c_float() for _ in range(4)]
    width, height = ctypes.c_uint(), ctypes.c_uint()
    told = raw.FPDFPageObj_GetBounds(handle, *sides) and raw.FPDFImageObj_GetImagePixelSize(handle, width, height)
    left, bottom, right, top = (side.value for side in sides)
    if not (told and (right - left) * (top - bottom) <= most and width.value * height.value <= MOST_IMAGE_PIXELS):
        return None
    bitmap = raw.FPDFImageObj_GetRenderedBitmap(document, ctypes.cast(page, raw.FPDF_PAGE), handle)
    return _channel(bitmap, 3 if opacity else 1)


def _channel(bitmap: Any, which: int) -> npt.NDArray[np.uint8] | None:
    """Return one channel of a bitmap (0 to 3: blue, green, red, opacity), and let go of the bitmap."""
    if not bitmap:
        return None
    try:
        width, height = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        if raw.FPDFBitmap_GetFormat(bitmap) != raw.FPDFBitmap_BGRA or stride < 4 * width:
            return None
        data = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
        return np.frombuffer(data, np.uint8).reshape(height, stride)[:, which : 4 * width : 4]
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def draw_layers(document: Any, number: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]] | None:
    """Draw a page in grey, a pixel a point, upright: as it is shown, and with all its layers switched on.

    PDFium has no call for layers, but a page copied into a new document has lost the list of those that are off. None
    if the page cannot be copied.
    """
    try:
        shown = document[number - 1].render(scale=1, grayscale=True).to_numpy()
        with pypdfium2.PdfDocument.new() as copy:
            copy.import_pages(document, [number - 1])
            whole = copy[0].render(scale=1, grayscale=True).to_numpy()
    except pypdfium2.PdfiumError:
        return None
    return shown.reshape(shown.shape[:2]), whole.reshape(whole.shape[:2])


def may_have_layers(document: bytes) -> bool:
    """Look for the word, also in object streams; True where it cannot be ruled out."""
    return _may_hold(document, b"/OCProperties")
