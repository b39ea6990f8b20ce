"""Which rows of a sheet are header, funding, goals, indicators, total, tail: found by their headings, in any order.

A heading row names its columns, so the values below it are found by geometry, not by position.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pdf2form.labels import Place, find_key, find_keys
from pdf2form.layout.sheet import TableCell

Kind = Literal["header", "funding", "goals", "indicators", "total", "grade", "tail"]


class Column(NamedTuple):
    """A column of a block by its heading; `key` is None where the heading is not known."""

    key: str | None
    heading: TableCell


class Block(NamedTuple):
    """Rows `first` up to, not including, `end`; the values begin at row `body`."""

    kind: Kind
    first: int
    body: int
    end: int
    columns: tuple[Column, ...] = ()

    def column(self, key: str) -> TableCell | None:
        """Return the heading cell of a column, or None if the block has no such column."""
        for column in self.columns:
            if column.key == key:
                return column.heading
        return None

    @property
    def unknown(self) -> list[TableCell]:
        """The headings that are not known."""
        return [column.heading for column in self.columns if column.key is None]


def rows_of(cells: Sequence[TableCell], n_rows: int) -> list[list[TableCell]]:
    """List for each row the cells that begin in it, from the left."""
    rows: list[list[TableCell]] = [[] for _ in range(n_rows)]
    for cell in cells:
        rows[cell.row].append(cell)
    for row in rows:
        row.sort(key=lambda cell: cell.col)
    return rows


def find_blocks(cells: Sequence[TableCell], n_rows: int) -> tuple[Block, ...]:
    """Divide the rows of a sheet into blocks from top to bottom; every row is in exactly one.

    Rows before the first heading are the header; rows after the indicators that are neither total nor grade
    are the tail.
    """
    rows = rows_of(cells, n_rows)
    starts: list[Block] = []
    body = 0
    for number, row in enumerate(rows):
        if number < body:
            continue
        found = _heading(number, row) or _closing(number, row, starts)
        if found is None and number == 0:
            found = Block("header", 0, 0, 0)
        if found:
            starts.append(found)
            body = found.body
    ends = [block.first for block in starts[1:]] + [n_rows]
    return tuple(block._replace(end=end) for block, end in zip(starts, ends, strict=True))


def _heading(number: int, row: Sequence[TableCell]) -> Block | None:
    """Recognise a heading row by how many of its cells are headings of one block."""
    if not any(find_keys(cell.text) for cell in row):
        return None
    for kind, needed in _HEADINGS:
        columns = [Column(find_key(_PLACE[kind], cell.text), cell) for cell in row if cell.text]
        keys = [column.key for column in columns if column.key]
        if len(keys) >= needed and len(set(keys)) == len(keys) and _telling(kind, keys):
            named = [column for column in columns if column.key]
            body = max(column.heading.end_row for column in named)
            beside = [c for c in columns if not find_key("side", c.heading.text) and c.heading.end_row <= body]
            return Block(kind, number, body, 0, tuple(beside))
    return None


_HEADINGS: tuple[tuple[Kind, int], ...] = (("indicators", 3), ("funding", 3), ("goals", 1))
_PLACE: dict[Kind, Place] = {"indicators": "indicators", "funding": "funding", "goals": "goals"}


def _telling(kind: Kind, keys: Sequence[str]) -> bool:
    if kind == "indicators":
        return "level3" in keys
    if kind == "funding":
        return "executed" in keys or "annual_budget" in keys
    return True


def _closing(number: int, row: Sequence[TableCell], so_far: Sequence[Block]) -> Block | None:
    """Recognise the rows that end a block: total, grade, and what comes after them."""
    text = next((cell.text for cell in row if cell.text), "")
    after = so_far[-1].kind if so_far else "header"
    if find_key("total", text) and after in ("indicators", "goals", "funding"):
        return Block("total", number, number, 0)
    if find_key("grade", text):
        return Block("grade", number, number, 0)
    if after in ("total", "grade") or (after == "indicators" and find_key("tail", text)):
        return Block("tail", number, number, 0)
    if after in ("funding", "goals") and find_key("header", text):
        return Block("header", number, number, 0)
    return None


def covering(cells: Sequence[TableCell], first: int, end: int) -> list[list[TableCell]]:
    """List for each row from `first` to `end` all cells that cover it, from the left."""
    rows: list[list[TableCell]] = [[] for _ in range(end - first)]
    for cell in cells:
        for row in range(max(cell.row, first), min(cell.end_row, end)):
            rows[row - first].append(cell)
    for covered in rows:
        covered.sort(key=lambda cell: cell.col)
    return rows
