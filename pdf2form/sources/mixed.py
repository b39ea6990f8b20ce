"""Pages of text on which a table stands as a picture: the picture is recognised, and the two make one page."""

from collections.abc import Sequence

from pdf2form.page import Box, Glyph, Page, Ruling
from pdf2form.sources.covers import TABLE_HEIGHT, TABLE_WIDTH

LEAST_RULINGS = 12
"""A table has at least so many pieces of rulings; charts and photographs have fewer."""


def find_unread(page: Page) -> tuple[Box, ...]:
    """Return the pictures of a page of text that may be tables: large, and without text on them."""
    large = [box for box in page.pictures if box.x1 - box.x0 >= TABLE_WIDTH and box.bottom - box.top >= TABLE_HEIGHT]
    return tuple(box for box in large if not any(_holds(box, glyph) for glyph in page.glyphs))


def with_pictures(page: Page, recognised: Page, boxes: Sequence[Box]) -> Page:
    """Return a page of text with the tables that were recognised in its pictures; as it is if there are none.

    Args:
        page: by its text layer.
        recognised: the same page from its picture.
        boxes: of the pictures.
    """
    tables = [box for box in boxes if sum(_crosses(box, ruling) for ruling in recognised.rulings) >= LEAST_RULINGS]
    if not tables:
        return page

    def inside(glyph: Glyph) -> bool:
        return any(_holds(box, glyph) for box in tables)

    return page._replace(
        glyphs=(*page.glyphs, *filter(inside, recognised.glyphs)),
        rulings=(*page.rulings, *(r for r in recognised.rulings if any(_crosses(box, r) for box in tables))),
        pictures=tuple(box for box in page.pictures if box not in tables),
        guesses=tuple(g for g in recognised.guesses if inside(Glyph(g.text, *g.box))),
        source="mixed",
        fault=page.fault or recognised.fault,
    )


def _holds(box: Box, glyph: Glyph) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _crosses(box: Box, ruling: Ruling) -> bool:
    """Whether a ruling lies in a picture."""
    middle = (ruling.start + ruling.end) / 2
    x, y = (middle, ruling.at) if ruling.axis == "h" else (ruling.at, middle)
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom
