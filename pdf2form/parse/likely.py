"""Recognised places that must hold a number, and do not as they were read: with the likeliest of what else they may be.

A recogniser does not know what a place holds: it reads 1.00- where a hair lies behind a number, and i for 1. Only
characters that it is not certain of are taken as another one of theirs, or left out where they may be dust at an end.
What is a number as read stays, and so does what the paper itself has wrong: its characters are certain. All that was
changed is doubted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, NamedTuple

from pdf2form.layout.words import find_lines
from pdf2form.page import Box, Glyph, Guess, Page, union
from pdf2form.parse.guesses import holds
from pdf2form.parse.kinds import find_parser
from pdf2form.record import Finding, Form, Message, Quantity, Where
from pdf2form.rows import AnyReading, walk_readings, with_reading

LONGEST = 32
"""A number with its sign and its unit has no more characters."""
MOST = 4
"""Nor more that are not certain, if anything is to be said of it."""
PLAUSIBLE = 0.01
"""What is less likely in the place of a character is not tried."""
CLEAR = 3.0
"""One reading must be so many times as likely as any other that is a number."""
_POINTS = ("weight", "score", "rate")
"""What is never less than nothing."""
_NUMBERS = frozenset({*_POINTS, "initial_budget", "annual_budget", "executed", "target", "actual"})
_SPECKS = frozenset("·'`\"^°~_|\\")
"""Signs of dust that no number has: they are left out beside a sign or a unit, too."""
_EMPTY = frozenset("-—–－一/")
"""One of these alone says that there is nothing; 一 is how a dash is read."""

_BARS, WIDE = frozenset("=＝═≡二~～"), 0.7
"""One of these alone is a stroke for nothing beside dust: a — if it is wider, in heights of the line."""


class _Spelling(NamedTuple):
    """One way to read a place."""

    texts: tuple[str, ...]
    """Of each of its characters; "" is none."""
    chance: float


def read_likeliest(form: Form, pages: Mapping[int, Page]) -> Form:
    """Return a form whose recognised numbers are numbers, where that is clear, with a doubt for each that was changed.

    Args:
        form: as it was read.
        pages: those with uncertain characters, and these with what stands around them.
    """
    findings: list[Finding] = []
    changed = form
    for subject, reading in walk_readings(form):
        if found := _read_number(form, subject, reading, pages):
            changed = with_reading(changed, subject, found)
            findings.append(_doubt(subject, reading, found))
    return changed.model_copy(update={"findings": (*form.findings, *findings)}) if findings else form


def _read_number(form: Form, subject: str, reading: AnyReading, pages: Mapping[int, Page]) -> AnyReading | None:
    """Return a reading as the number that it likely is; None if it is one, or if nothing is clear."""
    if reading.source != "ocr" or not 0 < len(reading.raw) <= LONGEST or subject.rsplit("/", 1)[-1] not in _NUMBERS:
        return None
    if len({each.page for each in reading.where}) != 1:
        return None
    page, parse = pages.get(reading.where[0].page), find_parser(form, subject)
    if page is None or parse is None or _is_number(subject, reading.raw, parse):
        return None
    glyphs = _in_order(reading, page.glyphs)
    uncertain = {guess.box: guess for guess in page.guesses}
    guesses = [uncertain.get(Box(*glyph[1:5])) for glyph in glyphs]
    if not 0 < sum(guess is not None for guess in guesses) <= MOST:
        return None
    spelt = {
        _join(reading.raw, spelling.texts): spelling
        for spelling in sorted(_spellings(glyphs, guesses), key=lambda spelling: spelling.chance)
    }
    likely = [(spelling.chance, raw) for raw, spelling in spelt.items() if raw and _is_number(subject, raw, parse)]
    likely.sort(reverse=True)
    if not likely or (len(likely) > 1 and likely[0][0] < CLEAR * likely[1][0]):
        return None
    raw = likely[0][1]
    kept = [Box(*glyph[1:5]) for glyph, text in zip(glyphs, spelt[raw].texts, strict=True) if text]
    where = tuple(_narrowed(reading.where, kept))
    return reading.model_copy(update={"raw": raw, "value": parse(raw), "where": where})


def _narrowed(places: Sequence[Where], kept: Sequence[Box]) -> Iterator[Where]:
    """Yield places as large as what was kept in them, if there is anything."""
    for place in places:
        if inside := [box for box in kept if holds(place, box)]:
            x0, top, x1, bottom = (round(edge, 2) for edge in union(inside))
            yield Where(page=place.page, box=(x0, top, x1, bottom))


def _is_number(subject: str, raw: str, parse: Callable[[str], Any]) -> bool:
    """Whether characters are what a place prints: a number, not below 0 where there is none, or that there is none."""
    value = parse(raw)
    if isinstance(value, Quantity):
        return value.number is not None
    if isinstance(value, Decimal):
        return value >= 0 or subject.rsplit("/", 1)[-1] not in _POINTS
    return raw in _EMPTY


def _in_order(reading: AnyReading, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return the glyphs of a printed text in its order; none if they are not exactly those.

    A target may stand in three columns: its sign, its number and its unit.
    """
    ordered: list[Glyph] = []
    for place in reading.where:
        inside = [glyph for glyph in glyphs if holds(place, Box(*glyph[1:5]))]
        for box in [line.box for line in find_lines(inside)]:
            own = [each for each in inside if box.top <= (each.top + each.bottom) / 2 <= box.bottom]
            ordered += sorted((each for each in own if each not in ordered), key=lambda glyph: glyph.x0)
    return ordered if "".join(glyph.text for glyph in ordered) == "".join(reading.raw.split()) else []


def _spellings(glyphs: Sequence[Glyph], guesses: Sequence[Guess | None]) -> Iterator[_Spelling]:
    """Yield the ways to read some characters, but for those that leave one out between others: it may be a point."""
    options = [
        [(glyph.text, 1.0)] if guess is None else [(glyph.text, glyph.confidence or 0.0), *_others(guess)]
        for glyph, guess in zip(glyphs, guesses, strict=True)
    ]
    if len(glyphs) == 1 and guesses[0] and glyphs[0].text in _BARS:
        options[0].append((_stroke(glyphs[0]), glyphs[0].confidence or 0.0))
    for chosen in product(*options):
        texts = tuple(text for text, _ in chosen)
        filled = [k for k, text in enumerate(texts) if text]
        if filled and all(texts[k] or _is_speck(k, glyphs) for k in range(filled[0], filled[-1])):
            yield _Spelling(texts, prod(chance for _, chance in chosen))


def _stroke(glyph: Glyph) -> str:
    """Return the stroke for nothing that is as wide as some bars."""
    return "—" if glyph.x1 - glyph.x0 > WIDE * (glyph.bottom - glyph.top) else "-"


def _is_speck(k: int, glyphs: Sequence[Glyph]) -> bool:
    """Whether a character that stands between two others is none of a number's, and no point between its figures."""
    return glyphs[k].text in _SPECKS and not (glyphs[k - 1].text.isdigit() and glyphs[k + 1].text.isdigit())


def _others(guess: Guess) -> list[tuple[str, float]]:
    return [(text, chance) for text, chance in guess.others if chance >= PLAUSIBLE and text not in (guess.text, " ")]


def _join(raw: str, texts: Sequence[str]) -> str:
    """Return a printed text with other characters in the places of its own, its blanks kept."""
    spelt = iter(texts)
    return "".join(each if each.isspace() else next(spelt) for each in raw).strip()


def _doubt(subject: str, reading: AnyReading, found: AnyReading) -> Finding:
    message = Message(
        en=f"Recognised from a picture as {reading.raw}, which is no number; {found.raw} is the likeliest that is one. "
        "Look at the page.",
        zh=f"由图像识别为“{reading.raw}”，不是数字；最可能的数字为“{found.raw}”，请核对原件。",
    )
    return Finding(rule="read-as-number", result="doubt", subject=subject, message=message, where=found.where)
