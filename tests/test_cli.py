import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pdf2form.cli import cli
from pdf2form.export.folder import record_path
from tests.handmade import FIXTURES

CLEAN = FIXTURES / "city-data" / "reportlab-open.pdf"
FLAGGED = FIXTURES / "planted-total" / "reportlab-lines.pdf"
NO_FORM = FIXTURES / "bad" / "no-form.pdf"
HTML = FIXTURES / "bad" / "html.pdf"
SCAN = FIXTURES / "traps" / "pdf" / "scan-unseen.pdf"
ENCRYPTED = FIXTURES / "bad" / "encrypted.pdf"
PROGRAM = "from pdf2form.cli import cli; cli(prog_name='pdf2form')"


def run(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def contents(out: Path) -> dict[str, bytes]:
    """Records and tables: neither run.json nor the notes that runs leave for the next."""
    paths = [path for path in out.rglob("*") if path.is_file() and path.name != "run.json" and path.name[0] != "."]
    return {str(path): path.read_bytes() for path in paths}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clean, a flagged, a failed document, and one without a form."""
    papers = tmp_path / "papers"
    (papers / "sub").mkdir(parents=True)
    for name, path in {"clean.pdf": CLEAN, "sub/flagged.PDF": FLAGGED, "no-form.pdf": NO_FORM, "web.pdf": HTML}.items():
        shutil.copy(path, papers / name)
    (papers / "notes.docx").touch()
    return papers


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_every_input_is_accounted_for(folder: Path, out: Path) -> None:
    result = run("convert", folder, "-o", out)
    assert result.exit_code == 3
    account = "inputs 4 = 1 clean + 1 flagged + 1 no form + 1 failed (4 read now, 0 already there)"
    assert result.stderr.splitlines()[-1] == account
    assert "skipped in folders and archives: 1 .docx" in result.stderr
    assert result.stdout == ""
    assert [Path(row["source"]).name for row in table(out, "inputs")] == [
        *("clean.pdf", "no-form.pdf", "flagged.PDF", "web.pdf")
    ]


def test_the_end_lists_mismatches_and_failures(folder: Path, out: Path) -> None:
    said = run("convert", folder, "-o", out).stderr
    assert "total-score" in said
    assert "97.97" in said
    assert "web.pdf: not_a_pdf: " in said


def test_a_rerun_reads_nothing_and_changes_no_byte(folder: Path, out: Path) -> None:
    run("convert", folder, "-o", out)
    before = contents(out)
    assert "(0 read now, 4 already there)" in run("convert", folder, "-o", out).stderr
    assert contents(out) == before
    assert "(4 read now, 0 already there)" in run("convert", folder, "-o", out, "--force").stderr
    assert contents(out) == before


def test_a_record_that_is_not_current_is_read_again(out: Path) -> None:
    run("convert", FLAGGED, "-o", out)
    assert "(1 read now" in run("convert", FLAGGED, "-o", out, "--pages", "1-9").stderr
    sha256 = table(out, "inputs")[0]["sha256"]
    record_path(out, sha256).write_text("half", encoding="utf-8")
    assert "(1 read now" in run("convert", FLAGGED, "-o", out, "--pages", "1-9").stderr


def test_a_changed_file_leaves_no_row_of_the_old_one(folder: Path, out: Path) -> None:
    run("convert", folder / "clean.pdf", "-o", out)
    shutil.copy(NO_FORM, folder / "clean.pdf")
    run("convert", folder / "clean.pdf", "-o", out)
    assert [row["status"] for row in table(out, "documents")] == ["no_form"]
    assert table(out, "forms") == []


def test_inputs_of_earlier_runs_stay(folder: Path, out: Path) -> None:
    run("convert", folder / "clean.pdf", "-o", out)
    assert "inputs 1 = 0 clean" in run("convert", folder / "no-form.pdf", "-o", out).stderr
    assert len(table(out, "documents")) == 2


def test_a_password_gives_an_encrypted_document_another_try(out: Path) -> None:
    assert run("convert", ENCRYPTED, "-o", out).exit_code == 3
    result = run("convert", ENCRYPTED, "-o", out, "--password", "qingyun-2024")
    assert (result.exit_code, "(1 read now" in result.stderr) == (0, True)
    assert "qingyun" not in "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.*"))


def test_equal_bytes_are_one_document_with_two_names(tmp_path: Path, out: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        shutil.copy(CLEAN, tmp_path / name)
    result = run("convert", tmp_path / "b.pdf", tmp_path / "a.pdf", tmp_path / "b.pdf", "-o", out)
    assert (
        "inputs 2 = 2 clean + 0 flagged + 0 no form + 0 failed (1 read now, 0 already there, 1 the same as another)"
        in (result.stderr)
    )
    assert len(table(out, "documents")) == 1


def test_the_record_of_another_document_is_not_current(folder: Path, out: Path) -> None:
    run("convert", folder / "clean.pdf", folder / "no-form.pdf", "-o", out)
    clean, other = (record_path(out, row["sha256"]) for row in table(out, "inputs"))
    kept = other.read_bytes()
    shutil.copy(clean, other)
    assert "(1 read now, 1 already there)" in run("convert", *folder.glob("*[nm].pdf"), "-o", out).stderr
    assert other.read_bytes() == kept


def test_numbers_at_the_end_are_shown_as_printed() -> None:
    said = run("convert", FIXTURES / "planted-score-true-total", "-o", "-").stderr
    assert " 1.90 " in said
    assert " 100.00 " in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_a_folder_is_an_input_with_a_fault(folder: Path, out: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    result = run("convert", folder, "-o", out)
    assert "inputs 5 = 1 clean + 1 flagged + 1 no form + 2 failed (4 read now, 0 already there, 1 not reached)" in (
        result.stderr
    )
    fault = next(row for row in table(out, "failures") if row["source"].endswith("pipe.pdf"))
    assert (fault["code"], "pipe or a device" in fault["message"]) == ("unreachable", True)


def test_a_missing_input_does_not_stop_the_others(folder: Path, out: Path) -> None:
    result = run("convert", folder / "no.pdf", folder / "*.xyz", folder / "clean.pdf", "-o", out)
    assert result.exit_code == 3
    assert "inputs 3 = 1 clean + 0 flagged + 0 no form + 2 failed (1 read now, 0 already there, 2 not reached)" in (
        result.stderr
    )
    assert {row["code"] for row in table(out, "failures")} == {"unreachable"}


def test_a_list_carries_its_columns_into_the_tables(folder: Path, out: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"source,url\n{folder / 'clean.pdf'},https://example.org/一\n", encoding="utf-8-sig")
    assert run("convert", "--files-from", listed, "-o", out).exit_code == 0
    assert table(out, "documents")[0]["url"] == "https://example.org/一"
    before = contents(out)
    assert run("convert", folder / "clean.pdf", "-o", out).exit_code == 0
    assert contents(out) == before


def test_a_name_on_the_command_line_keeps_the_columns_of_the_list(folder: Path, out: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"source,url\n{folder / 'clean.pdf'},https://example.org/\n", encoding="utf-8")
    assert run("convert", folder / "clean.pdf", "--files-from", listed, "-o", out).exit_code == 0
    assert [row["url"] for row in table(out, "inputs")] == ["https://example.org/"]


def test_the_first_row_of_a_source_counts_and_another_is_said(folder: Path, out: Path, tmp_path: Path) -> None:
    paper, listed = folder / "clean.pdf", tmp_path / "list.csv"
    listed.write_text(f"source,url\n{paper},first\n{paper},first\n", encoding="utf-8")
    assert "more than once" not in run("convert", "--files-from", listed, "-o", out).stderr
    listed.write_text(f"source,url\n{paper},first\n{paper},second\n", encoding="utf-8")
    assert "clean.pdf: is in" in run("convert", "--files-from", listed, "-o", out).stderr
    assert [row["url"] for row in table(out, "inputs")] == ["first"]


def test_lines_on_stdout_have_their_source_and_leave_no_files(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("convert", folder, folder / "no.pdf", "-o", "-")
    assert [*tmp_path.iterdir()] == [folder]
    lines = [json.loads(line) for line in result.stdout_bytes.splitlines()]
    assert [Path(line["source"]).name for line in lines] == [
        *("clean.pdf", "no-form.pdf", "flagged.PDF", "web.pdf", "no.pdf")
    ]
    assert [line["status"] for line in lines] == ["clean", "no_form", "flagged", "failed", "failed"]
    assert result.exit_code == 3


def test_a_pdf_comes_through_stdin(out: Path) -> None:
    result = run("convert", "-", "-o", out, stdin=CLEAN.read_bytes())
    assert result.exit_code == 0
    assert [(row["source"], row["mtime"]) for row in table(out, "inputs")] == [("-", "")]
    assert json.loads(run("convert", "-", "-o", "-", stdin=b"").stdout)["fault"]["code"] == "empty"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["convert"], 2, "nothing to convert"),
        (["convert", "a.pdf", "--pages", "9-3"], 2, "3-9"),
        (["convert", "a.pdf", "--pages", "0"], 2, "3-9"),
        (["convert", str(SCAN), "--mode", "text", "-o", "-"], 3, "not asked for (--mode text)"),
        (["convert", "a.pdf", "--mode", "best"], 2, "'auto', 'text', 'ocr'"),
        (["convert", str(NO_FORM), "-o", "-"], 4, "1 no form"),
        (["convert", str(CLEAN), "-o", str(CLEAN)], 7, "is a file"),
        (["convert", str(CLEAN), "-o", str(CLEAN / "below")], 7, "cannot be written"),
        (["export", str(FIXTURES)], 2, "no inputs.csv"),
        (["export", str(FIXTURES), "-f", "xls"], 2, "known are csv, json"),
        (["inspect", str(HTML)], 3, "PDF header"),
        (["inspect", str(CLEAN), "--page", "99"], 2, "no page 99"),
        (["inspect", str(CLEAN), "-o", "a.xyz"], 2, "name it *.png"),
        (["inspect", str(CLEAN), "-o", str(FIXTURES / "no such" / "a.png")], 7, "cannot be written"),
    ],
)
def test_errors_say_what_is_wrong_and_exit_with_their_code(args: list[str], code: int, said: str) -> None:
    result = run(*args)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert "Traceback" not in result.stderr


class Interrupted(io.BytesIO):
    """A stdin during which Ctrl-C is pressed; click asks it for 0 bytes before."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size == 0:
            return b""
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("it went on")


def convert_interrupted(out: str) -> None:
    """For a process of its own: an interrupted program ends all that it has started, also what other tests use."""
    result = CliRunner().invoke(cli, ["convert", "-", "-o", out], input=Interrupted())
    sys.stderr.write(result.stderr)
    sys.exit(result.exit_code)


def test_ctrl_c_is_no_crash(out: Path) -> None:
    program = f"from tests.test_cli import convert_interrupted; convert_interrupted({str(out)!r})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=FIXTURES.parent)
    assert (done.returncode, "interrupted" in done.stderr) == (130, True), done.stderr


def test_export_writes_the_same_tables_and_json(folder: Path, out: Path) -> None:
    assert run("convert", folder, "-o", out).exit_code == 3
    before = contents(out)
    for path in out.glob("*.csv"):
        if path.name != "inputs.csv":
            path.unlink()
    assert run("export", out, "-f", "csv,json").exit_code == 0
    assert len((out / "records.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    (out / "records.jsonl").unlink()
    assert contents(out) == before


def test_export_says_that_a_record_is_lost(out: Path) -> None:
    run("convert", CLEAN, "-o", out)
    record_path(out, table(out, "inputs")[0]["sha256"]).unlink()
    result = run("export", out, "-f", "json")
    assert (result.exit_code, "1 records are missing" in result.stderr) == (3, True)


def test_convert_says_that_a_record_is_lost_as_long_as_it_is(folder: Path, out: Path) -> None:
    run("convert", folder, "-o", out)
    clean = next(row for row in table(out, "inputs") if row["source"].endswith("clean.pdf"))
    record_path(out, clean["sha256"]).unlink()
    for _ in range(2):
        said = run("convert", folder / "no-form.pdf", "-o", out).stderr
        assert "1 records are missing or damaged" in said
    assert "missing" not in run("convert", folder, "-o", out).stderr


def test_records_that_no_input_leads_to_any_more_are_said(folder: Path, out: Path) -> None:
    run("convert", folder, "-o", out)
    (out / "inputs.csv").unlink()
    assert "3 records that were there belong to none of these" in run("convert", folder / "clean.pdf", "-o", out).stderr
    assert len(table(out, "documents")) == 1


@pytest.mark.parametrize("words", ["compare OUT", "search OUT 桥", "report OUT", "diff . OUT"])
def test_what_needs_a_database_says_that_a_store_is_to_be_copied(words: str) -> None:
    result = run(*words.replace("OUT", "s3://bucket/out").split())
    assert (result.exit_code, "is in a store; copy its records/" in result.stderr) == (2, True), result.stderr


def test_export_writes_every_format(out: Path) -> None:
    run("convert", CLEAN, "-o", out)
    assert run("export", out, "-f", "parquet, duckdb,sqlite,xlsx,json,datapackage").exit_code == 0
    names = ["forms.parquet", "tables.duckdb", "tables.sqlite", "tables.xlsx", "records.jsonl", "datapackage.json"]
    assert [name for name in names if not (out / name).stat().st_size] == []


def test_export_says_which_corrections_were_not_applied(out: Path) -> None:
    run("convert", FLAGGED, "-o", out)
    form_id = table(out, "forms")[0]["form_id"]
    lines = ["form_id,subject,old,new,by,why,at", f"{form_id},/total/score,97.97,96.97,a,b,c", f"{form_id},/a,,b,a,b,c"]
    (out / "corrections.csv").write_text("\n".join(lines), encoding="utf-8")
    result = run("export", out)
    assert (result.exit_code, table(out, "forms")[0]["total_score"]) == (9, "96.97")
    assert f"corrections.csv, line 3: {form_id}/a: unknown_subject: " in result.stderr
    assert "1 rows of corrections.csv were not applied" in result.stderr


def test_corrections_outlive_another_run(out: Path) -> None:
    test_export_says_which_corrections_were_not_applied(out)
    run("convert", FLAGGED, "-o", out, "--force")
    assert [row["result"] for row in table(out, "corrections_report")] == ["applied", "unknown_subject"]
    assert table(out, "forms")[0]["corrected"] == "total_score"


def test_inspect_writes_a_picture(tmp_path: Path) -> None:
    result = run("inspect", CLEAN, "--page", "1", "-o", tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (result.exit_code, " glyphs, " in result.stderr) == (0, True)


@pytest.mark.parametrize(("mode", "said"), [("ocr", "page 1, ocr, "), ("text", "page 1, text, ")])
def test_inspect_reads_in_the_mode_that_is_asked_for(tmp_path: Path, mode: str, said: str) -> None:
    assert said in run("inspect", NO_FORM, "--mode", mode, "-o", tmp_path / "a.png").stderr


def test_inspect_writes_a_picture_to_stdout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("inspect", CLEAN, "-o", "-").stdout_bytes.startswith(b"\x89PNG")
    assert not [*tmp_path.iterdir()]


def test_the_schema_names_every_key_of_a_record() -> None:
    schema = json.loads(run("schema").stdout)
    record = json.loads(run("convert", CLEAN, "-o", "-").stdout)
    record.pop("source")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {*schema["properties"]} == {*record}
    assert {*schema["$defs"]["Form"]["properties"]} == {*record["forms"][0]}


@pytest.mark.parametrize("command", [*cli.commands, ""])
def test_help_is_in_both_languages(command: str) -> None:
    said = run(*([command] if command else []), "--help").stdout
    assert said.isascii() is False
    assert all(option.help for option in cli.commands.get(command, cli).params if option.param_type_name == "option")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_no_console_makes_it_crash(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(FIXTURES.parent)}
    command = [sys.executable, "-c", PROGRAM, "convert", str(FLAGGED), "-o", "-"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["forms"][0]["project"]["value"]
    assert b"total-score" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("target", [">/dev/full", ">&-"])
@pytest.mark.parametrize("args", [("schema",), ("convert", NO_FORM, "-o", "-"), ("inspect", CLEAN, "-o", "-")])
def test_a_stdout_that_takes_nothing_is_one_line_and_7(args: tuple[object, ...], target: str) -> None:
    command = ["sh", "-c", f'exec "$@" {target}', "sh", sys.executable, "-c", PROGRAM, *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(FIXTURES.parent)}
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (7, 1), done.stderr
    assert done.stderr.startswith("pdf2form: stdout: cannot be written")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("command", [[], ["convert"]])
def test_help_that_nobody_can_read_is_no_crash(command: list[str]) -> None:
    program = ["sh", "-c", 'exec "$@" >/dev/full', "sh", sys.executable, "-c", PROGRAM, *command, "--help"]
    environment = {**os.environ, "PYTHONPATH": str(FIXTURES.parent)}
    done = subprocess.run(program, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (7, 1), done.stderr
