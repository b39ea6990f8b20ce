"""Corrections of forms that stand in several files."""

import csv
from pathlib import Path

import pytest

from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.export.tables import open_csv
from pdf2form.record import Form, Indicator, Total
from tests.handmade import a_form, a_record, amount, text
from tests.input_rows import write_tables

HEADER = "form_id,subject,old,new,by,why,at\n"
ONE, TWO, THREE = (f"{str(number) * 16}-01" for number in (1, 2, 3))


def export(out: Path, lines: str, *forms: Form) -> list[tuple[str, str]]:
    """Return score and duplicate_of of each form, in documents whose names are digits in order."""
    (out / "corrections.csv").write_text(HEADER + lines, encoding="utf-8")
    names = [str(number) * 64 for number in range(1, len(forms) + 1)]
    for sha256, form in zip(names, forms, strict=True):
        write_record(out, a_record(form, sha256=sha256))
    write_tables(out, [InputRow(f"{sha256[0]}.pdf", sha256=sha256) for sha256 in names], [open_csv])
    return [(row["total_score"], row["duplicate_of"]) for row in read(out, "forms")]


def read(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def printed(score: str) -> Form:
    return a_form().model_copy(update={"total": Total(weight=amount("100.00"), score=amount(score))})


@pytest.mark.parametrize("named", [ONE, TWO, THREE])
def test_a_correction_of_one_of_equal_forms_corrects_all_and_says_so(tmp_path: Path, named: str) -> None:
    found = export(tmp_path, f"{named},/total/score,96.97,97.97,a,b,c\n", a_form(), a_form(), a_form())
    assert found == [("97.97", ""), ("97.97", ONE), ("97.97", ONE)]
    (row,) = read(tmp_path, "corrections_report")
    others = [form_id for form_id in (ONE, TWO, THREE) if form_id != named]
    assert (row["form_id"], row["result"]) == (named, "applied")
    assert row["message_en"].endswith(f"equal to this form: {', '.join(others)}.")
    assert row["message_zh"].endswith(f"同样采用：{'、'.join(others)}。")


def test_a_form_in_one_file_says_nothing_of_others(tmp_path: Path) -> None:
    export(tmp_path, f"{ONE},/total/score,96.97,97.97,a,b,c\n", a_form(), printed("96.98"))
    assert [row["message_en"] for row in read(tmp_path, "corrections_report")] == ["Applied."]


def test_old_is_what_the_named_form_prints_not_its_twin(tmp_path: Path) -> None:
    lines = f"{TWO},/total/score,96.970,97.97,a,b,c\n"
    assert export(tmp_path, lines, a_form(), printed("96.970")) == [("97.97", ""), ("97.97", ONE)]


def test_two_values_for_equal_forms_contradict_each_other_and_one_value_does_not(tmp_path: Path) -> None:
    lines = f"{ONE},/total/score,96.97,97,a,b,c\n{TWO},/total/score,96.97,98,a,b,c\n"
    assert export(tmp_path, lines, a_form(), a_form()) == [("96.97", ""), ("96.97", ONE)]
    assert [row["result"] for row in read(tmp_path, "corrections_report")] == ["contradiction"] * 2
    assert export(tmp_path, lines.replace("98", "97"), a_form(), a_form()) == [("97", ""), ("97", ONE)]
    assert [row["result"] for row in read(tmp_path, "corrections_report")] == ["applied"] * 2


def test_what_the_form_that_counts_cannot_take_is_applied_to_none_of_them(tmp_path: Path) -> None:
    blank = a_form().model_copy(update={"indicators": (*a_form().indicators, Indicator(level3=text("")))})
    export(tmp_path, f"{TWO},/indicators/1/level3,,助浴人次,a,b,c\n", a_form(), blank)
    assert [row["result"] for row in read(tmp_path, "corrections_report")] == ["unknown_subject"]
    assert [row["level3"] for row in read(tmp_path, "indicators")] == ["助餐人次", "助餐人次", ""]


def test_page_footers_may_differ_and_are_corrected_alone(tmp_path: Path) -> None:
    one, two = (a_form().model_copy(update={"ignored": (text(footer),)}) for footer in ("第 3 页", "第 8 页"))
    export(tmp_path, f"{TWO},/ignored/0,第 8 页,第 9 页,a,b,c\n", one, two)
    found = [row["corrected"] for row in read(tmp_path, "readings") if row["subject"] == "/ignored/0"]
    assert found == ["", "第 9 页"]


def test_equal_forms_in_one_file_share_their_corrections(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_text(
        f"{HEADER}{ONE[:16]}-02,/total/score,96.97,97.97,a,b,c\n", encoding="utf-8"
    )
    write_record(tmp_path, a_record(a_form(), a_form(number=2), sha256="1" * 64))
    write_tables(tmp_path, [InputRow("1.pdf", sha256="1" * 64)], [open_csv])
    assert [row["total_score"] for row in read(tmp_path, "forms")] == ["97.97"] * 2
