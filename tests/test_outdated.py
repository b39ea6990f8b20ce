"""Exports that are older than the tables beside them are named, whoever made the tables new."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pdf2form.cli import cli
from pdf2form.export.edition import EXPORTS, find_edition
from pdf2form.export.formats import FILES
from pdf2form.export.inputs import InputRow, keep_inputs, open_inputs
from tests.handmade import FIXTURES, SHA256
from tests.input_rows import write_inputs

ALL = ",".join(FILES)
ONE, OTHER = FIXTURES / "city-data" / "reportlab-open.pdf", FIXTURES / "planted-total" / "reportlab-lines.pdf"
HINT = "of an earlier state than the tables: "


def run(*args: object) -> list[str]:
    """Return what the command says of outdated files."""
    ended = CliRunner().invoke(cli, [str(arg) for arg in args])
    assert ended.exit_code in (0, 9), ended.stderr
    return [line for line in ended.stderr.splitlines() if HINT in line]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    assert run("convert", ONE, "-o", tmp_path / "out") == []
    return tmp_path / "out"


def test_a_new_document_makes_exports_outdated_until_they_are_written_again(out: Path) -> None:
    assert run("export", out, "-f", ALL) == []
    before = {name: (out / name).read_bytes() for name in FILES.values()}
    (said,) = run("convert", OTHER, "-o", out)
    command = f"pdf2form export {out} -f json,parquet,duckdb,sqlite,xlsx"
    assert said == f"{HINT}records.jsonl, *.parquet, tables.duckdb, tables.sqlite, tables.xlsx; run: {command}"
    assert {name: (out / name).read_bytes() for name in FILES.values()} == before
    assert run("convert", OTHER, "-o", out) == [said]
    assert run(*command.split()[1:]) == []
    assert run("convert", ONE, OTHER, "-o", out) == []


def test_an_export_says_what_the_others_have_not_seen(out: Path) -> None:
    run("export", out, "-f", "xlsx,sqlite")
    (out / "corrections.csv").write_text("form_id,subject,old,new,by,why,at\n", encoding="utf-8")
    assert run("export", out, "-f", "sqlite") == [f"{HINT}tables.xlsx; run: pdf2form export {out} -f xlsx"]


def test_a_description_is_outdated_if_the_columns_are_others(out: Path, tmp_path: Path) -> None:
    run("export", out, "-f", "datapackage")
    assert run("convert", OTHER, "-o", out) == []
    (tmp_path / "list.csv").write_text(f"source,year\n{OTHER},2024\n", encoding="utf-8")
    (said,) = run("convert", "--files-from", tmp_path / "list.csv", "-o", out)
    assert said.startswith(f"{HINT}datapackage.json; run: ")


def test_exports_that_nobody_noted_count_as_outdated_and_deleted_ones_do_not(out: Path) -> None:
    run("export", out, "-f", "xlsx,json")
    (out / EXPORTS).write_text("[", encoding="utf-8")
    (out / "records.jsonl").unlink()
    assert len(run("convert", ONE, "-o", out)) == 1
    (out / "tables.xlsx").unlink()
    assert run("convert", ONE, "-o", out) == []


def test_inputs_are_of_one_edition_before_and_after_they_are_written(tmp_path: Path) -> None:
    rows = [InputRow("b.pdf", "7", "1", SHA256, carried=(("year", "2024"),)), InputRow("a.pdf", "7", "1", SHA256)]
    write_inputs(tmp_path, rows)
    with keep_inputs(rows) as before, open_inputs(tmp_path) as after:
        assert find_edition(tmp_path, before, version="1") == find_edition(tmp_path, after, version="1")


@pytest.mark.parametrize(
    ("formats", "exit_code"), [("CSV", 0), ("csv,", 0), ("Json, XLSX ,", 0), (",", 2), ("", 2), ("csv,xls", 2)]
)
def test_formats_are_named_in_any_case_and_a_comma_may_be_left_over(out: Path, formats: str, exit_code: int) -> None:
    assert CliRunner().invoke(cli, ["export", str(out), "-f", formats]).exit_code == exit_code
