"""Which ink of a page is ruling, and where rulings run through something else."""

from collections.abc import Iterable

from pdf2form.sources.scan.pixels import Mask
from pdf2form.sources.scan.strokes import Stroke


def paint(canvas: Mask, strokes: Iterable[Stroke], thick: float) -> None:
    """Mark the pixels of level rulings, and a little beside them.

    Args:
        canvas: of the page; turned for upright ones.
        strokes: the rulings.
        thick: how thick they are. Pixels.
    """
    half = thick / 2 + 1.5
    for stroke in strokes:
        first, last = max(0, round(stroke.at - half)), round(stroke.at + half) + 1
        canvas[first:last, max(0, round(stroke.start) - 2) : round(stroke.end) + 3] = True


def mark_pierced(canvas: Mask, text: Mask, strokes: Iterable[Stroke], thick: float) -> None:
    """Mark where ink that is no ruling stands on both sides of one."""
    reach = round(thick / 2 + 1.5) + 2
    for stroke in strokes:
        start, end, at = max(0, int(stroke.start)), int(stroke.end), round(stroke.at)
        if at - reach < 0 or at + reach >= len(text):
            continue
        above = text[at - reach, start:end] | text[at - reach + 1, start:end]
        below = text[at + reach - 1, start:end] | text[at + reach, start:end]
        canvas[at - reach : at + reach + 1, start:end] |= above & below
