"""Strokes through the characters of a line: they are struck out, or a ruling was lost."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask, Pixels
from pdf2form.sources.scan.placed import Placed

STRUCK, LONGER, SHARE = 1.7, 3.0, 0.8
"""A flat stroke that is longer than the first belongs to no single character; in longer lines, where two characters may
touch at one height, it must run through such a share of the line, or be as long as the second. Ems; share."""
FEW, HANGING, AMID = 3, 0.4, (0.35, 0.75)
"""Of so few characters two may touch over their whole width, 上线 and 指标. A stroke through them hangs out by so much,
in ems, or is in this part of their height."""
FIGURES = frozenset("0123456789.,")
THROUGH_TWO, THROUGH_MORE, TWO, WITHIN = 0.9, 0.65, 1.2, (0.2, 0.8)
"""A stroke through two figures, or one and its %, goes through such a share of their line, and one through more through
the second and is longer than two, in ems, in this part of their height; the loop of a 6 is as wide as one."""
THIN, THICK, LEVEL = 0.2, 0.32, 0.1
"""How thick it is at most, through Chinese characters and through figures, and by how much its height may differ from
one character to the next. Ems."""
LEAN = 0.04
"""So far from where it joins two characters it is seen at most, in ems: it may be slanted."""
DARK = 0.75
"""It is so dark between two figures, and somewhere between Chinese characters, unless it is in the middle of their
height, beside their ink; where their strokes touch, 0.7 and less."""


class _Bridge(NamedTuple):
    """Where one stroke joins two characters. Pixels of their line."""

    row: int
    column: int


def is_struck(flat: Flat, line: TextLine, placed: Sequence[Placed]) -> bool:
    """Whether a stroke runs through several characters: they are struck out, or a ruling was lost.

    It runs through the white between them at one height; strokes of characters that touch do not. Figures have none
    that are level and longer than two of them.
    """
    x0, top, x1, bottom = (round(v) for v in line.box)
    ink = np.asarray(flat.dark[max(0, top) : bottom, max(0, x0) : x1], np.uint8)
    if not ink.size or len(placed) < 2:
        return False
    number = "".join(each.letter.text for each in placed).removesuffix("%")
    figures = {*number} <= FIGURES
    two = 2 in (len(number), len(placed))
    if figures:
        more = max(TWO * line.em, THROUGH_MORE * (x1 - x0))
        length, part = THROUGH_TWO * (x1 - x0) if two else more, WITHIN
    else:
        few = len(placed) <= FEW and x1 - x0 <= (len(placed) + HANGING) * line.em
        length, part = max(STRUCK * line.em, min(LONGER * line.em, SHARE * (x1 - x0))), AMID if few else (0.0, 1.0)
    if ink.shape[1] <= round(length):
        return False
    rows = _find_strokes(ink, round(length), part)
    between = [(a.middle - max(0, x0), b.middle - max(0, x0)) for a, b in pairwise(placed)]
    thickest = (THICK if figures else THIN) * line.em
    bridges = [_bridge(ink, left, right, thickest) for left, right in between]
    lean = int(LEAN * line.em)
    if not any(each is not None and rows[max(0, each.row - lean) : each.row + lean + 1].any() for each in bridges):
        return False  # only the loops of 88 touch
    level = [a is not None and b is not None and abs(a.row - b.row) <= LEVEL * line.em for a, b in pairwise(bridges)]
    if not (any(level) if len(bridges) > 1 else bridges[0]):
        return False
    may_touch = two if figures else len(placed) > FEW and any(each.is_chinese for each in placed)
    if not (flat.shaded and may_touch):
        return True
    amid = (each is not None and AMID[0] * len(ink) <= each.row < AMID[1] * len(ink) for each in bridges)
    shades = 255 - flat.grey[max(0, top) : bottom, max(0, x0) : x1]
    return (not figures and any(amid)) or _is_dark_between(bridges, shades, ink)


def _is_dark_between(bridges: Sequence[_Bridge | None], shades: Pixels, ink: Pixels) -> bool:
    """Whether a stroke is as dark between two characters as their ink; where they touch, it is paler."""
    full = DARK * float(np.percentile(shades[ink > 0], 75))
    places = ((slice(max(0, each.row - 1), each.row + 2), each.column) for each in bridges if each)
    return any(int(shades[place].max()) >= full for place in places)


def _find_strokes(ink: Pixels, length: int, part: tuple[float, float]) -> Mask:
    """Return in which rows a level stroke is that is so long, give or take a pixel up or down.

    Args:
        ink: of the line.
        length: of the stroke. Pixels.
        part: of the height of the line in which it is looked for.
    """
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    found = np.asarray(cv2.erode(thick, np.ones((1, length), np.uint8), borderValue=0).any(axis=1))
    first, last = (round(share * len(found)) for share in part)
    found[:first] = found[last:] = False
    return found


def _bridge(ink: Pixels, left: float, right: float, thickest: float) -> _Bridge | None:
    """Return where one flat stroke, and nothing else, joins two characters; None if there is none."""
    part = ink[:, round(left) : max(round(left) + 1, round(right))]
    column = int(np.argmin(part.sum(axis=0)))
    rows = np.flatnonzero(part[:, column])
    if not len(rows) or rows[-1] - rows[0] > thickest:
        return None
    return _Bridge(round(float(rows.mean())), round(left) + column)
