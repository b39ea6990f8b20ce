"""The benchmark counts rows and values rightly; nothing here is timed."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.accuracy import count_exact, true_rows
from bench.report import Table, lines
from bench.tools import timed
from bench.values import count_cells, count_readings, find_wanted, value_table

WANTED = [["开放天数", "≥300.00(天)", "310.00(天)", "10.00", "10.00"]]


def test_a_row_counts_between_merged_cells_and_other_columns() -> None:
    assert count_exact(WANTED, [["产出指标", "", *WANTED[0], "无"]]) == 1


def test_white_space_and_radicals_do_not_count() -> None:
    assert count_exact(WANTED, [["开放\n天数", "≥300.00\n(天)", "310.00 (天)", "10.00", " 10.00"]]) == 1
    assert count_exact([["⻔户"]], [["门户"]]) == count_exact([["门户"]], [["⻔户"]]) == 1


@pytest.mark.parametrize("column", range(5))
def test_one_wrong_field_spoils_the_row(column: int) -> None:
    row = list(WANTED[0])
    row[column] += "0"
    assert count_exact(WANTED, [row]) == 0


def test_two_equal_fields_need_two_cells() -> None:
    assert count_exact(WANTED, [WANTED[0][:4]]) == 0


def test_fields_in_two_extracted_rows_do_not_count() -> None:
    assert count_exact(WANTED, [WANTED[0][:2], WANTED[0][2:]]) == 0


def test_glued_fields_do_not_count() -> None:
    assert count_exact(WANTED, [[*WANTED[0][:3], "10.0010.00"]]) == 0


def test_one_extracted_row_answers_for_one_wanted_row() -> None:
    assert count_exact(WANTED * 2, WANTED) == 1
    assert count_exact(WANTED * 2, WANTED * 3) == 2


def test_a_row_with_a_blank_field_leaves_the_full_row_to_its_own() -> None:
    blank = [WANTED[0][:4]]
    assert count_exact([*blank, *WANTED], [*WANTED, *blank]) == 2


def test_truth_has_the_printed_fields_of_all_forms(tmp_path: Path) -> None:
    def form(**raws: str) -> dict[str, object]:
        fields = {"level3": "名", "target": "≥1", "actual": "1", "weight": "5", "score": "5", "reason": "无"} | raws
        return {"indicators": [{key: {"raw": raw} for key, raw in fields.items()}]}

    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps({"forms": [form(), form(score="")]}), encoding="utf-8")
    assert true_rows(truth) == [["名", "≥1", "1", "5", "5"], ["名", "≥1", "1", "5"]]
    truth.write_text(json.dumps(form()), encoding="utf-8")
    assert len(true_rows(truth)) == 1


def test_a_document_on_which_a_tool_raises_is_counted() -> None:
    def read(path: Path) -> list[list[str]]:
        if path.name == "bad":
            raise ValueError("bad")
        return [["row"]]

    slot = timed(read)([Path("good"), Path("bad")])
    assert (slot.rows, slot.failed) == ([[["row"]], []], 1)


def test_tables_are_aligned() -> None:
    table = Table("Speed", ["tool", "pages"], [["a", "1.5"]])
    assert [*lines(table, markdown=True)] == [
        "### Speed",
        "",
        "| tool | pages |",
        "|------|------:|",
        "| a    |   1.5 |",
        "",
    ]
    assert [*lines(table, markdown=False)][2:4] == ["tool  pages", "----  -----"]


def reading(raw: str, value: object = None) -> dict[str, object]:
    return {"raw": raw, "value": value or raw or None}


def row(level1: str, level2: str, target: str, score: str) -> dict[str, object]:
    return {
        "level1": reading(level1),
        "level2": reading(level2),
        "target": reading(target, {"number": 90}),
        "score": reading(score, 10),
        "reason": reading(""),
        "extra": [{"label": reading("评价标准"), "value": reading("按比例")}],
    }


FORM = {
    "title": reading("自评表"),
    "project": reading("道路养护"),
    "grade": None,
    "indicators": [
        row("产出", "数量", "≥90%", "10"),
        row("产出", "数量", "≥90个", "10"),
        row("效益", "数量", "≥1", ""),
    ],
    "tables": [{"label": reading("任务"), "rows": [[reading("名称"), reading("")]]}],
}


def test_values_are_what_stands_in_cells_and_a_spanning_label_is_one() -> None:
    assert [want.raw for want in find_wanted(FORM)] == [
        *("道路养护", "产出", "数量", "≥90%", "10", "按比例", "≥90个", "10", "按比例"),
        *("效益", "数量", "≥1", "按比例", "任务", "名称"),
    ]


def test_a_reading_counts_if_place_characters_and_meaning_are_right() -> None:
    wanted = find_wanted(FORM)
    assert count_readings(wanted, FORM) == len(wanted)
    other = json.loads(json.dumps(FORM))
    other["project"]["value"] = "道路"
    other["indicators"][0]["score"]["raw"] = "10.0"
    del other["indicators"][2]
    assert count_readings(wanted, other) == len(wanted) - 2 - 4
    assert count_readings(wanted, {}) == 0


def cells(*rows: list[str], forms: int = 1) -> list[int]:
    return count_cells([find_wanted(FORM)] * forms, rows)


def test_a_cell_answers_for_one_value() -> None:
    assert cells(["10"]) == [1]
    assert cells(["10", "10", "10"]) == [2]
    assert cells(["10", "10", "10"], forms=2) == [2, 1]
    assert cells(["1010"]) == [0]


def test_white_space_and_radicals_in_a_cell_do_not_count() -> None:
    assert cells(["道路\n 养护", "产 出"]) == [2]


def test_a_target_may_be_several_neighbouring_cells_of_one_row() -> None:
    assert cells(["≥", "90", "", "%"]) == [1]
    assert cells(["≥", "90"], ["%"]) == [0]
    assert cells(["≥", "x", "90", "%"]) == [0]
    assert cells(["道路", "养护"]) == [0]


def test_shares_are_rounded_down() -> None:
    scores = {("mof", "docx"): Counter({"values": 1000, "pdf2form": 999, "camelot": 1000})}
    table = value_table({"pdf2form": "", "camelot": ""}, scores)
    assert table.rows[-1] == ["all", "999/1000 99%", "1000/1000 100%"]
