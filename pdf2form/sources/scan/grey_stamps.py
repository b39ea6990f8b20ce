"""Grey photocopies of round seals, taken out so that black print below survives. Other shapes, and black seals, stay.

A seal is known by its ring. It is thicker than the strokes of print, so that it has a middle grey between its edges,
where print has black or is an edge all over.
"""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.pixels import Mask, Pixels
from pdf2form.sources.scan.stamps import COVERED, PRINT, REMAINS, RESIDUE, RULING, Cleaned

FINE = 2
"""Rings are looked for on a picture with so many pixels a point: three of them are less than a ring is thick."""
PAPER, BLACKEST = 235, 0.05
"""Brighter than the one is no ink; the other is the share of all ink that is as black as print is."""
LIGHT, DARK = 0.18, 0.82
"""A middle grey lies between these shares of the blackness of print."""
RADII = (34, 86)
"""Of the rings of seals: 25 to 60 mm across. Points."""
EDGE, VOTES = 150, 30
"""How sharp the edge of a ring is, and how many points of edges have to face its middle, so that it is looked at."""
BAND, RINGED = 0.03, 0.7
"""How far from its circle a ring may be seen, as a share of its radius; in which share of all directions it has to be.
On 41 dealt pages with grey seals it was in 0.76 and more, on 160 without in 0.62 at most."""
AROUND, GREYEST = 8.0, 0.02
"""Print is black somewhere within so many points. Where more than such a share of it is not, it may be as grey as the
seal."""
DARKEST = 0.05
"""Such a share of a seal is darker than what counts as its darkness. On dealt pages at most 0.006 of the print beside a
seal was no darker."""
REACH = 1.08
"""So many radii of the middle of its ring from its own middle a seal ends, with all that has blurred."""
SMOOTH = 16.0
"""In squares of so many points the ink of a seal is much the same."""
FLAT = 40
"""Greys of neighbours in a stroke of a seal differ by less; at the edge of print they differ by more."""
THIN, DENSE = 0.4, 1.4
"""The ink of a seal is between so many times as dense as it is on average around."""
FRINGE = 1.0
"""So far around what is surely of a seal its ink has blurred. Points."""
FAINT = 0.12
"""What is darker than this share of black is a piece of something."""
SEALED, PALE = 1.2, 1.4
"""A piece that is nowhere as dense as so many times the ink of the seal is of the seal; and may be of it, if nowhere as
dense as so many."""
STRAIGHT = 0.8
"""A level stroke that is longer, in radii, is a ruling: a ring is level for less where it is thin."""
THICKEST, LEAN, FILLED = 2.2, 1.0, 0.85
"""Rulings are no thicker, rise or fall by no more over that length (points), and are ink for such a share of it: where
the ring of a seal crosses them they are not thin."""
INKED = 0.4
"""And so much darker than what is beside them, as a share of the black of print: streaks of a copier have 0.3."""
GRAIN = 0.7
"""Over so many pixels a density is averaged: that of single ones is by chance. Sigma."""
SEEN = 20
"""What has become lighter by so many greys has had a part of the seal."""

_Densities = npt.NDArray[np.float32]
_SQUARE = np.ones((3, 3), np.uint8)


class Ring(NamedTuple):
    """The circle in the middle of the ring of a seal. Pixels."""

    x: float
    y: float
    radius: float


class _Greys(NamedTuple):
    """What is a middle grey on a page."""

    lightest: float
    darkest: float
    """255 is white."""


def take_out_grey_stamps(even: Pixels, scale: float) -> Cleaned | None:
    """Take out round seals in a grey that no print of the page has; None of a page without any.

    Args:
        even: a page without colour, its paper white.
        scale: pixels a point.
    """
    if scale < FINE:
        return None
    share = FINE / scale
    small = np.asarray(cv2.resize(even, None, fx=share, fy=share, interpolation=cv2.INTER_LINEAR), np.uint8)
    greys = _find_greys(small)
    middle = _find_middle(small, greys)
    rings = [ring for ring in find_rings(middle) if _is_told(small, middle, ring, greys)]
    if not rings:
        return None
    cleaned, inks = even.copy(), np.zeros_like(even)
    for each in rings:
        ring = Ring(*(v / share for v in each))
        reach = REACH * ring.radius
        rows = slice(max(0, round(ring.y - reach)), round(ring.y + reach))
        columns = slice(max(0, round(ring.x - reach)), round(ring.x + reach))
        area = cleaned[rows, columns].copy()
        ring = ring._replace(x=ring.x - columns.start, y=ring.y - rows.start)
        least = round(STRAIGHT * ring.radius)
        ruled = _find_ruled(even, rows, columns, least, greys, scale)
        cleaned[rows, columns], pale = _without_seal(area, ring, greys, scale)
        gone = np.asarray(cv2.subtract(cleaned[rows, columns], area) > SEEN, np.uint8)
        inks[rows, columns][cv2.dilate(gone, _SQUARE) > 0] = COVERED
        inks[rows, columns][pale] = REMAINS
        inks[rows, columns][ruled] = RULING
    return Cleaned(cleaned, inks)


def _find_greys(small: Pixels) -> _Greys:
    """Return which greys are neither paper nor as black as the print of a page."""
    counts = cv2.calcHist([small], [0], None, [256], [0, 256]).ravel()[:PAPER]
    black = 255 - int(np.searchsorted(np.cumsum(counts), BLACKEST * counts.sum()))
    return _Greys(255 - LIGHT * black, 255 - DARK * black)


def _find_middle(grey: Pixels, greys: _Greys) -> Mask:
    """Return what is of a middle grey with all that is next to it: no thin stroke, and no edge of one."""
    lightest, darkest = cv2.dilate(grey, _SQUARE), cv2.erode(grey, _SQUARE)
    return np.asarray((lightest <= greys.lightest) & (darkest >= greys.darkest))


def find_rings(middle: Mask) -> list[Ring]:
    """Return the rings of the size of seals, in a picture of `FINE` pixels a point."""
    near = np.asarray(cv2.dilate(middle.view(np.uint8), _SQUARE), np.uint8)
    seen = cv2.resize(middle.view(np.uint8) * 255, None, fx=1 / FINE, fy=1 / FINE, interpolation=cv2.INTER_AREA)
    low, high = RADII
    circles = cv2.HoughCircles(
        seen, cv2.HOUGH_GRADIENT, 1, low, param1=EDGE, param2=VOTES, minRadius=low, maxRadius=high
    )
    if circles is None:
        return []
    rings = [Ring(*(FINE * float(v) for v in circle)) for circle in circles[0]]
    return [ring for ring in rings if _find_share(near, ring) >= RINGED]


def _find_share(near: Pixels, ring: Ring) -> float:
    """Return in which share of all directions a ring is seen."""
    angles = np.radians(np.arange(360))
    radii = ring.radius * np.linspace(1 - BAND, 1 + BAND, 7)[:, None]
    x = np.round(ring.x + radii * np.cos(angles)).astype(int)
    y = np.round(ring.y + radii * np.sin(angles)).astype(int)
    high, wide = near.shape
    seen = (x >= 0) & (y >= 0) & (x < wide) & (y < high) & (near[y.clip(0, high - 1), x.clip(0, wide - 1)] > 0)
    return float(seen.any(axis=0).mean())


def _is_told(small: Pixels, middle: Mask, ring: Ring, greys: _Greys) -> bool:
    """Whether the print of a page is blacker than a seal, so that nothing in the grey of the seal is print."""
    inside = cv2.circle(np.zeros_like(small), (round(ring.x), round(ring.y)), round(REACH * ring.radius), 1, -1) > 0
    seal = float(np.percentile(small[inside & middle], 100 * DARKEST))
    side = round(AROUND * FINE) | 1
    blackest = cv2.erode(small, np.ones((side, side), np.uint8))
    ink = ~inside & (small < (greys.lightest + greys.darkest) / 2)
    grey = int(np.count_nonzero(ink & (blackest > seal)))
    return grey <= GREYEST * int(np.count_nonzero(ink))


def _without_seal(area: Pixels, ring: Ring, greys: _Greys, scale: float) -> tuple[Pixels, Mask]:
    """Take the ink of a seal off by its optical density; return what is left that may still be of it as well."""
    density = np.asarray(-np.log(np.clip(area.astype(np.float32) / 255, 0.01, 1.0)), np.float32)
    soft = np.asarray(cv2.GaussianBlur(area, (0, 0), 0.3 * scale), np.uint8)
    level = cv2.dilate(soft, _SQUARE) - cv2.erode(soft, _SQUARE) < FLAT
    ink = _find_ink(density, level & _find_middle(soft, greys), scale)
    plain = level & (soft <= greys.lightest) & (density > THIN * ink) & (density < DENSE * ink)
    sure = cv2.morphologyEx(plain.view(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0
    ink = _find_ink(density, sure, scale)
    y, x = np.ogrid[: area.shape[0], : area.shape[1]]
    far = np.hypot(x - np.float32(ring.x), y - np.float32(ring.y))
    sealed = _find_sealed(sure, _find_band(far, sure, ring.radius, scale), density < DENSE * ink, scale)
    left = np.where(sealed, density - ink, density)
    dark = 1 - np.exp(-np.clip(left, 0, None))
    dark = np.where(sealed, dark * np.clip((dark - RESIDUE) / (PRINT - RESIDUE), 0, 1), dark)
    inside = far <= REACH * ring.radius
    is_seal, is_pale = _find_pieces(np.asarray((dark > FAINT) & inside, np.uint8), left, ink)
    without = np.where(is_seal, 255, 255 * (1 - dark))
    return np.where(inside, without, area).astype(np.uint8), is_pale


def _find_ruled(even: Pixels, rows: slice, columns: slice, least: int, greys: _Greys, scale: float) -> Mask:
    """Return where rulings run through a place: thin strokes, level or upright, and longer than any of a seal.

    Args:
        even: the page, since they run on beyond the seal.
        rows: of the place.
        columns: of the place.
        least: how long a ruling is. Pixels.
        greys: of the page.
        scale: pixels a point.
    """
    top, left = max(0, rows.start - least), max(0, columns.start - least)
    around = even[top : rows.stop + least, left : columns.stop + least]
    darker = INKED * (255 - greys.lightest) / LIGHT
    ruled = _find_level(around, least, darker, scale) | _find_level(around.T, least, darker, scale).T
    high, wide = even[rows, columns].shape
    return ruled[rows.start - top :, columns.start - left :][:high, :wide]


def _find_level(grey: Pixels, least: int, darker: float, scale: float) -> Mask:
    """Return the thin level strokes of a picture that are at least so long, and so much darker than what is beside.

    They may lean, and have gaps.
    """
    stroke, lean = np.ones((round(THICKEST * scale), 1), np.uint8), np.ones((round(LEAN * scale) | 1, 1), np.uint8)
    thin = np.asarray(cv2.morphologyEx(np.ascontiguousarray(grey), cv2.MORPH_BLACKHAT, stroke) > darker, np.uint8)
    filled = cv2.blur(cv2.dilate(thin, lean).astype(np.float32), (least, 1))
    long = cv2.dilate(np.asarray(filled >= FILLED, np.uint8), np.ones((1, least), np.uint8))
    return np.asarray(cv2.bitwise_and(long, thin) > 0)


def _find_pieces(pieces: Pixels, left: _Densities, ink: _Densities) -> tuple[Mask, Mask]:
    """Return which pieces are of the seal, and which are paler than print mostly is."""
    count, labels = cv2.connectedComponents(pieces)
    soft = cv2.GaussianBlur(left, (0, 0), GRAIN)
    is_denser, is_black = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    is_denser[labels[left > SEALED * ink]] = True
    is_black[labels[soft > PALE * ink]] = True
    is_denser[0] = is_black[0] = True
    return ~is_denser[labels], (is_denser & ~is_black)[labels]


def _find_ink(density: _Densities, seal: Mask, scale: float) -> _Densities:
    """Return how dense the ink of a seal is all over, from where it is seen."""
    size = (round(SMOOTH * scale),) * 2
    weight = seal.astype(np.float32)
    seen = cv2.blur(weight, size)
    ink = cv2.blur(density * weight, size) / np.maximum(seen, 1e-3)
    usual = density[seal].mean() if seal.any() else 0.0
    return np.asarray(np.where(seen > 1e-3, ink, usual), np.float32)


def _find_band(far: _Densities, sure: Mask, radius: float, scale: float) -> Mask:
    """Return all that the ring of a seal covers, whatever is printed there."""
    steps = np.round(far).astype(int)
    share = np.bincount(steps.ravel(), sure.ravel()) / np.maximum(np.bincount(steps.ravel()), 1)
    start, end = round((2 - REACH) * radius), round(REACH * radius)
    on = start + np.flatnonzero(share[start:end] >= share[start:end].max() / 2)
    return np.asarray((far > on[0] - scale / 2) & (far < on[-1] + scale / 2))


def _find_sealed(sure: Mask, band: Mask, lighter: Mask, scale: float) -> Mask:
    """Return where a seal is: around what is sure, and from there on through what is no darker, for a point."""
    side = 2 * round(FRINGE * scale) + 1
    sealed = cv2.dilate(sure.view(np.uint8), np.ones((side, side), np.uint8)) | band.view(np.uint8)
    may_be = sealed | lighter.view(np.uint8)
    for _ in range(round(FRINGE * scale)):
        sealed = cv2.dilate(sealed, _SQUARE) & may_be
    return np.asarray(sealed > 0)
