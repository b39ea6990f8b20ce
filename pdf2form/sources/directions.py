"""Which way text runs on an upright page: upwards, upside down, or at a slant.

Lines are read from left to right and from top to bottom. Text that runs upwards (Excel's turned headings) or upside
down keeps its place, but its characters change places among each other, so that they are read in their order; a
slanted text is a watermark, and none of the form's.
"""

from itertools import pairwise

import numpy as np

from pdf2form.sources.objects import Bools
from pdf2form.sources.pdfium import Floats, Ints

SLANT = 0.1
"""A base line that rises and falls by more than this share of its length, either way, runs at a slant."""
NEXT = 1.6
"""Characters of one line are no further apart than this, in their own size; neither are lines of one text."""


def are_slanted(matrices: Floats) -> Bools:
    """Tell which text objects run at a slant; rows a, b, c, d, e, f onto the upright page."""
    across, up = np.abs(matrices[:, 0]), np.abs(matrices[:, 1])
    return np.asarray((up > SLANT * across) & (across > SLANT * up))


def are_watermarks(matrices: Floats, owners: Ints) -> Bools:
    """Tell which characters are slanted among others that are not; a page that stands askew is slanted as a whole."""
    slanted = are_slanted(matrices)[owners]
    return slanted if 2 * slanted.sum() < len(slanted) else np.zeros(len(slanted), np.bool_)


def are_backward(matrices: Floats) -> tuple[Bools, Bools]:
    """Tell which text objects run upwards, and which upside down."""
    a, b = matrices[:, 0], matrices[:, 1]
    upwards = (np.abs(a) <= SLANT * np.abs(b)) & (b < 0)
    return np.asarray(upwards), np.asarray((np.abs(b) <= SLANT * np.abs(a)) & (a < 0))


def in_order(boxes: Floats, upwards: Bools, upside_down: Bools) -> tuple[Floats, Bools]:
    """Exchange the boxes of text that runs backwards, so that it is read in the order in which it is written.

    Args:
        boxes: columns x0, top, x1, bottom, in the order of the text layer.
        upwards: which characters run upwards.
        upside_down: which stand on their heads.

    Returns:
        The boxes, and which characters stand in several such lines beside each other: their order is not certain.
    """
    boxes, unsure = boxes.copy(), np.zeros(boxes.shape[1], np.bool_)
    for backward, along in ((upwards, 1), (upside_down, 0)):
        runs = [run for run in _runs(np.flatnonzero(backward), boxes, along) if len(run) > 1]
        before = boxes.copy()
        for run in runs:
            boxes[:, run] = before[:, run[::-1]]
        for one, other in pairwise(runs):
            if _are_beside(before[:, one], before[:, other], along):
                unsure[[*one, *other]] = True
    return boxes, unsure


def _runs(places: Ints, boxes: Floats, along: int) -> list[list[int]]:
    """Gather characters that follow each other on one line; `along` is 1 for an upright line."""
    runs: list[list[int]] = []
    for place in places.tolist():
        if runs and place - runs[-1][-1] <= 2 and _follows(boxes[:, runs[-1][-1]], boxes[:, place], along):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _follows(one: Floats, other: Floats, along: int) -> bool:
    size = one[along + 2] - one[along]
    aside = abs((one[1 - along] + one[3 - along]) - (other[1 - along] + other[3 - along])) / 2
    return bool(0 < one[along] - other[along] < NEXT * 2 * size and aside < size / 2)


def _are_beside(one: Floats, other: Floats, along: int) -> bool:
    """Whether two lines stand beside each other, as lines of one text do."""
    overlap = min(one[along + 2].max(), other[along + 2].max()) - max(one[along].min(), other[along].min())
    size = float(np.median(one[3 - along] - one[1 - along]))
    apart = abs(one[1 - along].min() - other[1 - along].min())
    return bool(overlap > 0 and apart < NEXT * size)
