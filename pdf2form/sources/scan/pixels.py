"""Pictures as arrays: what all steps from the picture of a page to its text hand to each other."""

import numpy as np
import numpy.typing as npt

from pdf2form.page import Box

Pixels = npt.NDArray[np.uint8]
"""Grey: rows and columns; colour: a third axis of red, green, blue."""
Mask = npt.NDArray[np.bool_]


def whitened(picture: Pixels, mask: Mask) -> Pixels:
    """Return a grey picture that is white where the mask is: its 1 becomes 255. `np.where` takes six times as long."""
    return picture | -mask.view(np.uint8)


def blackened(picture: Pixels, mask: Mask) -> Pixels:
    """Return a grey picture that is 0 where the mask is: its 0 becomes 255."""
    return picture & (mask.view(np.uint8) - np.uint8(1))


def square(box: Box, grown: int = 0) -> tuple[slice, slice]:
    """Return the rows and columns of a box in pixels, larger or smaller by so many on each side."""
    x0, top, x1, bottom = map(round, box)
    top, x0 = max(0, top - grown), max(0, x0 - grown)
    return slice(top, max(top, bottom + grown)), slice(x0, max(x0, x1 + grown))


def brush(size: float) -> Pixels:
    """Return a square of ones of about so many pixels, at least three, with a middle: what a picture is dilated by."""
    side = max(3, round(size)) | 1
    return np.ones((side, side), np.uint8)
