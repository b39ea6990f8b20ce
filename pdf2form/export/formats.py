"""The formats of `export` by their names, and what each needs."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from pdf2form.errors import MissingPackage, UsageFault
from pdf2form.export.edition import find_edition, note_exports, read_exports
from pdf2form.export.folder import find_stats, open_text, prepare
from pdf2form.export.inputs import InputRows
from pdf2form.export.lines import write_json
from pdf2form.export.package import FILE as PACKAGE
from pdf2form.export.package import open_package, package_text
from pdf2form.export.sqlite import open_sqlite
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Opener, Written, describe_tables, open_csv, write_tables
from pdf2form.record import VERSION

FORMATS = ("csv", "json", "parquet", "duckdb", "sqlite", "xlsx", "datapackage")

FILES = {
    "json": "records.jsonl",
    "parquet": "forms.parquet",
    "duckdb": "tables.duckdb",
    "sqlite": "tables.sqlite",
    "xlsx": "tables.xlsx",
    "datapackage": PACKAGE,
}
"""The file that shows that a format was exported, of those that `convert` does not write."""

MOST_COLUMNS = {"parquet": 2_000, "duckdb": 2_000, "sqlite": 2_000, "xlsx": 16_384}
"""Of a table: what a sheet and SQLite allow, and what DuckDB holds in its memory (4,000 do, 10,000 do not)."""


def write_formats(out: OutPath, inputs: InputRows, formats: Collection[str]) -> Written:
    """Write a folder anew in some of FORMATS: one pass over the records for all tables, one for records.jsonl.

    Raises:
        MissingPackage: a package that a format needs is not installed.
        OutputUnwritable: the folder is read-only, or full.
        UsageFault: the users' lists have more columns than one of the formats holds.
    """
    _see_that_columns_fit(inputs, formats)
    openers = [*_find_openers(formats)]
    prepare(out)
    edition = find_edition(out, inputs, version=VERSION)  # before the work: what changes meanwhile makes it outdated
    written = write_tables(out, inputs, openers) if openers else Written(0, ())
    if "json" in formats:
        written = written._replace(lost=max(written.lost, write_json(out, inputs)))
    if exported := {*formats} & {*FILES}:
        note_exports(out, edition, exported)
    return written._replace(outdated=find_outdated(out, inputs, edition))


def _see_that_columns_fit(inputs: InputRows, formats: Collection[str]) -> None:
    """Raise before anything is written: a table without some of its columns would not be the table."""
    columns = max(len(table.columns) for table in describe_tables(inputs.carried_columns()))
    if narrow := [name for name in formats if columns > MOST_COLUMNS.get(name, columns)]:
        raise UsageFault(
            f"-f {','.join(narrow)}: the table documents has {columns:,} columns with those of your list, {narrow[0]}"
            f" holds {MOST_COLUMNS[narrow[0]]:,}; export csv, or convert into another OUT with fewer in --files-from"
        )


def find_outdated(out: OutPath, inputs: InputRows, edition: str) -> tuple[str, ...]:
    """Return the formats whose files are there, and are not made of what the folder holds now.

    Args:
        out: the folder.
        inputs: all of its inputs.
        edition: what `find_edition` says of it now.
    """
    there, noted = find_stats(out), read_exports(out)
    found = [name for name, file in FILES.items() if file in there and noted.get(name) != edition]
    if "datapackage" in found and _is_package_of(out, inputs):
        found.remove("datapackage")
    return tuple(found)


def _is_package_of(out: OutPath, inputs: InputRows) -> bool:
    """Whether datapackage.json describes the tables as they are: it holds no rows, so new documents do not matter."""
    with open_text(out / PACKAGE, errors="replace") as file:
        return file.read() == package_text(describe_tables(inputs.carried_columns()))


def say_outdated(out: OutPath, formats: Sequence[str]) -> str:
    """Return a sentence about formats whose files are outdated, and what to do."""
    files = ", ".join("*.parquet" if name == "parquet" else FILES[name] for name in formats)
    return f"of an earlier state than the tables: {files}; run: pdf2form export {out} -f {','.join(formats)}"


def _find_openers(formats: Collection[str]) -> Iterator[Opener]:
    """Yield what opens the files of each format; packages are loaded here, since only some installations have them."""
    if {"csv", "datapackage"} & {*formats}:  # a description is worth nothing beside tables of another day
        yield open_csv
    if "datapackage" in formats:
        yield open_package
    if "sqlite" in formats:
        yield open_sqlite
    try:
        if databases := {"duckdb", "parquet"} & {*formats}:
            from pdf2form.export.duck import open_databases

            yield partial(open_databases, wanted=databases)
        if "xlsx" in formats:
            from pdf2form.export.excel import open_xlsx

            yield open_xlsx
    except ImportError as error:
        raise MissingPackage(
            f"-f {','.join(formats)}: {error.name} is not installed; run: pip install 'pdf2form[datasets]'"
        ) from error
