"""Coloured ink: stamps are taken out so that black print below them survives; other coloured ink is told."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.pixels import Mask, Pixels

COLOURED, TINTED = 50, 25
"""A pixel whose strongest and weakest channel differ by so much more than those of the paper is coloured; near such
ones less is enough. JPEG leaves some 30 around black text."""
LEAST_COLOUR = 0.0002
"""Share of coloured pixels from which on a page is looked through for stamps."""
STAMP_LEAST, STAMP_MOST = 36.0, 190.0
"""Side of a stamp: official seals are 30 to 50 mm wide, name stamps 15 mm. Points."""
STAMP_SHAPE = 4.0
"""A stamp is at most so many times as wide as high; a line of coloured text is longer."""
STAMP_BREAK = 5.0
"""Parts of a stamp nearer than this make one stamp. Points; the ring text of a seal stands 3 points from its ring."""
FADED = 8.0
"""So far from what is coloured a tinted pixel may be a paler part of the same stamp. Points."""
FRINGE = 1.0
"""So far around a stamp its ink has blurred. Points."""
MARGIN = 3
"""So far around what is coloured of a stamp it is cleaned. Points."""
RESIDUE, PRINT = 0.15, 0.35
"""What is left of a stamp is fainter than the one share of black, and print darker than the other."""


WRITTEN, STAMPED = np.uint8(1), np.uint8(2)
"""Kinds of coloured ink."""


class Cleaned(NamedTuple):
    """A page without its stamps."""

    grey: Pixels
    inks: Pixels
    """WRITTEN where other ink has a colour, STAMPED where a stamp was, else 0."""


_Place = tuple[slice, slice]
"""Rows and columns."""


def take_out_stamps(pixels: Pixels, grey: Pixels, scale: float) -> Cleaned | None:
    """Take out what has the size, shape and colour of stamps; None of a page with next to no colour.

    Args:
        pixels: a page in colour.
        grey: the same page without colour.
        scale: pixels a point.
    """
    spread = _spread(pixels, scale)
    coloured: Mask = spread > COLOURED
    if coloured[::4, ::4].mean() < LEAST_COLOUR:
        return None
    is_warm = pixels[..., 0] >= np.maximum(pixels[..., 1], pixels[..., 2])
    inks = [np.where(one, spread, np.uint8(0)) for one in (is_warm, ~is_warm)]
    places = [place for ink in inks for place in _find_stamps(ink, scale)]
    cleaned, found = grey.copy(), coloured.astype(np.uint8) * WRITTEN
    for place in places:  # of all inks: what lies over a stamp is another one, or a signature
        for ink in (each[place] for each in inks if (each[place] > COLOURED).any()):
            near = cv2.dilate((ink > TINTED).astype(np.uint8), _square(2 * FRINGE * scale)) > 0
            without = np.where(near, _without(pixels[place], ink), np.uint8(0))
            cleaned[place] = np.maximum(cleaned[place], without)
            found[place][near] = STAMPED
    return Cleaned(cleaned, found)


def _spread(pixels: Pixels, scale: float) -> Pixels:
    """Return how much the channels of each pixel differ, more than those of the paper do."""
    red, green, blue = cv2.split(pixels)
    strongest, weakest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    size = max(1, round(scale)) | 1  # the colours of a JPEG are coarser than its greys
    spread = cv2.blur(cv2.subtract(strongest, weakest), (size, size))
    return np.asarray(cv2.subtract(spread, np.full_like(spread, int(np.median(spread[::8, ::8])))), np.uint8)


def _find_stamps(spread: Pixels, scale: float) -> Iterator[_Place]:
    """Yield stamps of like colours: of a stamp's size and shape; coloured writing is none."""
    step = max(1, round(scale))  # a pixel a point is enough to find them
    points = scale / step
    strong = np.asarray(spread[::step, ::step] > COLOURED, np.uint8)
    around = cv2.dilate(strong, _square(FADED * points))
    ink = np.asarray((spread[::step, ::step] > TINTED) & (around > 0), np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _square(STAMP_BREAK * points))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for label, (left, top, wide, high, _) in enumerate(stats.tolist()):
        short, long = sorted((wide / points, high / points))
        right_size = short >= STAMP_LEAST / 2 and STAMP_LEAST <= long <= min(STAMP_MOST, STAMP_SHAPE * short)
        own = labels[top : top + high, left : left + wide] == label
        if label and right_size and (strong[top : top + high, left : left + wide] > 0)[own].any():
            yield (
                slice(max(0, (top - MARGIN) * step), (top + high + MARGIN) * step),
                slice(max(0, (left - MARGIN) * step), (left + wide + MARGIN) * step),
            )


def _square(size: float) -> npt.NDArray[np.uint8]:
    side = max(3, round(size)) | 1
    return np.ones((side, side), np.uint8)


def _without(area: Pixels, spread: Pixels) -> Pixels:
    """Take one coloured ink off: each pixel is so much of it and so much black, by their optical densities."""
    level = area.astype(np.float32)
    paper = np.maximum(np.percentile(level.reshape(-1, 3), 90, axis=0), 60)
    density = -np.log(np.clip(level / paper, 0.01, 1.0))
    stamp = density[spread >= 0.6 * spread.max()].mean(axis=0)
    stamp /= np.linalg.norm(stamp)
    black = np.full(3, 3**-0.5, np.float32)
    along = float(stamp @ black)
    by_stamp, by_black = density @ stamp, density @ black
    amount = np.clip((by_black - along * by_stamp) / (1 - along**2), 0, None)
    amount = np.where(by_stamp < along * by_black, by_black, amount)  # no stamp here: all of it is black
    dark = 1 - np.exp(-amount * 3**-0.5)
    return np.asarray(255 * (1 - dark * np.clip((dark - RESIDUE) / (PRINT - RESIDUE), 0, 1)), np.uint8)
