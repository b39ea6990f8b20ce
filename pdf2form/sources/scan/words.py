"""What the words of a cell say: dust at their ends is left out, and what can only be a label is known as one.

A label that is not understood costs the values of its whole column; what is certain of it mostly allows one word.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from pdf2form.labels import begins_label, find_keys, find_words, is_known_level, is_label, is_level
from pdf2form.page import union
from pdf2form.sources.scan.placed import SURE, Placed
from pdf2form.sources.scan.signs import FULL

LEAST, LEAST_OF_BROKEN = 2, 3
"""So many characters of a label are certain: where all others are left out, and where one of them is broken."""
APART = 0.8
"""A figure or a character that is left out stands so far from the label. Ems."""
FAR, NEAR, IN_PLACE = 1.0, 0.35, 0.5
"""White around dust in a large cell: lines stand closer; and so much around what does not stand where the next line of
the cell would, at its left or in its middle, give or take. Ems."""
MARK = 0.35
"""How large a mark is at most: a dash is longer. Ems."""
TINY = 0.2
"""No printed character is smaller than this both ways, and none is a mark far away from all others. Ems."""
LOW = 0.45
"""No figure or letter is lower, and no mark far away from all others is as upright. Ems."""
OFF, ROUND = 3.0, 1.3
"""So far beside a line no sign of it stands, in ems; and so much wider than high is dust that is no dash."""
CLOSING = frozenset("。.，,、；;：:！？!?）)》”]】%‰")
"""What ends a text may stand alone in its last line, and low."""
BROKEN = 0.6
"""Ink that is smaller than this both ways is no Chinese character, 一 neither, whatever a network sees in it. Ems."""
FIRST, LAST = frozenset("~`'′_·.,:;\\|/^"), frozenset("-~`'′_·.,:;\\|/^=═—")
"""No text begins with these, or ends with those."""
FOLLOWING = frozenset("、。，：；")
"""Nor does one begin with these, but one of them may stand alone in the last line of its cell."""
UNFINISHED = frozenset(("=", "═", "—"))
"""Signs that no text ends with, also where print and networks agree: dust makes strokes, too."""
EQUAL, FLAT = frozenset("=═"), 1.2
"""One of these that is all of a text, and not so many times as wide as high, is a dash with dust above it or below;
printed ones have 1.36 and more."""
COLON = 0.3
"""A doubted sign behind a label that may as likely be a : is one, and stays doubted."""
RIVAL = 0.5
"""A doubted character of a label may be another that a network finds so likely."""
BARS = frozenset("—－-─")
"""A lone level stroke, which a narrow column leaves of 一级指标 in its first line."""
SPECKS = frozenset(".'`_")
"""Nor does a line of it end with these behind a Chinese character."""
_BARE = re.compile(r"(?P<bare>(?<=\d)[(（][)）]|(?<=[(（])[-—－─](?=[)）]))")
_TAIL = re.compile(r"[(（\[【]")
"""Where the unit of a label begins, or what else explains it."""

Line = Sequence[Placed]


def complete_labels(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    """Return the lines of a cell, as a label if they can only be one.

    What is known from the label alone stays doubted; what is read so as well is certain.

    Args:
        lines: of one cell.
        em: the size of its text.
    """
    lines = [_without_bare_signs(line) for line in lines]
    if label := _without_lone_marks(lines, em):
        return label
    swept = _without_small_print(without_specks(lines, em), em)
    kept = _with_ones(swept)
    specks = [each for line, rest in zip(lines, swept, strict=True) if not rest for each in line]
    if specks and not any(map(_is_sure, specks)) and _is_proven(specks, swept, em):
        return _completed(kept, em)
    if kept != [*map(list, lines)]:
        text = _spell(kept)
        return kept if is_label(text) or (is_level(text) and begins_label(text)) else _completed(_doubted(kept), em)
    return _completed(kept, em)


def _without_bare_signs(line: Line) -> list[Placed]:
    """Return a line with a doubt where brackets hold nothing, or a dash: they held 八, whose strokes are two, or 一.

    So has 二 that is all of a line: it is a dash below dust, or ═.
    """
    text = "".join(each.letter.text for each in line)
    if text == "二":
        return [each.doubted() for each in line]
    bare = {k for match in _BARE.finditer(text) for k in range(*match.span("bare"))}
    # Where a letter is several characters, places in the text are not those in the line.
    return [each.doubted() if k in bare and len(text) == len(line) else each for k, each in enumerate(line)]


def _without_lone_marks(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    """Return the lines of a cell without doubted marks in lines of their own, if the rest is a label and certain.

    No lines if it is none, or nothing is left out.
    """
    marks = [len(line) == 1 and not _is_sure(line[0]) and _is_mark(line[0], em) for line in lines]
    rest = [[] if mark else list(line) for line, mark in zip(lines, marks, strict=True)]
    text = _spell(rest)
    known = any(marks) and (is_label(text) or is_known_level(text))
    return rest if known and all(_is_sure(each) for line in rest for each in line) else []


def _with_ones(lines: Sequence[Line]) -> list[list[Placed]]:
    """Return the lines of a cell with 一 for its bars, if that makes a label: alone in a line it looks like one.

    Bars beside one another are one 一 that was cut: --级指标.
    """
    spelled = [[*_as_ones(line)] for line in lines]
    return spelled if is_label(_spell(spelled)) and not is_label(_spell(lines)) else [list(line) for line in lines]


def _as_ones(line: Line) -> Iterator[Placed]:
    for bars, part in groupby(line, key=lambda each: each.letter.text in BARS):
        pieces = list(part)
        if not bars:
            yield from pieces
            continue
        whole = pieces[0].read("一", pieces[0].letter.confidence)._replace(ink=union([each.ink for each in pieces]))
        yield whole if len(pieces) == 1 else whole.doubted()


def _completed(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    every, text = [each for line in lines for each in line], _spell(lines)
    if all(map(_is_sure, every)) and text[-1:] not in UNFINISHED and text[:1] not in FOLLOWING:
        return [list(line) for line in lines]
    tail = _TAIL.search(text)
    head, rest = (every[: tail.start()], every[tail.start() :]) if tail else (every, [])
    if is_label(text) or (is_level(text) and not is_label("".join(_without_dust(every, em) or ()))):
        # .达成预期指标 is a level, too, but 一级。指标 the label of one
        bare = head[:-1] if text.endswith((":", "：")) else head
        single = not any(each.is_chinese and each.width > FULL * em for each in every)  # nor is a : lost behind it
        known = single and not rest and _find_meant(bare, em) == [each.letter.text for each in bare]
        return _confirmed(lines) if known else without_strays(lines)
    meant = _without_dust(every, em) or _find_meant(head, em) or _find_rival(head)
    if meant is None:
        return without_strays(lines)
    texts = iter([*meant, *(each.letter.text for each in rest)])
    spelt = [[*_spelt(line, islice(texts, len(line)))] for line in lines]
    words = any(
        not text and each.is_chinese and not _is_small(each, em) for text, each in zip(meant, every, strict=False)
    )
    return _doubted(spelt) if words else spelt  # another label may stand there, with a ruling lost between the two


def _confirmed(lines: Sequence[Line]) -> list[list[Placed]]:
    """Return the lines of a label that is read as the only one that its certain characters allow."""
    return [
        [
            each._replace(letter=each.letter._replace(confidence=max(SURE, each.letter.confidence), others=()))
            for each in line
        ]
        for line in lines
    ]


def without_specks(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    """Leave out dust in a large cell: what is doubted, all of its line, away from others, and no Chinese character.

    Lines of text stand closer to each other, also where a word goes on in the next.
    """
    specks = [len(line) == 1 and (_may_be_dust(line[0], em) or _begins(k, lines)) for k, line in enumerate(lines)]
    rest = [each for line, speck in zip(lines, specks, strict=True) for each in line if not speck]
    dust = [speck and bool(rest) and _is_off(line[0], rest, em) for line, speck in zip(lines, specks, strict=True)]
    return [[] if left_out else list(line) for line, left_out in zip(lines, dust, strict=True)]


def _begins(k: int, lines: Sequence[Line]) -> bool:
    """Whether a mark stands alone in the first line of a cell: no text begins with one, however certain."""
    return k == 0 and len(lines) > 1 and lines[0][0].letter.text in FOLLOWING


def _without_small_print(lines: Sequence[Line], em: float) -> list[list[Placed]]:
    """Leave out much smaller figures at the ends of lines, if the rest is a label: they are of the ring of a seal."""
    normal = [[*_without_small_end([*_without_small_end(line, em)][::-1], em)][::-1] for line in lines]
    left_out = sum(map(len, lines)) - sum(map(len, normal))
    return normal if left_out and is_label(_spell(normal)) else [list(line) for line in lines]


def _without_small_end(line: Line, em: float) -> Line:
    """Return a line without the doubted figures it ends with that are much smaller than its cell's text."""
    end = len(line)
    while end and _is_small(line[end - 1], em):
        end -= 1
    small = line[end:]
    return line[:end] if any(each.letter.text.isalnum() for each in small) and not all(map(_is_sure, small)) else line


def _is_mark(each: Placed, em: float) -> bool:
    return max(each.width, each.height) <= MARK * em


def _is_small(each: Placed, em: float) -> bool:
    return max(each.width, each.height) <= BROKEN * em


def _may_be_dust(each: Placed, em: float) -> bool:
    """Whether a character is none for certain; 一 is a Chinese one if it is level."""
    whole = each.is_chinese and not _is_small(each, em)
    return not _is_sure(each) and (not whole or (each.letter.text == "一" and each.height > NEAR * em))


def _is_off(each: Placed, rest: Sequence[Placed], em: float) -> bool:
    return _is_away(each, rest, em) or _is_above(each, rest, em)


def _is_away(each: Placed, rest: Sequence[Placed], em: float) -> bool:
    """Whether a character belongs to none of the others of its cell, by the white around it and by its place."""
    distance = min(_distance(each, other) for other in rest)
    left, right = min(other.ink.x0 for other in rest), max(other.ink.x1 for other in rest)
    in_place = min(abs(each.ink.x0 - left), abs(each.middle - (left + right) / 2)) <= IN_PLACE * em
    if in_place or not _is_small(each, em):
        return distance >= FAR * em and each.letter.text not in CLOSING
    return distance >= NEAR * em


def _is_proven(specks: Line, lines: Sequence[Line], em: float) -> bool:
    """Whether specks are dust for certain.

    They are round, at the height of a line, and further off than anything of it; or marks above all lines; or so small
    that they are no character, where none would stand.
    """
    rest = [other for line in lines for other in line]
    return all(
        _is_far_beside(each, rest, em) or _is_above(each, rest, em) or _is_out_of_place(each, rest, em)
        for each in specks
    )


def _is_far_beside(each: Placed, rest: Sequence[Placed], em: float) -> bool:
    level = any(_is_level(each, other) for other in rest)
    round_ = each.width <= ROUND * each.height and _is_small(each, em)
    return round_ and level and min(_distance(each, other) for other in rest) >= OFF * em


def _is_above(each: Placed, rest: Sequence[Placed], em: float) -> bool:
    """Whether a mark stands above the first line of its cell, with white between them: no text begins with one."""
    above = each.ink.bottom + NEAR * em <= min(other.ink.top for other in rest)
    mark = _is_mark(each, em) or (_is_small(each, em) and _is_aside(each, rest, em))
    return above and mark and not each.letter.text.isalnum()


def _is_aside(each: Placed, rest: Line, em: float) -> bool:
    """Whether a mark stands where no line of its cell would begin or end: at its left, its right, or in its middle."""
    left, right = min(other.ink.x0 for other in rest), max(other.ink.x1 for other in rest)
    return min(abs(each.ink.x0 - left), abs(each.ink.x1 - right), abs(each.middle - (left + right) / 2)) >= FAR * em


def _is_out_of_place(each: Placed, rest: Line, em: float) -> bool:
    """Whether ink that is too small for a character stands away from all lines, and not where one of them would begin.

    The next line of a cell begins below the others, at their left or in their middle.
    """
    left, right = min(other.ink.x0 for other in rest), max(other.ink.x1 for other in rest)
    aside = min(abs(each.ink.x0 - left), abs(each.middle - (left + right) / 2)) >= FAR * em
    least = OFF if any(_is_level(each, other) for other in rest) else FAR
    hair = 2 * each.width <= each.height <= LOW * em
    tiny = max(each.width, each.height) <= TINY * em
    return (hair or tiny) and aside and min(_distance(each, other) for other in rest) >= least * em


def _is_level(each: Placed, other: Placed) -> bool:
    """Whether a speck stands at the height of a character."""
    return other.ink.top <= (each.ink.top + each.ink.bottom) / 2 <= other.ink.bottom


def _distance(one: Placed, other: Placed) -> float:
    """Return the white between two characters, across or down, whichever is more."""
    a, b = one.ink, other.ink
    return max(a.x0 - b.x1, b.x0 - a.x1, a.top - b.bottom, b.top - a.bottom)


def _doubted(lines: Sequence[Line]) -> list[list[Placed]]:
    """Return what is left of a value without what may be dust: its last character is doubted."""
    found = [list(line) for line in lines]
    last = max(k for k, line in enumerate(found) if line)
    found[last][-1] = found[last][-1].doubted()
    return found


def _spell(lines: Sequence[Line]) -> str:
    return "".join(each.letter.text for line in lines for each in line)


def without_strays(lines: Sequence[Line]) -> list[list[Placed]]:
    """Leave out signs that are doubted where the text of a cell begins or ends; their neighbours are doubted instead.

    Where one of its lines ends, a number may go on behind its point, but no Chinese character has one.
    """
    kept = [list(line) for line in lines]
    ends = [line for line in kept if line]
    if _spell(kept) in EQUAL and ends[0][0].width < FLAT * ends[0][0].height:
        ends[0][0] = ends[0][0].doubted()
    for line, at, strays in ((ends[-1], -1, LAST), (ends[0], 0, FIRST | FOLLOWING)) if ends else ():
        while (
            len(line) > 1
            and line[at].letter.text in strays
            and (not _is_sure(line[at]) or line[at].letter.text in UNFINISHED)
        ):
            line.pop(at)
            line[at] = line[at].doubted()
    if ends and len(ends[0]) > 1 and ends[0][0].letter.text in FOLLOWING:
        ends[0][0] = ends[0][0].doubted()
    for line in ends[:-1]:
        while len(line) > 1 and not _is_sure(line[-1]) and line[-1].letter.text in SPECKS and line[-2].is_chinese:
            line.pop()
            line[-1] = line[-1].doubted()
    return kept


def _is_sure(each: Placed) -> bool:
    return each.letter.confidence >= SURE


def _without_dust(every: Line, em: float) -> list[str] | None:
    """Return what each character is if the cell is a label without those that may be dust; "" is none."""
    kept = ["" if not _is_sure(each) and _is_apart(k, every, em) else each.letter.text for k, each in enumerate(every)]
    if not kept[-1] and dict(every[-1].letter.others).get(":", 0.0) >= COLON:
        kept[-1] = ":"
    text = "".join(kept)
    return kept if sum(map(bool, kept)) >= LEAST and (is_label(text) or is_level(text)) else None


def _find_meant(head: Line, em: float) -> list[str] | None:
    """Return what each character is in the only label that the certain ones allow; "" is none."""
    certain = sum(map(_is_sure, head))
    runs = [(sure, [*run]) for sure, run in groupby(head, key=_is_sure)]
    # One group a run: with one a character, a cell of twenty would be tried in a million ways.
    pattern = "".join(re.escape(_spell([run])) if sure else f"(.{{0,{len(run)}}})" for sure, run in runs)
    words = find_words(re.compile(pattern)) if certain >= LEAST else frozenset[str]()
    if len({tuple(find_keys(word).items()) or word for word in words}) != 1:
        return None
    match = re.fullmatch(pattern, min(words, key=len))
    found = iter(match.groups() if match else ())
    meant = [text for sure, run in runs for text in (_spell([run]) if sure else _dealt(next(found), len(run)))]
    broken = any(text and text != each.letter.text for text, each in zip(meant, head, strict=True))
    left_out = all(text or _is_apart(k, head, em) for k, text in enumerate(meant))
    return meant if left_out and (certain >= LEAST_OF_BROKEN or not broken) else None


def _find_rival(head: Line) -> list[str] | None:
    """Return what each character is if that is a label once doubted ones are what they may as likely be."""
    rivals = [_rival(each) for each in head]
    return rivals if len(head) >= LEAST and is_label("".join(rivals)) else None


def _rival(each: Placed) -> str:
    if _is_sure(each):
        return each.letter.text
    return next((text for text, likely in each.letter.others if likely >= RIVAL), each.letter.text)


def _dealt(text: str, count: int) -> list[str]:
    """Return a text for each of so many places: a character, or "" behind the last."""
    return [*text, *[""] * (count - len(text))]


def _is_apart(k: int, head: Line, em: float) -> bool:
    """Whether a character may be dust: a sign, or among uncertain ones at an end of the cell and away from the rest."""
    if not head[k].letter.text.isalnum():
        return True
    first = next((n + 1 for n in range(k, -1, -1) if _is_sure(head[n])), 0)
    last = next((n - 1 for n in range(k, len(head)) if _is_sure(head[n])), len(head) - 1)
    if (first == 0) == (last == len(head) - 1):  # no end, or all of it
        return False
    one, other = (head[first - 1], head[first]) if first else (head[last], head[last + 1])
    return max(other.ink.x0 - one.ink.x1, one.ink.x0 - other.ink.x1) >= APART * em


def _spelt(line: Line, texts: Iterator[str]) -> Iterator[Placed]:
    for each, text in zip(line, texts, strict=True):
        if text == each.letter.text:
            yield each
        elif text:
            yield each.read(text, min(each.letter.confidence, SURE / 2))
