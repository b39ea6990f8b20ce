"""Dust and hairs beside print, told by their ink alone: what no stroke of a page looks like, and where none stands.

A network reads a hair as 1, 2 or — and a speck as a point. Its ink is another: a hair is half as thick as the strokes
of the page, neither straight nor part of a character, and a speck lies further from all print than any point does.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.page import Box
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.lines import TextLine, mark_lines
from pdf2form.sources.scan.pixels import Mask, square, whitened
from pdf2form.sources.scan.placed import SURE, Placed

Ints = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Span = tuple[float, float]
"""Left and right. Pixels."""

LINES, SHORT = 40, 2.0
"""So many lines of a page tell how thick its strokes are, each longer than the second. Ems."""
TALL = 0.5
"""Ink that is higher has strokes to measure. Ems."""
THINNER = 25
"""So many of a hundred lines have thinner strokes than what hairs are compared with: a page has several fonts."""
THIN, THINNEST = 0.82, 0.65
"""A hair is thinner than the first share of the strokes of its page: its ink by its length. Print that is bent has 0.92
and more, but for brackets, which have 0.72."""
BRACKET = 0.42, 0.7
"""How wide a bracket is at most and how high at least. Ems."""
CRUMB = 0.1
"""Ink of this size has no thickness: hairs are broken into such. Ems."""
JOIN = 0.12
"""Pieces with less white between them are looked at as one. Ems."""
LONG, LONGER, BENT = 0.3, 0.45, 1.6
"""A hair is longer than the first, or the second where it is no thinner than a comma, in ems, and not straight: the
tilted rectangle around it is wider than its stroke by the third at least. What is straight may be a minus or a 1."""
LEVEL, FLAT = 0.25, 0.2
"""What is no higher than the first, in its width, and the second, in ems, may be a dash."""
BESIDE, ALONE = 0.1, 0.9
"""White to the left and right of a hair, and of a speck: of 13,934 points and commas of print none has more than 0.73.
Ems."""
TINY, ASIDE = 0.1, 0.3
"""A speck that begins or ends a line and is no larger than the first needs this white: print has no such point. Ems."""
CUT = 0.3
"""What is so close to the edge of a cell may go on behind its ruling. Ems."""
SPECK, ROUND, ROUND_ALONE = 0.4, 1.7, 1.2
"""How large a speck is at most, in ems, and how many times as wide as high, beside print and alone: a hyphen is
wider."""
EDGE = 5
"""How wide the grey edge around the middle of a thin stroke is, with the stroke. Pixels."""


class _Pieces(NamedTuple):
    labels: Ints
    """Of each pixel; 0 is paper."""
    boxes: Ints
    """Left, top, width, height and area of each piece; the first is paper."""
    thick: Floats
    """How thick the strokes of each are. Pixels."""


def measure_stroke(dark: Mask, lines: Sequence[TextLine]) -> float | None:
    """Return how thick the thinner strokes of a page are, in ems of their lines; None if no line tells.

    Args:
        dark: the ink of the page, without rulings.
        lines: of its text.
    """
    long = [line for line in lines if line.cell and line.box.x1 - line.box.x0 > SHORT * line.em]
    found = [
        thick
        for line in long[:: max(1, len(long) // LINES)]
        if (thick := _measure_line(dark[square(line.box)], line.em)) is not None
    ]
    return float(np.percentile(found, THINNER)) if found else None


class Dust(NamedTuple):
    """What may be dust in the box of a line."""

    ink: Mask
    """Of the crop of its box."""
    proven: bool
    """No print looks like any of it, or like what was left because there is nothing else."""


def find_dust(dark: Mask, line: TextLine, stroke: float, placed: Sequence[Placed]) -> Dust | None:
    """Return the dust in a line; None if there is none.

    Args:
        dark: the ink of the page, without rulings.
        line: that was read.
        stroke: how thick the strokes of the page are. Ems.
        placed: what was read; ink with a character that is certain is no dust.
    """
    ink = dark[square(line.box)]
    if not ink.any():
        return None
    pieces = _find_pieces(ink)
    groups = _find_groups(ink, pieces, JOIN * line.em)
    sure = [each.middle - line.box.x0 for each in placed if each.letter.confidence >= SURE]
    spans = [_span(group, pieces) for group in groups]
    found: list[tuple[Ints, bool]] = []
    for k, group in enumerate(groups):
        others = [*spans[:k], *spans[k + 1 :]]
        white, outermost = _white(spans[k], others), _is_outermost(spans[k], others)
        if any(spans[k][0] <= middle <= spans[k][1] for middle in sure):
            continue
        if _is_speck(group, pieces, white, line, outermost=outermost):
            found.append((group, True))
        elif white > BESIDE * line.em and _is_hair(group, pieces, stroke, line.em, alone=white == np.inf):
            proven = _is_proven(group, pieces, stroke, line, alone=white == np.inf)
            found += [(group, proven)] if proven or white < np.inf else []
    proven = all(is_proven for _, is_proven in found)
    if len(found) == len(groups):  # nothing else is left: what may be a dash is read, and doubted
        found = [(group, is_proven) for group, is_proven in found if is_proven]
    if not found:
        return None
    dust = np.isin(pieces.labels, np.concatenate([group for group, _ in found]))
    return Dust(dust, proven)


def _is_speck(group: Ints, pieces: _Pieces, white: float, line: TextLine, *, outermost: bool) -> bool:
    """Whether pieces that lie together are a spot, further from other ink than any point is. White in pixels."""
    width, height = _size(group, pieces)
    if white == np.inf:  # what is left of a hyphen is wider than high; a full stop may have a line of its own
        lone = not line.shares and not _is_at_edge(line)
        return lone and max(width, height) <= SPECK * line.em and width <= ROUND_ALONE * height
    if max(width, height) > SPECK * line.em or width > ROUND * height:
        return False
    tiny = outermost and max(width, height) <= TINY * line.em
    return white > (ASIDE if tiny else ALONE) * line.em


def _is_at_edge(line: TextLine) -> bool:
    """Whether a line stands close to the edge of its cell: it may be a part of a character that a ruling cuts."""
    if line.cell is None:
        return False
    box, cell = line.box, line.cell
    return min(box.x0 - cell.x0, cell.x1 - box.x1, box.top - cell.top, cell.bottom - box.bottom) < CUT * line.em


def _thinness(group: Ints, pieces: _Pieces, stroke: float) -> float:
    """Return how thick a stroke is that pieces make together, beside the strokes of its page."""
    return float(pieces.boxes[group, cv2.CC_STAT_AREA].sum() / (stroke * np.hypot(*_size(group, pieces))))


def _is_hair(group: Ints, pieces: _Pieces, stroke: float, em: float, *, alone: bool) -> bool:
    """Whether pieces that lie together make a thin, bent stroke; no comma, colon or bracket, unless all is thinner."""
    width, height = _size(group, pieces)
    share = _thinness(group, pieces, stroke * em)
    thinnest = share < THINNEST and (alone or _is_thin(group, pieces, stroke * em, em))
    bracket = width <= BRACKET[0] * em and height >= BRACKET[1] * em
    if share >= THIN or max(width, height) < (LONG if thinnest else LONGER) * em:
        return False
    if not thinnest and (bracket or not (alone or len(group) == 1)):
        return False
    thick = np.average(pieces.thick[group], weights=pieces.boxes[group, cv2.CC_STAT_AREA])
    return _bend(group, pieces) > BENT * float(thick)


def _is_proven(group: Ints, pieces: _Pieces, stroke: float, line: TextLine, *, alone: bool) -> bool:
    """Whether a hair is none of the dashes of a thin font, no broken comma, and no part of a character that is cut."""
    if _is_level(group, pieces, line.em):
        return False
    share = _thinness(group, pieces, stroke * line.em)
    if alone:
        return share < THINNEST or not _is_at_edge(line)
    return share < THINNEST and _is_thin(group, pieces, stroke * line.em, line.em)


def _is_level(group: Ints, pieces: _Pieces, em: float) -> bool:
    """Whether pieces make a flat stroke, as 一, a dash and a minus are: of a thin font they are thin as well."""
    width, height = _size(group, pieces)
    return height <= LEVEL * width and height <= FLAT * em


def _is_thin(group: Ints, pieces: _Pieces, stroke: float, em: float) -> bool:
    """Whether each of some pieces is thinner than print, or too small to have a thickness. Pixels."""
    crumbs = pieces.boxes[group, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) <= CRUMB * em
    return bool(((pieces.thick[group] < THINNEST * stroke) | crumbs).all())


def _size(group: Ints, pieces: _Pieces) -> tuple[int, int]:
    """Return how wide and high pieces are together."""
    left, top, wide, high, _ = pieces.boxes[group].T
    return int((left + wide).max() - left.min()), int((top + high).max() - top.min())


def _bend(group: Ints, pieces: _Pieces) -> float:
    """Return the shorter side of the tilted rectangle around pieces. Pixels."""
    points = np.argwhere(np.isin(pieces.labels, group))[:, ::-1].astype(np.float32)
    return min(cv2.minAreaRect(points)[1]) + 1


def _measure_line(ink: Mask, em: float) -> float | None:
    pieces = _find_pieces(ink)
    tall = pieces.thick[pieces.boxes[:, cv2.CC_STAT_HEIGHT] > TALL * em]
    return float(np.median(tall)) / em if len(tall) > 1 else None


def _find_pieces(ink: Mask) -> _Pieces:
    """Find the connected pieces of ink, and how thick they are: their area, by half the length of their outline."""
    pixels = np.asarray(ink, np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(pixels)
    outline = np.zeros(count)
    for contour in cv2.findContours(pixels, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[0]:
        x, y = contour[0, 0]
        outline[labels[y, x]] += cv2.arcLength(contour, closed=True)
    area = boxes[:, cv2.CC_STAT_AREA].astype(np.float64)
    thick = np.where(outline > 0, 2 * area / np.maximum(outline, 1), 1.0)
    thick[0] = 0.0
    return _Pieces(labels, boxes, thick)


def _find_groups(ink: Mask, pieces: _Pieces, white: float) -> list[Ints]:
    """Return which pieces lie together, with less white between them than this. Pixels."""
    side = max(1, round(white))
    grown = cv2.dilate(np.asarray(ink, np.uint8), np.ones((side, side), np.uint8))
    count, groups = cv2.connectedComponents(grown)
    rows, columns = np.nonzero(ink)
    of = np.zeros(len(pieces.boxes), np.intp)
    of[pieces.labels[rows, columns]] = groups[rows, columns]
    return [np.flatnonzero(of == group) for group in range(1, count)]


def _span(group: Ints, pieces: _Pieces) -> Span:
    left, _, wide, _, _ = pieces.boxes[group].T
    return float(left.min()), float((left + wide).max())


def _white(span: Span, others: Sequence[Span]) -> float:
    """Return the white between ink and the next to its left or right; less than 0 if they lie one above the other."""
    return min((max(left - span[1], span[0] - right) for left, right in others), default=np.inf)


def _is_outermost(span: Span, others: Sequence[Span]) -> bool:
    """Whether ink begins or ends its line."""
    return all(left > span[0] for left, _ in others) or all(right < span[1] for _, right in others)


def sweep(flat: Flat, lines: Sequence[TextLine], dust: Sequence[Dust | None]) -> tuple[Flat, list[TextLine | None]]:
    """Return a page without its dust and the grey edge of it, and its lines; None where nothing is left of one.

    Args:
        flat: the page.
        lines: of it.
        dust: of each.
    """
    every = np.zeros_like(flat.dark)
    for line, spots in zip(lines, dust, strict=True):
        if spots is not None:
            every[square(line.box)] |= spots.ink
    dark = flat.dark & ~every
    edge = cv2.dilate(np.asarray(every, np.uint8), np.ones((EDGE, EDGE), np.uint8)).astype(np.bool_) & ~dark
    kept = [line if spots is None else _trimmed(line, dark) for line, spots in zip(lines, dust, strict=True)]
    cells = groupby((line for line in kept if line), key=lambda line: line.cell)
    marked = iter([line for cell, group in cells for line in (mark_lines(group) if cell else group)])
    clean = flat._replace(dark=dark, grey=whitened(flat.grey, edge))
    return clean, [next(marked) if line else None for line in kept]


def _trimmed(line: TextLine, dark: Mask) -> TextLine | None:
    """Return a line no larger than the ink that is left of it."""
    rows, columns = (np.flatnonzero(dark[square(line.box)].any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    left, top = round(line.box.x0), round(line.box.top)
    return line._replace(
        box=Box(*(float(v) for v in (left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1)))
    )


def doubt_beside(placed: Sequence[Placed], line: TextLine, dust: Dust) -> list[Placed]:
    """Doubt the characters of a line that are the nearest to the dust that was in it."""
    columns = np.flatnonzero(dust.ink.any(axis=0)) + round(line.box.x0)
    nearest = {min(range(len(placed)), key=lambda k: abs(placed[k].middle - x)) for x in columns.tolist() if placed}
    return [each.doubted() if k in nearest else each for k, each in enumerate(placed)]
