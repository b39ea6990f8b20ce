"""Which pages of a long document surely hold no piece of a form, told from little more than their text.

A glance at a page asks which characters it prints, whether anything upright is drawn (no table without), and whether
its text can be what a reader sees. A page is skipped only where all three say no form; its record is the same, read
in a fifth of the time. A wrong "maybe" costs milliseconds, a wrong "no" would lose a form: so labels are looked for as
sets of characters (glyphs may come in any order), a page whose text may lie is read whole, and so are the pages
beside one that shows labels, as far as a form may reach.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from pdf2form.characters import plain
from pdf2form.labels import HEADER, INDICATORS, is_title
from pdf2form.layout.forms import TITLE_LINES
from pdf2form.layout.grid import find_grids
from pdf2form.layout.margins import EDGE
from pdf2form.page import Page
from pdf2form.sources import objects as po
from pdf2form.sources.pages import SCAN_GLYPHS, SCAN_SHARE
from pdf2form.sources.pdfium import Floats, Ints, Upright
from pdf2form.sources.sideways import find_turn
from pdf2form.sources.strokes import FAINTEST, is_white, joined_rows

ALIKE = 4
"""Uprights that two pages share: their tables may be one. Too few only cost a closer look."""
SAMPLE = 64
"""Text objects that are looked at to tell whether text is painted upright; all, if a page has no more."""
MOST_SEEN = 0.5
"""Share of them that must be: what is seen must be enough for a page of its own."""
UNPAINTED = (-1, 3, 7)
"""Rendering modes that paint nothing; -1 is unknown."""
FLAT = 2.5
"""A shape that is not higher than this, and LONG, is no upright ruling and no dash of one. Points."""
LONG = 8.0
"""Points."""
COVER = 0.25
"""A shape over more than this share of the page, painted after the text, may hide it."""
COMMON = 0.9
"""Share of a page's different Chinese characters that are common ones; pages of prose and tables have 0.97 and more,
characters picked by a wrong map from all of Unicode 0.2."""
MOST_LATIN, LATIN_SHARE = 12, 0.25
"""A page may have so many different Latin letters, or so many for each Chinese character: more is no Chinese page, or a
wrong map."""
PRIVATE = ((0xE000, 0xF900), (0xD800, 0xE000), (0xFFF0, 0x10000), (0, 0x09))
"""Codes that do not say what is printed: private use, halves of pairs, specials, controls."""

_HAN = range(0x4E00, 0xA000)
_Marks = dict[str, tuple[frozenset[str], ...]]


class Glance(NamedTuple):
    """What is known of a page before it is read."""

    characters: frozenset[str]
    """All that it prints, radicals as the characters they mean."""
    titled: bool
    """It names a self-evaluation."""
    ruled: bool
    """Something upright is drawn, so there may be a table."""
    plenty: bool
    """It shows so much text that it is no scan."""
    honest: bool
    """The text layer says what is printed, as far as a glance can tell."""

    @property
    def sure(self) -> bool:
        """Whether nothing but its labels could make the page worth reading."""
        return self.plenty and self.honest


NOTHING = Glance(frozenset(), titled=False, ruled=False, plenty=False, honest=False)


class Look(NamedTuple):
    """A page as far as it was read."""

    page: Page
    glance: Glance
    whole: bool


def may_hold(glance: Glance, before: Glance) -> bool:
    """Whether a page may show what makes a table a form: its title, or labels of its indicators or its header.

    Labels need a table, so upright rulings; a page break may cut the row of headings, so half of it may stand on
    the page before.
    """
    if glance.titled:
        return True
    if not (glance.ruled and glance.honest):
        return glance.ruled
    printed = glance.characters
    if before.ruled and not _names_form(before.characters):
        printed |= before.characters
    return _names_form(printed)


def _names_form(printed: frozenset[str]) -> bool:
    return _names_indicators(printed) or (_prints(printed, "project") and _prints(printed, "score"))


def may_skip(glance: Glance, before: Glance) -> bool:
    """Whether a page need not be read: it holds no form, nor the headings of one that has no rulings."""
    return glance.sure and not may_hold(glance, before) and not _names_indicators(glance.characters)


def _names_indicators(printed: frozenset[str]) -> bool:
    levels = _prints(printed, "level3") or (_prints(printed, "level1") and _prints(printed, "level2"))
    return levels and any(_prints(printed, key) for key in ("actual", "score", "reason"))


def _prints(printed: frozenset[str], key: str) -> bool:
    return any(mark <= printed for mark in _MARKS[key])


def _marks(variants: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(filter(str.isalnum, plain(variant))) for variant in variants)  # brackets vary


_MARKS: _Marks = {
    **{key: _marks(variants) for key, variants in INDICATORS.items()},
    "project": _marks(HEADER["project"]),
}
"""The characters of each variant of the labels that tell a form."""


# --- the pages around


Looker = Callable[[int, Glance | None], Look]
"""Reads a page: whole if there is no glance at the page before (None), else only if the two glances do not say no."""


def sift(numbers: Sequence[int], look: Looker) -> Iterator[Page]:
    """Yield the pages in order, whole where they may belong to a form, else without what is printed on them.

    Beside a page that may hold one, its neighbours are read; and the pages beyond, as far as its table may reach, or
    as there are so few lines that a title could still be near.

    Args:
        numbers: of the pages, ascending.
        look: reads one of them; it may be asked for a page again.
    """
    waiting: deque[Page] = deque()  # pages that go out bare, unless a form that begins on them is found later
    last: Page | None = None  # the page before, if a form may reach over it
    before = NOTHING
    for number in numbers:
        found = look(number, None if last else before)
        holds = found.whole and (found.page.fault is not None or may_hold(found.glance, before))
        before = found.glance
        if holds:
            yield from _back(waiting, found.page, look)
        if holds or last:
            yield found.page
            last = found.page if holds or (last and _reaches_over(found.page, last)) else None
        else:
            waiting.append(_bare(found.page))
    yield from waiting


def _bare(page: Page) -> Page:
    """Return a page without what is printed on it."""
    return page._replace(glyphs=(), rulings=(), hidden=(), pictures=())


def _back(waiting: deque[Page], below: Page, look: Looker) -> Iterator[Page]:
    """Yield the waiting pages, the last of them whole: as far back as a form may begin."""
    read: list[Page] = []
    while waiting:
        page = look(waiting.pop().number, None).page
        read.append(page)
        if not _reaches_over(page, below):
            break
        below = page
    yield from waiting
    waiting.clear()
    yield from reversed(read)


def _reaches_over(page: Page, beside: Page) -> bool:
    """Whether a form may reach over a page to the one beyond: by a table that goes on, or by lines of a title.

    `beside` is the page before or after it. Columns may lack their outer rulings on one of them.
    """
    if not _has_uprights(page):
        return _has_few_lines(page)
    if not _has_uprights(beside):
        return False
    if _share_edges(page, beside):
        return True
    above, below = (find_grids(each.rulings) for each in sorted((page, beside), key=lambda each: each.number))
    if not above or not below:
        return True
    one, other = above[-1].xs, below[0].xs
    if abs((one[-1] - one[0]) - (other[-1] - other[0])) <= 2 * EDGE:
        return True
    narrow, wide = sorted((one, other), key=lambda xs: xs[-1] - xs[0])
    return all(any(abs(x - edge) <= EDGE for edge in wide) for x in (narrow[0], narrow[-1]))


def _share_edges(page: Page, beside: Page) -> bool:
    """Whether uprights stand at the same places, wherever the margin is: sure enough, and quickly told."""
    one, other = (sorted({round(r.at) for r in each.rulings if r.axis == "v"}) for each in (page, beside))
    moved = {x - one[0] + other[0] for x in one}
    return len(moved & {*other}) >= ALIKE or len({*one} & {*other}) >= ALIKE


def _has_uprights(page: Page) -> bool:
    return any(ruling.axis == "v" for ruling in page.rulings)


def _has_few_lines(page: Page) -> bool:
    lines, below = 0, float("-inf")
    for glyph in sorted(page.glyphs, key=lambda each: each.top):
        if glyph.top >= below:
            lines, below = lines + 1, glyph.bottom
    return lines < TITLE_LINES


# --- the glance


def read_glance(words: po.Words, objects: po.Objects, upright: Upright) -> Glance:
    """Look at a page: its characters, and as few of its objects as tell whether they can be trusted."""
    places = objects.pick(po.TEXT)
    squeezed = "".join("".join(map(chr, words.codes.tolist())).split())
    letters = frozenset(plain("".join(set(squeezed))))
    honest = (
        objects.whole
        and not words.unmapped.any()
        and _says_what_is_printed(words.codes)
        and _reads_like_chinese(letters)
        and not _is_lost(words, objects, places)
    )
    plenty = len(squeezed) >= SCAN_GLYPHS and _is_open(objects, places, upright) and _is_seen(objects, places)
    return Glance(letters, is_title(squeezed), _is_ruled(objects), plenty, honest)


def _says_what_is_printed(codes: Ints) -> bool:
    odd = np.zeros(len(codes), np.bool_)
    for first, end in PRIVATE:
        odd |= (codes >= first) & (codes < end)
    return not odd.any()


def _reads_like_chinese(letters: frozenset[str]) -> bool:
    han = {letter for letter in letters if ord(letter) in _HAN}
    latin = sum(letter.isascii() and letter.isalpha() for letter in letters)
    return sum(map(_is_common, han)) >= COMMON * len(han) and latin <= max(MOST_LATIN, len(han) * LATIN_SHARE)


@cache
def _is_common(letter: str) -> bool:
    """Whether a character is one of the 3,755 of the first level of GB 2312."""
    code = letter.encode("gb2312", "replace")
    return len(code) == 2 and 0xB0 <= code[0] < 0xD8


def _is_ruled(objects: po.Objects) -> bool:
    """Whether any path or image is more than a flat line; bounds are enough, and mostly the first few of them."""
    places = np.flatnonzero((objects.kinds == po.PATH) | (objects.kinds == po.IMAGE))
    for start, end in ((0, 40), (40, len(places))):
        some = places[start:end]
        if len(some):
            boxes = po.moved_boxes(po.read_bounds(objects.at(some)), objects.matrices[some])
            wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
            if (~((high <= FLAT) & (wide >= LONG))).any():
                return True
    return False


def _is_open(objects: po.Objects, texts: Ints, upright: Upright) -> bool:
    """Whether nothing large is painted over the text, and images leave room for it."""
    area = max(1.0, upright.width * upright.height)
    images = objects.pick(po.IMAGE)
    if len(images) and _areas(objects, images).sum() > SCAN_SHARE / 2 * area:
        return False
    paths = objects.pick(po.PATH)
    later = paths[paths > (texts[-1] if len(texts) else 0)]
    return not len(later) or bool(_areas(objects, later).max() <= COVER * area)


def _areas(objects: po.Objects, places: Ints) -> Floats:
    boxes = po.moved_boxes(po.read_bounds(objects.at(places)), objects.matrices[places])
    return np.asarray(np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0), axis=1))


def _is_seen(objects: po.Objects, texts: Ints) -> bool:
    """Whether most of a sample of the text is painted, in a colour, not clipped away, and none of it mostly turned."""
    some = po.with_clips(objects.only(texts[:: max(1, len(texts) // SAMPLE)]))
    fill = po.read_colors(some.handles, stroke=False)
    boxes = po.moved_boxes(po.read_bounds(some.handles), some.matrices)
    left = np.minimum(boxes[:, 2:], some.clips[:, 2:]) - np.maximum(boxes[:, :2], some.clips[:, :2])
    seen = (fill[:, 3] >= FAINTEST) & ~is_white(fill) & (left >= 0).all(axis=1)
    seen &= ~np.isin(po.read_render_modes(some.handles), UNPAINTED)
    matrices = joined_rows(po.read_matrices(some.handles), some.matrices)
    glyphs = np.full(len(seen), SAMPLE, np.int64)  # how many each prints is not known
    return bool(seen.sum() > MOST_SEEN * len(seen)) and find_turn(matrices, glyphs) == 0


def _is_lost(words: po.Words, objects: po.Objects, texts: Ints) -> bool:
    """Whether the text layer has nothing of a text object that leaves ink."""
    told = set(words.objects)
    silent = np.array([handle not in told for handle in objects.at(texts)], np.bool_)
    return bool(silent.any()) and bool((_areas(objects, texts[silent]) > 0).any())
