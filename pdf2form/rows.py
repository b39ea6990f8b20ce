"""Parts of a form to flat rows: the columns of the tables of docs/contract.md, and one walk over all readings.

Nothing here opens a file: `export` writes the rows, `Form.to_frames` gives them to pandas. Lines count from 0, as
in the JSON pointers of findings, so that rows and findings can be joined.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from pdf2form.parts import Extra, Finding, FundingLine, Goal, Indicator, Part, Quantity, Reading, Where

Cell = str | int | float | Decimal | None
Row = dict[str, Cell]
AnyReading = Reading[Any]

PLACE = ("page", "x0", "top", "x1", "bottom")
QUANTITY = ("raw", "op", "number", "high", "unit", "text")

_MONEY = ("initial_budget", "annual_budget", "executed")

COLUMNS: dict[str, tuple[str, ...]] = {
    "forms": (
        *("form_id", "doc_id", "page_first", "page_last", "template", "title", "year", "project", "department", "unit"),
        *("money_unit", "total_weight", "total_score", "grade", "verdict"),
        *("passed", "rounding", "mismatches", "unchecked", "remarks", "doubts", "corrected", "duplicate_of"),
    ),
    "funding": (
        *("form_id", "line", "kind", "label", "money_unit", *_MONEY, *(f"{name}_yuan" for name in _MONEY)),
        *("weight", "rate", "score", "doubts", "corrected"),
    ),
    "goals": ("form_id", "line", "expected", "actual", "doubts", "corrected"),
    "indicators": (
        *("form_id", "line", "level1", "level2", "level3"),
        *(f"{name}_{part}" for name in ("target", "actual") for part in QUANTITY),
        *("weight", "score", "reason", *PLACE, "doubts", "corrected"),
    ),
    "readings": (
        *("form_id", "subject", "raw", "value", *PLACE, "source", "confidence"),
        *("corrected", "corrected_value"),
    ),
    "diff": (
        *("form_id", "project", "department", "rule", "rule_set", "subject", "label", "printed", "recomputed"),
        *("low", "high", "difference", "result", "suggested", "message_en", "message_zh", *PLACE),
    ),
}
"""The tables that have rows of forms, each with its columns in order."""

YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
"""How many yuan one printed money unit is."""

COUNTED = {
    "passed": "pass",
    "rounding": "rounding",
    "mismatches": "mismatch",
    "unchecked": "unchecked",
    "remarks": "remark",
}
"""Column of `forms` to the result that it counts."""


def walk_readings(part: Part, at: str = "") -> Iterator[tuple[str, AnyReading]]:
    """Yield every reading inside `part` with its JSON pointer, such as "/indicators/3/target", in key order."""
    return iter(_walk(part, at))


def _walk(value: object, at: str) -> list[tuple[str, AnyReading]]:
    """Return the readings inside a value; as lists, which take half the time of generators in each other."""
    if isinstance(value, Reading):
        return [(at, value)]
    if isinstance(value, tuple):
        return [found for index, item in enumerate(value) for found in _walk(item, f"{at}/{index}")]
    if isinstance(value, Finding) or not isinstance(value, Part):  # a finding has many parts, and no reading
        return []
    inside = ((name, getattr(value, name)) for name in type(value).model_fields)
    return [found for name, item in inside if item is not None for found in _walk(item, f"{at}/{name}")]


def with_reading(part: Any, pointer: str, reading: AnyReading) -> Any:
    """Return a part of a form with another reading at a JSON pointer."""
    key, _, rest = pointer.removeprefix("/").partition("/")
    if isinstance(part, tuple):
        at = int(key)
        return (*part[:at], with_reading(part[at], rest, reading), *part[at + 1 :])
    return part.model_copy(update={key: with_reading(getattr(part, key), rest, reading) if rest else reading})


def place(where: Sequence[Where]) -> Row:
    """Return the columns of the first place, empty if there is none; hundredths of a point, no float noise."""
    if not where:
        return dict.fromkeys(PLACE)
    return {"page": where[0].page} | dict(zip(PLACE[1:], (round(edge, 2) for edge in where[0].box), strict=True))


def value_of(reading: AnyReading | None) -> Cell:
    """Return the value as one cell, None if there is no reading or no value."""
    if reading is None or reading.value is None:
        return None
    value = reading.value
    if isinstance(value, Quantity):
        return quantity_text(value)
    return value if isinstance(value, (str, int, float, Decimal)) else str(value)


def quantity_text(quantity: Quantity) -> str:
    """Return a quantity in one cell: `ge 85 %`, `3..5 次`, or its words."""
    if quantity.text is not None:
        return quantity.text
    ends = [plain_number(number) for number in (quantity.number, quantity.high) if number is not None]
    return " ".join(filter(None, (quantity.op, "..".join(ends), quantity.unit)))


def plain_number(number: Decimal) -> str:
    """Return the digits without exponent and trailing zeros, so that tables from JSON and from a record agree."""
    digits = format(number, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def doubted(findings: Sequence[Finding]) -> list[str]:
    """Return the pointers of what has a doubt."""
    return [finding.subject for finding in findings if finding.result == "doubt"]


def name_fields(subjects: Sequence[str], at: str) -> str | None:
    """Name the fields of the row at pointer `at` that the subjects lead to, joined by `;`; `row` for the row itself."""
    below = f"{at}/"
    names = (
        "row" if subject == at else subject.removeprefix(below).split("/")[0]
        for subject in subjects
        if subject == at or subject.startswith(below)
    )
    return ";".join(dict.fromkeys(names)) or None


def name_regions(subjects: Sequence[str]) -> str | None:
    """Name what the subjects lead to in a form: columns of `forms` by their name, whatever lies deeper by its table."""
    names = []
    for subject in subjects:
        first, *rest = subject.strip("/").split("/")
        names.append(f"total_{rest[0]}" if first == "total" and rest else first or "form")
    return ";".join(dict.fromkeys(names)) or None


def count_results(findings: Sequence[Finding]) -> Row:
    """Count the findings of each result that a column of `forms` stands for."""
    results = [finding.result for finding in findings]
    return {column: sum(found == wanted for found in results) for column, wanted in COUNTED.items()}


def funding_row(line: FundingLine, *, money_unit: str | None) -> Row:
    """Return the columns of one funding line; `*_yuan` stay empty under an unknown unit.

    Args:
        line: of a form.
        money_unit: of the form's heading; the values are in it already, whatever unit a cell prints.
    """
    factor = YUAN.get(money_unit or "")
    amounts = {name: reading.value if (reading := getattr(line, name)) else None for name in _MONEY}
    yuan: Row = {
        f"{name}_yuan": None if amount is None or factor is None else amount * factor
        for name, amount in amounts.items()
    }
    scores: Row = {name: value_of(getattr(line, name)) for name in ("weight", "rate", "score")}
    return {"kind": line.kind, "label": value_of(line.label), "money_unit": money_unit} | amounts | yuan | scores


def goal_row(goal: Goal) -> Row:
    """Return the columns of one goal."""
    return {"expected": value_of(goal.expected), "actual": value_of(goal.actual)}


def indicator_row(indicator: Indicator) -> Row:
    """Return the columns of one indicator; its place is that of level3, or of the first reading there is."""
    row: Row = {name: value_of(getattr(indicator, name)) for name in ("level1", "level2", "level3")}
    for name in ("target", "actual"):
        row |= _quantity_columns(name, getattr(indicator, name))
    row |= {name: value_of(getattr(indicator, name)) for name in ("weight", "score", "reason")}
    stands = indicator.level3 or indicator.target or next((reading for _, reading in walk_readings(indicator)), None)
    return row | place(stands.where if stands else ())


def _quantity_columns(name: str, reading: Reading[Quantity] | None) -> Row:
    quantity = (reading.value if reading else None) or Quantity()
    cells: Row = {f"{name}_{part}": getattr(quantity, part) for part in QUANTITY[1:]}
    return {f"{name}_raw": reading.raw if reading else None} | cells


def reading_rows(subject: str, reading: AnyReading) -> Iterator[Row]:
    """Yield one row for each place of the reading; one without a place, if it has none. `export` fills corrections."""
    for where in reading.where or (None,):
        yield {
            "subject": subject,
            "raw": reading.raw,
            "value": value_of(reading),
            **place((where,) if where else ()),
            "source": reading.source,
            "confidence": reading.confidence,
            "corrected": None,
            "corrected_value": None,
        }


def finding_row(finding: Finding, *, label: str | None, where: Sequence[Where]) -> Row:
    """Return the columns of one finding.

    Args:
        finding: of a form.
        label: the printed name of the line that the finding is about.
        where: of its subject, taken if the finding has no place of its own.
    """
    kept = ("rule", "rule_set", "subject", "printed", "recomputed", "low", "high", "difference", "result", "suggested")
    cells: Row = {name: getattr(finding, name) for name in kept}
    message: Row = {"message_en": finding.message.en, "message_zh": finding.message.zh}
    return cells | {"label": label} | message | place(finding.where or where)


def line_label(line: FundingLine | Indicator | Extra) -> str | None:
    """Return the printed name of a line: a funding line's label, an indicator's finest level."""
    if isinstance(line, Indicator):
        named = (value_of(level) for level in (line.level3, line.level2, line.level1))
        return next((str(name) for name in named if name is not None), None)
    return line.label.value
