"""The tables as a DuckDB database and as Parquet files: the only file that imports duckdb.

Both come from one database, which is filled beside OUT's files: Parquet is copied out of it.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

import duckdb

from pdf2form.errors import OutputUnwritable
from pdf2form.export.columns import DICTIONARY, DICTIONARY_COLUMNS, Table, dictionary_rows, quoted, sql_names
from pdf2form.export.folder import replacing_file, scratch_folder
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Add, Typed, typed_row
from pdf2form.rows import Row

FILE = "tables.duckdb"

ROWS_AT_ONCE = 2048
"""Rows handed over together, those of a vector of DuckDB: row by row takes fifty times as long."""

MEMORY = "512MB"
"""What the database may keep in memory before it writes to disk; its own default is most of the machine."""

FULL = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException, duckdb.FatalException)
"""What DuckDB raises when a disk is full: in the middle, for what it wants to swap, at the commit, and from then on."""

_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}


@contextmanager
def open_databases(out: OutPath, tables: Sequence[Table], *, wanted: Collection[str]) -> Iterator[Add]:
    """Open OUT/tables.duckdb, OUT/TABLE.parquet for every table, or both; see `Opener`.

    Args:
        out: the folder.
        tables: of it.
        wanted: "duckdb", "parquet" or both.
    """
    try:
        with scratch_folder(out) as folder:
            draft = folder / FILE
            with duckdb.connect(str(draft)) as database:
                yield from _fill(database, tables)
                if "parquet" in wanted:
                    _copy_out(database, out, tables)
            if "duckdb" in wanted:
                with replacing_file(out / FILE) as place:
                    draft.replace(place)
    except FULL as error:
        raise OutputUnwritable(f"{out}: the DuckDB tables cannot be written ({error}); free space") from error


def _fill(database: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> Iterator[Add]:
    """Make the tables, yield what adds a row, and see that all rows are there."""
    # One thread: rows keep their order, and equal tables are equal Parquet files. No extension is fetched.
    database.execute(f"SET threads = 1; SET memory_limit = '{MEMORY}'; SET autoinstall_known_extensions = false")
    database.execute("BEGIN")
    known = {table.name: table for table in tables}
    inserts = {table.name: _create(database, table) for table in tables}
    _create_dictionary(database, tables)
    waiting: dict[str, list[tuple[Typed, ...]]] = {name: [] for name in known}

    def insert(name: str) -> None:
        if waiting[name]:
            database.execute(inserts[name], [list(cells) for cells in zip(*waiting[name], strict=True)])
            waiting[name].clear()

    def add(name: str, row: Row) -> None:
        waiting[name].append(typed_row(known[name], row))
        if len(waiting[name]) == ROWS_AT_ONCE:
            insert(name)

    yield add
    for name in known:
        insert(name)
    database.execute("COMMIT; CHECKPOINT")  # without the second, rows may still stand in a file beside it


def _create(database: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Make a table, and return the statement that inserts rows given as one list a column."""
    types = [_TYPES[column.type] for column in table.columns]
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in zip(sql_names(table), types, strict=True))
    database.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
    return f"INSERT INTO {quoted(table.name)} SELECT {', '.join(f'unnest(?::{kind}[])' for kind in types)}"


def _create_dictionary(database: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    columns = ", ".join(f"{quoted(name)} VARCHAR" for name in DICTIONARY_COLUMNS)
    database.execute(f"CREATE TABLE {DICTIONARY} ({columns})")
    places = ", ".join("?" * len(DICTIONARY_COLUMNS))
    database.executemany(f"INSERT INTO {DICTIONARY} VALUES ({places})", dictionary_rows(tables))


def _copy_out(database: duckdb.DuckDBPyConnection, out: OutPath, tables: Sequence[Table]) -> None:
    for name in chain((table.name for table in tables), [DICTIONARY]):
        with replacing_file(out / f"{name}.parquet") as place:
            path = str(place).replace("'", "''")
            database.execute(f"COPY {quoted(name)} TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
