"""The long tables: indicators, differences, signals, failures, each in pieces that are loaded one by one.

Forms that say the same as an earlier one are left out, as they are from all sums: their lines would stand here twice.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping

from pdf2form.report.scripts import Cell, Pieces, Table
from pdf2form.rows import YUAN

INDICATORS = 5_000
ROWS = 2_000
"""Rows of a piece: about a megabyte of indicators, half a megabyte of anything else."""

INDICATOR_COLUMNS = (
    *("form_id", "department", "year", "project", "line", "level1", "level2", "level3", "target", "actual"),
    *("weight", "score", "target_op", "target_number", "target_unit", "actual_number", "actual_unit"),
    *("doubts", "corrected"),
)

_INDICATORS = """
SELECT indicators.form_id, COALESCE(facts.department_key, '') AS department, facts.year, facts.project, line,
  level1, level2, level3, target_raw AS target, actual_raw AS actual, weight, score,
  target_op, IIF(target_high IS NULL, target_number, NULL) AS target_number, target_unit,
  IIF(actual_high IS NULL, actual_number, NULL) AS actual_number, actual_unit,
  indicators.doubts, indicators.corrected
FROM indicators JOIN facts USING (form_id)
WHERE facts.duplicate_of IS NULL
ORDER BY level3 IS NULL, level3, level2, indicators.form_id, line
"""

DIFFERENCE_COLUMNS = (
    *("form_id", "project", "department", "department_key", "year", "rule", "rule_set", "result", "measure"),
    *("subject", "label", "printed", "recomputed", "difference", "en", "zh", "page", "corrected"),
    *("money_unit", "difference_yuan", "scanned", "doubts"),
)

_SIZES = " ".join(f"WHEN '{unit}' THEN {yuan}" for unit, yuan in YUAN.items())

_DIFFERENCES = f"""
SELECT differences.*, facts.project, names.name AS department, COALESCE(facts.department_key, '') AS department_key,
  facts.year, facts.scanned, facts.doubts, forms.money_unit,
  IIF(measure = 'money', ROUND(difference * CASE forms.money_unit {_SIZES} END, 2), NULL) AS difference_yuan,
  message_en AS en, message_zh AS zh,
  EXISTS (SELECT 1 FROM readings WHERE readings.form_id = differences.form_id
    AND readings.subject = differences.subject AND readings.corrected IS NOT NULL) AS corrected
FROM differences JOIN facts USING (form_id) JOIN forms USING (form_id)
LEFT JOIN entities AS names ON names.kind = 'department' AND names.key = facts.department_key
WHERE facts.duplicate_of IS NULL
ORDER BY result = 'mismatch' DESC,
  CASE measure WHEN 'points' THEN 1 WHEN 'percent' THEN 2 WHEN 'money' THEN 3 WHEN 'text' THEN 5 ELSE 4 END,
  ABS(COALESCE(difference_yuan, difference)) DESC, differences.form_id, differences.subject, finding
"""

SIGNAL_COLUMNS = (
    *("signal", "form_id", "project", "department", "department_key", "year", "subject", "label", "scanned", "doubts"),
    "stands_on",
)

_SIGNALS = """
SELECT signal, signals.form_id, facts.project, names.name AS department,
  COALESCE(facts.department_key, '') AS department_key, facts.year, subject, label, facts.scanned, facts.doubts, inputs
FROM signals JOIN facts USING (form_id)
LEFT JOIN entities AS names ON names.kind = 'department' AND names.key = facts.department_key
WHERE facts.duplicate_of IS NULL
ORDER BY signals.kind, signals.form_id, subject
"""

_RAW = """
SELECT subject, COALESCE(MIN(raw), '') FROM readings  -- a blank cell is NULL in the tables
WHERE form_id = ? AND subject IN (SELECT value FROM json_each(?)) GROUP BY subject
"""

FAILURE_COLUMNS = ("source", "doc_id", "code", "message")

_FAILURES = f"SELECT {', '.join(FAILURE_COLUMNS)} FROM failures ORDER BY source, doc_id, code"


def write_lists(
    database: sqlite3.Connection, pieces: Pieces, departments: Mapping[str, int], names: Mapping[str, str]
) -> dict[str, int]:
    """Write the long tables, and return how many pieces each of them has.

    Args:
        database: of `open_index`, with signals noted.
        pieces: where they are written.
        departments: the number of each department's own piece, by key.
        names: what each source is called; see `find_names`.
    """
    differences = ([row[name] for name in DIFFERENCE_COLUMNS] for row in database.execute(_DIFFERENCES))
    failures = ((names[source], *others) for source, *others in database.execute(_FAILURES))
    tables = {
        "indicators": Table(INDICATOR_COLUMNS, _indicator_rows(database, departments)),
        "differences": Table(DIFFERENCE_COLUMNS, differences),
        "signals": Table(SIGNAL_COLUMNS, _signal_rows(database)),
        "failures": Table(FAILURE_COLUMNS, failures),
    }
    return {
        name: pieces.put_numbered(name, table, length=INDICATORS if name == "indicators" else ROWS)
        for name, table in tables.items()
    }


def _indicator_rows(database: sqlite3.Connection, departments: Mapping[str, int]) -> Iterator[list[Cell]]:
    for row in database.execute(_INDICATORS):
        form_id, key, *others = row
        yield [form_id, departments[key], *others]


def _signal_rows(database: sqlite3.Connection) -> Iterator[list[Cell]]:
    """Yield the signals, each with the pointers and printed texts that it stands on."""
    for row in database.execute(_SIGNALS):
        *cells, inputs = row
        raw = dict(database.execute(_RAW, [row["form_id"], inputs]).fetchall())
        yield [*cells, [[subject, raw[subject]] for subject in json.loads(inputs) if subject in raw]]
