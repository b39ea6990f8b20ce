"""The blocks that have columns: funding, goals, indicators. A heading says what stands below it."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from pdf2form.labels import UNITS, find_key, is_placeholder
from pdf2form.layout.blocks import Block
from pdf2form.layout.sheet import TableCell, without_mark
from pdf2form.parse.desk import Desk
from pdf2form.parse.readings import LEVEL, NUMBER, QUANTITY, RATE, WORDS, Kind, money, read_joined, read_shared
from pdf2form.parse.values import clean_text, parse_number, parse_split_quantity
from pdf2form.record import Amount, FundingKind, FundingLine, Goal, Indicator, Measure, Reading, SubTable, Text

T = TypeVar("T")

_BRACKETED_UNIT = re.compile(
    rf"[(（]\s*(?:单位[:：])?\s*(?:人民币)?({'|'.join(sorted(UNITS, key=len, reverse=True))})\s*[)）]"
)
_FUNDING_KINDS: dict[str, FundingKind] = {
    "total": "total",
    "current_year": "current_year",
    "carried_over": "carried_over",
    "other": "other",
}
"""Lines that are known and none of these, such as 财政专户管理资金, are `unlisted`."""
_INDICATOR_VALUES = ("level3", "target_sign", "target", "target_unit", "actual", "weight", "score", "reason")


def find_unit(cell: TableCell) -> str | None:
    """Return the money unit that a heading prints in brackets: 项目资金（万元）."""
    found = _BRACKETED_UNIT.search(cell.text)
    return found[1] if found else None


def read_funding(desk: Desk, block: Block, unit: str | None) -> Iterator[FundingLine]:
    """Yield the funding lines; money is understood in `unit` unless the cell prints its own."""
    known = [column.heading.col for column in block.columns if column.key]
    kinds = {"rate": RATE, **dict.fromkeys(("initial_budget", "annual_budget", "executed"), money(unit))}
    for row in range(block.body, block.end):
        begun = desk.begun(row)
        numbers = [cell for cell in begun if cell.col >= min(known)]
        labels = [cell for cell in begun if cell.col < min(known) and desk.is_free(cell)]
        if not numbers or not any(cell.text for cell in begun):
            continue
        words = (cell for cell in reversed(labels) if cell.text and parse_number(cell.text) is None)
        label = next(words, labels[-1] if labels else numbers[0])
        key = find_key("funding_line", label.text)

        def amount(name: str, row: int = row) -> Amount | None:
            return _value(desk, block, row, name, kinds.get(name, NUMBER))

        yield FundingLine(
            kind=_FUNDING_KINDS.get(key or "", "unlisted"),
            label=desk.text(label),
            initial_budget=amount("initial_budget"),
            annual_budget=amount("annual_budget"),
            executed=amount("executed"),
            weight=amount("weight"),
            rate=amount("rate"),
            score=amount("score"),
            extra=tuple(desk.unknown_columns(block, row)),
        )


def read_goals(desk: Desk, block: Block) -> Iterator[Goal]:
    """Yield the rows of 年度总体目标; a blank row counts only if there is no other."""
    rows = [row for row in range(block.body, block.end) if _begins(desk, block, row, ("expected", "actual"))]
    filled = [row for row in rows if any(cell.text for cell in desk.begun(row))]
    for row in filled or rows[:1]:
        yield Goal(
            expected=_value(desk, block, row, "expected", WORDS),
            actual=_value(desk, block, row, "actual", WORDS),
            extra=tuple(desk.unknown_columns(block, row)),
        )


def merge_goals(goals: Iterable[Goal]) -> tuple[Goal, ...]:
    """Put what was reached beside what was expected, where each stands in a row of its own."""
    merged: list[Goal] = []
    for goal in goals:
        if merged and goal.expected is None and merged[-1].actual is None:
            merged[-1] = merged[-1].model_copy(update={"actual": goal.actual})
        else:
            merged.append(goal)
    return tuple(merged)


def _begins(desk: Desk, block: Block, row: int, names: Iterable[str]) -> bool:
    """Whether a cell below one of the headings begins in the row."""
    cells = (desk.under(row, block.column(name)) for name in names)
    return any(cell.row == row for cell in cells if cell)


def read_indicators(desk: Desk, block: Block) -> Iterator[Indicator]:
    """Yield the indicator rows; blank rows and placeholders of the template are dropped, visibly."""
    for row in range(block.body, block.end):
        cells = {name: desk.under(row, block.column(name)) for name in _INDICATOR_VALUES}
        own = [cell for cell in cells.values() if cell and cell.row == row]
        name = cells["level3"]
        filled = [cell for cell in own if cell.text]
        placeholder = name in filled and all(_says_nothing(cell, is_name=cell is name) for cell in filled)
        if not filled or placeholder:
            desk.blank += own
        if not filled or (not _has_name(block, name) and _runs_across(block, filled)):
            continue
        if placeholder:
            for cell in filled:
                desk.drop(cell)
            continue
        yield Indicator(
            level1=_level(desk, block, row, "level1"),
            level2=_level(desk, block, row, "level2"),
            level3=desk.text(name) if name else None,
            target=_target(desk, block, row),
            actual=_value(desk, block, row, "actual", QUANTITY),
            weight=_value(desk, block, row, "weight", NUMBER),
            score=_value(desk, block, row, "score", NUMBER),
            reason=_value(desk, block, row, "reason", WORDS),
            extra=tuple(desk.unknown_columns(block, row)),
        )


def _says_nothing(cell: TableCell, *, is_name: bool) -> bool:
    """Whether the name of a row, or what stands beside it, is no value.

    It is a stroke that stands for none, as a name one of the template, or what dust on a picture may be.
    """
    if clean_text(cell.text) is None or (is_name and is_placeholder(cell.text)):
        return True
    dust = not without_mark(cell).text and cell.text.isascii()
    return dust and (is_name or not cell.text.isalnum())


def _has_name(block: Block, name: TableCell | None) -> bool:
    """Whether a row names its indicator, in a cell of its own."""
    heading = block.column("level3")
    if name is None or heading is None or not name.text:
        return False
    return name.end_col <= heading.end_col or not _runs_across(block, [name])


def _runs_across(block: Block, cells: Iterable[TableCell]) -> bool:
    """Whether a text runs below several headings: it is no value, but a note among them, or a ruling is missing."""
    headings = [c.heading for c in block.columns if c.key and not c.key.startswith(("level1", "level2"))]
    return any(sum(cell.col <= h.col < cell.end_col for h in headings) > 1 for cell in cells)


def _target(desk: Desk, block: Block, row: int) -> Measure | None:
    """Read a target; where its sign and its unit stand in columns of their own, they are parts of it."""
    cells = [desk.under(row, block.column(name)) for name in ("target_sign", "target", "target_unit")]
    sign, number, unit = cells
    if number is None or number.row != row or (sign is None and unit is None):
        return _value(desk, block, row, "target", QUANTITY)
    shown = [cell for cell in cells if cell]  # a sign or a unit may span rows, as levels do
    texts = (cell.text if cell else "" for cell in cells)
    return desk.joined(shown, read_joined(shown, parse_split_quantity(*texts)))


def read_table(desk: Desk, block: Block) -> SubTable:
    """Read a sub-table that is not modelled: the label beside it, and its rows cell by cell, the heading with them."""
    rows = [desk.begun(row) for row in range(block.first, block.end)]
    beside = rows[0][0] if rows[0][0].row_span > 1 else None
    label = desk.text(beside) if beside else read_shared(rows[0][0], WORDS)
    filled = ([cell for cell in row if cell is not beside] for row in rows if any(c.text for c in row))
    return SubTable(label=label, rows=tuple(tuple(map(desk.text, row)) for row in filled if row))


def drop_empty_levels(desk: Desk, block: Block) -> None:
    """Set aside the level labels that no indicator row stands beside: the template keeps them where it has none."""
    for row in range(block.body, block.end):
        for name in ("level1", "level2"):
            cell = desk.under(row, block.column(name))
            if cell and desk.is_free(cell):
                desk.drop(cell)


def _level(desk: Desk, block: Block, row: int, name: str) -> Text | None:
    """Read a level, carried down from the cell that spans the row; its value is the name without a share."""
    cell = desk.under(row, block.column(name))
    return desk.reading(cell, LEVEL) if cell else None


def _value(desk: Desk, block: Block, row: int, name: str, kind: Kind[T]) -> Reading[T] | None:
    """Read the cell below a heading; a cell that began further up belongs to the row where it began."""
    heading = block.column(name)
    cell = desk.under(row, heading)
    if heading is None or cell is None:
        return None
    if cell.end_col > heading.end_col and _runs_across(block, [cell]):
        desk.wide.add((cell.row, cell.col))
    return desk.reading(cell, kind) if cell.row == row else read_shared(cell, kind)
