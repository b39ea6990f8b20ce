"""Departments, units and years side by side."""

import csv
import io
import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf2form.cli import cli
from pdf2form.compare.changes import Change
from pdf2form.compare.groups import FEW, By, Comparison, Group, compare
from pdf2form.compare.index import open_index
from pdf2form.compare.search import Hit
from pdf2form.record import Finding, Form
from tests.handmade import finding
from tests.outs import fill, form_of

DEPARTMENTS = ("219-望海市民政局", "望海市民政局", "220-望海市财政局", "听泉县水利局")
SUMMED = ("forms", "duplicates", "budget", "budget_forms", "executed", "executed_forms", "money_doubted", "scored")
DOUBTED = ("budget_doubted", "executed_doubted", "money_disputed", "rate_forms", "score_doubted")
COUNTED = (*DOUBTED, "full_marks", "mismatches", "mismatch_forms", "rounding", "unchecked", "doubts", "clean")


def compared(out: Path, *by: By) -> Comparison:
    with open_index(out) as database:
        return compare(database, by or ("department",))


def wrong(points: float, subject: str = "/total/score") -> Finding:
    return finding(subject, "mismatch", rule="total-score", difference=points)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    forms = [
        form_of("甲", wrong(-2), department=DEPARTMENTS[0], score="90", budget="100.1"),
        form_of("乙", finding("/funding/0/executed"), department=DEPARTMENTS[1], score="100", budget="100.2"),
        form_of("丙", department=DEPARTMENTS[0], score="98", year=2023),
        form_of("丁", wrong(9, "/funding/0/rate"), department=DEPARTMENTS[2], score="80"),
        form_of("戊", department=DEPARTMENTS[3], unit=None, score="").model_copy(update={"money_unit": None}),
    ]
    return fill(tmp_path / "out", *([form] for form in forms), [forms[0]])


def test_a_department_has_its_forms_money_scores_and_findings(out: Path) -> None:
    first, *_ = compared(out).groups
    assert (first.department, first.department_code, first.forms, first.duplicates) == ("望海市民政局", "219", 3, 1)
    assert (first.budget, first.executed, first.rate) == (Decimal("3003000"), Decimal("2700000"), 89.91)
    assert (first.mean_score, first.median_score, first.full_marks, first.full_marks_share) == (96, 98, 1, 33.33)
    assert (first.mismatches, first.mismatch_forms, first.largest, first.doubts) == (1, 1, 2, 1)
    assert (first.money_doubted, first.clean, first.clean_share, first.note) == (1, 1, 33.33, None)


def test_fewer_than_three_scores_have_no_mean_and_the_row_says_so(out: Path) -> None:
    finances = next(group for group in compared(out).groups if group.department == "望海市财政局")
    assert (finances.scored, finances.mean_score, finances.median_score, finances.note) == (1, None, None, FEW)
    assert (finances.full_marks, finances.full_marks_share) == (0, None)


def test_percent_does_not_count_as_points_in_the_largest_difference(out: Path) -> None:
    finances = next(group for group in compared(out).groups if group.department == "望海市财政局")
    assert (finances.mismatches, finances.largest) == (1, None)


def test_what_is_not_printed_is_not_in_the_sums(out: Path) -> None:
    water = next(group for group in compared(out).groups if group.department == "听泉县水利局")
    assert (water.forms, water.budget, water.budget_forms, water.rate, water.scored) == (1, None, 0, None, 0)
    assert (water.full_marks_share, water.clean_share) == (None, 100)


def test_rows_go_by_code_then_name_then_year_and_what_has_no_name_is_last(out: Path) -> None:
    assert [group.department for group in compared(out).groups] == ["望海市民政局", "望海市财政局", "听泉县水利局"]
    found = [(group.unit, group.year) for group in compared(out, "unit", "year").groups]
    assert found == [("望海市养老院", 2023), ("望海市养老院", 2024), (None, 2024)]


forms = st.builds(
    form_of,
    st.sampled_from("甲乙丙丁"),
    department=st.sampled_from(DEPARTMENTS),
    unit=st.sampled_from(["甲院", "甲 院", "乙院", None]),
    year=st.integers(2022, 2024),
    score=st.sampled_from(["", "0.1", "0.2", "99.7", "100"]),
    budget=st.sampled_from(["", "0.1", "0.2", "1234567.89"]),
)


@settings(max_examples=20)
@given(st.lists(forms, min_size=1, max_size=8))
def test_the_sums_of_all_groups_are_the_sum_of_all(tmp_path_factory: pytest.TempPathFactory, given: list[Form]) -> None:
    out = fill(tmp_path_factory.mktemp("out"), *([form] for form in given))
    ways: list[tuple[By, ...]] = [("department",), ("unit",), ("year",), ("department", "year")]
    for found in (compared(out, *by) for by in ways):
        for name in (*SUMMED, *COUNTED):
            parts = [getattr(group, name) for group in found.groups]
            assert sum(part or 0 for part in parts) == (getattr(found.total, name) or 0), name
        assert found.total.forms + found.total.duplicates == len(given)


def run(*words: object) -> tuple[int, str, str]:
    found = CliRunner().invoke(cli, ["compare", *map(str, words)])
    return found.exit_code, found.stdout, found.stderr


def test_the_command_prints_csv_where_there_is_no_terminal(out: Path) -> None:
    code, printed, said = run(out, "--by", "department, year")
    rows = [*csv.DictReader(io.StringIO(printed))]
    assert (code, len(rows), said) == (0, 4, "")
    assert (rows[0]["department"], rows[0]["year"], rows[0]["budget"]) == ("望海市民政局", "2023", "1000000")


def test_the_command_says_that_names_look_alike_and_lists_them(tmp_path: Path) -> None:
    out = fill(
        tmp_path,
        *([form_of(name, department=name, unit=None)] for name in ("望海市文化和旅游局", "望海市文化和旅游厅")),
    )
    code, _, said = run(out)
    assert (code, said.count("\n")) == (0, 1)
    assert "1 pairs of names look alike" in said
    assert (out / "aliases_suggested.csv").read_text(encoding="utf-8").count("\n") == 2


def test_the_workbook_has_typed_cells_text_as_text_filters_and_charts(tmp_path: Path) -> None:
    evil = ("=1+1", "<script>alert(1)</script>", '=cmd|" /C calc"!A0', "长" * 500)
    out = fill(tmp_path / "out", *([form_of(name, department=name)] for name in evil))
    place = tmp_path / "compared.xlsx"
    assert run(out, "-o", place)[0] == 0
    book = openpyxl.load_workbook(place)
    sheet = book["groups"]
    assert {sheet.cell(row, 1).value for row in range(4, 8)} == {*evil}
    assert {sheet.cell(row, 1).data_type for row in range(4, 8)} == {"s"}
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A3"].value) == ("主管部门", "Department", "department")
    assert (sheet["B4"].value, sheet["D4"].value, sheet.freeze_panes) == (1, 1_000_000, "B4")
    assert sheet.auto_filter.ref.startswith("A3:")
    with ZipFile(place) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 5
    assert all("groups!$" in chart for chart in charts)


def test_equal_folders_give_equal_workbooks_and_an_empty_one_has_no_chart(tmp_path: Path, out: Path) -> None:
    places = [tmp_path / name for name in ("one.xlsx", "two.xlsx", "empty.xlsx")]
    for place, folder in zip(places, (out, out, fill(tmp_path / "empty", [])), strict=True):
        assert run(folder, "-o", place, "--by", "year")[0] == 0
    assert places[0].read_bytes() == places[1].read_bytes()
    assert openpyxl.load_workbook(places[2]).sheetnames == ["dictionary", "groups"]


@pytest.mark.parametrize("words", [("--by", "office"), ("--by", "year,year"), ("--by", ","), ("-o", "compared.pdf")])
def test_what_makes_no_sense_is_refused(out: Path, words: tuple[str, ...]) -> None:
    assert run(out, *words)[0] == 2


def test_a_file_in_a_folder_that_is_not_there_is_refused_before_the_work(out: Path) -> None:
    assert run(out, "-o", out / "none" / "compared.csv")[0] == 7


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
def test_no_number_is_cut_on_a_narrow_terminal(out: Path, columns: int) -> None:
    terminal = {"FORCE_COLOR": "1", "COLUMNS": str(columns), "NO_COLOR": None}
    printed = CliRunner().invoke(cli, ["compare", str(out), "--by", "department,year"], env=terminal).stdout
    assert "…" not in printed
    assert all(number in printed for number in ("2,003,000", "1,000,000", "4,003,000", "<3"))


def test_a_doubt_is_said_below_the_amount_that_it_is_about_and_no_other(tmp_path: Path) -> None:
    doubted = form_of("甲", finding("/funding/0/executed"), finding("/total/score"))
    out = fill(tmp_path, [doubted], [form_of("乙", wrong(1, "/funding/0/rate"))])
    total = compared(out).total
    assert (total.budget_doubted, total.executed_doubted, total.money_doubted) == (0, 1, 1)
    assert (total.score_doubted, total.money_disputed, total.rate_forms) == (1, 1, 2)
    terminal = {"FORCE_COLOR": "1", "COLUMNS": "300", "NO_COLOR": None}
    printed = CliRunner().invoke(cli, ["compare", str(out)], env=terminal).stdout
    assert printed.count("1 存疑") == 2  # of executed, of the department and of all


def test_departments_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    names = ("123-丁局", "124-丁局", "丁局", "125-戊局")
    out = fill(tmp_path, *([form_of(name, department=name)] for name in names))
    _, printed, _ = run(out)
    found = [row["department"] for row in csv.DictReader(io.StringIO(printed))]
    assert found == ["123-丁局", "124-丁局", "戊局", "丁局"]
    terminal = {"FORCE_COLOR": "1", "COLUMNS": "300", "NO_COLOR": None}
    shown = CliRunner().invoke(cli, ["compare", str(out)], env=terminal).stdout
    assert ("124-丁局" in shown, "123-123" in shown, "125-" in shown) == (True, False, False)


@pytest.mark.parametrize("table", ["groups", "changes", "hits"])
def test_every_column_is_described_in_both_languages(table: str) -> None:
    rows = csv.reader(files("pdf2form.compare").joinpath("columns.csv").read_text(encoding="utf-8").splitlines())
    described = {row[1]: row for row in [*rows][1:] if row[0] == table}
    columns = {"groups": Group._fields, "changes": Change._fields, "hits": Hit._fields}[table]
    assert {*described} == {"", *columns}
    for _, _, kind, en, zh, says_en, says_zh in described.values():
        assert kind in ("table", "text", "integer", "number")
        assert (en.isascii(), bool(re.search("[\u4e00-\u9fff]", zh))) == (True, True)
        assert (says_en[-1], says_zh[-1]) == (".", "。")
