"""Departments side by side, and the forms of each: what is added up counts a form once, however often it is found."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Literal

from pdf2form.compare.groups import FEWEST, add_up
from pdf2form.report.scripts import Cell, Pieces, Table

COLUMNS = (
    *("key", "name", "code", "year", "piece", "forms", "duplicates"),
    *("budget", "executed", "rate", "budget_forms", "executed_forms", "rate_forms"),
    *("money_doubted", "money_disputed", "scored", "score_doubted", "mean", "median", "full_marks"),
    *("mismatches", "mismatch_forms", "largest", "rounding", "unchecked", "doubts", "signals", "clean"),
)
"""Of the piece `departments`."""

FORM_COLUMNS = (
    *("form_id", "file", "year", "project", "unit", "unit_key", "budget", "executed", "rate"),
    *("total_weight", "total_score", "grade", "clean", "mismatches", "rounding", "unchecked", "doubts", "remarks"),
    *("scanned", "duplicate_of", "corrected", "signals", "largest"),
    *("money_doubted", "money_disputed", "score_doubted"),
)
"""Of the pieces `department/N`."""

_FORMS = """
SELECT facts.*, COALESCE(facts.department_key, '') AS key, facts.corrected IS NOT NULL AS is_corrected,
  (SELECT COUNT(*) FROM signals WHERE signals.form_id = facts.form_id) AS signals,
  (SELECT MAX(ABS(difference)) FROM differences
   WHERE differences.form_id = facts.form_id AND measure = 'points' AND result = 'mismatch') AS largest
FROM facts
ORDER BY key, facts.form_id
"""

_NAMES = "SELECT key, name, code FROM entities WHERE kind = 'department'"

Forms = Sequence[sqlite3.Row]


def write_departments(database: sqlite3.Connection, pieces: Pieces, files: Mapping[str, str]) -> dict[str, int]:
    """Write the forms of every department and the table of departments; return the number of each key's piece.

    Args:
        database: of `open_index`, with signals noted.
        pieces: where they are written.
        files: what each document is called, by doc_id.
    """
    names = {row["key"]: row for row in database.execute(_NAMES)}
    table: list[list[Cell]] = []
    numbers: dict[str, int] = {}
    for key, found in groupby(database.execute(_FORMS), key=lambda row: str(row["key"])):
        forms = [*found]
        numbers[key] = len(numbers) + 1
        pieces.put_table(f"department/{numbers[key]}", Table(FORM_COLUMNS, (_form_row(form, files) for form in forms)))
        named = names.get(key)
        for year, some in _by_year(forms):
            head = [key, named["name"] if named else None, (named["code"] or None) if named else None, year]
            table.append([*head, numbers[key], *summary(some)])
    pieces.put_table("departments", Table(COLUMNS, table))
    return numbers


def _by_year(forms: Forms) -> Iterator[tuple[int | Literal[""] | None, Forms]]:
    """Yield all forms, under None, those of each year, and those that print none, under ""."""
    yield None, forms
    for year in sorted({form["year"] for form in forms if form["year"] is not None}):
        yield year, [form for form in forms if form["year"] == year]
    if without := [form for form in forms if form["year"] is None]:
        yield "", without


def _form_row(form: sqlite3.Row, files: Mapping[str, str]) -> list[Cell]:
    cells = dict(form) | {"file": files[form["doc_id"]], "corrected": form["is_corrected"]}
    return [cells[name] for name in FORM_COLUMNS]


def summary(forms: Forms) -> list[Cell]:
    """Return the cells of COLUMNS from `forms` on, as `compare` adds up; too few scores have no mean or share."""
    found = add_up(forms)
    enough = found.scored >= FEWEST
    named = found._asdict() | {
        "budget": _number(found.budget),
        "executed": _number(found.executed),
        "mean": found.mean_score,
        "median": found.median_score,
        "full_marks": found.full_marks if enough else None,
        "signals": sum(form["signals"] for form in forms if form["duplicate_of"] is None),
    }
    return [named[name] for name in COLUMNS[COLUMNS.index("forms") :]]


def _number(amount: Decimal | None) -> float | None:
    """Return yuan, to the cent."""
    return None if amount is None else round(float(amount), 2)
