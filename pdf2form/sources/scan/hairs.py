"""Hairlines: rulings so thin that they are no ink beside black print, and are known by how far they run straight."""

import math

import cv2
import numpy as np

from pdf2form.sources.scan.ink import find_faintest
from pdf2form.sources.scan.pixels import Mask, Pixels
from pdf2form.sources.scan.strokes import FAR

BLOCK = 8
"""So many pixels of a stroke are looked at together."""
FULL = 0.8
"""Share of them that is no paper: noise may have a grain of it white, and between characters there is more."""
MUCH = 0.04
"""Where hairlines are such a share of the ink of rulings, a page has hairlines: on dealt scans 0.07 and more, on those
without up to 0.02 one of both ways."""
STEP = np.ones((2, 1), np.uint8)
"""A stroke that is not quite level goes on in the row above or below."""
LOWEST = 12.0
"""Where a page has hairlines, strokes of this length may be the borders of a low row. Points."""
THICK = 8
"""What is so thick is shade. Pixels."""
BLUR = 2
"""So near beside ink what is fainter is the blur of its edge. Pixels."""


def find_hairs(even: Pixels, dark: Mask, scale: float) -> Mask:
    """Return what is no paper and too faint for ink, of level and upright strokes as long as rulings.

    Nothing, unless much of the strokes of either way is so faint: a streak of a copier runs one way, and what shines
    through from the reverse is little beside the rulings of the page.

    Args:
        even: a flat page with white paper.
        dark: what is ink on it.
        scale: pixels a point.
    """
    faint = -np.less(even, np.uint8(math.ceil(find_faintest(even)))).view(np.uint8)  # 255 for 1
    level = faint, dark, _find_shares(faint)
    if _find_share(*level, scale) < MUCH:  # of most pages; the rest is not looked for
        return np.zeros_like(dark)
    turned = np.asarray(cv2.transpose(faint), np.uint8)
    upright = turned, np.ascontiguousarray(dark.T), _find_shares(turned)
    if _find_share(*upright, scale) < MUCH:
        return np.zeros_like(dark)
    along, _ = _find_strokes(*level, round(LOWEST * scale))
    across, _ = _find_strokes(*upright, round(LOWEST * scale))
    return np.asarray(along | across.T)


def has_shades(pixels: Pixels) -> bool:
    """Whether a picture has greys; of one in black and white a hairline is black, or gone."""
    sample = pixels[::BLOCK, ::BLOCK]
    return bool(((sample > 0) & (sample < 255)).any())


def _find_shares(faint: Pixels) -> Pixels:
    """Return how much of each block, BLOCK pixels wide, of a row or the one above is no paper."""
    width = faint.shape[1] // BLOCK
    near = cv2.dilate(faint[:, : width * BLOCK], STEP)
    return np.asarray(cv2.resize(near, (width, len(faint)), interpolation=cv2.INTER_AREA), np.uint8)


def _find_share(faint: Pixels, dark: Mask, shares: Pixels, scale: float) -> float:
    """Return how much hairlines are beside the ink of the strokes as long as rulings."""
    hairs, ink = _find_strokes(faint, dark, shares, round(FAR * scale))
    return float(np.count_nonzero(hairs) / max(1, ink))


def _find_strokes(faint: Pixels, dark: Mask, shares: Pixels, length: int) -> tuple[Mask, int]:
    """Return the hairlines of level strokes, without what is beside ink, and how much of those strokes is ink. Pixels.

    Args:
        faint: not 0 where a page is no paper.
        dark: what of that is ink.
        shares: see `_find_shares`.
        length: of the shortest.
    """
    full = np.asarray(shares >= 255 * FULL, np.uint8)
    shade = cv2.morphologyEx(full, cv2.MORPH_OPEN, np.ones((THICK, 1), np.uint8))
    long = cv2.morphologyEx(cv2.subtract(full, shade), cv2.MORPH_OPEN, np.ones((1, round(length / BLOCK)), np.uint8))
    both = cv2.dilate(long, STEP, anchor=(0, 0))  # of either row
    rows = np.flatnonzero(both.any(axis=1))
    strokes = np.repeat(both[rows], BLOCK, axis=1) > 0
    columns = strokes.shape[1]
    beside = [np.clip(rows + step, 0, len(dark) - 1) for step in range(-BLUR, BLUR + 1)]
    inked = np.logical_or.reduce([dark[each, :columns] for each in beside])
    hairs = np.zeros_like(dark)
    hairs[rows, :columns] = strokes & (faint[rows, :columns] > 0) & ~inked
    return hairs, int(np.count_nonzero(strokes & dark[rows, :columns]))
