"""Page to Sheet: cells from rulings, text from glyphs, blocks from headings, page breaks rejoined."""

from collections.abc import Iterable, Iterator

from pdf2form.layout.blocks import find_blocks
from pdf2form.layout.forms import find_sheets
from pdf2form.layout.sheet import Sheet, lay_out
from pdf2form.page import Box, Page, union

__all__ = ["find_sheets", "outline"]


def outline(page: Page, sheets: Iterable[Sheet]) -> tuple[tuple[str, Box], ...]:
    """Return what was found on one page, as named boxes: `cell` or `torn`, and the blocks of the forms on it.

    Args:
        page: to outline.
        sheets: the forms of its whole document: a block that goes on over a page break has its heading elsewhere.
    """
    grids = (table.grid for table in lay_out(page).tables)
    cells = [("torn" if cell.torn else "cell", cell.box) for grid in grids for cell in grid.cells]
    return (*cells, *(named for sheet in sheets for named in _blocks(sheet, page.number)))


def _blocks(sheet: Sheet, number: int) -> Iterator[tuple[str, Box]]:
    title = [line.line.box for line in sheet.above if line.page == number]
    tail = [line.line.box for line in sheet.below if line.page == number]
    for block in find_blocks(sheet.cells, sheet.n_rows):
        inside = [cell for cell in sheet.cells if block.first <= cell.row and cell.end_row <= block.end]
        boxes = [part.box for cell in inside for part in cell.parts if part.page == number]
        if boxes:
            yield block.kind, union(boxes)
    for kind, lines in (("title", title), ("tail", tail)):
        if lines:
            yield kind, union(lines)
