"""Which rows of a sheet are header, funding, goals, indicators, total, tail: found by their headings, in any order.

A heading row names its columns, so the values below it are found by geometry, not by position.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from pdf2form.labels import Place, find_key, find_keys
from pdf2form.layout.sheet import TableCell

Kind = Literal["header", "funding", "goals", "indicators", "total", "grade", "tail", "table"]


class Column(NamedTuple):
    """A column of a block by its heading; `key` is None where the heading is not known."""

    key: str | None
    heading: TableCell


class Block(NamedTuple):
    """Rows `first` up to, not including, `end`; the values begin at row `body`.

    A `table` is a sub-table that is not modelled: its rows stand beside the label in its first row, and `body` is
    its end.
    """

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
        after = starts[-1] if starts else None
        inside = after and after.kind == "indicators"
        found = (
            _heading(number, rows)
            or (None if inside else _other_table(number, rows) or _untitled_goal(number, row, after))
            or _closing(number, row, after)
        )
        if found is None and (after is None or after.kind == "table"):
            ended = any(block.kind in ("indicators", "total", "grade") for block in starts)
            found = Block("tail" if ended else "header", number, number, 0)
        if found:
            starts.append(found)
            body = found.body
    ends = [block.first for block in starts[1:]] + [n_rows]
    return tuple(block._replace(end=end) for block, end in zip(starts, ends, strict=True))


def _heading(number: int, rows: Sequence[Sequence[TableCell]]) -> Block | None:
    """Recognise a heading row by how many of its cells are headings of one block."""
    row = rows[number]
    if not any(find_keys(cell.text) for cell in row):
        return None
    for kind, needed in _HEADINGS:
        filled = [cell for cell in row if cell.text]
        aside = _label_beside(filled, _PLACE[kind])
        cells = [cell for cell in filled if cell is not aside]
        named = [cell for cell in cells if find_key(_PLACE[kind], cell.text)]
        body = max((cell.end_row for cell in named), default=0)
        columns = _named([cell for cell in _finest(cells, rows, body) if cell.end_row <= body], _PLACE[kind])
        known = sum(column.key is not None for column in columns)
        if known >= needed and not _are_pairs(columns) and _telling(kind, columns, cells):
            return Block(kind, number, body, 0, tuple(columns))
    return None


def _named(headings: Iterable[TableCell], place: Place) -> list[Column]:
    """Name the columns; a heading that comes again is not known: nobody can tell which is meant."""
    columns: list[Column] = []
    for cell in headings:
        key = find_key(place, cell.text)
        again = any(column.key == key for column in columns)
        columns.append(Column(None if again else key, cell))
    return columns


def _are_pairs(columns: Sequence[Column]) -> bool:
    """Whether label and value stand in turn: `全年预算数 | 300 | 全年执行数 | 300` is no heading row."""
    first = next((k for k, column in enumerate(columns) if column.key), 0)
    known = [column.key is not None for column in columns[first:]]
    return len(known) > 1 and len(known) % 2 == 0 and all(known[::2]) and not any(known[1::2])


def _label_beside(filled: Sequence[TableCell], place: Place) -> TableCell | None:
    """Return the label beside a block that begins with this row; `年度目标` may be that, or a heading itself."""
    first, *others = filled
    key = find_key(place, first.text)
    again = any(find_key(place, cell.text) == key for cell in others)
    below = max((cell.end_row for cell in others if find_key(place, cell.text)), default=first.end_row)
    beside = key is None or again or first.end_row > below
    return first if others and find_key("side", first.text) and beside else None


_HEADINGS: tuple[tuple[Kind, int], ...] = (("indicators", 3), ("funding", 2), ("goals", 1))
_PLACE: dict[Kind, Place] = {"indicators": "indicators", "funding": "funding", "goals": "goals"}


def _finest(cells: Iterable[TableCell], rows: Sequence[Sequence[TableCell]], body: int) -> list[TableCell]:
    """Return the headings that stand right above the values: `指标性质` of those that `年度指标值` spans."""
    found: list[TableCell] = []
    for cell in cells:
        lower = rows[cell.end_row : body]
        parts = [c for row in lower for c in row if cell.col <= c.col and c.end_col <= cell.end_col and c.text]
        found += parts if len(parts) > 1 else [cell]
    return found


def _telling(kind: Kind, columns: Sequence[Column], cells: Sequence[TableCell]) -> bool:
    keys = {column.key for column in columns}
    if kind == "indicators":
        return "level3" in keys
    if kind == "funding":
        first = min(column.heading.col for column in columns if column.key)
        strange = [cell for cell in cells if cell.col < first]
        return len(strange) <= 1 and "executed" in keys and not keys.isdisjoint({"annual_budget", "initial_budget"})
    return "actual" in keys or None not in keys


def _untitled_goal(number: int, row: Sequence[TableCell], after: Block | None) -> Block | None:
    """Recognise goals without headings: one text beside the label (`年度绩效目标1`)."""
    filled = [cell for cell in row if cell.text]
    if after and after.kind == "goals" and after.column("actual"):
        return None
    places = find_keys(filled[0].text) if len(filled) == 2 and not find_keys(filled[1].text) else {}
    if "goals" in places or places.get("side") == "goals":
        key = "actual" if "完成" in filled[0].text else "expected"
        return Block("goals", number, number, 0, (Column(key, filled[1]),))
    return None


def _closing(number: int, row: Sequence[TableCell], after: Block | None) -> Block | None:
    """Recognise the rows that end a block: total, grade, and what comes after them."""
    text = next((cell.text for cell in row if cell.text), "")
    kind = after.kind if after else "header"
    if find_key("total", text) and kind == "indicators":
        return Block("total", number, number, 0)
    if find_key("grade", text) and kind != "header":
        return Block("grade", number, number, 0)
    if kind in ("total", "grade") or (kind == "indicators" and find_key("tail", text)):
        return Block("tail", number, number, 0)
    if kind in ("funding", "goals") and find_key("header", text):
        return Block("header", number, number, 0)
    return None


def _other_table(number: int, rows: Sequence[Sequence[TableCell]]) -> Block | None:
    """Recognise a sub-table that is not modelled: an unknown label beside its rows (`年度主要任务`), or equal rows."""
    first = rows[number][0] if rows[number] else None
    labelled = first and first.text and first.row_span > 1 and find_keys(first.text).keys() <= {"side", "goals"}
    end = first.end_row if first and labelled else _end_of_equal_rows(number, rows)
    beside = [[cell for cell in row if cell is not first] if labelled else row for row in rows[number:end]]
    filled = sum(any(cell.text for cell in row) for row in beside)
    known = _is_known([[first, *row] for row in beside] if first and labelled else beside)
    return Block("table", number, end, 0) if filled > 1 and not known else None


def _end_of_equal_rows(number: int, rows: Sequence[Sequence[TableCell]]) -> int:
    """Return the end of the rows that are divided alike, in so many cells as pairs of label and value do not make.

    Asked only of the first of them, so that a long table is gone through once.
    """
    columns = _columns(rows[number])
    end = number
    if (len(columns) == 3 or len(columns) > 4) and not (number and _columns(rows[number - 1]) == columns):
        while end < len(rows) and _columns(rows[end]) == columns:
            end += 1
    return end


def _columns(row: Sequence[TableCell]) -> list[tuple[int, int]]:
    return [(cell.col, cell.col_span) for cell in row]


def _is_known(rows: Sequence[Sequence[TableCell]]) -> bool:
    """Whether the rows hold a heading of a block, or a label of a line."""
    lines = any(not _OF_LINES.isdisjoint(find_keys(cell.text)) for row in rows for cell in row)
    return lines or any(_heading(number, rows) for number in range(len(rows)))


_OF_LINES: frozenset[Place] = frozenset({"header", "funding_line", "total", "grade"})


def covering(cells: Sequence[TableCell], first: int, end: int) -> list[list[TableCell]]:
    """List for each row from `first` to `end` all cells that cover it, from the left."""
    rows: list[list[TableCell]] = [[] for _ in range(end - first)]
    for cell in cells:
        for row in range(max(cell.row, first), min(cell.end_row, end)):
            rows[row - first].append(cell)
    for covered in rows:
        covered.sort(key=lambda cell: cell.col)
    return rows
