"""Bytes to pages. `read_pages` decides who reads each page; after it nobody asks whether it was text or a scan."""

from collections.abc import Collection, Container, Iterator
from itertools import groupby
from typing import Literal

from pdf2form.page import Page, Spot
from pdf2form.sources import text
from pdf2form.sources.mixed import find_unread, with_pictures
from pdf2form.sources.pages import Pages
from pdf2form.sources.scan import Scanner

__all__ = ["Mode", "Pages", "read_pages", "reread"]

Mode = Literal["auto", "text", "ocr"]
"""How pages are read: `auto` recognises those that have no text layer to be trusted, `ocr` all."""


def read_pages(
    document: bytes,
    *,
    password: str | None = None,
    wanted: Container[int] | None = None,
    skip: bool = False,
    mode: Mode = "auto",
) -> Pages:
    """Open a document and read its wanted pages (counted from 1; None is all).

    `skip`: pages that surely hold no piece of a form come without what is printed on them; no record differs by it.

    Raises:
        DocumentFault: at once, if the document cannot be opened. A page that cannot be read raises nothing.
    """
    pages = text.read_pages(document, password=password, wanted=wanted, skip=skip)
    if mode == "text":
        return pages
    return pages._replace(pages=_recognised(pages.pages, _Late(document, password), every=mode == "ocr"))


class _Late:
    """A scanner that opens its document when the first page needs it: most documents are text."""

    def __init__(self, document: bytes, password: str | None) -> None:
        self._document, self._password = document, password
        self._scanner: Scanner | None = None
        self._damage: str | None = None

    def read(self, number: int) -> Page:
        """Recognise a page; in a damaged document, any page may have lost something."""
        if self._scanner is None:
            self._scanner = Scanner(self._document, password=self._password)
            self._damage = text.find_damage(self._document)
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
