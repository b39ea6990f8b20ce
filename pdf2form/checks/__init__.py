"""Form to findings: what is printed against what can be recomputed, and every doubt. Nothing here changes a value."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from pdf2form.checks.funding import check_rates, check_scores, check_sums, check_zero_budget
from pdf2form.checks.indicators import check_limits, check_rows
from pdf2form.checks.readings import check_money_unit, check_numbers, check_weightless
from pdf2form.checks.remarks import check_dates, check_reasons, check_repeated, check_unscored
from pdf2form.checks.totals import check_grade, check_shares, check_totals, check_weights
from pdf2form.record import Finding, Form

CHECKS: tuple[Callable[[Form], Iterator[Finding]], ...] = (
    check_money_unit,
    check_numbers,
    check_rates,
    check_scores,
    check_sums,
    check_zero_budget,
    check_weightless,
    check_rows,
    check_limits,
    check_reasons,
    check_repeated,
    check_dates,
    check_shares,
    check_weights,
    check_totals,
    check_unscored,
    check_grade,
)
"""Every check, in the order of the form's blocks."""


def run_checks(form: Form) -> tuple[Finding, ...]:
    """Run every check; the same form always gives the same findings in the same order."""
    return tuple(finding for check in CHECKS for finding in check(form))


def verdict(findings: Iterable[Finding]) -> Literal["clean", "flagged"]:
    """Return `flagged` if any finding is a mismatch or a doubt."""
    return "flagged" if any(finding.result in ("mismatch", "doubt") for finding in findings) else "clean"
