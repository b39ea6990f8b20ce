"""A picture to its ink: even paper, black ink as grey, coloured stamps taken out, and what is ink and what is paper."""

from functools import reduce
from typing import NamedTuple

import cv2
import numpy as np

from pdf2form.sources.scan.grey_stamps import take_out_grey_stamps
from pdf2form.sources.scan.pixels import Mask, Pixels
from pdf2form.sources.scan.stamps import take_out_stamps

BEYOND = 5.0
"""Dark that is at least so thick and reaches the edge of the picture is no print: what lay beyond the paper, the shadow
of a book, black corners. Points."""
AROUND = 24.0
"""How far around a place the darkest ink is looked for: two lines of text. Points."""
DARKER = 0.42
"""Ink is what lies further than this share of the way to the darkest around. At a half, thin strokes beside black
rulings are lost."""
FAINTEST, NOISE = 0.18, 5.0
"""What is fainter than this share of the page's ink, or than so many standard deviations of its noise, is paper."""
LEAST_LIMIT = 90
"""Darker than this is ink anywhere."""
PAPER = 200
"""Brighter than this is paper or faint ink."""
PAPER_BLOCK = 8
"""Pixels of the picture that make one of the picture of its paper."""
PAPER_REACH = 9
"""Of those, how far around a place the brightest counts as paper: wider than any stroke, narrower than a shadow."""
GROWS = 4
"""By how many greys the paper differs over such a reach where a shadow lies."""


class Inked(NamedTuple):
    """A picture with nothing left of it but paper (255) and black ink (0)."""

    grey: Pixels
    dark: Mask
    """What is ink rather than paper."""
    inks: Pixels | None
    """Where ink has or had a colour, see `stamps`; None of a page without any."""


def find_ink(pixels: Pixels, scale: float) -> Inked:
    """Separate black ink from paper, shadow and stamps.

    Args:
        pixels: the picture of a page.
        scale: its pixels a point.
    """
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    inks = None
    if pixels.ndim == 3 and (coloured := take_out_stamps(pixels, grey, scale)):
        grey, inks = coloured
        del coloured  # for what it holds of the page beside what is made of it
    grey = _evened(_without_edges(grey, scale))
    if inks is None and (cleaned := take_out_grey_stamps(grey, scale)):
        grey, inks = cleaned
    return Inked(grey, find_dark(grey, scale), inks)


def _without_edges(grey: Pixels, scale: float) -> Pixels:
    """Make white what is dark around the paper."""
    step = max(1, round(scale))
    small = cv2.resize(grey, (-(-grey.shape[1] // step), -(-grey.shape[0] // step)), interpolation=cv2.INTER_AREA)
    dark = np.asarray(small < DESK, np.uint8)
    size = max(3, round(BEYOND * scale / step))
    framed = cv2.copyMakeBorder(dark, size, size, size, size, cv2.BORDER_CONSTANT, value=1)  # so that its edge is thick
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    _, labels = cv2.connectedComponents(thick)
    outside = cv2.dilate(np.asarray(labels == labels[0, 0], np.uint8), np.ones((size, size), np.uint8))
    beyond = np.asarray(outside[size:-size, size:-size], np.uint8)
    if not (beyond[size:-size, size:-size].any() or beyond.mean() > 4 * size / min(small.shape)):
        return grey
    whole = cv2.resize(beyond, (beyond.shape[1] * step, beyond.shape[0] * step), interpolation=cv2.INTER_NEAREST)
    paper = np.uint8(np.percentile(grey[::8, ::8], 80))
    return np.where(whole[: grey.shape[0], : grey.shape[1]] > 0, paper, grey)


DESK = 110
"""Grey below which what lies around the paper is looked for; a shadow of the fold of a book is lighter."""


def _evened(grey: Pixels) -> Pixels:
    """Make the paper white all over: shadow, yellowing and shaded cells go."""
    height, width = grey.shape
    small = cv2.resize(grey, (-(-width // PAPER_BLOCK), -(-height // PAPER_BLOCK)), interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.medianBlur(_find_paper(np.asarray(small, np.uint8)), 5), (0, 0), PAPER_REACH / 2)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 40, out=paper), paper, scale=255), np.uint8)


def _find_paper(small: Pixels) -> Pixels:
    """Return how bright the paper is: the brightest around a place, but in a shadow that runs to the edge no brighter.

    A shadow grows darker towards the edge, and what is brighter around stands further in. Grey cells and the inside of
    seals are no shadow: they end before the edge.
    """
    square = np.ones((PAPER_REACH, PAPER_REACH), np.uint8)
    around = np.asarray(cv2.dilate(small, square), np.uint8)
    closed = np.asarray(cv2.erode(around, square), np.uint8)
    _, labels = cv2.connectedComponents(np.asarray(cv2.subtract(around, closed) > GROWS, np.uint8))
    edges = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    shadow = np.isin(labels, edges[edges > 0])
    return np.where(shadow, closed, around)


def find_dark(even: Pixels, scale: float) -> Mask:
    """Tell ink from paper by the darkest ink around, so that faded places are seen beside black ones.

    What is fainter than a share of the page's own ink, or than its noise, is paper: what shines through from the
    reverse, the grain of a copy.
    """
    block = max(2, round(scale * 2))
    height, width = even.shape
    rows, columns = -(-height // block), -(-width // block)
    darkest = cv2.copyMakeBorder(even, 0, rows * block - height, 0, columns * block - width, cv2.BORDER_REPLICATE)
    darkest = darkest.reshape(rows, block, columns * block).min(axis=1).reshape(rows, columns, block)
    darkest = reduce(np.minimum, np.moveaxis(darkest, 2, 0))  # a seventh of the time of min over so short an axis
    reach = max(3, round(AROUND / 2)) | 1
    around = cv2.GaussianBlur(cv2.erode(darkest, np.ones((reach, reach), np.uint8)), (0, 0), reach / 3)
    limit = 255 - DARKER * (255 - around.astype(np.float32))
    limit = np.clip(limit, LEAST_LIMIT, find_faintest(even))
    return np.asarray(even < cv2.resize(limit, (width, height), interpolation=cv2.INTER_LINEAR))


def find_faintest(even: Pixels) -> float:
    """Return how bright the faintest ink of a page is: all that is brighter is paper."""
    return float(255 - max(FAINTEST * (255 - _ink_level(even)), NOISE * _noise(even)))


def _ink_level(even: Pixels) -> int:
    """Return how dark the ink of a page is."""
    sample = np.ascontiguousarray(even[::2, ::2])
    counts = cv2.calcHist([sample], [0], None, [256], [0, 256]).ravel()[:235].astype(np.int64)
    return int(np.searchsorted(np.cumsum(counts), 0.25 * counts.sum())) if counts.sum() > 50 else 0


def _noise(even: Pixels) -> float:
    """Return how much neighbouring pixels of the paper differ: their standard deviation."""
    sample = even[::4].astype(np.int16)
    differences = np.diff(sample, axis=1)[np.minimum(sample[:, 1:], sample[:, :-1]) > PAPER]
    return float(np.sqrt(np.mean(np.square(differences)) / 2)) if len(differences) else 0.0
