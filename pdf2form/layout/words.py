"""Glyphs to lines, lines to text: wrapped Chinese joined, Latin words kept apart, numbers never split.

Blanks are decided here from the gaps on paper; a reader's own blanks are not looked at, because between
Chinese characters and digits they are often only font switches.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import sub
from typing import NamedTuple

from pdf2form.page import Box, Glyph

GAP = 0.15
"""Latin characters further apart than this are two words. Share of the font size; blanks are 0.2 or more wide, gaps
between letters stay under 0.1."""

CHINESE = 0x2000
"""Characters from here on (general punctuation, CJK, full-width forms) take no blank beside them."""

MOST_PADDING = 8.0
"""White space that a cell keeps free beside its text, at most, on each side. Points; seen: 1 to 5.4 (Word)."""

OPENING = "（《“‘【"
"""Never at the end of a line."""

SIGNS = 0x2000
"""From here on Unicode has signs, check boxes and Chinese: nobody sets a blank beside them that means something."""

RAISED = 0.75
"""A figure smaller than this share of its line's tallest character is an exponent or a note mark, not a figure."""

SMALLER, LIFTED = 0.9, 0.15
"""So is one that is only a little smaller, but stands higher by this share of the tallest character."""

OVERPRINT = 0.5
"""A character that begins this share of its width before the last one ends stands on top of it."""


class Line(NamedTuple):
    """One row of text in a cell or between tables."""

    text: str
    box: Box
    raised: bool = False
    """It holds a figure much smaller than its neighbours: 10³ reads as 103."""
    overprinted: bool = False
    """Characters stand on top of each other, so their order is not certain."""
    confidence: float | None = None
    """The lowest of its recognised characters; None for a text layer."""

    @property
    def size(self) -> float:
        """The height of its tallest character, near the font size. Points."""
        return self.box.bottom - self.box.top


def find_lines(glyphs: Sequence[Glyph]) -> tuple[Line, ...]:
    """Gather glyphs into lines from top to bottom, whatever order they come in.

    A small raised or lowered character (10³) belongs to the line whose middle it crosses.
    """
    level: dict[tuple[float, float], list[Glyph]] = {}  # mostly a line each: far fewer things to sort than glyphs
    for glyph in glyphs:
        level.setdefault((glyph[2], glyph[4]), []).append(glyph)
    rows: list[list[Glyph]] = []
    above, below = 0.0, 0.0
    for (top, bottom), row in sorted(level.items(), key=_middle):
        if rows and (above < (top + bottom) / 2 < below or top < (above + below) / 2 < bottom):
            rows[-1].extend(row)
        else:
            rows.append(row)
        above, below = top, bottom
    return tuple(map(_line, rows))


def _middle(level: tuple[tuple[float, float], list[Glyph]]) -> tuple[float, float]:
    (top, bottom), _ = level
    return (top + bottom, top)


def _line(row: list[Glyph]) -> Line:
    """Set the characters of a line beside each other; what is odd about them is looked at only where gaps are odd."""
    row.sort(key=_from_left)
    texts, lefts, tops, rights, bottoms, confidences = zip(*row, strict=True)
    confidence = lowest(confidences)
    box = Box(lefts[0], min(tops), max(rights), max(bottoms))
    gaps = [x0 - x1 for x0, x1 in zip(lefts[1:], rights, strict=False)]
    height = min(map(sub, bottoms, tops))
    raised = height < SMALLER * (box.bottom - box.top) and _has_raised(row)
    if not gaps or (max(gaps) <= GAP * height and min(gaps) >= -OVERPRINT / 4 * height):
        return Line("".join(texts), box, raised, confidence=confidence)
    overprinted = any(map(_stands_on, row, row[1:]))
    characters = [texts[0]]
    for left, right, gap in zip(row, row[1:], gaps, strict=False):
        blank = gap > GAP * (right.bottom - right.top) and _may_part(left.text[-1], right.text[0])
        characters.append(" " + right.text if blank else right.text)
    return Line("".join(characters), box, raised, overprinted, confidence)


def _may_part(before: str, after: str) -> bool:
    """Whether a gap between two characters is a blank: beside Chinese, signs, brackets it is only a switch of fonts."""
    if max(ord(before), ord(after)) >= SIGNS or before in "([{<>=+-~/" or after in ")]}%,.;:":
        return False
    return not (after in "([{<>=+-~/" and (before.isdigit() or before in "%)"))


def _has_raised(row: Sequence[Glyph]) -> bool:
    tallest = max(glyph.bottom - glyph.top for glyph in row)
    lowest = max(glyph.bottom for glyph in row)
    return any(
        glyph.text.isdigit()
        and (
            glyph.bottom - glyph.top < RAISED * tallest
            or (glyph.bottom - glyph.top < SMALLER * tallest and lowest - glyph.bottom > LIFTED * tallest)
        )
        for glyph in row
    )


def _stands_on(left: Glyph, right: Glyph) -> bool:
    """Whether a character is printed over the one before it; punctuation may be squeezed: ）。 overlap by half."""
    deep = right.x0 < left.x1 - OVERPRINT * (right.x1 - right.x0)
    return deep and left.text.isalnum() and right.text.isalnum()


def lowest(confidences: Iterable[float | None]) -> float | None:
    """Return the lowest confidence of what was recognised; None if nothing was."""
    return min((each for each in confidences if each is not None), default=None)


def _from_left(glyph: Glyph) -> tuple[float, float, str]:
    text, x0, top, _, _, _ = glyph
    return (x0, top, text)


def _latin(character: str) -> bool:
    return ord(character[0]) < CHINESE


def _word_character(character: str) -> bool:
    return character.isalnum() and _latin(character)


class Joined(NamedTuple):
    """The text of a cell, and whether its wrapped lines leave no doubt about the blanks in it."""

    text: str
    sure: bool


def join_lines(lines: Sequence[Line], box: Box) -> Joined:
    """Join the wrapped lines of one cell into its text.

    Between two Latin words a line end is a blank; a number or a word that was cut because the line was full
    (`18000|00.00`) is put together again.

    Args:
        lines: from top to bottom.
        box: of the cell.
    """
    if len(lines) < 2:
        return Joined(lines[0].text if lines else "", True)
    text, sure = lines[0].text, True
    padding = find_padding(lines, box)
    for line, following in pairwise(lines):
        between = glue(line, following, slack(line, box, padding))
        text, sure = text + between.text + following.text, sure and between.sure
    return Joined(text, sure)


def glue(line: Line, following: Line, room: float) -> Joined:
    """Return what stands between two lines of a cell: a blank or nothing, and whether that is certain.

    A number goes on in a number if there was no room for more; if there was, somebody ended the line there, and
    nothing tells whether these are two numbers or one. A word that fills its line from the start was cut; where a
    full line ends in one word and the next line begins with another, either may be.

    Args:
        line: the upper one.
        following: the lower one.
        room: left on the upper line, points.
    """
    before, after = line.text[-1:], following.text[:1]
    if not (_word_character(before) and _word_character(after)):
        latin = before and after and _latin(before) and _latin(after)
        return Joined(" " if latin and before in ",;:!?" and after.isalpha() else "", True)
    numbers = before.isdigit() and after.isdigit()
    if room >= first_token_width(following) + following.size / 4:
        return Joined(" ", not numbers)
    if numbers:
        return Joined("", True)
    advance = (following.box.x1 - following.box.x0) / len(following.text)
    if room >= 2 * advance:
        return Joined(" ", True)
    alone = " " not in line.text and all(map(_latin, line.text))
    return Joined("", True) if alone else Joined(" ", False)


def find_padding(lines: Sequence[Line], box: Box) -> float:
    """Return the white space that a cell keeps on each side: as near as its lines come to an edge. Points."""
    nearest = min(min(line.box.x0 - box.x0, box.x1 - line.box.x1) for line in lines)
    return min(max(nearest, 0.0), MOST_PADDING)


def slack(line: Line, box: Box, padding: float) -> float:
    """Return the room that is left on a line of a cell. Points."""
    return (box.x1 - box.x0) - (line.box.x1 - line.box.x0) - 2 * padding


def first_token_width(line: Line) -> float:
    """Return how wide the first thing is that a line break could not have divided. Points, estimated.

    A Chinese character with the punctuation that may not begin a line, or a Latin word or number; with a bracket
    that opens behind it, since that may not end a line.
    """
    length = 2 if line.text[0] in OPENING else 1
    if _word_character(line.text[0]):
        while length < len(line.text) and not (line.text[length] == " " or ord(line.text[length]) >= 0x2E80):
            length += 1
    if line.text[length : length + 1] in tuple(OPENING):
        length = min(length + 2, len(line.text))
    while length < len(line.text) and line.text[length] in "，。、；：！？）》”’,.;:!?)%％":
        length += 1
    weights = [1.0 if ord(c) >= CHINESE else 0.5 for c in line.text]
    return (line.box.x1 - line.box.x0) * sum(weights[:length]) / sum(weights)
