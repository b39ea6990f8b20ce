"""inputs.csv: which inputs an OUT folder was made of; and they themselves, in order, however many there are."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from pdf2form.errors import UsageFault
from pdf2form.export.folder import open_text, replacing, row_writer
from pdf2form.export.store import OutPath
from pdf2form.scratch import Scratch

INPUT_COLUMNS = ("source", "size", "mtime", "sha256", "fault_code", "fault_message")
"""Of inputs.csv, before the carried ones."""

LONGEST_CELL = 2**31 - 1
"""Characters of a cell of inputs.csv: as many as the reader can be told on every system."""

CELLS = (*INPUT_COLUMNS, "names", "texts")
"""Columns of a table of inputs in a `Scratch`; the last two are the names and values of `carried`, as JSON."""

_INSERT = f"INSERT OR REPLACE INTO inputs VALUES ({', '.join('?' * len(CELLS))})"
_SELECT = f"SELECT {', '.join(CELLS)} FROM inputs"


class InputRow(NamedTuple):
    """One input, as inputs.csv keeps it; everything is text, and "" where there is nothing."""

    source: str
    size: str = ""
    """Bytes."""
    mtime: str = ""
    """What changes with the bytes: of a file its nanoseconds since 1970; empty where only reading tells."""
    sha256: str = ""
    """The document's; empty if its bytes were never had. With a fault, those of an earlier run."""
    fault_code: str = ""
    fault_message: str = ""
    carried: tuple[tuple[str, str], ...] = ()
    """Columns of the user's own list, with their values."""


class InputRows:
    """The inputs of an OUT folder, in the table `inputs` (CELLS) of a database; iterating gives them by source.

    Text is sorted there as Python sorts it: UTF-8 keeps the order of the characters.
    """

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        keyed = ", ".join((f"{CELLS[0]} TEXT PRIMARY KEY", *CELLS[1:]))
        scratch.run(f"CREATE TABLE inputs ({keyed}) WITHOUT ROWID")

    def add(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Add inputs, given with CELLS; each takes the place of one with the same source."""
        self.scratch.run_each(_INSERT, rows)

    def find(self, source: str) -> InputRow | None:
        """Return an input by its source."""
        found = self.scratch.first(f"{_SELECT} WHERE source = ?", (source,))
        return of_cells(found) if found else None

    def find_all(self, sources: Sequence[str]) -> dict[str, InputRow]:
        """Return those of some inputs that are there, by their sources; a few hundred at most are asked for."""
        places = ", ".join("?" * len(sources))
        found = map(of_cells, self.scratch.rows(f"{_SELECT} WHERE source IN ({places})", (*sources,)))
        return {row.source: row for row in found}

    def __iter__(self) -> Iterator[InputRow]:
        return map(of_cells, self.scratch.rows(f"{_SELECT} ORDER BY source"))

    def __len__(self) -> int:
        (count,) = self.scratch.first("SELECT COUNT(*) FROM inputs") or (0,)
        return int(count)

    def lines(self, columns: Sequence[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
        """Yield the inputs as inputs.csv has them, by source: INPUT_COLUMNS, and the cells of the carried columns."""
        blank = [""] * len(columns)
        for cells in self.scratch.rows(f"{_SELECT} ORDER BY source"):
            own, names, texts = cells[:-2], cells[-2], cells[-1]
            carried = dict(zip(_names(names), json.loads(texts), strict=True)) if names else {}
            yield own, [carried.get(name, "") for name in columns] if carried else blank

    def faulty(self) -> Iterator[InputRow]:
        """Yield the inputs with a fault, by source."""
        return map(of_cells, self.scratch.rows(f"{_SELECT} WHERE fault_code != '' ORDER BY source"))

    def documents(self) -> Iterator[str]:
        """Yield the SHA-256 of each document once, sorted."""
        found = self.scratch.rows("SELECT sha256 FROM inputs WHERE sha256 != '' GROUP BY sha256 ORDER BY sha256")
        return (sha256 for (sha256,) in found)

    def by_document(self) -> Iterator[tuple[str, tuple[InputRow, ...]]]:
        """Yield each document by its SHA-256, sorted, with its inputs by source."""
        found = map(of_cells, self.scratch.rows(f"{_SELECT} WHERE sha256 != '' ORDER BY sha256, source"))
        return ((sha256, tuple(rows)) for sha256, rows in groupby(found, key=lambda row: row.sha256))

    def carried_columns(self) -> list[str]:
        """Return the columns that the users' lists carry along, each once, in the order they are met."""
        found = self.scratch.rows("SELECT names FROM inputs WHERE names != '' GROUP BY names ORDER BY MIN(source)")
        return [*dict.fromkeys(name for (names,) in found for name in _names(names))]


def to_cells(row: InputRow) -> tuple[str, ...]:
    """Return an input as a row of a table with CELLS."""
    if not row.carried:
        return (*row[:-1], "", "")
    names, texts = zip(*row.carried, strict=True)
    return (*row[:-1], json.dumps(names), json.dumps(texts))


def of_cells(cells: tuple[str, ...]) -> InputRow:
    """Return an input that is a row of such a table."""
    source, size, mtime, sha256, code, message, names, texts = cells
    carried = tuple(zip(_names(names), json.loads(texts), strict=True)) if names else ()
    return InputRow(source, size, mtime, sha256, code, message, carried)


@lru_cache(maxsize=64)
def _names(names: str) -> tuple[str, ...]:
    """Return the names of carried columns, of which nearly all rows have the same."""
    return tuple(json.loads(names))


@contextmanager
def keep_inputs(rows: Iterable[InputRow]) -> Iterator[InputRows]:
    """Keep inputs where they can be had in order.

    Raises:
        OutputUnwritable: the disk for temporary files is full; also from whatever asks for them.
    """
    with Scratch() as scratch:
        inputs = InputRows(scratch)
        inputs.add(map(to_cells, rows))
        yield inputs


@contextmanager
def open_inputs(out: OutPath) -> Iterator[InputRows]:
    """Give the inputs of an OUT folder, none if it has no inputs.csv yet.

    Raises:
        UsageFault: the file is there, and is not ours.
        OutputUnwritable: see `keep_inputs`.
    """
    with Scratch() as scratch:
        inputs = InputRows(scratch)
        inputs.add(_read_cells(out))
        yield inputs


def _read_cells(out: OutPath) -> Iterator[tuple[str, ...]]:
    """Yield the rows of inputs.csv, with CELLS."""
    path = out / "inputs.csv"
    try:
        with open_text(path) as file, _cells_of_any_length():
            rows = csv.reader(file)
            header = next(rows, [])
            if (*header[: len(INPUT_COLUMNS)],) != INPUT_COLUMNS:
                raise UsageFault(f"{path}: not an inputs.csv of pdf2form; choose another OUT")
            own, names = len(INPUT_COLUMNS), json.dumps(header[len(INPUT_COLUMNS) :])
            for cells in rows:
                if len(cells) != len(header):
                    raise ValueError(f"line {rows.line_num} has {len(cells)} cells, {len(header)} are wanted")
                yield (*cells, "", "") if len(cells) == own else (*cells[:own], names, json.dumps(cells[own:]))
    except FileNotFoundError:
        return
    except (OSError, ValueError, csv.Error) as error:
        raise UsageFault(f"{path}: {error}; delete it and convert again, or choose another OUT") from error


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Let Python's reader take what its writer wrote, which has no limit: it refuses cells of more than 128 kB."""
    earlier = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(earlier)


def write_inputs(out: OutPath, inputs: InputRows) -> None:
    """Write inputs.csv, sorted by source."""
    columns = inputs.carried_columns()
    with replacing(out / "inputs.csv") as file:
        write = row_writer(file)
        write((*INPUT_COLUMNS, *columns))
        for cells, carried in inputs.lines(columns):
            write((*cells, *carried))
