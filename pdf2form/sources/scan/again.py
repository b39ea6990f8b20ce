"""Places of a page read once more: by the better model, and as numbers, whatever else it would rather see."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pdf2form.page import Box, Spot
from pdf2form.sources.scan import engine
from pdf2form.sources.scan.bend import Bend
from pdf2form.sources.scan.engine import Model, Steps
from pdf2form.sources.scan.flat import Flat, crop
from pdf2form.sources.scan.glyphs import place_letters
from pdf2form.sources.scan.letters import NARROW, spell
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.order import COMPARED
from pdf2form.sources.scan.signs import name_mark, settle
from pdf2form.sources.scan.upright import Turned

MODEL: Model = "small"
DIGITS = frozenset("0123456789.,%+-—−≥≤≧≦><=()")
"""What numbers and their signs are printed with; the letters of its unit are known of each."""
COMPARING = frozenset("≥≤≧≦><")
SLACK = 2.0
"""So far outside a place the middle of a line in it may lie: places come rounded, and bent there and back. Points."""


def read_again(page: Turned, spots: Sequence[Spot]) -> tuple[str, ...]:
    """Return what stands in each place, its lines joined, read as a number; "" where nothing does.

    Args:
        page: as it was read the first time.
        spots: on the paper, turned upright.
    """
    flat, (rows, columns) = page.flat, page.flat.grey.shape
    found: list[str] = []
    for spot in spots:
        place = _on_flat(spot.box, flat.bend, columns / page.width, rows / page.height)
        lines = (line for line in flat.lines if _stands_in(line, place, flat))
        found.append("".join(_read(flat, line, spot.letters) for line in lines))
    return tuple(found)


def _on_flat(box: Box, bend: Bend, across: float, down: float) -> Box:
    """Move a box from the paper to the pixels of the flat page: each edge to where the middle of its corners goes."""
    x0, top, x1, bottom = box.x0 * across, box.top * down, box.x1 * across, box.bottom * down
    xs, ys = bend.flattened(np.array([x0, x1, x0, x1]), np.array([top, top, bottom, bottom]))
    return Box(float(xs[[0, 2]].mean()), float(ys[[0, 1]].mean()), float(xs[[1, 3]].mean()), float(ys[[2, 3]].mean()))


def _stands_in(line: TextLine, place: Box, flat: Flat) -> bool:
    slack = SLACK * flat.scale
    x, y = (line.box.x0 + line.box.x1) / 2, (line.box.top + line.box.bottom) / 2
    return place.x0 - slack <= x <= place.x1 + slack and place.top - slack <= y <= place.bottom + slack


def _read(flat: Flat, line: TextLine, letters: str) -> str:
    """Read one line as a number with these letters beside it."""
    piece, box = crop(flat, line)
    reader = engine.load(MODEL)
    steps = restrict(reader.read(engine.fit(piece)), find_allowed(reader.letters, letters))
    placed, em = place_letters(spell(steps, reader, (255.0 - piece).sum(axis=0)), line, box, flat.dark)
    settled = settle(placed, flat.paper, em) if placed else name_mark(line.box, flat.paper, em)
    return "".join(each.letter.text for each in settled)


@lru_cache(maxsize=64)
def find_allowed(classes: tuple[str, ...], letters: str) -> npt.NDArray[np.bool_]:
    """Return for each class of a model whether a number with these letters may have it; the blank may always be.

    Where signs of comparison are printed, what a network takes them for is left for `settle`, which asks the ink.
    """
    printed = {NARROW.get(letter, letter) for letter in letters}
    known = printed | DIGITS | {"", " "} | (COMPARED if printed & COMPARING else frozenset())
    return np.array([NARROW.get(each, each) in known for each in classes])


def restrict(steps: Steps, allowed: npt.NDArray[np.bool_]) -> Steps:
    """Return the steps with the allowed classes alone, the best first; nothing at all where none is among the kept.

    Args:
        steps: what a crop may say.
        allowed: for each class.
    """
    kept = allowed[steps.codes]
    codes, chances = np.where(kept, steps.codes, 0), np.where(kept, steps.chances, np.float32(0))
    order = np.argsort(-chances, axis=1, kind="stable")
    return Steps(np.take_along_axis(codes, order, axis=1), np.take_along_axis(chances, order, axis=1))
