"""Indicator rows: the scoring rules, and what no rule covers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf2form.checks import run_checks
from pdf2form.checks.rules import RULE_SETS, earned, most_lenient
from pdf2form.record import Finding
from tests.printed_form import SHARED, make_form, row, said


def check(*rows: str) -> list[Finding]:
    rules = ("indicator-score", "word-band", "unit-scale", "score-at-most-weight")
    return [one for one in run_checks(make_form(rows=rows)) if one.rule in rules]


def scored(cells: str) -> Finding:
    """The finding about the score of the only row, or the doubt about its actual."""
    target, actual, weight, score = cells.split()
    found = check(row(target, "" if actual == "_" else actual, weight, score))
    return next(one for one in found if one.rule != "score-at-most-weight")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("≥50个 50个 10 10", "pass"),
        ("≥50个 50 10 10.00", "pass"),
        ("≥50个 49个 10 10", "mismatch"),
        ("≥50个 49个 10 10.00", "mismatch"),
        ("≥50个 49个 10 9.8", "pass"),
        ("≥50个 49个 10 9.80", "pass"),
        ("≥50个 49个 10 9.70", "mismatch"),
        ("≥50个 43个 10 9", "rounding"),
        ("≥50个 43个 10 8", "rounding"),  # cut off
        ("≥50个 43个 10 7", "mismatch"),
        ("≥10个 9个 5 4", "rounding"),
        ("≥10个 9个 5 5", "mismatch"),
        ("≥7个 6个 10 8.5", "rounding"),
        ("≥7个 6个 10 8.6", "rounding"),
        ("≥7个 6个 10 8.4", "mismatch"),
        ("≥4个 3个 5 3.7", "rounding"),
        ("≥50% 49.8% 20 20", "mismatch"),
        ("≥50% 49.9% 20 20", "mismatch"),
        ("≥50% 49.9% 20 20.00", "mismatch"),
        ("≥50% 49.94% 20 20", "mismatch"),
        ("≥50% 49.96% 20 20", "mismatch"),
        ("≤50% 50.1% 20 20", "mismatch"),
        ("≥3个 2个 10 6.67", "pass"),
        ("≥3个 2个 10 6.66", "rounding"),
        ("≥3个 2个 10 6.7", "rounding"),
        ("≥3个 2个 10 7", "rounding"),
        ("≥3个 2个 10 6.68", "mismatch"),
        (">3个 3个 10 10", "pass"),
        ("=2.00(个) 2.00(个) 2.00 2.00", "pass"),
        ("=2.00(个) 1.00(个) 2.00 2.00", "mismatch"),
        ("=2.00(个) 1.00(个) 2.00 1.00", "pass"),
        ("=0 0 5 5", "pass"),
        ("=0 1 5 0", "pass"),
        ("=0 1 5 5", "mismatch"),
        ("≥0 3 5 5", "pass"),
        ("≤0 0 5 5", "pass"),
        ("≤0 1 5 0", "pass"),
        ("≤0.50(百分比) 0.00(百分比) 1.00 1.00", "pass"),
        ("≤100万元 120万元 10 8", "pass"),
        ("≤100万元 120万元 10 8.33", "pass"),
        ("≤100万元 120万元 10 9", "mismatch"),
        ("≤100万元 120万元 10 10", "mismatch"),
        ("≤160万 386万 10 4.15", "pass"),
        ("≤160万 386万 10 0", "pass"),
        ("≤160万 386万 10 6", "mismatch"),
        ("≥95% 94.99% 10 10", "pass"),  # 9.9989, to two decimals
        ("≥95% 94.50% 10 10", "mismatch"),
        ("≥-5 3 10 10", "unchecked"),
        ("≥5 -3 10 0", "pass"),
        ("≥5 -3 10 5", "mismatch"),
        ("≤0 -3 10 5", "unchecked"),
        ("500 500 10 10", "pass"),
        ("500 500 10 9", "mismatch"),
        ("500 490 10 10", "unchecked"),
        ("10-20个 15个 10 10", "pass"),
        ("10-20个 25个 10 10", "unchecked"),
        ("≥50个 60个 10 8", "unchecked"),
        ("≥50个 59个 10 8", "mismatch"),
        ("≥50个 60个 10 11", "mismatch"),
        ("≥50个 50套 10 10", "unchecked"),
        ("≥50个 _ 10 10", "unchecked"),
        ("≥50个 已完成 10 10", "unchecked"),
        ("合理 50个 10 10", "unchecked"),
        ("≥50个 50个 - 10", "unchecked"),
        ("≥5万字 52000字 10 10", "pass"),
        ("≥5万字 4.5万字 10 9", "pass"),
        ("≥5万字 45000字 10 9", "pass"),
        ("≥5万字 45000字 10 10", "mismatch"),
        ("≥5万 52000 10 10", "pass"),
        ("≥5万 45000 10 9", "pass"),
        ("≥85% 90.00(百分比) 10 10", "pass"),
        ("≥50个 ≥49个 10 10", "mismatch"),
        ("=0% 0.00% 10 5", "mismatch"),
        ("≤0% 0.00% 10 10", "pass"),
        ("=100% 0.88 10 10", "doubt"),
        ("=100% 0.88 10 8.8", "doubt"),
        ("≤5% 0.88 10 10", "doubt"),
        ("≤5% 0.08 10 10", "doubt"),
        ("≤10% 0.5 10 10", "doubt"),
        ("≤5% 0.01 10 10", "pass"),  # 1 % as well
        ("≤0.5% 0.3 10 10", "pass"),
        ("≤5% 1 10 10", "pass"),
        ("≤5% 0 10 10", "pass"),
        ("≥0.9 50% 10 10", "doubt"),
        ("≤0.9 50% 10 10", "doubt"),
        ("≥100% 1.2 10 10", "doubt"),
        ("≥200% 1.5 10 10", "doubt"),
        ("100% 0.88 10 10", "doubt"),
        ("≥90% 95 10 10", "pass"),
        ("≥90 0.95 10 10", "doubt"),
        ("≥90个 0.95个 10 10", "mismatch"),
        ("≥50个 40个 0.00 0.00", "pass"),
        ("≥50个 50个 0 1", "mismatch"),
        ("符合 达成指标 20.00 19.00", "pass"),
        ("符合 达成指标 20.00 16", "pass"),
        ("符合 达成指标 20.00 15", "mismatch"),
        ("符合 达成预期指标 20 21", "mismatch"),
        ("≥50个 达成年度指标 20 20", "pass"),
        ("符合 部分达成年度指标并具有一定效果 10 7", "pass"),
        ("符合 部分达成年度指标并具有一定效果 10 5", "pass"),
        ("符合 部分达成年度指标并具有一定效果 10 4", "mismatch"),
        ("符合 部分达成年度指标并具有一定效果 10 9", "mismatch"),
        ("符合 未达成年度指标且效果较差 10 6", "pass"),
        ("符合 未达成年度指标且效果较差 10 7", "mismatch"),
        ("符合 基本完成 10 7", "unchecked"),
    ],
)
def test_the_score_follows_its_rule(cells: str, expected: str) -> None:
    assert scored(cells).result == expected


def test_no_rule_set_is_tried_after_one_that_agrees() -> None:
    mismatch, rounding, agreed = (scored(f"≥3个 2个 10 {score}") for score in ("6.68", "6.66", "6.67"))
    tried = iter([None, mismatch, rounding, agreed, mismatch])
    assert most_lenient(tried) is agreed
    assert list(tried) == [mismatch]
    assert most_lenient([mismatch, rounding]) is rounding
    assert most_lenient([None]) is None


def test_a_finding_names_the_rule_set_that_agrees() -> None:
    assert scored("≤100 120 10 8").rule_set == "provincial"
    assert scored("≤100 120 10 8.33").rule_set == "ratio"
    assert scored("≤100 120 10 10").rule_set == "provincial"
    assert scored("符合 部分达成指标 10 5").rule_set == "hebei"


def test_the_message_spells_the_numbers_out() -> None:
    assert (
        scored("≥50个 49个 10 10").message.en
        == "10 × 49 / 50 = 9.80, but 10 is printed; rounding does not explain the difference."
    )
    assert scored("≤100 120 10 8").message.zh == "10 × (2 − 120 / 100) = 8.00，与表中一致。"
    assert (
        scored("符合 达成指标 20 15").message.en == "达成指标, 20 × 80…100 %: 16.00 to 20.00 points, but 15 is printed."
    )


@pytest.mark.parametrize(
    ("cells", "formula"),
    [
        ("<5次 5 10 10", "10 × 1 (5 = 5)"),
        ("<5次 4 10 10", "10 × 1 (4 < 5)"),
        (">5次 6 10 10", "10 × 1 (6 > 5)"),
        ("=5次 6 10 10", "10 × 1 (6 > 5)"),
        ("=0 1 10 0", "10 × 0 (1 > 0)"),
        ("≤100 300 10 0", "10 × 0 (300 > 100)"),
        ("≥5 -3 10 0", "10 × 0 (-3 < 5)"),
    ],
)
def test_the_formula_says_what_is_true(cells: str, formula: str) -> None:
    assert scored(cells).message.zh.startswith(f"{formula} = ")


def test_a_row_outside_a_range_is_told_so() -> None:
    assert scored("10-20个 25个 10 10").message.zh == "完成值 25个 不在指标值范围 10-20个 内，无适用规则，未核算。"


@pytest.mark.parametrize("score", ["", "-", "十"])
def test_a_row_without_a_score_is_unchecked(score: str) -> None:
    (finding,) = (one for one in check(row("≥5", "5", "10", score)) if one.rule == "indicator-score")
    assert (finding.result, finding.message.en) == ("unchecked", "The score is missing or not a number.")


def test_a_negative_weight_is_doubted() -> None:
    findings = check(row("≥5", "5", "-10", "-10"))
    assert said(findings, "doubt") == [("score-at-most-weight", "/indicators/0/weight")]
    assert said(findings, "unchecked") == [("indicator-score", "/indicators/0/score")]


def test_a_lost_percent_format_is_a_doubt_with_a_suggestion() -> None:
    doubt, score, _ = check(row("=100%", "0.88", "10", "8.8"))
    assert (doubt.subject, doubt.suggested) == ("/indicators/0/actual", Decimal(88))
    assert (score.rule, score.result) == ("indicator-score", "unchecked")


def test_a_score_above_its_weight_is_a_mismatch() -> None:
    assert said(check(row("好", "较好", "10", "11")), "mismatch") == [("score-at-most-weight", "/indicators/0/score")]
    assert said(check(row("好", "较好", "10", "-1")), "mismatch") == [("score-at-most-weight", "/indicators/0/score")]


def test_rows_with_a_common_score_are_judged_together() -> None:
    met = row("≥5", "5", "4", "10"), row("≥5", "6", "6", SHARED)
    assert said(check(*met), "pass") == [
        ("indicator-score", "/indicators/0/score"),
        ("score-at-most-weight", "/indicators/0/score"),
    ]
    assert said(check(met[0], row("≥5", "4", "6", SHARED)), "unchecked") == [("indicator-score", "/indicators/0/score")]


def test_rows_with_a_common_weight_are_judged_together() -> None:
    rows = row("≥5", "5", "10", "4"), row("≥5", "6", SHARED, "6"), row("≥5", "6", "5", "5")
    assert said(check(*rows), "pass") == [
        ("indicator-score", "/indicators/0/score"),
        ("indicator-score", "/indicators/2/score"),
        ("score-at-most-weight", "/indicators/0/score"),
        ("score-at-most-weight", "/indicators/2/score"),
    ]


shares = st.fractions(min_value=0, max_value=1000, max_denominator=1000)


@given(st.sampled_from(["ge", "gt", "eq", "le", "lt"]), shares, shares, shares)
def test_what_is_earned_is_a_share_and_monotone(op: str, target: Fraction, one: Fraction, two: Fraction) -> None:
    less, more = sorted((one, two))
    for rules in RULE_SETS:
        few, many = (earned(rules, op, actual, target) for actual in (less, more))  # type: ignore[arg-type]
        if few is not None and many is not None:
            assert 0 <= few <= 1
            assert few >= many if op in ("le", "lt") or target == 0 else few <= many


@given(st.decimals(min_value=1, max_value=100, places=4), st.integers(min_value=50, max_value=100), st.booleans())
def test_a_decimal_actual_never_accuses_a_correct_system(true: Decimal, target: int, cut: bool) -> None:
    weight = Decimal(10)
    score = min(true / target, Decimal(1)) * weight
    mode = "ROUND_DOWN" if cut else "ROUND_HALF_UP"
    shown, points = (number.quantize(Decimal("0.01"), mode) for number in (true, score))
    assert scored(f"≥{target}% {shown}% {weight} {points}").result in ("pass", "rounding")
