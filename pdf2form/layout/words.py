"""Glyphs to lines, lines to text: wrapped Chinese joined, Latin words kept apart, numbers never split.

Blanks are decided here from the gaps on paper; a reader's own blanks are not looked at, because between
Chinese characters and digits they are often only font switches.
"""

from collections.abc import Sequence
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
    rows: list[list[Glyph]] = []
    above, below, middle = 0.0, -1.0, 0.0  # of the glyph before; attribute access would double the time a glyph takes
    for glyph in sorted(glyphs, key=_middle):
        _, _, top, _, bottom, _ = glyph
        its_middle = (top + bottom) / 2
        if rows and (above < its_middle < below or top < middle < bottom):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
        above, below, middle = top, bottom, its_middle
    return tuple(map(_line, rows))


def _middle(glyph: Glyph) -> tuple[float, float, str]:
    text, x0, top, _, bottom, _ = glyph
    return (top + bottom, x0, text)


def _line(row: list[Glyph]) -> Line:
    row.sort(key=_from_left)
    text, left, head, end, foot, _ = row[0]
    right = end
    tallest = foot - head
    smallest = tallest if text.isdigit() else 1000.0
    latin = ord(text[0]) < CHINESE
    overprinted = False
    for character, x0, top, x1, bottom, _ in row[1:]:
        height = bottom - top
        tallest = max(tallest, height)
        if height < smallest and character.isdigit():
            smallest = height
        was_latin, latin = latin, ord(character[0]) < CHINESE
        if was_latin and latin and x0 - end > GAP * height:
            text += " "
        if x0 < end - OVERPRINT * (x1 - x0) and character.isalnum() and text[-1].isalnum():
            overprinted = True  # punctuation may be squeezed: ）。 overlap by half
        text += character
        head, foot, right, end = min(head, top), max(foot, bottom), max(right, x1), x1
    return Line(text, Box(left, head, right, foot), smallest < RAISED * tallest, overprinted)


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
