"""Texts without what only the font decides: whether a bracket, a comma or a figure is printed full or half width."""

import unicodedata
from functools import lru_cache
from typing import Any


def fold_widths(value: Any) -> Any:
    """Return a text, or whatever holds texts, with every full-width or half-width form as the plain character.

    （ is ( then, and ＞ is >, by Unicode's `<wide>` and `<narrow>`. What means the same but is printed otherwise stays:
    Ⅳ is not IV, nor is ㎡ m2.
    """
    if isinstance(value, str):
        return "".join(map(_folded, value))
    if isinstance(value, dict):
        return {key: fold_widths(inner) for key, inner in value.items()}
    return [fold_widths(inner) for inner in value] if isinstance(value, list) else value


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    return chr(int(code, 16)) if kind in ("<wide>", "<narrow>") else character
