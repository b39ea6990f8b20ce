"""What is in the records comes back out of every format, whatever it is."""

import csv
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from pdf2form.errors import MissingPackage, OutputUnwritable, UsageFault
from pdf2form.export.columns import DICTIONARY, DICTIONARY_COLUMNS, Table, dictionary_rows, sql_names
from pdf2form.export.duck import open_databases
from pdf2form.export.edition import EXPORTS
from pdf2form.export.excel import CUT, HEADINGS, MOST_CHARACTERS, fit, open_xlsx
from pdf2form.export.folder import holding, write_record
from pdf2form.export.formats import FORMATS, MOST_COLUMNS
from pdf2form.export.inputs import InputRow
from pdf2form.export.sqlite import open_sqlite
from pdf2form.export.tables import DOCUMENTS, Opener, Typed, describe_tables, open_csv, typed
from pdf2form.parts import Quantity
from pdf2form.record import Form
from tests.handmade import SHA256, a_form, a_record, amount, finding, measure, text
from tests.input_rows import write_formats, write_inputs, write_tables

Rows = list[tuple[Typed, ...]]

INPUTS = [
    InputRow("a.pdf", "7", "1", SHA256, carried=(("URL", "https://example.org/二"), ("url", "=1+1"), ('"年\n份"', ""))),
    InputRow("gone.pdf", fault_code="unreachable", fault_message="No such file or directory"),
]
TABLES = describe_tables(name for name, _ in INPUTS[0].carried)
ALL = [format for format in FORMATS if format != "json"]

PAYLOADS = (
    *("=2.00(个)", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "{=1}"),
    *("<script>alert(1)</script>", "&amp;<b>", "]]>", "<!--", "https://example.org/a", "internal:Sheet1!A1"),
    *(
        '"',
        "'",
        '""',
        "a,b",
        "a\nb",
        "a\r\nb",
        "\r",
        "\n",
        " a ",
        "\x00",
        "\x01\x1f\x7f\x85",
        "_x0041_",
        "_x005F_",
        "\\N",
    ),
    *("NULL", "nan", "TRUE", "0012", "1e5", "2024-01-01", "\ufeffa", "\ufffe\uffff", "\u2028", "𠮷" * 3, "长" * 40_000),
)


def read_csv(out: Path, table: Table) -> Rows:
    with (out / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [column.name for column in table.columns]
    kinds = [column.type for column in table.columns]
    return [tuple(typed(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in rows]


def read_parquet(out: Path, table: Table) -> Rows:
    with duckdb.connect() as database:
        return database.execute(f"SELECT * FROM read_parquet('{out / table.name}.parquet')").fetchall()


def read_duckdb(out: Path, table: Table) -> Rows:
    with duckdb.connect(str(out / "tables.duckdb"), read_only=True) as database:
        return database.execute(f"SELECT * FROM {table.name}").fetchall()


def read_sqlite(out: Path, table: Table) -> Rows:
    with closing(sqlite3.connect(out / "tables.sqlite")) as database:
        return database.execute(f"SELECT * FROM {table.name}").fetchall()


def read_xlsx(out: Path, table: Table) -> Rows:
    book = openpyxl.load_workbook(out / "tables.xlsx", read_only=True)
    rows = [*book[table.name].iter_rows(min_row=HEADINGS + 1, max_col=len(table.columns))]
    assert {cell.data_type for row in rows for cell in row} <= {"n", "s", "inlineStr"}
    book.close()
    return [tuple(unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row) for row in rows]


READERS: dict[str, Callable[[Path, Table], Rows]] = {
    "csv": read_csv,
    "parquet": read_parquet,
    "duckdb": read_duckdb,
    "sqlite": read_sqlite,
    "xlsx": read_xlsx,
}


def table_named(name: str) -> Table:
    return next(table for table in TABLES if table.name == name)


def fill(out: Path, *forms: Form, inputs: Sequence[InputRow] = INPUTS) -> None:
    write_record(out, a_record(*forms))
    write_formats(out, inputs, ALL)


def as_excel_keeps_it(cell: Typed) -> Typed:
    """Return a cell with at most 16 digits, and with as many characters as a cell holds."""
    return float(f"{cell:.16G}") if isinstance(cell, float) else fit(cell) if isinstance(cell, str) else cell


def with_values(texts: Sequence[str], numbers: Sequence[Decimal]) -> Form:
    """Return a form that has the texts in goals, indicators and notes, and the numbers in its funding."""
    goal, indicator, line = a_form().goals[0], a_form().indicators[0], a_form().funding[0]
    words = [measure(printed, Quantity(text=printed)) for printed in texts]
    return a_form(finding("/total/score", printed=texts[0])).model_copy(
        update={
            "goals": tuple(goal.model_copy(update={"expected": text(printed)}) for printed in texts),
            "indicators": tuple(indicator.model_copy(update={"actual": word}) for word in words),
            "funding": tuple(line.model_copy(update={"executed": amount(str(number))}) for number in numbers),
            "title": text(texts[-1]),
        }
    )


def test_every_column_of_every_table_is_described_and_nothing_else() -> None:
    rows = csv.reader(files("pdf2form.export").joinpath("columns.csv").read_text(encoding="utf-8").splitlines())
    described = [(table, row[1]) for row in [*rows][1:] for table in row[0].split()]
    wanted = [(table.name, name) for table in describe_tables([]) for name in ("", *(x.name for x in table.columns))]
    assert sorted(described) == sorted(wanted)


def test_every_column_has_headings_and_sentences_in_both_languages() -> None:
    for row in dictionary_rows(describe_tables([])):
        assert row[2] in ("table", "text", "integer", "number"), row
        assert all(re.search("[A-Z]", row[at]) and row[at].isascii() for at in (3,)), row
        assert re.search("[\u4e00-\u9fff]", row[4] + row[6]), row
        assert (row[5][-1], row[6][-1]) == (".", "。"), row


def test_the_columns_of_the_users_list_are_text_and_say_where_they_come_from() -> None:
    documents = TABLES[0]
    assert [(column.name, column.type) for column in documents.columns[-3:]] == [
        *(("URL", "text"), ("url", "text"), ('"年\n份"', "text")),
    ]
    assert sql_names(documents)[-3:] == ["URL", "url_2", '"年 份"']


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50) | st.sampled_from(PAYLOADS)
numbers = st.decimals(min_value=-(10**24), max_value=10**24, places=6)


@settings(max_examples=8)
@example([*PAYLOADS], [Decimal("0.1"), Decimal("2848.20"), Decimal("999999999999999.5"), Decimal(10) ** 31 + 1])
@given(st.lists(texts, min_size=1), st.lists(numbers))
def test_every_format_gives_back_the_same_values(printed: list[str], amounts: list[Decimal]) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        fill(out, with_values(printed, amounts))
        for table in map(table_named, ("forms", "funding", "goals", "indicators", "readings", "diff")):
            expected = read_csv(out, table)
            for name in ("parquet", "duckdb", "sqlite"):
                assert READERS[name](out, table) == expected, (name, table.name)
            assert read_xlsx(out, table) == [tuple(map(as_excel_keeps_it, row)) for row in expected], table.name
        assert [row[2] for row in read_csv(out, table_named("goals"))] == [one or None for one in printed]


@pytest.mark.parametrize("name", READERS)
def test_numbers_are_numbers_and_blanks_are_nothing(tmp_path: Path, name: str) -> None:
    fill(tmp_path, a_form())
    funding, indicators = (READERS[name](tmp_path, table_named(table))[0] for table in ("funding", "indicators"))
    assert funding[5:8] == (None, 2848.2, 2838.71)
    assert [type(cell) for cell in (funding[1], funding[6])] == [int, float]
    assert (indicators[5], indicators[18], indicators[19]) == ("≥85.00(百分比)", None, None)
    assert all(isinstance(row[3], str | None) for row in READERS[name](tmp_path, table_named("readings")))


@pytest.mark.parametrize("name", ["parquet", "duckdb", "sqlite"])
def test_databases_explain_their_columns(tmp_path: Path, name: str) -> None:
    fill(tmp_path, a_form())
    dictionary = TABLES[0]._replace(name=DICTIONARY)
    assert READERS[name](tmp_path, dictionary) == dictionary_rows(TABLES)


def test_equal_folders_give_equal_bytes_in_all_formats_but_duckdb(tmp_path: Path) -> None:
    for name in ("one", "two"):
        fill(tmp_path / name, a_form(finding("/total/score")))
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("[!.]*") if path.is_file()}
        for name in ("one", "two")
    )
    assert {name for name in one if one[name] != two[name]} <= {"tables.duckdb"}
    assert len(one) == 9 + 10 + 4  # CSV, Parquet with the dictionary, and three more beside datapackage.json


def test_a_sheet_is_made_for_reading(tmp_path: Path) -> None:
    fill(tmp_path, a_form())
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == [DICTIONARY, *(table.name for table in TABLES)]
    sheet = book["forms"]
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows(max_row=3)] == [
        *(["表编号", "文件编号"], ["Form key", "Document key"], ["form_id", "doc_id"]),
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B4", "A3:W4")
    assert [*book[DICTIONARY].values] == [DICTIONARY_COLUMNS, *(blank_is_none(row) for row in dictionary_rows(TABLES))]


def blank_is_none(row: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(cell or None for cell in row)


def test_a_table_that_fills_a_sheet_goes_on_in_another_and_says_so(tmp_path: Path) -> None:
    write_record(tmp_path, a_record(a_form()))
    write_tables(tmp_path, INPUTS, [open_csv, partial(open_xlsx, most_rows=HEADINGS + 10)])
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    names = [name for name in book.sheetnames if name.startswith("readings")]
    assert names[:2] == ["readings", "readings_2"]
    found = [row for name in names for row in read_xlsx(tmp_path, table_named("readings")._replace(name=name))]
    assert found == read_csv(tmp_path, table_named("readings"))
    assert {row[0] for row in book[DICTIONARY].values} >= {*names}
    assert [book[name].auto_filter.ref[:2] for name in names] == ["A3"] * len(names)


@pytest.mark.parametrize("letter", ["长", "𠮷"])
def test_a_text_too_long_for_a_cell_is_cut_where_everybody_sees_it(tmp_path: Path, letter: str) -> None:
    fill(tmp_path, with_values([letter * 32_768, letter], []))
    cell = read_xlsx(tmp_path, table_named("goals"))[0][2]
    assert isinstance(cell, str)
    assert (cell.strip(letter), len(cell.encode("utf-16-le")) // 2 in (MOST_CHARACTERS, MOST_CHARACTERS - 1)) == (
        CUT,
        True,
    )
    notes = [row for row in openpyxl.load_workbook(tmp_path / "tables.xlsx")[DICTIONARY].values if row[2] == "note"]
    assert [f"{row[0]}: {str(row[5])[:7]}" for row in notes] == [
        *("goals: 1 texts", "indicators: 2 texts", "readings: 4 texts", "diff: 1 texts")
    ]


def with_columns(count: int) -> list[InputRow]:
    """Return a single input that makes documents have that many columns."""
    carried = tuple((f"column {number}", str(number)) for number in range(count - len(DOCUMENTS)))
    return [InputRow("a.pdf", "7", "1", SHA256, carried=carried)]


@pytest.mark.parametrize(("name", "most"), MOST_COLUMNS.items())
def test_as_many_columns_as_a_format_holds_come_back_and_one_more_is_refused(
    tmp_path: Path, name: str, most: int
) -> None:
    write_record(tmp_path, a_record(a_form()))
    write_formats(tmp_path, with_columns(most), [name])
    documents = describe_tables(name for name, _ in with_columns(most)[0].carried)[0]
    assert READERS[name](tmp_path, documents)[0][-1] == str(most - len(DOCUMENTS) - 1)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(UsageFault, match=f"has {most + 1:,} columns .* {name} holds {most:,}; export csv"):
        write_formats(tmp_path, with_columns(most + 1), [name, "csv"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_what_xlsxwriter_leaves_out_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputUnwritable, match="left out a cell"),
        open_xlsx(tmp_path, describe_tables(map(str, range(MOST_COLUMNS["xlsx"])))),
    ):
        pass
    assert [*tmp_path.iterdir()] == []


def test_a_text_that_just_fits_is_not_cut() -> None:
    assert fit("字" * MOST_CHARACTERS) == "字" * MOST_CHARACTERS
    assert fit("𠮷" * 16_383) == "𠮷" * 16_383


@pytest.mark.parametrize("name", ["forms.parquet", "tables.duckdb", "tables.sqlite", "tables.xlsx", "datapackage.json"])
def test_a_file_that_cannot_take_its_place_says_so_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    (tmp_path / name / "in the way").mkdir(parents=True)
    with pytest.raises(OutputUnwritable, match=re.escape(name)):
        fill(tmp_path, a_form())
    assert [*tmp_path.glob(".*")] == []


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("room", [1_000, 30_000])
def test_a_disk_that_is_full_is_said_and_leaves_nothing_behind(tmp_path: Path, format: str, room: int) -> None:
    pytest.importorskip("resource", reason="this system limits no file sizes")
    write_record(tmp_path, a_record(with_values([str(number) * 999 for number in range(99)], [])))
    write_inputs(tmp_path, INPUTS)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))"
    program = f"{limited}; from pdf2form.cli import cli; cli(['export', {str(tmp_path)!r}, '-f', {format!r}])"
    ended = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, "cannot be written" in ended.stderr) == (7, True), ended.stderr
    assert "Traceback" not in ended.stderr
    assert {path.name for path in tmp_path.glob(".*")} == {".lock"}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed this way here")
def test_what_a_killed_export_leaves_half_written_goes_with_the_next_run(tmp_path: Path) -> None:
    fill(tmp_path, a_form())
    before = {path.name for path in tmp_path.iterdir()}
    program = """if True:
        import os, signal, sys
        from pathlib import Path
        from pdf2form.export.duck import open_databases
        from pdf2form.export.excel import open_xlsx
        from tests.test_formats import TABLES
        out = Path(sys.argv[1])
        with open_xlsx(out, TABLES), open_databases(out, TABLES, wanted={"duckdb"}):
            os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert len({path.name for path in tmp_path.iterdir()} - before) >= 2
    with holding(tmp_path):
        pass
    assert {path.name for path in tmp_path.iterdir()} - {".lock"} == before


@pytest.mark.parametrize("opener", [open_xlsx, open_sqlite, partial(open_databases, wanted={"duckdb", "parquet"})])
def test_files_stay_as_they_were_if_their_rows_stop(tmp_path: Path, opener: Opener) -> None:
    fill(tmp_path, a_form())
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(KeyError), opener(tmp_path, TABLES) as add:
        [add(name, {"source": "a"}) for name in ("failures", "no such table")]
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert [path.name for path in tmp_path.glob(".*")] == [EXPORTS]


@pytest.mark.parametrize(
    ("format", "package", "module"), [("xlsx", "xlsxwriter", "excel"), ("parquet", "duckdb", "duck")]
)
def test_a_missing_package_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, package: str, module: str
) -> None:
    monkeypatch.delitem(sys.modules, f"pdf2form.export.{module}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        MissingPackage, match=rf"{package} is not installed; run: pip install 'pdf2form\[datasets\]'"
    ) as e:
        write_formats(tmp_path, INPUTS, [format])
    assert (e.value.exit_code, [*tmp_path.iterdir()]) == (6, [])


def test_the_data_package_describes_the_csv_files_beside_it(tmp_path: Path) -> None:
    fill(tmp_path, a_form(finding("/total/score")), a_form(number=2))
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in package["resources"]] == [f"{table.name}.csv" for table in TABLES]
    report = validate(tmp_path / "datapackage.json")
    assert report.flatten(["title", "message"]) == []
    (tmp_path / "goals.csv").write_text("form_id,line,expected,actual,doubts,corrected\nx,zero,,,,\n", encoding="utf-8")
    assert [error for (error,) in validate(tmp_path / "datapackage.json").flatten(["type"])] == [
        "type-error",
        "foreign-key",
    ]


def validate(path: Path) -> Any:
    import frictionless  # two seconds to load, for two tests

    return frictionless.validate(str(path))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reads_texts_as_texts_and_writes_them_back(tmp_path: Path) -> None:
    """Not asked of it: it reads `_x0041_` well but writes it without the escape, and makes one line end of \\r\\n."""
    printed = [one for one in PAYLOADS if len(one) < MOST_CHARACTERS and "_x" not in one and "\r\n" not in one]
    fill(tmp_path, with_values(printed, [Decimal("2848.20")]))
    there = tmp_path / "there"
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(there),
        str(tmp_path / "tables.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for name in ("goals", "funding"):
        assert read_xlsx(there, table_named(name)) == read_xlsx(tmp_path, table_named(name))
