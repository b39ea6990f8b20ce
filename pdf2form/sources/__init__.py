"""Bytes to pages. `read_pages` decides who reads each page; after it nobody asks whether it was text or a scan."""

from collections.abc import Callable, Collection, Container, Iterator
from itertools import groupby, islice
from typing import Literal

from pdf2form.page import Page, PageFault, Spot
from pdf2form.sources import text
from pdf2form.sources.mixed import find_unread, with_pictures
from pdf2form.sources.pages import Pages
from pdf2form.sources.scan import Scanner

__all__ = ["Mode", "Pages", "read_pages", "reread"]

Mode = Literal["auto", "text", "ocr"]
"""How pages are read: `auto` recognises those that have no text layer to be trusted, `ocr` all."""


MOST_PAGES = 3_000
"""Pages of a document that are read; the forms of a whole department, with its accounts, have some hundred."""


def read_pages(
    document: bytes,
    *,
    password: str | None = None,
    wanted: Container[int] | None = None,
    skip: bool = False,
    mode: Mode = "auto",
    before_scan: Callable[[], None] = lambda: None,
) -> Pages:
    """Open a document and read its wanted pages (counted from 1; None is all).

    `skip`: pages that surely hold no piece of a form come without what is printed on them; no record differs by it.
    `before_scan`: called before each page that is recognised, which takes seconds.

    Raises:
        DocumentFault: at once, if the document cannot be opened. A page that cannot be read raises nothing.
    """
    pages = text.read_pages(document, password=password, wanted=wanted, skip=skip)
    read = pages.pages
    if mode != "text":
        read = _recognised(read, _Late(document, password, before_scan), every=mode == "ocr")
    return pages._replace(pages=_first(read, MOST_PAGES))


def _first(pages: Iterator[Page], most: int) -> Iterator[Page]:
    """Yield so many pages, and if there are more, a blank one that says so."""
    yield from islice(pages, most)
    for page in islice(pages, 1):
        what = f"Page {page.number} and those after it are not read: {most:,} were. Read them with --pages"
        fault = PageFault("too_large", f"{what} {page.number}-{page.number + most - 1}, into another OUT.")
        yield Page(page.number, 0.0, 0.0, (), (), "blank", fault=fault)


class _Late:
    """A scanner that opens its document when the first page needs it: most documents are text."""

    def __init__(self, document: bytes, password: str | None, before_scan: Callable[[], None]) -> None:
        self._document, self._password, self._before_scan = document, password, before_scan
        self._scanner: Scanner | None = None
        self._damage: str | None = None

    def read(self, number: int) -> Page:
        """Recognise a page; in a damaged document, any page may have lost something."""
        if self._scanner is None:
            self._scanner = Scanner(self._document, password=self._password)
            self._damage = text.find_damage(self._document)
        self._before_scan()
        page = self._scanner.read(number)
        return page if page.fault or not self._damage else page._replace(fault=text.damaged(number, self._damage))

    def close(self) -> None:
        """Let go of the document."""
        if self._scanner:
            self._scanner.close()


def _recognised(pages: Iterator[Page], scanner: _Late, *, every: bool) -> Iterator[Page]:
    """Recognise the pages whose text layer cannot be read, or every page, and tables that are pictures among text."""
    try:
        for page in pages:
            if every or (page.fault is not None and page.fault.code == "needs_ocr"):
                yield scanner.read(page.number)
            elif boxes := find_unread(page):
                yield with_pictures(page, scanner.read(page.number), boxes)
            else:
                yield page
    finally:
        scanner.close()


def reread(document: bytes, *, password: str | None = None, spots: Collection[Spot]) -> dict[Spot, str]:
    """Recognise places of scanned pages once more: by the better model, and as numbers; see `scan.again`.

    Returns:
        What stands in each place; "" where nothing does.

    Raises:
        DocumentFault: the document cannot be opened.
    """
    scanner = Scanner(document, password=password)
    found: dict[Spot, str] = {}
    try:
        for number, group in groupby(sorted(set(spots)), key=lambda spot: spot.page):
            wanted = [*group]
            found |= zip(wanted, scanner.reread(number, wanted), strict=True)
    finally:
        scanner.close()
    return found
