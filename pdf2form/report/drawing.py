"""Pages of one document to picture files, in a process that ends itself when that takes too long.

`artists` starts these processes, `pictures` decides which pages are drawn; PDF bytes are parsed here, and
nowhere else in the report.
"""

import hashlib
import io
import math
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from pdf2form.deadline import clear_deadline, set_deadline
from pdf2form.errors import DocumentFault, EncryptedDocument
from pdf2form.export.folder import read_record, replace_bytes
from pdf2form.inputs import Place
from pdf2form.page import Turn
from pdf2form.record import DOC_ID_LENGTH, VERSION, PageEntry
from pdf2form.sources.pdfium import NAME, render_page
from pdf2form.sources.turns import find_turns

DPI = 120.0
"""Chinese of 7.5 points, the smallest that forms print, is 12 pixels high and legible; a page of text takes 45 kB."""

GREYS = 16
"""Of a page of text: with 256 its file is half as large again, and no character is clearer."""

QUALITY = 60
"""Of a scanned page, in colour; without loss, its noise alone would take four times as much."""

MOST_PIXELS = 8_000_000
"""Of a picture; larger pages (A1 and beyond) are drawn more coarsely."""

SAME_SHAPE = 0.02
"""By this share a picture may be wider than its page in the record: a pixel is rounded, a page on its side is not."""

NOTE = ".style"
"""A file beside the pictures, which has STYLE. Pictures that are older than it were drawn in another style."""

STYLE = f"1 {VERSION} {DPI:g} {GREYS} {QUALITY} {NAME} pillow {version('pillow')}"
"""What pictures depend on beside the bytes: they are drawn anew when it changes."""

PATIENCE = 30.0
"""Seconds for the bytes of a document to come, and then for each of its pages. One of text takes a third of a second; a
scan, whose way up is found again, some seconds."""


class Task(NamedTuple):
    """Some pages of a document."""

    out: Path
    """The OUT folder, which has its record."""
    sha256: str
    pages: tuple[int, ...]
    places: tuple[Place, ...]
    """Where its bytes may be."""
    why: str
    """The reason to give if they are in none of them."""
    folder: Path
    """Where the pictures go."""
    patience: float = PATIENCE
    """Seconds; see PATIENCE."""

    @property
    def doc_id(self) -> str:
        """The key of the document."""
        return self.sha256[:DOC_ID_LENGTH]


class Drawn(NamedTuple):
    """What became of a page."""

    page: int
    size: int = 0
    """Bytes of its picture."""
    missing: str | None = None
    """Why there is none."""


def picture_name(doc_id: str, page: int) -> str:
    """Return the name of the picture of a page."""
    return f"{doc_id}-{page}.webp"


def find_sizes(folder: Path, names: Iterable[str]) -> dict[str, int]:
    """Return the bytes of those pictures that are there and of the style that is noted beside them."""
    note = folder / NOTE
    since = note.stat().st_mtime_ns if note.is_file() else 0
    found = ((name, (folder / name).stat()) for name in names if (folder / name).is_file())
    return {name: stat.st_size for name, stat in found if stat.st_mtime_ns >= since}


def draw(task: Task) -> tuple[Drawn, ...]:
    """Draw the pages of a task in their order, each file whole or not at all.

    Raises:
        OutputUnwritable: a picture cannot be written.
    """
    record = read_record(task.out, task.sha256)
    entries = [entry for entry in record.pages if entry.page in task.pages] if record else []
    set_deadline(task.patience)
    try:
        data, why = find_bytes(task)
        found = {drawn.page: drawn for drawn in _draw(data, entries, task)} if data else {}
    finally:
        clear_deadline()
    return tuple(found.get(page, Drawn(page, missing=why or "not_drawn")) for page in task.pages)


def find_bytes(task: Task) -> tuple[bytes, str]:
    """Return the bytes of a document, from wherever they still are; else none, and why."""
    why = task.why
    for place in task.places:
        try:
            data = place.read()
        except (OSError, ValueError, DocumentFault, MemoryError):
            continue
        if hashlib.sha256(data).hexdigest() == task.sha256:
            return data, ""
        why = "changed"
    return b"", why


def _draw(data: bytes, entries: list[PageEntry], task: Task) -> Iterator[Drawn]:
    for entry in entries:
        set_deadline(task.patience)
        path = task.folder / picture_name(task.doc_id, entry.page)
        try:
            turn = find_turns(data, {entry.page: entry.source}).get(entry.page, 0)
            picture = draw_page(data, entry, turn)
        except EncryptedDocument:
            yield Drawn(entry.page, missing="encrypted")
        except (DocumentFault, MemoryError):
            yield Drawn(entry.page, missing="not_drawn")
        else:
            if picture:
                replace_bytes(path, picture)
            yield Drawn(entry.page, len(picture), None if picture else "not_drawn")


def draw_page(data: bytes, entry: PageEntry, turn: Turn) -> bytes:
    """Return the picture of a page as WebP; nothing if it is not of the shape that the boxes of the record are for.

    Raises:
        DocumentFault: PDFium cannot draw it.
    """
    if min(entry.width, entry.height) < 1:
        return b""
    dpi = min(DPI, 72 * math.sqrt(MOST_PIXELS / (entry.width * entry.height)))
    drawn = render_page(data, entry.page, dpi=dpi, turn=turn)
    if abs(drawn.width / drawn.height * entry.height / entry.width - 1) > SAME_SHAPE:
        return b""
    return _compressed(drawn, scanned=entry.source == "ocr")


def _compressed(drawn: Image.Image, *, scanned: bool) -> bytes:
    file = io.BytesIO()
    if scanned:
        drawn.convert("RGB").save(file, "WEBP", quality=QUALITY)
    else:
        step = 256 // GREYS
        greys = [round(grey // step * 255 / (GREYS - 1)) for grey in range(256)]
        drawn.convert("L").point(greys).save(file, "WEBP", lossless=True)
    return file.getvalue()
