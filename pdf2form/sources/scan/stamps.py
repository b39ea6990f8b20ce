"""Coloured ink: stamps and pens are taken out so that black print below survives; coloured print stays, and is told.

What a stamp lay over is as certain as any print. Where somebody wrote by pen, the print may be what no longer holds.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.outlines import is_stamp
from pdf2form.sources.scan.pixels import Mask, Pixels, blackened, brush

COLOURED, TINTED = 50, 25
"""A pixel whose strongest and weakest channel differ by so much more than those of the paper is coloured; near such
ones less is enough. JPEG leaves some 30 around black text."""
LEAST_COLOUR = 1.0
"""So much colour a page has in which somebody made one digit another by pen. Square points."""
PRINTED = 18.0
"""Nothing printed in a table has a piece larger than this, in both directions, blur included: a stamp has its ring or
frame, a pen its strokes. Points."""
LEAST, MOST = 24.0, 190.0
"""How large a stamp is, or a signature: official seals are 30 to 50 mm wide, name stamps 15 mm. Points."""
SHAPE = 4.0
"""They are at most so many times as wide as high; a line of coloured text is longer."""
TORN, BREAK, STROKE = 14.0, 5.0, 1.0
"""Parts nearer than the first are one if they make a stamp together, whose frame black print has cut; those nearer than
the second belong together, as the ring text of a seal stands 3 points from its ring; those nearer than the third are
one piece. Points."""
LEVEL, SOLID, TABLE, RULED = 14.0, 6.0, 5_000.0, 0.6
"""Thin strokes that are level or upright for so long, and not solid, are straight. Where a page has so much straight
ink of like colours its tables are drawn in them, and pieces that are straight for such a share are rulings. On dealt
scans a seal has up to 2,100, the frame of a stamp 800, the rulings of a form 6,800 and more. Points; square points, in
strokes as thick as they are seen here; share."""
FADED = 16.0
"""So far from what is coloured a tinted pixel may be a paler part of the same. Points."""
FRINGE = 1.0
"""So far around a stamp its ink has blurred. Points."""
MARGIN = 3
"""So far around what is coloured of a stamp it is cleaned. Points."""
DARKER = 0.75
"""No ink of a stamp is darker than such a share of what it mostly is: the rest is black below it."""
RESIDUE, PRINT = 0.15, 0.35
"""What is left of a stamp is fainter than the one share of black, and print darker than the other."""


COLOUR, STAMPED, DRAWN, REMAINS, COVERED, RULING = map(np.uint8, range(1, 7))
"""Kinds of coloured ink: print, or too little to say; a stamp; a pen. Of grey ink: what may be left of a stamp; one; a
ruling below one."""


class Cleaned(NamedTuple):
    """A page without its stamps and signatures."""

    grey: Pixels
    inks: Pixels
    """COLOUR where ink has a colour, STAMPED, DRAWN and COVERED where it was taken out, REMAINS where some may be
    left, else 0."""


_Place = tuple[slice, slice]
"""Rows and columns."""
_Densities = npt.NDArray[np.floating]


class _Added(NamedTuple):
    """What was added to a printed page."""

    kind: np.uint8
    place: _Place
    own: Mask
    """What of the place is near its ink; of a stamp all inside of its outline."""


def take_out_stamps(pixels: Pixels, grey: Pixels, scale: float) -> Cleaned | None:
    """Take out what has the size, shape and colour of stamps; None of a page with next to no colour.

    Args:
        pixels: a page in colour.
        grey: the same page without colour.
        scale: pixels a point.
    """
    size = max(1, round(scale)) | 1  # the colours of a JPEG are coarser than its greys
    channels = [np.asarray(channel, np.uint8) for channel in cv2.split(pixels)]
    spread = _spread(channels, size)
    coloured: Mask = spread > COLOURED
    if np.count_nonzero(coloured) < LEAST_COLOUR * scale**2:
        return None
    red, green, blue = (cv2.blur(channel, (size, size), channel) for channel in channels)
    is_warm = red >= cv2.max(green, blue, green)
    del channels, red, green, blue  # as large as the page in colour
    inks = [blackened(spread, is_other) for is_other in (~is_warm, is_warm)]
    cleaned, found = grey.copy(), coloured.view(np.uint8) * COLOUR
    every = [(ink, added) for ink in inks for added in _without_parts([*_find_added(ink, scale)])]
    for own, added in sorted(every, key=lambda each: int(each[1].kind)):  # stamps first: a pen may have gone over them
        place = added.place  # of all inks: what lies over a stamp is another one, or a pen, and said to be so
        there = [ink[place] for ink in inks if (ink[place] > COLOURED).any()]
        near = _near(np.maximum.reduce(there), added, scale)
        cleaned[place] = np.maximum(cleaned[place], np.where(near, _without(pixels[place], there), np.uint8(0)))
        found[place][_near(own[place], added, scale)] = added.kind
    return Cleaned(cleaned, found)


def _near(spread: Pixels, added: _Added, scale: float) -> Mask:
    """Return where ink is, and where it has blurred, in the place of what was added."""
    near: Mask = cv2.dilate(np.asarray(spread > TINTED, np.uint8), brush(2 * FRINGE * scale)) > 0
    return near & added.own


def _spread(channels: Sequence[Pixels], size: int) -> Pixels:
    """Return how much the channels of each pixel differ, more than those of the paper do."""
    red, green, blue = channels
    strongest, weakest = cv2.max(red, green), cv2.min(red, green)
    apart = cv2.subtract(cv2.max(strongest, blue, strongest), cv2.min(weakest, blue, weakest), strongest)
    spread = np.asarray(cv2.blur(apart, (size, size), weakest), np.uint8)
    return spread - np.minimum(spread, np.uint8(np.median(spread[::8, ::8])))


def _without_parts(added: Sequence[_Added]) -> list[_Added]:
    """Leave out what lies inside of a stamp, such as the star of a seal."""
    stamps = [each for each in added if each.kind == STAMPED]
    return [each for each in added if each.kind == STAMPED or not any(_is_inside(each, stamp) for stamp in stamps)]


def _is_inside(part: _Added, stamp: _Added) -> bool:
    """Whether all of a part is inside of the outline of a stamp."""
    if not all(a.start >= b.start and a.stop <= b.stop for a, b in zip(part.place, stamp.place, strict=True)):
        return False
    top, left = (a.start - b.start for a, b in zip(part.place, stamp.place, strict=True))
    high, wide = part.own.shape
    return not (part.own & ~stamp.own[top : top + high, left : left + wide]).any()


def _find_added(spread: Pixels, scale: float) -> Iterator[_Added]:
    """Yield the stamps and signatures of like colours: larger than print, and of their size and shape."""
    step = max(1, round(scale))  # a pixel a point is enough to find them
    points = scale / step
    seen = cv2.dilate(spread, np.ones((step, step), np.uint8))[::step, ::step]  # thin strokes as well
    strong: Mask = seen > COLOURED
    around = cv2.dilate(strong.astype(np.uint8), brush(FADED * points)) > 0
    ink = np.asarray((seen > TINTED) & around, np.uint8)
    larger = strong & _larger_than_print(ink, points)
    straight = _find_straight(ink, points)
    tables = np.count_nonzero(straight) > TABLE * points**2
    for reach in (TORN, BREAK):
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, brush(reach * points))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
        for label, (left, top, wide, high, _) in enumerate(stats.tolist()):
            area = slice(top, top + high), slice(left, left + wide)
            own = labels[area] == label
            short, long = sorted((wide / points, high / points))
            if not label or not LEAST <= long <= min(MOST, SHAPE * short) or not larger[area][own].any():
                continue
            if tables and np.count_nonzero(straight[area][own]) > RULED * np.count_nonzero(ink[area][own]):
                continue
            added = _added(np.asarray(ink[area] * own, np.uint8), (left, top), spread, step, points)
            if added.kind == STAMPED:
                ink[area][own] = 0
            if added.kind == STAMPED or reach == BREAK:
                yield added


def _find_straight(ink: Pixels, points: float) -> Mask:
    """Return what of some ink is in long thin strokes that are level or upright."""
    length = round(LEVEL * points)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, brush(SOLID * points))
    return np.asarray(np.maximum(level, upright) > solid)


def _larger_than_print(ink: Pixels, points: float) -> Mask:
    """Return what belongs to pieces larger than any printed character."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, brush(STROKE * points))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    large = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= PRINTED * points
    large[0] = False
    return np.asarray(large[labels])


def _added(ink: Pixels, corner: tuple[int, int], spread: Pixels, step: int, points: float) -> _Added:
    """Return what some ink is, given at `step` pixels a pixel, and all of the page that is near to it.

    Args:
        ink: what was added.
        corner: how far from the left and the top of the page it is.
        spread: how much colour the page has, every pixel of it.
        step: pixels of the page a pixel of the ink.
        points: pixels of the ink a point.
    """
    (left, top), (high, wide) = corner, ink.shape
    rows = slice(max(0, (top - MARGIN) * step), (top + high + MARGIN) * step)
    columns = slice(max(0, (left - MARGIN) * step), (left + wide + MARGIN) * step)
    around = cv2.dilate(np.pad(ink, MARGIN), brush(2 * STROKE * points))
    on_page = around[max(0, MARGIN - top) :, max(0, MARGIN - left) :]
    near = cv2.resize(on_page, None, fx=step, fy=step, interpolation=cv2.INTER_NEAREST) > 0
    place = spread[rows, columns]
    own = np.asarray(near[: place.shape[0], : place.shape[1]])
    tinted: Mask = place > TINTED
    if is_stamp((place > COLOURED) & own, tinted & own, tinted, points * step):
        return _Added(STAMPED, (rows, columns), _outlined(own, points * step))
    return _Added(DRAWN, (rows, columns), own)


def _outlined(own: Mask, scale: float) -> Mask:
    """Return all that is inside of the outline of a stamp, and its margin."""
    hull = cv2.convexHull(cv2.findNonZero(own.view(np.uint8)))
    inside = cv2.fillConvexPoly(np.zeros(own.shape, np.uint8), hull, 1)
    return np.asarray(cv2.dilate(inside, brush(2 * MARGIN * scale)) > 0)


def _without(area: Pixels, spreads: Sequence[Pixels]) -> Pixels:
    """Take coloured inks off: each pixel is so much of each and so much black, by their optical densities.

    What is darker than the inks alone is black as well: a JPEG has the colour of a thin stroke from what is around it.

    Args:
        area: where they are.
        spreads: how much colour of each ink each pixel has.
    """
    level = area.astype(np.float32)
    paper = np.maximum(np.percentile(level.reshape(-1, 3), 90, axis=0), 60)
    density = -np.log(np.clip(level / paper, 0.01, 1.0))
    strongest = [spread >= 0.6 * spread.max() for spread in spreads]
    inks = [density[one].mean(axis=0) for one in strongest]
    amount = _find_black(density, [ink / np.linalg.norm(ink) for ink in inks if ink.any()])
    grey = cv2.cvtColor(area, cv2.COLOR_RGB2GRAY) / np.float32(paper @ (0.299, 0.587, 0.114))
    darker = 1 - grey / (DARKER * np.prod([np.median(grey[one]) for one in strongest]))
    dark = np.maximum(1 - np.exp(-amount * 3**-0.5), darker)
    return np.asarray(255 * (1 - dark * np.clip((dark - RESIDUE) / (PRINT - RESIDUE), 0, 1)), np.uint8)


def _find_black(density: _Densities, inks: Sequence[_Densities]) -> _Densities:
    """Return how much black each pixel holds beside these inks, none of which there is less than none of."""
    mixed = np.stack([*inks, np.full(3, 3**-0.5)]).astype(np.float32)
    amounts = density @ np.linalg.pinv(mixed)
    black = amounts[..., -1]
    for k in range(len(inks)):
        without = amounts[..., k] < 0
        if without.any():
            black = np.where(without, _find_black(density, [*inks[:k], *inks[k + 1 :]]), black)
    return np.clip(black, 0, None)
