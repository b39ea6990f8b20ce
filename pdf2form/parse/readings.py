"""A cell of the sheet to a Reading: its characters, its place, and the meaning that its kind of place gives it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from pdf2form.layout.sheet import PageLine, Part, TableCell
from pdf2form.layout.words import lowest
from pdf2form.page import Box, union
from pdf2form.parse.values import (
    clean_text,
    parse_grade,
    parse_money,
    parse_number,
    parse_quantity,
    parse_rate,
    parse_year,
    split_share,
)
from pdf2form.record import Amount, Measure, Quantity, Reading, Text, Where, Year

T = TypeVar("T")


class Kind(NamedTuple, Generic[T]):
    """What a place of the form holds: the type of its reading, and how its characters are understood."""

    reading: type[Reading[T]]
    parse: Callable[[str], T | None]


WORDS: Kind[str] = Kind(Text, clean_text)
LEVEL: Kind[str] = Kind(Text, lambda raw: split_share(raw)[0])
GRADE: Kind[str] = Kind(Text, parse_grade)
YEAR: Kind[int] = Kind(Year, parse_year)
NUMBER = Kind(Amount, parse_number)
RATE = Kind(Amount, parse_rate)
QUANTITY: Kind[Quantity] = Kind(Measure, parse_quantity)


def money(unit: str | None) -> Kind[Decimal]:
    """Return the kind of an amount under a heading with this unit."""
    return Kind(Amount, partial(parse_money, unit=unit))


def read_cell(cell: TableCell, kind: Kind[T]) -> Reading[T]:
    """Make a reading of a cell; its places are those of the printed text, or of the cell if it is blank."""
    confidence = lowest(part.confidence for part in cell.parts)
    return kind.reading(
        raw=cell.text,
        value=kind.parse(cell.text) if cell.text else None,
        where=places(cell.parts),
        source="text" if confidence is None else "ocr",
        confidence=confidence,
    )


def read_shared(cell: TableCell, kind: Kind[T]) -> Reading[T]:
    """Make the reading of a row that shares a cell with the row above: the same place, nothing of its own."""
    return kind.reading(raw="", value=None, where=places(cell.parts))


def read_joined(cells: Sequence[TableCell], value: Quantity | None) -> Measure:
    """Make one reading of cells that stand side by side: their texts joined, the places of those that print any."""
    filled = [cell for cell in cells if cell.text] or cells[:1]
    confidence = lowest(part.confidence for cell in filled for part in cell.parts)
    return Measure(
        raw="".join(cell.text for cell in filled),
        value=value,
        where=tuple(place for cell in filled for place in places(cell.parts)),
        source="text" if confidence is None else "ocr",
        confidence=confidence,
    )


def read_lines(lines: Sequence[PageLine], text: str, kind: Kind[T]) -> Reading[T]:
    """Make a reading of text outside the table; `text` is what of the lines counts."""
    where = tuple(_place(line.page, line.line.box) for line in lines)
    confidence = lowest(line.line.confidence for line in lines)
    return kind.reading(
        raw=text,
        value=kind.parse(text),
        where=where,
        source="text" if confidence is None else "ocr",
        confidence=confidence,
    )


def places(parts: Sequence[Part]) -> tuple[Where, ...]:
    """Return where the text of the parts stands, one place a part; the first part's cell if there is no text."""
    found = [
        _place(part.page, part.lines[0].box if len(part.lines) == 1 else union([line.box for line in part.lines]))
        for part in parts
        if part.lines
    ]
    return tuple(found) or (_place(parts[0].page, parts[0].box),)


def _place(page: int, box: Box) -> Where:
    return Where(page=page, box=(round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2)))
