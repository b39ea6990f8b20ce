"""Roman figures of one character, Ⅳ, which networks take for letters, IV: known by the room they take.

Ink does not tell Ⅳ from two letters of half the width of Chinese characters: they take the same room, and leave the
same white. Of ten fonts one prints Ⅳ higher than capitals, and none wider. Beside Chinese characters one character is
likelier than two letters in its place; it is read, and always doubted.
"""

from collections.abc import Sequence
from itertools import groupby

from pdf2form.sources.scan.placed import UNCERTAIN, Placed

FIGURES = dict(zip(("II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"), "ⅡⅢⅣⅥⅦⅧⅨⅪⅫ", strict=True))
"""What letters are together one figure."""
SPELLED = {figure: letters for letters, figure in FIGURES.items()}
CENTRED = {"I": "Ⅰ", "V": "Ⅴ", "|": "Ⅰ"}
"""What one letter is that has the place of a Chinese character; X is a letter also there."""
LETTERS = frozenset("IVX|vx")
ROOM = 1.1
"""How wide one figure is at most; three letters have 1.2 and more. Ems."""
PLACE = 0.93
"""White and ink from one Chinese character to another that has room for a third between them; 0.95 and more, and 0.45
to 0.88 where a letter of half the width stands there. Ems."""


def read_romans(placed: Sequence[Placed], em: float) -> list[Placed]:
    """Return a line with one character for letters beside Chinese characters that take the room of one.

    Args:
        placed: the characters of the line, as all networks together read them.
        em: the size of the text.
    """
    found: list[Placed] = []
    end = 0
    for is_letter, group in groupby(
        placed, key=lambda each: each.letter.text in LETTERS or each.letter.text in SPELLED
    ):
        run = [*group]
        start, end = end, end + len(run)
        if is_letter:
            run = _read(run, placed[start - 1] if start else None, placed[end] if end < len(placed) else None, em)
        found += run
    return found


def _read(run: list[Placed], before: Placed | None, after: Placed | None, em: float) -> list[Placed]:
    """Return letters between two characters as one figure, if they may be one; None is an end of the line."""
    beside = [each for each in (before, after) if each]
    if not any(each.is_chinese for each in beside) or any(each.letter.text.isascii() for each in beside):
        return run
    text = "".join(each.letter.text.upper() for each in run)
    room = run[-1].ink.x1 - run[0].ink.x0
    alone = text in CENTRED and before and after and after.ink.x0 - before.ink.x1 >= PLACE * em
    figure = CENTRED[text] if alone else _find_figure(text)
    if figure is None or room > ROOM * em:
        return run
    tops, bottoms = [each.ink.top for each in run], [each.ink.bottom for each in run]
    ink = run[0].ink._replace(x1=run[-1].ink.x1, top=min(tops), bottom=max(bottoms))
    letter = run[0].letter._replace(end=run[-1].letter.end)
    return [Placed(letter, ink).read(figure, UNCERTAIN)]


def _find_figure(text: str) -> str | None:
    """Return which figure letters are, or letters beside the figure that they are a part of."""
    known = {letter for letter in text if letter in SPELLED}
    if len(known) == 1 and len(text) > 1:
        (figure,) = known
        return figure if {*text} - known <= {*SPELLED[figure]} else None
    return FIGURES.get(text)


def is_in_place(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a stroke stands where a character between two Chinese ones would: it may be Ⅰ, and is no dust."""
    if not 0 < k < len(placed) - 1:
        return False
    before, after = placed[k - 1], placed[k + 1]
    return before.is_chinese and after.is_chinese and after.ink.x0 - before.ink.x1 >= PLACE * em
