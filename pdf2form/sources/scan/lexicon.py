"""Words: whether those beside a character leave open that a stroke of it is lost. 排水 is a word, 排永 is none."""

from collections.abc import Mapping
from functools import lru_cache

import rjieba

from pdf2form.sources.scan.alike import PART_OF

FIELD = ("线上", "自评", "本年", "及时率", "常态化", "转移支付", "自有资金", "不低于", "不高于", "不超过", "不少于")
"""Words that forms are full of, and general dictionaries lack."""
FREQUENT = 1_000
"""How often the dictionary takes them to be met: often enough to be whole among others."""
REACH = 5
"""So many characters on either side of one are looked at."""


def is_only_word(text: str, k: int, part_of: Mapping[str, str] = PART_OF) -> bool:
    """Whether a character stands in a word with those beside it, and with no character that it may be a part of.

    Args:
        text: of a line.
        k: which character.
        part_of: what each may be a part of, by the edge that may be lost; of one that is not listed nobody knows.
    """
    around = text[max(0, k - REACH) : k + REACH + 1]
    return text[k] in part_of and _is_only_word(around, min(k, REACH), part_of[text[k]])


@lru_cache(maxsize=4_000)
def _is_only_word(text: str, k: int, others: str) -> bool:
    return is_in_word(text, k) and not any(is_in_word(text[:k] + other + text[k + 1 :], k) for other in others)


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
    words = rjieba.Jieba()
    for word in FIELD:
        words.add_word(word, FREQUENT, "n")
    return words
