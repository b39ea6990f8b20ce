"""Whether a picture can be print on paper; in a photograph, in darkness or grain, all that follows sees a maze."""

import cv2
import numpy as np

from pdf2form.sources.scan.ink import find_ink
from pdf2form.sources.scan.photo import Photo

DARKEST = 0.25
"""Share of ink. The scans of the fixtures have up to 0.14, in a photograph it is a third or more."""
GRAINIEST = 0.03
"""Pieces of ink for each square point. Scans with grain all over have up to 0.0125, mere grain 0.04 and more."""
ILLEGIBLE = "it is a photograph, or too dark or grainy to be print. Look at it; if it is a form, scan it anew"
"""What is said of a picture that is not."""


def is_legible(photo: Photo) -> bool:
    """Whether a picture has so little ink, in so few pieces, as print does; looked at a pixel a point, to be quick."""
    step = max(1, round(photo.scale))
    dark = find_ink(np.ascontiguousarray(photo.pixels[::step, ::step]), photo.scale / step).dark
    pieces, _ = cv2.connectedComponents(np.asarray(dark, np.uint8))
    return bool(dark.mean() <= DARKEST and pieces <= max(100.0, GRAINIEST * dark.size))
