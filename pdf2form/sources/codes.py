"""The codes that PDFium answers for characters, as Unicode: pairs joined, hyphens, and what names nothing."""

import numpy as np

from pdf2form.sources.objects import Bools
from pdf2form.sources.pdfium import Floats, Ints

UNREADABLE = 0xFFFD
LINE_END_HYPHEN, SOFT_HYPHEN = 0x02, 0xAD
"""PDFium answers 2 for a hyphen at the end of a line; elsewhere it is a code that names nothing."""


def mended(codes: Ints, boxes: Floats) -> tuple[Ints, Ints]:
    """Join surrogate pairs, and answer where the second halves stand; what says nothing is U+FFFD."""
    codes, ends = codes.copy(), _line_ends(boxes)
    codes[(codes == SOFT_HYPHEN) | ((codes == LINE_END_HYPHEN) & ends)] = ord("-")
    high, low = (codes >= 0xD800) & (codes < 0xDC00), (codes >= 0xDC00) & (codes < 0xE000)
    pairs = np.flatnonzero(high[:-1] & low[1:])
    codes[pairs] = 0x10000 + ((codes[pairs] - 0xD800) << 10) + (codes[pairs + 1] - 0xDC00)
    lone = (codes >= 0xD800) & (codes < 0xE000)
    private = ((codes >= 0xE000) & (codes < 0xF900)) | ((codes >= 0xF0000) & (codes <= 0x10FFFF))
    control = (codes < 0x20) | ((codes >= 0x7F) & (codes < 0xA0)) | ((codes & 0xFFFE) == 0xFFFE) | (codes > 0x10FFFF)
    codes[lone | control | private] = UNREADABLE
    return codes, pairs + 1


def _line_ends(boxes: Floats) -> Bools:
    """Tell after which characters the next one stands on another line."""
    middles, heights = (boxes[1] + boxes[3]) / 2, boxes[3] - boxes[1]
    return np.append(np.abs(np.diff(middles)) > heights[:-1] / 2, True)
