"""Two readings of one line: what both say is certain; where they differ the better model is taken, and doubted."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from pdf2form.sources.scan.signs import Placed

DIFFERENT = 0.6
"""What the better model's word counts where the other one says something else, at most."""
FIRM, LOOSE = 0.98, 0.75
"""Unless it is so sure of it, and the other was not even this sure."""


def agree(first: Sequence[Placed], second: Sequence[Placed]) -> list[Placed]:
    """Return the second reading of a line, each character as certain as both readings together make it.

    Args:
        first: of the quick model, from the left.
        second: of the better one.
    """
    if not second:
        return [each._replace(letter=each.letter._replace(confidence=0.0)) for each in first]
    one, other = ([each.letter.text for each in placed] for placed in (first, second))
    found: list[Placed] = []
    for tag, i0, i1, j0, j1 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        doubt = max((each.letter.confidence for each in first[i0:i1]), default=0.0)
        pairs = i1 - i0 == j1 - j0
        for k, each in enumerate(second[j0:j1]):
            sure = each.letter.confidence
            if tag == "equal":
                found.append(_certain(each, 1 - (1 - sure) * (1 - first[i0 + k].letter.confidence)))
            elif sure >= FIRM and doubt < LOOSE and pairs and not _is_part(each, first[i0 + k]):
                found.append(each)
            else:
                found.append(_certain(_with_other(each, first[i0 + k]) if pairs else each, min(sure, DIFFERENT)))
        if tag == "delete" and doubt > DIFFERENT and found:  # the better model left something out
            found[-1] = _certain(found[-1], min(found[-1].letter.confidence, 1 - doubt))
    return found


def _is_part(each: Placed, first: Placed) -> bool:
    """Whether a character shows only a part of what the other reading sees: % of ‰."""
    return (each.letter.text, first.letter.text) == ("%", "‰")


def _with_other(each: Placed, first: Placed) -> Placed:
    """Add what the quick model says to what a character may be."""
    letter, said = each.letter, first.letter
    rest = (pair for pair in letter.others if pair[0] != said.text)
    others = sorted([(said.text, said.confidence), *rest], key=lambda pair: -pair[1])
    return each._replace(letter=letter._replace(others=tuple(others)))


def _certain(each: Placed, confidence: float) -> Placed:
    return each._replace(letter=each.letter._replace(confidence=confidence))
