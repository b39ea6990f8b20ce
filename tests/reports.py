"""Reports of real fixtures, and their pieces as a page sees them."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from pdf2form.cli import cli
from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.record import Record
from pdf2form.report.write import Written, write_report
from tests.input_rows import write_inputs

PLENTY = 1_000_000_000
"""Bytes of pictures."""

Cells = dict[str, Any]


def convert_into(out: Path, *names: Path | str, options: Iterable[str] = ()) -> Path:
    """Convert documents by the command, and return OUT."""
    run = CliRunner().invoke(cli, ["convert", *map(str, names), "-o", str(out), "--mode", "text", *options])
    assert run.exit_code in (0, 3), run.output
    return out


def make_out(out: Path, *records: Record) -> Path:
    """Make an OUT folder of records, whose documents are nowhere."""
    for record in records:
        write_record(out, record)
    write_inputs(out, [InputRow(f"{record.doc_id}.pdf", sha256=record.document.sha256) for record in records])
    return out


def report(out: Path, *, pictures: int = 0) -> Written:
    return write_report(out, pictures=pictures, jobs=1)


def piece(out: Path, name: str) -> Any:
    """Return the value that a piece gives to a page."""
    text = (out / "report" / "data" / f"{name}.js").read_text(encoding="utf-8")
    before = f'pdf2form.piece("{name}", '
    assert text.startswith(before)
    assert text.endswith(");\n")
    return json.loads(text.removeprefix(before).removesuffix(");\n"))


def rows(table: Cells) -> list[Cells]:
    """Return the rows of a table, by column."""
    return [dict(zip(table["columns"], cells, strict=True)) for cells in table["rows"]]


def forms(out: Path) -> list[Cells]:
    """Return the pieces of all forms, in the order of their names."""
    data = out / "report" / "data"
    return [piece(out, path.relative_to(data).with_suffix("").as_posix()) for path in sorted(data.glob("form/*/*.js"))]


def file_name(form: Cells) -> str:
    """Return the name of the file that a form is from, without its folders."""
    return str(form["file"]).rpartition("/")[2]


def pages(out: Path) -> dict[tuple[str, int], Cells]:
    """Return all pages that forms stand on, by name of the file, without its folders, and number."""
    return {(file_name(form), page["page"]): page for form in forms(out) for page in form["pages"]}


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def copied(out: Path, to: Path) -> Path:
    """Return a copy of OUT without what is made of it."""
    return Path(shutil.copytree(out, to, ignore=shutil.ignore_patterns("report", ".index.sqlite")))
