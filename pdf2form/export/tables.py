"""Records of an OUT folder to tables: one pass over the records, one record in memory at a time, for all formats.

Sorted by doc_id, and made of inputs.csv, corrections.csv and the records only: equal folders give equal tables. The
CSV files are written here; what other formats do with the rows is in files of their own, which `formats` knows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from decimal import Decimal
from itertools import tee
from pathlib import PurePosixPath
from typing import NamedTuple

from pdf2form.errors import in_both
from pdf2form.export.columns import ColumnType, Table, describe
from pdf2form.export.corrections import REPORT, Given, corrected_rows, read_corrections
from pdf2form.export.duplicates import FirstForms, SharedCorrections, digest
from pdf2form.export.folder import read_records, replacing, row_writer
from pdf2form.export.inputs import InputRow, InputRows
from pdf2form.export.store import OutPath
from pdf2form.record import DOC_ID_LENGTH, Fault, Form, Record
from pdf2form.rows import COLUMNS, Cell, Row, plain_number
from pdf2form.scratch import Scratch

DOCUMENTS = (
    *("doc_id", "name", "sources", "sha256", "bytes", "pages", "status", "forms", "fault_code", "fault_message"),
)
"""Columns of documents.csv, before the carried ones."""

FAILURES = ("source", "doc_id", "code", "message")

REPORTED = "corrections_report"
"""The table that says what became of every correction."""

Typed = str | int | float | None
"""A cell in the formats that have types."""

Add = Callable[[str, Row], None]
"""Adds a row to the table of this name; a column that is not in the row is blank."""

Opener = Callable[[OutPath, Sequence[Table]], AbstractContextManager[Add]]
"""Opens the files of a format in OUT for these tables; they take their places when all rows are there."""

LOST = Fault(code="no_record", message=in_both("no_record", "its record is missing or damaged; convert it again"))
"""Of a document that inputs.csv names and records/ does not have."""


class Named(NamedTuple):
    """A document of an OUT folder, under all its names."""

    sha256: str
    inputs: tuple[InputRow, ...]
    record: Record | None
    """None if it is lost."""


def read_documents(out: OutPath, inputs: InputRows, *, doc_ids: Collection[str] | None = None) -> Iterator[Named]:
    """Yield every document that the inputs lead to, sorted by doc_id, each with its inputs sorted by source.

    Args:
        out: the folder.
        inputs: of it.
        doc_ids: None: all of them; else no others.
    """
    wanted = (each for each in inputs.by_document() if doc_ids is None or each[0][:DOC_ID_LENGTH] in doc_ids)
    named, ahead = tee(wanted)  # the records of a store are asked for some documents ahead
    for (sha256, rows), record in zip(named, read_records(out, (sha256 for sha256, _ in ahead)), strict=True):
        yield Named(sha256, rows, record)


class Written(NamedTuple):
    """What the tables could not be made of."""

    lost: int
    """Documents whose record is missing or damaged."""
    refused: tuple[Row, ...]
    """Rows of corrections_report that were not applied."""
    outdated: tuple[str, ...] = ()
    """Formats whose files are there and of an earlier state of the folder; see `formats`."""


def describe_tables(carried: Iterable[str]) -> tuple[Table, ...]:
    """Return the tables of a folder with their columns in order; documents has those of the user's list as well."""
    orders = {"documents": (*DOCUMENTS, *carried), **COLUMNS, "failures": FAILURES, REPORTED: REPORT}
    return tuple(describe(name, columns) for name, columns in orders.items())


def write_tables(out: OutPath, inputs: InputRows, openers: Iterable[Opener]) -> Written:
    """Write all tables of the folder anew in all formats whose openers are given, in one pass over the records.

    Raises:
        OutputUnwritable: the folder is read-only, or full.
    """
    lost, refused = 0, []
    tables = describe_tables(inputs.carried_columns())
    with ExitStack() as stack:
        adds = [stack.enter_context(opener(out, tables)) for opener in openers]
        for table, row in _rows(out, inputs, read_corrections(out)):
            for add in adds:
                add(table, row)
            lost += table == "documents" and row["fault_code"] == LOST.code
            if table == REPORTED and row["result"] != "applied":
                refused.append(row)
    return Written(lost, tuple(refused))


@contextmanager
def open_csv(out: OutPath, tables: Sequence[Table]) -> Iterator[Add]:
    """Open OUT/TABLE.csv for every table; see `Opener`."""
    with ExitStack() as stack:
        writers = {}
        for table in tables:
            write = row_writer(stack.enter_context(replacing(out / f"{table.name}.csv")))
            names = [column.name for column in table.columns]
            write(names)
            writers[table.name] = write, names

        def add(table: str, row: Row) -> None:
            write, names = writers[table]
            write([cell_text(row.get(name)) for name in names])

        yield add


def _rows(out: OutPath, inputs: InputRows, given: Given) -> Iterator[tuple[str, Row]]:
    """Yield every row of every table, with the name of its table."""
    for row in inputs.faulty():
        yield "failures", {"source": row.source, "code": row.fault_code, "message": row.fault_message}
    corrections = SharedCorrections(given, _named_forms(out, inputs, given))
    with Scratch() as scratch:
        firsts = FirstForms(scratch)
        for document in read_documents(out, inputs):
            yield from _document_rows(document)
            for form in document.record.forms if document.record else ():
                found = digest(form)
                first = firsts.find(form.form_id, found)
                for table, line in corrected_rows(form, corrections.correct(form, found)):
                    if table == "forms" and first != form.form_id:
                        line["duplicate_of"] = first
                    yield table, line
    yield from ((REPORTED, outcome.row()) for outcome in corrections.outcomes())


def _named_forms(out: OutPath, inputs: InputRows, given: Given) -> Iterator[Form]:
    """Yield the forms that corrections name; no other document is read for it."""
    doc_ids = {form_id.rpartition("-")[0] for form_id in given.corrections}
    for document in read_documents(out, inputs, doc_ids=doc_ids):
        for form in document.record.forms if document.record else ():
            if form.form_id in given.corrections:
                yield form


def _document_rows(document: Named) -> Iterator[tuple[str, Row]]:
    """Yield the row of a document, and if it was not read, those of its inputs."""
    key: Row = {"doc_id": document.sha256[:DOC_ID_LENGTH]}
    fault = document.record.fault if document.record else LOST
    yield "documents", key | _document_row(document, fault)
    if fault:
        why: Row = key | {"code": fault.code, "message": fault.message}
        yield from (("failures", why | {"source": row.source}) for row in document.inputs)


def _document_row(document: Named, fault: Fault | None) -> Row:
    first, record = document.inputs[0], document.record
    cells: Row = {
        "name": PurePosixPath(first.source).name,
        "sources": ";".join(row.source for row in document.inputs),
        "sha256": document.sha256,
        "bytes": record.document.bytes if record else first.size,
        "pages": record.document.pages if record else None,
        "status": record.status if record else "failed",
        "forms": len(record.forms) if record else 0,
        "fault_code": fault.code if fault else None,
        "fault_message": fault.message if fault else None,
    }
    return cells | _carried_cells(document.inputs)


def _carried_cells(inputs: Sequence[InputRow]) -> Row:
    """Return the carried values of a document; where its inputs have different ones, all of them, each once."""
    found: dict[str, dict[str, None]] = {}
    for name, value in (cell for row in inputs for cell in row.carried):
        found.setdefault(name, {}).update({value: None} if value else {})
    return {name: ";".join(values) for name, values in found.items()}


def cell_text(cell: Cell) -> str:
    """Return a cell as text: numbers plain, without exponent, trailing zeros or float noise; "" for None."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, float):
        cell = Decimal(repr(cell))
    return plain_number(cell) if isinstance(cell, Decimal) else str(cell)


def typed_row(table: Table, row: Row) -> tuple[Typed, ...]:
    """Return the cells of a row in the order and of the types of its table's columns."""
    return tuple([typed(row.get(column.name), column.type) for column in table.columns])


def typed(cell: Cell, kind: ColumnType) -> Typed:
    """Return a cell as its column's type; blank text is None, as nothing else can be told apart in a CSV.

    A number is the nearest double: what JSON records and frames hold, too. No DECIMAL of a database holds every value
    that can be printed (24 digits before the point, 12 behind it, and units that shift them by 8).
    """
    if cell is None or cell == "":
        return None
    if kind == "text":
        return cell_text(cell)
    return int(cell) if kind == "integer" else float(cell) + 0.0  # a zero has no sign
