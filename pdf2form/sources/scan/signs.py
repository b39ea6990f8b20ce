"""What a network cannot tell and paper can: a dash from 一, ≥ from ≤, dust from a point, 0 from O, a lone -.

The networks see a crop without its scale, and prefer what is frequent in prose. Here the ink of a character, held
against the size of the text around it, decides between forms that differ in nothing else.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan.ink import Mask
from pdf2form.sources.scan.letters import Letter

FLAT, LONG = 0.22, 1.5
"""Ink lower than this, in ems, and so many times as wide as high, is a bar: a hyphen, a dash, 一."""
HYPHEN, DASH = 0.18, 0.68
"""Width of the bars that are hyphens; wider is a dash or 一. Ems; points are narrower, also smeared ones."""
TWO, WHOLE = 0.45, 0.85
"""Height of two bars that are a sign, and width of those of ═, which fill their place. Ems."""
DOUBLE = 0.12
"""A dash that is higher may be two bars that run into each other. Ems."""
ANYTHING = 0.6
"""What is no surer than this may be a bar as well as anything else."""
WAVE = 0.55
"""A bar is as thick as it is high; a tilde is less than this share of it."""
SPECK = 0.22
"""Ink smaller than this in both directions is a point, or dust. Ems."""
APART, FAR_OFF = 0.38, 1.0
"""A point with more white than this on both sides is doubted, and with so much it is dust. Ems."""
SMALL = 0.75
"""The circles of ‰ are lower than this share of its slash."""
SLASH, SLOPE = 0.6, 0.75
"""How high a slash is, in ems, and how steadily its ink falls from right to left (correlation); 1 stays under 0.5."""
POINT = 0.12
"""How far right or left, as a share of its width, the point of ≥ and ≤ stands from its open side, at least."""
BRACKET = 0.95
"""How certain a bracket is that only its ink tells."""
ODD, FAR, CLEAR, FULL = 0.72, 1.45, 0.15, 1.12
"""Figures further apart, from middle to middle, than others of their line, and Chinese characters so far apart, have
something between them; the gap that shows in it; and how wide no single one is. Ems."""
CERTAIN, UNCERTAIN = 0.999, 0.5
"""What the paper says of a character's own shape, and what it leaves open."""
UNREADABLE = "\ufffd"

POINTS = frozenset(".·•'`,-~、°")
BARS = frozenset("-—–―一_~.•·lI1")
SIGNS_OF_ORDER = frozenset("≥≧≤≦")
COMPARED = frozenset("≥≤≧≦NMVWvwmZz2》《><$K")
"""What ≥ and ≤ are taken for in fonts that slant their lower stroke, themselves among them."""
FIGURES = {"O": "0", "o": "0", "D": "0", "〇": "0", "l": "1", "I": "1", "i": "1"}
"""Letters that are figures where all around them are figures."""


class Placed(NamedTuple):
    """A character and the box of its ink, in pixels of the page."""

    letter: Letter
    ink: Box

    @property
    def width(self) -> float:
        """Of its ink, in pixels."""
        return self.ink.x1 - self.ink.x0

    @property
    def height(self) -> float:
        """Of its ink, in pixels."""
        return self.ink.bottom - self.ink.top

    def read(self, text: str, confidence: float) -> "Placed":
        """Return it as another character."""
        return self._replace(letter=self.letter._replace(text=text, confidence=confidence, wide=False))


def settle(placed: Sequence[Placed], dark: Mask, em: float) -> list[Placed]:
    """Return the characters of a line as their ink says they are; dust and pieces of rulings are left out.

    Args:
        placed: the characters of a line, from the left.
        dark: the ink of the page.
        em: the size of the text.
    """
    kept = _with_brackets([each for k, each in enumerate(placed) if not _is_dirt(k, placed, em)], dark, em)
    kept = [_slashed(_barred(each, kept, k, dark, em), dark, em, alone=len(kept) == 1) for k, each in enumerate(kept)]
    kept = [_signed(each, kept, k, dark, em) for k, each in enumerate(kept)]
    kept = [_ended(each, k, kept, em) for k, each in enumerate(kept)]
    kept = _per_mille([_figured(each, kept, k) for k, each in enumerate(kept)])
    return _gapless(_one_dash([_overfull(each, em) for each in kept], em), dark, em)


def _ended(each: Placed, k: int, placed: Sequence[Placed], em: float) -> Placed:
    """Doubt a point that begins or ends a line, or stands apart: Chinese text has none there, dust may lie there."""
    before = each.ink.x0 - placed[k - 1].ink.x1 if k else np.inf
    after = placed[k + 1].ink.x0 - each.ink.x1 if k + 1 < len(placed) else np.inf
    outermost = not 0 < k < len(placed) - 1
    if each.letter.text not in POINTS - {"-", "、", ","} or not (outermost or min(before, after) > APART * em):
        return each
    return each._replace(letter=each.letter._replace(confidence=min(each.letter.confidence, UNCERTAIN)))


def _one_dash(placed: list[Placed], em: float) -> list[Placed]:
    """Read a row of hyphens that stands alone as the dash that it is a broken one of."""
    first, last = placed[:1], placed[-1:]
    if len(placed) < 2 or any(each.letter.text not in "-—" for each in placed):
        return placed
    ink = Box(first[0].ink.x0, first[0].ink.top, last[0].ink.x1, last[0].ink.bottom)
    letter = first[0].letter._replace(text="—", end=last[0].letter.end)
    whole = ink.x1 - ink.x0 <= 1.3 * em
    return [Placed(letter, ink)] if whole else placed


def _gapless(placed: list[Placed], dark: Mask, em: float) -> list[Placed]:
    """Doubt neighbours that stand too far apart for neighbours, with ink between: something was left out there."""
    found = list(placed)
    for k in range(1, len(placed)):
        before, after = placed[k - 1], placed[k]
        figures = before.letter.text.isdigit() and after.letter.text.isdigit()
        if not figures and not (_is_chinese(before) and _is_chinese(after)):
            continue
        pitch = (after.ink.x0 + after.ink.x1 - before.ink.x0 - before.ink.x1) / 2
        if figures:
            odd = pitch > ODD * em and any(_near_figures(placed, j, em) for j in range(1, len(placed)))
        else:
            parts = max(_count_runs(each, dark, em) for each in (before, after))
            odd = pitch > FAR * em and (parts > 1 or max(before.width, after.width) > FULL * em)
        if odd:
            for j in (k - 1, k):
                letter = found[j].letter
                found[j] = found[j]._replace(letter=letter._replace(confidence=min(letter.confidence, UNCERTAIN)))
    return found


def _near_figures(placed: Sequence[Placed], k: int, em: float) -> bool:
    """Whether a figure stands close to the one before it."""
    before, after = placed[k - 1], placed[k]
    both = before.letter.text.isdigit() and after.letter.text.isdigit()
    return both and (after.ink.x0 + after.ink.x1 - before.ink.x0 - before.ink.x1) / 2 <= ODD * em


def _count_runs(each: Placed, dark: Mask, em: float) -> int:
    """Count the parts of a character with a clear gap between them."""
    columns = np.flatnonzero(_piece(each.ink, dark).any(axis=0))
    return 1 + int(np.count_nonzero(np.diff(columns) > CLEAR * em))


def _with_brackets(placed: Sequence[Placed], dark: Mask, em: float) -> list[Placed]:
    """Add the wide brackets that a recogniser passes over: thin high ink that stands apart, taken with a neighbour."""
    found: list[Placed] = []
    for each in placed:
        if each.letter.text in "()" or each.width < em:
            found.append(each)
            continue
        columns = np.flatnonzero(_piece(each.ink, dark).any(axis=0))
        gaps = np.flatnonzero(np.diff(columns) > CLEAR * em)
        if not len(gaps):
            found.append(each)
            continue
        first, last = int(columns[gaps[0]]) + 1, int(columns[gaps[-1] + 1])
        head = _bracket(each.ink._replace(x1=each.ink.x0 + first), dark, em)
        tail = _bracket(each.ink._replace(x0=each.ink.x0 + last), dark, em)
        x0 = each.ink.x0 + int(columns[gaps[0] + 1]) if head else each.ink.x0
        x1 = each.ink.x0 + int(columns[gaps[-1]]) + 1 if tail else each.ink.x1
        found += [part for part in (head, each._replace(ink=each.ink._replace(x0=x0, x1=x1)), tail) if part]
    return found


def _bracket(ink: Box, dark: Mask, em: float) -> Placed | None:
    """Return the bracket that a piece of a character's ink is, if it is one."""
    rows = np.flatnonzero(_piece(ink, dark).any(axis=1))
    ink = ink._replace(bottom=round(ink.top) + float(rows[-1]) + 1, top=round(ink.top) + float(rows[0]))
    piece = _piece(ink, dark)
    quarter = len(piece) // 4
    if not (ink.x1 - ink.x0 <= 0.32 * em and ink.bottom - ink.top >= 0.65 * em):
        return None
    columns = np.arange(piece.shape[1])
    ends = np.concatenate([piece[:quarter], piece[-quarter:]])
    middle = piece[quarter:-quarter]
    if not (ends.any() and middle.any()):
        return None
    bulge = (ends * columns).sum() / ends.sum() - (middle * columns).sum() / middle.sum()
    if abs(bulge) < 0.02 * em:
        return None
    confidence = BRACKET if piece.any(axis=1).mean() > 0.9 else UNCERTAIN
    return Placed(Letter("(" if bulge > 0 else ")", 0.0, 0.0, confidence, wide=True), ink)


def _overfull(each: Placed, em: float) -> Placed:
    """Doubt a character with more ink than one has: the recogniser left out what stands beside it."""
    text = each.letter.text
    most = 0.85 if text.isdigit() or text in ".,:;()" else 1.3 if text not in "—…" else 3.0
    if each.width <= most * em:
        return each
    return each._replace(letter=each.letter._replace(confidence=min(each.letter.confidence, UNCERTAIN)))


def _per_mille(placed: list[Placed]) -> list[Placed]:
    """Read % and a small 0 behind it as ‰; a figure behind % is doubted in any case."""
    found: list[Placed] = []
    for each in placed:
        if found and found[-1].letter.text == "%" and each.letter.text in "0123456789oO":
            before = found.pop()
            small = each.height < SMALL * before.height
            if small and each.letter.text in "0oO":
                ink = Box(before.ink.x0, before.ink.top, each.ink.x1, before.ink.bottom)
                letter = before.letter._replace(text="‰", end=each.letter.end, confidence=UNCERTAIN)
                found.append(Placed(letter, ink))
                continue
            found.append(before.read("%", UNCERTAIN))
        found.append(each)
    return found


def name_mark(ink: Box, dark: Mask, em: float) -> list[Placed]:
    """Return what stands in a crop in which the recogniser sees nothing.

    A lone dash, a slash or a row of dots; what is none of these is unreadable, and what is as small as dust is nothing.
    """
    columns = np.flatnonzero(np.diff(np.pad(_piece(ink, dark).any(axis=0), 1).astype(np.int8)))
    starts, ends = columns[::2], columns[1::2]
    whole = Placed(Letter(UNREADABLE, 0.0, 1.0, 0.0), ink)
    if not len(starts):
        return []
    if len(starts) >= 3 and whole.height <= SPECK * em and (ends - starts).max() <= SPECK * em:
        middle = (ink.x0 + ink.x1) / 2  # three points make one …, and two of these are printed
        first, second = ink._replace(x1=middle), ink._replace(x0=middle)
        if len(starts) < 5:
            return [whole.read("…", CERTAIN)]
        halves = (Placed(Letter("…", 0.0, 0.5, CERTAIN), first), Placed(Letter("…", 0.5, 1.0, CERTAIN), second))
        return list(halves)
    read = _slashed(_barred(whole, [whole], 0, dark, em), dark, em, alone=True)
    dust = read.letter.text == UNREADABLE and max(whole.width, whole.height) <= SPECK * em
    return [] if dust else [read]


def _piece(ink: Box, dark: Mask) -> Mask:
    return dark[max(0, round(ink.top)) : round(ink.bottom), max(0, round(ink.x0)) : round(ink.x1)]


def _is_dirt(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a character is dust, or what is left of a ruling: neither can stand where it does."""
    each = placed[k]
    if each.letter.text == "|":
        return True
    bar = each.width >= max(LONG * each.height, HYPHEN * em)
    if each.letter.text not in POINTS or bar or max(each.width, each.height) > SPECK * em:
        return False
    if k and _is_chinese(placed[k - 1]) and (each.letter.text in ",、" or _has_room(k, placed, em)):
        return False  # some fonts set them in the middle of their place
    before = each.ink.x0 - placed[k - 1].ink.x1 if k else np.inf
    after = placed[k + 1].ink.x0 - each.ink.x1 if k + 1 < len(placed) else np.inf
    return min(before, after) > FAR_OFF * em


def _has_room(k: int, placed: Sequence[Placed], em: float) -> bool:
    """Whether a character stands between two that leave the place of one between them: then it is no dust."""
    if not 0 < k < len(placed) - 1:
        return False
    before, after = placed[k - 1].ink, placed[k + 1].ink
    return (after.x0 + after.x1 - before.x0 - before.x1) / 2 > FAR * em


def _is_chinese(each: Placed) -> bool:
    return "\u4e00" <= each.letter.text <= "\u9fff"


def _barred(each: Placed, placed: Sequence[Placed], k: int, dark: Mask, em: float) -> Placed:
    """Read a flat bar by its shape: - or — or 一 or ~; and two of them: = or ═ or 二."""
    text = each.letter.text
    if each.height > TWO * em and text != "二":
        return each
    piece = _piece(each.ink, dark)
    bars = _count_bars(piece)
    if text == "二" and each.width < DASH * em:
        return each.read("=", CERTAIN)
    if _is_low(each, placed):
        return each
    unsure = text in BARS or text == UNREADABLE or each.letter.confidence <= ANYTHING
    if bars == 2 and unsure and each.height <= TWO * em and each.width > LONG * each.height:
        return each.read("=" if each.width < DASH * em else "═" if each.width > WHOLE * em else "＝", CERTAIN)
    flat = each.height <= FLAT * em and each.width >= max(LONG * each.height, HYPHEN * em)
    if not flat or not unsure:
        return each
    chinese = any(_is_chinese(other) for other in placed[max(0, k - 1) : k + 2] if other is not each)
    if text == "一" and chinese:
        return each
    if text == "~" and each.letter.confidence > 0.9:
        return each
    if text in "~-" and float(piece.sum(axis=0).mean()) < WAVE * each.height:
        return each.read("~", UNCERTAIN)
    if each.width < DASH * em:
        return each.read("-", CERTAIN)
    alone = len(placed) == 1 and each.height <= DOUBLE * em
    return each.read("—", CERTAIN if alone else UNCERTAIN)


def _count_bars(piece: Mask) -> int:
    """Return how many flat strokes lie above each other: how often most columns turn dark."""
    if not piece.size:
        return 0
    return int(
        np.median(np.count_nonzero(np.diff(np.pad(piece, ((1, 0), (0, 0))).astype(np.int8), axis=0) == 1, axis=0))
    )


def _is_low(each: Placed, placed: Sequence[Placed]) -> bool:
    """Whether ink stands at the foot of the figures beside it, as a point does and a dash does not."""
    full = [other.ink for other in placed if other.letter.text.isdigit()]
    if not full:
        return False
    top, bottom = min(ink.top for ink in full), max(ink.bottom for ink in full)
    return (each.ink.top + each.ink.bottom) / 2 > top + 0.75 * (bottom - top)


def _slashed(each: Placed, dark: Mask, em: float, *, alone: bool) -> Placed:
    """Read a slanted stroke as /, which stands for nothing in a cell of its own."""
    high = each.height >= SLASH * em
    if each.letter.text not in "1lI/7" + UNREADABLE or not (alone and high) or each.width < 0.2 * em:
        return each
    ys, xs = np.nonzero(_piece(each.ink, dark))
    if len(xs) < 8 or not (np.ptp(xs) and np.ptp(ys)) or float(np.corrcoef(xs, ys)[0, 1]) > -SLOPE:
        return each
    return each.read("/", CERTAIN)


def _signed(each: Placed, placed: Sequence[Placed], k: int, dark: Mask, em: float) -> Placed:
    """Read a sign of comparison by where its point is, and by how many strokes stand below it."""
    text = each.letter.text
    first = k == 0 and (len(placed) == 1 or placed[1].letter.text in "0123456789-+")
    piece = _piece(each.ink, dark)
    if not first or text not in COMPARED or each.width > 1.2 * em or min(piece.shape, default=0) < 5:
        return each
    if text == "2" and not any(other in SIGNS_OF_ORDER for other, _ in each.letter.others):
        return each
    strokes = _strokes(piece)
    if text in "><" and not strokes:
        return each
    rows = piece[: max(3, round(0.7 * len(piece)))]
    third, columns = max(1, len(rows) // 3), np.arange(piece.shape[1]) / piece.shape[1]
    upper, middle = rows[:third], rows[third : 2 * third]
    if not (upper.any() and middle.any()):
        return each
    lead = float((middle * columns).sum() / middle.sum() - (upper * columns).sum() / upper.sum())
    if abs(lead) < POINT:
        return each.read(text, min(each.letter.confidence, UNCERTAIN))
    double = strokes > 1
    sign = ("≧" if double else "≥") if lead > 0 else ("≦" if double else "≤")
    if text in SIGNS_OF_ORDER and (text in "≥≧") != (lead > 0):
        return each.read(text, min(each.letter.confidence, UNCERTAIN))
    agrees = text in SIGNS_OF_ORDER or any(other in SIGNS_OF_ORDER for other, _ in each.letter.others)
    return each.read(sign, CERTAIN if agrees else UNCERTAIN)


def _strokes(piece: Mask) -> int:
    """Count the flat strokes in the lower half of a sign: rows that are dark all along, with white between."""
    share = piece[len(piece) // 2 :].mean(axis=1)
    count, inside = 0, False
    for dark in share.tolist():
        if dark >= 0.75 and not inside:
            count, inside = count + 1, True
        inside = inside and dark > 0.35
    return count


def _figured(each: Placed, placed: Sequence[Placed], k: int) -> Placed:
    """Read O as 0, and l as 1, where all around are figures; the chance of either is the chance of both."""
    letter = each.letter
    word = _word(placed, k)
    if not any(c.isdigit() for c in word) or any(c.isalpha() and c not in FIGURES for c in word):
        return each
    meant = FIGURES.get(letter.text, letter.text)
    same = [other for other, meaning in FIGURES.items() if meaning == meant] + [meant]
    chance = letter.confidence + sum(p for other, p in letter.others if other in same)
    return each._replace(letter=letter._replace(text=meant, confidence=min(1.0, chance))) if meant.isdigit() else each


def _word(placed: Sequence[Placed], k: int) -> str:
    """Return the figures and Latin letters without a gap around a character."""
    start, end = k, k + 1
    while start > 0 and _in_word(placed[start - 1].letter.text):
        start -= 1
    while end < len(placed) and _in_word(placed[end].letter.text):
        end += 1
    return "".join(each.letter.text for each in placed[start:end])


def _in_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in ".,%")
