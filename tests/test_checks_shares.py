"""Shares of levels and of the money: without weights they bound the scores, beside weights they are their sum."""

import pytest

from pdf2form.checks import run_checks
from pdf2form.record import Form
from tests.printed_form import NO_PLACE, SHARED, level, loud, make_form, money, only, results, said

N = NO_PLACE


# --- Hubei: no weights, but shares -------------------------------------------------------------------------------

HEADING = "预算执行情况（万元）（20分）"


def hubei(*rows: str, total: str = "97", score: str = "18", heading: str = HEADING, template: str = "hubei") -> Form:
    funding = [money("total", f"{N} 100.00 90.00 {N} 90.00% {score}")]
    return make_form(funding=funding, rows=rows, total=(N, total), template=template, money_unit=heading)


SHARES = (
    level("产出指标(40分)", f"甲|≥5个|5个|{N}|20"),
    level("产出指标(40分)", f"乙|≥5个|5个|{N}|{SHARED}"),
    level("产出指标(40分)", f"丙|≥5个|4个|{N}|19"),
    level("效益指标(30分)", f"丁|有效改善|有效改善|{N}|30"),
    level("满意度指标(10分)", f"戊|≥90%|95%|{N}|10"),
)


def test_a_form_without_weights_is_checked_by_its_shares() -> None:
    findings = run_checks(hubei(*SHARES))
    assert said(findings, "mismatch", "doubt", "remark", "rounding") == []
    assert said(findings, "pass") == [
        ("funding-rate", "/funding/0/rate"),
        ("funding-score", "/funding/0/score"),
        ("indicator-score", "/indicators/4/score"),  # the only one of its level
        ("score-at-most-weight", "/indicators/3/score"),
        ("score-at-most-weight", "/indicators/4/score"),
        ("share", "/indicators/0/level1"),
        ("share", "/indicators/3/level1"),
        ("share", "/indicators/4/level1"),
        ("shares-sum", "/indicators"),
        ("total-score", "/total/score"),
    ]
    unweighed = next(one for one in findings if one.subject == "/indicators/0/score")
    assert (unweighed.result, unweighed.message.zh) == ("unchecked", "表中未列该指标分值，无法核算得分。")


@pytest.mark.parametrize(
    ("row", "wrong", "accused"),
    [
        (0, "20.1", ["/total/score"]),
        (0, "22", ["/indicators/0/level1", "/total/score"]),
        (3, "30.1", ["/indicators/3/score", "/indicators/3/level1", "/total/score"]),
        (4, "9.9", ["/indicators/4/score", "/total/score"]),
        (4, "01", ["/indicators/4/score", "/total/score"]),
    ],
)
def test_an_error_among_scores_without_weights_is_found(row: int, wrong: str, accused: list[str]) -> None:
    rows = [*SHARES]
    rows[row] = "|".join([*rows[row].split("|")[:6], wrong, N])
    assert [subject for _, subject in said(run_checks(hubei(*rows)), "mismatch")] == accused


def test_a_negative_score_without_a_weight_is_doubted() -> None:
    rows = (level("产出指标", f"甲|合理|合理|{N}|-3"),)
    assert ("score-at-most-weight", "/indicators/0/score") in said(run_checks(hubei(*rows, total="15")), "doubt")


@pytest.mark.parametrize(
    ("template", "heading", "score", "expected"),
    [
        ("hubei", HEADING, "18", ("pass", None)),
        ("hubei", HEADING, "9", ("mismatch", None)),
        ("hubei", "预算执行情况（万元）（10分）", "9", ("pass", None)),
        ("hubei", "预算执行情况（万元）", "18", ("pass", "hubei")),
        ("hubei", "预算执行情况（万元）", "9", ("mismatch", "hubei")),
        ("unknown", HEADING, "17", ("mismatch", None)),
        ("unknown", "项目资金（万元）", "18", ("pass", "hebei")),
        ("unknown", "项目资金（万元）", "9", ("pass", "provincial")),
        ("unknown", "项目资金（万元）", "8.9", ("unchecked", None)),
    ],
)
def test_money_without_a_weight_is_worth_what_its_heading_or_its_region_says(
    template: str, heading: str, score: str, expected: tuple[str, str | None]
) -> None:
    form = hubei(*SHARES, score=score, heading=heading, template=template)
    finding = only("funding-score", run_checks(form))
    assert (finding.result, finding.rule_set) == expected


def test_shares_that_do_not_make_a_hundred_are_remarked() -> None:
    form = hubei(*SHARES, heading="预算执行情况（万元）（10分）", score="9", total="88")
    assert loud(form) == [("shares-sum", "/indicators")]


def test_a_score_over_two_levels_is_in_neither_share() -> None:
    rows = (*SHARES[:4], level("满意度指标(10分)", f"戊|≥90%|95%|{N}|{SHARED}"))
    assert results("share", hubei(*rows)) == ["pass", "unchecked", "unchecked"]


# --- Shares beside weights (anhui) -------------------------------------------------------------------------------


def anhui(*levels: tuple[str, str], template: str = "anhui") -> Form:
    funding = [money("total", "100.00 100.00 90.00 10 90.00% 9.00")]
    rows = [level(name, f"甲|合理|合理|{weight}|{weight}") for name, weight in levels]
    return make_form(funding=funding, rows=rows, total=("100", "99"), template=template)


@pytest.mark.parametrize(
    ("names", "weights", "expected"),
    [
        (("产出指标(50分)", "产出指标(50分)", "效益指标（40分）"), ("30", "20", "40"), ["pass", "pass"]),
        (("产出指标(50分)", "产出指标(50分)", "效益指标（40分）"), ("30", "10", "50"), ["mismatch", "mismatch"]),
        (("产出指标(50分)", "产出指标", "效益指标"), ("30", "20", "40"), ["pass"]),
        (("产出指标(30分)", "产出指标(20分)", "效益指标"), ("30", "20", "40"), ["pass", "pass"]),
        (("产出指标(50分)", "效益指标", "产出指标"), ("30", "40", "20"), ["remark"]),
        (("产出指标(50%)", "产出指标(50%)", "效益指标（40%）"), ("30", "10", "50"), ["remark", "remark"]),
        (("产出指标(50分)", "产出指标(50分)", "满意度指标(≥90%)"), ("30", "20", "40"), ["pass"]),
        (("产出指标(50分)", "产出指标(50分)", "效益指标"), ("30", "", "40"), ["unchecked"]),
        (("产出指标(50分)", "产出指标(50分)", "效益指标"), ("60", "", "30"), ["mismatch"]),
    ],
)
def test_the_weights_below_a_level_make_its_share(
    names: tuple[str, ...], weights: tuple[str, ...], expected: list[str]
) -> None:
    assert results("share", anhui(*zip(names, weights, strict=True))) == expected
