"""Faint dashes in cells that are blank otherwise: too thin for ink, and yet what a reader sees."""

from collections.abc import Iterable

import cv2
import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.pixels import Mask, Pixels

FAINT = 0.25
"""A faint dash has at least this share of the darkness of the print of its page."""
GRAIN = 6.0
"""And is so many times darker than the grain of the paper in its cell."""
NARROW, WIDE, FLAT = 2.0, 14.0, 2.5
"""How wide and how high at most it is. Points: an em and a half at most, and a fourth of one."""
LONG = 2.5
"""And so many times as wide as high: no speck."""
SPECK = 1.3
"""A cell with less ink than a square of this side is blank otherwise. Points."""
INSET = 2.0
"""So far from the rulings it stands. Points."""


def find_faint(grey: Pixels, dark: Mask, ruled: Mask, cells: Iterable[Box], scale: float) -> Mask:
    """Return the ink of a page with the faint dashes of blank cells.

    Args:
        grey: the flat page.
        dark: what is ink on it.
        ruled: the ink of rulings.
        cells: the boxes of all cells, in pixels.
        scale: pixels a point.
    """
    printed = grey[dark & ~ruled]
    if not printed.size:
        return dark
    least = FAINT * (255.0 - float(np.median(printed)))
    found = dark.copy()
    for cell in cells:
        inset = round(INSET * scale)
        rows = slice(round(cell.top) + inset, round(cell.bottom) - inset)
        place = rows, slice(round(cell.x0) + inset, round(cell.x1) - inset)
        area = grey[place]
        specks = np.count_nonzero(dark[place] & ~ruled[place])
        if min(area.shape) > 2 * inset and specks <= (SPECK * scale) ** 2:
            found[place] |= _dashes(area, least, scale)
    return found


def _dashes(area: Pixels, least: float, scale: float) -> Mask:
    """Return the pixels of the dashes of one cell."""
    shade = 255.0 - area.astype(np.float32)
    if shade.max() <= least:
        return np.zeros(area.shape, np.bool_)
    grain = float(np.percentile(shade, 75) - np.percentile(shade, 25)) / 1.35
    paper = float(np.median(shade))
    darker = np.asarray(shade > paper + max(least, GRAIN * grain), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(darker)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    is_dash = (wide >= NARROW * scale) & (wide <= WIDE * scale) & (high <= FLAT * scale) & (wide >= LONG * high)
    is_dash[0] = False
    return np.asarray(is_dash[labels], np.bool_)
