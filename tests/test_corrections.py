import csv
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf2form.export.corrections import Correction, Given, ask, correct, corrected_rows, read_corrections
from pdf2form.export.folder import record_path, write_record
from pdf2form.export.inputs import InputRow
from pdf2form.export.tables import Written, open_csv
from pdf2form.record import Form
from pdf2form.rows import Row
from tests.handmade import SHA256, a_form, a_record, amount, finding, text
from tests.input_rows import write_tables

FORM_ID = f"{SHA256[:16]}-01"
HEADER = "form_id,subject,old,new,by,why,at\n"


def a_correction(subject: str, old: str, new: str) -> Correction:
    return Correction(FORM_ID, subject, old, new, "张三", "对照原件", "2025-03-01")


def tables_of(form: Form, *corrections: Correction) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for name, row in corrected_rows(form, correct(form, ask(form, enumerate(corrections, start=2)))):
        tables.setdefault(name, []).append(row)
    return tables


def results(form: Form, *corrections: Correction) -> list[str]:
    return [outcome.result for outcome in correct(form, ask(form, enumerate(corrections, start=2))).outcomes]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_record(tmp_path, a_record(a_form()))
    return tmp_path


def write(out: Path, lines: str) -> Written:
    (out / "corrections.csv").write_text(lines, encoding="utf-8")
    return write_tables(out, [InputRow("a.pdf", sha256=SHA256)], [open_csv])


def read(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


@pytest.mark.parametrize(
    ("subject", "old", "new", "table", "column", "value"),
    [
        ("/year", "（2024年度）", "（2023年度）", "forms", "year", "2023"),
        ("/project", "望海市养老服务", "望海市 养老助餐", "forms", "project", "望海市养老助餐"),
        ("/total/score", "96.97", "９７.９７分", "forms", "total_score", "97.97"),
        ("/funding/0/executed", "2838.71", "2,848.20", "funding", "executed_yuan", "28482000"),
        ("/funding/0/executed", "2838.71", "0.5亿元", "funding", "executed", "5000"),
        ("/goals/0/actual", "", "已完成", "goals", "actual", "已完成"),
        ("/indicators/0/level1", "产出指标", "效益指标(50分)", "indicators", "level1", "效益指标"),
        ("/indicators/0/target", "≥85.00(百分比)", "≤35.00(百分比)", "indicators", "target_number", "35"),
        ("/indicators/0/target", "≥85.00(百分比)", "≤35.00(百分比)", "indicators", "target_op", "le"),
        ("/indicators/0/actual", "合理", "3-5次", "indicators", "actual_high", "5"),
        ("/indicators/0/weight", "15.00", "/", "indicators", "weight", ""),
    ],
)
def test_the_new_text_means_what_it_would_mean_in_print(
    out: Path, subject: str, old: str, new: str, table: str, column: str, value: str
) -> None:
    written = write(out, HEADER + f'{FORM_ID},{subject},{old},"{new}",张三,核对,2025-03-01\n')
    assert written == Written(0, ())
    assert read(out, table)[0][column] == value
    assert read(out, "corrections_report")[0]["result"] == "applied"


def test_what_is_corrected_is_named_in_its_rows_and_stands_beside_what_was_read(out: Path) -> None:
    write(out, HEADER + f"{FORM_ID},/indicators/0/target,≥85.00(百分比),≥35.00(百分比),a,b,c\n")
    assert (read(out, "indicators")[0]["corrected"], read(out, "forms")[0]["corrected"]) == ("target", "indicators")
    assert read(out, "indicators")[0]["target_raw"] == "≥85.00(百分比)"
    reading = next(row for row in read(out, "readings") if row["subject"] == "/indicators/0/target")
    assert (reading["value"], reading["corrected"], reading["corrected_value"]) == (
        *("ge 85 百分比", "≥35.00(百分比)", "ge 35 百分比"),
    )


def test_findings_stay_and_name_the_project_as_corrected() -> None:
    form = a_form(finding("/total/score", "mismatch", printed=Decimal("96.97")))
    corrections = (
        a_correction("/project", "望海市养老服务", "望海市助餐"),
        a_correction("/total/score", "96.97", "97.97"),
    )
    row = tables_of(form, *corrections)["diff"][0]
    assert (row["project"], row["printed"], row["result"]) == ("望海市助餐", Decimal("96.97"), "mismatch")


def test_the_record_stays_as_it_was_read(out: Path) -> None:
    before = record_path(out, SHA256).read_bytes()
    write(out, HEADER + f"{FORM_ID},/total/score,96.97,97.97,a,b,c\n")
    assert record_path(out, SHA256).read_bytes() == before


def test_without_corrections_nothing_is_marked(out: Path) -> None:
    write_tables(out, [InputRow("a.pdf", sha256=SHA256)], [open_csv])
    assert read(out, "corrections_report") == []
    marked = [row["corrected"] for name in ("forms", "funding", "goals", "indicators") for row in read(out, name)]
    assert {*marked} == {""}


@pytest.mark.parametrize(
    ("subject", "old", "new", "result"),
    [
        ("/total/score", "96.9", "97", "conflict"),
        ("/total/grade", "", "97", "unknown_subject"),
        ("/indicators/9/score", "", "97", "unknown_subject"),
        ("total/score", "96.97", "97", "unknown_subject"),
        ("/total/score", "96.97", "九十七", "not_understood"),
        ("/year", "（2024年度）", "去年", "not_understood"),
        ("/money_unit", "万元", "美金", "not_understood"),
        ("/total/score", "96.97", " ", "blank"),
        ("/total/score", "96.97", "/", "applied"),
    ],
)
def test_what_cannot_be_applied_says_why(subject: str, old: str, new: str, result: str) -> None:
    assert results(a_form(), a_correction(subject, old, new)) == [result]


def test_two_that_differ_are_both_refused_and_two_alike_are_one() -> None:
    one, other = (a_correction("/total/score", "96.97", new) for new in ("97", "98"))
    assert results(a_form(), one, other) == ["contradiction", "contradiction"]
    assert results(a_form(), one, one._replace(by="李四")) == ["applied", "applied"]
    assert tables_of(a_form(), one, other)["forms"][0]["total_score"] == amount("96.97").value


def test_an_outdated_row_does_not_spoil_the_one_that_fits() -> None:
    old, new = a_correction("/total/score", "9.697", "97"), a_correction("/total/score", "96.97", "98")
    assert results(a_form(), old, new) == ["conflict", "applied"]


def test_another_money_unit_is_another_sum_in_yuan() -> None:
    line = (
        a_form().funding[0].model_copy(update={"executed": amount("2838.71").model_copy(update={"raw": "2838.71万元"})})
    )
    form = a_form().model_copy(update={"funding": (line,)})
    row = tables_of(form, a_correction("/money_unit", "万元", "（单位：元）"))["funding"][0]
    assert (row["executed"], row["executed_yuan"], row["annual_budget_yuan"]) == (
        28387100,
        28387100,
        Decimal("2848.20"),
    )
    assert row["corrected"] == "executed;money_unit"


def test_a_value_on_two_pages_is_corrected_in_both_rows() -> None:
    cut = text("时效指标")
    form = a_form().model_copy(update={"title": cut.model_copy(update={"where": cut.where * 2})})
    rows = tables_of(form, a_correction("/title", "时效指标", "自评表"))["readings"]
    assert [row["corrected_value"] for row in rows if row["subject"] == "/title"] == ["自评表", "自评表"]


subjects = st.sampled_from(
    [*dict(a_form().readings()), "", "/", "/indicators/0", "/indicators/-1/score", "/findings/0"]
)
raws = st.sampled_from([reading.raw for _, reading in a_form().readings()])
news = st.text(max_size=5) | st.sampled_from(["1,234.50万元", "≥3.5%", "3-5次", "☑优 □良", "（2023年度）", "/", "千元"])


@settings(max_examples=200)
@given(st.lists(st.builds(a_correction, subjects, raws, news), max_size=8))
def test_each_row_has_one_outcome_and_only_what_was_applied_has_another_value(rows: list[Correction]) -> None:
    form, made = a_form(), correct(a_form(), ask(a_form(), enumerate(rows)))
    assert sorted((outcome.line, outcome.correction) for outcome in made.outcomes) == [*enumerate(rows)]
    before, after = dict(form.readings()), dict(made.form.readings())
    assert {at: (x.raw, x.where) for at, x in before.items()} == {at: (x.raw, x.where) for at, x in after.items()}
    assert {at for at in before if before[at].value != after[at].value} <= {*made.applied}
    asked = {outcome.correction.subject for outcome in made.outcomes if outcome.result == "applied"}
    assert {*made.applied} == asked


def test_every_row_of_the_file_is_in_the_report(out: Path) -> None:
    lines = [f"{FORM_ID},/total/score,96.97,97,a,b,c", "ffff-01,/year,2024,2023,a,b,c", f"{FORM_ID},/total", ",,,,,,"]
    written = write(out, HEADER + "\n".join(lines) + "\n")
    report = [(row["line"], row["result"]) for row in read(out, "corrections_report")]
    assert report == [("2", "applied"), ("3", "unknown_form"), ("4", "unreadable")]
    assert [row["result"] for row in written.refused] == ["unknown_form", "unreadable"]


def test_a_column_that_nobody_knows_is_said_and_the_rest_is_applied(out: Path) -> None:
    write(out, f"note,{HEADER}x,{FORM_ID},/total/score,96.97,97,a,b,c\n")
    report = [(row["subject"], row["result"]) for row in read(out, "corrections_report")]
    assert report == [("note", "unknown_column"), ("/total/score", "applied")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"form_id,subject,old,new,by,why\n", "see at"),
        (HEADER.replace("at", "by").encode(), "see by"),
        (b"", "see form_id"),
        (HEADER.encode() + "更正".encode("gbk"), 'choose "CSV UTF-8 (comma delimited)"'),
        (HEADER.encode("utf-16"), 'choose "CSV UTF-8 (comma delimited)"'),
        (HEADER.encode("utf-16-le"), 'choose "CSV UTF-8 (comma delimited)"'),
        (HEADER.encode() + b'"a', "in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_in_the_report(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "corrections.csv").write_bytes(data)
    corrections, unread = read_corrections(tmp_path)
    assert (corrections, [outcome.result for outcome in unread]) == ({}, ["unreadable"])
    assert said in str(unread[0].row()["message_en"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for_but_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "corrections.csv")
    program = "import sys; from pathlib import Path; from pdf2form.export.corrections import read_corrections as read"
    program += "; print(read(Path(sys.argv[1])).unread[0].row()['message_en'])"
    command = [sys.executable, "-c", program, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "is no file but a folder, a pipe or a device" in said


def test_a_file_as_excel_saves_it_is_read(tmp_path: Path) -> None:
    lines = f'{HEADER}{FORM_ID},/goals/0/expected,"完成\n两行",一行,a,b,c\n{FORM_ID},/year,,2023,a,b,c\n'
    (tmp_path / "corrections.csv").write_bytes(b"\xef\xbb\xbf" + lines.replace("c\n", "c\r\n").encode())
    found = read_corrections(tmp_path).corrections[FORM_ID]
    assert [(line, one.old) for line, one in found] == [(2, "完成\n两行"), (4, "")]


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert read_corrections(tmp_path) == Given({})
