"""The full stop alone in the last line of its cell: networks, which see no size, know neither a ring nor a speck."""

from collections.abc import Sequence

from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.placed import SURE, UNCERTAIN, Placed
from pdf2form.sources.scan.worn import is_ring

FULL, BEGINS, LINE = 1.5, 0.4, (0.6, 2.2)
"""So near to the edge of its cell a full line ends, so near to its left the next one begins, and so far below it that
stands. Ems."""
STOP = 0.32
"""A full stop is no wider and no higher. Ems."""


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


def settle_stop(placed: list[Placed], ring: TextLine, lines: Sequence[TextLine], flat: Flat) -> list[Placed]:
    """Return a line with its 。 certain, if that is all of it, a whole ring, and behind the full line of its cell.

    Networks, which see no size, take it for 0 or 口; its ink leaves nothing open. See `read_stop`.
    """
    stop = placed[0] if len(placed) == 1 else None
    if stop is None or stop.letter.text != "。" or stop.is_open or stop.letter.confidence >= SURE:
        return placed
    known = max(stop.width, stop.height) <= STOP * ring.em and is_ring(stop, flat)
    return [stop.read("。", SURE)] if known and any(_begins_after(ring, line) for line in lines) else placed


def _begins_after(speck: TextLine, line: TextLine) -> bool:
    """Whether a speck stands at the foot of the line below another one, which goes up to the edge of their cell."""
    if line.cell is None or speck.cell != line.cell or line.cell.x1 - line.box.x1 > FULL * line.em:
        return False
    low = (speck.box.bottom - line.box.bottom) / line.em
    return abs(speck.box.x0 - line.box.x0) <= BEGINS * line.em and LINE[0] <= low <= LINE[1]
