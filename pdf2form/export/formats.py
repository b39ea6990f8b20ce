"""The formats of `export` by their names, and what each needs."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from pdf2form.errors import MissingPackage
from pdf2form.export.folder import InputRow, prepare
from pdf2form.export.lines import write_json
from pdf2form.export.package import open_package
from pdf2form.export.sqlite import open_sqlite
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Opener, Written, open_csv, write_tables

FORMATS = ("csv", "json", "parquet", "duckdb", "sqlite", "xlsx", "datapackage")


def write_formats(out: OutPath, inputs: Sequence[InputRow], formats: Collection[str]) -> Written:
    """Write a folder anew in some of FORMATS: one pass over the records for all tables, one for records.jsonl.

    Raises:
        MissingPackage: a package that a format needs is not installed.
        OutputUnwritable: the folder is read-only, or full.
    """
    openers = [*_find_openers(formats)]
    prepare(out)
    written = write_tables(out, inputs, openers) if openers else Written(0, ())
    if "json" in formats:
        written = written._replace(lost=max(written.lost, write_json(out, inputs)))
    return written


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
