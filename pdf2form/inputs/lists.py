"""Lists of inputs: one name a line, or a CSV with a column `source`."""

import csv
import io
import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pdf2form.errors import UsageFault
from pdf2form.inputs.places import Input

_NO_UTF8 = "it is no text in UTF-8, but maybe in GBK or UTF-16; save it as UTF-8 (in a spreadsheet as CSV UTF-8)"


def read_list(path: Path, *, reserved: Iterable[str] = ()) -> list[Input]:
    """Read a list of names: one a line, or a CSV with a column `source`, whose other columns are carried along.

    It is a CSV if it is called so, or if its first line has a comma and is no file.

    Args:
        path: a text file in UTF-8; blank lines are passed over. Names are relative to the working folder.
        reserved: column names that our own tables need.

    Raises:
        UsageFault: the list cannot be read, or something in it would be lost: a column, a cell, a row.
    """
    text = _read_text(path)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if "\t" in first and "source" in (field.strip(' "') for field in first.split("\t")):
        raise UsageFault(f"--files-from {path}: its columns are separated by tabs; save it as CSV UTF-8, with commas")
    if path.suffix.lower() != ".csv" and first != "source" and ("," not in first or os.path.lexists(first)):
        return [Input(line.strip()) for line in text.splitlines() if line.strip()]
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = [(rows.line_num, cells) for cells in rows if any(map(str.strip, cells))]
        return _listed(lines, {*reserved})
    except (UsageFault, csv.Error) as error:
        where = f", line {rows.line_num}" if isinstance(error, csv.Error) else ""
        raise UsageFault(f"--files-from {path}{where}: {error}") from error


def _read_text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageFault(f"--files-from {path}: {error.strerror or error}; it must be a text file in UTF-8") from error
    except UnicodeDecodeError as error:
        raise UsageFault(f"--files-from {path}: {_NO_UTF8}") from error
    if "\0" in text:
        raise UsageFault(f"--files-from {path}: {_NO_UTF8}")
    return text


def _listed(lines: Sequence[tuple[int, list[str]]], reserved: Collection[str]) -> list[Input]:
    """Return the inputs of a CSV, given as its lines with their numbers; see `read_list` for what it refuses."""
    at, header = lines[0] if lines else (1, [])
    _check_header(at, header, reserved)
    found = []
    for number, cells in lines[1:]:
        if len(cells) > len(header):
            raise UsageFault(
                f"line {number}, column {len(header) + 1}: {cells[len(header)]!r} has no heading, which names"
                f" {len(header)} columns; put quotes around a value that has a comma in it"
            )
        row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        source = row.pop("source")
        if not source.strip():
            raise UsageFault(f"line {number}, column {header.index('source') + 1}: the row names no source")
        found.append(Input(source, carried=tuple(row.items())))
    return found


def _check_header(at: int, header: Sequence[str], reserved: Collection[str]) -> None:
    """See that each column of a CSV has a name of its own, and one is `source`."""
    if "source" not in header:
        raise UsageFault(
            f"line {at}: a CSV needs a column 'source', which names the files; it has {', '.join(header) or 'nothing'}."
            " A list without columns has one name a line, and is not called .csv"
        )
    for column, name in enumerate(header, start=1):
        if not name.strip():
            raise UsageFault(f"line {at}, column {column}: the column has no name; give it one, or delete it")
        if name in header[: column - 1]:
            raise UsageFault(f"line {at}, column {column}: there is a column {name!r} already; rename one of them")
        if name in reserved:
            raise UsageFault(f"line {at}, column {column}: the tables have a column {name!r} already; rename it")
