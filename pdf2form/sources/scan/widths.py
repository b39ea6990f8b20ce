"""How wide brackets, punctuation and figures are printed: as Chinese characters, or half of it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from pdf2form.sources.scan.letters import WIDE
from pdf2form.sources.scan.placed import SURE, UNCERTAIN, Paper, Placed

GAP, GAP_OF_FIGURES = 0.36, 0.55
"""White outside the ink of a wide bracket around Chinese, and around figures or Latin. Ems."""
PITCH = 0.85
"""Figures further apart than this, from middle to middle, are wide ones. Ems; narrow ones stand 0.5 apart."""

FRINGE = 2
"""So far from a figure its ink has blurred; a point may go so far below it. Pixels."""
LESS = 0.06
"""Where all brackets of a page that are told are wide, those with so much less white inside them are narrow. Ems; wide
ones have 0.06 to 0.10 more, in every font that was measured. Where all are narrow, those with more are wide."""

Line = Sequence[Placed]


class Measured(NamedTuple):
    """A line of characters, each with what its line tells of its width."""

    placed: Line
    em: float


def print_widths(cells: Sequence[Sequence[Measured]]) -> list[list[Placed]]:
    """Return the lines of a page, cell by cell, with every character in the width in which it is printed.

    Brackets are told by the white outside of them; those that begin and end a line by their partner, then by the white
    inside them, beside that of the brackets that are told; what nothing tells is as most of the page.
    """
    ems = [line.em for cell in cells for line in cell]
    counts = [len(cell) for cell in cells]
    paired = _by_cell([line.placed for cell in cells for line in cell], counts)
    told = _by_cell(compare_insides(paired, ems), counts)
    habit = find_habit(told)
    return [widen(line, habit=habit) for line in told]


def _by_cell(lines: Sequence[Line], counts: Iterable[int]) -> list[list[Placed]]:
    rest = iter(lines)
    return [line for count in counts for line in pair_brackets([*islice(rest, count)])]


def compare_insides(lines: Sequence[Line], ems: Sequence[float]) -> list[list[Placed]]:
    """Tell brackets by the white inside them, beside that of the brackets of their page that are told.

    Args:
        lines: of the page.
        ems: the size of the text of each.
    """
    gaps = [
        {k: gap / em for k in range(len(line)) if (gap := _inside(k, line)) is not None}
        for line, em in zip(lines, ems, strict=True)
    ]
    known = [(line[k].letter.wide, gap) for line, found in zip(lines, gaps, strict=True) for k, gap in found.items()]
    usual = {
        kind: float(np.median(those)) for kind in (True, False) if (those := [g for wide, g in known if wide is kind])
    }
    return [_compared(line, found, usual) for line, found in zip(lines, gaps, strict=True)]


def _compared(line: Line, gaps: Mapping[int, float], usual: Mapping[bool, float]) -> list[Placed]:
    open_ones = [k for k in gaps if line[k].letter.wide is None]
    if not open_ones or not usual:
        return list(line)
    wide = _is_wide_inside(float(np.mean([gaps[k] for k in open_ones])), usual)
    return [
        each._replace(letter=each.letter._replace(wide=wide)) if k in open_ones else each for k, each in enumerate(line)
    ]


def _is_wide_inside(gap: float, usual: Mapping[bool, float]) -> bool:
    """Tell a bracket by the white inside it: nearer to that of wide ones, or to that of narrow ones. Ems."""
    if len(usual) == 2:
        return abs(gap - usual[True]) < abs(gap - usual[False])
    return gap > (usual[True] - LESS if True in usual else usual[False])


def _inside(k: int, placed: Line) -> float | None:
    """Return the white inside a bracket, in pixels; None of what is none, or has nothing in it."""
    text = placed[k].letter.text
    if text == "(" and k + 1 < len(placed):
        return placed[k + 1].ink.x0 - placed[k].ink.x1
    return placed[k].ink.x0 - placed[k - 1].ink.x1 if text == ")" and k else None


def measure_widths(placed: Line, paper: Paper, em: float) -> list[Placed]:
    """Say of each character that is printed wide and narrow which it is, or that the line does not tell.

    A figure is doubted that only its distance from others tells to be wide, unless there is white between them: a
    point may have been lost there.
    """
    found = []
    for k, each in enumerate(placed):
        wide = _is_wide(k, placed, em)
        odd = wide and each.letter.text.isdigit() and not each.letter.wide and not _is_white_around(k, placed, paper)
        each = each.doubted() if odd else each
        found.append(each._replace(letter=each.letter._replace(wide=wide)))
    return found


def _is_white_around(k: int, placed: Line, paper: Paper) -> bool:
    """Whether nothing is between a figure and the figures beside it."""
    ink = placed[k].ink
    beside = [
        other.ink for other in (*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]) if other.letter.text.isdigit()
    ]
    gaps = [
        ink._replace(x0=min(ink.x1, other.x1) + FRINGE, x1=max(ink.x0, other.x0) - FRINGE, bottom=ink.bottom + FRINGE)
        for other in beside
    ]
    return all(paper.is_white(gap, ink) for gap in gaps)


def pair_brackets(lines: Sequence[Line]) -> list[list[Placed]]:
    """Let brackets of one pair be of one width, also where the lines of a cell divide them.

    One that networks differ about is certain if its partner is: no text prints that alone.
    """
    found = [list(line) for line in lines]
    opened: list[tuple[int, int]] = []
    for at in ((row, k) for row, line in enumerate(found) for k in range(len(line))):
        letter = found[at[0]][at[1]].letter
        if letter.text == "(":
            opened.append(at)
        elif letter.text == ")" and opened and found[opened[-1][0]][opened[-1][1]].letter.text == "(":
            pair = opened.pop(), at
            known = [wide for row, k in pair if (wide := found[row][k].letter.wide) is not None]
            sure = max(found[row][k].letter.confidence for row, k in pair) >= SURE
            for row, k in pair:
                each = found[row][k]
                seen = each.letter.confidence
                confidence = max(seen, SURE) if sure and seen > UNCERTAIN else seen
                letter = each.letter._replace(wide=known[0] if known else None, confidence=confidence)
                found[row][k] = each._replace(letter=letter)
        elif letter.text == ")":
            opened.append(at)
    for row, k in opened:  # its partner was not read
        letter = found[row][k].letter
        found[row][k] = found[row][k]._replace(letter=letter._replace(confidence=min(letter.confidence, UNCERTAIN)))
    return found


def find_habit(lines: Iterable[Line]) -> bool:
    """Tell whether a page prints its brackets wide, from those that are certain."""
    known = [e.letter.wide for line in lines for e in line if e.letter.text in "()" and e.letter.wide is not None]
    return sum(known) * 2 >= len(known)


def widen(placed: Line, *, habit: bool) -> list[Placed]:
    """Print wide what is wide; what its line leaves open is as the brackets of the page are."""
    return [
        _wide(each) if each.letter.text in WIDE and (habit if each.letter.wide is None else each.letter.wide) else each
        for each in placed
    ]


def _wide(each: Placed) -> Placed:
    return each._replace(letter=each.letter._replace(text=WIDE[each.letter.text]))


def _is_wide(k: int, placed: Line, em: float) -> bool | None:
    """Tell from the white beside a character whether it is a wide one; None if there is nothing beside it."""
    text, ink = placed[k].letter.text, placed[k].ink
    before = ink.x0 - placed[k - 1].ink.x1 if k else None
    after = placed[k + 1].ink.x0 - ink.x1 if k + 1 < len(placed) else None
    if text in "([":
        return None if before is None else before > _gap(placed[k + 1 : k + 2]) * em
    if text in ")]":
        return None if after is None else after > _gap(placed[k - 1 : k] if k else ()) * em
    if text in ",:;!?":
        return _is_wide_point(k, placed, em)
    return _are_apart(placed, em) if text.isdigit() else placed[k].letter.wide


def _gap(inside: Line) -> float:
    """Return the white that tells a wide bracket; word processors set some before a narrow one with figures in it."""
    return GAP if all(each.letter.text >= "\u2e80" for each in inside) else GAP_OF_FIGURES


def _is_wide_point(k: int, placed: Line, em: float) -> bool:
    """Between Chinese, and at the end of it, points are wide; between figures they are narrow; else the paper tells."""
    chinese = [each.letter.text >= "\u2e80" for each in placed]
    before = chinese[k - 1] if k else chinese[k + 1] if k + 1 < len(placed) else True
    after = chinese[k + 1] if k + 1 < len(placed) else any(chinese)
    if before and after:
        return True
    if k + 1 == len(placed):
        return any(chinese)
    return placed[k + 1].ink.x0 - placed[k].ink.x1 > GAP * em and (before or after)


def _are_apart(placed: Line, em: float) -> bool:
    """Whether all figures of a line stand as far apart as wide ones do."""
    figures = [(each.ink.x0 + each.ink.x1) / 2 if each.letter.text.isdigit() else None for each in placed]
    pitches = [b - a for a, b in pairwise(figures) if a is not None and b is not None]
    return bool(pitches) and min(pitches) > PITCH * em
