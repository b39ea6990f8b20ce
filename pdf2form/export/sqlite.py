"""The tables as one SQLite database."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

from pdf2form.errors import OutputUnwritable
from pdf2form.export.columns import DICTIONARY, DICTIONARY_COLUMNS, Table, dictionary_rows, quoted, sql_names
from pdf2form.export.folder import replacing_file
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Add, typed_row
from pdf2form.rows import Row

FILE = "tables.sqlite"

_TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "REAL"}


def _leave(_database: sqlite3.Connection) -> None:
    """Add nothing."""


@contextmanager
def open_sqlite(
    out: OutPath,
    tables: Sequence[Table],
    *,
    file: str = FILE,
    complete: Callable[[sqlite3.Connection], None] = _leave,
) -> Iterator[Add]:
    """Open a database in OUT; see `Opener`.

    Args:
        out: the folder.
        tables: that it has.
        file: its name.
        complete: adds what is made of the rows, when all of them are there.
    """
    known = {table.name: table for table in tables}
    try:
        with replacing_file(out / file) as draft, closing(sqlite3.connect(draft)) as database:
            # The draft is thrown away if anything fails, so nothing needs to be undone.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            inserts = {table.name: _create(database, table) for table in tables}
            _create_dictionary(database, tables)

            def add(name: str, row: Row) -> None:
                database.execute(inserts[name], typed_row(known[name], row))

            yield add
            complete(database)
            database.commit()
    except sqlite3.OperationalError as error:
        raise OutputUnwritable(f"{out / file}: cannot be written ({error}); free space") from error


def _create(database: sqlite3.Connection, table: Table) -> str:
    """Make a table, and return the statement that inserts a row."""
    columns = ", ".join(
        f"{quoted(name)} {_TYPES[column.type]}" for name, column in zip(sql_names(table), table.columns, strict=True)
    )
    database.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
    return f"INSERT INTO {quoted(table.name)} VALUES ({', '.join('?' * len(table.columns))})"


def _create_dictionary(database: sqlite3.Connection, tables: Sequence[Table]) -> None:
    columns = ", ".join(f"{quoted(name)} TEXT" for name in DICTIONARY_COLUMNS)
    database.execute(f"CREATE TABLE {DICTIONARY} ({columns})")
    places = ", ".join("?" * len(DICTIONARY_COLUMNS))
    database.executemany(f"INSERT INTO {DICTIONARY} VALUES ({places})", dictionary_rows(tables))
