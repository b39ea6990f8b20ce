"""Edges: upright strokes of one band of a page, weighed as ruling or as stroke of a character.

How whole a stroke is is the share of thin ink in what is known of its length. Ink that only crosses it, of characters
that touch it and of seals, says nothing.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.strokes import EDGE, MEND, Ink, Stroke, View, find_long

LONG = 100.0
"""A stroke this long is a ruling; they tell how whole and how thick the rulings of a page are. Points."""
USUAL_THICK = 0.6
"""How thick a ruling is where a page has no long ones to measure. Points."""
THICKER = 2
"""One much thicker than long rulings, by so many times, is none."""
DASHED = 0.9
"""Rulings less whole than this are dashes, and may begin and end with white."""
LOW = 0.75
"""A stroke less whole than this, of what long rulings are, is none: a bridge of faded print is more so."""
LEAST = 3
"""Levels nearer than this, without the rulings there, have no edge between them. Pixels."""
FAINT = 0.4
"""Between two that are sure, and alone, this much is enough."""
KNOWN = 0.25
"""Of less than this share of its length it is known whether there is a stroke: a seal lies over it."""
LIKE = 0.05
"""How much less whole than long rulings a short one can be; a long one, three times as much."""
LOW_ROW = 16.0
"""A stroke shorter than this may be as long as the characters of a low row. Points."""
CLOSE = 3.0
"""Ink nearer than this to a stroke may belong to the same character. Points."""
CROSSED = 0.25
"""A stroke that others cross on more than this share of its length belongs to a character."""
JUTTING = 0.3
"""A stroke beside which, left and right together, more than this share of its length is dark belongs to characters."""
WHOLE, SOLID = 0.97, 1.0
"""A whole one beside which more is dark is the inside of something: of a seal, of a bar."""
BEARABLE = 2
"""So much may speak against a stroke of several lines of text, and nothing against a shorter one."""
LOOSE = 0.5
"""A short stroke with more white than this between it and both crossing rulings belongs to a character. Points."""
FRAYED, GAP, TOUCHED, LINED = 0.03, 0.2, 0.05, 0.1
"""What speaks against a ruling with ink close by: less whole than long ones by this, so much white at its ends
(points), so much of it crossed, and so much of it with ink beside it."""

SHADE, UNLIKE = 2.0, 0.05
"""Thicker than any ruling (points), and less whole than those of the other way by as much. On dealt pages rulings of
both ways are whole to 0.02 of each other; shade had 2.5 points and more, and 0.08 to 0.4 less."""

TRUNK = 6
"""So far on both sides of its middle the thickness of a stroke is measured. Pixels."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


class Edge(NamedTuple):
    """An upright stroke between two levels of a page. Pixels, where nothing else is said."""

    at: float
    start: float
    end: float
    whole: float
    """Share of what is known of it."""
    thick: float
    beside: float
    """Share of its length beside which there is ink, of both sides together."""
    crossed: float
    """Share of its length on which ink goes on from one side to the other."""
    loose: float
    """White between it and the crossing rulings, at the end with less."""
    close: bool
    """Other ink stands close to it."""

    @property
    def length(self) -> float:
        """From level to level."""
        return self.end - self.start


class _Profile(NamedTuple):
    """What is known of the columns of a band."""

    start: int
    end: int
    left: int
    """The first column."""
    whole: Floats
    """Of a stroke in each column."""
    known: Floats
    dark: Floats
    """Share of each column that is ink."""


class Side:
    """A page looked at for upright rulings, and what its long rulings look like."""

    def __init__(self, seen: View) -> None:
        self.scale = seen.scale
        self.length = len(seen.ink)
        """Of the page, the way rulings run that are looked for."""
        self._ink, self._thin, self._inked = seen.ink, seen.thin, seen.inked  # what runs far is looked for once
        self._found: dict[tuple[float, float], tuple[Edge, ...]] = {}
        self._looked: dict[tuple[float, float, float], Edge | None] = {}
        self._columns: dict[int, Mask] = {}
        self._ends: dict[tuple[int, float, int], float] = {}
        self.whole, self.thick, self.gap = 1.0, USUAL_THICK * seen.scale, 0.0
        self._far = [*find_long(seen)]
        long = [stroke for stroke in self._far if stroke.end - stroke.start >= LONG * self.scale]
        edges = [edge for edge in map(self._measure, long) if edge]
        self.is_measured = bool(edges)
        """Whether there are long rulings."""
        if edges:
            self.whole = float(np.percentile([edge.whole for edge in edges], 40))
            self.thick = float(np.percentile([edge.thick for edge in edges], 70))
            if self.is_dashed:
                self.gap = float(np.median([*map(self._find_gap, long)]))

    @property
    def is_dashed(self) -> bool:
        """Whether long rulings are rows of dashes, or of points."""
        return self.whole < DASHED

    def is_shade(self, other: "Side") -> bool:
        """Whether what runs far this way is the shade at an edge of the paper: the rulings of a page are alike."""
        return self.thick > SHADE * self.scale and self.whole < other.whole - UNLIKE

    def be_like(self, other: "Side") -> None:
        """Take rulings to look as those that run the other way."""
        self.whole, self.thick, self.gap = other.whole, other.thick, other.gap

    @property
    def long(self) -> tuple[Stroke, ...]:
        """Strokes that run far, and look like rulings."""
        return tuple(each for each in self._far if (edge := self._measure(each)) and self.is_like(edge))

    def find_edges(self, start: float, end: float) -> tuple[Edge, ...]:
        """Return the strokes between two levels, from the left."""
        if (start, end) not in self._found:
            first, last = self._between(start, end)
            edges = self._edges(self._weigh(first, last)) if last - first >= LEAST else ()
            self._found[start, end] = tuple(edge._replace(start=start, end=end) for edge in edges)
        return self._found[start, end]

    def look_at(self, at: float, start: float, end: float) -> Edge | None:
        """Return the stroke between two levels at a place, however faint; None if nothing is known of it."""
        if (at, start, end) not in self._looked:
            first, last = self._between(start, end)
            found = self._measure(Stroke(at, first, last)) if last - first >= LEAST else None
            self._looked[at, start, end] = found._replace(start=start, end=end) if found else None
        return self._looked[at, start, end]

    def is_like(self, edge: Edge) -> bool:
        """Whether a stroke looks like a ruling of this page, or like a long straight stroke of a character."""
        if self.is_alone(edge):
            return True
        length = edge.length / self.scale
        share = min(1.0, length / LONG)
        if edge.thick > THICKER * self.thick + 2 or edge.whole < self.whole - LIKE * (1 + 2 * share):
            return False
        if length < LOW_ROW and edge.loose > self._least_white(LOOSE):
            return False
        if share < 1.0 and edge.crossed > CROSSED:
            return False
        return edge.beside <= (SOLID if edge.whole >= WHOLE else JUTTING * edge.whole)

    def is_alone(self, edge: Edge) -> bool:
        """Whether a stroke from one crossing ruling to the next has no other ink near it: no character has such.

        It may have a hole: of faint print, or where a stamp was.
        """
        fits = edge.whole >= LOW * self.whole and edge.thick <= THICKER * self.thick + 2
        return fits and not edge.close and edge.crossed == 0 and edge.loose <= self._least_white(GAP)

    def count_against(self, edge: Edge) -> int:
        """Count what speaks for a stroke of a character: rulings are whole, reach those that cross, touch nothing."""
        frayed, loose = edge.whole < self.whole - FRAYED, edge.loose > self._least_white(GAP)
        return sum((frayed, loose, edge.crossed > TOUCHED, edge.beside > LINED))

    def may_go_on(self, edge: Edge, sides: int, *, open_end: bool = False) -> bool:
        """Whether a stroke is ruling in line with others that are sure, on one side or on both.

        Where no other ink is close it is no stroke of a character, only a faint one of a ruling.

        Args:
            edge: the stroke.
            sides: 1 or 2.
            open_end: else the other would end where nothing crosses, as rulings never do: text beside says nothing.
        """
        if open_end and edge.whole >= self.whole - FRAYED and edge.loose <= self._least_white(GAP):
            return edge.crossed <= CROSSED and edge.thick <= THICKER * self.thick + 2
        if sides > 1:
            return edge.whole >= (LOW if edge.close else FAINT) * self.whole and self.count_against(edge) <= sides
        if edge.close:
            return self.is_like(edge) and self.count_against(edge) <= sides + self._reaches(edge)
        return edge.whole >= LOW * self.whole and edge.loose <= self._least_white(LOOSE)

    def _reaches(self, edge: Edge) -> bool:
        """Whether a whole stroke has no white from ruling to ruling: one of a character seldom has not."""
        column = self._inked[max(0, round(edge.start)) : round(edge.end), round(edge.at)]
        return edge.whole >= 1.0 and edge.beside <= JUTTING and bool(column.all())

    def is_sure(self, edge: Edge) -> bool:
        """Whether a stroke is a ruling, whatever stands above and below it."""
        if not self.is_like(edge) or not edge.close or edge.length >= LONG * self.scale:
            return self.is_like(edge)
        return self.count_against(edge) <= (0 if edge.length < LOW_ROW * self.scale else BEARABLE)

    def _least_white(self, points: float) -> float:
        """Return how much white at its ends speaks against a stroke: more than dashes have between them. Pixels."""
        return max(points * self.scale, self.gap)

    def _find_gap(self, stroke: Stroke) -> float:
        """Return how much white most dashes of a ruling have between them. Pixels."""
        dark = np.flatnonzero(self._column(round(stroke.at))[round(stroke.start) : round(stroke.end)])
        gaps = np.diff(dark) - 1
        return float(np.percentile(gaps[gaps > 0], 70)) if (gaps > 0).any() else 0.0

    def runs_on(self, at: float, place: float, way: int) -> float:
        """Return how far a stroke goes on from a level.

        A gap at the level ends it: there a character begins. Later ones are breaks of the print.

        Args:
            at: where the stroke is.
            place: of the level.
            way: -1 up, 1 down.
        """
        key = round(at), place, way
        if key not in self._ends:
            self._ends[key] = self._runs_on(*key)
        return self._ends[key]

    def _runs_on(self, at: int, place: float, way: int) -> float:
        begin = round(place + way * (self.thick / 2 + 1))
        column = self._column(at)
        ahead = column[max(0, begin) :] if way > 0 else column[: max(0, begin + 1)][::-1]
        dark = np.flatnonzero(ahead)
        steps = dark.copy()
        steps[1:] -= dark[:-1]
        gaps = np.flatnonzero(steps > np.where(dark > CLOSE * self.scale, MEND, LOOSE) * self.scale)
        stop = int(gaps[0]) if len(gaps) else len(dark)
        return place + way * float(dark[stop - 1]) if stop else place

    def _column(self, x: int) -> Mask:
        """Return where thin ink stands in a column, or in one of those beside it."""
        if x not in self._columns:
            beside = self._thin[:, max(0, x - 1) : x + 2].T  # any() takes ten times as long over so few
            self._columns[x] = reduce(np.bitwise_or, beside, np.zeros(len(self._thin), np.uint8)).view(np.bool_)
        return self._columns[x]

    def _between(self, start: float, end: float) -> tuple[int, int]:
        """Return the rows between two levels, without the ink of the rulings there."""
        margin = self.thick / 2 + 1
        return max(0, round(start + margin)), min(len(self._ink), round(end - margin))

    def _weigh(self, start: int, end: int, columns: slice = slice(None)) -> _Profile:
        seen = self._thin, self._inked, self._ink
        thin, inked, dark = (_column_sums(each[start:end, columns]) for each in seen)
        length = end - start
        known = thin + length - inked
        left = columns.start or 0
        return _Profile(start, end, left, thin / np.maximum(known, 1), known / length, dark / length)

    def _edges(self, band: _Profile) -> Iterator[Edge]:
        likely = (band.whole >= LOW * self.whole) & (band.known >= KNOWN)
        margin = round(EDGE * self.scale)
        likely[:margin] = likely[-margin:] = False
        columns = np.flatnonzero(likely)
        if not len(columns):
            return iter(())
        starts = np.flatnonzero(np.append(True, columns[1:] - columns[:-1] > 1))
        run = np.cumsum(np.bincount(starts, minlength=len(columns))) - 1
        surest = band.whole[columns] * band.known[columns]
        best = surest >= 0.9 * np.maximum.reduceat(surest, starts)[run]
        at = np.bincount(run[best], columns[best]) / np.bincount(run[best])
        return self._look_around(at, np.maximum.reduceat(np.where(best, band.whole[columns], 0.0), starts), band)

    def _look_around(self, at: Floats, whole: Floats, band: _Profile) -> Iterator[Edge]:
        """Yield strokes with what is around them; `at` counts from the band's first column."""
        middle, half = np.rint(at).astype(np.intp), self.thick / 2
        reach, own, far = round(half + max(2.0, 1.2 * self.scale)), round(half + 1.5), round(half + CLOSE * self.scale)
        room = max(TRUNK, far)  # white beyond the band
        dark = np.zeros(len(band.dark) + 2 * room)
        dark[room:-room] = band.dark
        dark = dark[np.arange(2 * room + 1) + middle[:, None]]
        trunk = dark[:, room - TRUNK : room + TRUNK + 1]
        thick = (trunk > 0.5 * trunk.max(axis=1, keepdims=True)).sum(axis=1)
        beside = band.dark[np.maximum(middle - reach, 0)] + band.dark[np.minimum(middle + reach, len(band.dark) - 1)]
        off = own + 1  # what frays beside a stroke is none
        around = np.hstack([dark[:, room - far : room - off], dark[:, room + off : room + far]])
        close = around.max(axis=1, initial=0.0) * (band.end - band.start) >= 2
        on_page = middle + band.left
        either = (np.floor(at).astype(np.intp), np.ceil(at).astype(np.intp))  # where both are the middle
        crossed = np.minimum(*(self._crossed(each + band.left, own, band) for each in either))
        loose = self._loose(on_page, band)
        found = (at + band.left, whole, thick.astype(np.float64), beside, crossed, loose, close)
        for place, *rest in zip(*(each.tolist() for each in found), strict=True):
            yield Edge(place, band.start, band.end, *rest)

    def _crossed(self, middle: Ints, near: int, band: _Profile) -> Floats:
        """Return the share of a band's rows in which ink stands on both sides of each column."""
        ink = self._ink[band.start : band.end]
        columns = ink[:, middle[:, None] + (-near - 1, -near, near, near + 1)]
        both = (columns[..., 0] | columns[..., 1]) & (columns[..., 2] | columns[..., 3])
        return np.asarray(both.sum(axis=0) / len(ink), np.float64)

    def _loose(self, middle: Ints, band: _Profile) -> Floats:
        """Return how much white is at the end of each column of a band that has less. Pixels."""
        rows = self._inked[max(0, band.start - 1) : band.end + 1]
        reach = max(1, round(min(CLOSE * self.scale, (band.end - band.start) / 3)))
        inked = (end[:, middle].sum(axis=0, dtype=np.intp) for end in (rows[:reach], rows[-reach:]))
        return np.asarray(reach - np.maximum(*inked), np.float64)

    def _measure(self, stroke: Stroke) -> Edge | None:
        """Look at one stroke; None if next to nothing is known of it."""
        reach = round(self.thick + (CLOSE + 2) * self.scale)
        at = round(stroke.at)
        columns = slice(max(0, at - reach), at + reach + 1)
        band = self._weigh(round(stroke.start), round(stroke.end), columns)
        near = slice(max(0, at - band.left - 2), at - band.left + 3)
        if band.known[near].max() < KNOWN:
            return None
        return next(self._look_around(np.array([stroke.at - band.left]), band.whole[near].max(keepdims=True), band))


def _column_sums(mask: Ink) -> npt.NDArray[Any]:
    sums: npt.NDArray[Any] = np.asarray(cv2.reduce(mask, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S))
    return sums.ravel()
