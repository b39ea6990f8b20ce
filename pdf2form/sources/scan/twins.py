"""The same character elsewhere on a page: where a ruling touches one, what is of its shape and whole tells that it is.

A ruling may hide a stroke at the edge of a character, so that 千 is left as 十. What is left of a larger character is
smaller than one of its own, or shaped otherwise; what fits a whole one pixel by pixel is no part of another.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

import cv2
import numpy as np

from pdf2form.sources.scan.alike import PART_OF, PART_OF_HIGHER, PART_OF_WIDER
from pdf2form.sources.scan.doubts import EDGED, is_cut, is_touched
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.lexicon import is_only_word
from pdf2form.sources.scan.lopped import find_lopped
from pdf2form.sources.scan.order import SIGNS_OF_ORDER
from pdf2form.sources.scan.pixels import Mask, Pixels
from pdf2form.sources.scan.placed import SURE, UNCERTAIN, Placed
from pdf2form.sources.scan.worn import DASHES, is_in_pieces, is_ring, is_stamped, is_worn

SIZE = 1.0
"""By how much twins differ in width and height, at most. Pixels."""
SHAPE = 0.99
"""So much of the ink of either has ink of the other in its place, or a pixel beside it. Twins in scans have 1; of 352
characters of three fonts, cut by one to five pixels, none has more than 0.986 with another one, but for `WITHIN`."""
WITHIN = frozenset("一日目曰田晋厂")
"""What a larger character is, to the pixel, without a stroke at its edge: 二旧自白由普广. These have no twins."""
UNMISTAKEN = frozenset("02478")
"""Figures that no other one is, without its left or right edge: 3 may be 8, and 5 or 6 what is left of another."""
RIVAL = 0.01
"""What is likelier than this may be printed instead."""
ASIDE = 0.12
"""By how much the places of two signs behind their characters differ, at most. Widths of the character."""
MARKS = frozenset("、.")
"""What may end a line that goes on, and dust looks like."""
SHAPED = frozenset("0123456789%()…☑□")
"""Figures and signs that have a shape to be told by. What networks take a Chinese character for, 粟 of 栗, they take it
for elsewhere as well."""
OTHER = {"≥": "≧", "≧": "≥", "≤": "≦", "≦": "≤"}
"""The same sign in another font."""
MIRRORED = {"≥": "≤", "≤": "≥", "≧": "≦", "≦": "≧"}
"""What a sign is in a mirror."""
AS_LONG = 0.1
"""Dashes differ in length by no more than such a share, or a pixel."""
WIDER, AS_WIDE, TOLD = 1.2, 1.06, 15.0
"""‰ is so many times as wide as the % of its page, mostly, and no wider than the second only where all signs are of one
width. Its rings are told if it is so high. Pixels."""
TWINS = 2
"""A sign is certain if so many others are: one may be wrong as well."""
FIRM = 0.98
"""How certain both are. A character that a network wavers at is not settled by another one."""

Around = tuple[str, str]
"""What stands before and behind a line in its cell."""
Harm = Literal["", "touched", "worn", "cut"]
"""A ruling runs into a character; a stamp lay over it; it stands at a ruling beside it. "" if all of it is known."""


def doubt_unlike(
    lines: Sequence[Sequence[Placed]], flat: Flat, ems: Sequence[float], around: Sequence[Around]
) -> list[list[Placed]]:
    """Doubt the characters of a page of which a ruling or a stamp may have taken a stroke.

    Not those with a twin, or in a word that they alone make.

    Args:
        lines: of the page, each from the left.
        flat: the page.
        ems: the size of the text of each line.
        around: what stands before and behind each line in its cell, where its words may begin and end.
    """
    weighed = [
        [each.doubted() if lopped and _may_be_part(k, line, beside) else each for k, each in enumerate(line)]
        for line, lopped, beside in zip(_with_signs(lines, flat), find_lopped(lines, flat), around, strict=True)
    ]
    known = [_with_known_sign(_with_known_mark(line, weighed, flat), weighed, flat) for line in weighed]
    known = _with_twins(known, flat)
    every = [
        [_harmed(k, line, flat, em, beside) for k in range(len(line))]
        for line, em, beside in zip(known, ems, around, strict=True)
    ]
    if not any(map(any, every)):
        return known
    pairs = [list(zip(line, harms, strict=True)) for line, harms in zip(known, every, strict=True)]
    whole = [
        each
        for line in pairs
        for each, harm in line
        if not harm and each.letter.confidence >= FIRM and not is_stamped(each, flat)
    ]
    return [
        [each.doubted() if harm and not _has_twin(each, harm, whole, flat) else each for each, harm in line]
        for line in pairs
    ]


def _with_signs(lines: Sequence[Sequence[Placed]], flat: Flat) -> list[list[Placed]]:
    """Doubt the signs of a page that no other one is like: a lone dash or 1 in black and white, and ≧ among ≥.

    Dust is as black as print there, and what is printed is printed more than once; who prints ≥ prints no ≧. So is a
    small % that is wider than others, and a ‰ that is no wider.
    """
    dashes = [line[0] for line in lines if len(line) == 1 and line[0].letter.text in DASHES]
    ones = [each for line in lines for each in line if each.letter.text == "1" and each.letter.confidence >= SURE]
    firsts = Counter(line[0].letter.text for line in lines if line)
    odd = [bool(line) and _is_odd(line, dashes, ones, firsts, flat) for line in lines]
    found = [[line[0].doubted(), *line[1:]] if is_odd else [*line] for line, is_odd in zip(lines, odd, strict=True)]
    signs = [each for line in lines for each in line if each.letter.text == "%" and each.height]
    shapes = [each.width / each.height for each in signs]
    usual = median(shapes) if len(shapes) > TWINS else None
    return [[each.doubted() if usual and _is_unlike(each, usual) else each for each in line] for line in found]


def _is_unlike(each: Placed, usual: float) -> bool:
    """Whether a % is wider than others of its page, and too small for its rings to be told, or a ‰ is no wider.

    Args:
        each: any character.
        usual: how wide most % of the page are, in heights of theirs.
    """
    shape = each.width / max(each.height, 1.0)
    if each.letter.text == "%":
        return shape > WIDER * usual and each.height < TOLD
    return each.letter.text == "‰" and shape <= AS_WIDE * usual


def _is_odd(
    line: Sequence[Placed], dashes: Sequence[Placed], ones: Sequence[Placed], firsts: Mapping[str, int], flat: Flat
) -> bool:
    first = line[0]
    if first.letter.text in OTHER:
        return firsts[first.letter.text] <= firsts[OTHER[first.letter.text]]
    if flat.shaded or len(line) > 1:
        return False
    if first.letter.text == "1":
        return not any(_are_alike(first, other, flat.dark) for other in ones if other is not first)
    return first.letter.text in DASHES and not any(
        abs(first.width - other.width) <= max(AS_LONG * first.width, SIZE) and abs(first.height - other.height) <= SIZE
        for other in dashes
        if other is not first
    )


def _harmed(k: int, line: Sequence[Placed], flat: Flat, em: float, around: Around) -> Harm:
    """Return what may have taken a part of a character."""
    worn, cut = is_worn(k, line, flat, em), is_cut(k, line, flat, em)
    if is_touched(line[k], flat) or (worn and cut):
        return "" if _is_known(k, line, around) else "touched"
    return "worn" if worn else "cut" if cut and not _is_known(k, line, around, PART_OF_WIDER) else ""


def _may_be_part(k: int, line: Sequence[Placed], around: Around) -> bool:
    return line[k].letter.text in EDGED and not _is_known(k, line, around, PART_OF_HIGHER)


def _is_known(k: int, line: Sequence[Placed], around: Around, part_of: Mapping[str, str] = PART_OF) -> bool:
    """Whether a character that is certain makes a word with those beside it, and none that it may be a part of does."""
    before, after = around
    text = before + "".join(each.letter.text for each in line) + after
    return line[k].is_chinese and line[k].letter.confidence >= FIRM and is_only_word(text, len(before) + k, part_of)


def _with_known_mark(line: list[Placed], lines: Sequence[Sequence[Placed]], flat: Flat) -> list[Placed]:
    """Return a line with the 、 or . at its end certain if one that is certain stands just so elsewhere.

    One model may leave it out there; dust has neither the shape nor the place of print.
    """
    mark = line[-1] if len(line) > 1 else None
    if mark is None or mark.letter.text not in MARKS or mark.letter.confidence >= SURE:
        return line
    rivals = [text for text, chance in mark.letter.others if text and chance > RIVAL]
    same = any(
        two.letter.text == mark.letter.text
        and two.letter.confidence >= SURE
        and _stand_alike(line[-2:], (one, two), flat.dark)
        for other in lines
        for one, two in pairwise(other)
    )
    return [*line[:-1], mark.read(mark.letter.text, SURE)] if same and not rivals else line


def _with_known_sign(line: list[Placed], lines: Sequence[Sequence[Placed]], flat: Flat) -> list[Placed]:
    """Return a line with the ≥ at its beginning certain if others, or ≤, that are stand elsewhere, alike to the pixel.

    Alone in its line it is V or 2 to a network, which sees nothing beside it.
    """
    if not line or line[0].letter.text not in SIGNS_OF_ORDER or line[0].letter.confidence >= SURE:
        return line
    first = line[0]
    turned = MIRRORED[first.letter.text]
    if any(other and other[0].letter.text in (OTHER[first.letter.text], OTHER[turned]) for other in lines):
        return line  # of a page that prints both, small ones are not to be told
    firsts = [other[0] for other in lines if other and other[0].letter.confidence >= FIRM]
    same = sum(each.letter.text == first.letter.text and _are_alike(first, each, flat.dark) for each in firsts)
    same += sum(each.letter.text == turned and _are_alike(first, each, flat.dark, mirrored=True) for each in firsts)
    known = same >= TWINS and not is_stamped(first, flat)
    return [first.read(first.letter.text, SURE), *line[1:]] if known else line


def _with_twins(lines: Sequence[list[Placed]], flat: Flat) -> list[list[Placed]]:
    """Return lines with the figures and signs certain that networks differ about, if the page has others like them.

    Those are certain and alike to the pixel, and no other character of the page is. What the ink leaves open stays so,
    but for `OTHERS_TELL`, and a point or a dash has no shape of its own; a full stop in its own line has, if it is a
    ring: ° has the same, and stands behind figures.
    """
    sure = [each for line in lines for each in line if each.letter.confidence >= FIRM and not is_stamped(each, flat)]
    return [
        [
            each._replace(letter=each.letter._replace(confidence=SURE))
            if _is_shown(each, sure, flat, alone=len(line) == 1)
            else each
            for each in line
        ]
        for line in lines
    ]


def _is_shown(each: Placed, sure: Sequence[Placed], flat: Flat, *, alone: bool) -> bool:
    """Whether a doubted character has twins, and nothing else on the page is like it. `alone`: it is in its line."""
    text, confidence = each.letter.text, each.letter.confidence
    if confidence >= SURE or confidence == UNCERTAIN:
        return False
    if not (text in SHAPED or (text == "。" and alone and flat.shaded and is_ring(each, flat))):
        return False
    alike = [other.letter.text for other in sure if _are_alike(each, other, flat.dark)]
    return len(alike) >= TWINS and {*alike} == {text} and not is_stamped(each, flat)


def _stand_alike(pair: Sequence[Placed], other: Sequence[Placed], dark: Mask) -> bool:
    """Whether a sign stands as far behind a character and as high as another one that looks like it.

    Behind Chinese ones, which are as wide as one another, or behind figures, by their edges.
    """
    (before, mark), (ahead, sign) = pair, other
    if before.letter.text.isdigit() and ahead.letter.text.isdigit():
        white = abs((mark.ink.x0 - before.ink.x1) - (sign.ink.x0 - ahead.ink.x1))
        low = abs((mark.ink.bottom - before.ink.bottom) - (sign.ink.bottom - ahead.ink.bottom))
        return max(white, low) <= SIZE and _are_alike(mark, sign, dark)
    if not (before.is_chinese and ahead.is_chinese):
        return False
    across, down = (mark.middle - before.middle, mark.ink.bottom - before.ink.bottom)
    right, low = (sign.middle - ahead.middle, sign.ink.bottom - ahead.ink.bottom)
    far = max(abs(across - right), abs(down - low)) > ASIDE * before.width
    return not far and _are_alike(mark, sign, dark)


def _has_twin(each: Placed, harm: Harm, whole: Sequence[Placed], flat: Flat) -> bool:
    """Whether a character stands elsewhere on the page as well, whole, and of the same size and shape.

    A figure in pieces needs one in pieces, as thin fonts have them: 8 without its left side is much like 3. One that a
    ruling cuts needs one that is no narrower.
    """
    text = each.letter.text
    may_be = harm == "worn" or (harm == "cut" and text in UNMISTAKEN) or (each.is_chinese and text not in WITHIN)
    if not may_be or each.letter.confidence < FIRM:
        return False
    same = [other for other in whole if other.letter.text == text and _are_alike(each, other, flat.dark)]
    if harm == "cut":
        return any(other.width <= each.width for other in same)
    return any(not text.isdigit() or is_in_pieces(other, flat) for other in same)


def _are_alike(one: Placed, other: Placed, dark: Mask, *, mirrored: bool = False) -> bool:
    if abs(one.width - other.width) > SIZE or abs(one.height - other.height) > SIZE:
        return False
    first, second = (_ink(each, dark) for each in (one, other))
    second = second[:, ::-1] if mirrored else second
    rows, columns = (max(first.shape[axis], second.shape[axis]) for axis in (0, 1))
    first, second = (
        np.pad(ink, ((1, 1 + rows - ink.shape[0]), (1, 1 + columns - ink.shape[1]))) for ink in (first, second)
    )
    return min(_covered(first, second), _covered(second, first)) >= SHAPE


def _ink(each: Placed, dark: Mask) -> Pixels:
    x0, top, x1, bottom = map(round, each.ink)
    return np.asarray(dark[top:bottom, x0:x1], np.uint8)


def _covered(ink: Pixels, other: Pixels) -> float:
    """Return how much of some ink has other ink in its place or beside it."""
    near = np.asarray(cv2.dilate(other, np.ones((3, 3), np.uint8)), np.uint8)
    return float((ink & near).sum() / max(1, ink.sum()))
