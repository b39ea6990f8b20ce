"""What the report says of itself: the account, what could not be read or checked, and what its words mean."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from pdf2form.compare.entities import Kind
from pdf2form.compare.groups import Group, read_total
from pdf2form.errors import IN_CHINESE, IN_ENGLISH
from pdf2form.export.columns import DICTIONARY, DICTIONARY_COLUMNS
from pdf2form.record import VERSION, Record
from pdf2form.report.rules import rule_sets_table, rules_table
from pdf2form.report.scripts import Table, as_table
from pdf2form.report.signals import signals_table

_MISSING = "SELECT COUNT(*) FROM facts WHERE duplicate_of IS NULL AND budget IS NULL AND executed IS NULL"

_RESULTS = """
SELECT diff.result, COUNT(*) FROM diff JOIN facts USING (form_id)
WHERE facts.duplicate_of IS NULL GROUP BY diff.result ORDER BY diff.result
"""

_BY_RULE = """
SELECT diff.rule, COUNT(*) AS findings, COUNT(DISTINCT diff.form_id) AS forms FROM diff JOIN facts USING (form_id)
WHERE facts.duplicate_of IS NULL AND diff.result = ? GROUP BY diff.rule ORDER BY findings DESC, diff.rule
"""

_OF_FORMS = """
SELECT COALESCE(SUM(duplicate_of IS NULL), 0) AS forms, COALESCE(SUM(duplicate_of IS NOT NULL), 0) AS duplicates
FROM facts
"""

_INPUT_FAULTS = "SELECT code, COUNT(*) FROM failures GROUP BY code"


class PageCounts:
    """How the pages of all documents were read; counted while the records pass by."""

    def __init__(self) -> None:
        self.pages: Counter[str] = Counter()
        """By source: text, ocr, mixed, blank."""
        self.form_pages: Counter[str] = Counter()
        """Of those, the pages that a form stands on."""
        self.faults: Counter[str] = Counter()
        """Pages by the code of their fault."""

    def add(self, record: Record) -> None:
        """Count the pages of a document."""
        for page in record.pages:
            self.pages[page.source] += 1
            self.form_pages[page.source] += bool(page.forms)
            if page.fault:
                self.faults[page.fault.code] += 1


def count_forms(database: sqlite3.Connection) -> dict[str, int]:
    """Return how many `forms` there are that repeat no earlier one, and how many `duplicates` that do."""
    return dict(database.execute(_OF_FORMS).fetchone())


def about_piece(
    database: sqlite3.Connection,
    account: Mapping[str, int],
    *,
    pieces: Mapping[str, int],
    pictures: Mapping[str, int],
    suggested: Mapping[str, int],
) -> dict[str, object]:
    """Return what the overview says.

    Args:
        database: of `open_index`.
        account: inputs by what became of them.
        pieces: how many pieces the long tables have, by name.
        pictures: how many are there, left out for the budget, or missing.
        suggested: how many names look like another one, by kind.
    """
    years = database.execute("SELECT DISTINCT year FROM facts WHERE year IS NOT NULL ORDER BY year")
    total = read_total(database)
    results = {"mismatch": 0, "rounding": 0, "unchecked": 0, "doubt": 0, "remark": 0, "pass": 0}
    return {
        "version": VERSION,
        "account": dict(account),
        **count_forms(database),
        "years": [year for (year,) in years],
        "money": _money(database, total),
        "score_doubted": total.score_doubted,
        "counts": results | dict(database.execute(_RESULTS).fetchall()),
        "pieces": dict(pieces),
        "pictures": dict(pictures),
        "names": {f"{kind}_suggestions": suggested.get(kind, 0) for kind in get_args(Kind)},
    }


def _money(database: sqlite3.Connection, total: Group) -> dict[str, object]:
    """Return what all forms add up to, of how many of them, and how far it is to be trusted."""
    return {
        "budget": round(float(total.budget or 0), 2),
        "budget_forms": total.budget_forms,
        "executed": round(float(total.executed or 0), 2),
        "executed_forms": total.executed_forms,
        "rate": total.rate,
        "rate_forms": total.rate_forms,
        "without_unit": database.execute(_MISSING).fetchone()[0],
        "doubted": total.money_doubted,
        "disputed": total.money_disputed,
    }


def quality_piece(
    database: sqlite3.Connection, counts: PageCounts, suggestions: Iterable[Sequence[object]]
) -> dict[str, object]:
    """Return what the page on data quality says: tables, each with its own columns."""
    inputs = Counter(dict(database.execute(_INPUT_FAULTS).fetchall()))
    codes = sorted(inputs.keys() | counts.faults.keys())
    pages = [(source, counts.pages[source], counts.form_pages[source]) for source in sorted(counts.pages)]
    statuses = database.execute("SELECT status, COUNT(*) FROM documents GROUP BY status ORDER BY status")
    by_rule = ("rule", "findings", "forms")
    faults = ((code, inputs[code], counts.faults[code], IN_ENGLISH.get(code), IN_CHINESE.get(code)) for code in codes)
    tables = {
        "doubts": Table(by_rule, database.execute(_BY_RULE, ["doubt"])),
        "unchecked": Table(by_rule, database.execute(_BY_RULE, ["unchecked"])),
        "remarks": Table(by_rule, database.execute(_BY_RULE, ["remark"])),
        "documents": Table(("status", "documents"), statuses),
        "pages": Table(("source", "pages", "form_pages"), pages),
        "faults": Table(("code", "inputs", "pages", "en", "zh"), faults),
        "suggestions": Table(("kind", "name", "other", "likeness", "why"), suggestions),
    }
    return {name: as_table(table) for name, table in tables.items()}


def dictionary_piece(database: sqlite3.Connection) -> dict[str, object]:
    """Return what every column, rule, rule set and signal means."""
    columns = database.execute(f"SELECT * FROM {DICTIONARY} ORDER BY rowid")
    tables = {
        "columns": Table(DICTIONARY_COLUMNS, columns),
        "rules": rules_table(),
        "rule_sets": rule_sets_table(),
        "signals": signals_table(),
    }
    return {name: as_table(table) for name, table in tables.items()}
