"""Which way up a page was scanned: its lines of text run level, and can be read that way and not upside down."""

import hashlib
import math

import numpy as np

from pdf2form.page import Turn
from pdf2form.sources.scan import engine
from pdf2form.sources.scan.flat import Flat, crop, flatten
from pdf2form.sources.scan.letters import spell
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.photo import Photo

LEVEL = 1.9
"""Lines of text are at the median 3 times as wide as high, or more; of a page on its side, single characters: 1.1."""
LEGIBLE = 0.35
"""In each em of upright lines so many Chinese characters are read for certain; upside down under 0.1."""
CERTAIN = 0.9
"""Confidence from which on a character is read for certain."""
SAMPLE = 8
"""Lines that are tried."""
SHAPE = (3.0, 16.0)
"""How many times as wide as high a line is that is tried: some characters, and quickly read."""
FEWEST = 5
"""Fewer lines tell nothing."""
KEPT = 36_000_000
"""Of the last pages made flat so many pixels are kept, 5 bytes each: four of A4 at 300 dpi, no page that is larger."""


def find_upright(photo: Photo) -> tuple[Turn, Flat]:
    """Return how far the content of a picture lies on its side, clockwise, and the page made flat, turned back.

    The last few pages are kept: places of them may be read again when their form is judged.
    """
    key = photo.pixels.shape, photo.scale, hashlib.blake2b(photo.pixels.data).digest()
    found = _recent.pop(key, None) or _find_upright(photo)
    _recent[key] = found
    pixels = 0
    for old in reversed([*_recent]):
        pixels += math.prod(old[0][:2])
        if pixels > KEPT:
            _recent.pop(old, None)
    return found


_recent: dict[tuple[tuple[int, ...], float, bytes], tuple[Turn, Flat]] = {}


def _find_upright(photo: Photo) -> tuple[Turn, Flat]:
    flat, turn = flatten(photo), 0
    if len(flat.lines) >= FEWEST and float(np.median([_shape(line) for line in flat.lines])) < LEVEL:
        flat, turn = flatten(turned(photo, 90)), 90
    ahead = _legible(flat, upside=False)
    if ahead < LEGIBLE and _legible(flat, upside=True) > ahead:
        turn += 180
        flat = flatten(turned(photo, _TURNS[turn]))
    return _TURNS[turn], flat


_TURNS: dict[int, Turn] = {0: 0, 90: 90, 180: 180, 270: 270}


def turned(photo: Photo, turn: Turn) -> Photo:
    """Turn a picture back by so much."""
    width, height = (photo.height, photo.width) if turn in (90, 270) else (photo.width, photo.height)
    pixels = np.ascontiguousarray(np.rot90(photo.pixels, turn // 90))
    return photo._replace(pixels=pixels, width=width, height=height)


def _shape(line: TextLine) -> float:
    return (line.box.x1 - line.box.x0) / (line.box.bottom - line.box.top)


def _legible(flat: Flat, *, upside: bool) -> float:
    """Return how many Chinese characters are read for certain in each em of some lines, as they are or upside down."""
    lines = [line for line in flat.lines if SHAPE[0] <= _shape(line) <= SHAPE[1]]
    reader = engine.load("tiny")
    read, room = 0.0, 0.0
    for line in lines[:: max(1, len(lines) // SAMPLE)][:SAMPLE]:
        piece, _ = crop(flat, line)
        steps = reader.read(engine.fit(np.rot90(piece, 2) if upside else piece))
        letters = spell(steps, reader, np.ones(piece.shape[1]))
        read += sum("\u4e00" < each.text <= "\u9fff" and each.confidence > CERTAIN for each in letters)
        room += (line.box.x1 - line.box.x0) / line.em
    return read / room if room else 0.0
