"""The heading that a page prints again above the rows that go on there."""

from collections.abc import Sequence
from unicodedata import normalize

from pdf2form.labels import find_key
from pdf2form.layout.blocks import Block
from pdf2form.layout.sheet import PageLine, Sheet, TableCell, without_mark


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
    if not height or n_rows <= height or block.end <= block.body:
        return cells, n_rows, ()
    again = [cell for cell in cells if cell.end_row <= height]
    heading = [cell for cell in sheet.cells if block.first <= cell.row and cell.end_row <= block.body]
    named = block.kind == "indicators" and any(
        part.confidence is not None for cell in (*again, *heading) for part in cell.parts
    )
    if not again or _printed(again, named=named) != _printed(heading, named=named):
        return cells, n_rows, ()
    ignored = tuple(PageLine(p.page, line) for cell in again for p in cell.parts for line in p.lines)
    rest = [cell for cell in cells if cell.end_row > height]
    trimmed = (c._replace(row=max(c.row - height, 0), row_span=c.end_row - max(c.row, height)) for c in rest)
    return tuple(trimmed), n_rows - height, ignored


def _printed(cells: Sequence[TableCell], *, named: bool) -> set[tuple[int, int, str]]:
    """Return what cells say; if `named`, which columns they head.

    Where they were recognised, (B) behind an indicator's heading may be misread, and dust be read beside it.
    """
    texts = {cell: without_mark(cell).text for cell in cells}
    meant = {cell: (named and find_key("indicators", text)) or normalize("NFKC", text) for cell, text in texts.items()}
    return {(cell.col, cell.col_span, text) for cell, text in meant.items() if text}
