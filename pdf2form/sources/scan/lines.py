"""Where text stands on a flat page: the lines of each cell, and those outside all tables, as boxes to be recognised."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.layout.grid import Grid
from pdf2form.page import Box
from pdf2form.sources.scan.pieces import find_pieces
from pdf2form.sources.scan.pixels import Mask

LEAST_INK = 2
"""Dark pixels of a row that may be text; fewer are noise."""
TALLEST = 34.0
"""A line of text is at most so high. Points; titles are 26."""
LEAST_EM = 5.0
"""Text smaller than this is not printed in forms. Points."""
USUAL_EM = 10.0
"""The height of text where a page shows none to measure. Points."""
LOWEST, HIGHEST = 0.85, 1.8
"""The text of a cell is between these shares of the usual height: 亩 alone shows no band as high as itself."""
JOIN = 1.3
"""Bands that together are at most this many ems high make one line: 二 and 三 fall into bands."""
WIDEST, LEAST = 80.0, 60.0
"""A line longer than the first is divided, since a crop of it would take too much memory: at the widest white behind
the second, which mostly is that behind a full stop, and not between 3 and its point. Ems."""
PART = 2.6
"""White wider than this many ems divides a line into two that are recognised one by one: they stay sharp."""
LEAST_LOOSE = 0.9
"""Narrower ink outside the tables is dust, or a page number of one figure. Ems."""
EDGE = 8.0
"""Nothing is printed so near to the edge of the paper. Points."""
OVERHANG = 1.5
"""A line of text hangs over the end of a table by less than this. Ems."""
SPECK, ALONE = 0.12, 0.7
"""What is smaller than the first in both directions, and has no other ink nearer than the second, is dust. Ems."""


class TextLine(NamedTuple):
    """A box with one line of text, in pixels of the flat page."""

    box: Box
    cell: Box | None
    """The cell it stands in; None outside tables."""
    em: float
    """How high full characters are where it stands."""
    follows: bool = False
    """In its cell another part of the same line stands before it, far away: they may be two cells."""
    shares: bool = False
    """Its cell has other lines."""


def find_text(dark: Mask, ruled: Mask, grids: Sequence[Grid], scale: float) -> list[TextLine]:
    """Find the lines of text in the cells of tables, and outside of them.

    Args:
        dark: what is ink on the flat page.
        ruled: the ink of rulings.
        grids: the tables, in pixels.
        scale: pixels a point.
    """
    text = dark & ~ruled
    usual = _usual_em(text, grids, scale)
    found: list[TextLine] = []
    rest = text.copy()
    for grid in grids:
        for cell in grid.cells:
            whole = _overhanging(text, cell.box, grid.box, usual)
            found += mark_lines(TextLine(box, cell.box, em) for box, em in _lines(text, whole, usual, scale))
            _wipe(rest, whole)
        _wipe(rest, grid.box)
    rest = _without_blots(rest, usual, EDGE * scale)
    everything = Box(0.0, 0.0, float(dark.shape[1]), float(dark.shape[0]))
    tables = sorted((grid.box.top, grid.box.bottom) for grid in grids)
    for strip in _strips(everything, tables):
        loose = (each for box, em in _lines(rest, strip, usual, scale) for each in _apart(rest, box, em, usual, scale))
        found += (TextLine(box, None, _own_em(box, em, usual)) for box, em in loose if _may_be_text(box, em))
    return found


def _own_em(line: Box, em: float, usual: float) -> float:
    """Return how high the characters of a line outside tables are: two lines that touch made `em` twice as large."""
    return min(em, max(usual, line.bottom - line.top))


def _apart(text: Mask, box: Box, em: float, usual: float, scale: float) -> Iterator[tuple[Box, float]]:
    """Yield the lines of what was taken for one line, since something stood beside them, such as a hair."""
    if len(_joined(_bands(text, box), em)) > 1:
        yield from _lines(text, box, usual, scale)
    else:
        yield box, em


def _overhanging(text: Mask, cell: Box, table: Box, em: float) -> Box:
    """Return the box of a cell with the text that hangs over the end of its table: a page break leaves no border."""
    x0, x1, reach = max(0, round(cell.x0)), round(cell.x1), round(OVERHANG * em)
    top, bottom = round(cell.top), round(cell.bottom)
    if cell.top <= table.top:
        cell = cell._replace(top=cell.top - _overhang(text[max(0, top - reach) : max(0, top), x0:x1][::-1]))
    if cell.bottom >= table.bottom:
        cell = cell._replace(bottom=cell.bottom + _overhang(text[bottom : bottom + reach, x0:x1]))
    return cell


def _overhang(text: Mask) -> int:
    """Return how many rows have ink before the first that has none; 0 if all have some."""
    rows = np.asarray(text.any(axis=1))
    return int(np.argmin(rows)) if len(rows) and not rows.all() else 0


def _wipe(text: Mask, box: Box) -> None:
    x0, top, x1, bottom = map(round, box)
    text[max(0, top) : bottom, max(0, x0) : x1] = False


def mark_lines(lines: Iterable[TextLine]) -> Iterator[TextLine]:
    """Mark which lines of a cell share it, and the parts of a line that follow on another."""
    before: TextLine | None = None
    every = list(lines)
    for line in every:
        line = line._replace(shares=len(every) > 1)
        middle = (line.box.top + line.box.bottom) / 2
        yield line._replace(follows=before is not None and before.box.top < middle < before.box.bottom)
        before = line


def _without_blots(rest: Mask, em: float, edge: float) -> Mask:
    """Leave out what is too high for text, or stands at the edge of the paper: its shadow, what lies around it."""
    rows, labels, boxes, _ = find_pieces(rest)
    if not len(rows):
        return rest
    left, top, wide, high, _ = boxes.T
    top, part = rows[top], rest[rows]
    inside = (left > edge) & (top > edge) & (left + wide < rest.shape[1] - edge) & (top + high < rest.shape[0] - edge)
    left_out = np.flatnonzero(part)  # a small part of the page, and the only one that has labels
    left_out = left_out[~(inside & (high <= 3 * em))[labels.ravel()[left_out]]]
    part.ravel()[left_out] = False
    text = rest.copy()
    text[rows] = part
    return text


def _may_be_text(box: Box, em: float) -> bool:
    """Whether ink outside the tables may be a line of text, and no dust."""
    return box.x1 - box.x0 >= LEAST_LOOSE * em and 0.4 * em <= box.bottom - box.top <= 3 * em


def _strips(page: Box, tables: Iterable[tuple[float, float]]) -> Iterator[Box]:
    """Yield what lies above, between and below the tables, and beside them."""
    edge = page.top
    for top, bottom in tables:
        if top > edge:
            yield page._replace(top=edge, bottom=top)
        edge = max(edge, bottom)
    yield page._replace(top=edge)


def _usual_em(text: Mask, grids: Sequence[Grid], scale: float) -> float:
    """Return the height of the text of a page: what most of its bands are high."""
    highs = [
        end - start
        for grid in grids
        for cell in grid.cells
        for start, end in _bands(text, cell.box)
        if LEAST_EM * scale <= end - start <= TALLEST * scale
    ]
    if len(highs) < 5:
        return USUAL_EM * scale
    return float(np.percentile(highs, 60))


def _bands(text: Mask, box: Box) -> list[tuple[int, int]]:
    """Return the runs of rows with ink in a box."""
    x0, top, x1, bottom = map(round, box)
    rows = _count_ink(text[max(0, top) : bottom, max(0, x0) : x1])
    return [(start + max(0, top), end + max(0, top)) for start, end in _runs(rows >= LEAST_INK)]


def _count_ink(text: Mask) -> npt.NDArray[np.int32]:
    """Return the dark pixels of each row; numpy takes three times as long to count them."""
    if not text.size:
        return np.zeros(len(text), np.int32)
    return np.asarray(cv2.reduce(text.view(np.uint8), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S), np.int32).ravel()


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where a row of flags is true, as starts and ends."""
    framed = np.zeros(len(flags) + 2, np.bool_)
    framed[1:-1] = flags
    edges = np.flatnonzero(framed[1:] != framed[:-1]).tolist()
    return [*zip(edges[::2], edges[1::2], strict=True)]


def _lines(text: Mask, box: Box, usual: float, scale: float) -> Iterator[tuple[Box, float]]:
    """Yield the boxes of the lines of a cell, from the top, each trimmed to its ink, and how high its text is."""
    bands = _bands(text, box)
    tall = [end - start for start, end in bands if 0.6 * usual <= end - start <= TALLEST * scale]
    em = float(min(max(median(tall), LOWEST * usual), HIGHEST * usual)) if tall else usual
    for top, bottom in _joined(_divided(text, box, bands, em), em):
        yield from ((part, em) for part in _parts(text, box._replace(top=top, bottom=bottom), em))


def _divided(text: Mask, box: Box, bands: Iterable[tuple[int, int]], em: float) -> Iterator[tuple[int, int]]:
    """Cut bands in which lines touch, where the least ink is."""
    x0, x1 = max(0, round(box.x0)), round(box.x1)
    for start, end in bands:
        count = round((end - start) / (1.25 * em))
        if end - start < 1.75 * em or count < 2:
            yield start, end
            continue
        rows = _count_ink(text[start:end, x0:x1])
        cuts = [start]
        for k in range(1, count):
            middle = (end - start) * k / count
            low, high = max(1, int(middle - 0.35 * em)), int(middle + 0.35 * em)
            cuts.append(start + low + int(np.argmin(rows[low:high])))
        yield from zip(cuts, [*cuts[1:], end], strict=True)


def _joined(bands: Iterable[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Join bands that are pieces of one line of characters, the nearest first."""
    lines = list(bands)
    while len(lines) > 1:
        pairs = [
            (lines[k + 1][0] - lines[k][1], k)
            for k in range(len(lines) - 1)
            if lines[k + 1][1] - lines[k][0] <= JOIN * em
        ]
        if not pairs:
            return lines
        _, k = min(pairs)
        lines[k : k + 2] = [(lines[k][0], lines[k + 1][1])]
    return lines


def _parts(text: Mask, line: Box, em: float) -> Iterator[Box]:
    """Yield the parts of a line between wide gaps, without the dust around them."""
    x0, top, x1, bottom = map(round, line)
    x0, top = max(0, x0), max(0, top)
    parts: list[list[tuple[int, int]]] = []
    for run in _without_specks(text[top:bottom, x0:x1], em):
        if parts and run[0] - parts[-1][-1][1] <= PART * em:
            parts[-1].append(run)
        else:
            parts.append([run])
    for part in (short for runs in parts for short in _shortened(runs, em)):
        left, right = x0 + part[0][0], x0 + part[-1][1]
        rows = _runs(np.asarray(text[top:bottom, left:right].any(axis=1)))
        upper, lower = top + rows[0][0], top + rows[-1][1]
        if max(right - left, lower - upper) > SPECK * em:
            yield Box(float(left), float(upper), float(right), float(lower))


def _shortened(runs: Sequence[tuple[int, int]], em: float) -> Iterator[Sequence[tuple[int, int]]]:
    """Yield the runs of columns of a line in parts no longer than WIDEST, unless one run is, divided at wide white."""
    while len(runs) > 1 and runs[-1][1] - runs[0][0] > WIDEST * em:
        lengths = [end - runs[0][0] for _, end in runs[:-1]]
        most = max(1, sum(length <= WIDEST * em for length in lengths))
        least = min(most, 1 + sum(length < LEAST * em for length in lengths))
        count = max(range(least, most + 1), key=lambda k: (runs[k][0] - runs[k - 1][1], k))
        yield runs[:count]
        runs = runs[count:]
    yield runs


def _without_specks(line: Mask, em: float) -> Iterator[tuple[int, int]]:
    """Yield the runs of columns with ink in a line but for dust, which would make its box high and wide."""
    runs = _runs(np.asarray(line.any(axis=0)))
    for k, (start, end) in enumerate(runs):
        before = start - runs[k - 1][1] if k else np.inf
        after = runs[k + 1][0] - end if k + 1 < len(runs) else np.inf
        if end - start <= SPECK * em and ALONE * em < min(before, after) < np.inf:
            rows = np.flatnonzero(line[:, start:end].any(axis=1))
            if rows[-1] + 1 - rows[0] <= SPECK * em:
                continue
        yield start, end
