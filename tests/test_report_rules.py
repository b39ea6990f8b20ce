"""The dictionary of rules and signals, held against what the program says."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pdf2form.parts import Finding, Quantity
from pdf2form.record import Form, Indicator
from pdf2form.report.rules import read_rules
from pdf2form.report.signals import SIGNALS, is_missed
from tests.handmade import a_form, a_record, amount, finding, measure, text
from tests.reports import Cells, forms, make_out, piece, report, rows

ROOT = Path(__file__).parent.parent
SPELLED = {"total-weight", "total-score"}
"""Rules whose names are put together."""
NAMING = {"claim", "Claim", "Finding", "Second", "CELLS", "_replace"}
"""Calls whose first argument, or whose `rule`, names a rule."""


def named_rules() -> Iterator[str]:
    """Yield every rule that a call names in the stages that make findings."""
    for folder in ("checks", "parse", "verify", "second.py", "suggest.py"):
        path = ROOT / "pdf2form" / folder
        for file in [path] if path.is_file() else path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _named_by(node)
                elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                    yield from _texts(node.value.elts[:1])


def _named_by(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in NAMING:
        first = call.args[:1] if name != "_replace" else []
        yield from _texts([*first, *(each.value for each in call.keywords if each.arg == "rule")])


def _texts(nodes: list[Any]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_every_rule_that_is_named_is_explained_once() -> None:
    explained = [rule.rule for rule in read_rules()]
    assert len(explained) == len({*explained})
    named = {*named_rules()} | SPELLED
    assert named - {*explained} == set(), "say in pdf2form/report/rules.csv what it looks at"
    assert {*explained} - named == set(), "nothing names it any more"


def test_every_rule_says_what_it_looks_at_in_both_languages_and_where_more_stands() -> None:
    for rule in read_rules():
        assert rule.en.endswith(".")
        assert rule.zh.endswith("。")
        page, _, heading = rule.source.partition("#")
        text = (ROOT / page).read_text(encoding="utf-8")
        headings = {line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
        assert not heading or heading in headings, rule


def test_signals_are_questions_in_both_languages() -> None:
    assert all("?" in one.question.en and "？" in one.question.zh for one in SIGNALS)
    assert len({one.name for one in SIGNALS}) == len(SIGNALS)


# --- Signals ----------------------------------------------------------------------------------------------------


def quantity(number: str, unit: str | None = None, op: Any = None) -> Quantity:
    return Quantity.model_validate({"op": op, "number": number, "unit": unit})


@pytest.mark.parametrize(
    ("target", "actual", "missed"),
    [
        (quantity("98", "%", "ge"), quantity("97.5", "%"), True),
        (quantity("98", "%", "ge"), quantity("98", "百分比"), False),
        (quantity("5", "天", "le"), quantity("6", "天"), True),
        (quantity("5", "天", "le"), quantity("5", "天"), False),
        (quantity("50", "场", "eq"), quantity("49"), True),
        (quantity("2", "万字", "ge"), quantity("19000", "字"), True),
        (quantity("2", "万字", "ge"), quantity("3"), False),  # 3 万字, or 3 字: nobody knows
        (quantity("50", "场", "ge"), quantity("49", "人"), False),
        (quantity("90", None, "ge"), quantity("0.95"), False),
        (quantity("50", "场"), quantity("49", "场"), False),
    ],
)
def test_a_target_is_missed_only_if_every_way_to_compare_the_units_says_so(
    target: Quantity, actual: Quantity, missed: bool
) -> None:
    assert is_missed(target, actual) is missed


def signals(out: Path, *lines: Indicator, found: tuple[Finding, ...] = (), **update: object) -> list[Cells]:
    """Return the signals of a form with these indicators."""
    kept: dict[str, object] = {"indicators": lines, "findings": found, **update}
    make_out(out, a_record(a_form().model_copy(update=kept)))
    report(out)
    return rows(piece(out, "signals/1")) if piece(out, "about")["pieces"]["signals"] else []


def line(target: Quantity, actual: Quantity, *, weight: str = "10", score: str = "10") -> Indicator:
    printed = measure("≥50(场)", target), measure("49(场)", actual)
    points = amount(weight), amount(score)
    return Indicator(level3=text("助餐场次"), target=printed[0], actual=printed[1], weight=points[0], score=points[1])


SHORT = line(quantity("50", "场", "ge"), quantity("49", "场"))


def test_full_marks_below_the_target_are_a_signal_with_the_values_it_stands_on(tmp_path: Path) -> None:
    (found,) = signals(tmp_path / "out", SHORT)
    assert (found["signal"], found["subject"], found["label"]) == (
        "full-marks-below-target",
        "/indicators/0/score",
        "助餐场次",
    )
    assert dict(found["stands_on"])["/indicators/0/actual"] == "49(场)"
    assert forms(tmp_path / "out")[0]["signals"][0]["subject"] == "/indicators/0/score"


def test_points_taken_off_are_no_signal(tmp_path: Path) -> None:
    assert signals(tmp_path / "out", line(quantity("50", "场", "ge"), quantity("49", "场"), score="9.8")) == []


def test_a_doubted_row_is_no_signal(tmp_path: Path) -> None:
    assert signals(tmp_path / "out", SHORT, found=(finding("/indicators/0/actual"),)) == []


def test_a_row_of_weight_zero_is_a_signal_beside_rows_with_weights(tmp_path: Path) -> None:
    met = line(quantity("50", "场", "ge"), quantity("60", "场"))
    found = signals(tmp_path / "a", met, met.model_copy(update={"weight": amount("0"), "score": amount("0")}))
    assert [(each["signal"], each["subject"]) for each in found] == [("zero-weight", "/indicators/1/weight")]
    assert signals(tmp_path / "b", met.model_copy(update={"weight": amount("0"), "score": amount("0")})) == []


def test_a_goal_that_is_repeated_as_its_result_is_a_signal(tmp_path: Path) -> None:
    goal = (
        a_form()
        .goals[0]
        .model_copy(update={"expected": text("完成全年八场助餐活动"), "actual": text("完成全年八场助餐活动")})
    )
    (found,) = signals(tmp_path / "a", goals=(goal,))
    assert (found["signal"], found["subject"]) == ("result-repeats-target", "/goals/0/actual")
    short = goal.model_copy(update={"expected": text("完成"), "actual": text("完成")})
    assert signals(tmp_path / "b", goals=(short,)) == []


def test_a_budget_that_was_zero_at_the_beginning_is_a_signal(tmp_path: Path) -> None:
    total: Any = a_form().funding[0].model_copy(update={"initial_budget": amount("0.00")})
    (found,) = signals(tmp_path / "a", funding=(total,))
    assert (found["signal"], found["subject"]) == ("budget-from-zero", "/funding/0/annual_budget")
    part = total.model_copy(update={"kind": "current_year"})
    sound = total.model_copy(update={"initial_budget": amount("5.00")})
    assert signals(tmp_path / "b", funding=(sound, part)) == []


def test_all_signals_leave_out_forms_that_say_the_same(tmp_path: Path) -> None:
    form: Form = a_form().model_copy(update={"indicators": (SHORT,), "findings": ()})
    made = make_out(tmp_path / "out", a_record(form, form.model_copy(update={"form": 2})))
    report(made)
    assert [row["form_id"][-2:] for row in rows(piece(made, "signals/1"))] == ["01"]
