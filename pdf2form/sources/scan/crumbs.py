"""Doubted characters whose ink is not what they are printed with: crumbs of dust, and how likely others are nothing.

Networks see no size, and read a speck of a tenth of an em as 7 and a longer one as m.
"""

from collections.abc import Iterator, Sequence
from statistics import median

from pdf2form.sources.scan.placed import SURE, Placed

LOW, LOWER = 0.35, 0.3
"""No figure, capital or Chinese character is as low as the first, and no small letter as the second; figures have 0.55
and more, those above a line 0.4. Ems."""
BAR = 0.5
"""一 is as low and wider than this. Ems."""
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
    crumbs = [[_is_crumb(each, em) for each in line] for line in lines]
    if all(map(all, crumbs)) or not any(map(any, crumbs)):
        return [list(line) for line in lines]
    kept = [_trimmed(line, small) for line, small in zip(lines, crumbs, strict=True)]
    if any(len(line) < len(whole) for line, whole in zip(kept, lines, strict=True)):
        last = max(k for k, line in enumerate(kept) if line)
        kept[last][-1] = kept[last][-1].doubted()
    return kept


def _trimmed(line: Line, crumbs: Sequence[bool]) -> list[Placed]:
    """Return a line without the crumbs at its ends; the characters that are next to them are doubted."""
    start = next((k for k, crumb in enumerate(crumbs) if not crumb), len(line))
    end = next((k for k in range(len(line), start, -1) if not crumbs[k - 1]), start)
    left_out = {k for k, at in ((start, start), (end - 1, end)) if at not in (0, len(line))}
    return [line[k].doubted() if k in left_out else line[k] for k in range(start, end)]


def _is_crumb(each: Placed, em: float) -> bool:
    """Whether a doubted letter or figure is far too small for one."""
    return each.letter.confidence < SURE and _is_too_low(each.letter.text, each, em)


def _is_too_low(text: str, each: Placed, em: float) -> bool:
    """Whether ink is far too small for a letter or a figure."""
    if not text.isalnum() or (text == "一" and each.width >= BAR * em):
        return False
    return each.height < (LOWER if text.islower() else LOW) * em


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
    if _is_crumb(each, em):
        return ODD
    if not (text.isascii() and text.isalnum() and figures):
        return 0.0
    top = median(figure.ink.top for figure in figures)
    bottom = median(figure.ink.bottom for figure in figures)
    fits = abs(each.ink.top - top) <= OFF * em and abs(each.ink.bottom - bottom) <= OFF * em
    return 0.0 if fits else ODD
