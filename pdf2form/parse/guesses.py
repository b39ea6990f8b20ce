"""Doubts about recognised values that hold a character which may be another one."""

from collections.abc import Iterator, Mapping, Sequence

from pdf2form.page import Box, Guess
from pdf2form.record import Finding, Form, Message, Where
from pdf2form.rows import AnyReading, walk_readings

NARROW, LIKELY = 0.7, 0.05
"""A bracket alone is narrower than this, in its height; and nothing else is as likely in its place."""


def find_uncertain(
    form: Form, guesses: Mapping[int, Sequence[Guess]]
) -> Iterator[tuple[str, AnyReading, Sequence[Guess]]]:
    """Yield the readings of a form that hold an uncertain character, by their pointers, each with those characters.

    Args:
        form: that was read.
        guesses: for each page the recognised characters that are not certain.
    """
    for subject, reading in walk_readings(form):
        if not reading.raw:
            continue
        found = [guess for place in reading.where for guess in guesses.get(place.page, ()) if holds(place, guess.box)]
        if len({place.page for place in reading.where}) > 1 and _is_balanced(reading.raw):
            found = [guess for guess in found if not _lacks_partner(guess)]
        if found:
            yield subject, reading, found


def doubt_uncertain(subject: str, reading: AnyReading, guesses: Sequence[Guess]) -> Finding:
    """Return the doubt of a reading that holds uncertain characters."""
    named = sorted({guess.text for guess in guesses})
    message = Message(
        en=f"Recognised from a picture, and not certain: {', '.join(named)}. Look at the page.",
        zh=f"由图像识别，以下字符不能确定：{'、'.join(named)}，请核对原件。",
    )
    return Finding(rule="uncertain-character", result="doubt", subject=subject, message=message, where=reading.where)


def _is_balanced(text: str) -> bool:
    """Whether each bracket has its partner."""
    depth = 0
    for letter in text:
        depth += (letter in "(（") - (letter in ")）")
        if depth < 0:
            return False
    return depth == 0


def _lacks_partner(guess: Guess) -> bool:
    """Whether nothing speaks against a bracket but that its partner is not on its page."""
    narrow = guess.box.x1 - guess.box.x0 < NARROW * (guess.box.bottom - guess.box.top)
    return guess.text in "()（）" and narrow and all(chance < LIKELY for _, chance in guess.others)


def holds(place: Where, box: Box) -> bool:
    """Whether the middle of a character lies in a place."""
    x0, top, x1, bottom = place.box
    return x0 <= (box.x0 + box.x1) / 2 <= x1 and top <= (box.top + box.bottom) / 2 <= bottom
