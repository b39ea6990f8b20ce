"""What is missing never passes in silence: it bounds a sum, and it is doubted or named."""

import pytest

from pdf2form.checks import run_checks
from pdf2form.record import Form
from tests.printed_form import NO_PLACE, make_form, money, row, said

MONEY = money("total", "∅ 100.00 100.00 10 100 10")
HOLE = row("", "", "", "")


def form(*points: str, total: tuple[str, str] = ("100", "100"), template: str = "mof") -> Form:
    """A form whose rows are full; a row without points has a name and nothing else."""
    rows = [row("≥5", "5", one, one) if one else HOLE for one in points]
    return make_form(funding=[MONEY], rows=rows, total=total, template=template)


def test_an_empty_row_hides_no_sum_that_is_too_great() -> None:
    found = said(run_checks(form("60", "", "50", total=("100", "100"))), "mismatch")
    assert found == [("weights-sum", "/indicators"), ("total-weight", "/total/weight"), ("total-score", "/total/score")]


def test_an_empty_row_beside_a_sum_that_falls_short_is_doubted() -> None:
    findings = run_checks(form("60", "", "20"))
    doubted = [("row-without-weight", f"/indicators/1/{part}") for part in ("weight", "score")]
    assert said(findings, "doubt", "mismatch") == doubted
    assert next(one for one in findings if one.rule == "total-score").message.zh == "“完成数”没有数字，未核算合计。"


@pytest.mark.parametrize(
    ("template", "points", "expected"),
    [
        ("mof", "90", "doubt"),
        ("unknown", "90", "doubt"),
        ("mof", NO_PLACE, "doubt"),
        ("unknown", NO_PLACE, "unchecked"),
    ],
)
def test_a_form_without_a_total_is_doubted_unless_it_has_no_points(template: str, points: str, expected: str) -> None:
    findings = run_checks(form(points, total=(NO_PLACE, NO_PLACE), template=template))
    (total,) = (one for one in findings if one.subject == "/total/score")
    assert (total.result, bool(total.where)) == (expected, True)


def test_a_known_template_without_any_weight_or_score_is_doubted() -> None:
    findings = run_checks(form(NO_PLACE, total=("100", "100")))
    assert said(findings, "doubt") == [("no-points", "/indicators")] * 2


def test_a_form_without_a_project_is_doubted() -> None:
    for project in ("", NO_PLACE):
        assert said(run_checks(make_form(project=project)), "doubt") == [("no-project", "/project")]


def test_a_row_that_lost_its_first_level_is_doubted() -> None:
    rows = [row("≥5", "5", "10", "10"), row("≥5", "5", "10", "10").replace("产出指标", NO_PLACE, 1)]
    doubt = next(one for one in run_checks(make_form(rows=rows)) if one.result == "doubt")
    assert (doubt.rule, doubt.subject) == ("row-without-level", "/indicators/1/level1")
    assert doubt.where


def test_a_blank_score_of_the_money_is_doubted() -> None:
    blank = money("total", "∅ 100.00 100.00 10 100 _")
    rows = [row("≥5", "5", "90", "90")]
    findings = run_checks(make_form(funding=[blank], rows=rows, total=("100", "100")))
    assert said(findings, "doubt") == [("row-without-weight", "/funding/0/score")]


def test_a_known_template_without_money_weight_still_makes_a_hundred() -> None:
    rows = [row("≥5", "5", "80", "80")]
    assert ("weights-sum", "/indicators") in said(run_checks(make_form(rows=rows, template="mof")), "mismatch")


def test_an_unknown_form_without_columns_for_points_is_doubted() -> None:
    rows = [row("≥5", "5", NO_PLACE, NO_PLACE)]
    findings = run_checks(make_form(funding=[MONEY], rows=rows, total=(NO_PLACE, NO_PLACE), template="unknown"))
    assert ("no-points", "/indicators") in said(findings, "doubt")
