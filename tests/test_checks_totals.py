"""Sums, shares, grades, doubts about readings, remarks."""

from collections.abc import Sequence

import pytest

from pdf2form.checks import run_checks, verdict
from pdf2form.record import Finding
from tests.printed_form import NO_PLACE, SHARED, make_form, money, row, said

MONEY = money("total", "∅ 100.00 90.00 10 90 9")


def found(rule: str, findings: Sequence[Finding]) -> list[str]:
    return [one.result for one in findings if one.rule == rule]


def total(printed: str, *scores: str) -> list[str]:
    rows = [row("好", "较好", "50", score) for score in scores]
    return found("total-score", run_checks(make_form(rows=rows, total=(NO_PLACE, printed))))


@pytest.mark.parametrize(
    ("printed", "scores", "expected"),
    [
        ("96.97", ("50", "46.97"), "pass"),
        ("96.970", ("50", "46.97"), "pass"),
        ("97", ("50", "46.97"), "rounding"),
        ("97.0", ("50", "46.97"), "rounding"),
        ("96.98", ("50", "46.97"), "rounding"),
        ("96.96", ("50", "46.97"), "rounding"),
        ("96.99", ("50", "46.97"), "mismatch"),
        ("97.07", ("50", "46.97"), "mismatch"),
        ("97.1", ("50", "47"), "mismatch"),
        ("96", ("50", "46.97"), "mismatch"),
        ("96", ("50", "47"), "mismatch"),
        ("97", ("50", "46.4"), "mismatch"),
        ("97", ("50", "46.6"), "mismatch"),
        ("97", ("50", "46.95"), "rounding"),
        ("97", ("50", "46.94"), "mismatch"),
        ("97", ("50", "", "50"), "mismatch"),
        ("97", ("50", "-", "47"), "pass"),
        ("97", ("50", "", "47"), "pass"),
        ("97", ("50", "", "40"), "unchecked"),
        ("97", ("50", "4,7", "40"), "unchecked"),
        ("97", ("", ""), "unchecked"),
        ("", ("50", "47"), "unchecked"),
    ],
)
def test_the_total_score_is_the_sum_of_the_scores(printed: str, scores: tuple[str, ...], expected: str) -> None:
    assert total(printed, *scores) == [expected]


def test_one_score_off_by_a_tenth_among_many_is_found() -> None:
    rows = [row("好", "较好", "2.00", "2.00")] * 45 + [row("好", "较好", "10", "9.9")]
    assert found("total-score", run_checks(make_form(rows=rows, total=("100", "100.00")))) == ["mismatch"]


def test_money_counts_once() -> None:
    lines = [MONEY, money("current_year", "∅ 100.00 90.00 10 90 9", row=1)]
    findings = run_checks(make_form(funding=lines, rows=[row("好", "好", "90", "90")], total=("100", "99")))
    assert [found(rule, findings) for rule in ("weights-sum", "total-weight", "total-score")] == [["pass"]] * 3


def test_the_rows_of_the_money_count_where_the_total_row_has_no_weight() -> None:
    lines = [money("total", "∅ 100 90 - 90 -"), money("current_year", "∅ 100 90 10 90 9", row=1)]
    findings = run_checks(make_form(funding=lines, rows=[row("好", "好", "90", "90")], total=("100", "99")))
    assert [found(rule, findings) for rule in ("weights-sum", "total-weight", "total-score")] == [["pass"]] * 3


@pytest.mark.parametrize(
    ("weights", "template", "expected"),
    [
        (("40", "50"), "unknown", "pass"),
        (("40", "49"), "unknown", "mismatch"),
        (("40", "49.99"), "unknown", "rounding"),
        (("40", ""), "unknown", "unchecked"),
        (("90", SHARED), "unknown", "pass"),
        (("40", "-", "50"), "unknown", "pass"),
        (("40", "40"), "transfer", "unchecked"),
        ((NO_PLACE, NO_PLACE), "unknown", "unchecked"),
    ],
)
def test_all_weights_make_a_hundred(weights: tuple[str, ...], template: str, expected: str) -> None:
    rows = [row("好", "好", weight, NO_PLACE) for weight in weights]
    findings = run_checks(make_form(funding=[MONEY], rows=rows, template=template))
    assert found("weights-sum", findings) == [expected]


def test_a_form_without_money_weights_is_not_asked_for_a_hundred() -> None:
    rows = [row("好", "好", "90", "90")]
    assert found("weights-sum", run_checks(make_form(rows=rows))) == ["unchecked"]


@pytest.mark.parametrize(
    ("score", "grade", "template", "expected"),
    [
        ("96.97", "优", "shanghai-city", "pass"),
        ("96.97", "优秀", "unknown", "pass"),
        ("85", "优", "unknown", "unchecked"),
        ("85", "良", "unknown", "unchecked"),
        ("55", "优", "unknown", "mismatch"),
        ("95", "良", "unknown", "mismatch"),
        ("65", "合格", "shanghai-city", "pass"),
        ("30", "不合格", "shanghai-city", "pass"),
        ("95", "不合格", "shanghai-city", "unchecked"),  # thresholds known from memory only
        ("55", "优", "shanghai-city", "mismatch"),
        ("95", "甲", "unknown", "unchecked"),
        ("", "优", "unknown", "unchecked"),
    ],
)
def test_a_grade_is_wrong_only_if_no_rule_set_gives_it(score: str, grade: str, template: str, expected: str) -> None:
    findings = run_checks(make_form(total=(NO_PLACE, score), grade=grade, template=template))
    assert found("grade", findings) == [expected]


def test_a_wrong_grade_is_answered_in_the_names_of_the_region() -> None:
    for template, name in (("shanghai-city", "不合格"), ("mof", "差")):
        findings = run_checks(make_form(total=(NO_PLACE, "55"), grade="优", template=template))
        assert [one.recomputed for one in findings if one.rule == "grade"] == [name]


def test_no_sentence_holds_a_pointer() -> None:
    rows = [row("≥50个", "40个", "10", ""), row("≥50个", "40个", "", "10"), row("≥5", "-3", "-10", "0")]
    findings = run_checks(make_form(funding=[MONEY], rows=rows, total=("100", "95"), template="mof"))
    assert [one.message for one in findings if "/" in one.message.zh and "0/" in one.message.zh] == []
    assert not any("indicators" in one.message.zh or "funding" in one.message.zh for one in findings)


def test_what_is_no_number_is_doubted() -> None:
    lines = [money("total", "- 7,00.0,77 90.00 10 90 9")]
    findings = run_checks(make_form(funding=lines, rows=[row("好", "好", "十", "9O")]))
    assert said(findings, "doubt") == [
        ("unparsed-number", "/funding/0/annual_budget"),
        ("unparsed-number", "/indicators/0/weight"),
        ("unparsed-number", "/indicators/0/score"),
    ]
    assert verdict(findings) == "flagged"


@pytest.mark.parametrize(("unit", "subject"), [("", "/money_unit"), (NO_PLACE, "/funding/0/annual_budget")])
def test_money_without_a_unit_is_doubted(unit: str, subject: str) -> None:
    assert said(run_checks(make_form(funding=[MONEY], money_unit=unit)), "doubt") == [("no-money-unit", subject)]


def test_money_that_prints_its_unit_needs_none_in_the_heading() -> None:
    lines = [money("total", "∅ 2万元 2万元 10 100 10", unit=None)]
    assert said(run_checks(make_form(funding=lines, money_unit=NO_PLACE)), "doubt", "mismatch") == []


def test_a_row_without_weight_among_rows_with_weights_is_doubted() -> None:
    rows = [row("好", "好", "10", "10"), row("好", "好", "", ""), row("好", "好", "-", "-")]
    assert said(run_checks(make_form(rows=rows)), "doubt") == [
        ("row-without-weight", "/indicators/1/weight"),
        ("row-without-weight", "/indicators/1/score"),
    ]


def test_a_row_under_a_spanning_cell_is_not_doubted() -> None:
    rows = [row("≥5", "5", "10", "10"), row("≥5", "5", SHARED, SHARED)]
    assert said(run_checks(make_form(rows=rows)), "doubt") == []


@pytest.mark.parametrize(
    ("cells", "remarks"),
    [
        (("好", "较好", "10", "9", ""), ["missing-reason"]),
        (("好", "较好", "10", "9", "/"), ["missing-reason"]),
        (("好", "较好", "10", "9", "无"), []),
        (("好", "较好", "10", "9", NO_PLACE), []),
        (("好", "较好", "10", "10", ""), []),
        (("≥50个", "80个", "10", "10", ""), ["over-achievement"]),
        (("≥50个", "80个", "10", "10", "增加"), []),
        (("≥50个", "60个", "10", "10", ""), []),
        (("≥50个", "80个", "0", "0", ""), []),
        (("完善门户网站并按时上线", "完善门户网站并按时上线", "10", "10"), ["actual-repeats-target"]),
        (("合理", "合理", "10", "10"), []),
        (("2024年12月31日", "2024年12月31日", "10", "10"), []),
        (("2024年12月31日前", "2025年1月5日", "10", "10"), ["late-completion"]),
        (("2024年12月31日前", "2024年1月5日", "10", "10"), []),
    ],
)
def test_remarks_are_modest(cells: tuple[str, ...], remarks: list[str]) -> None:
    findings = run_checks(make_form(rows=[row(*cells)]))
    assert [one.rule for one in findings if one.result == "remark"] == remarks


def test_one_reason_for_several_rows_is_a_reason() -> None:
    form = make_form(rows=[row("好", "较好", "10", "9", "经费不足"), row("好", "较好", "10", "9", "")])
    first, second = form.indicators
    assert first.reason is not None
    assert second.reason is not None
    spanning = second.reason.model_copy(update={"where": first.reason.where})
    joined = form.model_copy(update={"indicators": (first, second.model_copy(update={"reason": spanning}))})
    assert said(run_checks(form), "remark") == [("missing-reason", "/indicators/1/reason")]
    assert said(run_checks(joined), "remark") == []


def test_a_total_over_rows_without_scores_is_remarked() -> None:
    form = make_form(rows=[row("好", "好", "10", "")], total=("100", "95"))
    assert ("total-without-scores", "/total/score") in said(run_checks(form), "remark")
