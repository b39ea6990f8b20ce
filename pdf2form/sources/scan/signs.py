"""What a network cannot tell and paper can: a dash from 一, ≥ from ≤, dust from a point, 0 from O, a lone -.

The networks see a crop without its scale, and prefer what is frequent in prose. Here the ink of a character, held
against the size of the text around it, decides between forms that differ in nothing else.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.bars import HYPHEN, LONG, join_dashes, read_bar, read_slash
from pdf2form.sources.scan.brackets import with_brackets
from pdf2form.sources.scan.dots import count_dots, make_dots, with_dots
from pdf2form.sources.scan.glyphs import BLANK
from pdf2form.sources.scan.joined import doubt_joined
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.order import read_order
from pdf2form.sources.scan.placed import UNREADABLE, Paper, Placed
from pdf2form.sources.scan.points import is_semicolon, read_point, read_ring
from pdf2form.sources.scan.rings import read_rings
from pdf2form.sources.scan.romans import is_in_place

SPECK = 0.22
"""Ink smaller than this in both directions is a point, or dust. Ems."""
APART, FAR_OFF = 0.38, 1.0
"""A point with more white than this on both sides is doubted, and with so much it is dust. Ems."""
ODD, FAR, CLEAR, FULL = 0.72, 1.45, 0.15, 1.12
"""Figures further apart, from middle to middle, than others of their line, and Chinese characters so far apart, have
something between them; the gap that shows in it; and how wide no single one is. Ems."""

ROOMY = 0.45
"""White between two figures that is wider has room for a third. Ems."""
OWN, OWN_FIGURE, BEFORE_MARK = 1.02, 0.6, 0.1
"""How wide a Chinese character and a figure are at most, and the white before a mark behind them. Ems."""
REST, EVENLY = 0.6, 1.03
"""What is narrower is a part of a Chinese character, in ems; and how much further apart than usual some are at most."""
FIGURE = 0.5
"""No point or comma is this high: its place has a piece of a figure. Ems."""
WIDER, LACKING, SQUARE = 1.35, 0.8, 0.95
"""How much wider than the others a figure is that has something else, how wide one is that lacks a part, and how wide
it is beside its own height, where there are no others."""
TALL = 0.55
"""0 is so high, and o is not. Ems."""
EVEN = 1.2
"""Characters that are spaced out stand at such a multiple of their usual distance, at most."""

MIDDLE = 0.6
"""A hyphen or a minus stands in this share of the height of figures around their middle."""
POINTS = frozenset(".·•'`,-~、°")
FIGURES = {"O": "0", "o": "0", "D": "0", "〇": "0", "l": "1", "I": "1", "i": "1"}
"""Letters that are figures where all around them are figures."""
STROKES, THOUGHT, LETTERS = frozenset("1|l"), 0.1, 3
"""What l looks like to a network inside of a word; how likely it thinks l is, at least; and so many small letters stand
on both sides."""

HALF, FEW = (0.62, 1.1), 4
"""Two Chinese characters that are narrower, and together no wider, are parts of one, in ems; unless a line with so many
prints most of them as narrow."""


def settle(placed: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Return the characters of a line as their ink says they are; dust and pieces of rulings are left out.

    Args:
        placed: the characters of a line, from the left.
        paper: that they are printed on.
        em: the size of the text.
    """
    kept = with_dots([each for k, each in enumerate(placed) if not _is_dirt(k, placed, em)], paper, em)
    kept = with_brackets(kept, paper, em)
    alone = len(kept) == 1
    kept = [read_slash(read_bar(each, kept, k, paper, em), paper, em, alone=alone) for k, each in enumerate(kept)]
    kept = [read_order(each, kept, k, paper, em) for k, each in enumerate(kept)]
    kept = [_ended(each, k, kept, em) for k, each in enumerate(kept)]
    kept = [each.doubted() if _may_be_comma(each, paper, em) else each for each in kept]
    kept = [_lettered(_figured(each, kept, k, em), kept, k) for k, each in enumerate(kept)]
    kept = read_rings(kept, paper, em)
    kept = [read_ring(read_point(each, kept, k, paper, em), kept, k, paper, em) for k, each in enumerate(kept)]
    full = [
        each.doubted() if _is_half(k, kept, em) or _is_overfull(k, kept, em) else each for k, each in enumerate(kept)
    ]
    kept = [each if _holds_next(k, full, em) else _unmarked(each, paper, em) for k, each in enumerate(full)]
    return _gapless(join_dashes(doubt_joined(kept, paper, em), em), paper, em)


def _may_be_comma(each: Placed, paper: Paper, em: float) -> bool:
    """Whether a ; may be a comma below dust, in black and white."""
    return each.letter.text == ";" and not paper.shaded and not is_semicolon(each, paper, em)


def _ended(each: Placed, k: int, placed: Sequence[Placed], em: float) -> Placed:
    """Doubt a point that begins or ends a line, or a number, or stands apart: Chinese text has none there, but dust."""
    before = each.ink.x0 - placed[k - 1].ink.x1 if k else np.inf
    after = placed[k + 1].ink.x0 - each.ink.x1 if k + 1 < len(placed) else np.inf
    outermost = not 0 < k < len(placed) - 1
    if each.letter.text == "-" and ((outermost and min(before, after) > APART * em) or _is_beside(each, placed)):
        among = any(one.letter.text not in "-—" for one in placed)
        return each.doubted() if among else each  # a hair: a minus stands at its number, a hyphen at its word
    begins = (
        each.letter.text == "." and not outermost and placed[k - 1].is_chinese and placed[k + 1].letter.text.isdigit()
    )
    if each.letter.text not in POINTS - {"-", "、", ","}:
        return each
    return each.doubted() if begins or outermost or min(before, after) > APART * em else each


def _is_beside(each: Placed, placed: Sequence[Placed]) -> bool:
    """Whether a bar stands far above or below the middle of the figures of its line: a minus and a hyphen do not."""
    full = [other.ink for other in placed if other.letter.text.isdigit()]
    if not full:
        return False
    top, bottom = median(ink.top for ink in full), median(ink.bottom for ink in full)
    return abs((each.ink.top + each.ink.bottom) - (top + bottom)) > MIDDLE * (bottom - top)


def _gapless(placed: list[Placed], paper: Paper, em: float) -> list[Placed]:
    """Doubt neighbours that stand too far apart for neighbours, with ink between: something was left out there."""
    found = list(placed)
    pitches = [b.middle - a.middle for a, b in pairwise(placed) if a.is_chinese and b.is_chinese]
    usual = median(pitches) if len(pitches) > 1 else 0.0
    for k in range(1, len(placed)):
        before, after = placed[k - 1], placed[k]
        figures = before.letter.text.isdigit() and after.letter.text.isdigit()
        if not figures and not (before.is_chinese and after.is_chinese):
            continue
        pitch = after.middle - before.middle
        if figures:
            odd = pitch > ODD * em and any(_near_figures(placed, j, em) for j in range(1, len(placed)))
            odd = odd and not (after.letter.spaced and _is_blank(before.ink, after.ink, paper, em))
        else:
            apart = pitch > FAR * em and pitch > EVEN * usual
            wide = max(before.width, after.width) > FULL * em
            odd = apart and (wide or any(_count_runs(each, paper, CLEAR * em) > 1 for each in (before, after)))
        if odd:
            found[k - 1], found[k] = found[k - 1].doubted(), found[k].doubted()
    return found


def _is_blank(before: Box, after: Box, paper: Paper, em: float) -> bool:
    """Whether white stands between two figures that is read as a blank, with no room for another one: 5550 1288."""
    between = Box(before.x1 + 1, min(before.top, after.top), after.x0 - 1, max(before.bottom, after.bottom))
    return BLANK * em < after.x0 - before.x1 <= ROOMY * em and paper.is_white(between, before)


def _near_figures(placed: Sequence[Placed], k: int, em: float) -> bool:
    """Whether a figure stands close to the one before it."""
    before, after = placed[k - 1], placed[k]
    both = before.letter.text.isdigit() and after.letter.text.isdigit()
    return both and after.middle - before.middle <= ODD * em


def _count_runs(each: Placed, paper: Paper, gap: float) -> int:
    """Count the parts of a character with gaps between them that are wider than this. Pixels."""
    columns = np.flatnonzero(paper.ink(each.ink).any(axis=0))
    return 1 + int(np.count_nonzero(np.diff(columns) > gap))


def _is_half(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a Chinese character and one beside it take the room of one: 客页 is 额. Narrow print has many such."""
    each, beside = placed[k], [*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]]
    narrow, room = (share * em for share in HALF)
    if not each.is_chinese or each.width >= narrow:
        return False
    widths = [one.width for one in placed if one.is_chinese]
    return (len(widths) < FEW or median(widths) >= narrow) and any(
        other.is_chinese
        and other.width < narrow
        and max(each.ink.x1, other.ink.x1) - min(each.ink.x0, other.ink.x0) <= room
        for other in beside
    )


def _is_overfull(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a character has more ink than one has, so that the recogniser left out what stands beside it."""
    each, text = placed[k], placed[k].letter.text
    most = 0.85 if text.isdigit() or text in ".,:;()" else 1.3 if text not in "—…" else 3.0
    if each.width > most * em:
        return not _has_part_of_next(k, placed, em)
    return text.isdigit() and _is_wider_than_others(k, placed, em)


def _is_wider_than_others(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a figure is wider than the others of its line, which are as wide as one another: 4- was read as 4.

    Where there are none, than any is high: 8-9 was read as 89. Not where a neighbour is narrower by as much, so that
    the cut between them is in the wrong place.
    """
    figures = [
        each for j, each in enumerate(placed) if j != k and each.letter.text.isdigit() and each.letter.text != "1"
    ]
    if placed[k].width <= OWN_FIGURE * em:
        return False
    if len(figures) < 2:
        return placed[k].width > SQUARE * placed[k].height
    usual = median(each.width for each in figures)
    beside = [*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]]
    lacking = any(each.letter.text.isalnum() and each.width < LACKING * usual for each in beside)
    return placed[k].width > WIDER * usual and not lacking


def _has_part_of_next(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a character has the left part of the next one, a Chinese one, and no other ink: 生服 cut as 生月 and 又.

    Together they are no wider than two; and what is left of the next is narrower than any, or those around the two
    stand as far apart as they would.
    """
    if k + 1 >= len(placed) or not placed[k + 1].is_chinese:
        return False
    each, after = placed[k], placed[k + 1]
    if not (each.is_chinese or each.letter.text.isdigit()) or after.ink.x0 - each.ink.x1 > CLEAR * em:
        return False
    room = OWN_FIGURE if each.letter.text.isdigit() else OWN
    if after.ink.x1 - each.ink.x0 > (room + OWN) * em:
        return False
    return after.width < REST * em or _stand_evenly(k, placed)


def _stand_evenly(k: int, placed: Sequence[Placed]) -> bool:
    """Whether there is room for two Chinese characters, and no more, between those around these."""
    around = placed[max(0, k - 1) : k + 3]
    pitches = [b.middle - a.middle for a, b in pairwise(placed) if a.is_chinese and b.is_chinese]
    if len(around) < 4 or len(pitches) <= len(around) or not all(each.is_chinese for each in around):
        return False
    return around[-1].middle - around[0].middle <= 3 * EVENLY * median(pitches)


def _holds_next(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether the mark at the foot of a figure is the point read behind it, which was given a piece of the next one."""
    after = placed[k + 1] if k + 1 < len(placed) else None
    if after is None or after.letter.text not in ".,":
        return False
    foot = (placed[k].ink.top + placed[k].ink.bottom) / 2
    return after.height > FIGURE * em or (placed[k].letter.text.isdigit() and after.ink.bottom < foot)


def _unmarked(each: Placed, paper: Paper, em: float) -> Placed:
    """Doubt a character with a mark at its foot that was not read: a comma or a point may stand there."""
    full = OWN if each.is_chinese else OWN_FIGURE if each.letter.text.isdigit() else np.inf
    if each.width <= full * em:
        return each
    piece = paper.ink(each.ink)
    columns = np.nonzero(piece.any(axis=0))[0]
    gaps = np.nonzero(columns[1:] - columns[:-1] > BEFORE_MARK * em)[0]
    if not len(gaps):
        return each
    rows = np.flatnonzero(piece[:, columns[gaps[-1] + 1] :].any(axis=1))
    small = max(columns[-1] - columns[gaps[-1] + 1], rows[-1] - rows[0]) < SPECK * em
    return each.doubted() if small and rows[0] > len(piece) / 2 else each


def name_mark(ink: Box, paper: Paper, em: float) -> list[Placed]:
    """Return what stands in a crop in which the recogniser sees nothing.

    A lone dash, a slash or a row of dots; what is none of these is unreadable, and what is as small as dust is nothing.
    """
    if not paper.ink(ink).any():
        return []
    whole = Placed(Letter(UNREADABLE, 0.0, 1.0, 0.0), ink)
    if (dots := count_dots(whole, paper, em)) > 1:
        return make_dots(whole, dots)
    read = read_slash(read_bar(whole, [whole], 0, paper, em), paper, em, alone=True)
    dust = read.letter.text == UNREADABLE and max(whole.width, whole.height) <= SPECK * em
    return [] if dust else [read]


def _is_dirt(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a character is dust, or what is left of a ruling: neither can stand where it does."""
    each = placed[k]
    if each.letter.text == "|":
        return not is_in_place(k, placed, em)
    bar = each.width >= max(LONG * each.height, HYPHEN * em)
    hyphen = each.letter.text == "-" and each.width > each.height and len(placed) == 1
    if each.letter.text not in POINTS or bar or hyphen or max(each.width, each.height) > SPECK * em:
        return False
    if k and placed[k - 1].is_chinese and (each.letter.text in ",、" or _has_room(k, placed, em)):
        return False  # some fonts set them in the middle of their place
    before = each.ink.x0 - placed[k - 1].ink.x1 if k else np.inf
    after = placed[k + 1].ink.x0 - each.ink.x1 if k + 1 < len(placed) else np.inf
    return min(before, after) > FAR_OFF * em


def _has_room(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a character stands between two that leave the place of one between them: then it is no dust."""
    if not 0 < k < len(placed) - 1:
        return False
    return placed[k + 1].middle - placed[k - 1].middle > FAR * em


def _figured(each: Placed, placed: Sequence[Placed], k: int, em: float) -> Placed:
    """Read O as 0, and l as 1, where all around are figures, and an o alone that is as high as they are.

    The chance of either is the chance of both; an l behind all figures may be a unit.
    """
    meant = FIGURES.get(each.letter.text, each.letter.text)
    word = _word(placed, k) if meant.isdigit() else ""
    tall = word == "o" and each.height >= TALL * em
    if not (tall or any(c.isdigit() for c in word)) or any(c.isalpha() and c not in FIGURES for c in word):
        return each
    found = _meaning(each, meant, [other for other, meaning in FIGURES.items() if meaning == meant])
    return found.doubted() if each.letter.text in "lI" and len(word) > 1 and _ends_word(placed, k) else found


def _ends_word(placed: Sequence[Placed], k: int) -> bool:
    return k + 1 == len(placed) or not _in_word(placed[k + 1].letter.text)


def _lettered(each: Placed, placed: Sequence[Placed], k: int) -> Placed:
    """Read 1 as l inside of a word of small Latin letters, if a network thinks of l too: Newsletter, not a1b."""
    beside = placed[max(0, k - LETTERS) : k], placed[k + 1 : k + 1 + LETTERS]
    small = all(other.letter.text.isascii() and other.letter.text.islower() for part in beside for other in part)
    if min(map(len, beside)) < LETTERS or not small or any(o.letter.spaced for o in (each, *beside[1])):
        return each
    thought = each.letter.text == "l" or dict(each.letter.others).get("l", 0.0) >= THOUGHT
    return _meaning(each, "l", STROKES) if each.letter.text in STROKES and thought else each


def _meaning(each: Placed, meant: str, same: Iterable[str]) -> Placed:
    """Return a character read as what it means here, as likely as all together that would mean the same."""
    letter = each.letter
    chance = letter.confidence + sum(p for other, p in letter.others if other in {meant, *same})
    return each._replace(letter=letter._replace(text=meant, confidence=min(1.0, chance)))


def _word(placed: Sequence[Placed], k: int) -> str:
    """Return the figures and Latin letters without a gap around a character."""
    start, end = k, k + 1
    while start > 0 and _in_word(placed[start - 1].letter.text):
        start -= 1
    while end < len(placed) and _in_word(placed[end].letter.text):
        end += 1
    return "".join(each.letter.text for each in placed[start:end])


def _in_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in ".,%")
