"""What kind of reading a JSON pointer leads to: how the characters there are understood."""

import re
from collections.abc import Callable
from typing import Any

from pdf2form.labels import UNITS
from pdf2form.parse.readings import GRADE, LEVEL, NUMBER, QUANTITY, RATE, WORDS, YEAR, Kind, money
from pdf2form.record import Form, Text

_MONEY = ("initial_budget", "annual_budget", "executed")
_KINDS: dict[tuple[str, str], Kind[Any]] = {
    ("funding", "weight"): NUMBER,
    ("funding", "rate"): RATE,
    ("funding", "score"): NUMBER,
    ("indicators", "target"): QUANTITY,
    ("indicators", "actual"): QUANTITY,
    ("indicators", "weight"): NUMBER,
    ("indicators", "score"): NUMBER,
    ("total", "weight"): NUMBER,
    ("total", "score"): NUMBER,
    ("grade", "grade"): GRADE,
}
"""By the first and the last word of a pointer; what arithmetic speaks of."""

_UNIT = re.compile("|".join(sorted(UNITS, key=len, reverse=True)))
_WORDED: dict[tuple[str, str], Kind[Any]] = {
    ("year", "year"): YEAR,
    ("money_unit", "money_unit"): Kind(Text, lambda raw: found[0] if (found := _UNIT.search(raw)) else None),
    ("indicators", "level1"): LEVEL,
    ("indicators", "level2"): LEVEL,
}
"""Likewise; all else is words."""


def find_parser(form: Form, subject: str) -> Callable[[str], Any] | None:
    """Return how the characters at a JSON pointer were understood; None where there is nothing to calculate with.

    A target whose sign and unit stand in columns of their own is not understood from its characters alone; whoever
    parses anew makes sure first that the old characters give the old value.
    """
    words = subject.strip("/").split("/")
    if words[0] == "funding" and words[-1] in _MONEY:
        return money(form.money_unit.value if form.money_unit else None).parse
    kind = _KINDS.get((words[0], words[-1]))
    return kind.parse if kind else None


def parse_printed(form: Form, subject: str, raw: str) -> Any:
    """Return what characters mean if they are printed at the JSON pointer of a reading; None if nothing, or unclear."""
    words = subject.strip("/").split("/")
    parse = find_parser(form, subject)
    return (parse or _WORDED.get((words[0], words[-1]), WORDS).parse)(raw)
