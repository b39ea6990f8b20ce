"""How a page lies crooked, and the way from the paper to a flat page: skew, perspective and curl in one mechanism.

The rulings of a table are straight and level on the sheet that was scanned. So the page is flat where they are: a
smooth shift of each place, a polynomial of low degree, that makes every flat ruling level and every upright one plumb.
"""

import math
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.page import Box
from pdf2form.sources.scan.pieces import find_pieces
from pdf2form.sources.scan.pixels import Mask, Pixels

Floats = npt.NDArray[np.float64]
Shades = npt.NDArray[np.float32]
Weights = tuple[float, ...]
Net = tuple[Shades, Shades]
A = TypeVar("A", float, Floats)
"""One place or many: what is worked out is the same, and for one numpy would take ten times as long."""

STEEPEST = 6.0
"""How far a page is looked at for being askew, to both sides. Degrees; a feeder leaves under 3."""
COARSE = 4
"""Pixels of the page that make one of the picture in which the skew is looked for."""
ROUNDS, SETTLED = 2, 8.0
"""How often the page is made flat and looked at again, since rulings that are too bent are found the second time; and
how little it must have been bent not to be looked at again. Pixels, all weights together."""
LONG = 42.0
"""A dark stretch of this length is surely no stroke of a character. Points."""
STIFF, FIRM = 0.02, 8.0
"""How little a shift of higher degree is believed, and how much a ruling of the page's width."""
REFITS, WILD = 3, 1.5
"""How often the shift is fitted, and how far off a place of a ruling is that is trusted half. Pixels."""
STILL = 0.4
"""A page that moves less than this anywhere is left as it is: no resampling. Pixels."""
NET, BAND = 16, 256
"""The shift is smooth: it is worked out once in so many pixels each way, and between those so many rows at a time, a
multiple of the first. For a whole page of A4 at 300 dpi the places of all pixels take 70 MB."""
_POWERS = ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (1, 2), (2, 2), (3, 1))
"""Powers of the way along a ruling, and of the way across it, that bend it; what only moves it whole is not seen."""


class Bend(NamedTuple):
    """The shift from each place on the paper to its place on the flat page, in pixels of a picture of this size."""

    width: int
    height: int
    slope: float
    """Of level lines: tangent of the skew, which is taken out first."""
    down: Weights
    """Weights of `_POWERS` for the shift downwards."""
    right: Weights
    """Weights of `_POWERS`, the axes exchanged, for the shift to the right."""

    def flattened(self, x: A, y: A) -> tuple[A, A]:
        """Move places on the paper to the flat page."""
        x, y = self._rotated(x, y, 1)
        across, along = self._norm(x, y)
        return x + _shift(along, across, self.right), y + _shift(across, along, self.down)

    def on_paper(self, x: A, y: A) -> tuple[A, A]:
        """Move places on the flat page back to the paper; the shift is smooth, so a few steps find the place."""
        at_x, at_y = x, y
        for _ in range(4):
            across, along = self._norm(at_x, at_y)
            at_x = x - _shift(along, across, self.right)
            at_y = y - _shift(across, along, self.down)
        return self._rotated(at_x, at_y, -1)

    def box_on_paper(self, box: Box) -> Box:
        """Return the box around what stands in a box of the flat page."""
        across = (box.x0, (box.x0 + box.x1) / 2, box.x1)
        xs, ys = zip(*(self.on_paper(x, y) for x in across for y in (box.top, box.bottom)), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    def _rotated(self, x: A, y: A, way: int) -> tuple[A, A]:
        angle = -way * math.atan(self.slope)
        cos, sin = math.cos(angle), math.sin(angle)
        u, v = x - self.width / 2, y - self.height / 2
        return self.width / 2 + cos * u - sin * v, self.height / 2 + sin * u + cos * v

    def _norm(self, x: A, y: A) -> tuple[A, A]:
        return 2 * x / self.width - 1, 2 * y / self.height - 1


def _shift(along: A, across: A, weights: Weights) -> A:
    """Return the sum of `_POWERS` of some places, each with its weight."""
    w10, w11, w20, w21, w30, w12, w22, w31 = weights
    first, second = w10 + across * (w11 + across * w12), w20 + across * (w21 + across * w22)
    return along * (first + along * (second + along * (w30 + across * w31)))


def find_bend(dark: Mask, scale: float) -> Bend:
    """Find how crooked a page lies from its rulings; from the lines of its text alone where it has none.

    Args:
        dark: what is ink.
        scale: pixels a point.
    """
    height, width = dark.shape
    ink = np.asarray(dark, np.uint8)
    zero = (0.0,) * len(_POWERS)
    small = _smaller(ink.astype(np.float32), COARSE)
    skew = _skew(small)
    lean = np.tan(np.radians(_skew(np.ascontiguousarray(_turned(small, skew).T))))
    bend = Bend(width, height, float(np.tan(np.radians(skew))), zero, zero)
    bend = bend._replace(right=(float(-lean * height / 2), *zero[1:]))  # the first of _POWERS: along, and not across
    for _ in range(ROUNDS):
        level = warp(ink, find_net(bend), cv2.INTER_NEAREST)
        down, right = (_fit(*_trace(each, scale)) for each in (level, np.asarray(cv2.transpose(level), np.uint8)))
        bend = bend._replace(down=_sum(bend.down, down), right=_sum(bend.right, right))
        if sum(map(abs, (*down, *right))) < SETTLED:
            break
    return bend


def _sum(first: Weights, second: Weights) -> Weights:
    return tuple(a + b for a, b in zip(first, second, strict=True))


def find_net(bend: Bend) -> Net | None:
    """Return where on the paper the middle of each square of NET pixels of the flat page is; None if nothing moves.

    With one more square on each side, so that there is one beyond any pixel.
    """
    xs, ys = np.meshgrid(*(_middles(side) for side in (bend.width, bend.height)))
    from_x, from_y = bend.on_paper(xs, ys)
    if max(np.abs(from_x - xs).max(), np.abs(from_y - ys).max()) < STILL:
        return None
    return from_x.astype(np.float32), from_y.astype(np.float32)


def _middles(side: int) -> Floats:
    return (np.arange(-1, -(-side // NET) + 1, dtype=np.float64) + 0.5) * NET - 0.5


def warp(picture: Pixels, net: Net | None, how: int = cv2.INTER_CUBIC) -> Pixels:
    """Draw a picture of the paper flat; paper where nothing is known. Left as it is if nothing moves."""
    if net is None:
        return picture
    edge = 0 if how == cv2.INTER_NEAREST else 255  # masks, pictures
    flat = np.empty_like(picture)
    for top in range(0, len(flat), BAND):
        band = flat[top : top + BAND]
        across, down = (_finer(each[top // NET : (top + BAND) // NET + 2], band.shape) for each in net)
        cv2.remap(picture, across, down, how, band, borderMode=cv2.BORDER_CONSTANT, borderValue=edge)
    return flat


def _finer(net: Shades, shape: tuple[int, ...]) -> Shades:
    """Return the places of the pixels of a band from those of its squares, in less time than an affine warp."""
    size = net.shape[1] * NET, net.shape[0] * NET
    places = np.asarray(cv2.resize(net, size, interpolation=cv2.INTER_LINEAR), np.float32)
    return places[NET : NET + shape[0], NET : NET + shape[1]]


def _terms(along: Floats, across: Floats) -> Floats:
    """Return what `_POWERS` are of some places, along a last axis; each power is worked out once."""
    alongs, acrosses = ((np.ones(()), each, each * each, each * each * each) for each in (along, across))  # ** is slow
    terms = np.empty((*along.shape, len(_POWERS)))
    for k, (p, q) in enumerate(_POWERS):
        terms[..., k] = alongs[p] * acrosses[q]
    return terms


def _smaller(picture: Shades, part: int) -> Shades:
    """Return a picture of which one pixel is so many each way."""
    height, width = picture.shape
    size = (max(1, width // part), max(1, height // part))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _skew(small: Shades) -> float:
    """Return how far the lines of a page fall to the right, in degrees: where its rows have the sharpest profile.

    Args:
        small: the ink of the page, one pixel for COARSE each way.
    """
    best = 0.0
    for picture, step, reach in ((_smaller(small, 2), 0.5, STEEPEST), (small, 0.1, 0.5)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(picture, angle)))
    return best if abs(best) < STEEPEST - 0.6 else 0.0


def _sharpness(small: Shades, angle: float) -> float:
    return float(np.square(np.diff(_turned(small, angle).sum(axis=1))).sum())


def _turned(small: Shades, angle: float) -> Shades:
    """Turn a picture about its middle. Degrees."""
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(small, turn, (width, height)), np.float32)


def _trace(ink: Pixels, scale: float) -> tuple[list[Floats], tuple[int, int]]:
    """Return for each long flat stroke its middle line: rows of x and y, one every few pixels."""
    length = max(8, round(LONG * scale))
    near = cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_CLOSE, np.ones((3, 5), np.uint8))
    # Opened in short pieces, so that a bent stroke survives; long ones of their unions are rulings.
    strokes = cv2.morphologyEx(near, cv2.MORPH_OPEN, np.ones((1, max(8, length // 2)), np.uint8))
    rows, labels, boxes, _ = find_pieces(np.asarray(strokes, np.uint8), least=length)  # two rows high, with white
    lines: list[Floats] = []
    _, _, wides, highs, areas = boxes.T
    fits = (wides >= length) & (areas <= 4 * scale * wides) & (highs <= 6 * scale + 0.06 * wides)
    fits[0] = False
    for label in np.flatnonzero(fits).tolist():
        left, top, wide, high, _ = boxes[label].tolist()
        columns = np.arange(0, wide, max(2, wide // 60))
        taken = labels[top : top + high, left : left + wide : max(2, wide // 60)] == label
        counts = taken.sum(axis=0)
        clean = (counts > 0) & (counts <= np.median(counts[counts > 0]) + 1)  # where text touches it is thicker
        ys = (taken * np.arange(high)[:, None]).sum(axis=0) / np.maximum(counts, 1)
        if clean.sum() > 8:
            lines.append(np.stack([left + columns, rows[top] + ys], axis=1)[clean].astype(np.float64))
    return lines, ink.shape[::-1]


def _fit(lines: list[Floats], size: tuple[int, int]) -> Weights:
    """Fit the shift that makes each line level: least squares, with the height of each line free.

    Fitted again with less trust in what is off: text that touches a ruling, a signature, a fold.
    """
    weights = np.zeros(len(_POWERS))
    if len(lines) < 2:
        return tuple(weights)
    places, counts = np.concatenate(lines), np.array([len(line) for line in lines])
    starts = np.cumsum(counts) - counts
    heights, terms = places[:, 1], _terms(*(2 * places / np.array(size, np.float64) - 1).T)
    lengths = np.maximum.reduceat(places[:, 0], starts) - np.minimum.reduceat(places[:, 0], starts)
    shares, trust = np.repeat(lengths / size[0] / counts, counts), np.ones(len(places))
    degrees = np.array([p + q for p, q in _POWERS], np.float64)
    each = np.column_stack([terms, -heights])
    for _ in range(REFITS):
        sums = np.add.reduceat(each * trust[:, None], starts) / np.add.reduceat(trust, starts)[:, None]
        rows = (each - np.repeat(sums, counts, axis=0)) * (np.sqrt(trust * shares) * FIRM)[:, None]
        rows = np.concatenate([np.column_stack([np.diag(STIFF * degrees), np.zeros(len(_POWERS))]), rows])
        weights = np.linalg.lstsq(rows[:, :-1], rows[:, -1], rcond=None)[0]
        level = heights + terms @ weights
        trust = 1 / (1 + np.square((level - np.repeat(_medians(level, counts), counts)) / WILD))
    return tuple(weights.tolist())


def _medians(values: Floats, counts: npt.NDArray[np.int64]) -> Floats:
    """Return the median of each run of values; numpy's own takes a hundred times as long for many short runs."""
    ends = np.cumsum(counts)
    ordered = values[np.lexsort((values, np.repeat(np.arange(len(counts)), counts)))]
    return np.asarray((ordered[ends - counts + (counts - 1) // 2] + ordered[ends - counts + counts // 2]) / 2)
