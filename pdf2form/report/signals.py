"""What is worth a question, form by form: data and queries. A signal accuses nobody, and names the values behind it.

Rows with a doubt give no signal: what may be misread is a question to the reader, not to a department.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from pdf2form.checks.remarks import SENTENCE
from pdf2form.checks.units import likely_percent, scales
from pdf2form.parts import Message, Quantity
from pdf2form.report.scripts import Table


class Found(NamedTuple):
    """A signal of a form."""

    signal: str
    form_id: str
    subject: str
    """JSON pointer of the reading that it is about."""
    label: str | None
    """The printed name of the line."""
    inputs: tuple[str, ...]
    """JSON pointers of the readings that it stands on."""


class Signal(NamedTuple):
    """A kind of signal: its name, the question it asks, and how it may well be explained."""

    name: str
    question: Message
    explained: Message
    find: Callable[[sqlite3.Connection], Iterator[Found]]


_LABEL = "COALESCE(level3, level2, level1)"

_FULL_MARKS = f"""
SELECT form_id, line, {_LABEL} AS label, target_op, target_number, target_unit, actual_number, actual_unit
FROM indicators
WHERE score >= weight AND weight > 0 AND doubts IS NULL
  AND target_op IS NOT NULL AND target_number IS NOT NULL AND target_high IS NULL
  AND actual_number IS NOT NULL AND actual_high IS NULL AND COALESCE(actual_op, 'eq') IN ('eq', target_op)
ORDER BY form_id, line
"""

_REPEATED = f"""
SELECT diff.form_id, diff.subject, {_LABEL} AS label
FROM diff JOIN indicators ON indicators.form_id = diff.form_id
  AND diff.subject = '/indicators/' || indicators.line || '/actual'
WHERE diff.rule = 'actual-repeats-target' AND indicators.target_text = indicators.actual_text AND doubts IS NULL
UNION ALL
SELECT form_id, '/goals/' || line || '/actual', NULL FROM goals
WHERE expected = actual AND LENGTH(actual) >= {SENTENCE} AND doubts IS NULL
ORDER BY 1, 2
"""

_WEIGHTLESS = f"""
SELECT form_id, line, {_LABEL} AS label FROM indicators
WHERE weight = 0 AND doubts IS NULL
  AND form_id IN (SELECT form_id FROM indicators WHERE weight > 0)
ORDER BY form_id, line
"""

_GROWN = """
SELECT form_id, line, label FROM funding
WHERE initial_budget = 0 AND annual_budget > 0 AND doubts IS NULL AND line = (
  SELECT MIN(line) FROM funding AS first WHERE first.form_id = funding.form_id AND first.kind = 'total'
)
ORDER BY form_id
"""


def _full_marks(database: sqlite3.Connection) -> Iterator[Found]:
    for row in database.execute(_FULL_MARKS):
        target = Quantity(op=row["target_op"], number=_exact(row["target_number"]), unit=row["target_unit"])
        actual = Quantity(number=_exact(row["actual_number"]), unit=row["actual_unit"])
        if is_missed(target, actual):
            yield _of_row("full-marks-below-target", row, "score", ("target", "actual", "weight", "score"))


def is_missed(target: Quantity, actual: Quantity) -> bool:
    """Tell whether a number surely misses its target: in whatever way their units may be compared."""
    if target.number is None or actual.number is None or likely_percent(target, actual):
        return False
    values = [actual.number.scaleb(scale) for scale in scales(target, actual)]
    if target.op in ("le", "lt"):
        return bool(values) and min(values) > target.number
    return bool(values) and target.op is not None and max(values) < target.number


def _exact(number: float) -> Decimal:
    return Decimal(repr(number))


def _repeated(database: sqlite3.Connection) -> Iterator[Found]:
    for row in database.execute(_REPEATED):
        line = row["subject"].removesuffix("/actual")
        other = f"{line}/expected" if line.startswith("/goals/") else f"{line}/target"
        yield Found("result-repeats-target", row["form_id"], row["subject"], row["label"], (other, row["subject"]))


def _weightless(database: sqlite3.Connection) -> Iterator[Found]:
    for row in database.execute(_WEIGHTLESS):
        yield _of_row("zero-weight", row, "weight", ("target", "actual", "weight", "score"))


def _grown(database: sqlite3.Connection) -> Iterator[Found]:
    for row in database.execute(_GROWN):
        at = f"/funding/{row['line']}"
        inputs = tuple(f"{at}/{name}" for name in ("initial_budget", "annual_budget", "executed"))
        yield Found("budget-from-zero", row["form_id"], f"{at}/annual_budget", row["label"], inputs)


def _of_row(signal: str, row: sqlite3.Row, about: str, inputs: tuple[str, ...]) -> Found:
    at = f"/indicators/{row['line']}"
    return Found(signal, row["form_id"], f"{at}/{about}", row["label"], tuple(f"{at}/{name}" for name in inputs))


SIGNALS = (
    Signal(
        "full-marks-below-target",
        Message(
            en="The actual value is short of the target, and the score is full. Why were no points taken off?",
            zh="实际完成值未达到指标值，得分却为满分，未扣分的原因是什么？",
        ),
        Message(
            en="The target may have been changed in the year, or the sign before it is not what was meant.",
            zh="年中可能调整过指标值，或指标值前的符号填写有误。",
        ),
        _full_marks,
    ),
    Signal(
        "result-repeats-target",
        Message(
            en="The result repeats the target word by word. What was reached in fact?",
            zh="实际完成情况与预期目标文字完全相同，实际完成了什么？",
        ),
        Message(
            en="Everything may have been reached as planned, and the text copied.",
            zh="可能已按计划全部完成，直接沿用了原文。",
        ),
        _repeated,
    ),
    Signal(
        "zero-weight",
        Message(
            en="The indicator has a weight of zero: its result changes no score. Why is it in the form?",
            zh="该指标分值为零，完成与否不影响得分，为何列入？",
        ),
        Message(
            en="It may be listed for information only, or be scored together with another row.",
            zh="可能仅供参考，或与其他行合并计分。",
        ),
        _weightless,
    ),
    Signal(
        "budget-from-zero",
        Message(
            en="The budget was zero at the beginning of the year and was not at its end. What was it added for?",
            zh="年初预算为零，全年预算不为零，年中追加的原因是什么？",
        ),
        Message(
            en="The money may have been approved, or transferred from above, only in the course of the year.",
            zh="资金可能在年中批复，或由上级年中下达。",
        ),
        _grown,
    ),
)
"""All kinds, in the order in which they are listed."""


def signals_table() -> Table:
    """Return the kinds of signals as a table of a piece."""
    columns = ("signal", "question_en", "question_zh", "explained_en", "explained_zh")
    rows = [(one.name, one.question.en, one.question.zh, one.explained.en, one.explained.zh) for one in SIGNALS]
    return Table(columns, rows)


def note_signals(database: sqlite3.Connection) -> None:
    """Note all signals in a table of this connection alone: `signals`, one row each, with its number by kind."""
    database.execute(
        "CREATE TEMP TABLE signals (kind INTEGER, signal TEXT, form_id TEXT, subject TEXT, label TEXT, inputs TEXT)"
    )
    for kind, signal in enumerate(SIGNALS):
        rows = ((kind, *found[:-1], json.dumps(found.inputs)) for found in signal.find(database))
        database.executemany("INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?)", rows)
    database.execute("CREATE INDEX temp.signals_form ON signals (form_id)")
