"""What PDFium draws with a font that the PDF does not bring along: Latin always, Chinese only if the system has a font.

Without one PDFium draws Chinese as nothing at all, and says nothing of it: such a picture must not pass for paper.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from pdf2form.sources.pdfium import render_page

Greys = npt.NDArray[np.uint8]

PROBES = "国效三"
"""Chinese characters of many strokes and of few, which no substitute draws alike."""
SIZE = 40
"""Font size of what is drawn, and height of half its page. Points."""
INK = 128
"""Darker than this (of 255) is ink."""

_LATIN = b"/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding"
_CHINESE = b"/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]"
_BELOW = (
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
)
"""One of the Chinese fonts that a PDF may name and not bring along; the system's font stands in for all of them."""


@lru_cache(maxsize=1)
def draws_chinese() -> bool:
    """Whether PDFium draws Chinese in fonts that are not embedded: found by drawing some, once in a process."""
    return show_characters([draw_line(character, script="chinese") for character in PROBES])


def show_characters(pictures: Sequence[Greys]) -> bool:
    """Whether pictures show characters: ink in each, and no two alike, as blanks and the boxes of a substitute are."""
    return all((one < INK).any() for one in pictures) and len({one.tobytes() for one in pictures}) == len(pictures)


def draw_line(text: str, *, script: Literal["latin", "chinese"], dpi: float = 72.0) -> Greys:
    """Draw one line of text, black on white, in a font that is not embedded."""
    encoded = text.encode("ascii" if script == "latin" else "utf-16-be")
    shown = b"BT /F %d Tf %d %d Td <%s> Tj ET" % (SIZE, SIZE // 2, SIZE // 2, encoded.hex().encode())
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    document = _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % (SIZE * (len(text) + 1), 2 * SIZE),
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font%s>>" % (_LATIN if script == "latin" else _CHINESE),
        b"<</Type/Font%s>>" % _BELOW,
    )
    return np.asarray(render_page(document, 1, dpi=dpi).convert("L"), np.uint8)


def _pdf(*objects: bytes) -> bytes:
    """Write a PDF of these objects, the first its catalog. Without an index: PDFium makes its own."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, start=1))
    return b"%%PDF-1.4\n%strailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (body, len(objects) + 1)
