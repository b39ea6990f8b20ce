"""Page to Sheet: cells from rulings, text from glyphs, blocks from headings, page breaks rejoined."""

from pdf2form.layout.blocks import find_blocks
from pdf2form.layout.forms import find_sheets
from pdf2form.layout.seams import start_sheet
from pdf2form.layout.sheet import lay_out
from pdf2form.page import Box, Page

__all__ = ["find_sheets", "outline"]


def outline(page: Page) -> tuple[tuple[str, Box], ...]:
    """Return what was found on one page, as named boxes: `cell`, `torn`, and the blocks of each table."""
    named: list[tuple[str, Box]] = []
    for table in lay_out(page).tables:
        named += (("torn" if cell.torn else "cell", cell.box) for cell in table.grid.cells)
        sheet = start_sheet(table)
        ys = table.grid.ys
        for block in find_blocks(sheet.cells, sheet.n_rows):
            rows = Box(table.grid.xs[0], ys[block.first], table.grid.xs[-1], ys[block.end])
            named.append((block.kind, rows))
    return tuple(named)
