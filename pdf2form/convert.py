"""A document to its record: the only place where the stages are wired together.

Many documents are read one after the other here; folders, resuming and tables are in `run`.
"""

import errno
import hashlib
import os
import stat
import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import Literal

from PIL import Image

from pdf2form.checks import run_checks, verdict
from pdf2form.errors import IN_CHINESE, DamagedDocument, DocumentFault, UsageFault, in_both
from pdf2form.export.overlay import draw_overlay
from pdf2form.layout import find_sheets, outline
from pdf2form.layout.missed import count_headings, find_missed
from pdf2form.layout.sheet import Sheet
from pdf2form.page import Page
from pdf2form.parse import parse_sheet
from pdf2form.parse.distrust import find_distrust
from pdf2form.record import (
    VERSION,
    Document,
    Fault,
    Finding,
    Form,
    Message,
    PageEntry,
    Reader,
    Record,
    Status,
)
from pdf2form.sources import read_pages
from pdf2form.sources.pdfium import render_page
from pdf2form.sources.text import NAME
from pdf2form.verify import Seen, Verifier, find_names

Source = str | os.PathLike[str] | bytes
"""A path, or the bytes themselves."""

Mode = Literal["auto", "text"]
"""How pages are read; this version has no recognition of scans, so both read the text layer."""

WHOLE_FORM_RULES = frozenset({"weights-sum", "total-weight", "total-score", "no-total"})
"""Checks that need every row of a form; they say nothing of one that `pages` may have cut."""

INSPECT_DPI = 144
"""Two pixels a point: Chinese of 9 points is legible, and an A4 page still fits a screen."""


def convert(
    source: Source,
    *,
    password: str | None = None,
    pages: Collection[int] | None = None,
    mode: Mode = "auto",
    verify: bool = False,
) -> Record:
    """Read one PDF and return its record; a document that cannot be read gives a record that says so.

    Args:
        source: a path, or the bytes of a PDF.
        password: for an encrypted PDF; it never enters the record.
        pages: the pages to read, from 1; all if None.
        mode: see `Mode`.
        verify: doubt every value that a second reader reads differently (docs/verify.md).

    An error of our own gives a record with the code `crashed`: this is the one guard, for one document or for many.

    Raises:
        MissingPackage: what `verify` needs is not installed.
        OSError: the path cannot be read, or is no file; there are no bytes to make a record of.
    """
    reader = find_reader(pages=pages, mode=mode, verify=verify)
    data = read_bytes(source)
    with _verifier(verify) as verifier:
        return _record(data, reader=reader, password=password, pages=pages, verifier=verifier)


def convert_many(
    sources: Iterable[Source],
    *,
    password: str | None = None,
    pages: Collection[int] | None = None,
    mode: Mode = "auto",
    verify: bool = False,
) -> Iterator[Record]:
    """Yield one record for each source, in input order; see `convert` for the arguments.

    Never raises for one document. A path that cannot be read gives a failed record with the code `unreachable` and
    no SHA-256.

    Raises:
        MissingPackage: what `verify` needs is not installed.
    """
    reader = find_reader(pages=pages, mode=mode, verify=verify)
    with _verifier(verify) as verifier:
        for source in sources:
            try:
                data = read_bytes(source)
            except (OSError, ValueError) as error:
                yield failed_record(None, reader, unreachable(error))
            else:
                yield _record(data, reader=reader, password=password, pages=pages, verifier=verifier)


def read_bytes(source: Source) -> bytes:
    """Return the bytes of a source: of a regular file only, since a pipe or a device may never end.

    Raises:
        OSError: the path cannot be read, or is no file.
        ValueError: it cannot be a path (a NUL in it).
    """
    if isinstance(source, bytes):
        return source
    path = Path(source)
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # of a folder, the system says it
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file; copy it to a file, or give it as - on stdin")
    return path.read_bytes()


def find_reader(*, pages: Collection[int] | None = None, mode: Mode = "auto", verify: bool = False) -> Reader:
    """Return what a record says about its reader: a record with the same reader need not be read again.

    Raises:
        MissingPackage: what `verify` needs is not installed.
    """
    options = {"mode": mode, "pages": _pages_text(pages), "verify": find_names() if verify else None}
    return Reader(version=VERSION, text=NAME, ocr=None, options=options)


def failed_record(data: bytes | None, reader: Reader, fault: Fault) -> Record:
    """Return the record of a document that could not be read; of one whose bytes are not there, if `data` is None."""
    return Record(reader=reader, document=_document(data, pages=0), status="failed", fault=fault)


def unreachable(error: OSError | ValueError) -> Fault:
    """Return the fault of a file that could not be read, in the words of the system, without its path."""
    message = error.strerror if isinstance(error, OSError) else str(error)  # ValueError: a NUL in the path
    return _fault("unreachable", message or type(error).__name__)


def inspect_page(source: Source, number: int, *, password: str | None = None) -> tuple[Page, Image.Image]:
    """Read one page as `convert` does, and draw what was found onto its picture.

    Raises:
        DocumentFault: the document cannot be read.
        UsageFault: the document has no such page.
        OSError: the path cannot be read.
    """
    data = read_bytes(source)
    document = read_pages(data, password=password)
    pages = tuple(document.pages)
    page = next((page for page in pages if page.number == number), None)
    if page is None:
        raise UsageFault(f"there is no page {number}: the document has {document.count}, counted from 1")
    if not page.width:
        raise DamagedDocument(page.fault.message if page.fault else f"page {number} has no size")
    picture = render_page(data, number, dpi=INSPECT_DPI, password=password, turn=page.turn)
    return page, draw_overlay(picture, page, outline(page, find_sheets(pages)))


def _verifier(verify: bool) -> AbstractContextManager[Verifier | None]:
    return Verifier() if verify else nullcontext()


def _record(
    data: bytes, *, reader: Reader, password: str | None, pages: Collection[int] | None, verifier: Verifier | None
) -> Record:
    """Return the record of a document, whatever happens on the way."""
    try:
        return _read(data, reader=reader, password=password, pages=pages, verifier=verifier)
    except DocumentFault as error:
        return failed_record(data, reader, _fault(error.code, str(error)))
    except Exception as error:
        return failed_record(data, reader, _crashed(error))


class _Watched:
    """The pages of a document as they stream by to the layout, and what is kept of each.

    Attributes:
        entries: as the record lists them.
        light: without glyphs and rulings; the hidden glyphs only where a second reader asks for them.
        headings: how many indicator headings each may print.
    """

    def __init__(self, pages: Iterable[Page], *, keep_hidden: bool) -> None:
        self.entries: list[PageEntry] = []
        self.light: dict[int, Page] = {}
        self.headings: dict[int, int] = {}
        self._pages = pages
        self._keep_hidden = keep_hidden

    def __iter__(self) -> Iterator[Page]:
        for page in self._pages:
            self.entries.append(_entry(page))
            light = page._replace(glyphs=(), rulings=())
            self.light[page.number] = light if self._keep_hidden else light._replace(hidden=())
            self.headings[page.number] = count_headings(page)
            yield page


def _read(
    data: bytes, *, reader: Reader, password: str | None, pages: Collection[int] | None, verifier: Verifier | None
) -> Record:
    """Take the bytes through all stages; pages stream, so that only one is held at a time.

    Raises:
        DocumentFault: there is nothing that can be read.
    """
    document = read_pages(data, password=password, wanted=pages, skip=True)
    watched = _Watched(document.pages, keep_hidden=verifier is not None)
    sheets = find_sheets(watched)
    missed = _missed(data, password, watched.headings, sheets)
    entries = [_unread(entry) if entry.page in missed and not entry.fault else entry for entry in watched.entries]
    faulty = [entry.page for entry in entries if entry.fault]
    forms = tuple(
        _checked(
            parse_sheet(sheet, number=n),
            left_out=_left_out(sheet.pages, pages, document.count),
            faulty=[page for page in faulty if any(abs(page - other) <= 1 for other in sheet.pages)],
        )
        for n, sheet in enumerate(sheets, start=1)
    )
    if marks := {number: page.doubtful for number, page in watched.light.items() if page.doubtful}:
        forms = tuple(_with(form, find_distrust(form, marks)) for form in forms)
    if verifier:
        found = verifier.compare(data, Seen(watched.light, sheets, forms), password=password)
        forms = tuple(map(_with, forms, found))
    entries = [entry.model_copy(update={"forms": _standing_on(entry.page, forms)}) for entry in entries]
    fault = _page_faults(entries) if not forms else None
    if not entries:
        fault = _fault("no_pages", f"none of the pages asked for: the document has {document.count}")
    return Record(
        reader=reader,
        document=_document(data, pages=document.count),
        status="failed" if fault else _status(entries, forms),
        pages=tuple(entries),
        forms=forms,
        fault=fault,
    )


def _missed(data: bytes, password: str | None, headings: Mapping[int, int], sheets: Sequence[Sheet]) -> Collection[int]:
    """Return the pages that print a form which no sheet holds; pages with more headings than forms are read again."""
    suspects = [number for number, count in headings.items() if count > sum(number in s.pages for s in sheets)]
    return find_missed(read_pages(data, password=password, wanted=suspects).pages, sheets) if suspects else ()


def _left_out(form: Iterable[int], wanted: Collection[int] | None, count: int) -> list[int]:
    """Return the pages of the document beside those of a form that were not wanted: the form may go on there."""
    beside = sorted({number + step for number in form for step in (-1, 1)})
    return [number for number in beside if wanted is not None and 1 <= number <= count and number not in wanted]


def _checked(form: Form, *, left_out: Collection[int], faulty: Collection[int]) -> Form:
    """Check a form; doubt it as a whole if it stands on or beside pages that were left out or not wholly read."""
    findings = (*form.findings, *run_checks(form))
    if faulty:
        findings = (*findings, _fault_doubt(faulty))
    if left_out:
        findings = (*map(_uncut, findings), _selection_doubt(left_out))
    return form.model_copy(update={"findings": findings, "verdict": verdict(findings)})


def _with(form: Form, findings: Iterable[Finding]) -> Form:
    """Add findings to a form, and judge it anew."""
    found = (*form.findings, *findings)
    return form.model_copy(update={"findings": found, "verdict": verdict(found)})


def _selection_doubt(left_out: Collection[int]) -> Finding:
    listed = ", ".join(map(str, left_out))
    message = Message(
        en=f"The form stands beside pages that were not asked for ({listed}): a part of it may be missing here.",
        zh=f"表格紧邻未选读的页面（第 {listed.replace(', ', '、')} 页），可能不完整。",
    )
    return Finding(rule="page-selection", result="doubt", subject="", message=message)


def _fault_doubt(faulty: Collection[int]) -> Finding:
    listed = ", ".join(map(str, faulty))
    message = Message(
        en=f"Page {listed} could not be read wholly: any value of this form may be missing, or not be what is printed.",
        zh=f"第 {listed.replace(', ', '、')} 页未能完整读取，本表任何数值都可能缺失或有误，请核对原件。",
    )
    return Finding(rule="damaged-page", result="doubt", subject="", message=message)


def _uncut(finding: Finding) -> Finding:
    """Take back what a sum over the whole form says against the paper, where we may have cut the form ourselves."""
    bad = ("mismatch", "doubt") if finding.rule == "no-total" else ("mismatch",)
    if finding.rule not in WHOLE_FORM_RULES or finding.result not in bad:
        return finding
    message = Message(
        en="Not judged: only a part of the pages was asked for, so rows of this form may be missing.",
        zh="仅选读了部分页面，表格各行可能不全，未核算。",
    )
    nothing = dict.fromkeys(("recomputed", "low", "high", "difference", "suggested"))
    return finding.model_copy(update={"result": "unchecked", "message": message, **nothing})


def _status(entries: Collection[PageEntry], forms: Collection[Form]) -> Status:
    if not forms:
        return "no_form"
    sound = all(form.verdict == "clean" for form in forms) and not any(entry.fault for entry in entries)
    return "clean" if sound else "flagged"


def _entry(page: Page) -> PageEntry:
    fault = _fault(page.fault.code, page.fault.message) if page.fault else None
    size = {"width": round(page.width, 2), "height": round(page.height, 2)}
    return PageEntry(page=page.number, source=page.source, fault=fault, **size)


def _unread(entry: PageEntry) -> PageEntry:
    """Say that a page prints a form that could not be read, so that it does not pass for a page without one."""
    why = "but they stand in no table that was recognised: its rulings are missing or torn"
    todo = f"Look at it with `pdf2form inspect FILE --page {entry.page}`, and enter its values by hand"
    message = f"Page {entry.page} prints the headings of a self-evaluation, {why}. {todo}."
    return entry.model_copy(update={"fault": _fault("unread_form", message)})


def _standing_on(page: int, forms: Iterable[Form]) -> tuple[int, ...]:
    return tuple(form.form for form in forms if page in form.pages)


def _page_faults(entries: Collection[PageEntry]) -> Fault | None:
    """Return why a document without a form counts as failed: a form may stand on a page that was not read."""
    faults = {entry.page: entry.fault for entry in entries if entry.fault}
    if not faults:
        return None
    codes = {fault.code for fault in faults.values()}
    code = "needs_ocr" if codes == {"needs_ocr"} and len(faults) == len(entries) else "unread_pages"
    first = next(iter(faults.values()))
    why = first.message.removesuffix(IN_CHINESE.get(first.code, "")).rstrip()
    return _fault(code, f"no form found, and {len(faults)} of {len(entries)} pages not read: {why}")


def _fault(code: str, message: str) -> Fault:
    return Fault(code=code, message=in_both(code, message))


def _document(data: bytes | None, *, pages: int) -> Document:
    digest = "" if data is None else hashlib.sha256(data).hexdigest()
    return Document(sha256=digest, bytes=len(data or b""), pages=pages)


def _crashed(error: Exception) -> Fault:
    """Return the fault of an error of our own: its type, and the line of our code, for whoever reports it.

    Neither the error's words nor the document's path: they may differ between two runs over the same bytes.
    """
    code = "out_of_memory" if isinstance(error, MemoryError) else "crashed"
    frames = traceback.extract_tb(error.__traceback__)
    spot = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return _fault(code, f"{type(error).__name__}{spot}: an error of pdf2form, please report it")


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
