"""What each template prints decides what is checked: no column, no doubt; block scores, shares, money of 20 points."""

from decimal import Decimal

import pytest

from pdf2form.checks import run_checks
from pdf2form.checks.rules import KNOWN_TEMPLATES, RULE_SETS
from pdf2form.record import Form
from tests.printed_form import NO_PLACE, SHARED, level, loud, make_form, money, only, results, row, said

N = NO_PLACE
NOTHING = (N, N)


# --- Transfers ---------------------------------------------------------------------------------------------------


def transfer(*rows: str, total: tuple[str, str] = NOTHING, rate: str = "95.00%") -> Form:
    """Money with its unit in the cells, no unit in the heading, and no points in the money rows."""
    funding = [
        money("total", f"{N} 2.40万元 2.28万元 {N} {rate} {N}", unit=None),
        money("unlisted", f"{N} 2.00万元 1.88万元 {N} 94.00% {N}", row=1, unit=None),
        money("unlisted", f"{N} 0.40万元 0.40万元 {N} 100.00% {N}", row=2, unit=None),
        money("other", f"{N} 0 0 {N} _ {N}", row=3, unit=None),
    ]
    return make_form(funding=funding, rows=rows, total=total, template="transfer", money_unit=N)


BARE = (level("产出指标", f"修缮数|≥5处|5处|{N}|{N}"), level("满意度指标", f"满意率|≥90%|95%|{N}|{N}"))


def test_a_transfer_without_scores_has_nothing_to_doubt() -> None:
    findings = run_checks(transfer(*BARE))
    assert said(findings, "mismatch", "doubt", "remark", "rounding") == []
    assert [one.rule for one in findings] == ["funding-rate"] * 3 + ["funding-sum"] * 2 + ["total-score"]
    assert only("total-score", findings).message.en == "The form has no scores to add up."


def test_a_lost_percent_format_is_doubted_without_scores_too() -> None:
    rows = (*BARE, level("满意度指标", f"合格率|=100%|0.88|{N}|{N}"))
    assert loud(transfer(*rows)) == [("unit-scale", "/indicators/2/actual")]


def test_an_error_in_the_money_of_a_transfer_is_found() -> None:
    assert loud(transfer(*BARE, rate="59.00%")) == [("funding-rate", "/funding/0/rate")]


@pytest.mark.parametrize(
    ("budget", "spent", "rate", "expected"),
    [
        ("3.00万元", "2.00万元", "66.67%", "pass"),
        ("3.00万元", "2.00万元", "66.3%", "rounding"),
        ("3.00万元", "2.00万元", "67.5%", "mismatch"),
        ("30000元", "2.00万元", "66.3%", "mismatch"),
        ("30.0万元", "20.0万元", "66.3%", "rounding"),
        ("3万元", "2万元", "60%", "unchecked"),
    ],
)
def test_an_amount_with_its_own_unit_is_as_exact_as_its_own_digits(
    budget: str, spent: str, rate: str, expected: str
) -> None:
    lines = [money("total", f"{N} {budget} {spent} {N} {rate} {N}", unit=None)]
    form = make_form(funding=lines, rows=BARE, total=NOTHING, template="transfer", money_unit=N)
    assert results("funding-rate", form) == [expected]
    assert loud(form) == ([("funding-rate", "/funding/0/rate")] if expected == "mismatch" else [])


def test_a_bare_amount_among_amounts_with_units_is_doubted_unless_it_is_zero() -> None:
    lines = [money("total", f"{N} 2.40万元 2.40万元 {N} _ {N}", unit=None)]
    for amount, doubts in (("0.00", []), ("2.40", [("no-money-unit", "/funding/1/executed")])):
        part = money("other", f"{N} 2.40万元 {amount} {N} _ {N}", row=1, unit=None)
        form = make_form(funding=[*lines, part], rows=BARE, total=NOTHING, template="transfer", money_unit=N)
        assert said(run_checks(form), "doubt") == doubts


def blocks(money_points: int, *, total: str, last: str = "20") -> Form:
    """Points for each first level as a whole; those of the money, if any, are not printed."""
    rows = (
        level("产出指标", "修缮数|≥5处|5处|50|45"),
        level("产出指标", f"完成数|≥5处|4处|{SHARED}|{SHARED}"),
        level("效益指标", f"好转|有效改善|有效改善|{30 - money_points}|{30 - money_points}"),
        level("满意度指标", f"满意率|≥90%|95%|20|{last}"),
        level("满意度指标", f"回访满意率|≥90%|91%|{SHARED}|{SHARED}"),
    )
    return transfer(*rows, total=("100", total))


@pytest.mark.parametrize(
    ("money_points", "total", "expected"),
    [
        (0, "95", "pass"),
        (0, "95.1", "mismatch"),
        (0, "94.9", "mismatch"),
        (10, "85", "pass"),  # nothing for the money
        (10, "94.5", "pass"),  # 10 × 95 %
        (10, "95", "rounding"),
        (10, "94.6", "mismatch"),
        (10, "84.9", "mismatch"),
        (10, "95.6", "mismatch"),
        (10, "105", "mismatch"),
        (7, "90", "unchecked"),  # 7 points of something that is not printed
        (7, "95.1", "mismatch"),
    ],
)
def test_the_total_of_block_scores_is_their_sum_and_what_the_money_adds(
    money_points: int, total: str, expected: str
) -> None:
    assert results("total-score", blocks(money_points, total=total)) == [expected]
    assert results("total-weight", blocks(money_points, total=total)) == ["unchecked" if money_points else "pass"]


@pytest.mark.parametrize(("whole", "expected"), [("100", "pass"), ("110", "mismatch"), ("10", "mismatch")])
def test_the_total_weight_of_blocks_is_at_most_a_hundred(whole: str, expected: str) -> None:
    form = blocks(0, total="95")
    planted = form.model_copy(update={"total": make_form(total=(whole, "95")).total})
    assert results("total-weight", planted) == [expected]


def test_a_block_is_judged_as_a_whole() -> None:
    findings = run_checks(blocks(0, total="95"))
    scores = [(one.subject, one.result) for one in findings if one.rule in ("indicator-score", "word-band")]
    assert scores == [
        ("/indicators/0/score", "unchecked"),
        ("/indicators/2/score", "unchecked"),
        ("/indicators/3/score", "pass"),
    ]
    assert said(findings, "mismatch", "doubt") == []
    assert loud(blocks(0, total="94", last="19")) == [("indicator-score", "/indicators/3/score")]
    above = blocks(0, total="96", last="21")
    assert ("score-at-most-weight", "/indicators/3/score") in loud(above)


def test_a_block_that_goes_far_beyond_a_target_may_lose_points() -> None:
    rows = (level("产出指标", "甲|≥5处|9处|50|45"), level("产出指标", f"乙|≥5处|5处|{SHARED}|{SHARED}"))
    assert results("indicator-score", transfer(*rows)) == ["unchecked"]


# --- A whole department ------------------------------------------------------------------------------------------


def department(name: str, title: str, template: str) -> Form:
    funding = [
        money("total", "100.00 110.00 99.00 10 90.00% 9.00"),
        money("unlisted", "60.00 60.00 60.00 - 100.00% -", row=1),
        money("unlisted", "40.00 50.00 39.00 - 78.00% -", row=2),
    ]
    rows = [row("≥5", "5", "90", "90")]
    return make_form(
        funding=funding,
        rows=rows,
        total=("100", "99"),
        template=template,
        project=N,
        department=name,
        title=title,
    )


@pytest.mark.parametrize(
    ("name", "title", "template", "doubts"),
    [
        ("甲局", "部门整体支出绩效自评表", "anhui-department", []),
        ("甲局", "部门整体支出绩效自评表", "unknown", []),
        ("甲局", "部门整体绩效自评表", "unknown", []),
        ("甲局", "部门（单位） 整体支出自评表", "unknown", []),
        ("", "部门整体支出绩效自评表", "anhui-department", [("no-project", "/project")]),
        ("甲局", "项目支出绩效自评表", "unknown", [("no-project", "/project")]),
        ("甲局", "整体搬迁项目支出绩效自评表", "unknown", [("no-project", "/project")]),
    ],
)
def test_a_whole_department_needs_no_project(
    name: str, title: str, template: str, doubts: list[tuple[str, str]]
) -> None:
    assert loud(department(name, title, template)) == doubts


# --- Weights without scores (chongqing), signs before actuals (sichuan) ------------------------------------------


def chongqing(*weights: str, template: str = "chongqing-district") -> Form:
    rows = [level("产出指标", f"甲|≥5个|5个|{weight}|{N}") for weight in weights]
    funding = [money("total", f"{N} 100.00 90.00 {N} {N} {N}")]
    return make_form(funding=funding, rows=rows, total=NOTHING, template=template)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (("60", "40"), "pass"),
        (("60", "30"), "unchecked"),  # 10 may be left for the money
        (("60", "35"), "mismatch"),
        (("60", ""), "unchecked"),
        (("60", "50"), "mismatch"),
    ],
)
def test_weights_without_scores_are_bounded_by_a_hundred(weights: tuple[str, ...], expected: str) -> None:
    assert results("weights-sum", chongqing(*weights)) == [expected]


def test_weights_without_scores_are_not_doubted() -> None:
    assert loud(chongqing("60", "40")) == []


def test_a_total_without_anything_to_add_is_at_most_a_hundred() -> None:
    for total, expected in (("98.87", "unchecked"), ("989", "mismatch")):
        form = chongqing("60", "40").model_copy(update={"total": make_form(total=(N, total)).total})
        assert results("total-score", form) == [expected]


def test_an_unknown_form_may_be_out_of_another_number_of_points() -> None:
    rows = [row("≥5", "5", "60", "60"), row("≥5", "5", "50", "50")]
    for whole, template, expected in (
        ("110", "unknown", "unchecked"),
        ("100", "unknown", "mismatch"),
        ("110", "mof", "mismatch"),
    ):
        assert results("weights-sum", make_form(rows=rows, total=(whole, "110"), template=template)) == [expected]


def test_weights_without_a_total_are_doubted_where_the_template_is_not_known() -> None:
    assert loud(chongqing("60", "40", template="unknown")) == [("no-total", "/total/score")]


@pytest.mark.parametrize(
    ("target", "actual", "score", "expected"),
    [
        ("≥266米", "≥266米", "10", "pass"),
        ("≥266米", "≥266米", "9", "mismatch"),
        ("≥266米", "≥133米", "5", "pass"),
        ("≤5%", "≤5%", "10", "pass"),
        ("=100%", "=100%", "10", "pass"),
        ("≥90%", "≤95%", "10", "unchecked"),
        ("≤90%", ">95%", "10", "unchecked"),
        ("≥5万人次", "52000人次", "10", "pass"),
        ("≥5万人次", "45000人次", "9", "pass"),
        ("≥735人次", "0.0735万人次", "10", "pass"),
    ],
)
def test_an_actual_may_repeat_the_sign_of_its_target(target: str, actual: str, score: str, expected: str) -> None:
    assert results("indicator-score", make_form(rows=[row(target, actual, "10", score)])) == [expected]


# --- The data ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", sorted(KNOWN_TEMPLATES))
def test_a_template_is_doubted_for_what_it_prints_and_for_nothing_else(template: str) -> None:
    form = make_form(rows=[row("合理", "合理", N, N)], total=NOTHING, template=template)
    prints = KNOWN_TEMPLATES[template]
    assert results("no-points", form) == ["doubt"] * [prints.weights, prints.scores].count(True)
    assert results("no-total", form) == ["doubt"] * prints.scores


def test_every_rule_set_says_where_it_was_read() -> None:
    assert all(rules.source for rules in RULE_SETS)
    assert {Decimal(rules.money) for rules in RULE_SETS if rules.money} == {10, 20}
    assert {name for rules in RULE_SETS for name in rules.templates} <= KNOWN_TEMPLATES.keys()
