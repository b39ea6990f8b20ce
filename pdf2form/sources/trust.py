"""Whether a text layer says what its glyphs show: font by font, glyph against name, known for the whole document.

A font's ToUnicode table, encoding or cmap may name its glyphs wrongly, and nobody who reads text only would notice. So
of each font the glyphs that matter are drawn once (figures, signs, letters, common Chinese characters) and held
against `shapes`. What counts is the likeness to the named character beside the likeness to others: no font is asked
to look like ours. docs/text-layers.md says what this cannot know.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from pdf2form.characters import plain
from pdf2form.page import PageFault
from pdf2form.sources import pdfium, shapes
from pdf2form.sources.likeness import CHINESE, FIGURES, TWINS, is_foreign, may_be_figure
from pdf2form.sources.objects import Bools
from pdf2form.sources.pdfium import Floats, Ints
from pdf2form.sources.prints import MOST_DRAWN, Ink, Print, Sample, Texts, read_fonts, read_ink, take_prints

CHINESE_SAMPLE = 8
"""Chinese characters of a font that are looked at, beside the critical ones."""
CRITICAL = "一二三四五六七八九十百千万亿元年月日"
"""Of these amounts, units and years are made."""
LEAST_WRONG = 3
"""So many Chinese characters of a font must be wrong, and a third of those looked at, for none to be trusted."""
MOST_GLYPHS = 400
"""Glyphs of one font that are looked at; a sound one has a hundred."""
MOST_FONTS = 128
"""Fonts that are kept alive at a time; forms have one to six."""
SAME = 250.0
"""Two glyphs of one name are the same if their boxes agree to one em/SAME."""
BLANK_INK = 0.03
"""A blank whose glyph is wider and higher than this share of the font size prints something."""

_STEPS = (-1, 0, 1)
NOTHING, BLANK, NARROW, HAN = range(4)
BLANKS = [
    *(c for c in range(0x3001) if chr(c).isspace()),
    *(0x61C, 0x180E, 0x2060, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xFE00, 0xFE10),
]
"""White space, and the marks of no width: joiners, marks of the direction, selectors of a variant."""
SOFT_HYPHEN = 0xAD


def _kinds() -> Ints:
    """For each code what is to be looked at."""
    kinds = np.full(0x10000, NOTHING)
    known = shapes.references().codes
    kinds[known] = np.where(known < CHINESE, NARROW, HAN)
    kinds[[ord(c) for c in "():~"]] = NOTHING
    kinds[[*BLANKS, SOFT_HYPHEN]] = BLANK
    return kinds


def _meant() -> Ints:
    """For each code the plain one: full-width forms, radicals and compatibility ideographs are drawn as their plain."""
    meant = np.arange(0x10000)
    for block in (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00)):
        for code in block:
            meant[code] = ord(plain(chr(code))[0])
    meant[0xFF01:0xFF5F] -= 0xFEE0
    return meant


KINDS, MEANT = _kinds(), _meant()
BOLD_FIGURES = range(0x1D7CE, 0x1D800)
"""Figures of the mathematical alphabets, five times 0 to 9; as halves of pairs 0xD835 and 0xDFCE to 0xDFFF."""


def plain_codes(codes: Ints) -> Ints:
    """Return what the codes of characters mean, whole or as halves of pairs."""
    low = codes & 0xFFFF
    figures = (codes >= BOLD_FIGURES.start) & (codes < BOLD_FIGURES.stop)
    figures[1:] |= (codes[:-1] == 0xD835) & (codes[1:] >= 0xDFCE) & (codes[1:] < 0xE000)
    meant = np.where(codes < 0x10000, MEANT[low], codes)
    return np.where(figures, ord("0") + ((codes & 0x3FF) - 0x3CE) % 10, meant)


def read_watched(layer: int, codes: Ints) -> Ink:
    """Read where the ink lies of those characters that need it: all but the Chinese ones."""
    kinds = KINDS[np.minimum(plain_codes(codes), 0xFFFF)]
    return read_ink(layer, np.flatnonzero((kinds == BLANK) | (kinds == NARROW)))


_NUMBER = re.compile(rf"(?<![A-Za-z])(?=[{''.join(TWINS)}]*[\d.,])[\d.,{''.join(TWINS)}]{{2,}}(?![A-Za-z])", re.ASCII)


FIGURE_CODES = [*map(ord, FIGURES)]


class Row(NamedTuple):
    """The characters of a page as the text layer gives them."""

    codes: Ints
    boxes: Floats
    """Columns x0, top, x1, bottom on the upright page: as wide as the advance."""
    owners: Ints
    """Which text object prints it; -1 if none does."""
    ink: Ink
    """Of those that `read_watched` asked for; on the upright page, too."""


class _Font:
    """What is known of one font."""

    def __init__(self, *, embedded: bool) -> None:
        self.embedded = embedded
        self.seen: set[tuple[int, ...]] = set()
        """Glyphs that were looked at: a code, and for all but Chinese characters the box of the ink."""
        self.sampled = 0
        """Chinese characters that were asked for; CHINESE_SAMPLE are looked at."""
        self.chinese = 0
        """Chinese characters that were looked at."""
        self.wrong: set[int] = set()
        """Codes of which a glyph shows another character."""
        self.twins: set[int] = set()
        """Letters whose glyph may be a figure."""

    def takes(self, code: int, look: list[int]) -> bool:
        """Whether a glyph is to be looked at: it is new, and not one more of many."""
        key = (code, *look)
        if key in self.seen or len(self.seen) >= MOST_GLYPHS:
            return False
        if code < CHINESE:
            wide, high, left = look
            near = ((code, wide + i, high + j, left + k) for i in _STEPS for j in _STEPS for k in _STEPS)
            known = any(other in self.seen for other in near)  # a rounding error away
            self.seen.add(key)
            return not known
        self.seen.add(key)
        if chr(code) in CRITICAL:
            return True
        self.sampled += 1
        return self.embedded and self.sampled <= CHINESE_SAMPLE

    @property
    def lies(self) -> bool:
        """Whether nothing in this font can be trusted."""
        wrong = sum(code >= CHINESE for code in self.wrong)
        return wrong >= LEAST_WRONG and 3 * wrong >= self.chinese

    @property
    def figures_lie(self) -> bool:
        """Whether no figure, sign or letter of the font can be trusted: where one is wrong, others may be."""
        return any(code < CHINESE for code in self.wrong)


class Proof(NamedTuple):
    """What is known about the text objects of one page."""

    fonts: tuple[_Font, ...]
    ranks: Ints
    """For each text object its place in `fonts`."""
    inked: Ints
    """Places of characters that are named as blanks and print something."""
    idle: Ints
    """Places of blanks, joiners and soft hyphens that name a glyph together with another character."""

    def doubtful(self, codes: Ints, owners: Ints) -> Bools:
        """Tell which characters of the page may not be what is printed."""
        doubt, codes = np.zeros(len(codes), np.bool_), plain_codes(codes)
        for rank, font in enumerate(self.fonts):
            if not (font.wrong or font.twins):
                continue
            suspect = np.isin(codes, list(font.wrong)) | (np.isin(codes, list(font.twins)) & _in_numbers(codes))
            suspect |= font.lies | (font.figures_lie & (codes < CHINESE))
            doubt |= suspect & (self.ranks[owners] == rank)
        return doubt


def _in_numbers(codes: Ints) -> Bools:
    """Tell which characters stand in a run of figures, points, commas and letters that pass for figures."""
    text = "".join(map(chr, codes.tolist()))
    found = np.zeros(len(codes), np.bool_)
    for run in _NUMBER.finditer(text):
        found[run.start() : run.end()] = True
    return found


class Judge:
    """Looks at the fonts of one document; whoever makes it closes it, before the document."""

    def __init__(self, document: Any, *, layered: bool) -> None:
        self.document = document
        self.layered = layered
        """Whether the document may have layers."""
        self._fonts: dict[int, _Font] = {}

    def close(self) -> None:
        """Let go of the fonts."""
        pdfium.release_fonts(self.document)
        self._fonts.clear()

    def knows(self, texts: Sequence[int]) -> bool:
        """Whether all fonts of these text objects were looked at, and none of them lies."""
        fonts = [self._fonts.get(font) for font in set(read_fonts(texts).tolist())]
        return not any(font is None or font.wrong for font in fonts)

    def look(self, page: int, row: Row, texts: Texts) -> Proof:
        """Look at the glyphs of a page that no page before had.

        Args:
            page: its handle.
            row: its characters.
            texts: its text objects.
        """
        if not texts.handles:
            return Proof((), *np.zeros((3, 0), np.int64))
        row = row._replace(codes=plain_codes(row.codes))
        handles, ranks = np.unique(read_fonts(texts.handles), return_inverse=True)
        fonts = tuple(map(self._font, handles.tolist()))
        kinds = np.where(row.owners < 0, NOTHING, KINDS[np.minimum(row.codes, 0xFFFF)])
        kinds[(kinds != BLANK) & ~_is_whole(row, texts)] = NOTHING
        watched, ink = row.ink
        ems = np.maximum(texts.ems[row.owners[watched]], 1e-6)
        sides = np.stack([ink[2] - ink[0], ink[3] - ink[1], ink[0] - row.boxes[0, watched]]) / ems
        blank = (kinds[watched] == BLANK) & (sides[:2] > BLANK_INK).all(axis=0)
        shared = _shares_glyph(row)[watched] & (kinds[watched] == BLANK)
        narrow = np.flatnonzero(kinds[watched] == NARROW)
        fresh = narrow[_fresh(row, ranks, fonts, watched[narrow], sides[:, narrow])].tolist()
        samples = [_sample(row, int(watched[k]), ink[:, k]) for k in fresh]
        chinese = np.flatnonzero(kinds == HAN)
        fresh = chinese[_fresh(row, ranks, fonts, chinese, np.zeros((3, len(chinese))))].tolist()
        samples += [_sample(row, k, row.boxes[:, k]) for k in fresh]
        prints = list(take_prints(self.document, page, texts, samples)) if samples else []
        _judge(fonts, ranks, prints)
        if len({sample.owner for sample in samples}) > MOST_DRAWN:
            _suspect(fonts, ranks, {*samples} - {each.sample for each in prints})
        figures = np.flatnonzero(np.isin(row.codes, FIGURE_CODES))
        for place in figures[_share_glyph(row, figures)].tolist():  # one glyph cannot be two figures
            fonts[ranks[row.owners[place]]].wrong.add(int(row.codes[place]))
        return Proof(fonts, ranks, watched[blank & ~shared], watched[shared])

    def _font(self, handle: int) -> _Font:
        """Return what is known of a font, which is kept alive so that no other gets its address."""
        if handle not in self._fonts:
            if len(self._fonts) >= MOST_FONTS:
                self.close()
            if handle:
                pdfium.hold_font(self.document, handle)
            self._fonts[handle] = _Font(embedded=bool(handle) and pdfium.is_embedded(handle))
        return self._fonts[handle]


def _is_whole(row: Row, texts: Texts) -> Bools:
    """Tell which characters are painted, and not cut by a clip."""
    clips = texts.clips.T.take(row.owners, axis=1)
    middles = (row.boxes[:2] + row.boxes[2:]) / 2
    inside = ((row.boxes[[0, 1]] + middles) / 2 >= clips[:2]) & ((row.boxes[[2, 3]] + middles) / 2 <= clips[2:])
    return np.asarray(inside.all(axis=0) & (texts.ems[row.owners] > 0))


def _shares_glyph(row: Row) -> Bools:
    """Tell which characters have the place of one beside them: their font gives one glyph several characters."""
    same = (row.boxes[:, 1:] == row.boxes[:, :-1]).all(axis=0) & (row.owners[1:] == row.owners[:-1])
    shared = np.zeros(len(row.codes), np.bool_)
    shared[1:] |= same
    shared[:-1] |= same
    return shared


def _share_glyph(row: Row, places: Ints) -> Bools:
    """Tell which of these characters have the place of the one before."""
    same = (np.diff(places) == 1) & (row.boxes[:, places[1:]] == row.boxes[:, places[:-1]]).all(axis=0)
    return np.append(False, same) if len(places) else np.zeros(0, np.bool_)


def _sample(row: Row, place: int, box: Floats) -> Sample:
    x0, top, x1, bottom = box.tolist()
    return Sample(int(row.owners[place]), int(row.codes[place]), (x0, top, x1, bottom))


def _fresh(row: Row, ranks: Ints, fonts: tuple[_Font, ...], places: Ints, sides: Floats) -> Ints:
    """Choose one glyph of each look that its font has not shown before, and note it; answer which of `places`.

    It is taken from the shortest text object that has it, which is drawn as a whole.

    Args:
        row: the characters.
        ranks: of the text objects' fonts.
        fonts: of the page.
        places: of the characters in question.
        sides: of each of them width, height and left edge of the ink in em; noughts where they do not count.
    """
    codes, steps = row.codes[places], np.round(np.nan_to_num(sides) * SAME).clip(-127, 384).astype(np.int64) + 127
    owners = ranks[row.owners[places]]
    keys = (owners << 43) | (codes << 27) | (steps[0] << 18) | (steps[1] << 9) | steps[2]
    lengths = np.bincount(row.owners[row.owners >= 0], minlength=1)[row.owners[places]]
    order = np.argsort(lengths, kind="stable")
    _, first = np.unique(keys[order], return_index=True)
    first = order[first]
    chosen = []
    looks = zip(owners[first].tolist(), codes[first].tolist(), *steps[:, first].tolist(), strict=True)
    for index, (rank, code, *look) in zip(first.tolist(), looks, strict=True):
        if fonts[rank].takes(code, look):
            chosen.append(index)
    return np.array(chosen, np.int64)


def _suspect(fonts: tuple[_Font, ...], ranks: Ints, samples: Iterable[Sample]) -> None:
    """Doubt figures, signs and letters that were not looked at, since their page has too many kinds of them."""
    for sample in samples:
        if sample.code < CHINESE:
            fonts[ranks[sample.owner]].wrong.add(sample.code)


def _judge(fonts: tuple[_Font, ...], ranks: Ints, prints: list[Print]) -> None:
    """Note of which fonts a print shows another character than it is named."""
    for each in prints:
        font, code = fonts[ranks[each.sample.owner]], each.sample.code
        font.chinese += code >= CHINESE
        if each.shape is None and font.embedded:
            font.wrong.add(code)
    inked = [(each.sample, each.shape) for each in prints if each.shape is not None]
    if not inked:
        return
    packed = np.array([shapes.packed(shape) for _, shape in inked])
    for (sample, shape), apart in zip(inked, shapes.distances(shapes.scaled(packed)), strict=True):
        font, code = fonts[ranks[sample.owner]], sample.code
        if is_foreign(code, apart, shape, embedded=font.embedded):
            font.wrong.add(code)
        elif may_be_figure(code, apart):
            font.twins.add(code)


# --- the page


WORTHLESS = 5
"""So many Chinese characters of a font that lies, or LOST in a row, are words that nobody can look for: labels of a
form may be among them."""
LOST = 4
UNREADABLE = 0xFFFD


def layer_fault(number: int, codes: Ints, boxes: Floats, doubt: Bools, *, ruled: bool) -> PageFault | None:
    """Say that the text layer of a page is worthless, in whole or in part, so that a form may not be found on it.

    Args:
        number: of the page.
        codes: of its visible characters.
        boxes: of them, columns x0, top, x1, bottom.
        doubt: which of them their font names wrongly.
        ruled: whether the page shows a ruled table, so that a form may be on it.
    """
    wrong = int((doubt & (plain_codes(codes) >= CHINESE) & (codes != UNREADABLE)).sum())
    unknown = np.flatnonzero(codes == UNREADABLE)
    in_a_row = len(unknown) >= LOST and bool((unknown[LOST - 1 :] - unknown[: 1 - LOST] == LOST - 1).any())
    if ruled and _are_disguised(plain_codes(codes), boxes):
        wrong = WORTHLESS
    if wrong < WORTHLESS and not in_a_row:
        return None
    why = "names characters wrongly" if wrong >= WORTHLESS else "does not say which characters it prints"
    message = f"Page {number} needs recognition, which was not asked for (--mode text): a font of its text {why}."
    return PageFault("needs_ocr", message)


def _are_disguised(codes: Ints, boxes: Floats) -> bool:
    """Whether Chinese characters are named as others: as letters as wide as they are high, or in another script."""
    letters = ((codes >= 0x41) & (codes < 0x250)) | ((codes >= 0x370) & (codes < 0x1200))
    wide = letters & (boxes[2] - boxes[0] >= SQUARE * (boxes[3] - boxes[1]))
    others = sum(((codes >= first) & (codes < end)).sum() for first, end in OTHER_SCRIPTS)
    return bool(others >= MANY or (wide.sum() >= MANY and wide.sum() > letters.sum() / 4))


SQUARE = 0.95
"""Of letters only W, M and a few more are as wide as high; of Chinese characters, all."""
MANY = 12
"""A form has three dozen characters in its labels."""
OTHER_SCRIPTS = ((0x3040, 0x3130), (0x3400, 0x4DC0), (0xA000, 0xA4D0), (0xAC00, 0xD7B0))
"""Kana, rare Chinese characters, Yi, Hangul: a Chinese form has hardly one."""
