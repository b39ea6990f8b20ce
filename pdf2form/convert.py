"""A document to its record: the only place where the stages are wired together.

Many documents, each in a process that can be killed, are in `batch`; folders, resuming and tables in `run`.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import count, groupby
from typing import NamedTuple

from PIL import Image

from pdf2form.checks import run_checks, verdict
from pdf2form.checks.cut import with_missing
from pdf2form.errors import DamagedDocument, DocumentFault, TooLarge, UsageFault
from pdf2form.export.overlay import draw_overlay
from pdf2form.faults import crashed, fault, page_entry, page_faults, unread
from pdf2form.inputs.places import BytesPlace, FilePlace, Place
from pdf2form.layout import find_sheets, outline
from pdf2form.layout.missed import count_headings, find_missed, prints_title
from pdf2form.layout.sheet import Sheet
from pdf2form.page import Box, Page
from pdf2form.parse import parse_sheet
from pdf2form.parse.distrust import find_distrust
from pdf2form.parse.likely import read_likeliest
from pdf2form.parse.scanned import find_scanned
from pdf2form.parts import Where, with_places, with_scanned
from pdf2form.record import (
    VERSION,
    Document,
    Fault,
    Finding,
    Form,
    PageEntry,
    Reader,
    Record,
    Status,
)
from pdf2form.second import find_second, find_spots
from pdf2form.sources import Mode, Pages, read_pages, reread
from pdf2form.sources.pdfium import render_page
from pdf2form.sources.scan import name_recogniser
from pdf2form.sources.text import NAME
from pdf2form.suggest import find_suggested, keep_guesses
from pdf2form.verify import Seen, Verifier, find_names

Source = str | os.PathLike[str] | bytes | Place
"""A path, the bytes themselves, or another place where they are."""

NOTHING = Document(sha256="", bytes=0, pages=0)
"""What a record says about bytes that could not be reached."""

Load = Callable[[int, int], None]
"""Called with the pages of a document, and how many of them are recognised; again before each of these."""

INSPECT_DPI = 144
"""Two pixels a point: Chinese of 9 points is legible, and an A4 page still fits a screen."""


def convert(
    source: Source,
    *,
    password: str | None = None,
    pages: Collection[int] | None = None,
    mode: Mode = "auto",
    verify: bool = False,
    on_load: Load = lambda _pages, _scans: None,
) -> Record:
    """Read one PDF and return its record; a document that cannot be read gives a record that says so.

    Args:
        source: a path, the bytes of a PDF, or a place.
        password: for an encrypted PDF; it never enters the record.
        pages: the pages to read, from 1; all if None.
        mode: see `Mode`.
        verify: doubt every value that a second reader reads differently (docs/verify.md).
        on_load: see `Load`.

    Raises:
        MissingPackage: what `verify` needs is not installed.
        OSError: the path cannot be read, or is no file; there are no bytes to make a record of.
        DocumentFault: another place does not give its bytes.
    """
    reader = find_reader(pages=pages, mode=mode, verify=verify)
    try:
        data = read_bytes(source)
    except TooLarge as error:
        return failed_record(find_document(source), reader, fault(error.code, str(error)))
    with verifying(verify) as verifier:
        return read_job(Job(data, reader, password, pages, mode, on_load), verifier)


def read_bytes(source: Source) -> bytes:
    """Return the bytes of a source; see `Place.read` for what is raised."""
    return find_place(source).read()


def find_place(source: Source) -> Place:
    """Return the place of a source."""
    if isinstance(source, bytes):
        return BytesPlace(source)
    return FilePlace(os.fspath(source)) if isinstance(source, str | os.PathLike) else source


def find_document(source: Source, *, pages: int = 0) -> Document:
    """Return what a record says about the bytes of a source, however many they are; raises as `read_bytes` does."""
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Document(sha256=digest, bytes=file.tell(), pages=pages)
    data = read_bytes(source)
    return Document(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), pages=pages)


def find_reader(*, pages: Collection[int] | None = None, mode: Mode = "auto", verify: bool = False) -> Reader:
    """Return what a record says about its reader: a record with the same reader need not be read again.

    Raises:
        MissingPackage: what `verify` needs is not installed.
    """
    options = {"mode": mode, "pages": _pages_text(pages), "verify": find_names() if verify else None}
    return Reader(version=VERSION, text=NAME, ocr=None if mode == "text" else name_recogniser(), options=options)


def failed_record(document: Document, reader: Reader, fault: Fault) -> Record:
    """Return the record of a document that could not be read; NOTHING, if its bytes are not there."""
    return Record(reader=reader, document=document, status="failed", fault=fault)


def inspect_page(
    source: Source, number: int, *, password: str | None = None, mode: Mode = "auto"
) -> tuple[Page, Image.Image]:
    """Read one page as `convert` does, and draw what was found onto its picture.

    Raises:
        DocumentFault: the document cannot be read.
        UsageFault: the document has no such page.
        OSError: the path cannot be read.
    """
    data = read_bytes(source)
    document = read_pages(data, password=password, mode=mode)
    pages = tuple(document.pages)
    page = next((page for page in pages if page.number == number), None)
    if page is None:
        raise UsageFault(f"there is no page {number}: the document has {document.count}, counted from 1")
    if not page.width:
        raise DamagedDocument(page.fault.message if page.fault else f"page {number} has no size")
    picture = render_page(data, number, dpi=INSPECT_DPI, password=password, turn=page.turn)
    return page, draw_overlay(picture, page, outline(page, find_sheets(pages)))


def verifying(verify: bool) -> AbstractContextManager[Verifier | None]:
    """Give what reads again, if that is wanted; it takes a second to start, so one serves many documents."""
    return Verifier() if verify else nullcontext()


class Job(NamedTuple):
    """One document, and how it is to be read."""

    data: bytes
    reader: Reader
    password: str | None
    pages: Collection[int] | None
    mode: Mode
    on_load: Load

    def read(self) -> Pages:
        """Read the pages that are asked for."""
        scans = count(1)
        pages = read_pages(
            self.data,
            password=self.password,
            wanted=self.pages,
            skip=True,
            mode=self.mode,
            before_scan=lambda: self.on_load(pages.count, next(scans)),
        )
        self.on_load(pages.count, 0)
        return pages

    def read_again(self, wanted: Collection[int]) -> Iterable[Page]:
        """Read some pages, and each of them whole."""
        return read_pages(self.data, password=self.password, wanted=wanted, mode=self.mode).pages if wanted else ()


def read_job(job: Job, verifier: Verifier | None) -> Record:
    """Return the record of a document, whatever happens on the way.

    An error of our own gives one with the code `crashed`: this is the one guard, for one document or for many.
    """
    try:
        return _read(job, verifier)
    except DocumentFault as error:
        return failed_record(find_document(job.data), job.reader, fault(error.code, str(error)))
    except Exception as error:
        return failed_record(find_document(job.data), job.reader, crashed(error))


class _Watched:
    """The pages of a document as they stream by to the layout, and what is kept of each.

    Attributes:
        entries: as the record lists them.
        light: without glyphs and rulings; the hidden glyphs only where a second reader asks for them.
        headings: how many indicator headings each may print.
        kept: the recognised pages with such headings, or with a title: a form may be on them that was not.
        uncertain: the pages with uncertain characters, and these with their neighbours alone.
    """

    def __init__(self, pages: Iterable[Page], *, keep_hidden: bool) -> None:
        self.entries: list[PageEntry] = []
        self.light: dict[int, Page] = {}
        self.headings: dict[int, int] = {}
        self.kept: dict[int, Page] = {}
        self.uncertain: dict[int, Page] = {}
        self._pages = pages
        self._keep_hidden = keep_hidden

    def __iter__(self) -> Iterator[Page]:
        for page in self._pages:
            self.entries.append(page_entry(page))
            light = page._replace(glyphs=(), rulings=())
            self.light[page.number] = light if self._keep_hidden else light._replace(hidden=())
            self.headings[page.number] = count_headings(page)
            if page.source == "ocr" and (self.headings[page.number] or prints_title(page)):
                self.kept[page.number] = page
            if page.guesses:
                self.uncertain[page.number] = keep_guesses(page)
            yield page


def _read(job: Job, verifier: Verifier | None) -> Record:
    """Take the bytes through all stages; pages stream, so that only one is held at a time.

    Raises:
        DocumentFault: there is nothing that can be read.
    """
    document = job.read()
    watched = _Watched(document.pages, keep_hidden=verifier is not None)
    sheets = find_sheets(watched)
    missed = _missed(job, watched, sheets)
    entries = [unread(entry) if entry.page in missed and not entry.fault else entry for entry in watched.entries]
    faulty = [entry.page for entry in entries if entry.fault]
    forms = tuple(read_likeliest(parse_sheet(s, number=n), watched.uncertain) for n, s in enumerate(sheets, start=1))
    cut = [_left_out(form.pages, job.pages, document.count) for form in forms]
    forms = tuple(_judged(form, watched, left_out=out, faulty=faulty) for form, out in zip(forms, cut, strict=True))
    if verifier:
        found = verifier.compare(job.data, Seen(watched.light, sheets, forms), password=job.password)
        forms = tuple(map(_with, forms, found))
    forms = _read_again(job, tuple(_on_paper(form, watched.light) for form in forms))
    entries = [entry.model_copy(update={"forms": _standing_on(entry.page, forms)}) for entry in entries]
    unreadable = page_faults(entries) if not forms else None
    if not entries:
        unreadable = fault("no_pages", f"none of the pages asked for: the document has {document.count}")
    return Record(
        reader=job.reader,
        document=find_document(job.data, pages=document.count),
        status="failed" if unreadable else _status(entries, forms),
        pages=tuple(entries),
        forms=forms,
        fault=unreadable,
    )


def _judged(form: Form, watched: _Watched, *, left_out: Collection[int], faulty: Collection[int]) -> Form:
    """Check a form, and doubt what its pages leave open."""
    near = [page for page in faulty if any(abs(page - other) <= 1 for other in form.pages)]
    form = _with(form, with_missing(run_checks(form), left_out=left_out, faulty=near))
    if marks := {number: watched.light[number].doubtful for number in form.pages if watched.light[number].doubtful}:
        form = _with(form, find_distrust(form, marks))
    if watched.uncertain:
        form = _with(form, find_suggested(form, watched.uncertain))
    return _with(form, find_scanned(form))


def _missed(job: Job, watched: _Watched, sheets: Sequence[Sheet]) -> Collection[int]:
    """Return the pages that print a form which no sheet holds; pages with more headings than forms are looked at again.

    A page of text is read again for it; one that was recognised is kept, since reading it takes a second.
    """
    suspects = [n for n, count in watched.headings.items() if count > sum(n in s.pages for s in sheets)]
    again = job.read_again([n for n in suspects if n not in watched.kept])
    missed = find_missed([*again, *(page for n, page in watched.kept.items() if n in suspects)], sheets)
    held = {number for sheet in sheets for number in sheet.pages}
    return {*missed, *(n for n, page in watched.kept.items() if n not in held and prints_title(page))}


def _on_paper(form: Form, pages: Mapping[int, Page]) -> Form:
    """Move the places of a form from the flat page to the paper as it was scanned; its blanks are of the scan, too."""
    if scanned := [number for number in form.pages if pages[number].source == "ocr"]:
        form = with_scanned(form, scanned)
    ways = {number: way for number in form.pages if (way := pages[number].on_paper)}

    def moved(place: Where) -> Where:
        if place.page not in ways:
            return place
        x0, top, x1, bottom = ways[place.page](Box(*place.box))
        return Where(page=place.page, box=(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)))

    return with_places(form, moved) if ways else form


def _read_again(job: Job, forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Read the recognised numbers once more that the arithmetic of their form fails with, and say where they differ."""
    spots = {spot for form in forms for spot in find_spots(form)}
    if not spots:
        return forms
    texts = reread(job.data, password=job.password, spots=spots)
    return tuple(_with(form, find_second(form, texts)) for form in forms)


def _left_out(form: Iterable[int], wanted: Collection[int] | None, count: int) -> list[int]:
    """Return the pages of the document beside those of a form that were not wanted: the form may go on there."""
    beside = sorted({number + step for number in form for step in (-1, 1)})
    return [number for number in beside if wanted is not None and 1 <= number <= count and number not in wanted]


def _with(form: Form, findings: Iterable[Finding]) -> Form:
    """Add findings to a form, and judge it anew."""
    found = (*form.findings, *findings)
    return form.model_copy(update={"findings": found, "verdict": verdict(found)})


def _status(entries: Collection[PageEntry], forms: Collection[Form]) -> Status:
    if not forms:
        return "no_form"
    sound = all(form.verdict == "clean" for form in forms) and not any(entry.fault for entry in entries)
    return "clean" if sound else "flagged"


def _standing_on(page: int, forms: Iterable[Form]) -> tuple[int, ...]:
    return tuple(form.form for form in forms if page in form.pages)


def _pages_text(pages: Collection[int] | None) -> str | None:
    """Return the pages as `3-9,12`, so that equal selections are equal options."""
    if pages is None:
        return None
    if isinstance(pages, range) and pages.step == 1:
        runs = [(pages.start, pages.stop - 1)]
    else:
        grouped = groupby(enumerate(sorted(set(pages))), key=lambda pair: pair[1] - pair[0])
        runs = [(run[0][1], run[-1][1]) for run in ([*pairs] for _, pairs in grouped)]
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
