"""Numbers that the form's arithmetic fails with, read once more by the better recogniser, which is told to see numbers.

Only doubts come of it: the value and the mismatch stay, since the paper itself may be wrong.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pdf2form.page import Box, Spot
from pdf2form.parse.kinds import find_parser
from pdf2form.record import Finding, Form, Message, Quantity
from pdf2form.rows import AnyReading


def find_failing(form: Form) -> Iterator[tuple[str, AnyReading]]:
    """Yield the recognised numbers that take part in a mismatch and have no uncertain character; with their pointers.

    Args:
        form: with its findings.
    """
    failed = {at for each in form.findings if each.result == "mismatch" for at in (each.subject, *each.inputs)}
    failed -= {each.subject for each in form.findings if each.rule == "uncertain-character"}
    for subject, reading in form.readings() if failed else ():
        if subject in failed and reading.source == "ocr" and _is_number(form, subject, reading):
            yield subject, reading


def find_spots(form: Form) -> Iterator[Spot]:
    """Yield where the failing numbers of a form stand."""
    for _, reading in find_failing(form):
        yield from _spots(reading)


def find_second(form: Form, texts: Mapping[Spot, str]) -> Iterator[Finding]:
    """Yield a doubt for each failing number that is another number when it is read once more.

    One that is no number then says nothing: the recogniser was told to see one, so it saw none.

    Args:
        form: with its findings.
        texts: what was read once more, by its place.
    """
    for subject, reading in find_failing(form):
        raw = "".join(texts[spot] for spot in _spots(reading))
        parse = find_parser(form, subject)
        value = parse(raw) if parse else None
        if _numbers(value) not in ((), _numbers(reading.value)):
            yield _doubt(subject, reading, raw, value)


def _spots(reading: AnyReading) -> tuple[Spot, ...]:
    letters = "".join(sorted({letter for letter in reading.raw if not (letter.isdigit() or letter.isspace())}))
    return tuple(Spot(place.page, Box(*place.box), letters) for place in reading.where)


def _is_number(form: Form, subject: str, reading: AnyReading) -> bool:
    """Whether a reading is a number that is understood from its characters alone."""
    parse = find_parser(form, subject)
    return parse is not None and bool(_numbers(reading.value)) and parse(reading.raw) == reading.value


def _numbers(value: Any) -> tuple[object, ...]:
    """Return what is compared of a meaning, without its unit; nothing if it is no number."""
    if isinstance(value, Decimal):
        return (value,)
    if isinstance(value, Quantity) and value.number is not None:
        return value.op, value.number, value.high
    return ()


def _doubt(subject: str, reading: AnyReading, raw: str, value: Any) -> Finding:
    message = Message(
        en=f"The arithmetic fails here, and read once more by the better recogniser this is {raw}, not {reading.raw}. "
        "Look at the page.",
        zh=f"此处核算不符，用更好的模型重新识别为“{raw}”，而非“{reading.raw}”，请核对原件。",
    )
    suggested = value if isinstance(value, Decimal) else raw
    return Finding(
        rule="read-again",
        result="doubt",
        subject=subject,
        printed=reading.value if isinstance(value, Decimal) else reading.raw,
        suggested=suggested,
        message=message,
        where=reading.where,
    )
