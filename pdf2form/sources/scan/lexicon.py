"""Words: whether those beside a character leave open that a stroke of it is lost. 排水 is a word, 排永 is none."""

from functools import lru_cache

import rjieba

from pdf2form.sources.scan.alike import PART_OF

REACH = 5
"""So many characters on either side of one are looked at."""


def is_only_word(text: str, k: int) -> bool:
    """Whether a character stands in a word with those beside it, and no character that it may be a part of would.

    Or such a one would leave more of the text in pieces: 联系电话 is one word, and 联系, 鬼话 are two.

    Args:
        text: of a line.
        k: which character. Of one that is not in `alike` nobody knows what it may be a part of.
    """
    around = text[max(0, k - REACH) : k + REACH + 1]
    return text[k] in PART_OF and _is_only_word(around, min(k, REACH))


@lru_cache(maxsize=4_000)
def _is_only_word(text: str, k: int) -> bool:
    if not is_in_word(text, k):
        return False
    others = (text[:k] + whole + text[k + 1 :] for whole in PART_OF[text[k]])
    most = _count_words(text)
    return not any(is_in_word(other, k) and _count_words(other) <= most for other in others)


def _count_words(text: str) -> int:
    """Count the words that a text is likeliest made of; what is no word counts character by character."""
    return len(_words().cut(text, False))


def is_in_word(text: str, k: int) -> bool:
    """Whether the likeliest words of a text put a character into one with others."""
    return len(find_word(text, k)) > 1


def find_word(text: str, k: int) -> range:
    """Return where the word is that the likeliest words of a text put a character into."""
    first = end = max(0, k - REACH)
    for word in _words().cut(text[first : k + REACH + 1], False):
        start, end = end, end + len(word)
        if end > k:
            return range(start, end)
    return range(k, k + 1)


@lru_cache(maxsize=1)
def _words() -> rjieba.Jieba:
    """Return a dictionary of 350,000 words; half a second and 60 MB, for those that need it."""
    return rjieba.Jieba()
