"""Pictures as arrays: what all steps from the picture of a page to its text hand to each other."""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Grey: rows and columns; colour: a third axis of red, green, blue."""
Mask = npt.NDArray[np.bool_]
