"""Whether a glyph is what it is named, from how far its shape is from those of all known characters."""

from functools import cache

import numpy as np
import numpy.typing as npt

from pdf2form.sources import shapes
from pdf2form.sources.pdfium import Ints

FIGURES, SIGNS = "0123456789", ".,-%≥≤=+/"
TWINS = {"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "S": "5", "B": "8", "Z": "2", "b": "6", "q": "9"}
"""Letters that pass for figures."""
LIKE = 0.7
"""A letter may be its figure if it is no nearer to itself than by this factor, and stands in a number: 1O.5O."""
FOREIGN = 1.25
"""A glyph named as a figure is another figure or sign if it is so many times nearer to that one. Of 271 faces, each
quarter held against the shapes of the others, 4 of 2,450 figures pass it (italics, old-style figures), and of wrongly
named ones 98.7 in 100."""
FAR_OFF = 1.6
"""The same against all else, where likeness is common: O and 0, l and 1, 一 and -; and for signs and letters."""
LOWEST_POINT, HIGHEST_COMMA, LOWEST_COMMA = -0.07, -0.06, 0.2
"""A point stands on the base line, a comma reaches below it or is higher than any point; em."""
COMPARED = "≥≤><"
"""Signs of comparison: one of them passes for no other."""
NO_LIKENESS = 0.95
"""A Chinese character further than this from all shapes is drawn in a hand we do not know, and says nothing."""
CHINESE = 0x2E80
"""Characters from here on are Chinese."""


def is_foreign(code: int, apart: npt.NDArray[np.float32], shape: npt.NDArray[np.float64], *, embedded: bool) -> bool:
    """Whether a glyph that is named `code` is something else, by its distances to all known characters."""
    own, character = float(apart[_at(chr(code))[0]]), chr(code)
    figures = float(apart[_at(FIGURES.replace(character, ""))].min())
    if character in FIGURES:
        signs = min(figures, float(apart[_at(SIGNS)].min()))
        return own > FOREIGN * signs or (embedded and own > FAR_OFF * float(apart.min()))
    if not embedded:
        return False
    high, lift = shape[-2:].tolist()
    if character == ".":
        return lift < LOWEST_POINT or own > FAR_OFF * figures
    if character == ",":
        return (lift > HIGHEST_COMMA and high < LOWEST_COMMA) or own > FAR_OFF * figures
    if character in COMPARED and own > FOREIGN * float(apart[_at(COMPARED.replace(character, ""))].min()):
        return True
    if character in SIGNS:
        return own > FAR_OFF * float(apart.min())
    if code < CHINESE:
        return own > FAR_OFF * float(apart[_at(FIGURES.replace(TWINS.get(character, " "), ""))].min())
    nearest = float(apart.min())
    return own > FAR_OFF * nearest and nearest < NO_LIKENESS


def may_be_figure(code: int, apart: npt.NDArray[np.float32]) -> bool:
    """Whether a letter looks much like its figure."""
    twin = TWINS.get(chr(code))
    return twin is not None and bool(apart[_at(chr(code))[0]] > LIKE * apart[_at(twin)[0]])


@cache
def _at(characters: str) -> Ints:
    """Return the columns of known characters."""
    return np.searchsorted(shapes.references().codes, sorted(map(ord, characters)))
