"""A database for what a run must know of each of its inputs: on the disk for temporary files, so that a million fit.

It has no name there, and is gone with the process however that ends. What it takes of memory is bounded.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from pdf2form.errors import OutputUnwritable

CACHE = 8_000
"""Kibibytes of pages in memory, and of rows that are being sorted; what is more goes to the disk."""


class Scratch:
    """A private SQLite database, for one thread; every method raises OutputUnwritable if the disk is full."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        # One transaction without end: nothing is ever undone, and nobody else looks.
        for once in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", f"cache_size = -{CACHE}"):
            self._database.execute(f"PRAGMA {once}")
        self._database.execute("BEGIN")

    def run(self, statement: str, values: tuple[object, ...] = ()) -> int:
        """Run a statement, and return how many rows it has changed."""
        try:
            return self._database.execute(statement, values).rowcount
        except sqlite3.OperationalError as error:
            raise _unwritable(error) from error

    def run_each(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a statement for each row."""
        try:
            self._database.executemany(statement, rows)
        except sqlite3.OperationalError as error:
            raise _unwritable(error) from error

    def first(self, question: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """Return the first row of an answer; None if it has none."""
        try:
            found: tuple[Any, ...] | None = self._database.execute(question, values).fetchone()
        except sqlite3.OperationalError as error:
            raise _unwritable(error) from error
        return found

    def rows(self, question: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an answer, as they are asked for."""
        try:
            yield from self._database.execute(question, values)
        except sqlite3.OperationalError as error:
            raise _unwritable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()


def _unwritable(error: sqlite3.OperationalError) -> OutputUnwritable:
    todo = "free space there, or let TMPDIR name another folder"
    return OutputUnwritable(f"the folder for temporary files cannot be written ({error}); {todo}")
