"""% and ‰ by their rings: whether one more stands behind the second, whatever a network makes of it."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.placed import CERTAIN, OTHERS_TELL, Paper, Placed

SIGNS = frozenset("%‰")
PARTS = frozenset("%‰。°")
"""What a network makes of the last ring of ‰, beside figures."""
SMALL, NEAR = 0.75, 0.12
"""The last ring of ‰ is lower than such a share of its slash, and so near to the one before, in ems; 。 behind % is
further away."""
SHADES = (0.3, 0.4, 0.5, 0.6)
"""What is darker than such a share of the darkest of a sign is its ink: optics close rings for one and open them for
another."""
LARGE = 60.0
"""Text that is smaller is looked at twice as large: the white in a ring is a pixel wide then. Pixels."""
HOLE = 0.06
"""How wide the white in a ring is at least, if it is a square. Ems."""
LEAST_AREA = 2.0
"""And how large. Pixels."""
LEVEL, ALIKE = 0.08, 0.6
"""The last two rings of ‰ stand at one height, give or take the first, in ems, and the white in one is as wide and as
high as that in the other, at least by the second share."""
TAIL = 0.2
"""Nothing but a stroke stands behind the white in the last ring. Ems."""
STROKES = 0.45
"""From the white in the second ring to that in the third there are two strokes, and no more than this. Ems."""
OF_ONE_WIDTH, OF_MANY_WIDTHS = 0.66, 1.04
"""‰ is no wider than the first in ems, or no narrower than the second in heights: 0.60 and 1.08 in 39 fonts."""
NEARLY_ALL = 95
"""So many of a hundred pixels of a sign are no darker than what counts as its darkest."""


class _Hole(NamedTuple):
    """The white in a ring. Pixels of the picture of its sign."""

    left: float
    top: float
    right: float
    bottom: float


def read_rings(placed: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Read % and ‰ by how many rings show; where none are seen, both stay as certain as they are.

    Args:
        placed: the characters of a line, from the left.
        paper: that they are printed on.
        em: the size of the text.
    """
    found: list[Placed] = []
    for each in placed:
        before = found[-1] if found else None
        if before is None or before.letter.text not in SIGNS or not (each.letter.text in PARTS or _is_figure(each)):
            found.append(each)
        else:
            found[-1:] = _joined(before, each, paper, em)
    return [_read(each, paper, em) if each.letter.text in SIGNS else each for each in found]


def _joined(sign: Placed, after: Placed, paper: Paper, em: float) -> list[Placed]:
    """Return a sign and what stands behind it, as one if that is the last ring of ‰; no figure stands behind %."""
    whole = Placed(sign.letter._replace(text="‰", end=after.letter.end), sign.ink._replace(x1=after.ink.x1))
    gap, share = after.ink.x0 - sign.ink.x1, after.height / sign.height
    if gap < NEAR * em and not _has_three(sign.ink, paper, em) and _has_three(whole.ink, paper, em):
        return [whole]
    if sign.letter.text != "%" or not _is_figure(after):
        return [sign, after]
    if share >= SMALL or after.letter.text not in "0oO":
        return [sign.doubted(), after]
    return [whole.doubted()]


def _is_figure(each: Placed) -> bool:
    return each.letter.text.isdigit() or each.letter.text in ("o", "O")


def _read(each: Placed, paper: Paper, em: float) -> Placed:
    if _has_three(each.ink, paper, em):
        return each.read("‰", CERTAIN)
    more = not _is_too_narrow(each, em) and _has_more(each.ink, paper, em)
    if each.letter.text == "‰":
        return each.doubted()
    return each.doubted(OTHERS_TELL) if more else each


def _is_too_narrow(each: Placed, em: float) -> bool:
    """Whether a sign is as wide as no ‰: in fonts with one width for all it is narrower, in others wider."""
    return each.width > OF_ONE_WIDTH * em and each.width < OF_MANY_WIDTHS * each.height


def _has_more(ink: Box, paper: Paper, em: float) -> bool:
    """Whether more than two rings show that are not those of ‰: networks are sure of % where that is printed."""
    shades = np.where(paper.ink(ink), np.uint8(255), np.uint8(0))
    return len(_find_holes(shades, 1.0, HOLE * em)) > 2


def _has_three(ink: Box, paper: Paper, em: float) -> bool:
    """Whether a sign has one ring above and two alike below, side by side."""
    shades, size = paper.darkness(ink), em
    if not shades.size:
        return False
    if em < LARGE:
        shades, size = np.asarray(cv2.resize(shades, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8), 2 * em
    darkest = float(np.percentile(shades, NEARLY_ALL))
    found = (_find_holes(shades, share * darkest, HOLE * size) for share in SHADES)
    middle, end = len(shades) / 2, shades.shape[1] - TAIL * size
    return any(_is_per_mille(holes, middle, size) and holes[-1].right >= end for holes in found)


def _is_per_mille(holes: Sequence[_Hole], middle: float, em: float) -> bool:
    """Whether these are the rings of ‰: the two below its middle stand at one height, are alike, and close together."""
    upper = [hole for hole in holes if (hole.top + hole.bottom) / 2 < middle]
    lower = [hole for hole in holes if hole not in upper]
    if len(upper) != 1 or len(lower) != 2:
        return False
    second, third = lower
    level = max(abs(second.top - third.top), abs(second.bottom - third.bottom)) <= LEVEL * em
    sizes = [(hole.right - hole.left, hole.bottom - hole.top) for hole in lower]
    alike = all(min(pair) >= ALIKE * max(pair) for pair in zip(*sizes, strict=True))
    return level and alike and upper[0].left < second.left and third.left - second.right <= STROKES * em


def _find_holes(shades: Pixels, least: float, size: float) -> list[_Hole]:
    """Return the white that ink encloses, from the left; what is as dark as the least is ink."""
    white = np.pad(np.asarray(shades < least, np.uint8), 1, constant_values=1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    inside = stats[2:].tolist()  # the first two are the ink and the paper around
    least_area = max(LEAST_AREA, size * size)
    holes = [_Hole(x - 1, y - 1, x - 1 + w, y - 1 + h) for x, y, w, h, area in inside if area >= least_area]
    return sorted(holes)
