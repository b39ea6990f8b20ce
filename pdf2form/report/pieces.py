"""All pieces of a report: one pass over the records, one record in memory at a time; all else comes from the database.

docs/report.md lists the pieces. Equal OUT folders give equal bytes: no time, no absolute path, every order is said.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pdf2form.export.inputs import InputRows
from pdf2form.export.tables import Named, read_documents
from pdf2form.record import DOC_ID_LENGTH
from pdf2form.report.departments import write_departments
from pdf2form.report.forms import form_name, form_piece
from pdf2form.report.lists import write_lists
from pdf2form.report.names import find_names
from pdf2form.report.pictures import Made
from pdf2form.report.quality import PageCounts, about_piece, count_forms, dictionary_piece, quality_piece
from pdf2form.report.scripts import Pieces
from pdf2form.report.signals import note_signals


class Sources(NamedTuple):
    """What a report is made of."""

    out: Path
    inputs: InputRows
    database: sqlite3.Connection
    """Of `open_index`."""
    suggestions: Sequence[Sequence[object]]
    """Names that look alike; see `compare.suggestions`."""


def write_pieces(folder: Path, sources: Sources, made: Made) -> int:
    """Write all pieces into a folder, and return how many forms they show that repeat no earlier one."""
    pieces, database = Pieces(folder), sources.database
    note_signals(database)
    names = find_names(row.source for row in sources.inputs)
    # of the documents with several names the first in their order, as everywhere
    files = {sha256[:DOC_ID_LENGTH]: names[rows[0].source] for sha256, rows in sources.inputs.by_document()}
    departments = write_departments(database, pieces, files)
    numbers = write_lists(database, pieces, departments, names)
    account, counts = Counter({"clean": 0, "flagged": 0, "no_form": 0, "failed": 0}), PageCounts()
    account["failed"] += sum(not row.sha256 for row in sources.inputs)
    for document in read_documents(sources.out, sources.inputs):
        account.update(_statuses(document))
        if document.record:
            counts.add(document.record)
            for form in document.record.forms:
                pieces.put(form_name(form.form_id), form_piece(database, document, form, made.of_page, names))
    pieces.put("quality", quality_piece(database, counts, sources.suggestions))
    pieces.put("dictionary", dictionary_piece(database))
    inputs = {"inputs": len(sources.inputs), **account}
    suggested = Counter(str(kind) for kind, *_ in sources.suggestions)
    about = about_piece(database, inputs, pieces=numbers, pictures=made.counts, suggested=suggested)
    pieces.put("about", about)
    return count_forms(database)["forms"]


def _statuses(document: Named) -> Iterable[str]:
    """Yield what became of each input of a document; one that was not reached this time has failed."""
    status = document.record.status if document.record else "failed"
    return ("failed" if row.fault_code else status for row in document.inputs)
