"""The benchmark counts rows rightly; nothing here is timed."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.accuracy import count_exact, true_rows
from bench.report import Table, lines
from bench.tools import timed

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
