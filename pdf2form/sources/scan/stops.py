"""Full stops by their ring, and by their place where they are alone in the last line: networks see no size."""

from collections.abc import Sequence

from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.placed import SURE, UNCERTAIN, Placed
from pdf2form.sources.scan.worn import is_ring

FULL, BEGINS, LINE = 1.5, 0.4, (0.6, 2.2)
"""So near to the edge of its cell a full line ends, so near to its left the next one begins, and so far below it that
stands. Ems."""
STOP, NEXT = 0.32, 0.6
"""A full stop is no wider and no higher, and the white before it is no more. Ems."""


def doubt_end(placed: Sequence[Placed], line: TextLine, specks: Sequence[TextLine]) -> list[Placed]:
    """Doubt the end of a full line of a cell if a speck stands where its next line begins: it may be its full stop.

    Args:
        placed: the characters of the line.
        line: where it stands.
        specks: lines in which nothing is read.
    """
    stop = any(_begins_after(speck, line) for speck in specks)
    return [*placed[:-1], placed[-1].doubted()] if placed and stop else list(placed)


def read_stop(speck: TextLine, lines: Sequence[TextLine]) -> list[Placed]:
    """Return a speck in which no network sees anything as the full stop that it may be, doubted; nothing of others.

    Args:
        speck: the line that it is alone in.
        lines: of the page, among them the full one of its cell after which it stands.
    """
    stop = any(_begins_after(speck, line) for line in lines)
    return [Placed(Letter("。", 0.0, 1.0, UNCERTAIN), speck.box)] if stop else []


def settle_stops(placed: Sequence[Placed], line: TextLine, lines: Sequence[TextLine], flat: Flat) -> list[Placed]:
    """Return a line with each 。 certain that networks differ about, if it is a whole ring where print has one.

    Args:
        placed: the characters of the line; what the ink or the place says against one stays.
        line: where it stands.
        lines: of the page.
        flat: the page.
    """
    ends = [_is_stop(k, placed, line, flat) and _is_in_place(k, placed, line, lines) for k in range(len(placed))]
    return [each.read("。", SURE) if end else each for each, end in zip(placed, ends, strict=True)]


def _is_stop(k: int, placed: Sequence[Placed], line: TextLine, flat: Flat) -> bool:
    """Whether a doubted 。 is a ring, whole, and as small as a full stop: a 0 and a 口 are larger."""
    each = placed[k]
    if each.letter.text != "。" or each.is_open or each.letter.confidence >= SURE:
        return False
    return max(each.width, each.height) <= STOP * line.em and is_ring(each, flat)


def _is_in_place(k: int, placed: Sequence[Placed], line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether a ring stands behind a Chinese character, at its foot or its middle, or alone behind a full line."""
    if not k:
        return len(placed) == 1 and any(_begins_after(line, other) for other in lines)
    each, before = placed[k], placed[k - 1]
    low = each.ink.bottom > (before.ink.top + before.ink.bottom) / 2  # ° is not
    return before.is_chinese and low and each.ink.x0 - before.ink.x1 <= NEXT * line.em


def _begins_after(speck: TextLine, line: TextLine) -> bool:
    """Whether a speck stands at the foot of the line below another one, which goes up to the edge of their cell."""
    if line.cell is None or speck.cell != line.cell or line.cell.x1 - line.box.x1 > FULL * line.em:
        return False
    low = (speck.box.bottom - line.box.bottom) / line.em
    return abs(speck.box.x0 - line.box.x0) <= BEGINS * line.em and LINE[0] <= low <= LINE[1]
