"""What characters look like: pictures of glyphs against a small table of reference shapes.

A shape is the ink of one glyph on a square of 10 × 10 greys, with its width, its height and how high it stands over
the base line. shapes.npz holds a few shapes each of figures, signs, letters and common Chinese characters, taken from
free fonts by fixtures/shapes.py. Nothing here knows a PDF.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

Shapes = npt.NDArray[np.float32]
"""A row each: the greys scaled to length 1, then width, height, lift in em, doubled."""
Greys = npt.NDArray[np.uint8]

SIDE = 10
"""Greys along each side of a shape."""
INKED = 80
"""Darkness (of 255) from which a pixel belongs to the glyph's box."""
FIELDS = SIDE * SIDE + 3
LEVELS = 15
"""The greys of the table are whole numbers up to this."""
STEPS = 100
"""Width, height and lift in the table are whole numbers of em/STEPS."""


class References(NamedTuple):
    """The known characters, ascending; those that one character has follow each other in `shapes`."""

    codes: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    """Where the shapes of each character begin."""
    shapes: Shapes
    squares: npt.NDArray[np.float32]
    """Of the lengths of the shapes."""


def measure(ink: Greys, em: float, base: float) -> npt.NDArray[np.float64] | None:
    """Return the shape of the only glyph on a picture, before it is scaled; None if there is no ink.

    Args:
        ink: darkness, rows from the top.
        em: font size in pixels.
        base: the base line, pixels from the top of the picture.
    """
    rows, columns = np.flatnonzero(ink.max(axis=1) >= INKED), np.flatnonzero(ink.max(axis=0) >= INKED)
    if not (len(rows) and len(columns)):
        return None
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    box = (float(left), float(top), float(right), float(bottom))
    greys = np.asarray(Image.fromarray(ink).resize((SIDE, SIDE), Image.Resampling.BOX, box)) / 255.0
    return np.concatenate([greys.ravel(), [(right - left) / em, (bottom - top) / em, (base - bottom) / em]])


def packed(shape: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    """Write a measured shape as the table holds it."""
    greys, sizes = np.round(shape[:-3] * LEVELS), np.round(shape[-3:] * STEPS)
    return np.concatenate([greys, sizes.clip(-127, 127)]).astype(np.int8)


def scaled(table: npt.NDArray[np.int8]) -> Shapes:
    """Return packed shapes so that their distance says how alike they are."""
    greys = table[:, :-3].astype(np.float32)
    length = np.sqrt((greys**2).sum(axis=1, keepdims=True))
    sizes = table[:, -3:].astype(np.float32) * np.float32(2.0 / STEPS)
    return np.concatenate([greys / np.maximum(length, 1.0), sizes], axis=1)


@cache
def references() -> References:
    """Read the table."""
    with files("pdf2form.sources").joinpath("shapes.npz").open("rb") as file, np.load(file) as stored:
        counts, table = stored["counts"], stored["table"]
        codes = stored["codes"].astype(np.int64)
    shapes = scaled(table)
    return References(codes, np.cumsum(counts) - counts, shapes, (shapes**2).sum(axis=1))


def distances(shapes: Shapes) -> npt.NDArray[np.float32]:
    """Return how far each shape, a row, is from each known character, a column in the order of `references().codes`."""
    known = references()
    # One row after the other: a product of matrices would start threads, which cost more than they save.
    products = np.array([known.shapes @ shape for shape in shapes], np.float32)
    squares = (shapes**2).sum(axis=1)[:, None] + known.squares - 2.0 * products
    return np.sqrt(np.maximum(np.minimum.reduceat(squares, known.starts, axis=1), 0.0))
