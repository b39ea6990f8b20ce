"""Text to the terms that it is found by: two neighbouring Chinese characters each, Latin words and numbers whole.

SQLite's own tokenizer takes a Chinese sentence for one word, so that nothing in it is found.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pdf2form.characters import narrow, plain

_LETTER = r"[^\W_⺀-\U0010ffff]"
"""Latin letters, figures and their like: ⺀ and all behind it is East Asian."""

_WORD = rf"{_LETTER}+(?:(?<=[0-9])\.[0-9]+)*"
"""A word, or a number with its decimals."""

_CHINESE = r"[^\W_\x00-⹿]"

_UNIT = re.compile(f"(?P<chinese>{_CHINESE}+)|{_WORD}")

_PIECE = re.compile(f"(?:{_CHINESE}|{_WORD})+")


class Piece(NamedTuple):
    """A part of what is searched for, without blanks and signs in it."""

    terms: tuple[str, ...]
    """All of them are in a text that has the piece; one that ends with * stands for all that begin so."""
    pattern: re.Pattern[str]
    """Finds it in a folded text: words and numbers whole."""


def fold(text: str) -> str:
    """Return a text as it is compared: full-width as narrow, radicals as characters, without capitals."""
    return narrow(plain(text)).lower()


def find_terms(texts: Iterable[str]) -> set[str]:
    """Return the terms of texts: pairs of Chinese characters, the last character of every run alone, and words."""
    found: set[str] = set()
    for text in texts:
        for unit in _UNIT.finditer(fold(text)):
            run = unit[0]
            if unit["chinese"]:
                found.update(map(str.__add__, run, run[1:]))
                run = run[-1]
            found.add(run)
    return found


def find_pieces(text: str) -> list[Piece]:
    """Return the pieces of what a user searches for; blanks and signs only part them, whatever they mean to others."""
    return [Piece((*_terms(found[0]),), _pattern(found[0])) for found in _PIECE.finditer(fold(text))]


def _terms(piece: str) -> Iterator[str]:
    for unit in _UNIT.finditer(piece):
        run = unit[0]
        if unit["chinese"] and len(run) > 1:
            yield from map(str.__add__, run, run[1:])
        else:
            yield f"{run}*" if unit["chinese"] else run


def _pattern(piece: str) -> re.Pattern[str]:
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, piece[0]) else ""
    after = rf"(?!{_LETTER})" if re.match(_LETTER, piece[-1]) else ""
    if re.match("[0-9]", piece[0]):
        before += r"(?<![0-9]\.)"
    if re.match("[0-9]", piece[-1]):
        after += r"(?!\.[0-9])"
    return re.compile(f"{before}{re.escape(piece)}{after}")
