"""How far the content of pages lies on its side, for those who draw pages that were read before."""

from collections.abc import Mapping

from pdf2form.page import Source, Turn
from pdf2form.sources import text
from pdf2form.sources.scan import Scanner


def find_turns(document: bytes, pages: Mapping[int, Source]) -> dict[int, Turn]:
    """Return `Page.turn` of some pages, as reading them gives it; scans are not recognised for it, texts are read.

    Args:
        document: its bytes.
        pages: by number, from 1, as what each was read.

    Raises:
        DocumentFault: the document cannot be opened, or a scan not be unpacked.
    """
    scans = [number for number, source in pages.items() if source == "ocr"]
    found = {page.number: page.turn for page in text.read_pages(document, wanted=pages.keys() - {*scans}).pages}
    if scans:
        scanner = Scanner(document)
        try:
            found |= {number: scanner.find_turn(number) for number in scans}
        finally:
            scanner.close()
    return found
