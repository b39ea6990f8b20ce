"""What stands elsewhere on a page for certain: forms say their words again and again, 危旧桥 in every other cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pdf2form.sources.scan.placed import SURE, UNCERTAIN, Placed
from pdf2form.sources.scan.rivals import CERTAIN

FIRM = 0.98
"""How certain what stands elsewhere is."""

Around = tuple[str, str]
"""The characters before and behind one."""


def settle_repeated(lines: Sequence[Sequence[Placed]]) -> list[list[Placed]]:
    """Return the lines of a page, where a Chinese character is certain that stands between the same two elsewhere.

    There it is certain, and nowhere another one is; what its ink leaves open stays so.

    Args:
        lines: of the page, each from the left.
    """
    known = _find_known(lines)
    return [[_settled(k, line, known) for k in range(len(line))] for line in lines]


def _find_known(lines: Sequence[Sequence[Placed]]) -> Mapping[Around, set[str]]:
    known: dict[Around, set[str]] = defaultdict(set)
    for line in lines:
        for k, each in enumerate(line):
            if (around := _around(k, line)) and each.letter.confidence >= FIRM:
                known[around].add(each.letter.text)
    return known


def _settled(k: int, line: Sequence[Placed], known: Mapping[Around, set[str]]) -> Placed:
    each = line[k]
    if not UNCERTAIN < each.letter.confidence < SURE or (around := _around(k, line)) is None:
        return each
    return each.read(each.letter.text, CERTAIN) if known.get(around) == {each.letter.text} else each


def _around(k: int, line: Sequence[Placed]) -> Around | None:
    """Return the Chinese characters, both certain, between which a Chinese character stands."""
    if not 0 < k < len(line) - 1 or not all(each.is_chinese for each in line[k - 1 : k + 2]):
        return None
    before, after = line[k - 1].letter, line[k + 1].letter
    return (before.text, after.text) if min(before.confidence, after.confidence) >= SURE else None
