"""Money rows: cases of published forms, and planted errors."""

from decimal import Decimal

import pytest

from pdf2form.checks import run_checks
from pdf2form.record import Finding, Form, FundingLine
from tests.printed_form import first_seed, make_form, money, said, seed_funding

RULES = ("funding-rate", "funding-score", "funding-sum", "unit-scale", "zero-budget")


def check(*lines: FundingLine) -> tuple[Finding, ...]:
    return tuple(one for one in run_checks(make_form(funding=lines)) if one.rule in RULES)


def result(rule: str, cells: str) -> str:
    return next(one.result for one in check(money("total", cells)) if one.rule == rule)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("0 151.21 150.72 10 99.68 9.97", "pass"),
        ("0 151.21 150.72 10 99.67 9.97", "rounding"),
        ("0 151.21 150.72 10 99.66 9.97", "rounding"),  # 99.669 cut off
        ("0 151.21 150.72 10 99.65 9.97", "mismatch"),
        ("0 151.21 150.72 10 99.69 9.97", "mismatch"),
        ("0 250000 215457.6 10 86.18% 8.62", "pass"),
        ("0 250000 215457.6 10 86.19% 8.62", "mismatch"),
        ("0 250000 215457.6 10 86% 9", "pass"),
        ("0 250000 215457.6 10 85% 9", "mismatch"),
        ("0 3 2 10 66.66 6.67", "rounding"),
        ("0 100 90 10 0.9 9", "doubt"),
        ("0 100 100 10 1 10", "doubt"),
        ("0 100 110 10 110 10", "pass"),
        ("0 100 120 10 100 10", "remark"),
        ("0 100 120 10 99 10", "mismatch"),
        ("0 0 0 10 0.00 0.00", "unchecked"),
        ("0 0 0 10 7.00 0.00", "doubt"),  # nothing of nothing is 0 or 100
        ("0 100 90 10 _ 9", "unchecked"),
        ("0 3 2 - 45 -", "unchecked"),  # money too coarse
        ("0 0 0 10 100 10", "unchecked"),
        ("0 - 5 10 100 10", "unchecked"),
        ("0 -5 5 10 100 10", "unchecked"),
        ("0 10 0 10 0 0", "pass"),
    ],
)
def test_the_rate_is_executed_by_budget(cells: str, expected: str) -> None:
    rates = [one for one in check(money("total", cells)) if one.subject == "/funding/0/rate"]
    assert [one.result for one in rates] == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("0 250000 215457.6 10 86% 9", "rounding"),
        ("0 250000 215457.6 10 86% 8.6", "pass"),  # from the printed rate
        ("0 250000 215457.6 10 86.18% 8.62", "pass"),
        ("0 250000 215457.6 10 86.18% 8.61", "rounding"),  # cut off
        ("0 250000 215457.6 10 86.18% 8.60", "mismatch"),
        ("0 250000 215457.6 10 86.18% 8", "mismatch"),
        ("0 250000 215457.6 10 86.18% 10", "mismatch"),
        ("0 10000 8013 10 80.13% 8", "rounding"),
        ("0 10000 8013 20 80.13% 16", "rounding"),
        ("0 10000 8013 20 80.13% 16.03", "pass"),
        ("0 100 110 10 110 10", "pass"),
        ("0 100 110 10 110 11", "mismatch"),
        ("0 0 0 10 0.00 0.00", "unchecked"),
        ("0 0 0 10 0.00 10", "unchecked"),
        ("0 0 0 10 0.00 1", "doubt"),
        ("0 100 90 - 90 9", "unchecked"),
        ("∅ ∅ ∅ 10 86% 8.60", "pass"),
        ("∅ ∅ ∅ 10 86% 8.62", "rounding"),
        ("∅ ∅ ∅ 10 86% 8.75", "mismatch"),
        ("∅ ∅ ∅ 10 ∅ 8.70", "unchecked"),
        ("0 100 90 10 90 _", "unchecked"),
        ("0 3 2 10 ∅ 8", "unchecked"),  # money too coarse
    ],
)
def test_the_score_is_weight_times_rate(cells: str, expected: str) -> None:
    assert result("funding-score", cells) == expected


@pytest.mark.parametrize(
    ("cells", "accused"),
    [
        ("0 3 2 10 66.67 6.67", []),
        ("0 3 2 10 70 7", []),
        ("0 3 2 10 45 9.9", ["score"]),
        ("0 3 2 10 90 5", ["score"]),
        ("0 3 2 10 66.67 9.9", ["score"]),
        ("0 3 2 10 99 4.3", ["score"]),
        ("0 1 1 10 34 10", ["rate"]),
        ("0 20 19 10 92 9.9", ["score"]),
        ("0 20 19 10 99 9.1", ["score"]),
        ("0 3 2 10 45 6.67", ["rate"]),
    ],
)
def test_rate_score_and_money_have_one_common_solution(cells: str, accused: list[str]) -> None:
    found = said(check(money("total", cells)), "mismatch")
    assert [subject.split("/")[-1] for _, subject in found] == accused


def test_a_wrong_rate_accuses_the_rate_and_not_the_score() -> None:
    findings = check(money("total", "0 100.00 90.00 10 80.00 8.00"))
    assert said(findings, "mismatch") == [("funding-rate", "/funding/0/rate")]


def test_the_initial_budget_counts_where_the_form_has_no_other() -> None:
    (finding,) = check(money("total", "200.00 ∅ 100.00 ∅ 50.00 ∅"))
    assert finding.result == "pass"
    assert finding.inputs == ("/funding/0/executed", "/funding/0/initial_budget")


def test_money_in_cells_with_their_own_unit_stands_for_more() -> None:
    lines = [money("total", "∅ 2.4万元 2.3万元 ∅ 96% ∅", unit="元"), money("other", "∅ 1.00 1.00 ∅ ∅ ∅", unit="元")]
    assert said(check(*lines), "mismatch") == [
        ("funding-sum", "/funding/0/annual_budget"),
        ("funding-sum", "/funding/0/executed"),
    ]
    assert next(one for one in check(*lines) if one.rule == "funding-rate").result == "pass"


def _sums(total: str, *parts: str) -> list[str]:
    lines = [("total", f"∅ {total} ∅ ∅ ∅ ∅"), *(("other", f"∅ {part} ∅ ∅ ∅ ∅") for part in parts)]
    return [one.result for one in check(*seed_funding(lines)) if one.rule == "funding-sum"]


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("3.00", ("1.00", "2.00"), "pass"),
        ("3.00", ("1.00", "2.00", "-"), "pass"),
        ("3.01", ("1.00", "2.00"), "rounding"),
        ("3.03", ("1.00", "2.00"), "mismatch"),
        ("3.02", ("1.00", "2.00", "0.00"), "mismatch"),  # a printed zero is nothing
        ("100.00", ("33.33", "33.33", "33.31"), "mismatch"),
        ("100.00", ("60.00", "40.02", "0.00"), "mismatch"),
        ("100.00", ("60.00", "40.01"), "rounding"),
        ("100", ("33", "33", "32"), "mismatch"),
        ("0", ("1.00", "2.00"), "mismatch"),
        ("3.00", ("1.00", "2,0.0"), "unchecked"),
        ("3.00", ("-", "-"), "unchecked"),
    ],
)
def test_the_total_row_is_the_sum_of_the_rows_below(total: str, parts: tuple[str, ...], expected: str) -> None:
    assert _sums(total, *parts) == [expected]


def test_an_unlisted_row_may_be_a_part_of_another() -> None:
    lines = [("total", "3.00 ∅ ∅ ∅ ∅ ∅"), ("other", "3.00 ∅ ∅ ∅ ∅ ∅"), ("unlisted", "1.00 ∅ ∅ ∅ ∅ ∅")]
    assert said(check(*seed_funding(lines)), "pass") == [("funding-sum", "/funding/0/initial_budget")]


def test_each_column_of_the_seed_adds_up() -> None:
    sums = [one for one in run_checks(first_seed()) if one.rule == "funding-sum"]
    assert [one.result for one in sums] == ["pass"] * 3
    assert sums[1].message.en == "151.21 + 0.00 + 0.00 = 151.21, as printed."


def test_spending_without_a_budget_is_remarked() -> None:
    assert said(check(money("total", "0 0 5.00 10 0 0")), "remark") == [("zero-budget", "/funding/0/executed")]


@pytest.mark.parametrize("column", ["annual_budget", "executed", "rate", "score"])
def test_an_error_planted_in_the_seed_money_is_found(column: str) -> None:
    form = first_seed()
    line = form.funding[0]
    cell = getattr(line, column)
    wrong = cell.model_copy(update={"value": cell.value + Decimal("0.10")})
    planted = form.model_copy(update={"funding": (line.model_copy(update={column: wrong}), *form.funding[1:])})
    assert any(one.result == "mismatch" and _touches(one, f"/funding/0/{column}") for one in run_checks(planted))


def _touches(finding: Finding, pointer: str) -> bool:
    return pointer in (finding.subject, *finding.inputs)


def test_a_form_without_money_has_no_findings_about_it() -> None:
    findings = run_checks(Form(form=1, pages=(1,), verdict="clean", template="unknown"))
    assert [one.rule for one in findings] == ["no-project", "total-score"]
