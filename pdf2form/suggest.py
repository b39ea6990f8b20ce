"""Uncertain characters against the form's arithmetic: where exactly one other character makes it hold, it is suggested.

The value and the mismatch stay: the paper itself may be wrong, and that is what readers look for.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from pdf2form.checks import run_checks
from pdf2form.page import Box, Glyph, Guess, Page
from pdf2form.parse.guesses import doubt_uncertain, find_uncertain, holds
from pdf2form.parse.kinds import find_parser
from pdf2form.proven import find_proven
from pdf2form.record import Finding, Form, Message, Quantity, Where
from pdf2form.rows import AnyReading, with_reading

PLAUSIBLE = 0.01
"""An alternative less likely than this is not suggested: in a form with a wrong sum something always fits."""
REACH = 160.0
"""So far to its sides the neighbours of an uncertain character are kept, to tell it from others alike: a target may
stand in three columns. Points."""

AROUND = 30.0
"""And so far above and below it: the lines of a number in a narrow cell. Points."""

_Failure = tuple[str, str]
"""Rule and subject of a finding."""


class Repair(NamedTuple):
    """A reading with one uncertain character replaced, with which the form adds up."""

    subject: str
    raw: str
    value: Any
    solved: frozenset[_Failure]
    """The mismatches that it takes part in, and that are gone with it."""


def keep_guesses(page: Page) -> Page:
    """Return a page with its uncertain characters and their neighbours only, so that many pages can be kept.

    The lines above and below are kept as well: they may be of the same cell.
    """
    around = [_widened(guess) for guess in page.guesses]
    near = (glyph for glyph in page.glyphs if any(_is_beside(glyph, guess) for guess in around))
    return page._replace(glyphs=tuple(near), rulings=(), hidden=(), pictures=())


def _widened(guess: Guess) -> Guess:
    return guess._replace(box=guess.box._replace(top=guess.box.top - AROUND, bottom=guess.box.bottom + AROUND))


def _is_beside(glyph: Glyph, guess: Guess) -> bool:
    box = guess.box
    return box.top <= (glyph.top + glyph.bottom) / 2 <= box.bottom and box.x0 - REACH <= glyph.x0 <= box.x1 + REACH


def find_suggested(form: Form, pages: Mapping[int, Page]) -> Iterator[Finding]:
    """Yield a doubt for each reading that holds an uncertain character, with a suggestion if the arithmetic has one.

    Numbers that an exact sum proves have no doubt; see `proven`. There is a suggestion if a single repair of the form
    solves a mismatch: two characters that would do it, in one reading or in two, say nothing.

    Args:
        form: with the findings of its checks.
        pages: those with uncertain characters; see `keep_guesses`.
    """
    repairs = tuple(find_repairs(form, pages))
    uncertain = [*find_uncertain(form, {number: page.guesses for number, page in pages.items()})]
    proven = find_proven(form, {subject: [guess.text for guess in guesses] for subject, _, guesses in uncertain})
    for subject, reading, guesses in uncertain:
        if subject in proven:
            continue
        doubt = doubt_uncertain(subject, reading, guesses)
        own = [repair for repair in repairs if repair.subject == subject]
        rivals = [repair for repair in repairs if any(repair.solved & mine.solved for mine in own)]
        yield _with_suggestion(doubt, own[0]) if len(rivals) == 1 else doubt


def _with_suggestion(doubt: Finding, repair: Repair) -> Finding:
    message = Message(
        en=f"{doubt.message.en} As {repair.raw} it would agree with the rest of the form; the paper may be wrong, too.",
        zh=f"{doubt.message.zh}若为“{repair.raw}”，则与表内其他数字相符；但原件本身也可能有误。",
    )
    suggested = repair.raw if isinstance(repair.value, Quantity) else repair.value
    return doubt.model_copy(update={"suggested": suggested, "message": message})


def find_repairs(form: Form, pages: Mapping[int, Page]) -> Iterator[Repair]:
    """Yield every change of one uncertain character that solves all mismatches of its reading and makes no new ones."""
    failures = {_failure(finding): finding for finding in form.findings if finding.result == "mismatch"}
    if not failures:
        return
    known = frozenset(map(_failure, filter(_is_bad, run_checks(form))))
    for subject, reading in form.readings():
        own = frozenset(key for key, failed in failures.items() if subject in (failed.subject, *failed.inputs))
        for raw, value in _other_values(form, subject, reading, pages) if own else ():
            changed = with_reading(form, subject, reading.model_copy(update={"raw": raw, "value": value}))
            if _solves(run_checks(changed), own, known):
                yield Repair(subject, raw, value, own)


def _failure(finding: Finding) -> _Failure:
    return finding.rule, finding.subject


def _is_bad(finding: Finding) -> bool:
    return finding.result in ("mismatch", "doubt")


def _solves(findings: Sequence[Finding], own: frozenset[_Failure], known: frozenset[_Failure]) -> bool:
    """Whether the mismatches are judged right now; one that cannot be judged any more is not solved."""
    left = {_failure(finding) for finding in findings if finding.result == "unchecked"}
    bad = {_failure(finding) for finding in findings if _is_bad(finding)}
    return not own & (left | bad) and bad <= known


def _other_values(
    form: Form, subject: str, reading: AnyReading, pages: Mapping[int, Page]
) -> Iterator[tuple[str, Any]]:
    """Yield what else a reading may say: its characters and their meaning, each meaning once."""
    parse = find_parser(form, subject)
    if parse is None or reading.value is None or parse(reading.raw) != reading.value:
        return
    seen = {reading.value}
    for raw in chain.from_iterable(_other_texts(reading, place, pages.get(place.page)) for place in reading.where):
        value = parse(raw)
        if value not in seen and _is_alike(reading.value, value):
            seen.add(value)
            yield raw, value


def _is_alike(value: Any, other: Any) -> bool:
    """Whether a meaning is of the same kind: a number is not replaced by words, nor by nothing."""
    if isinstance(value, Quantity) and isinstance(other, Quantity):
        return (value.number is None) == (other.number is None)
    return type(value) is type(other)


def _other_texts(reading: AnyReading, place: Where, page: Page | None) -> Iterator[str]:
    """Yield the characters of a reading with one of those in this place replaced, the likelier ones first."""
    for guess in page.guesses if page else ():
        at = find_position(reading.raw, place, guess, page.glyphs) if page and holds(place, guess.box) else None
        if at is not None:
            for text, chance in guess.others:
                if chance >= PLAUSIBLE:
                    yield reading.raw[:at] + text + reading.raw[at + len(guess.text) :]


def find_position(raw: str, place: Where, guess: Guess, glyphs: Sequence[Glyph]) -> int | None:
    """Return where an uncertain character stands in a printed text; None if that is not certain.

    Args:
        raw: the printed text, its lines joined.
        place: where it stands.
        guess: in that place.
        glyphs: of the page, at least those around the guess.
    """
    beside = [glyph for glyph in glyphs if _is_beside(glyph, guess) and holds(place, Box(*glyph[1:5]))]
    line = sorted(beside, key=lambda glyph: glyph.x0)
    before = next((k for k, glyph in enumerate(line) if Box(*glyph[1:5]) == guess.box), None)
    printed = [at for at, character in enumerate(raw) if not character.isspace()]
    whole, piece = "".join(raw[at] for at in printed), "".join(glyph.text for glyph in line)
    first = whole.find(piece)
    if before is None or first < 0 or first != whole.rfind(piece):
        return None
    return printed[first + sum(len(glyph.text) for glyph in line[:before])]
