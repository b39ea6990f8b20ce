"""What a user names on the command line to single inputs: files, folders, globs, stdin, lists.

Nothing is read here but folders and lists. What cannot be found is an input too, with a fault of its own: so no
name that was given goes missing from the account.
"""

import csv
import glob
import io
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pdf2form.errors import UsageFault, in_both
from pdf2form.record import Fault

STDIN = "-"
"""The name, and the `source`, of one PDF on stdin."""


class Input(NamedTuple):
    """One PDF to read, or one name that leads to none."""

    source: str
    """As in all tables: the path as given, or below the folder given; always UTF-8."""
    path: Path | None = None
    """None for stdin, and where there is a fault."""
    fault: Fault | None = None
    carried: tuple[tuple[str, str], ...] = ()
    """Columns of a list beside `source`, with their values."""


class Inputs(NamedTuple):
    """Every input once, in the order they were named, folders in the order of their paths."""

    inputs: tuple[Input, ...]
    skipped: Counter[str]
    """How many files of which kind (`.docx`) were passed over in folders."""
    conflicting: tuple[str, ...] = ()
    """Sources that a list names again with other columns: one input is one row, and the first row of the list stays."""


def find_inputs(names: Iterable[str], *, listed: Iterable[Input] = ()) -> Inputs:
    """Find the inputs behind names: `-`, files, folders (recursive, `*.pdf` in any case), globs.

    Args:
        names: from the command line; a name of something that exists is never taken for a glob.
        listed: inputs of `read_list`, whose own names are looked up likewise.
    """
    skipped: Counter[str] = Counter()
    found: dict[str, Input] = {}
    conflicting: dict[str, None] = {}
    for named in (*(Input(name) for name in names), *listed):
        for one in _behind(named.source, skipped):
            carried = found.setdefault(one.source, one).carried
            if not carried:
                found[one.source] = found[one.source]._replace(carried=named.carried)
            elif named.carried not in ((), carried):
                conflicting[one.source] = None
    return Inputs(tuple(found.values()), skipped, tuple(conflicting))


def read_list(path: Path, *, reserved: Iterable[str] = ()) -> list[Input]:
    """Read a list of names: one a line, or a CSV with a column `source`, whose other columns are carried along.

    It is a CSV if it is called so, or if its first line has a comma and is no file.

    Args:
        path: a text file in UTF-8; blank lines are passed over. Names are relative to the working folder.
        reserved: column names that our own tables need.

    Raises:
        UsageFault: the list cannot be read, or something in it would be lost: a column, a cell, a row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"--files-from {path}: {error}; it must be a text file in UTF-8") from error
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if path.suffix.lower() != ".csv" and first != "source" and ("," not in first or os.path.lexists(first)):
        return [Input(line.strip()) for line in text.splitlines() if line.strip()]
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = [(rows.line_num, cells) for cells in rows if any(map(str.strip, cells))]
        return _listed(lines, {*reserved})
    except (UsageFault, csv.Error) as error:
        where = f", line {rows.line_num}" if isinstance(error, csv.Error) else ""
        raise UsageFault(f"--files-from {path}{where}: {error}") from error


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


def printable(path: str | os.PathLike[str]) -> str:
    """Return a path in characters that every UTF-8 file can hold; bytes that are no UTF-8 become `\\udc..`."""
    return Path(path).as_posix().encode("utf-8", "backslashreplace").decode()


def _behind(name: str, skipped: Counter[str]) -> Iterator[Input]:
    if name == STDIN:
        yield Input(STDIN)
    elif os.path.isdir(name):
        yield from _in_folder(name, skipped)
    elif not os.path.lexists(name) and glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))
        for match in matches:
            yield from _in_folder(match, skipped) if os.path.isdir(match) else [_file(match)]
        if not matches:
            yield _faulty(name, "unreachable", "no file matches this pattern")
    else:
        yield _file(name)


def _in_folder(folder: str, skipped: Counter[str]) -> Iterator[Input]:
    """Yield the PDFs below a folder; a folder without any is an input with a fault, not nothing."""
    closed: list[OSError] = []
    paths = sorted(
        os.path.join(parent, name) for parent, _, names in os.walk(folder, onerror=closed.append) for name in names
    )
    pdfs = [path for path in paths if path.lower().endswith(".pdf")]
    skipped.update(_kind(path) for path in paths if not path.lower().endswith(".pdf"))
    yield from map(_file, pdfs)
    for error in closed:
        yield _faulty(os.fsdecode(error.filename), "unreachable", error.strerror or "the folder cannot be read")
    if not pdfs and not closed:
        yield _faulty(folder, "no_pdf", "the folder has no *.pdf in it, nor have its subfolders")


def _file(path: str) -> Input:
    return Input(printable(path), Path(path))


def _faulty(name: str, code: str, message: str) -> Input:
    return Input(printable(name), fault=Fault(code=code, message=in_both(code, message)))


def _kind(path: str) -> str:
    return os.path.splitext(path)[1].lower() or "without a suffix"
