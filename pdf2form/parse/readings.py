"""A cell of the sheet to a Reading: its characters, its place, and the meaning that a value parser finds."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pdf2form.layout.sheet import PageLine, Part, TableCell
from pdf2form.page import Box, union
from pdf2form.parse.values import clean_text
from pdf2form.record import Reading, Text, Where

T = TypeVar("T")


def read_cell(cell: TableCell, parse: Callable[[str], T | None]) -> Reading[T]:
    """Make a reading of a cell; its places are those of the printed text, or of the cell if it is blank."""
    return Reading(
        raw=cell.text,
        value=parse(cell.text) if cell.text else None,
        where=places(cell.parts),
        source="text" if cell.parts[0].confidence is None else "ocr",
        confidence=cell.parts[0].confidence,
    )


def read_text(cell: TableCell) -> Text:
    """Make a reading of a cell of words."""
    return read_cell(cell, clean_text)


def read_shared(cell: TableCell) -> Reading[T]:
    """Make the reading of a row that shares a cell with the row above: the same place, nothing of its own."""
    return Reading(raw="", value=None, where=places(cell.parts))


def read_lines(lines: Sequence[PageLine], text: str, parse: Callable[[str], T | None]) -> Reading[T]:
    """Make a reading of text outside the table; `text` is what of the lines counts."""
    where = tuple(_place(line.page, line.line.box) for line in lines)
    return Reading(raw=text, value=parse(text), where=where)


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
