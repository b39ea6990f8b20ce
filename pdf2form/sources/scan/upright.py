"""Which way up a page was scanned: its lines of text run level, and can be read that way and not upside down.

Characters on their side are read as well as upright ones, so they do not tell that a page lies there; numbers do.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pdf2form.page import Turn
from pdf2form.sources.scan import engine
from pdf2form.sources.scan.flat import Flat, crop, flatten
from pdf2form.sources.scan.letters import Letter, spell
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.photo import Photo

LEVEL = 1.9
"""Lines of text are at the median 3 times as wide as high, or more; of a page on its side, single characters: 1.1. Of
an upright page with columns of single characters they are as short: it has more numbers than it would have turned."""
NUMBER = re.compile(r"[0-9]+[.,%0-9]*[0-9%]")
"""Nobody stacks the figures of a number: of a page on its side none is level."""
LEGIBLE = 0.35
"""In each em of upright lines so many Chinese characters are read for certain; upside down under 0.1."""
CERTAIN = 0.9
"""Confidence from which on a character is read for certain."""
SAMPLE = 8
"""Lines that are tried."""
SHAPE = (3.0, 16.0)
"""How many times as wide as high a line is that is tried: some characters, and quickly read."""
NUMBERS, MORE = (1.2, 5.0), 24
"""The same of numbers: how wide, and how many lines are tried, since most are none."""
FEWEST = 5
"""Fewer lines tell nothing."""


class Turned(NamedTuple):
    """A page made flat, its content upright."""

    turn: Turn
    """How far its content lies on its side, clockwise."""
    width: float
    """Of the page turned back. Points."""
    height: float
    flat: Flat


def find_upright(photo: Photo) -> Turned:
    """Find how far the content of a picture lies on its side, and make the page flat, turned back."""
    flat, turn = flatten(photo), 0
    if len(flat.lines) >= FEWEST and float(np.median([_shape(line) for line in flat.lines])) < LEVEL:
        other = flatten(turned(photo, 90))
        flat, turn = (other, 90) if _count_numbers(other) >= _count_numbers(flat) else (flat, 0)
    ahead = _legible(flat, upside=False)
    if ahead < LEGIBLE and _legible(flat, upside=True) > ahead:
        turn += 180
        flat = flatten(turned(photo, _TURNS[turn]))
    sides = (photo.height, photo.width) if turn in (90, 270) else (photo.width, photo.height)
    return Turned(_TURNS[turn], *sides, flat)


_TURNS: dict[int, Turn] = {0: 0, 90: 90, 180: 180, 270: 270}


def turned(photo: Photo, turn: Turn) -> Photo:
    """Turn a picture back by so much."""
    width, height = (photo.height, photo.width) if turn in (90, 270) else (photo.width, photo.height)
    pixels = np.ascontiguousarray(np.rot90(photo.pixels, turn // 90))
    return photo._replace(pixels=pixels, width=width, height=height)


def _shape(line: TextLine) -> float:
    return (line.box.x1 - line.box.x0) / (line.box.bottom - line.box.top)


def _count_numbers(flat: Flat) -> int:
    """Return how many of some short lines are numbers, read for certain as they are or upside down."""
    ways = (_read_some(flat, NUMBERS, MORE, upside=upside) for upside in (False, True))
    return max(sum(bool(NUMBER.fullmatch("".join(each.text for each in read))) for _, read in way) for way in ways)


def _legible(flat: Flat, *, upside: bool) -> float:
    """Return how many Chinese characters are read for certain in each em of some lines, as they are or upside down."""
    read, room = 0, 0.0
    for line, certain in _read_some(flat, SHAPE, SAMPLE, upside=upside):
        read += sum("\u4e00" < each.text <= "\u9fff" for each in certain)
        room += (line.box.x1 - line.box.x0) / line.em
    return read / room if room else 0.0


def _read_some(
    flat: Flat, shape: tuple[float, float], most: int, *, upside: bool
) -> Iterator[tuple[TextLine, list[Letter]]]:
    """Yield some lines of a shape, each with its letters that are certain, as they are or upside down.

    A page that has next to none, as one with the last row of a form, tells by all of its lines.
    """
    lines = [line for line in flat.lines if shape[0] <= _shape(line) <= shape[1]]
    lines = lines if len(lines) >= FEWEST else [*flat.lines]
    reader = engine.load("tiny")
    for line in lines[:: max(1, len(lines) // most)][:most]:
        piece, _ = crop(flat, line)
        steps = reader.read(engine.fit(np.rot90(piece, 2) if upside else piece))
        yield line, [each for each in spell(steps, reader, np.ones(piece.shape[1])) if each.confidence > CERTAIN]
