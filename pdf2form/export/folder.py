"""OUT on disk: records, inputs.csv, and files that are written whole or not at all.

The layout of the folder is known here only. What the tables hold is in `tables`; who fills the folder is in `run`.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from pydantic import ValidationError

from pdf2form.errors import OutputUnwritable, UsageFault
from pdf2form.record import Record

INPUT_COLUMNS = ("source", "size", "mtime", "sha256", "fault_code", "fault_message")
"""Of inputs.csv, before the carried ones."""


class InputRow(NamedTuple):
    """One input, as inputs.csv keeps it; everything is text, and "" where there is nothing."""

    source: str
    size: str = ""
    """Bytes."""
    mtime: str = ""
    """What changes with the bytes: of a file its nanoseconds since 1970; empty where only reading tells."""
    sha256: str = ""
    """The document's; empty if there is a fault."""
    fault_code: str = ""
    fault_message: str = ""
    carried: tuple[tuple[str, str], ...] = ()
    """Columns of the user's own list, with their values."""


def record_path(out: Path, sha256: str) -> Path:
    """Return where the record of a document is kept."""
    return out / "records" / sha256[:2] / f"{sha256}.json"


def read_record(out: Path, sha256: str) -> Record | None:
    """Return the record of a document, or None if there is none that can be read, or it is another document's."""
    try:
        record = Record.model_validate_json(record_path(out, sha256).read_bytes())
    except (OSError, ValidationError):
        return None
    return record if record.document.sha256 == sha256 else None


def write_record(out: Path, record: Record) -> None:
    """Write the record of a document in its place; equal records are equal bytes."""
    with replacing(record_path(out, record.document.sha256)) as file:
        file.write(record.model_dump_json(indent=1) + "\n")


def pdf_path(out: Path, sha256: str) -> Path:
    """Return where the bytes of a document are kept, if they are: of one that stands in no file of its own."""
    return out / "pdf" / sha256[:2] / f"{sha256}.pdf"


def keep_pdf(out: Path, sha256: str, data: bytes) -> None:
    """Keep the bytes of a document, whole or not at all; raises as `replacing` does."""
    path = pdf_path(out, sha256)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)  # if that fails, writing the draft says why
    replace_bytes(path, data)


def read_inputs(out: Path) -> list[InputRow]:
    """Return the rows of inputs.csv, none if there is no such file yet.

    Raises:
        UsageFault: the file is there, and is not ours.
    """
    path = out / "inputs.csv"
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            if (*header[: len(INPUT_COLUMNS)],) != INPUT_COLUMNS:
                raise UsageFault(f"{path}: not an inputs.csv of pdf2form; choose another OUT")
            return [_input_row(header, cells) for cells in rows]
    except (OSError, ValueError, csv.Error) as error:
        raise UsageFault(f"{path}: {error}; delete it and convert again, or choose another OUT") from error


def _input_row(header: list[str], cells: list[str]) -> InputRow:
    source, size, mtime, sha256, code, message, *carried = cells
    names = header[len(INPUT_COLUMNS) :]
    return InputRow(source, size, mtime, sha256, code, message, tuple(zip(names, carried, strict=True)))


def write_inputs(out: Path, rows: Iterable[InputRow]) -> None:
    """Write inputs.csv, sorted by source."""
    rows = sorted(rows)
    columns = carried_columns(rows)
    with replacing(out / "inputs.csv") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*INPUT_COLUMNS, *columns))
        for row in rows:
            carried = dict(row.carried)
            writer.writerow((*row[: len(INPUT_COLUMNS)], *(carried.get(name, "") for name in columns)))


def carried_columns(rows: Iterable[InputRow]) -> list[str]:
    """Return the columns that the users' lists carry along, each once, in the order they are met."""
    return [*dict.fromkeys(name for row in rows for name, _ in row.carried)]


def prepare(out: Path) -> None:
    """Make the folder, and see that it can be written before hours of work depend on it.

    Raises:
        OutputUnwritable: it cannot.
    """
    if out.exists() and not out.is_dir():
        raise OutputUnwritable(f"{out}: is a file, not a folder; choose another -o")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise _unwritable(out, error) from error


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """Open a text file (UTF-8, `\\n`) that takes the place of `path` when all is written, and vanishes otherwise.

    Raises:
        OutputUnwritable: the folder is read-only, or full, or no folder.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)  # if that fails, opening the draft says why
    with _draft(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        yield file


def replace_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, into a folder that is there; raises as `replacing` does."""
    with _draft(path) as draft:
        draft.write_bytes(data)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        yield draft
        os.replace(draft, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> OutputUnwritable:
    return OutputUnwritable(
        f"{path}: cannot be written ({error.strerror or error}); choose another -o, free space, or change its rights"
    )
