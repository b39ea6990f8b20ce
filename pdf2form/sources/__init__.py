"""Bytes to pages. `read_pages` decides who reads; after it nobody asks whether a page was text or a scan."""

from collections.abc import Container

from pdf2form.sources import text
from pdf2form.sources.pages import Pages

__all__ = ["Pages", "read_pages"]


def read_pages(
    document: bytes, *, password: str | None = None, wanted: Container[int] | None = None, skip: bool = False
) -> Pages:
    """Open a document and read its wanted pages (counted from 1; None is all).

    `skip`: pages that surely hold no piece of a form come without what is printed on them; no record differs by it.

    Raises:
        DocumentFault: at once, if the document cannot be opened. A page that cannot be read raises nothing.
    """
    return text.read_pages(document, password=password, wanted=wanted, skip=skip)
