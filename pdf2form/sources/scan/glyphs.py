"""Recognised characters to glyphs on the page: as wide as they stand, and as high as text of their size."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median, quantiles

import numpy as np
import numpy.typing as npt

from pdf2form.page import Box, Glyph
from pdf2form.sources.scan.cuts import Span, is_chinese, move_cuts
from pdf2form.sources.scan.even import even_figures
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.neighbours import part_neighbours
from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.placed import Placed

Ints = npt.NDArray[np.intp]

CHINESE_SHARE, FIGURE_SHARE = 0.9, 0.7
"""How high the ink of Chinese characters, of figures and of capitals is, in font sizes (SimSun, FangSong, SimHei)."""
SMALL, LIFTED = 0.75, 0.12
"""A figure whose ink is lower than this share of its neighbours', and stands higher or deeper by so many ems, keeps its
own height: it is an exponent or a note mark."""
LEAST, MOST = 0.6, 1.8
"""A font size beyond these shares of the usual one comes of a sign that was taken for a character."""
ASIDE, DUST = 0.12, 0.16
"""What is no larger than the second and so far beside the upper half of a character does not belong to it. Ems."""
CRUMB = 0.08
"""Nor what is no larger than this, beside a Chinese character: no mark is. Points between figures may be worn. Ems."""
AWAY, SPECK = 0.6, 0.24
"""Nor does what is no larger than this and stands so far off, high or low. Ems."""
BLANK = 0.25
"""White between two characters, in ems, from which on a blank that the recogniser sees stands there."""
BETWEEN, WIDER = (0.15, 0.45), (1.5, 2.0)
"""Between Latin letters so much is one, in ems, if it is so many times wider than between any others of the line: where
the recogniser sees one, and where it sees none."""


def place_letters(letters: Sequence[Letter], line: TextLine, crop: Box, dark: Mask) -> tuple[list[Placed], float]:
    """Find the ink of each character of a line, and its font size.

    What is in the crop and not in the line is dust beside it, or a piece of a ruling: it belongs to no character.

    Args:
        letters: of the line, from the left.
        line: where its ink is.
        crop: the box that was recognised.
        dark: the ink of the page, without rulings.
    """
    width = crop.x1 - crop.x0
    spans = [(crop.x0 + each.start * width, crop.x0 + each.end * width) for each in letters]
    texts = [letter.text for letter in letters]
    spans = part_neighbours(texts, move_cuts(texts, spans, line, dark), line, dark)
    spans = even_figures(texts, spans, line, dark)
    placed = [
        Placed(letter, _ink(dark, span, line, CRUMB * line.em if is_chinese(letter.text) else 0.0))
        for letter, span in zip(letters, spans, strict=True)
    ]
    return placed, _size(placed, line.em / CHINESE_SHARE)


def make_glyphs(placed: Sequence[Placed], line: Box, em: float) -> Iterator[Glyph]:
    """Yield the glyphs of a line in pixels; they touch, but for blanks that both recogniser and ink show."""
    top, bottom = _base(placed, line, em)
    figures = [each.ink.bottom - each.ink.top for each in placed if each.letter.text.isdigit()]
    full = median(figures) if figures else 0.0
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
    return None if _is_blank(placed, k, em) else (placed[k].ink.x1 + placed[k + 1].ink.x0) / 2


def _is_blank(placed: Sequence[Placed], k: int, em: float) -> bool:
    """Whether a blank stands behind a character: the recogniser sees one, the ink leaves white for one, mostly both."""
    before, after = placed[k], placed[k + 1]
    white, seen = after.ink.x0 - before.ink.x1, after.letter.spaced
    if seen and white > BLANK * em:
        return True
    pairs = [pair for n, pair in enumerate(pairwise(placed)) if n != k and _are_latin(*pair)]
    others = [b.ink.x0 - a.ink.x1 for a, b in pairs if not b.letter.spaced]
    least, wider = (each[0 if seen else 1] for each in (BETWEEN, WIDER))
    return _are_latin(before, after) and bool(others) and white > max(least * em, wider * max(others))


def _are_latin(*placed: Placed) -> bool:
    return all(each.letter.text.isascii() and each.letter.text.isalpha() for each in placed)


def _ink(dark: Mask, span: Span, line: TextLine, crumb: float) -> Box:
    """Return the box of the ink between two cuts without crumbs, so large; the whole place if there is none."""
    x0, x1 = round(max(span[0], line.box.x0)), round(min(span[1], line.box.x1))
    top, bottom = round(line.box.top), round(line.box.bottom)
    piece = dark[top:bottom, x0 : max(x0, x1)]
    columns = np.nonzero(piece.any(axis=0))[0]
    if not len(columns):
        return Box(float(x0), float(top), float(max(x0 + 1, x1)), float(bottom))
    first, last = _without_dust(piece, columns, line.em, crumb)
    rows = np.nonzero(piece[:, first:last].any(axis=1))[0].tolist()
    return Box(float(x0 + first), float(top + rows[0]), float(x0 + last), float(top + rows[-1] + 1))


def _without_dust(piece: Mask, columns: Ints, em: float, crumb: float) -> tuple[int, int]:
    """Return where the ink of one character begins and ends, without the specks beside it.

    Print has none beside its upper half, or far off, that is not read: those of 。 , and . stand at its foot.
    """
    cuts = np.nonzero(columns[1:] - columns[:-1] > ASIDE * em)[0] + 1
    if not len(cuts):
        return int(columns[0]), int(columns[-1]) + 1
    runs = [(int(run[0]), int(run[-1]) + 1) for run in np.split(columns, cuts)]
    parts = [(run, piece[:, slice(*run)]) for run in runs]
    kept = [run for run, part in parts if not (_is_high_speck(part, em) or _is_speck(part, crumb))] or runs
    while len(kept) > 1 and kept[1][0] - kept[0][1] > AWAY * em and _is_speck(piece[:, slice(*kept[0])], SPECK * em):
        kept = kept[1:]
    while len(kept) > 1 and kept[-1][0] - kept[-2][1] > AWAY * em and _is_speck(piece[:, slice(*kept[-1])], SPECK * em):
        kept = kept[:-1]
    return kept[0][0], kept[-1][1]


def _is_high_speck(part: Mask, em: float) -> bool:
    """Whether ink is as small as dust, and stands in the upper half of its line."""
    return _is_speck(part, DUST * em) and bool(np.flatnonzero(part.any(axis=1))[-1] < len(part) / 2)


def _is_speck(part: Mask, most: float) -> bool:
    """Whether ink is no wider and no higher than this."""
    rows = np.flatnonzero(part.any(axis=1))
    return bool(max(part.shape[1], int(rows[-1] - rows[0]) + 1) <= most)


def _is_tall(text: str) -> bool:
    return text.isdigit() or ("A" <= text <= "Z")


def _size(placed: Sequence[Placed], usual: float) -> float:
    """Estimate the font size of a line from its highest Chinese characters, or its figures."""
    whole = [each for k, each in enumerate(placed) if not k or placed[k - 1].letter.text != "%"]  # no circle of ‰
    for fits, share in ((is_chinese, CHINESE_SHARE), (_is_tall, FIGURE_SHARE)):
        highs = [each.height for each in whole if fits(each.letter.text)]
        em = _upper_quartile(highs) / share if highs else 0.0
        if LEAST * usual <= em <= MOST * usual:
            return em
    return usual


def _upper_quartile(values: Sequence[float]) -> float:
    """Return what a quarter of some values is above; numpy's takes a hundred times as long for a few."""
    return quantiles(values, n=4, method="inclusive")[2] if len(values) > 1 else values[0]


def _base(placed: Sequence[Placed], line: Box, em: float) -> tuple[float, float]:
    """Return top and bottom of the font size around a line: its full characters stand in the middle of it."""
    full = [each.ink for each in placed if is_chinese(each.letter.text) or _is_tall(each.letter.text)]
    middle = median((ink.top + ink.bottom) / 2 for ink in full) if full else (line.top + line.bottom) / 2
    return middle - em / 2, middle + em / 2
