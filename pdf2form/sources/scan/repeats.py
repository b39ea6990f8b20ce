"""One name that stands on a page more than once, and is read in two ways: 望亭堤段 and 望享堤段.

Networks are sure of both, and no dictionary knows names. Where the characters around it are the same, and its ink is
that of the other one, it is the same character, and one of the two readings is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import cv2
import numpy as np

from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.placed import Paper, Placed

WINDOW = 4
"""So many characters, one of them left open, are the same place of a name; the ends of a cell count as characters."""
ALIKE = 0.82
"""The correlation of the ink of two characters that are the same one, at least. Of 112 dealt scans 亭 read as 享 had
0.88, 次 as 欠 up to 0.86, and two that are different ones 0.79 at most: 量 and 度, at 150 dpi."""
WIDE, HIGH = 0.75, 0.6
"""So much of the width of one has the other, and of its height, to which dust may add."""
SHIFT = 2
"""So far from each other's place they lie at most. Pixels."""
BAR = "一"
"""A bar lies on a part of nearly anything."""
HEAD, FOOT, OPEN = "^", "$", "?"

Cell = Sequence[Sequence[Placed]]


def doubt_unlike_names(cells: Sequence[Cell], paper: Paper) -> list[list[list[Placed]]]:
    """Doubt the characters of a page that stand where elsewhere another one stands, with the same ink.

    Args:
        cells: of the page, each of lines, from the left.
        paper: that they are printed on.
    """
    texts = [[HEAD, *(each.letter.text for line in cell for each in line), FOOT] for cell in cells]
    seen: dict[str, list[Placed]] = {}
    for cell, text in zip(cells, texts, strict=True):
        for k, each in enumerate((each for line in cell for each in line), start=1):
            for place in _places(text, k):
                seen.setdefault(place, []).append(each)
    several = {place: found for place, found in seen.items() if len({each.letter.text for each in found}) > 1}
    return [_doubted(cell, text, several, paper) for cell, text in zip(cells, texts, strict=True)]


def _doubted(
    cell: Cell, text: Sequence[str], several: Mapping[str, Sequence[Placed]], paper: Paper
) -> list[list[Placed]]:
    count = iter(range(1, len(text)))
    return [
        [each.doubted() if _is_unlike(each, _places(text, next(count)), several, paper) else each for each in line]
        for line in cell
    ]


def _is_unlike(each: Placed, places: Iterable[str], several: Mapping[str, Sequence[Placed]], paper: Paper) -> bool:
    others = [other for place in places for other in several.get(place, ()) if other.letter.text != each.letter.text]
    return any(_are_same(each, other, paper) for other in others)


def _are_same(one: Placed, other: Placed, paper: Paper) -> bool:
    """Whether the ink of one character lies on that of another one, as far as the lower of the two goes."""
    (less_wide, wide), (low, high) = sorted((one.width, other.width)), sorted((one.height, other.height))
    if less_wide < WIDE * wide or low < HIGH * high:
        return False
    first, second = sorted((paper.darkness(each.ink) for each in (one, other)), key=len)
    return bool(first.size and first.std() and second.std()) and _correlation(first, second) >= ALIKE


def _correlation(lower: Pixels, higher: Pixels) -> float:
    """Return how alike two pictures are where they are most alike: 1 for the same one."""
    wide = min(lower.shape[1], higher.shape[1])
    around = cv2.copyMakeBorder(higher, SHIFT, SHIFT, SHIFT, SHIFT, cv2.BORDER_CONSTANT, value=0)
    return float(cv2.matchTemplate(around, np.ascontiguousarray(lower[:, :wide]), cv2.TM_CCOEFF_NORMED).max())


def _places(text: Sequence[str], k: int) -> Iterator[str]:
    """Yield the runs of WINDOW characters around a Chinese one, with that left open."""
    if not "\u4e00" <= text[k] <= "\u9fff" or text[k] == BAR:
        return
    for start in range(max(0, k - WINDOW + 1), min(k, len(text) - WINDOW) + 1):
        yield "".join((*text[start:k], OPEN, *text[k + 1 : start + WINDOW]))
