"""Text that nobody sees: PDFium knows clips and invisible ink, the other readers mostly do not.

So the other readers are not asked what is visible, only what the visible characters say.
"""

from collections.abc import Iterable

from pdf2form.page import Glyph


def visible(glyphs: Iterable[Glyph], hidden: Iterable[Glyph]) -> tuple[Glyph, ...]:
    """Return the glyphs that are not among the hidden ones: the same character over more than half of its box."""
    known: dict[str, list[Glyph]] = {}
    for glyph in hidden:
        known.setdefault(glyph.text, []).append(glyph)
    return tuple(glyph for glyph in glyphs if not any(overlap(glyph, other) for other in known.get(glyph.text, ())))


def overlap(one: Glyph, two: Glyph) -> bool:
    """Whether two boxes share more than half of the smaller one."""
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.bottom, two.bottom) - max(one.top, two.top)
    smaller = min((glyph.x1 - glyph.x0) * (glyph.bottom - glyph.top) for glyph in (one, two))
    return wide > 0 and high > 0 and wide * high > smaller / 2
