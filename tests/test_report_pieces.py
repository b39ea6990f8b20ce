"""The pieces of a report: what is in the records and tables, and nothing else."""

import csv
import json
import math
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pdf2form.parts import Finding
from pdf2form.record import Form, Record, Total
from pdf2form.report.scripts import script, to_json
from tests.handmade import FIXTURES, a_form, a_record, amount, finding, text
from tests.reports import Cells, convert_into, copied, forms, make_out, piece, report, rows, tree

FOLDERS = ("seed-service", "planted-total", "planted-rate", "two-forms", "city-health", "planted-full-score", "bad")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of some fixtures with its report, without pictures."""
    made = convert_into(tmp_path_factory.mktemp("pieces") / "out", *(FIXTURES / name for name in FOLDERS))
    report(made)
    return made


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def first_forms(out: Path) -> list[dict[str, str]]:
    """Return the forms that say nothing which an earlier one has said."""
    return [row for row in table(out, "forms") if not row["duplicate_of"]]


# --- Scripts ----------------------------------------------------------------------------------------------------

HOSTILE = "</script><script>alert(1)</script> <!-- \u2028\u2029 \ud800 \"'\\ =cmd|' /C calc'!A0 \ufeff\x85"


def test_a_piece_is_safe_in_any_script_and_gives_back_every_character() -> None:
    made = script("a", {"raw": HOSTILE, HOSTILE: 1})
    made.encode()  # a lone half of a character cannot be written
    assert [sign for sign in "<>\u2028\u2029\ufeff\x85" if sign in made] == []
    assert json.loads(made.removeprefix('pdf2form.piece("a", ').removesuffix(");\n")) == {"raw": HOSTILE, HOSTILE: 1}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_null(number: float) -> None:
    assert to_json({"rows": [[1.5, number]], "more": (number,)}) == '{"rows":[[1.5,null]],"more":[null]}'


def test_hostile_values_are_data_in_every_piece(tmp_path: Path) -> None:
    hostile = HOSTILE.replace("\ud800", "")  # a record is UTF-8
    form = a_form().model_copy(update={"project": text(hostile), "department": text(hostile), "ignored": (text("x"),)})
    made = make_out(tmp_path / "out", a_record(form))
    report(made)
    (shown,) = forms(made)
    assert shown["readings"]["/project"]["raw"] == hostile
    assert rows(piece(made, "department/1"))[0]["project"]
    assert all(b"<" not in data for name, data in tree(made / "report" / "data").items() if name != "dictionary.js")


# --- The account ------------------------------------------------------------------------------------------------


def test_the_account_adds_up_to_what_the_tables_say(out: Path) -> None:
    about = piece(out, "about")
    statuses = Counter(row["status"] for row in table(out, "documents"))
    assert about["account"] == {"inputs": len(table(out, "inputs")), **{name: statuses[name] for name in statuses}}
    assert (about["forms"], about["forms"] + about["duplicates"]) == (len(first_forms(out)), len(table(out, "forms")))
    known = {row["form_id"] for row in first_forms(out)}
    results = Counter(row["result"] for row in table(out, "diff") if row["form_id"] in known)
    assert {name: count for name, count in about["counts"].items() if count} == results


def test_money_is_summed_once_in_yuan(out: Path) -> None:
    known = {row["form_id"] for row in first_forms(out)}
    totals = {row["form_id"]: row for row in reversed(table(out, "funding")) if row["kind"] == "total"}
    money = [totals[form_id] for form_id in known if form_id in totals and totals[form_id]["annual_budget_yuan"]]
    assert piece(out, "about")["money"]["budget"] == pytest.approx(
        sum(float(row["annual_budget_yuan"]) for row in money), abs=0.01
    )


def test_departments_add_up_and_lead_to_their_forms(out: Path) -> None:
    departments = rows(piece(out, "departments"))
    over_all = [row for row in departments if row["year"] is None]
    assert sum(row["forms"] for row in over_all) == piece(out, "about")["forms"]
    assert [row["piece"] for row in over_all] == [*range(1, len(over_all) + 1)]
    for row in over_all:
        listed = rows(piece(out, f"department/{row['piece']}"))
        counted = [form for form in listed if not form["duplicate_of"]]
        assert (row["forms"], row["duplicates"]) == (len(counted), len(listed) - len(counted))
        assert row["mismatches"] == sum(form["mismatches"] for form in counted)
        assert row["clean"] == sum(form["clean"] for form in counted)


def test_scores_and_rate_of_a_department_are_those_of_its_forms(tmp_path: Path) -> None:
    scores = ("96.97", "90.00", "100.00")
    made = make_out(tmp_path / "out", *(a_scored(score, number) for number, score in enumerate(scores)))
    report(made)
    (row, of_year) = rows(piece(made, "departments"))
    assert (row["scored"], row["mean"], row["median"], row["full_marks"]) == (3, 95.66, 96.97, 1)
    assert (row["budget"], row["executed"], row["rate"]) == (85446000, 85161300, 99.67)
    assert (row["year"], of_year["year"], of_year["forms"]) == (None, 2024, 3)


def test_fewer_than_three_scores_have_no_mean_median_or_full_marks(tmp_path: Path) -> None:
    made = make_out(tmp_path / "out", *(a_scored(score, number) for number, score in enumerate(("100.00", "99.00"))))
    report(made)
    (row, _) = rows(piece(made, "departments"))
    assert (row["scored"], row["mean"], row["median"], row["full_marks"]) == (2, None, None, None)


def test_forms_without_a_year_have_a_row_so_that_the_years_add_up(tmp_path: Path) -> None:
    undated = a_form().model_copy(update={"year": None, "project": text("另一项目")})
    made = make_out(tmp_path / "out", a_record(a_form()), a_record(undated, sha256="a" * 64))
    report(made)
    (whole, *years) = rows(piece(made, "departments"))
    assert [row["year"] for row in years] == [2024, ""]
    for name in ("forms", "duplicates", "budget_forms", "executed_forms", "rate_forms", "scored", "clean"):
        assert sum(row[name] for row in years) == whole[name], name


DOUBTED = ("money_doubted", "money_disputed", "score_doubted")


def test_sums_say_of_how_many_forms_they_are_and_how_many_are_doubted_or_disputed(tmp_path: Path) -> None:
    (line,) = a_form().funding
    halves = [line.model_copy(update={name: None}) for name in ("annual_budget", "executed")]
    shown = [
        *(a_form().model_copy(update={"funding": (half,)}) for half in halves),
        a_form(finding("/total/score"), finding("/funding/0/rate", "mismatch", difference=Decimal(1))),
        a_form(finding("/funding/0/executed")),
    ]
    shown = [form.model_copy(update={"project": text(str(at))}) for at, form in enumerate(shown)]
    made = make_out(tmp_path / "out", *(a_record(form, sha256=f"{at + 1:x}" * 64) for at, form in enumerate(shown)))
    report(made)
    row, about = rows(piece(made, "departments"))[0], piece(made, "about")
    for name, count in {"budget_forms": 3, "executed_forms": 3, "rate_forms": 2}.items():
        assert (row[name], about["money"][name]) == (count, count)
    assert [row[name] for name in DOUBTED] == [1, 1, 1]
    assert (about["money"]["doubted"], about["money"]["disputed"], about["score_doubted"]) == (1, 1, 1)
    listed = rows(piece(made, "department/1"))
    assert [sum(form[name] for form in listed) for name in DOUBTED] == [1, 1, 1]


def test_departments_of_one_name_have_their_code_before_it_in_all_lists(tmp_path: Path) -> None:
    names = ("123-丁局", "124-丁局")
    wrong = a_form(finding("/total/score", "mismatch", difference=Decimal(1)))
    given = (wrong.model_copy(update={"department": text(name)}) for name in names)
    made = make_out(tmp_path / "out", *(a_record(form, sha256=f"{at + 1}" * 64) for at, form in enumerate(given)))
    report(made)
    assert {row["name"] for row in rows(piece(made, "departments"))} == {*names}
    assert {row["department"] for row in rows(piece(made, "differences/1"))} == {*names}


def a_scored(score: str, number: int) -> Record:
    total = Total(weight=amount("100.00"), score=amount(score))
    return a_record(a_form().model_copy(update={"total": total}), sha256=f"{number + 1:x}" * 64)


# --- A form -----------------------------------------------------------------------------------------------------


def pointers_in(value: object) -> list[str]:
    """Return all JSON pointers in the blocks of a form."""
    if isinstance(value, dict):
        return [pointer for each in value.values() for pointer in pointers_in(each)]
    if isinstance(value, list):
        return [pointer for each in value for pointer in pointers_in(each)]
    return [value] if isinstance(value, str) and value.startswith("/") else []


def test_the_blocks_of_a_form_hold_every_reading_once(out: Path) -> None:
    for form in forms(out):
        blocks = ("fields", "funding", "goals", "indicators", "extra", "tables", "ignored")
        assert sorted(pointers_in([form.get(block) for block in blocks])) == sorted(form["readings"])


def test_readings_are_those_of_the_table(out: Path) -> None:
    shown = {
        (form["form_id"], subject): (reading["raw"], reading["value"] or "")
        for form in forms(out)
        for subject, reading in form["readings"].items()
    }
    assert shown == {(row["form_id"], row["subject"]): (row["raw"], row["value"]) for row in table(out, "readings")}


def test_findings_are_those_of_the_table_with_both_messages(out: Path) -> None:
    shown = Counter(
        (form["form_id"], each["rule"], each["result"], each["subject"], each["en"], each["zh"])
        for form in forms(out)
        for each in form["findings"]
    )
    columns = ("form_id", "rule", "result", "subject", "message_en", "message_zh")
    assert shown == Counter(tuple(row[name] for name in columns) for row in table(out, "diff"))


def test_a_check_names_its_inputs_and_its_place(out: Path) -> None:
    found = [each for form in forms(out) for each in form["findings"] if each["rule"] == "total-score"]
    assert found
    assert all(each["inputs"] and each["where"] for each in found if each["result"] != "unchecked")


def shown_of(out: Path, *found: Finding) -> dict[str, Any]:
    make_out(out, a_record(a_form(*found)))
    report(out)
    (form,) = forms(out)
    readings: dict[str, Any] = form["readings"]
    return readings


def test_a_doubt_stands_with_its_reading_and_with_all_of_its_line(tmp_path: Path) -> None:
    found = (finding("", rule="conservation"), finding("/indicators/0"), finding("/indicators/0/weight"))
    readings = shown_of(tmp_path / "out", *found, finding("/total/score", "mismatch", rule="total-score"))
    assert (readings["/indicators/0/weight"]["doubt"], readings["/indicators/0/level3"]["doubt"]) == ([1, 2], [1])
    assert "doubt" not in readings["/total/score"]


SCORE = "/total/score"


def test_a_correction_stands_beside_what_was_read(tmp_path: Path) -> None:
    made = convert_into(tmp_path / "out", FIXTURES / "planted-typing-error")
    form_id, raw = next((row["form_id"], row["raw"]) for row in table(made, "readings") if row["subject"] == SCORE)
    written = f"form_id,subject,old,new,by,why,at\n{form_id},{SCORE},{raw},97.5,me,checked,today\n"
    (made / "corrections.csv").write_text(written, encoding="utf-8")
    report(made)
    reading = next(form["readings"][SCORE] for form in forms(made) if form["form_id"] == form_id)
    assert (reading["raw"], reading["corrected"], reading["corrected_value"]) == (raw, "97.5", "97.5")
    row = next(row for row in rows(piece(made, "department/1")) if row["form_id"] == form_id)
    assert (row["total_score"], row["corrected"]) == (97.5, 1)


# --- Lists ------------------------------------------------------------------------------------------------------


def test_forms_that_say_the_same_stand_in_the_lists_once(out: Path) -> None:
    known = {row["form_id"] for row in first_forms(out)}
    lists = {name: rows(piece(out, f"{name}/1")) for name in ("indicators", "differences", "signals")}
    assert {row["form_id"] for listed in lists.values() for row in listed} <= known
    lines = Counter(row["form_id"] for row in table(out, "indicators") if row["form_id"] in known)
    assert Counter(row["form_id"] for row in lists["indicators"]) == lines


def test_the_largest_difference_comes_first_and_mismatches_before_rounding(out: Path) -> None:
    order = {"points": 1, "percent": 2, "money": 3, None: 4}
    listed = [
        (row["result"] != "mismatch", order[row["measure"]], -abs(row["difference_yuan"] or row["difference"]))
        for row in rows(piece(out, "differences/1"))
    ]
    assert listed == sorted(listed)
    assert {first for first, *_ in listed} == {True, False}


def listed_money(out: Path, unit: str, *found: Finding) -> Cells:
    make_out(out, a_record(a_form(*found).model_copy(update={"money_unit": text(unit)})))
    report(out)
    return next(row for row in rows(piece(out, "differences/1")) if row["rule"] == "funding-sum")


@pytest.mark.parametrize(("unit", "yuan"), [("万元", -200000.0), ("元", -20.0), ("美元", None)])
def test_a_difference_of_money_has_its_unit_and_is_in_yuan_where_that_is_known(
    unit: str, yuan: float | None, tmp_path: Path
) -> None:
    money = finding("/funding/0/executed", "mismatch", rule="funding-sum", difference=Decimal(-20))
    row = listed_money(tmp_path / "out", unit, money)
    assert (row["measure"], row["money_unit"], row["difference"], row["difference_yuan"]) == ("money", unit, -20, yuan)


def test_points_are_no_yuan(tmp_path: Path) -> None:
    points = finding("/funding/0/score", "mismatch", rule="funding-sum", difference=Decimal(-20))
    assert listed_money(tmp_path / "out", "万元", points)["difference_yuan"] is None


def test_lists_say_what_is_to_be_known_of_a_form_before_it_is_quoted(tmp_path: Path) -> None:
    scan = a_form(finding("/goals/0"), finding("/total/score", "mismatch", difference=Decimal(1)))
    scan = scan.model_copy(update={"department": text("某局").model_copy(update={"source": "ocr"})})
    zero = scan.indicators[0].model_copy(update={"weight": amount("0")})
    made = make_out(tmp_path / "out", a_record(scan.model_copy(update={"indicators": (*scan.indicators, zero)})))
    report(made)
    listed = [row for name in ("differences", "signals") for row in rows(piece(made, f"{name}/1"))]
    assert [(row["scanned"], row["doubts"]) for row in listed] == [(1, 1), (1, 1)]


def test_a_signal_may_stand_on_a_blank_cell(tmp_path: Path) -> None:
    form = a_form()
    zero = form.indicators[0].model_copy(update={"weight": amount("0")})
    made = make_out(tmp_path / "out", a_record(form.model_copy(update={"indicators": (*form.indicators, zero)})))
    report(made)
    (row,) = rows(piece(made, "signals/1"))
    assert ["/indicators/1/score", ""] in row["stands_on"]


def test_a_long_list_is_divided_into_pieces(tmp_path: Path) -> None:
    level = a_form().indicators[0]
    long = [a_form().model_copy(update={"indicators": (level,) * 2600, "form": number}) for number in (1, 2)]
    other = long[1].model_copy(update={"project": text("另一项目")})
    made = make_out(tmp_path / "out", a_record(long[0], other))
    report(made)
    assert piece(made, "about")["pieces"]["indicators"] == 2
    assert [len(piece(made, f"indicators/{number}")["rows"]) for number in (1, 2)] == [5000, 200]


def test_failures_are_listed_with_their_code_and_both_languages(out: Path) -> None:
    listed = {row["code"]: row["message"] for row in rows(piece(out, "failures/1"))}
    assert {"encrypted", "empty", "not_a_pdf"} <= listed.keys()
    assert "口令" in listed["encrypted"]


def test_a_fault_says_what_it_means_in_both_languages(out: Path) -> None:
    faults = {row["code"]: row for row in rows(piece(out, "quality")["faults"])}
    assert (faults["empty"]["en"], faults["empty"]["zh"]) == ("The file is empty.", "文件为空。")
    assert all(row["en"] and row["zh"] for row in faults.values())


# --- The whole --------------------------------------------------------------------------------------------------


def test_equal_folders_give_equal_reports(out: Path, tmp_path: Path) -> None:
    other = copied(out, tmp_path / "elsewhere")
    report(other)
    assert tree(other / "report") == tree(out / "report")


def test_no_piece_names_the_place_or_the_machine(out: Path) -> None:
    fixtures = str(FIXTURES)
    files = tree(out / "report")
    assert [name for name, data in files.items() if str(out).encode() in data or fixtures.encode() in data] == []


def test_files_of_one_name_are_told_apart_in_every_table_of_files(out: Path) -> None:
    listed = [
        row["file"] for row in rows(piece(out, "departments")) for row in rows(piece(out, f"department/{row['piece']}"))
    ]
    assert {"planted-total/reportlab-lines.pdf", "planted-rate/reportlab-lines.pdf"} <= set(listed)
    assert {form["file"] for form in forms(out)} == set(listed)
    assert "bad/empty.pdf" in {row["source"] for row in rows(piece(out, "failures/1"))}


def test_the_number_of_forms_is_the_one_of_the_overview(out: Path) -> None:
    about = piece(out, "about")
    assert report(out).forms == about["forms"]
    assert about["duplicates"] > 0


def test_the_dictionary_explains_every_column_of_every_table(out: Path) -> None:
    listed = {(row["table"], row["column"]) for row in rows(piece(out, "dictionary")["columns"])}
    for name in ("forms", "funding", "indicators", "readings", "diff"):
        columns = next(csv.reader([(out / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]]))
        assert {(name, column) for column in columns} <= listed


def test_the_dictionary_explains_every_rule_that_was_applied(out: Path) -> None:
    listed = {row["rule"] for row in rows(piece(out, "dictionary")["rules"])}
    assert {row["rule"] for row in table(out, "diff")} <= listed


def test_an_empty_folder_gives_an_empty_report(tmp_path: Path) -> None:
    made = convert_into(tmp_path / "out", FIXTURES / "bad" / "empty.pdf")
    assert (report(made).forms, piece(made, "departments")["rows"]) == (0, [])
    assert piece(made, "about")["pieces"] == {"indicators": 0, "differences": 0, "signals": 0, "failures": 1}


def test_a_form_without_a_department_has_the_empty_key(tmp_path: Path) -> None:
    form: Form = a_form().model_copy(update={"department": None})
    made = make_out(tmp_path / "out", a_record(form))
    report(made)
    row: Cells = rows(piece(made, "departments"))[0]
    assert (row["key"], row["name"], forms(made)[0]["department_key"]) == ("", None, "")


def test_a_mismatch_in_words_is_listed_behind_the_others_and_counted_like_them(tmp_path: Path) -> None:
    grade = finding("/grade", "mismatch", rule="grade", printed="优", recomputed="不合格")
    score = finding("/total/score", "mismatch", rule="total-score", difference=Decimal("0.5"))
    rounded = finding("/funding/0/rate", "rounding", difference=Decimal(1))
    made = make_out(tmp_path / "out", a_record(a_form(grade, rounded, score)))
    report(made)
    listed = rows(piece(made, "differences/1"))
    assert [row["subject"] for row in listed] == ["/total/score", "/grade", "/funding/0/rate"]
    assert [(row["measure"], row["difference"]) for row in listed] == [("points", 0.5), ("text", None), ("percent", 1)]
    counted = rows(piece(made, "departments"))[0]["mismatches"]
    assert (piece(made, "about")["counts"]["mismatch"], counted) == (2, 2)


def test_the_differences_of_a_folder_are_as_many_as_are_counted(out: Path) -> None:
    listed = Counter(row["result"] for row in rows(piece(out, "differences/1")))
    counts = piece(out, "about")["counts"]
    assert listed == {name: counts[name] for name in ("mismatch", "rounding") if counts[name]}
    over_all = [row for row in rows(piece(out, "departments")) if row["year"] is None]
    assert sum(row["mismatches"] for row in over_all) == listed["mismatch"]
