"""What the place of a character says against it, however sure a recogniser is of the crop that it was shown."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.bars import FLAT, HYPHEN, LONG
from pdf2form.sources.scan.dots import is_even_row
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.pixels import square
from pdf2form.sources.scan.placed import UNCERTAIN, Placed
from pdf2form.sources.scan.signs import SPECK
from pdf2form.sources.scan.struck import is_struck
from pdf2form.sources.scan.worn import DASHES, is_covered, is_ring, is_stamped, is_written, may_hide, may_lack_point

Sizes = npt.NDArray[Any]

CUT = 0.25
"""Share of its height on which a character that a ruling cuts goes up to it; one that stands near touches it less."""
REACH, FAINT = 1.3, 0.3
"""So far before a line a stroke counts that has such a share of its darkness, or more. Ems."""
SLANTED, FOOT, HEAVY = frozenset("<>"), 0.2, 1.25
"""What ≤ and ≥ are without their bar; so far below them a ruling may hide it, in ems; and their lower half has so many
times as much ink as the upper one: < and > of print have 1.1, and ⩽ and ⩾ whose strokes are one 1.45 and more."""
LOST = 0.2
"""A sign or a character before a line that is too faint for ink is so wide and high. Ems."""
SOLID = 0.8
"""What is as full, and as high as its line, is a shadow and no mark."""
BEHIND, MARK = 1.0, 0.1
"""So far behind a line a faint mark counts that is so wide and high. Ems."""
ROMAN, ONE_SIGN = frozenset("IVX"), 1.3
"""Letters that figures like Ⅷ are made of, and how wide one of these is at most, in ems of a line whose size is taken
from its capitals."""
EDGE = 0.12
"""So far from its upper and lower edge a character is cut by a ruling, and nearer it is touched. Ems."""
WHOLE = 0.97
"""How certain it must be that a character is whole which a ruling touches: so that no second opinion was asked for."""
BRACKETS = frozenset("()")
EDGED = frozenset(
    "一二三十土士工王玉主干于千上止正下不丕口日曰旦目自且白百田由甲申亩人个大太天夫木未末本门问间与万方六立"
    "火头买晋李季午牛臼去丢水永厂广业亚同古舌马乌丹舟夕歹星皇车军石右什叉今休从刀司九材打电"
)
"""What a twentieth to a seventh less at an edge makes of another character, or of these, in three fonts."""
BESIDE = frozenset(
    "一十卜木日旦司同刀夫失上土士工九几儿又叉夕已己巳井并电申甲休戊戌戍太大巴打扛抗材析术柏枝村汀海洪沸浸"
    "帅参周坑妻准免丸乏仲札礼秆衬栖料扶抬拍折拆撤椎推叮盼治情惰戎肋蚌赶吹哨竟齐遣辆"
    "二恰怡惜悟惊恨恢恬怖怕怜性忙快怪慎愤懂悼惨慢恼恒惟愧惯慌冶凉净冲决次凝冷况凌减住侍仿伶价侧"
)
"""What up to a fifth less at the left or right makes of another character, or of its left part: 忄 of 扌, 冫 of 氵."""
WIDE, FULLY = 0.7, 0.8
"""How wide a Chinese character is of which a ruling beside it hides no more; and nothing at all. Ems."""
SLANT = 0.3
"""A 一 is no higher than such a share of its width; a hair leans."""
AHEAD, LOW = (0.6, 1.15), 0.65
"""The room of a wide mark before a line, in ems; and how far down the line its ink begins, as a share of its height."""
NUMERALS = frozenset("一二三四五六七八九十")
"""What a . may stand behind among Chinese characters: 一. begins an item."""
TALL = 1.6
"""A Chinese character so many times as high as others of its line has ink of another line: a hair may join the two."""
RING = 0.2
"""What is no wider or higher, and no ring, may be no 。 but a speck, or a comma without its tail. Ems."""
PUNCTUATION, CLOSE = frozenset("。、，；：,;:.·"), 1.2
"""What two Chinese characters that stand closer, from middle to middle, leave no room for. Of 585 marks of print in our
scans none has less than 1.68. Ems."""
PARTING = PUNCTUATION | {"-"}
"""Of 185 hyphens between Chinese characters none has less than 1.21."""
BESIDE_DASH = 0.15
"""What is longer beside a lone dash is a part of it. Ems."""
BENT = 0.06
"""The middle of a dash strays less from a straight line. Ems."""
HALVES = frozenset("3569")
"""Figures that half of another one looks like: 3 of 8."""
LEVEL, BESIDE_SIGN = 0.15, 2
"""A sign stands in line with others if it is no further from that, in ems; and so many other cells say so."""
NEAR = 3
"""So near to where a ruling runs through ink a character may be what it runs through. Pixels."""


def with_doubts(placed: Sequence[Placed], flat: Flat, line: TextLine) -> list[Placed]:
    """Doubt the characters of a line that may not be whole, or not be print, or not belong to this cell."""
    against = list(_against(placed, flat, line))
    return [each.doubted() if doubt else each for each, doubt in zip(placed, against, strict=True)]


def without_dust(placed: Sequence[Placed], line: TextLine, em: float) -> list[Placed]:
    """Leave out what a recogniser sees in a line that is no more than a speck; a lone - is never left out.

    A speck in the middle of a cell of its own may be what a bad scan leaves of a hyphen: it is read so, and doubted.
    """
    width, height = line.box.x1 - line.box.x0, line.box.bottom - line.box.top
    bar = width >= max(LONG * height, HYPHEN * em)
    if bar or max(width, height) > SPECK * em or (placed and all(each.letter.text in "-。、，" for each in placed)):
        return list(placed)
    whole = Placed(Letter("-", 0.0, 1.0, UNCERTAIN), line.box)
    lone = line.cell is not None and not line.shares
    return [whole] if lone and width > max(height, HYPHEN * em / 2) and _is_printed_place(whole, line) else []


def doubt_parts(placed: Sequence[Placed], line: TextLine, before: Sequence[Placed]) -> list[Placed]:
    """Doubt a part of a line that follows far behind another part: they may stand in two cells, but not behind dust.

    Args:
        placed: the characters of the part.
        line: where it stands.
        before: the characters of the line that was read before.
    """
    first = line.follows and any(each.letter.text.isalnum() and each.letter.confidence > UNCERTAIN for each in before)
    return [each.doubted() if first and k == 0 else each for k, each in enumerate(placed)]


def _against(placed: Sequence[Placed], flat: Flat, line: TextLine) -> Iterator[bool]:
    struck = is_struck(flat, line, placed)
    least = _find_least(flat, line)
    follows, precedes = _follows_faint(flat, line, least), _precedes_faint(flat, line, least)
    heights = [each.height for each in placed if each.is_chinese]
    most = TALL * median(heights) if len(heights) > 2 else np.inf
    mark = line.shares and all(each.letter.text in "-—/…" for each in placed)
    mark = mark and not (len(placed) > 1 and is_even_row(placed, flat.paper))
    for k, each in enumerate(placed):
        outermost = k in (0, len(placed) - 1)
        yield (
            struck
            or mark
            or (each.is_chinese and each.height > most)
            or (k == 0 and follows)
            or (k + 1 == len(placed) and precedes)
            or _is_roman(k, placed, line.em)
            or _is_pierced(each, flat, line.em)
            or (each.letter.text in SLANTED and _may_have_bar(each, flat, line.em))
            or is_written(each, flat)
            or (each.letter.text == "‰" and is_stamped(each, flat))  # a ring of it may be what is left of the stamp
            or is_covered(each, flat)
            or (k == 0 and _lacks_mark(each, flat, line))
            or (each.letter.text == "一" and each.height > SLANT * each.width)
            or may_hide(k, placed, flat, line.em)
            or may_lack_point(k, placed, flat, line.em)
            or (outermost and not _may_have_twin(each) and _is_cut(each, flat, line.em))
            or (each.letter.text == "。" and _may_be_speck(each, flat, line.em))
            or _has_no_room(k, placed, line.em)
            or _is_below(k, placed)
            or _is_stray_point(k, placed)
            or (each.is_chinese and _is_rare(each.letter.text))
            or (len(placed) <= 2 and not (_is_printed_place(each, line) or _is_level(each, line, flat.lines)))
            or (len(placed) == 1 and each.letter.text in DASHES and _is_hair(each, flat, line))
        )


def _follows_faint(flat: Flat, line: TextLine, least: float) -> bool:
    """Whether something stands before a line that is too faint for ink: a minus, =, a part of 一, a sign of order."""
    wide, high = _find_faint(flat, line, line.box.x0 - REACH * line.em, line.box.x0 - 1, least)
    strokes = (wide >= np.maximum(LONG * high, HYPHEN * line.em)) & (high <= FLAT * line.em)
    return bool((strokes | (np.minimum(wide, high) >= LOST * line.em)).any())


def _precedes_faint(flat: Flat, line: TextLine, least: float) -> bool:
    """Whether a mark stands behind a line that is too faint for ink: a full stop, a sign, a thin bracket."""
    wide, high = _find_faint(flat, line, line.box.x1 + 1, line.box.x1 + BEHIND * line.em, least)
    return bool((np.minimum(wide, high) >= MARK * line.em).any())


def _find_least(flat: Flat, line: TextLine) -> float:
    """Return how dark a mark beside a line must be; what no mark is if nothing of the line is ink."""
    x0, top, x1, bottom = (round(v) for v in line.box)
    shades = 255 - flat.grey[top:bottom, x0:x1][flat.dark[top:bottom, x0:x1]]
    if not shades.size:
        return np.inf
    at = (len(shades) - 1) * 3 / 4
    around = [int(at), min(int(at) + 1, len(shades) - 1)]
    low, high = np.partition(shades, around)[around].tolist()
    return FAINT * float(low + (high - low) * (at % 1))


def _find_faint(flat: Flat, line: TextLine, left: float, right: float, least: float) -> tuple[Sizes, Sizes]:
    """Return how wide and high the faint marks are beside a line, in its cell."""
    nothing = np.zeros(0), np.zeros(0)
    if line.cell is None:
        return nothing
    left, right = max(left, line.cell.x0 + HYPHEN * line.em), min(right, line.cell.x1 - HYPHEN * line.em)
    if right - left < HYPHEN * line.em:
        return nothing
    dark = 255 - flat.grey[round(line.box.top) : round(line.box.bottom), round(left) : round(right)]
    shades = np.asarray(dark > least, np.uint8)
    if not shades.any():
        return nothing
    _, _, stats, _ = cv2.connectedComponentsWithStats(shades)
    _, _, wide, high, area = stats[1:].T
    solid = (area >= SOLID * wide * high) & (high == len(shades)) & (wide >= LOST * line.em)
    return wide[~solid], high[~solid]


def _is_roman(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a letter is one of those that together may be one sign: Ⅳ takes the room of IV."""
    if placed[k].letter.text not in ROMAN:
        return False
    start, end = k, k + 1
    while start and placed[start - 1].letter.text in ROMAN:
        start -= 1
    while end < len(placed) and placed[end].letter.text in ROMAN:
        end += 1
    beside = [each.letter.text for each in (*placed[max(0, start - 1) : start], *placed[end : end + 1])]
    room = placed[end - 1].ink.x1 - placed[start].ink.x0
    return room <= ONE_SIGN * em and not any(text.isascii() and text.isalnum() for text in beside)


def _may_have_bar(each: Placed, flat: Flat, em: float) -> bool:
    """Whether < or > may be ≤ or ≥: below its middle it has more ink, of two strokes in one, or it is ruled there."""
    rows, columns = square(each.ink)
    if flat.ruled[rows.stop : rows.stop + round(FOOT * em), columns].any():
        return True
    shades = 255.0 - flat.grey[rows, columns]
    half = len(shades) // 2
    return bool(half) and float(shades[-half:].sum()) > HEAVY * float(shades[:half].sum())


def _may_be_speck(each: Placed, flat: Flat, em: float) -> bool:
    """Whether a full stop is as small as a speck, and no ring; in black and white a hole in one says nothing."""
    return min(each.width, each.height) <= RING * em and not (flat.shaded and is_ring(each, flat))


def _is_level(sign: Placed, line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether a sign stands in the middle of its column, and as high as the lone lines of two other cells of its row.

    A row that a page break cuts has its lines in the middle of the whole of it.
    """
    cell, em = line.cell, line.em
    if cell is None or abs(sign.middle - (cell.x0 + cell.x1) / 2) > LEVEL * em:
        return False
    height = (sign.ink.top + sign.ink.bottom) / 2
    beside = (other for other in lines if other.cell is not None and not other.shares and other.cell != cell)
    level = [
        other
        for other in beside
        if other.cell
        and max(abs(other.cell.top - cell.top), abs(other.cell.bottom - cell.bottom)) <= LEVEL * em
        and abs((other.box.top + other.box.bottom) / 2 - height) <= LEVEL * em
    ]
    return len(level) >= BESIDE_SIGN


def _lacks_mark(first: Placed, flat: Flat, line: TextLine) -> bool:
    """Whether ink at the foot of a line stands before its first character, in the room of one: a comma, or dust."""
    place = line.box._replace(x1=first.ink.x0)
    ink = flat.dark[square(place)]
    if not AHEAD[0] * line.em <= place.x1 - place.x0 <= AHEAD[1] * line.em or not ink.any():
        return False
    return bool(np.flatnonzero(ink.any(axis=1))[0] >= LOW * len(ink))


def _has_no_room(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a mark stands between two Chinese characters as close as neighbours: it is dust."""
    if placed[k].letter.text not in PARTING or not 0 < k < len(placed) - 1:
        return False
    before, after = placed[k - 1], placed[k + 1]
    return before.is_chinese and after.is_chinese and after.middle - before.middle < CLOSE * em


def _is_below(k: int, placed: Sequence[Placed]) -> bool:
    """Whether a mark stands wholly below all characters of its line: no font sets one there, and dust lies anywhere."""
    lowest = max((each.ink.bottom for each in placed if each.letter.text.isalnum()), default=np.inf)
    return placed[k].letter.text in PUNCTUATION and placed[k].ink.top >= lowest


def _is_stray_point(k: int, placed: Sequence[Placed]) -> bool:
    """Whether a . stands behind a Chinese character that is no number: print has 。 there, and dust is read as both."""
    before = placed[k - 1] if k else None
    behind = before is not None and before.is_chinese and before.letter.text not in NUMERALS
    return behind and placed[k].letter.text == "."


def _is_rare(text: str) -> bool:
    """Whether a character is none of GB 2312: 盜 is 盗 in other fonts, to a network, and seldom printed."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _is_pierced(each: Placed, flat: Flat, em: float) -> bool:
    """Whether a ruling runs through a character, or is one of its strokes."""
    return bool(flat.pierced[square(each.ink, -round(EDGE * em))].any())


def is_touched(each: Placed, flat: Flat) -> bool:
    """Whether a ruling touches a character at its edge, and may hide a stroke of it.

    A Chinese character is whole, unless it is one of those that a stroke more or less there makes another; and a
    bracket that is touched above or below.
    """
    if _is_sure_whole(each):
        return False
    near = flat.pierced[square(each.ink, NEAR)]
    if each.letter.text in BRACKETS and each.letter.confidence >= WHOLE:
        near = near[2 * NEAR : -2 * NEAR]
    return bool(near.any())


def _is_sure_whole(each: Placed) -> bool:
    """Whether a character would be recognised as another one, or less surely, if a stroke at its edge were lost."""
    return each.is_chinese and each.letter.text not in EDGED and each.letter.confidence >= WHOLE


def is_cut(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether a figure or a Chinese character at an end of its line goes up to a ruling beside it."""
    if k not in (0, len(placed) - 1) or not _may_have_twin(placed[k]):
        return False
    return _is_cut(placed[k], flat, em) or (placed[k].letter.text in HALVES and _is_at_ruling(placed[k], flat))


def _is_at_ruling(each: Placed, flat: Flat) -> bool:
    """Whether a ruling is so near to the left or the right of a figure that half of it may lie there."""
    rows, columns = square(each.ink)
    return bool(flat.ruled[rows, max(0, columns.start - NEAR) : columns.stop + NEAR].any())


def _may_have_twin(each: Placed) -> bool:
    """Whether what stands elsewhere, or beside a character, may tell that it is whole: see `twins`."""
    return each.is_chinese or each.letter.text.isdigit()


def _is_cut(each: Placed, flat: Flat, em: float) -> bool:
    """Whether the ink of a character goes up to a ruling beside it: a part of it may lie under that, or beyond.

    Of a Chinese character as wide as they are no more than the edge of a stroke does, and a ring is whole.
    """
    rows, columns = square(each.ink)
    if each.letter.text == "。" and is_ring(each, flat):
        return False
    if not 0 < columns.start < columns.stop < flat.dark.shape[1]:
        return False
    if each.width >= _least_whole(each) * em:
        return False
    left = flat.dark[rows, columns.start] & flat.ruled[rows, columns.start - 1]
    right = flat.dark[rows, columns.stop - 1] & flat.ruled[rows, columns.stop]
    return max(int(left.sum()), int(right.sum())) > CUT * len(left)


def _least_whole(each: Placed) -> float:
    """Return from which width on a ruling beside a character hides nothing that would make it another one. Ems."""
    text = each.letter.text
    if not each.is_chinese or each.letter.confidence < WHOLE or text in BESIDE & EDGED:
        return np.inf
    return FULLY if text in BESIDE else WIDE


def _is_hair(each: Placed, flat: Flat, line: TextLine) -> bool:
    """Whether a lone dash is a hair: its ink is not straight, or it has more ink beside it."""
    return line.box.x1 - line.box.x0 - each.width > BESIDE_DASH * line.em or _is_bent(each, flat, line.em)


def _is_bent(each: Placed, flat: Flat, em: float) -> bool:
    """Whether the ink of a dash is not straight."""
    place = square(each.ink)
    shades = np.where(flat.dark[place], 255.0 - flat.grey[place], 0)
    weights = shades.sum(axis=0)
    whole = np.flatnonzero(weights > weights.mean() / 2) if weights.size else weights
    if len(whole) < 3:
        return False
    middles = (shades * np.arange(len(shades))[:, None]).sum(axis=0)[whole] / weights[whole]
    return bool(np.ptp(middles - np.polyval(np.polyfit(whole, middles, 1), whole)) > BENT * em)


def _is_printed_place(each: Placed, line: TextLine) -> bool:
    """Whether a sign that stands alone stands in the middle of its cell, or in line with its edge, as print does."""
    if line.cell is None or each.letter.text not in "-—/…=":
        return True
    x, y = (line.box.x0 + line.box.x1) / 2, (line.box.top + line.box.bottom) / 2
    cell = line.cell
    right = cell.x1 - line.box.x1 <= line.em
    across = min(abs(x - (cell.x0 + cell.x1) / 2), line.box.x0 - cell.x0) <= line.em
    upper = abs(y - cell.top - 0.8 * line.em) <= line.em / 2
    middle = abs(y - (cell.top + cell.bottom) / 2) <= line.em / 2
    return (across and (middle or upper)) or (right and middle)  # no column is set to the right and to the top
