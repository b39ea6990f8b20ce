"""Doubted characters whose ink is not what they are printed with: crumbs of dust, and how likely others are nothing.

Networks see no size, and read a speck of a tenth of an em as 7 and a longer one as m.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import median

from pdf2form.sources.scan.placed import SURE, Placed
from pdf2form.sources.scan.words import BARS, BROKEN, FIRST, FOLLOWING, LAST

LOW, LOWER, LOWEST = 0.45, 0.35, 0.3
"""No Chinese character is as low as the first, no figure or capital as the second, and no small letter as the third;
figures have 0.55 and more, those above a line 0.4. Ems."""
WIDE = 1.2
"""No figure or letter is as wide, nor 一; the ink of 标 is, with a hair at it. Ems."""
BAR, HYPHEN = 0.5, 0.65
"""一 is as low as dust and wider than the first, and in a line of its own than the second. Ems."""
ALONE, STRAY, ODD = 0.1, 0.2, 0.3
"""How likely a doubted character is dust: one that is as large as print and has its line of the cell to itself; a sign
that dust makes; a character of a size, or at a height, that those beside it do not have."""
OFF = 0.15
"""By so much the upper and lower edges of figures differ at most. Ems."""
SIGNS = frozenset("-—–一_~=＝═·•.,，。、'`′\"^°:;：；|/\\!")
"""What networks take hairs and specks for."""
HALF, POINT = frozenset("：:；;"), 0.3
"""What a point is with a speck above it, and how likely it is one between figures."""

Line = Sequence[Placed]


def without_crumbs(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    """Leave out crumbs where the lines of a cell begin or end; what stands beside them is doubted.

    Args:
        lines: of one cell.
        em: the size of its text.
    """
    crumbs = [_find_crumbs(k, lines, em) for k in range(len(lines))]
    if all(map(all, crumbs)) or not any(map(any, crumbs)):
        return [list(line) for line in lines]
    kept = [_trimmed(line, small) for line, small in zip(lines, crumbs, strict=True)]
    if any(len(line) < len(whole) for line, whole in zip(kept, lines, strict=True)):
        last = max(k for k, line in enumerate(kept) if line)
        kept[last][-1] = kept[last][-1].doubted()
    return kept


def _trimmed(line: Line, crumbs: Sequence[bool]) -> list[Placed]:
    """Return a line without the crumbs at its ends; what is next to them is doubted."""
    kept = [(each, crumb) for each, crumb in zip(line, crumbs, strict=True)]
    while kept and kept[-1][1]:
        kept.pop()
        kept[-1:] = [(each.doubted(), crumb) for each, crumb in kept[-1:]]
    while kept and kept[0][1]:
        kept.pop(0)
        kept[:1] = [(each.doubted(), crumb) for each, crumb in kept[:1]]
    return [each for each, _ in kept]


def _find_crumbs(k: int, lines: Sequence[Line], em: float) -> list[bool]:
    """Return which characters of a line are crumbs; where all of it is doubted, and another line is not, more are."""
    line = lines[k]
    alone = all(each.letter.confidence < SURE for each in line) and any(map(_is_print, chain.from_iterable(lines)))
    if alone and len(line) == 1:
        text, width = line[0].letter.text, line[0].width
        begins, ends = k == 0 and text in FIRST | FOLLOWING, k == len(lines) - 1 and text in LAST
        too_wide = width > WIDE * em and (text == "一" or (text.isascii() and text.isalnum()))
        if begins or ends or too_wide or (text in BARS and width <= HYPHEN * em):
            return [True]
    return [each.letter.confidence < SURE and _is_too_low(each.letter.text, each, em, alone=alone) for each in line]


def _is_print(each: Placed) -> bool:
    return each.letter.confidence >= SURE and each.letter.text.isalnum()


def _is_too_low(text: str, each: Placed, em: float, *, alone: bool = False) -> bool:
    """Whether ink is far too low for a letter or a figure; a line of its own has none that stands raised."""
    if not text.isalnum() or (text == "一" and each.width >= BAR * em):
        return False
    if each.is_chinese and text != "一" and each.width > BROKEN * em:
        return False  # a ruling leaves no more of it
    least = LOWEST if text.islower() else LOW if alone or each.is_chinese else LOWER
    return each.height < least * em


def with_nothing(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    """Return the lines of a cell, with how likely each of its doubted characters is nothing, and : a point.

    Args:
        lines: of one cell.
        em: the size of its text.
    """
    sure = [each for line in lines for each in line if each.letter.confidence >= SURE]
    return [[*_with_nothing(line, sure, em)] for line in lines]


def _with_nothing(line: Line, sure: Line, em: float) -> Iterator[Placed]:
    figures = [each for each in line if each in sure and each.letter.text.isdigit()]
    for k, each in enumerate(line):
        if each.letter.confidence >= SURE:
            yield each
            continue
        others = {text: chance for text, chance in each.letter.others if not _is_too_low(text, each, em)}
        alone = len(line) == 1 and bool(sure)
        others[""] = max(others.get("", 0.0), _chance(each, figures, em), ALONE if alone else 0.0)
        if each.letter.text in HALF and 0 < k < len(line) - 1:
            others["."] = max(others.get(".", 0.0), POINT)
        likely = sorted(((text, chance) for text, chance in others.items() if chance > 0), key=lambda pair: -pair[1])
        yield each._replace(letter=each.letter._replace(others=tuple(likely)))


def _chance(each: Placed, figures: Line, em: float) -> float:
    """Return how likely a doubted character is dust, by its ink alone."""
    text = each.letter.text
    if text in SIGNS:
        return STRAY
    if _is_too_low(text, each, em):
        return ODD
    if not (text.isascii() and text.isalnum() and figures):
        return 0.0
    top = median(figure.ink.top for figure in figures)
    bottom = median(figure.ink.bottom for figure in figures)
    fits = abs(each.ink.top - top) <= OFF * em and abs(each.ink.bottom - bottom) <= OFF * em
    return 0.0 if fits else ODD
