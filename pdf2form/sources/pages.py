"""What every reader of a document answers, and what makes a page a scan."""

from collections.abc import Iterator
from typing import NamedTuple

from pdf2form.page import Page, PageFault

OUTLINES = 40
"""A page with so many curved paths and no glyph has its text drawn as outlines."""
SCAN_SHARE, SCAN_GLYPHS = 0.5, 50
"""A page whose images cover this share, with fewer glyphs, is a scan with a stamp; a form page has hundreds."""


class Pages(NamedTuple):
    """The pages of one document."""

    count: int  # type: ignore[assignment]  # a tuple counts too, but nobody asks it to
    """Pages of the document, wanted or not."""
    pages: Iterator[Page]
    """The wanted ones in order, read lazily; one that cannot be read is blank and has its fault."""


def scan_fault(page: Page, curves: int, share: float) -> PageFault | None:
    """Say that a page is a scan, so that it is never taken for an empty form.

    Args:
        page: as its text layer has it.
        curves: curved paths, OUTLINES for each image.
        share: of the page that images cover, 0..1.
    """
    if (curves < OUTLINES or page.glyphs) and (share <= SCAN_SHARE or len(page.glyphs) >= SCAN_GLYPHS):
        return None
    why = "it has no text layer that a reader sees, and recognition was not asked for (--mode text)"
    return PageFault("needs_ocr", f"Page {page.number} is a scan or a picture: {why}.")
