"""Recognised characters to glyphs on the page: as wide as they stand, and as high as text of their size."""

from collections.abc import Iterator, Sequence

import numpy as np

from pdf2form.page import Box, Glyph
from pdf2form.sources.scan.ink import Mask
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.signs import Placed

CHINESE_SHARE, FIGURE_SHARE = 0.9, 0.7
"""How high the ink of Chinese characters, of figures and of capitals is, in font sizes (SimSun, FangSong, SimHei)."""
SMALL, LIFTED = 0.75, 0.12
"""A figure whose ink is lower than this share of its neighbours', and stands higher or deeper by so many ems, keeps its
own height: it is an exponent or a note mark."""
LEAST, MOST = 0.6, 1.8
"""A font size beyond these shares of the usual one comes of a sign that was taken for a character."""
BLANK = 0.25
"""White between two characters, in ems, from which on a blank that the recogniser sees stands there."""


def place_letters(letters: Sequence[Letter], line: Box, dark: Mask, usual: float) -> tuple[list[Placed], float]:
    """Find the ink of each character of a line, and its font size.

    Args:
        letters: of the line, from the left.
        line: the box of its crop.
        dark: the ink of the page, without rulings.
        usual: the font size where the line shows none.
    """
    width = line.x1 - line.x0
    inks = [_ink(dark, (line.x0 + each.start * width, line.x0 + each.end * width), line) for each in letters]
    placed = [Placed(letter, ink) for letter, ink in zip(letters, inks, strict=True)]
    return placed, _size(placed, usual)


def make_glyphs(placed: Sequence[Placed], line: Box, em: float) -> Iterator[Glyph]:
    """Yield the glyphs of a line in pixels; they touch, but for blanks that both recogniser and ink show."""
    top, bottom = _base(placed, line, em)
    figures = [each.ink.bottom - each.ink.top for each in placed if each.letter.text.isdigit()]
    full = float(np.median(figures)) if figures else 0.0
    for k, (letter, ink) in enumerate(placed):
        x0, x1 = _edge(placed, k - 1, em), _edge(placed, k, em)
        shift = abs((ink.top + ink.bottom) / 2 - (top + bottom) / 2)
        small = letter.text.isdigit() and ink.bottom - ink.top < SMALL * full and shift > LIFTED * em
        y0, y1 = (ink.top, ink.bottom) if small else (top, bottom)
        x0, x1 = ink.x0 if x0 is None else x0, ink.x1 if x1 is None else x1
        yield Glyph(letter.text, x0, y0, max(x1, x0 + 0.5), y1, letter.confidence)


def _edge(placed: Sequence[Placed], k: int, em: float) -> float | None:
    """Return where a character and the next touch: halfway between their ink; None if there is a blank, or no next."""
    if not 0 <= k < len(placed) - 1:
        return None
    before, after = placed[k].ink.x1, placed[k + 1].ink.x0
    blank = placed[k + 1].letter.spaced and after - before > BLANK * em
    return None if blank else (before + after) / 2


def _ink(dark: Mask, span: tuple[float, float], line: Box) -> Box:
    """Return the box of the ink between two cuts; the whole place if there is none."""
    x0, x1 = round(span[0]), max(round(span[0]) + 1, round(span[1]))
    top, bottom = round(line.top), max(round(line.top) + 1, round(line.bottom))
    piece = dark[top:bottom, x0:x1]
    rows, columns = np.flatnonzero(piece.any(axis=1)), np.flatnonzero(piece.any(axis=0))
    if not len(rows):
        return Box(float(x0), float(top), float(x1), float(bottom))
    return Box(float(x0 + columns[0]), float(top + rows[0]), float(x0 + columns[-1] + 1), float(top + rows[-1] + 1))


def _is_chinese(text: str) -> bool:
    return "\u4e00" <= text <= "\u9fff" and text not in "一二"


def _is_tall(text: str) -> bool:
    return text.isdigit() or ("A" <= text <= "Z")


def _size(placed: Sequence[Placed], usual: float) -> float:
    """Estimate the font size of a line from its highest Chinese characters, or its figures."""
    for fits, share in ((_is_chinese, CHINESE_SHARE), (_is_tall, FIGURE_SHARE)):
        highs = [each.ink.bottom - each.ink.top for each in placed if fits(each.letter.text)]
        em = float(np.percentile(highs, 75)) / share if highs else 0.0
        if LEAST * usual <= em <= MOST * usual:
            return em
    return usual


def _base(placed: Sequence[Placed], line: Box, em: float) -> tuple[float, float]:
    """Return top and bottom of the font size around a line: its full characters stand in the middle of it."""
    full = [each.ink for each in placed if _is_chinese(each.letter.text) or _is_tall(each.letter.text)]
    middle = float(np.median([(ink.top + ink.bottom) / 2 for ink in full])) if full else (line.top + line.bottom) / 2
    return middle - em / 2, middle + em / 2
