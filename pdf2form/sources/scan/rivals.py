"""What both networks say, and yet may be another character; what words tell of the rest; one stroke read as two.

Figures have no neighbours that tell, and some Chinese characters differ in less than a network is shown: 听 and 昕.
"""

from collections.abc import Sequence

from pdf2form.page import Box
from pdf2form.sources.scan.alike import PART_OF
from pdf2form.sources.scan.lexicon import REACH, find_word, is_in_word
from pdf2form.sources.scan.lookalikes import is_told
from pdf2form.sources.scan.placed import SURE, Paper, Placed
from pdf2form.sources.scan.signs import FULL

FIGURE = 0.1
"""A figure that may as likely be another one is doubted: of 60,000 certain ones one was, and wrong."""
MEANT = {sign: signs[0] for signs in ("≥≧>", "≤≦<", "=＝═") for sign in signs}
"""Signs of comparison that mean the same: one that may as likely mean another is doubted."""
NOTHING = 0.03
"""A point between figures that may as likely be nothing is doubted: of 20,103 certain ones five are, and two of them
were the foot of a 1 (17 as 1.7)."""
CHINESE, CERTAIN = 0.3, 0.97
"""A Chinese character that may as likely be another one, and is less certain than this, is doubted."""
NAMED = 0.01
"""And one that makes no word, if another one that makes one is so likely: 目 had 0.033 where 自 was read."""
OPEN = 0.45
"""What the networks disagree about is more certain than this; less is beside something that was left out."""
NEARLY = 0.98
"""A 一 at the beginning of a cell that is less certain may be a hair."""
BARS, POINTS = frozenset("-—一"), frozenset(".,")
CLAUSES = frozenset("，。；、,;")
"""Before which no dash stands."""
WHOLE = 1.05
"""One bar is no wider. Ems."""


def settle_by_words(placed: Sequence[Placed], ahead: Sequence[Placed], paper: Paper, em: float) -> list[Placed]:
    """Return a line in which the Chinese characters are certain that alone make a word with those beside them.

    Only where no network thinks of another Chinese character, but of 1 or of nothing, or its ink tells it from that:
    between two of those a word alone tells nothing, since names are none. Nor does what a character may be a part of
    make a word, unless its greys are not that.

    Args:
        placed: the characters of the line; what the ink leaves open stays so.
        ahead: of the line before it in its cell.
        paper: that they are printed on.
        em: the size of the text; what is wider than one character has a part of something else.
    """
    whole = [*ahead[-REACH:], *placed]
    text = "".join(each.letter.text for each in whole)
    known = [each.width <= FULL * em and _is_word(k, whole, text, paper) for k, each in enumerate(whole)]
    first = len(whole) - len(placed)
    return [each.read(each.letter.text, CERTAIN) if known[first + k] else each for k, each in enumerate(placed)]


def _is_word(k: int, whole: Sequence[Placed], text: str, paper: Paper) -> bool:
    each, confidence = whole[k], whole[k].letter.confidence
    if not each.is_chinese or not OPEN < confidence < SURE or each.is_open:
        return False
    word = find_word(text, k)
    if len(word) < 2 or any(whole[j].letter.confidence < SURE for j in word if j != k):
        return False
    if not _rules_out(each, _name_rivals(each, NAMED), paper):
        return False
    wholes = [o for o in PART_OF.get(each.letter.text, "") if is_in_word(text[:k] + o + text[k + 1 :], k)]
    return not wholes or (paper.shaded and _rules_out(each, wholes, paper))  # of a lost stroke a shade is left


def doubt_rivals(placed: Sequence[Placed], paper: Paper) -> list[Placed]:
    """Doubt the characters of a line that may be others of their kind, however certain both networks together are."""
    text = "".join(each.letter.text for each in placed)
    return [
        each.doubted()
        if _is_faint(k, placed)
        or _is_one(k, placed, text)
        or _has_rival(each, paper)
        or _spoils_word(k, each, text, paper)
        else each
        for k, each in enumerate(placed)
    ]


def _is_faint(k: int, placed: Sequence[Placed]) -> bool:
    """Whether a point or a comma between figures may be nothing."""
    letter, beside = placed[k].letter, [*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]]
    between = len(beside) > 1 and all(_is_figure(each.letter.text) for each in beside)
    return letter.text in POINTS and between and dict(letter.others).get("", 0.0) >= NOTHING


def _is_one(k: int, placed: Sequence[Placed], text: str) -> bool:
    """Whether a dash between two Chinese characters would be a word with them as 一, or ends a clause: 具有—定效果."""
    around = placed[max(0, k - 1) : k + 2]
    between = len(around) == 3 and around[0].is_chinese and around[2].is_chinese
    ends = text[k + 1 : k + 2] in CLAUSES
    return text[k] == "—" and (ends or (between and is_in_word(text[:k] + "一" + text[k + 1 :], k)))


def _spoils_word(k: int, each: Placed, text: str, paper: Paper) -> bool:
    """Whether a Chinese character is in no word, and another one that a network thinks of is: 完成自标, 完成目标."""
    others = _name_rivals(each, NAMED)
    if not others or not each.is_chinese or each.letter.confidence < SURE or is_in_word(text, k):
        return False
    making = [other for other in others if is_in_word(text[:k] + other + text[k + 1 :], k)]
    return not _rules_out(each, making, paper)


def _has_rival(each: Placed, paper: Paper) -> bool:
    text, confidence = each.letter.text, each.letter.confidence
    if confidence < SURE:
        return False
    if text in MEANT:
        return any(
            MEANT.get(other, MEANT[text]) != MEANT[text] and chance >= FIGURE for other, chance in each.letter.others
        )
    if _is_figure(text):
        return any(_is_figure(other) and other != text and chance >= FIGURE for other, chance in each.letter.others)
    return each.is_chinese and confidence < CERTAIN and not _rules_out(each, _name_rivals(each, CHINESE), paper)


def _name_rivals(each: Placed, least: float) -> list[str]:
    """Return the other Chinese characters that a network thinks of, if they are so likely."""
    text = each.letter.text
    return [other for other, chance in each.letter.others if chance >= least and other != text and _is_chinese(other)]


def _rules_out(each: Placed, others: Sequence[str], paper: Paper) -> bool:
    """Whether the ink of a Chinese character is that of none of these others."""
    return all(is_told(paper.darkness(each.ink), each.letter.text, other) for other in others)


def _is_chinese(text: str) -> bool:
    return "\u4e00" <= text <= "\u9fff"


def _is_figure(text: str) -> bool:
    return text.isascii() and text.isdigit()


def doubt_outer_bars(lines: Sequence[Sequence[Placed]]) -> list[list[Placed]]:
    """Doubt a 一 that begins or ends a cell and makes no word, as 统一 does: a hair looks like it.

    At the beginning, where 一是 makes none either, only if it is less than nearly certain.

    Args:
        lines: of one cell.
    """
    found = [list(line) for line in lines]
    first = next((line for line in found if line), [])
    last = next((line for line in reversed(found) if line), [])
    text = "".join(each.letter.text for line in found for each in line)
    if len(text) > 1 and text.endswith("一") and not is_in_word(text, len(text) - 1):
        last[-1] = last[-1].doubted()
    if len(text) > 1 and text.startswith("一") and first[0].letter.confidence < NEARLY and not is_in_word(text, 0):
        first[0] = first[0].doubted()
    return found


def join_bars(placed: Sequence[Placed], em: float) -> list[Placed]:
    """Read two bars of a line that are one stroke as one, doubted: 一 was cut in two, and its first part read as -.

    Args:
        placed: the characters of a line.
        em: the size of its text.
    """
    found: list[Placed] = []
    for each in placed:
        if found and (whole := _whole(found[-1], each, em)):
            found[-1] = whole
        else:
            found.append(each)
    return found


def _whole(left: Placed, right: Placed, em: float) -> Placed | None:
    """Return two bars as one; None if they are two."""
    texts = {left.letter.text, right.letter.text}
    a, b = left.ink, right.ink
    level = max(a.top, b.top) < min(a.bottom, b.bottom)
    if not texts <= BARS or "一" not in texts or b.x0 > a.x1 or b.x1 - a.x0 > WHOLE * em or not level:
        return None
    letter = left.letter._replace(text="一", end=right.letter.end, wide=False)
    return Placed(letter, Box(a.x0, min(a.top, b.top), b.x1, max(a.bottom, b.bottom))).doubted()
