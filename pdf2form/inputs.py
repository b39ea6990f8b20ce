"""What a user names on the command line to single inputs: files, folders, globs, stdin, lists.

Nothing is read here but folders and lists. What cannot be found is an input too, with a fault of its own: so no
name that was given goes missing from the account.
"""

import csv
import glob
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pdf2form.errors import UsageFault
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


def find_inputs(names: Iterable[str], *, listed: Iterable[Input] = ()) -> Inputs:
    """Find the inputs behind names: `-`, files, folders (recursive, `*.pdf` in any case), globs.

    Args:
        names: from the command line; a name of something that exists is never taken for a glob.
        listed: inputs of `read_list`, whose own names are looked up likewise.
    """
    skipped: Counter[str] = Counter()
    found: dict[str, Input] = {}
    for named in (*(Input(name) for name in names), *listed):
        for one in _behind(named.source, skipped):
            found.setdefault(one.source, one._replace(carried=named.carried))
    return Inputs(tuple(found.values()), skipped)


def read_list(path: Path, *, reserved: Iterable[str] = ()) -> list[Input]:
    """Read a list of names: one a line, or a CSV with a column `source`, whose other columns are carried along.

    Args:
        path: a text file in UTF-8; blank lines are passed over. Names are relative to the working folder.
        reserved: column names that our own tables need.

    Raises:
        UsageFault: the list cannot be read, or carries a column with a reserved name.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"--files-from {path}: {error}; it must be a text file in UTF-8") from error
    header = next(csv.reader(io.StringIO(text)), [])
    if "source" not in header:
        return [Input(line.strip()) for line in text.splitlines() if line.strip()]
    carried = [name for name in header if name and name != "source"]
    if taken := sorted({*carried} & {*reserved}):
        raise UsageFault(f"--files-from {path}: the tables have columns {', '.join(taken)} already; rename them there")
    rows = csv.DictReader(io.StringIO(text))
    return [
        Input(row["source"], carried=tuple((name, row[name] or "") for name in carried))
        for row in rows
        if row["source"]
    ]


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
    return Input(printable(name), fault=Fault(code=code, message=message))


def _kind(path: str) -> str:
    return os.path.splitext(path)[1].lower() or "without a suffix"
