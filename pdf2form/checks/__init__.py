"""Form to findings: what is printed against what can be recomputed, and every doubt. Nothing here changes a value."""

from collections.abc import Iterable, Iterator
from typing import Literal

from pdf2form.checks.funding import check_rates, check_scores, check_zero_budget, find_lines
from pdf2form.checks.groups import find_groups
from pdf2form.checks.indicators import check_limits, check_rows
from pdf2form.checks.readings import (
    check_levels,
    check_money_unit,
    check_numbers,
    check_pointless_money,
    check_project,
    check_weightless,
)
from pdf2form.checks.remarks import check_dates, check_reasons, check_repeated, check_unscored
from pdf2form.checks.shares import check_shares
from pdf2form.checks.sums import check_sums
from pdf2form.checks.totals import check_grade, check_totals, check_weights
from pdf2form.record import Finding, Form


def run_checks(form: Form) -> tuple[Finding, ...]:
    """Run every check; the same form always gives the same findings in the same order."""
    return tuple(_findings(form))


def _findings(form: Form) -> Iterator[Finding]:
    """Yield what every check finds, in the order of the form's blocks."""
    lines, groups = tuple(find_lines(form)), tuple(find_groups(form))
    yield from check_project(form)
    yield from check_money_unit(form)
    yield from check_numbers(form)
    yield from check_rates(lines)
    yield from check_scores(lines)
    yield from check_sums(form)
    yield from check_zero_budget(lines)
    yield from check_pointless_money(form)
    yield from check_levels(form)
    yield from check_weightless(form)
    yield from check_rows(form, groups)
    yield from check_limits(form, groups)
    yield from check_reasons(form, groups)
    yield from check_repeated(form)
    yield from check_dates(form)
    yield from check_shares(form)
    yield from check_weights(form)
    yield from check_totals(form)
    yield from check_unscored(form)
    yield from check_grade(form)


def verdict(findings: Iterable[Finding]) -> Literal["clean", "flagged"]:
    """Return `flagged` if any finding is a mismatch or a doubt."""
    return "flagged" if any(finding.result in ("mismatch", "doubt") for finding in findings) else "clean"
