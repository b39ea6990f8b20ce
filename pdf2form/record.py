"""The record: what pdf2form promises to its users. docs/contract.md explains every key; JSON Schema comes from here.

`parts` has what a form is made of, and its names are exported here too: whoever needs the schema imports this module.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field, PrivateAttr, ValidationInfo, field_validator

from pdf2form import rows
from pdf2form.page import Source
from pdf2form.parts import (
    Amount,
    Extra,
    Finding,
    FundingKind,
    FundingLine,
    Goal,
    Indicator,
    Measure,
    Message,
    Number,
    NumberOrText,
    Operator,
    Part,
    Quantity,
    Reading,
    Result,
    SubTable,
    Text,
    Total,
    Where,
    Year,
)

if TYPE_CHECKING:
    import pandas

__all__ = [
    "SCHEMA",
    "VERSION",
    "Amount",
    "Document",
    "Extra",
    "Fault",
    "Finding",
    "Form",
    "FundingKind",
    "FundingLine",
    "Goal",
    "Indicator",
    "Measure",
    "Message",
    "Number",
    "NumberOrText",
    "Operator",
    "PageEntry",
    "Quantity",
    "Reader",
    "Reading",
    "Record",
    "Result",
    "Status",
    "SubTable",
    "Text",
    "Total",
    "Where",
    "Year",
]

SCHEMA: Literal["pdf2form/1"] = "pdf2form/1"

VERSION = "0.1.0"
"""Of pdf2form, as in pyproject.toml (a test compares them): part of every record, so it must not depend on how the
package was installed."""

Status = Literal["clean", "flagged", "no_form", "failed"]

DOC_ID_LENGTH = 16
"""Hex digits of the SHA-256 that name a document in the tables."""


class Form(Part):
    """One 绩效自评表. `form` counts from 1 in the document; `pages` are the pages it stands on."""

    _doc_id: str = PrivateAttr("")
    form: int
    pages: tuple[int, ...]
    verdict: Literal["clean", "flagged"]
    template: str
    title: Text | None = None
    year: Year | None = None
    project: Text | None = None
    department: Text | None = None
    unit: Text | None = None
    money_unit: Text | None = None
    funding: tuple[FundingLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total: Total = Total()
    grade: Text | None = None
    extra: tuple[Extra, ...] = ()
    tables: tuple[SubTable, ...] = ()
    ignored: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def form_id(self) -> str:
        """The key of the form in all tables, such as `0123456789abcdef-01`; `-01` outside a record."""
        return f"{self._doc_id}-{self.form:02d}"

    def within(self, doc_id: str) -> "Form":
        """Return this form as one of the document `doc_id`."""
        form = self.model_copy()
        form._doc_id = doc_id
        return form

    def readings(self) -> Iterator[tuple[str, rows.AnyReading]]:
        """Yield every reading of the form with its JSON pointer, such as "/indicators/3/target"."""
        return rows.walk_readings(self)

    def label_of(self, subject: str) -> str | None:
        """Return the printed name of the line that a JSON pointer leads into; None if there is no such line."""
        table, index, *_ = [*subject.strip("/").split("/"), ""]
        lines: dict[str, tuple[FundingLine | Indicator | Extra, ...]] = {
            "funding": self.funding,
            "indicators": self.indicators,
            "extra": self.extra,
        }
        found = lines.get(table, ())
        return rows.line_label(found[int(index)]) if index.isdecimal() and int(index) < len(found) else None

    def to_rows(self) -> dict[str, list[rows.Row]]:
        """Return the rows of this form in every table of `rows.COLUMNS`, in printed order."""
        money_unit = self.money_unit.value if self.money_unit else None
        tables: dict[str, list[rows.Row]] = {
            "forms": [self._form_row()],
            "funding": self._lines("funding", [rows.funding_row(x, money_unit=money_unit) for x in self.funding]),
            "goals": self._lines("goals", [rows.goal_row(goal) for goal in self.goals]),
            "indicators": self._lines("indicators", [rows.indicator_row(x) for x in self.indicators]),
            "readings": [row for subject, reading in self.readings() for row in rows.reading_rows(subject, reading)],
            "diff": self._diff_rows(),
        }
        key: rows.Row = {"form_id": self.form_id}
        return {table: [key | row for row in lines] for table, lines in tables.items()}

    def to_frames(self) -> "dict[str, pandas.DataFrame]":
        """Return the tables of this form as DataFrames, with the columns of the CSV tables; numbers are floats."""
        import pandas  # half a second to load, which no reader of records should wait for

        def plain(cell: rows.Cell) -> rows.Cell:
            return float(cell) if isinstance(cell, Decimal) else cell

        tables = self.to_rows()
        return {
            table: pandas.DataFrame(
                [[plain(row[name]) for name in columns] for row in tables[table]], columns=[*columns]
            )
            for table, columns in rows.COLUMNS.items()
        }

    def _form_row(self) -> rows.Row:
        named = ("title", "year", "project", "department", "unit", "money_unit", "grade")
        cells: rows.Row = {name: rows.value_of(getattr(self, name)) for name in named}
        return {
            "doc_id": self._doc_id,
            "page_first": min(self.pages, default=None),
            "page_last": max(self.pages, default=None),
            "template": self.template,
            **cells,
            "total_weight": rows.value_of(self.total.weight),
            "total_score": rows.value_of(self.total.score),
            "verdict": self.verdict,
            **rows.count_results(self.findings),
            "doubts": rows.name_regions(rows.doubted(self.findings)),
            "corrected": None,  # `export` knows OUT, where corrections and other documents are
            "duplicate_of": None,
        }

    def _lines(self, table: str, lines: Sequence[rows.Row]) -> list[rows.Row]:
        doubted = rows.doubted(self.findings)
        return [
            {"line": index} | line | {"doubts": rows.name_fields(doubted, f"/{table}/{index}"), "corrected": None}
            for index, line in enumerate(lines)
        ]

    def _diff_rows(self) -> list[rows.Row]:
        readings = dict(self.readings())
        about: rows.Row = {name: rows.value_of(getattr(self, name)) for name in ("project", "department")}
        return [
            about
            | rows.finding_row(finding, label=self.label_of(finding.subject), where=_where(readings, finding.subject))
            for finding in self.findings
        ]


def _where(readings: Mapping[str, rows.AnyReading], subject: str) -> tuple[Where, ...]:
    """Return where the reading at `subject` stands; of a whole line, where its first reading does."""
    found = readings.get(subject) or next((x for at, x in readings.items() if at.startswith(f"{subject}/")), None)
    return found.where if found else ()


class Fault(Part):
    """Why a document or a page could not be read; `code` is one of docs/contract.md."""

    code: str
    message: str


class Reader(Part):
    """What read the document: equal readers and options give equal records."""

    version: str
    text: str
    ocr: str | None = None
    options: dict[str, str | int | bool | None] = Field(default_factory=dict)


class Document(Part):
    """The bytes that were read."""

    sha256: str
    bytes: int
    pages: int


class PageEntry(Part):
    """One page of the document, whether a form stands on it or not."""

    page: int
    width: float
    height: float
    source: Source
    forms: tuple[int, ...] = ()
    fault: Fault | None = None


class Record(Part):
    """One document, whatever became of it."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    schema_id: Literal["pdf2form/1"] = Field(default=SCHEMA, alias="schema")
    reader: Reader
    document: Document
    status: Status
    pages: tuple[PageEntry, ...] = ()
    forms: tuple[Form, ...] = ()
    fault: Fault | None = None

    @property
    def doc_id(self) -> str:
        """The key of the document in all tables."""
        return self.document.sha256[:DOC_ID_LENGTH]

    @field_validator("forms")
    @classmethod
    def _say_whose_they_are(cls, forms: tuple[Form, ...], info: ValidationInfo) -> tuple[Form, ...]:
        """Tell copies of the forms the document that they stand in, so that their tables can name it."""
        document = info.data.get("document")
        return tuple(form.within(document.sha256[:DOC_ID_LENGTH]) for form in forms) if document else forms
