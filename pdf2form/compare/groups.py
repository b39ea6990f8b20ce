"""Forms side by side: what the departments, units or years have, counted and added up.

Equal forms count once, and money is added up in yuan, of the forms that print its unit. A mean of fewer than three
forms says nothing of who they belong to: it is not given, and the row says so.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from statistics import fmean, median
from typing import Any, Literal, NamedTuple

from pdf2form.export.columns import Chart, Table, describe
from pdf2form.rows import Row

By = Literal["department", "unit", "year"]

FEWEST = 3
"""Forms that a mean, or a place in a ranking, needs."""

FEW = f"fewer than {FEWEST} scores: no mean, not to be ranked 不足 {FEWEST} 张，不计均值，不宜排名"

TABLE = "groups"

MEASURES = (
    *("forms", "duplicates", "budget", "budget_forms", "executed", "executed_forms", "money_doubted", "rate"),
    *("scored", "mean_score", "median_score", "full_marks", "full_marks_share"),
    *("mismatches", "mismatch_forms", "largest", "rounding", "unchecked", "doubts", "clean", "clean_share", "note"),
    *("budget_doubted", "executed_doubted", "money_disputed", "rate_forms", "score_doubted"),
)
"""Columns behind those that say whose they are."""

CHARTS = (
    Chart(TABLE, "bar", "预算与执行（元） Budget and executed, yuan", ("", ""), ("budget", "executed")),
    Chart(TABLE, "bar", "执行率（%） Rate, percent", ("", ""), ("rate",)),
    Chart(TABLE, "bar", "得分 Scores", ("", ""), ("mean_score", "median_score")),
    Chart(TABLE, "bar", "不一致与存疑 Mismatches and doubts", ("", ""), ("mismatches", "doubts")),
    Chart(TABLE, "scatter", "预算与执行率 Rate against budget", ("budget", "budget"), ("rate",)),
)
"""What is drawn; bars are named by the columns that say whose they are."""

_FORMS = """
SELECT
  department.name AS department, department.code AS department_code, facts.department_key,
  unit.name AS unit, unit.code AS unit_code, facts.unit_key, facts.year,
  facts.duplicate_of, facts.budget, facts.executed, facts.budget_doubted, facts.executed_doubted,
  facts.money_doubted, facts.money_disputed, facts.score_doubted, facts.total_score, facts.full_marks,
  facts.mismatches, facts.rounding, facts.unchecked, facts.doubts, facts.clean, worst.difference AS largest
FROM facts
LEFT JOIN entities AS department ON department.kind = 'department' AND department.key = facts.department_key
LEFT JOIN entities AS unit ON unit.kind = 'unit' AND unit.key = facts.unit_key
LEFT JOIN (
  SELECT form_id, MAX(ABS(difference)) AS difference FROM differences
  WHERE measure = 'points' AND result = 'mismatch' GROUP BY form_id
) AS worst ON worst.form_id = facts.form_id
"""


_COUNTED = (
    *("mismatches", "rounding", "unchecked", "doubts"),
    *("budget_doubted", "executed_doubted", "money_doubted", "money_disputed", "score_doubted"),
)
"""Columns that are added up over all forms of a group; facts that speak of a sum are 0 for what is not in it."""


class Group(NamedTuple):
    """The forms of one department, unit or year; percent and points are rounded to hundredths.

    What the forms were not grouped by is None, and so is what no form of the group prints.
    """

    department: str | None
    department_code: str | None
    department_key: str | None
    unit: str | None
    unit_code: str | None
    unit_key: str | None
    year: int | None
    forms: int
    """Each counted once; all that follows is of these."""
    duplicates: int
    budget: Decimal | None
    """Yuan."""
    budget_forms: int
    executed: Decimal | None
    executed_forms: int
    budget_doubted: int
    executed_doubted: int
    money_doubted: int
    """Forms in either sum that have one of their amounts, or its unit, doubted."""
    money_disputed: int
    """Forms in either sum whose amounts, or their rate, take part in a mismatch."""
    rate: float | None
    """Percent, of the forms that print both."""
    rate_forms: int
    scored: int
    score_doubted: int
    mean_score: float | None
    median_score: float | None
    full_marks: int
    full_marks_share: float | None
    """Of no fewer forms than a mean needs."""
    mismatches: int
    mismatch_forms: int
    largest: float | None
    """Of the mismatches in points; rounding does not count."""
    rounding: int
    unchecked: int
    doubts: int
    clean: int
    clean_share: float | None
    note: str | None


class Comparison(NamedTuple):
    """Groups in the order of codes, names and years; `total` is of all forms."""

    by: tuple[By, ...]
    groups: tuple[Group, ...]
    total: Group

    def table(self) -> Table:
        """Return the columns, headings and types of its rows."""
        entities = [name for name in self.by if name != "year"]
        ends = (*(f"{name}_code" for name in entities), *(f"{name}_key" for name in entities))
        return describe(TABLE, (*self.by, *MEASURES, *ends), package="pdf2form.compare")

    def rows(self) -> list[Row]:
        """Return the rows of that table, a group each."""
        return [group._asdict() for group in self.groups]

    def charts(self) -> list[Chart]:
        """Return what is worth drawing of it."""
        named = (self.by[0], self.by[-1])
        return [chart if chart.across[0] else chart._replace(across=named) for chart in CHARTS]


def add_up(forms: Iterable[sqlite3.Row]) -> Group:
    """Count and add up forms, whoever they are of; rows of `facts`, with the `largest` of their differences."""
    return _group((), forms)


def read_total(database: sqlite3.Connection) -> Group:
    """Count and add up all forms."""
    return add_up(database.execute(_FORMS))


def compare(database: sqlite3.Connection, by: Sequence[By] = ("department",)) -> Comparison:
    """Count and add up the forms of each department, unit or year, or of each of several of them together.

    Args:
        database: of `open_index`.
        by: what the forms are grouped by; the first counts most.
    """
    keys = [f"{name}_key" if name != "year" else name for name in by]
    total = read_total(database)
    found = database.execute(f"{_FORMS} ORDER BY {', '.join(f'facts.{key}' for key in keys)}")
    grouped = groupby(found, key=lambda form: [form[key] for key in keys])
    groups = (_group(by, forms) for _, forms in grouped)
    return Comparison((*by,), (*sorted(groups, key=lambda group: _order(group, by)),), total)


def _order(group: Group, by: Sequence[By]) -> list[tuple[bool, str, int]]:
    """Return what sorts groups: codes, then names without a code, then what has no name."""
    found: list[tuple[bool, str, int]] = []
    for name in by:
        if name == "year":
            found.append((group.year is None, "", group.year or 0))
        else:
            entity, code, key = (getattr(group, f"{name}{part}") for part in ("", "_code", "_key"))
            found += [(entity is None, "", 0), (not code, code or "", 0)]
            found += [(False, entity or "", 0), (False, key or "", 0)]
    return found


def _group(by: Sequence[By], rows: Iterable[sqlite3.Row]) -> Group:
    """Count and add up forms; what they are grouped by is taken from the first."""
    every = [*rows]
    forms = [form for form in every if form["duplicate_of"] is None]
    names: dict[str, Any] = {
        name: every[0][name] if every and name.partition("_")[0] in by else None
        for name in ("department", "department_code", "department_key", "unit", "unit_code", "unit_key", "year")
    }
    scores = [form["total_score"] for form in forms if form["total_score"] is not None]
    enough = len(scores) >= FEWEST
    full, clean = (sum(form[name] or 0 for form in forms) for name in ("full_marks", "clean"))
    counts = {name: sum(form[name] for form in forms) for name in _COUNTED}
    return Group(
        **names,
        **_money(forms),
        **counts,
        forms=len(forms),
        duplicates=len(every) - len(forms),
        scored=len(scores),
        mean_score=round(fmean(scores), 2) if enough else None,
        median_score=round(median(scores), 2) if enough else None,
        full_marks=full,
        full_marks_share=_percent(full, len(scores)) if enough else None,
        mismatch_forms=sum(form["mismatches"] > 0 for form in forms),
        largest=max((form["largest"] for form in forms if form["largest"] is not None), default=None),
        clean=clean,
        clean_share=_percent(clean, len(forms)),
        note=None if enough else FEW,
    )


def _money(forms: Sequence[sqlite3.Row]) -> dict[str, Any]:
    """Return the columns of money that are sums of amounts; see `Group`."""
    budgets, spent = ([_exact(form[name]) for form in forms] for name in ("budget", "executed"))
    both = [(one, other) for one, other in zip(budgets, spent, strict=True) if one is not None and other is not None]
    budget, executed = ([amount for amount in amounts if amount is not None] for amounts in (budgets, spent))
    return {
        "budget": sum(budget, Decimal()) if budget else None,
        "budget_forms": len(budget),
        "executed": sum(executed, Decimal()) if executed else None,
        "executed_forms": len(executed),
        "rate": _percent(sum((other for _, other in both), Decimal()), sum((one for one, _ in both), Decimal())),
        "rate_forms": len(both),
    }


def _exact(amount: float | None) -> Decimal | None:
    """Return the digits of a double: added up as they are, they leave no noise and their order does not matter."""
    return None if amount is None else Decimal(repr(amount))


def _percent(part: Decimal | int, whole: Decimal | int) -> float | None:
    return round(float(part / whole * 100), 2) if whole else None
