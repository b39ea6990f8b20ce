"""The benchmark of scans counts, doubts, groups and joins rightly; nothing here is scanned, read or timed."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.report import Table
from bench.scan_cost import spread
from bench.scan_peers import Seen, Sought, has_value, join, on_source, unified
from bench.scan_score import Outcome, Value, all_wanted, compare, distance, holds_number, is_doubted, missing
from bench.scan_set import DPI, Made
from bench.scan_tables import (
    accuracy_table,
    bin_of,
    clipped,
    error_table,
    groups,
    percent,
    place_table,
    reliability_table,
    trust_table,
    verdicts,
)
from bench.widths import fold_widths
from fixtures.scans import Place


def reading(raw: str, value: object = None, confidence: float | None = 0.99) -> dict[str, object]:
    return {"raw": raw, "value": value or raw or None, "confidence": confidence}


def form() -> dict[str, Any]:
    rows = [
        {
            "level1": reading("产出"),
            "level2": reading("数量"),
            "level3": reading(name),
            "target": reading("≥90%", {"number": 90}),
            "actual": reading("完成", {"number": None, "text": "完成"}),
            "score": reading("10", 10),
            "reason": reading(""),
        }
        for name in ("培训", "检查")
    ]
    return {"year": reading("2024年度", 2024), "project": reading("道路养护"), "indicators": rows, "findings": []}


def doubt(subject: str, result: str = "doubt") -> dict[str, object]:
    return {"result": result, "subject": subject}


def value(**changed: Any) -> Value:
    return Value("/x", "10", "10", is_number=True, right=True, doubted=False)._replace(**changed)


def outcome(*values: Value, recipe: str = "seal-200", **changed: Any) -> Outcome:
    made = Outcome(recipe, f"1/{recipe}.pdf", 2, values, extra=0, lost=False, doubts=0, faults=())
    return made._replace(**changed)


def wrong_in(found: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(v.subject, v.wanted, v.read) for v in compare(form(), found) if not v.right]


def cells(table: Table, first: str) -> list[str]:
    return next([*row[1:]] for row in table.rows if row[0] == first)


# --- doubts


@pytest.mark.parametrize(
    ("subject", "doubted"),
    [
        *[("/indicators/1/score", True), ("/indicators/1", True), ("/indicators", True), ("", True)],
        *[("/indicators/1/score/x", False), ("/indicators/11", False), ("/total", False), ("/indicators/1/sc", False)],
    ],
)
def test_a_value_is_doubted_with_what_it_is_part_of(subject: str, doubted: bool) -> None:
    assert is_doubted("/indicators/1/score", {subject}) is doubted


def test_no_row_is_doubted_with_another_whose_number_begins_alike() -> None:
    assert not is_doubted("/indicators/11/score", {"/indicators/1"})


def test_only_doubts_count_not_what_fails_a_check() -> None:
    found = form() | {"findings": [doubt("/project"), doubt("/indicators/0", "mismatch")]}
    assert [v.subject for v in compare(form(), found) if v.doubted] == ["/project"]


# --- values


def test_the_year_counts_beside_what_stands_in_cells_and_a_spanning_label_once() -> None:
    raws = [want.raw for want in all_wanted(form())]
    assert raws == [
        "2024年度",
        "道路养护",
        "产出",
        "数量",
        *("培训", "≥90%", "完成", "10"),
        *("检查", "≥90%", "完成", "10"),
    ]


def test_numbers_are_the_number_fields_and_quantities_with_a_number() -> None:
    numbers = {want.pointer[-1] for want in all_wanted(form()) if holds_number(want)}
    assert numbers == {"year", "target", "score"}


def test_a_record_like_the_truth_is_right() -> None:
    assert wrong_in(form()) == []


def test_characters_and_meaning_must_be_right() -> None:
    found = form()
    found["project"]["raw"] = "道路养扩"
    found["indicators"][1]["score"]["value"] = 1
    assert wrong_in(found) == [("/project", "道路养护", "道路养扩"), ("/indicators/1/score", "10", "10")]


def test_only_another_width_is_right_and_told() -> None:
    found = form()
    found["indicators"][0]["target"] = reading("≥90％", {"number": 90})
    found["indicators"][1]["actual"] = reading("完成", {"number": None, "text": "完成"})
    found["year"] = reading("２０２４年度", 2024)
    assert wrong_in(found) == []
    assert [v.subject for v in compare(form(), found) if v.other_width] == ["/year", "/indicators/0/target"]


@pytest.mark.parametrize(
    ("one", "other", "same"), [("＞（1，2）", ">(1,2)", True), ("Ⅳ类", "IV类", False), ("㎡", "m2", False)]
)
def test_widths_are_folded_and_nothing_else(one: str, other: str, same: bool) -> None:
    assert (fold_widths(one) == other) is same
    assert (fold_widths({"text": [one]}) == {"text": [other]}) is same


def test_a_missing_row_is_missing_values() -> None:
    found = form()
    del found["indicators"][1]
    assert [(subject, read) for subject, _, read in wrong_in(found)] == [
        (f"/indicators/1/{key}", None) for key in ("level3", "target", "actual", "score")
    ]


def test_what_is_read_where_nothing_is_printed_is_wrong() -> None:
    found = form()
    found["indicators"][0]["reason"] = reading("丶")
    found["grade"] = reading("优")
    assert wrong_in(found) == [("/indicators/0/reason", None, "丶"), ("/grade", None, "优")]


def test_a_label_that_is_wrong_further_down_its_cell_is_wrong() -> None:
    found = form()
    found["indicators"][1]["level1"] = reading("效益")
    assert wrong_in(found) == [("/indicators/1/level1", None, "效益")]  # level2 says the same as in the truth


def test_all_values_of_a_lost_form_are_wrong() -> None:
    values = [*missing(form(), doubted=False)]
    assert len(values) == len(all_wanted(form()))
    assert not any(v.right or v.doubted for v in values)


def test_a_place_is_compared_where_the_page_went() -> None:
    place = Place(600, 800, shift=(3.0, -2.0))
    assert distance((100, 100, 200, 110), (103, 98, 203, 108), place) == pytest.approx(0)
    assert distance((100, 100, 200, 110), (106, 102, 206, 112), place) == pytest.approx(5)


# --- tables


def test_groups_are_recipes_then_resolutions_then_all() -> None:
    found = [outcome(recipe="jpeg-200"), outcome(recipe="seal-300"), outcome(recipe="seal-200")]
    named = {name: [each.recipe for each in group] for name, group in groups(found)}
    assert [*named] == ["seal-300", "jpeg-200", "seal-200", "300 dpi", "200 dpi", "all"]
    assert named["200 dpi"] == ["jpeg-200", "seal-200"]
    assert len(named["all"]) == 3


def test_shares_are_rounded_down() -> None:
    assert (percent(99999, 100000), percent(1, 1), percent(0, 0)) == ("99.99", "100.00", "-")


def test_accuracy_counts_what_is_printed_and_forms_that_are_right() -> None:
    words = value(is_number=False, right=False, doubted=True)
    last = outcome(value(other_width=True), value(wanted=None, right=False))
    found = [outcome(value(), words), outcome(value()), last]
    assert cells(accuracy_table(found), "all") == ["3", "6", "4", "100.00", "75.00", "1", "1", "0", "0"]


def test_silent_errors_are_misread_missing_and_invented_values_without_a_doubt() -> None:
    wrong = value(right=False)
    found = [outcome(value(), wrong, wrong._replace(wanted=None), wrong._replace(doubted=True), doubts=1)]
    assert cells(trust_table(found), "all")[:4] == ["3", "2", "1", "6666.7"]
    shown = [[*row[1:4]] for row in error_table(found).rows]
    assert shown == [["/x", "10", "10"], ["/x", "(nothing)", "10"]]


def test_right_forms_without_a_doubt_are_shares_of_all_and_of_the_right_ones() -> None:
    found = [outcome(value()), outcome(value(), doubts=1), outcome(value(right=False)), outcome(value(right=False))]
    assert cells(trust_table(found), "all")[-2:] == ["25.00", "50.00"]


def test_a_lost_form_is_one_line_of_the_errors_unless_the_record_says_so() -> None:
    values = [value(right=False, read=None)] * 3
    assert [[*row] for row in error_table([outcome(*values, lost=True)]).rows] == [
        ["1/seal-200.pdf", "the form is lost", "3 values", "", ""]
    ]
    assert not error_table([outcome(*(v._replace(doubted=True) for v in values), lost=True)]).rows


def test_long_errors_are_shown_where_they_differ() -> None:
    wanted, read = clipped("一" * 50 + "甲|" + "二" * 50, "一" * 50 + "申|" + "二" * 50)
    assert wanted.startswith("…" + "一" * 8 + "甲\\|")
    assert read.startswith("…" + "一" * 8 + "申\\|")
    assert len(wanted) < 40
    assert clipped(None, "") == ("(nothing)", "")


def test_places_are_told_of_right_values_only() -> None:
    found = [outcome(value(off=0.5), value(off=1.0), value(off=1.5), value(), value(right=False))]
    assert cells(place_table(found), "all") == ["4", "3", "1.00", "1.49", "1.50"]


@pytest.mark.parametrize(
    ("confidence", "low"), [(0, 0), (0.4999, 0), (0.5, 0.5), (0.989, 0.98), (0.999, 0.999), (1, 0.999)]
)
def test_a_confidence_is_in_one_bin(confidence: float, low: float) -> None:
    assert bin_of(confidence) == low


def test_reliability_is_told_for_numbers_and_words_apart() -> None:
    sure, words = value(confidence=1.0), value(confidence=1.0, is_number=False, right=False, doubted=True)
    table = reliability_table([outcome(sure, sure, words, value(confidence=0.2), value())])
    assert cells(table, "0.999 to 1") == ["2", "100.00", "0.00", "1", "0.00", "100.00"]
    assert cells(table, "0 to 0.5") == ["1", "100.00", "0.00", "0", "-", "-"]


def test_aims_are_judged_by_counts_not_by_printed_shares() -> None:
    found = [outcome(*[value()] * 9999, value(right=False))]
    said = [*verdicts(found)]
    assert said[-1] == "wrong without a doubt at most 1 in 10,000: met (1 of 10000)"
    assert said[0] == "200 dpi, numbers right at least 99.5 %: met (99.99)"
    assert [*verdicts([outcome(*[value()] * 9998, value(right=False))])][-1].endswith("NOT met (1 of 9999)")


# --- peers


def line(text: str, *, x: float = 0.0, y: float = 0.0, step: float = 10.0) -> list[Seen]:
    return [Seen(letter, x + step * at, y, 10.0) for at, letter in enumerate(text)]


def test_pieces_are_joined_line_by_line() -> None:
    assert join([*line("丙丁", y=14), *reversed(line("甲乙", y=1)), Seen(",", 20, 4, 3)]) == "甲乙,丙丁"


def test_signs_of_any_width_and_white_space_are_alike() -> None:
    assert unified("（1，950 人次）—") == unified("(1,950人次)-")


def test_a_value_is_what_lies_in_its_place_in_any_way_to_take_it() -> None:
    sought = Sought("10", ((0, (0.0, 0.0, 20.0, 10.0)),), among=False)
    glued = [Seen("10 20", 25, 5, 10)]
    assert not has_value(sought, [[glued]])
    assert has_value(sought, [[glued, line("10", x=5, y=5)]])
    assert has_value(sought, [[line("１０", x=5, y=5)]])
    assert not has_value(sought, [[line("１０", x=5, y=5)]], widths=True)
    assert not has_value(sought, [[line("100", x=1, y=5)]])


def test_a_value_cut_by_a_page_break_is_joined_and_one_beside_its_label_found() -> None:
    box = (0.0, 0.0, 20.0, 10.0)
    pages = [[line("甲", x=5, y=5)], [line("乙", x=5, y=5)]]
    assert has_value(Sought("甲乙", ((0, box), (1, box)), among=False), pages)
    label = [[line("名:甲", x=0, y=5)]]
    assert not has_value(Sought("甲", ((0, box),), among=False), label)
    assert has_value(Sought("甲", ((0, box),), among=True), label)


def test_what_is_read_on_a_skewed_scan_lies_flat_on_its_source() -> None:
    place = Place(595, 842, skew=3.0, shift=(2.0, 1.0), curl=(0.0, 6.0))
    x, y = place.moved(400.0, 300.0)
    (seen,) = on_source([Seen("甲", x * 200 / 72, y * 200 / 72, 30)], place, 200)
    assert (seen.x, seen.y, seen.height) == pytest.approx((400, 300, 10.8), abs=0.01)


# --- which scans


def test_time_is_taken_of_every_recipe_before_a_second_scan_of_any() -> None:
    pages = (Place(595, 842),) * 2
    made = [Made(name, Path(), Path(f"{name}{n}"), 0, pages) for name in DPI for n in range(2)]
    chosen = [each.recipe for each in spread(made, 12)]
    assert len(chosen) == len({*chosen}) == 6
    assert {DPI[name] for name in chosen} == {200}
