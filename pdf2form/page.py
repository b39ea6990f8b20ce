"""What is on paper: boxes, glyphs, rulings, pages. Nothing here knows a PDF library or a form.

All positions are float points (1/72 inch) from the top left corner of the upright page, as a reader sees
it: /Rotate, CropBox and UserUnit are already worked in, and content that is drawn on its side is turned back. y grows
downwards. Pages count from 1.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

Source = Literal["text", "ocr", "mixed", "blank"]
"""Where the glyphs of a page come from; `blank` is a page with nothing to read."""

Turn = Literal[0, 90, 180, 270]
"""Degrees, clockwise."""


class Box(NamedTuple):
    """A rectangle; x0 <= x1 and top <= bottom."""

    x0: float
    top: float
    x1: float
    bottom: float


class Glyph(NamedTuple):
    """One printed character with its box, flat because a page has a thousand of them.

    The box is as wide as the character's advance and as high as the font size, not its ink: so it does not
    depend on the fonts of the machine that reads.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float | None = None
    """0..1 from a recogniser; None from a text layer."""


class Ruling(NamedTuple):
    """One straight printed stroke, or a piece of one: `h` runs from left to right, `v` from top to bottom."""

    axis: Literal["h", "v"]
    at: float
    """y of an `h` ruling, x of a `v` ruling: the middle of the stroke."""
    start: float
    end: float


class PageFault(NamedTuple):
    """Why a page could not be read, or not wholly."""

    code: str
    message: str


class Guess(NamedTuple):
    """A recognised character that may be another one."""

    box: Box
    text: str
    others: tuple[tuple[str, float], ...]
    """What else it could be, with its probability, the likeliest first; "" is nothing at all."""


class Spot(NamedTuple):
    """A place that is to be read once more, and what is known of it."""

    page: int
    box: Box
    """On the paper as it was scanned."""
    letters: str
    """What was read there beside digits: its signs and its unit."""


class Page(NamedTuple):
    """Everything that a reader can see on one page, in no particular order."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    """Visible characters, blanks left out, each once (fake bold draws some twice)."""
    rulings: tuple[Ruling, ...]
    source: Source
    hidden: tuple[Glyph, ...] = ()
    """Characters of the text layer that nobody can see: invisible, in the page's colour, clipped away."""
    fault: PageFault | None = None
    pictures: tuple[Box, ...] = ()
    """Ink on the page that is no text and no ruling: images, filled form fields, notes, drawn shapes. Unread."""
    doubtful: tuple[Box, ...] = ()
    """Glyphs that may not be what is printed, since their font names glyphs wrongly: docs/text-layers.md."""
    turn: Turn = 0
    """How far the content is drawn on its side, beyond /Rotate; width, height and all places have it turned back."""
    guesses: tuple[Guess, ...] = ()
    """The recognised characters that are not certain."""
    on_paper: Callable[[Box], Box] | None = None
    """Where a place of this page stands on the paper as it was scanned, if that lay askew: the page is made flat."""


def union(boxes: "list[Box] | tuple[Box, ...]") -> Box:
    """Return the smallest box around all boxes; there must be at least one."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
