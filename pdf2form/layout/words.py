"""Glyphs to lines, lines to text: wrapped Chinese joined, Latin words kept apart, numbers never split.

Blanks are decided here from the gaps on paper; a reader's own blanks are not looked at, because between
Chinese characters and digits they are often only font switches.
"""

from collections.abc import Sequence
from operator import sub
from typing import NamedTuple

from pdf2form.page import Box, Glyph

GAP = 0.15
"""Latin characters further apart than this are two words. Share of the font size; blanks are 0.2 or more wide, gaps
between letters stay under 0.1."""

CHINESE = 0x2000
"""Characters from here on (general punctuation, CJK, full-width forms) take no blank beside them."""

CELL_PADDING = 4.0
"""White space between text and ruling that no character can use, both sides added. Points; seen: 2 to 11."""


RAISED = 0.75
"""A figure smaller than this share of its line's tallest character is an exponent or a note mark, not a figure."""

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
    texts, lefts, tops, rights, bottoms, _ = zip(*row, strict=True)
    box = Box(lefts[0], min(tops), max(rights), max(bottoms))
    gaps = [x0 - x1 for x0, x1 in zip(lefts[1:], rights, strict=False)]
    height = min(map(sub, bottoms, tops))
    raised = height < RAISED * (box.bottom - box.top) and _has_raised(row)
    if not gaps or (max(gaps) <= GAP * height and min(gaps) >= -OVERPRINT / 4 * height):
        return Line("".join(texts), box, raised)
    overprinted = any(map(_stands_on, row, row[1:]))
    characters = [texts[0]]
    for left, right, gap in zip(row, row[1:], gaps, strict=False):
        latin = ord(left.text[0]) < CHINESE and ord(right.text[0]) < CHINESE
        characters.append(" " + right.text if latin and gap > GAP * (right.bottom - right.top) else right.text)
    return Line("".join(characters), box, raised, overprinted)


def _has_raised(row: Sequence[Glyph]) -> bool:
    tallest = max(glyph.bottom - glyph.top for glyph in row)
    return any(glyph.text.isdigit() and glyph.bottom - glyph.top < RAISED * tallest for glyph in row)


def _stands_on(left: Glyph, right: Glyph) -> bool:
    """Whether a character is printed over the one before it; punctuation may be squeezed: ）。 overlap by half."""
    deep = right.x0 < left.x1 - OVERPRINT * (right.x1 - right.x0)
    return deep and left.text.isalnum() and right.text.isalnum()


def _from_left(glyph: Glyph) -> tuple[float, float, str]:
    text, x0, top, _, _, _ = glyph
    return (x0, top, text)


def _latin(character: str) -> bool:
    return ord(character[0]) < CHINESE


def _word_character(character: str) -> bool:
    return character.isalnum() and _latin(character)


def join_lines(lines: Sequence[Line], width: float) -> str:
    """Join the wrapped lines of one cell into its text.

    Between two Latin words a line end is a blank, unless the line was so full that the next character had no
    room: then the word or number itself was cut (`18000|00.00`), and is put together again.

    Args:
        lines: from top to bottom.
        width: of the cell, points.
    """
    text = ""
    for index, line in enumerate(lines):
        if index and line.text:
            text += glue(lines[index - 1], line, width=width)
        text += line.text
    return text


def glue(line: Line, following: Line, *, width: float) -> str:
    """Return what stands between two lines of a cell: a blank, or nothing."""
    if not line.text or not following.text:
        return ""
    if _word_character(line.text[-1]) and _word_character(following.text[0]):
        return "" if _no_room(line, following, width) else " "
    latin = _latin(line.text[-1]) and _latin(following.text[0])
    return " " if latin and line.text[-1] in ",;:!?" and following.text[0].isalpha() else ""


def _no_room(line: Line, following: Line, width: float) -> bool:
    advance = (following.box.x1 - following.box.x0) / len(following.text)
    return slack(line, width) < advance


def slack(line: Line, width: float) -> float:
    """Return the room that is left on a line of a cell of this width, at most. Points."""
    return width - (line.box.x1 - line.box.x0) - CELL_PADDING


def first_token_width(line: Line) -> float:
    """Return how wide the first thing is that a line break could not have divided. Points, estimated.

    A Chinese character with the punctuation that may not begin a line, or a Latin word or number.
    """
    length = 1
    if _word_character(line.text[0]):
        while length < len(line.text) and not (line.text[length] == " " or ord(line.text[length]) >= 0x2E80):
            length += 1
    while length < len(line.text) and line.text[length] in "，。、；：！？）》”’,.;:!?)%％":
        length += 1
    weights = [1.0 if ord(c) >= CHINESE else 0.5 for c in line.text]
    return (line.box.x1 - line.box.x0) * sum(weights[:length]) / sum(weights)
