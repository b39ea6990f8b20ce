"""Where the characters of a line meet: cuts that the steps of a network put into a character, moved to its edge."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import Mask

Span = tuple[float, float]
"""Left and right of a character. Pixels of the page."""
Ints = npt.NDArray[np.intp]

WIDEST_FIGURE, WIDEST = 0.62, 1.08
"""Of figures, and of Chinese characters. Ems."""
FULL_FIGURE = 0.72
"""No figure of wide fonts is wider; a dash and a figure are. Ems."""
BEHIND = frozenset("%)")
"""What of one piece may stand behind a figure."""
BARS, FLAT = frozenset("-—~"), 0.2
"""What joins two figures, and how high it is at most. Ems."""
POINTS, POINT = frozenset(".,"), 0.3
"""What parts two figures, and how wide it is at most. Ems."""


def move_cuts(texts: Sequence[str], spans: Sequence[Span], line: TextLine, dark: Mask) -> list[Span]:
    """Return the places of the characters of a line, where those that share their ink have what is theirs.

    Args:
        texts: the characters, from the left.
        spans: where they stand by the steps of a network.
        line: where its ink is.
        dark: the ink of the page, without rulings.
    """
    found = list(spans)
    for k, (text, after) in enumerate(pairwise(texts)):
        if (text.isdigit() or text == "(") and (after.isdigit() or after in BEHIND):
            widest = WIDEST if after == "%" else FULL_FIGURE
            found[k : k + 2] = _with_white_between(found[k], found[k + 1], widest, line, dark)
        if text.isdigit() and is_chinese(after):
            found[k : k + 2] = _with_first_part(found[k], found[k + 1], line, dark)
    for k in range(1, len(texts)):
        last = k + 1 == len(texts)
        if not (texts[k - 1].isdigit() and (last or texts[k + 1].isdigit())):
            continue
        if texts[k] in POINTS:
            places = found[k - 1 : k + 2]
            found[k - 1 : k + 2] = _with_own_point(places, line, dark) or places
        elif texts[k] in BARS and not last:
            found[k - 1 : k + 2] = _with_whole_bar(found[k - 1], found[k], found[k + 1], line, dark)
    return found


def _with_white_between(before: Span, after: Span, widest: float, line: TextLine, dark: Mask) -> list[Span]:
    """Return the places of two of figures, % and brackets, cut where the only white between them is.

    Not if one is wider then than any is: it is in two pieces, or has got something else.
    """
    columns, starts = _find_columns((before[0], after[1]), line, dark)
    if len(starts) != 1:
        return [before, after]
    right = int(starts[0])
    left = int(columns[columns < right][-1]) + 1
    wide = left - columns[0] > FULL_FIGURE * line.em or columns[-1] + 1 - right > widest * line.em
    if wide or left <= before[1] <= right:
        return [before, after]
    return [(before[0], (left + right) / 2), ((left + right) / 2, after[1])]


def _with_first_part(figure: Span, after: Span, line: TextLine, dark: Mask) -> list[Span]:
    """Return the places of a figure and of 吨 or 川, the first part of which it has got, with that given back.

    Both parts are as wide as one Chinese character, and the figure too wide for one; between the figure and them is
    white, or they touch nowhere.
    """
    (start, cut), (_, end) = figure, after
    columns, _ = _find_columns((start, end), line, dark)
    starts = columns[1:][sever(_piece((start, end), line, dark))[columns[1:] - round(start)] == 0]
    own = starts[(starts < cut) & (columns[-1] - starts < WIDEST * line.em)]
    if not len(own) or columns[columns < cut][-1] - columns[0] <= WIDEST_FIGURE * line.em:
        return [figure, after]
    return [(start, float(own[0])), (float(own[0]), end)]


def _with_own_point(places: Sequence[Span], line: TextLine, dark: Mask) -> list[Span] | None:
    """Return the places of a point and the figures beside it, if white parts all of them; None if it does not.

    Args:
        places: of the figure before it, of it, and of the figure behind it if there is one.
        line: where its ink is.
        dark: the ink of the page, without rulings.
    """
    start, end = places[0][0], places[-1][1]
    columns, starts = _find_columns((start, end), line, dark)
    if len(starts) != len(places) - 1:
        return None
    left, right = int(starts[0]), int(starts[1]) if len(starts) > 1 else round(end)
    last = int(columns[columns < right][-1])
    piece = _piece((left, last + 1), line, dark)
    if last + 1 - left > POINT * line.em or np.flatnonzero(piece.any(axis=1))[0] < len(piece) / 2:
        return None
    return [(start, float(left)), (float(left), float(right)), (float(right), end)][: len(places)]


def _with_whole_bar(before: Span, bar: Span, after: Span, line: TextLine, dark: Mask) -> list[Span]:
    """Return the places of two figures and a bar between them, where one is too wide and has got a part of it.

    The bar goes on as far as nothing stands above or below it.
    """
    rows = np.flatnonzero(_piece(bar, line, dark).any(axis=1))
    widest = max(_measure(each, line, dark) for each in (before, after))
    if not len(rows) or rows[-1] + 1 - rows[0] > FLAT * line.em or widest < WIDEST_FIGURE * line.em:
        return [before, bar, after]
    x0 = float(round(before[0]))
    whole = _piece((before[0], after[1]), line, dark)
    beside = np.asarray(whole).copy()
    beside[int(rows[0]) : int(rows[-1]) + 1] = False
    own = np.asarray(whole.any(axis=0) & ~beside.any(axis=0))
    left, right = (round(each - x0) for each in bar)
    while left > 0 and own[left - 1]:
        left -= 1
    while right < len(own) and own[right]:
        right += 1
    return [(before[0], x0 + left), (x0 + left, x0 + right), (x0 + right, after[1])]


def _measure(span: Span, line: TextLine, dark: Mask) -> int:
    """Return how wide the ink of a place is."""
    return measure_width(_piece(span, line, dark))


def measure_width(ink: Mask) -> int:
    """Return how wide ink is; 0 if there is none."""
    columns = np.flatnonzero(ink.any(axis=0))
    return int(columns[-1] - columns[0]) + 1 if len(columns) else 0


def _find_columns(span: Span, line: TextLine, dark: Mask) -> tuple[Ints, Ints]:
    """Return which columns of the page have ink of a line, and at which of them it begins behind white."""
    columns = np.flatnonzero(_piece(span, line, dark).any(axis=0)) + round(span[0])
    return columns, columns[1:][np.diff(columns) > 1]


def sever(ink: Mask) -> Ints:
    """Return how many pixels of each column have ink to their left, or aslant of it: a cut there parts them."""
    left = np.pad(ink[:, :-1], ((1, 1), (1, 0)))
    beside = left[:-2] | left[1:-1] | left[2:]
    return np.asarray((ink & beside).sum(axis=0), np.intp)


def _piece(span: Span, line: TextLine, dark: Mask) -> Mask:
    return dark[round(line.box.top) : round(line.box.bottom), round(span[0]) : round(span[1])]


def is_chinese(text: str) -> bool:
    """Whether a text is a Chinese character that is as high as others are."""
    return "\u4e00" <= text <= "\u9fff" and text not in "一二"
