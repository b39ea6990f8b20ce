"""One form as a piece: its readings by JSON pointer with their places, its blocks in printed order, its findings."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pdf2form.export.tables import Named, cell_text
from pdf2form.parts import Finding, Part, Reading, Where
from pdf2form.record import Form, PageEntry, Record
from pdf2form.rows import AnyReading, value_of

HEAD = ("title", "year", "project", "department", "unit", "money_unit", "grade", "total")
"""Of a form: what stands in no table of it."""

BLOCKS = ("funding", "goals", "indicators", "extra", "tables", "ignored")


class Picture(NamedTuple):
    """The picture of a page: where it is, below the report, or why there is none."""

    path: str | None = None
    missing: str | None = None


Pictures = Mapping[tuple[str, int], Picture]
"""By document (doc_id) and page."""

_FACTS = "SELECT department_key, unit_key, duplicate_of FROM facts WHERE form_id = ?"

_CORRECTED = """
SELECT DISTINCT subject, corrected, corrected_value FROM readings WHERE form_id = ? AND corrected IS NOT NULL
"""

_SIGNALS = "SELECT signal, subject, inputs FROM signals WHERE form_id = ? ORDER BY kind, subject"


def form_name(form_id: str) -> str:
    """Return the name of the piece of a form; no folder has too many of them."""
    return f"form/{form_id[:2]}/{form_id}"


def form_piece(
    database: sqlite3.Connection, document: Named, form: Form, pictures: Pictures, names: Mapping[str, str]
) -> dict[str, object]:
    """Return the piece of a form.

    Args:
        database: of `open_index`, with signals noted.
        document: that it stands in, under all its names.
        form: as it was read; corrections are in the database.
        pictures: of the pages of the document.
        names: what each source is called; see `find_names`.
    """
    record = document.record
    assert record is not None, "the form is from there"
    readings = dict(form.readings())
    facts = database.execute(_FACTS, [form.form_id]).fetchone()
    signals = database.execute(_SIGNALS, [form.form_id])
    return {
        "form_id": form.form_id,
        "file": names[document.inputs[0].source],
        "sources": [names[row.source] for row in document.inputs],
        "doc_id": record.doc_id,
        "sha256": document.sha256,
        "version": record.reader.version,
        "template": form.template,
        "verdict": form.verdict,
        "duplicate_of": facts["duplicate_of"],
        "department_key": facts["department_key"] or "",
        "unit_key": facts["unit_key"] or "",
        "pages": [_page(record, entry, pictures) for entry in record.pages if entry.page in form.pages],
        "fields": _pointers_of(form, HEAD),
        **{block: pointers(getattr(form, block), f"/{block}") for block in BLOCKS},
        "readings": _readings(database, form, readings),
        "findings": [_finding(form, finding, readings) for finding in form.findings],
        "signals": [
            {"signal": row["signal"], "subject": row["subject"], "inputs": json.loads(row["inputs"])} for row in signals
        ],
    }


def _page(record: Record, entry: PageEntry, pictures: Pictures) -> dict[str, object]:
    picture = pictures[record.doc_id, entry.page]
    size = {"width": round(entry.width, 1), "height": round(entry.height, 1)}
    return {"page": entry.page, **size, "source": entry.source, **picture._asdict(), "picture": picture.path}


def pointers(value: object, at: str) -> object:
    """Return a part of a form with the JSON pointer of each reading in its place; what it does not have is left out."""
    if isinstance(value, Reading):
        return at
    if isinstance(value, Part):
        return _pointers_of(value, [*type(value).model_fields], at)
    if isinstance(value, tuple):
        return [pointers(each, f"{at}/{number}") for number, each in enumerate(value)]
    return value


def _pointers_of(part: Part, names: Sequence[str], at: str = "") -> dict[str, object]:
    found = ((name, pointers(getattr(part, name), f"{at}/{name}")) for name in names)
    return {name: value for name, value in found if value not in (None, [])}


def _readings(
    database: sqlite3.Connection, form: Form, readings: Mapping[str, AnyReading]
) -> dict[str, dict[str, object]]:
    """Return every reading by its pointer, with the findings that doubt it, by number, and what corrects it."""
    corrected = {row["subject"]: row for row in database.execute(_CORRECTED, [form.form_id])}
    doubts: dict[str, list[int]] = {}
    for number, finding in enumerate(form.findings):
        if finding.result == "doubt" and finding.subject:
            doubts.setdefault(finding.subject, []).append(number)
    found = {subject: _reading(reading) for subject, reading in readings.items()}
    for subject, reading in found.items():
        if doubted := _doubting(subject, doubts):
            reading["doubt"] = doubted
        if row := corrected.get(subject):
            reading |= {"corrected": row["corrected"], "corrected_value": row["corrected_value"]}
    return found


def _reading(reading: AnyReading) -> dict[str, object]:
    value = cell_text(value_of(reading)) or None
    found: dict[str, object] = {
        "raw": reading.raw,
        "value": value,
        "where": _places(reading.where),
        "source": reading.source,
    }
    return found if reading.confidence is None else found | {"confidence": round(reading.confidence, 3)}


def _doubting(subject: str, doubts: Mapping[str, list[int]]) -> list[int]:
    """Return the findings that doubt a reading, its line or its block; those of the whole form doubt none by itself."""
    if not doubts:
        return []
    steps = subject.split("/")
    above = ("/".join(steps[:length]) for length in range(2, len(steps) + 1))
    return [number for pointer in above for number in doubts.get(pointer, ())]


def _finding(form: Form, finding: Finding, readings: Mapping[str, AnyReading]) -> dict[str, object]:
    """Return a finding without the keys that have nothing to say."""
    said = finding.model_dump(mode="json", exclude={"message", "where"}, exclude_none=True)
    beside = readings.get(finding.subject)
    where = finding.where or (beside.where if beside else ())
    label = form.label_of(finding.subject)
    more = {"en": finding.message.en, "zh": finding.message.zh, "where": _places(where)}
    return said | more | ({"label": label} if label is not None else {})


def _places(where: Sequence[Where]) -> list[list[float]]:
    return [[place.page, *(round(edge, 2) for edge in place.box)] for place in where]
