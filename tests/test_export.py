import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from pdf2form.errors import OutputUnwritable, UsageFault
from pdf2form.export.folder import prepare, read_record, record_path, replace_bytes, replacing, write_record
from pdf2form.export.inputs import InputRow, keep_inputs
from pdf2form.export.lines import json_line, write_json
from pdf2form.export.overlay import COLOURS, draw_overlay
from pdf2form.export.tables import cell_text, open_csv
from pdf2form.page import Box, Glyph, Page, Ruling
from pdf2form.record import Record
from pdf2form.rows import COLUMNS, Cell
from tests.handmade import SHA256, a_form, a_record, finding
from tests.input_rows import read_inputs, write_inputs, write_tables

OTHER = "fedcba9876543210" * 4
ROWS = [
    InputRow("b/two.pdf", "7", "1", SHA256, carried=(("url", "https://example.org/二"),)),
    InputRow("a/one.pdf", "7", "1", SHA256),
    InputRow("a/other.pdf", "7", "1", OTHER),
    InputRow("gone.pdf", fault_code="unreachable", fault_message="No such file or directory"),
]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_record(tmp_path, a_record(a_form(finding("/total/score"))))
    write_record(tmp_path, a_record(sha256=OTHER))
    return tmp_path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def test_a_record_comes_back_and_is_named_by_its_bytes(out: Path) -> None:
    assert record_path(out, SHA256) == out / "records" / "01" / f"{SHA256}.json"
    assert read_record(out, SHA256) == a_record(a_form(finding("/total/score")))


def test_a_damaged_record_is_none(out: Path) -> None:
    record_path(out, SHA256).write_text('{"schema": "pdf2form/1", ', encoding="utf-8")
    assert read_record(out, SHA256) is None
    assert read_record(out, "ab" * 32) is None


def test_a_record_of_another_document_is_none(out: Path) -> None:
    record_path(out, OTHER).write_bytes(record_path(out, SHA256).read_bytes())
    assert read_record(out, OTHER) is None
    assert write_tables(out, ROWS, [open_csv]).lost == 1


def test_inputs_come_back_sorted_with_their_carried_columns(out: Path) -> None:
    write_inputs(out, ROWS)
    again = read_inputs(out)
    assert [row.source for row in again] == ["a/one.pdf", "a/other.pdf", "b/two.pdf", "gone.pdf"]
    assert dict(again[2].carried) == {"url": "https://example.org/二"}
    written = (out / "inputs.csv").read_bytes()
    write_inputs(out, again)
    assert (out / "inputs.csv").read_bytes() == written


def test_a_foreign_inputs_file_is_not_overwritten_in_silence(out: Path) -> None:
    (out / "inputs.csv").write_text("name,price\na,1\n", encoding="utf-8")
    with pytest.raises(UsageFault, match="not an inputs"):
        read_inputs(out)


def test_documents_have_all_their_names_and_the_columns_of_the_list(out: Path) -> None:
    write_tables(out, ROWS, [open_csv])
    first, second = read(out / "documents.csv")
    assert (first["doc_id"], first["name"], first["sources"]) == (SHA256[:16], "one.pdf", "a/one.pdf;b/two.pdf")
    assert (second["status"], second["forms"]) == ("no_form", "0")
    assert "url" in first


def test_a_document_under_two_names_has_the_carried_values_of_both_each_once(out: Path) -> None:
    years = {"b.pdf": "2023", "a.pdf": "2024", "c.pdf": "2024", "d.pdf": ""}
    rows = [InputRow(name, "7", "1", SHA256, carried=(("year", year), ("at", "市"))) for name, year in years.items()]
    write_tables(out, rows, [open_csv])
    assert [(row["sources"], row["year"], row["at"]) for row in read(out / "documents.csv")] == [
        ("a.pdf;b.pdf;c.pdf;d.pdf", "2024;2023", "市")
    ]


def test_every_table_is_written_in_utf8_with_plain_line_ends(out: Path) -> None:
    write_tables(out, ROWS, [open_csv])
    names = ["documents", *COLUMNS, "failures", "corrections_report"]
    assert {path.stem for path in out.glob("*.csv")} == {*names}
    for name in names:
        data = (out / f"{name}.csv").read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data


def test_values_are_in_the_tables_as_they_are(out: Path) -> None:
    write_tables(out, ROWS, [open_csv])
    assert read(out / "goals.csv")[0]["expected"] == "完成\n两行"
    indicator = read(out / "indicators.csv")[0]
    assert (indicator["target_raw"], indicator["target_number"], indicator["x1"]) == ("≥85.00(百分比)", "85", "30.13")
    assert read(out / "funding.csv")[0]["annual_budget_yuan"] == "28482000"
    assert any(row["raw"] == "=1,2" for row in read(out / "readings.csv"))


def test_failures_name_inputs_without_bytes_and_documents_without_a_record(out: Path) -> None:
    record_path(out, OTHER).unlink()
    assert write_tables(out, ROWS, [open_csv]).lost == 1
    failures = {row["source"]: row["code"] for row in read(out / "failures.csv")}
    assert failures == {"gone.pdf": "unreachable", "a/other.pdf": "no_record"}


def test_tables_of_nothing_have_their_headers(tmp_path: Path) -> None:
    assert write_tables(tmp_path, [], [open_csv]).lost == 0
    assert (tmp_path / "failures.csv").read_text(encoding="utf-8") == "source,doc_id,code,message\n"


def test_json_has_one_document_a_line_with_its_first_name(out: Path) -> None:
    with keep_inputs(ROWS) as inputs:
        assert write_json(out, inputs) == 0
    lines = [json.loads(line) for line in (out / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line.pop("source") for line in lines] == ["a/one.pdf", "a/other.pdf"]
    assert Record.model_validate(lines[0]) == read_record(out, SHA256)


def test_a_source_with_quotes_is_still_json() -> None:
    assert json.loads(json_line('a "b"\n.pdf', a_record()))["source"] == 'a "b"\n.pdf'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Decimal("2848.20"), "2848.2"),
        (Decimal("1.50E+4"), "15000"),
        (Decimal("-0.00"), "0"),
        (0.1, "0.1"),
        (1e-07, "0.0000001"),
        (None, ""),
        (100, "100"),
        ("0.10", "0.10"),
    ],
)
def test_numbers_are_plain(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(TypeError), replacing(path) as file:
        file.writelines(["half", b"no text"])  # type: ignore[list-item]
    assert path.read_text(encoding="utf-8") == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(OutputUnwritable, match="choose another -o"):
        prepare(path)
    with pytest.raises(OutputUnwritable, match="choose another folder"):
        prepare(path / "below")
    with pytest.raises(OutputUnwritable, match="choose another folder"):
        write_record(path, a_record())


def test_a_picture_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable, match="No such file"):
        replace_bytes(tmp_path / "below" / "a.png", b"")
    assert not [*tmp_path.iterdir()]


def test_the_overlay_draws_every_kind_in_its_colour() -> None:
    page = Page(1, 100, 50, (Glyph("字", 10, 10, 20, 20),), (Ruling("h", 30, 5, 95), Ruling("v", 5, 2, 48)), "text")
    picture = Image.new("RGB", (200, 100), "#ffffff")
    drawn = draw_overlay(picture, page, (("cell", Box(30, 5, 60, 25)), ("funding", Box(2, 2, 98, 49))))
    colours = {drawn.getpixel(at) for at in [(20, 30), (100, 60), (62, 30), (100, 4)]}
    expected = {Image.new("RGB", (1, 1), COLOURS[k]).getpixel((0, 0)) for k in ("glyph", "ruling", "cell", "funding")}
    assert colours == expected
    assert picture.getpixel((20, 30)) == (255, 255, 255)
