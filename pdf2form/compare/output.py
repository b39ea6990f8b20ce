"""What compare, diff and search write: the rows of a described table as CSV, xlsx or JSON, whole or not at all."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import IO

from pdf2form.errors import MissingPackage, OutputUnwritable, UsageFault
from pdf2form.export.columns import Chart, Table
from pdf2form.export.folder import replacing, row_writer
from pdf2form.export.tables import cell_text, typed_row
from pdf2form.rows import Row


def see_that_it_can_be_written(place: Path, suffixes: Sequence[str]) -> None:
    """Look at the name of a file before the work.

    Raises:
        UsageFault: it ends with none of the suffixes.
        MissingPackage: xlsx is wanted, and its package is not installed.
        OutputUnwritable: there is no such folder.
    """
    if place.suffix.lower() not in suffixes:
        raise UsageFault(f"-o {place}: name a file that ends with {' or '.join(suffixes)}")
    if not place.absolute().parent.is_dir():
        raise OutputUnwritable(f"{place}: there is no folder {place.parent}; make it, or choose another -o")
    if place.suffix.lower() == ".xlsx" and not find_spec("xlsxwriter"):
        raise MissingPackage(f"-o {place}: xlsxwriter is not installed; run: pip install 'pdf2form[report]'")


def write_table(place: Path, table: Table, rows: Iterable[Row], *, charts: Sequence[Chart] = ()) -> None:
    """Write rows into a file whose suffix says how: .csv, .xlsx (one sheet, one with charts), .json (one array).

    Raises:
        OutputUnwritable: it cannot be written.
    """
    if place.suffix.lower() == ".xlsx":
        from pdf2form.export.excel import open_xlsx

        with open_xlsx(place.parent, [table], file=place.name, charts=charts) as add:
            for row in rows:
                add(table.name, row)
        return
    with replacing(place) as file:
        if place.suffix.lower() == ".csv":
            file.writelines(csv_lines(table, rows))
        else:
            _write_json(file, table, rows)


def csv_lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows as CSV, one at a time, with the names of their columns before them."""
    text = io.StringIO()
    write = row_writer(text)
    names = [column.name for column in table.columns]
    for cells in chain([names], ([cell_text(row.get(name)) for name in names] for row in rows)):
        write(cells)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def json_lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows as JSON, one object a line; empty cells are null."""
    return (f"{_json(table, row)}\n" for row in rows)


def _write_json(file: IO[str], table: Table, rows: Iterable[Row]) -> None:
    between = "[\n"
    for row in rows:
        file.write(f"{between}{_json(table, row)}")
        between = ",\n"
    file.write("\n]\n" if between == ",\n" else "[]\n")


def _json(table: Table, row: Row) -> str:
    names = [column.name for column in table.columns]
    return json.dumps(dict(zip(names, typed_row(table, row), strict=True)), ensure_ascii=False)
