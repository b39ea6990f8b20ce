"""Records of an OUT folder to CSV tables: one pass over the records, one record in memory at a time.

Sorted by doc_id, and made of inputs.csv and the records only: equal folders give equal tables.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pdf2form.errors import in_both
from pdf2form.export.folder import InputRow, carried_columns, read_record, replacing
from pdf2form.record import DOC_ID_LENGTH, Fault, Record
from pdf2form.rows import COLUMNS, Cell, Row, plain_number

DOCUMENTS = (
    *("doc_id", "name", "sources", "sha256", "bytes", "pages", "status", "forms", "fault_code", "fault_message"),
)
"""Columns of documents.csv, before the carried ones."""

FAILURES = ("source", "doc_id", "code", "message")

LOST = Fault(code="no_record", message=in_both("no_record", "its record is missing or damaged; convert it again"))
"""Of a document that inputs.csv names and records/ does not have."""


class Named(NamedTuple):
    """A document of an OUT folder, under all its names."""

    sha256: str
    inputs: tuple[InputRow, ...]
    record: Record | None
    """None if it is lost."""


def read_documents(out: Path, inputs: Iterable[InputRow]) -> Iterator[Named]:
    """Yield every document that the inputs lead to, sorted by doc_id, each with its inputs sorted by source."""
    known = sorted((row for row in inputs if row.sha256), key=lambda row: (row.sha256, row.source))
    for sha256, rows in groupby(known, key=lambda row: row.sha256):
        yield Named(sha256, tuple(rows), read_record(out, sha256))


def write_csv(out: Path, inputs: Sequence[InputRow]) -> int:
    """Write all CSV tables of the folder anew; return how many documents have lost their record."""
    lost = 0
    carried = carried_columns(sorted(inputs))
    headers = {"documents": (*DOCUMENTS, *carried), **COLUMNS, "failures": FAILURES}
    with ExitStack() as stack:
        writers = {
            table: csv.DictWriter(
                stack.enter_context(replacing(out / f"{table}.csv")), columns, restval="", lineterminator="\n"
            )
            for table, columns in headers.items()
        }
        for writer in writers.values():
            writer.writeheader()
        for table, row in _rows(out, inputs):
            writers[table].writerow({name: cell_text(cell) for name, cell in row.items()})
            lost += table == "documents" and row["fault_code"] == LOST.code
    return lost


def _rows(out: Path, inputs: Sequence[InputRow]) -> Iterator[tuple[str, Row]]:
    """Yield every row of every table, with the name of its table."""
    for row in sorted(row for row in inputs if not row.sha256):
        yield "failures", {"source": row.source, "code": row.fault_code, "message": row.fault_message}
    for document in read_documents(out, inputs):
        fault = document.record.fault if document.record else LOST
        yield "documents", _document_row(document, fault)
        if fault:
            why: Row = _key(document) | {"code": fault.code, "message": fault.message}
            yield from (("failures", why | {"source": row.source}) for row in document.inputs)
        for form in document.record.forms if document.record else ():
            for table, lines in form.to_rows().items():
                yield from ((table, line) for line in lines)


def _key(document: Named) -> Row:
    return {"doc_id": document.sha256[:DOC_ID_LENGTH]}


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
    return _key(document) | cells | dict(first.carried)


def cell_text(cell: Cell) -> str:
    """Return a cell as text: numbers plain, without exponent, trailing zeros or float noise; "" for None."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        cell = Decimal(repr(cell))
    return plain_number(cell) if isinstance(cell, Decimal) else str(cell)
