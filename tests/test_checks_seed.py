"""The two seed forms are clean, for the right reasons."""

from decimal import Decimal

import pytest

from pdf2form.checks import run_checks, verdict
from tests.printed_form import first_seed, said, second_seed


def test_the_first_form_has_two_roundings_and_three_remarks() -> None:
    findings = run_checks(first_seed())
    assert said(findings, "rounding", "mismatch", "doubt", "remark") == [
        ("funding-rate", "/funding/0/rate"),
        ("funding-rate", "/funding/1/rate"),
        ("missing-reason", "/indicators/2/reason"),
        ("missing-reason", "/indicators/3/reason"),
        ("missing-reason", "/indicators/4/reason"),
    ]
    assert verdict(findings) == "clean"


def test_the_second_form_has_nothing_to_say() -> None:
    findings = run_checks(second_seed())
    assert said(findings, "rounding", "mismatch", "doubt", "remark") == []
    assert len(second_seed().indicators) == 58
    assert verdict(findings) == "clean"


def test_what_is_unchecked_in_the_seed_is_said() -> None:
    zero = [("funding-rate", "/funding/2/rate"), ("funding-rate", "/funding/3/rate")]
    assert said(run_checks(first_seed()), "unchecked") == zero
    assert said(run_checks(second_seed()), "unchecked") == zero


def test_the_score_is_recomputed_from_the_money() -> None:
    (score,) = (one for one in run_checks(first_seed()) if one.rule == "funding-score")
    assert score.result == "pass"
    assert score.inputs == ("/funding/0/weight", "/funding/0/executed", "/funding/0/annual_budget")
    assert score.message.en == "10.00 × 150.72 / 151.21 = 9.97, as printed."


def test_the_rate_says_what_the_printed_digits_allow() -> None:
    rate = next(one for one in run_checks(first_seed()) if one.rule == "funding-rate")
    assert (rate.printed, rate.recomputed, rate.difference) == (Decimal("99.67"), Decimal("99.68"), Decimal("-0.01"))
    assert rate.low is not None
    assert rate.high is not None
    assert Decimal("99.669") < rate.low < Decimal("99.67")
    assert Decimal("99.682") < rate.high < Decimal("99.683")
    assert rate.where == first_seed().funding[0].rate.where  # type: ignore[union-attr]


def test_findings_are_the_same_every_time() -> None:
    assert run_checks(first_seed()) == run_checks(first_seed())


@pytest.mark.parametrize("index", range(58))
@pytest.mark.parametrize("field", ["weight", "score"])
def test_a_tenth_too_little_in_any_row_of_the_second_form_is_found(index: int, field: str) -> None:
    form = second_seed()
    row = form.indicators[index]
    cell = getattr(row, field)
    wrong = row.model_copy(update={field: cell.model_copy(update={"value": cell.value - Decimal("0.1")})})
    planted = form.model_copy(update={"indicators": (*form.indicators[:index], wrong, *form.indicators[index + 1 :])})
    subjects = [one.subject for one in run_checks(planted) if one.result in ("mismatch", "doubt")]
    assert f"/total/{field}" in subjects
    if row.target is not None and row.actual is not None and "达成指标" not in row.actual.raw:
        assert {f"/indicators/{index}/score", f"/indicators/{index}/weight"} & {*subjects}
