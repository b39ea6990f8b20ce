"""Wide brackets that a recogniser passes over: thin high ink that stands apart, taken with a neighbour."""

from collections.abc import Sequence

import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.placed import UNCERTAIN, Paper, Placed

APART, CLOSE = 0.15, 0.05
"""The white between a bracket and what it was taken with; and where the other one of a pair is read, or the ink is
wider than any character. Ems."""
WIDE = 1.15
"""No character is wider. Ems."""
OPENING, CLOSING = frozenset("(（"), frozenset(")）")
WIDTH, HEIGHT = 0.32, 0.65
"""A bracket is at most so wide and at least so high. Ems."""
BULGE = 0.02
"""How far its middle stands beside its ends, at least. Ems."""
STROKE = 0.16
"""How thick it is at most, in ems, and that in one piece: parts of characters, such as 阝 and 日, are not."""
WHOLE = 0.9
"""Share of its height on which the ink of a bracket shows."""
ROOM = 2.25
"""Two Chinese characters with a bracket between them take at least so many ems: it may be a narrow one."""
SEEN = 0.95
"""How certain a bracket is that only its ink tells."""


def with_brackets(placed: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Add the brackets that stand in the ink of other characters.

    Args:
        placed: the characters of a line, from the left.
        paper: that they are printed on.
        em: the size of the text.
    """
    found: list[Placed] = []
    lone = sum(each.letter.text in OPENING for each in placed) - sum(each.letter.text in CLOSING for each in placed)
    for k, each in enumerate(placed):
        known = each.letter.text in "()" or each.width < em
        room = (
            k == 0 or _has_room(placed[k - 1], each, em),
            k + 1 == len(placed) or _has_room(each, placed[k + 1], em),
        )
        apart = CLOSE if lone or each.width > WIDE * em else APART
        found += [each] if known else _parted(each, paper, em, room, apart)
    return found


def _has_room(before: Placed, after: Placed, em: float) -> bool:
    """Whether there is room for a bracket between two: else a part of one of them stands with the other."""
    return not (before.is_chinese and after.is_chinese) or after.ink.x1 - before.ink.x0 > ROOM * em


def _parted(each: Placed, paper: Paper, em: float, room: tuple[bool, bool], apart: float) -> list[Placed]:
    """Return a character, and the brackets before and behind it that its ink shows, so far apart (ems)."""
    columns = np.flatnonzero(paper.ink(each.ink).any(axis=0))
    gaps = np.flatnonzero(np.diff(columns) > max(1.0, apart * em))
    if not len(gaps):
        return [each]
    first, last = int(columns[gaps[0]]) + 1, int(columns[gaps[-1] + 1])
    head = _bracket(each.ink._replace(x1=each.ink.x0 + first), paper, em) if room[0] else None
    tail = _bracket(each.ink._replace(x0=each.ink.x0 + last), paper, em) if room[1] else None
    x0 = each.ink.x0 + int(columns[gaps[0] + 1]) if head else each.ink.x0
    x1 = each.ink.x0 + int(columns[gaps[-1]]) + 1 if tail else each.ink.x1
    return [part for part in (head, each._replace(ink=each.ink._replace(x0=x0, x1=x1)), tail) if part]


def _bracket(ink: Box, paper: Paper, em: float) -> Placed | None:
    """Return the bracket that a piece of a character's ink is, if it is one."""
    rows = np.flatnonzero(paper.ink(ink).any(axis=1))
    if not len(rows):  # where a box ends between two pixels
        return None
    ink = ink._replace(bottom=round(ink.top) + float(rows[-1]) + 1, top=round(ink.top) + float(rows[0]))
    piece = paper.ink(ink)
    thin = ink.x1 - ink.x0 <= WIDTH * em and ink.bottom - ink.top >= HEIGHT * em
    if not thin or not _is_one_stroke(piece, STROKE * em):
        return None
    quarter, columns = len(piece) // 4, np.arange(piece.shape[1])
    ends, middle = np.concatenate([piece[:quarter], piece[-quarter:]]), piece[quarter:-quarter]
    if not (ends.any() and middle.any()):
        return None
    bulge = (ends * columns).sum() / ends.sum() - (middle * columns).sum() / middle.sum()
    if abs(bulge) < BULGE * em:
        return None
    confidence = SEEN if piece.any(axis=1).mean() > WHOLE else UNCERTAIN
    return Placed(Letter("(" if bulge > 0 else ")", 0.0, 0.0, confidence, wide=True), ink)


def _is_one_stroke(piece: Mask, thickest: float) -> bool:
    """Whether ink is one stroke from the top to the bottom: nearly every row has it once, and not for long."""
    turns = np.count_nonzero(np.diff(np.pad(piece, ((0, 0), (1, 0))).astype(np.int8), axis=1) == 1, axis=1)
    single = (turns <= 1) & (piece.sum(axis=1) <= max(2.0, thickest))
    return bool(single.mean() > WHOLE)
