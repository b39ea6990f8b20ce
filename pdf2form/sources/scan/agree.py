"""Two readings of one line: what both say is certain; where they differ the better model is taken, and doubted."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from pdf2form.sources.scan.placed import SURE, Placed

DIFFERENT = 0.6
"""What a word counts that only one model has, at most."""
FIRM, LOOSE = 0.98, 0.75
"""Where they differ the better model's word stands if it is so sure of it, and the other was not even this sure."""
BOTH = 0.95
"""So sure two are together of what neither is sure of alone, at least; 盛 for 盏 and a hair for 1 had 0.93."""
WHOLE = 0.9
"""Nothing is said against a reading in which every character is this certain."""
ROOM, NEIGHBOUR = (1.7, 2.6), 1.3
"""Two Chinese characters with one between them are so far apart, from middle to middle, and neighbours that nearly
touch no further than the second. Widths of the wider one."""
ALONE = 0.97
"""So sure the better model is of a character that the other left out, in a place that was left for one."""
PART = 0.75
"""What is narrower beside what stands on both sides is a part of a Chinese character, and none."""
SQUARE, SLIM = 1.15, 0.35
"""One Chinese character is no wider than so many times its height, and two brackets, or two figures, are wider."""
BRACKETS, SLIVER, TIPPED = frozenset("()"), 0.1, 0.55
"""What is narrower than such a share of its height is no bracket, but the tip of one beside it, of 人 in (人); and how
wide a bracket is with one, at most."""
UNSEEN = 0.002
"""How likely a character is that a model does not name among what it may be."""


def agree(first: Sequence[Placed], second: Sequence[Placed]) -> list[Placed]:
    """Return the second reading of a line, each character as certain as both readings together make it.

    Args:
        first: of the quick model, from the left.
        second: of the better one.
    """
    if not second:
        return [each.doubted(0.0) for each in first]
    one, other = ([each.letter.text for each in placed] for placed in (first, second))
    firm = min((each.letter.confidence for each in first), default=0.0) >= WHOLE
    longer = firm and len(one) > len(other)  # the better model left out what has ink
    if (one == other or longer) and _count_open(first) < _count_open(second):  # its cuts fit the ink, and others do not
        first, second, one, other = second, first, other, one
    found: list[Placed] = []
    for tag, i0, i1, j0, j1 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        doubt = max((each.letter.confidence for each in first[i0:i1]), default=0.0)
        if tag == "equal":
            found += map(_confirmed, first[i0:i1], second[j0:j1])
        elif i1 - i0 == j1 - j0:
            found += map(_weighed, first[i0:i1], second[j0:j1])
        elif _are_parts(first[i0:i1], second[j0:j1]) or (i0 == i1 and j1 - j0 == 1 and _is_print(second, j0)):
            found += second[j0:j1]
        else:
            found += [each.doubted(DIFFERENT) for each in second[j0:j1]]
        beside = (*found[-1:], *second[j0 : j0 + 1])
        if tag == "delete" and doubt > DIFFERENT and found and not any(_covers(one, first[i0:i1]) for one in beside):
            found[-1] = found[-1].doubted(1 - doubt)  # the better model left something out
    return found


def _are_parts(first: Sequence[Placed], second: Sequence[Placed]) -> bool:
    """Whether the quick model read both parts of a Chinese character: 车 and 两 are too narrow for what they are."""
    if len(second) != 1 or len(first) < 2 or second[0].letter.confidence < FIRM:
        return False
    return all(each.is_chinese and each.width < PART * second[0].width for each in first) and second[0].is_chinese


def _covers(whole: Placed, parts: Sequence[Placed]) -> bool:
    """Whether what the quick model read beside a character is a part of it: 止 and 上 of 止, ( and ( of a bracket."""
    room = (SQUARE if whole.is_chinese else SLIM) * whole.height
    inside = all(whole.ink.x0 <= each.ink.x0 and each.ink.x1 <= whole.ink.x1 for each in parts)
    if not inside or whole.letter.confidence < FIRM:
        return False
    if whole.is_chinese:
        return whole.width <= room and all(each.is_chinese and each.width < PART * whole.width for each in parts)
    if whole.letter.text in BRACKETS and all(each.width <= SLIVER * whole.height for each in parts):
        room = TIPPED * whole.height
    return whole.width <= room and all(each.letter.text == whole.letter.text for each in parts)


def _is_print(placed: Sequence[Placed], k: int) -> bool:
    """Whether a character that one model left out is certain: its place between two Chinese ones was left for it.

    So something is printed there, in a line whose neighbours stand close; and of what it is there is no doubt then.
    """
    if not 0 < k < len(placed) - 1 or not (placed[k - 1].is_chinese and placed[k + 1].is_chinese):
        return False
    wide = max(placed[k - 1].width, placed[k + 1].width)
    pitches = [b.middle - a.middle for a, b in pairwise(placed) if a.is_chinese and b.is_chinese]
    close = bool(pitches) and max(pitches) <= NEIGHBOUR * wide
    if not close or not ROOM[0] * wide <= placed[k + 1].middle - placed[k - 1].middle <= ROOM[1] * wide:
        return False
    letter = placed[k].letter
    named = placed[k].is_chinese or letter.text == "、"
    return named and letter.confidence >= ALONE * (1 - dict(letter.others).get("", 0.0))


def _count_open(placed: Sequence[Placed]) -> int:
    """Count the characters that their ink leaves open."""
    return sum(each.is_open for each in placed)


def _confirmed(first: Placed, second: Placed) -> Placed:
    """Return what both say: wrong only if both are; but what its ink leaves open stays so.

    So does a character that neither is sure of, unless both are nearly.
    """
    one, other = first.letter.confidence, second.letter.confidence
    sure = other if second.is_open else 1 - (1 - one) * (1 - other)
    if max(one, other) < SURE and sure < BOTH:  # no independent witnesses: dust and blur look alike to both
        sure = min(sure, DIFFERENT)
    return second._replace(letter=second.letter._replace(confidence=sure))


def _weighed(first: Placed, second: Placed) -> Placed:
    """Return which of two different words is likelier, by what each model thinks of both.

    A Chinese character may be certain then, if the better one says it; of figures and signs, whose neighbours tell
    nothing, none is.
    """
    one, other = first.letter, second.letter
    if _is_part(second, first):  # the quick one accounts for more of the ink
        return second.read(one.text, min(one.confidence, DIFFERENT))
    if other.confidence >= FIRM and one.confidence < LOOSE:
        return second
    quick, better = _chances(first), _chances(second)
    weights = {text: quick.get(text, UNSEEN) * better.get(text, UNSEEN) for text in quick | better}
    surer = max(one, other, key=lambda letter: (weights[letter.text], letter.confidence))
    if max(weights[one.text], weights[other.text]) < 10 * UNSEEN:  # neither thinks of the other's word
        surer = max(other, one, key=lambda letter: letter.confidence)
    sure = weights[surer.text] / (sum(weights.values()) or 1.0)
    may_be_sure = surer.text == other.text >= "\u4e00"
    sure = min(sure, max(one.confidence, other.confidence) if may_be_sure else DIFFERENT)
    rest = {text: max(quick.get(text, 0.0), better.get(text, 0.0)) for text in weights if text != surer.text}
    others = tuple(sorted(rest.items(), key=lambda pair: -pair[1]))
    return second._replace(letter=other._replace(text=surer.text, wide=surer.wide, confidence=sure, others=others))


def _chances(placed: Placed) -> dict[str, float]:
    return {**dict(placed.letter.others), placed.letter.text: placed.letter.confidence}


def _is_part(each: Placed, first: Placed) -> bool:
    """Whether a character shows only a part of what the other reading sees: % of ‰."""
    return (each.letter.text, first.letter.text) == ("%", "‰")
