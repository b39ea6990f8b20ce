"""Pictures as arrays: what all steps from the picture of a page to its text hand to each other."""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Grey: rows and columns; colour: a third axis of red, green, blue."""
Mask = npt.NDArray[np.bool_]


def whitened(picture: Pixels, mask: Mask) -> Pixels:
    """Return a grey picture that is white where the mask is: its 1 becomes 255. `np.where` takes six times as long."""
    return picture | -mask.view(np.uint8)


def blackened(picture: Pixels, mask: Mask) -> Pixels:
    """Return a grey picture that is 0 where the mask is: its 0 becomes 255."""
    return picture & (mask.view(np.uint8) - np.uint8(1))
