"""What every rule of the findings looks at, in English and Chinese, as data; where its words come from.

`rules.csv` beside this file has a row for each rule that `checks`, `parse`, `verify` and `convert` may name.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pdf2form.checks.rules import RULE_SETS
from pdf2form.report.scripts import Table


class Rule(NamedTuple):
    """A rule: what it looks at, and the page that says more."""

    rule: str
    en: str
    zh: str
    source: str
    """A page of the documentation, with the heading on it."""


@cache
def read_rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which a form is looked at."""
    with files("pdf2form.report").joinpath("rules.csv").open(encoding="utf-8") as file:
        return tuple(Rule(**row) for row in csv.DictReader(file, strict=True))


def rules_table() -> Table:
    """Return the rules as a table of a piece."""
    return Table(Rule._fields, read_rules())


def rule_sets_table() -> Table:
    """Return the scoring rules that findings name; `seen`: whether their source itself was read."""
    columns = ("name", "source_en", "source_zh", "seen", "templates")
    rows = [(rules.name, rules.source, rules.source_zh, int(rules.seen), list(rules.templates)) for rules in RULE_SETS]
    return Table(columns, rows)
