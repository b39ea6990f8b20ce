"""The heading that a page prints again above the rows that go on there."""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from pdf2form.labels import find_key
from pdf2form.layout.blocks import Block
from pdf2form.layout.sheet import PageLine, Sheet, TableCell, is_certain, without_mark


class _Heading(NamedTuple):
    """What the cells of a column say."""

    meant: str
    certain: bool
    length: int
    """Of all its characters, those that may be dust among them."""


_Columns = dict[tuple[int, int], _Heading]
"""By where they begin and how far they reach."""

MANY = 5
"""Columns of which one may be misread, where its heading is printed again."""
MORE = 2
"""So many rows more than it has a recognised heading may seem to have."""


def without_repeated_heading(
    sheet: Sheet, block: Block, cells: tuple[TableCell, ...], n_rows: int
) -> tuple[tuple[TableCell, ...], int, tuple[PageLine, ...]]:
    """Take away heading rows that a page prints again; a spanning cell beside them stays, that much shorter.

    Args:
        sheet: all of the form above the page.
        block: its last one.
        cells: of the page, in the columns of the sheet.
        n_rows: of the page.

    Returns:
        What is left of the page, its rows, and the lines that were taken away.
    """
    height = block.body - block.first
    if not height or block.end <= block.body:
        return cells, n_rows, ()
    heading = [cell for cell in sheet.cells if block.first <= cell.row and cell.end_row <= block.body]
    recognised = any(part.confidence is not None for cell in (*cells, *heading) for part in cell.parts)
    named = recognised and block.kind == "indicators"
    heights = (height, *(range(1, height + MORE + 1) if named else ()))
    wanted = _columns(heading, named=named)
    printed = {rows: [cell for cell in cells if cell.end_row <= rows] for rows in heights if rows < n_rows}
    height = next((rows for rows, again in printed.items() if _same(_columns(again, named=named), wanted)), 0)
    if not height:
        return cells, n_rows, ()
    ignored = tuple(PageLine(p.page, line) for cell in printed[height] for p in cell.parts for line in p.lines)
    rest = [cell for cell in cells if cell.end_row > height]
    trimmed = (c._replace(row=max(c.row - height, 0), row_span=c.end_row - max(c.row, height)) for c in rest)
    return tuple(trimmed), n_rows - height, ignored


def _columns(cells: Sequence[TableCell], *, named: bool) -> _Columns:
    """Return what the cells of each column say, and whether that is certain; if `named`, which columns they head.

    Where they were recognised, (B) behind an indicator's heading may be misread, dust be read beside it, and a ruling
    be seen between two of its lines.
    """
    columns: dict[tuple[int, int], list[TableCell]] = {}
    for cell in sorted(cells, key=lambda cell: cell.row):
        columns.setdefault((cell.col, cell.col_span), []).append(cell)
    found = {at: _read(column, named=named) for at, column in columns.items()}
    return {at: heading for at, heading in found.items() if heading.meant}


def _read(column: Sequence[TableCell], *, named: bool) -> _Heading:
    printed, text = ("".join(cell.text for cell in cells) for cells in (column, map(without_mark, column)))
    meant = (named and (find_key("indicators", printed) or find_key("indicators", text))) or normalize("NFKC", text)
    return _Heading(meant, all(map(is_certain, column)), sum(len(cell.text) for cell in column))


def _same(one: _Columns, other: _Columns) -> bool:
    """Whether two headings say the same, but for characters that are not certain, in one of many columns."""
    if not one or one.keys() != other.keys():
        return False
    unlike = [(one[at], other[at]) for at in one if one[at].meant != other[at].meant]
    misread = all(a.length == b.length and not (a.certain and b.certain) for a, b in unlike)
    return not unlike or (len(unlike) == 1 and len(one) >= MANY and misread)
