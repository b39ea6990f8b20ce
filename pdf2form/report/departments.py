"""Departments side by side, and the forms of each: what is added up counts a form once, however often it is found."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import fsum
from statistics import fmean, median

from pdf2form.report.scripts import Cell, Pieces, Table

COLUMNS = (
    *("key", "name", "code", "year", "piece", "forms", "duplicates"),
    *("budget", "executed", "rate", "money_forms", "scored", "mean", "median", "full_marks"),
    *("mismatches", "mismatch_forms", "largest", "rounding", "unchecked", "doubts", "signals", "clean"),
)
"""Of the piece `departments`."""

FORM_COLUMNS = (
    *("form_id", "file", "year", "project", "unit", "unit_key", "budget", "executed", "rate"),
    *("total_weight", "total_score", "grade", "clean", "mismatches", "rounding", "unchecked", "doubts", "remarks"),
    *("scanned", "duplicate_of", "corrected", "signals", "largest"),
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


def _by_year(forms: Forms) -> Iterator[tuple[int | None, Forms]]:
    """Yield all forms, under no year, and those of each year; forms without a year are in the first alone."""
    yield None, forms
    for year in sorted({form["year"] for form in forms if form["year"] is not None}):
        yield year, [form for form in forms if form["year"] == year]


def _form_row(form: sqlite3.Row, files: Mapping[str, str]) -> list[Cell]:
    cells = dict(form) | {"file": files[form["doc_id"]], "corrected": form["is_corrected"]}
    return [cells[name] for name in FORM_COLUMNS]


def summary(forms: Forms) -> list[Cell]:
    """Return the cells of COLUMNS from `forms` on; the rate is of the forms alone that print both sides of it."""
    counted = [form for form in forms if form["duplicate_of"] is None]
    both = [form for form in counted if form["budget"] is not None and form["executed"] is not None]
    budget, executed = (_sum(form[name] for form in both) for name in ("budget", "executed"))
    scores = [form["total_score"] for form in counted if form["total_score"] is not None]
    return [
        len(counted),
        len(forms) - len(counted),
        *(_sum(form[name] for form in counted) for name in ("budget", "executed")),
        round(100 * executed / budget, 2) if budget and executed is not None else None,
        sum(form["budget"] is not None for form in counted),
        len(scores),
        round(fmean(scores), 2) if scores else None,
        round(median(scores), 2) if scores else None,
        _count(counted, "full_marks"),
        _count(counted, "mismatches"),
        sum(form["mismatches"] > 0 for form in counted),
        max((form["largest"] for form in counted if form["largest"] is not None), default=None),
        *(_count(counted, name) for name in ("rounding", "unchecked", "doubts", "signals", "clean")),
    ]


def _sum(amounts: Iterable[float | None]) -> float | None:
    """Return a sum in yuan, to the cent; None of nothing."""
    found = [amount for amount in amounts if amount is not None]
    return round(fsum(found), 2) if found else None


def _count(forms: Forms, column: str) -> int:
    return sum(form[column] or 0 for form in forms)
