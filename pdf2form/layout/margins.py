"""Text and columns at the edges of a page: what belongs to a table although its rulings do not enclose it.

├──────┼────────┤        a tall label in low rows sticks out at a page's foot, and
│ 服务 │ 满意度 │        so does a row that the page cuts before its rulings
│ 对象 │        │
└──────┴────────┘
  指标
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pdf2form.labels import begins_label, find_key, is_footer, is_label, is_level, is_title, is_year
from pdf2form.layout.grid import Cell, Grid
from pdf2form.layout.sheet import PageLayout, Part, Table, TableCell
from pdf2form.layout.words import Line, find_lines, join_lines
from pdf2form.page import Box, Glyph

PITCH = 0.9
"""A line further than this from the table, in its own size, is not the table's."""

LOWEST = 0.8
"""A row lower than this share of the smallest character holds no text."""

NARROW = 8.0
"""A column up to so many characters wide holds labels; only its text is known to stick out alone."""


class _Outside(NamedTuple):
    """Characters of one line beside a table, each run with the cell whose column it stands in."""

    runs: tuple[tuple[TableCell, tuple[Glyph, ...]], ...]
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return self.bottom - self.top


def trim(table: Table) -> Table:
    """Take away a blank row at head or foot that is too low for text: the space between two borders of a page break.

    A row's own cells must not go on there: they would hide the cell above them from the page below.
    """
    for below in (True, False):
        ys = table.grid.ys
        rows = len(ys) - 1
        last = rows - 1 if below else 0
        own = [cell for cell in table.cells if cell.row == last and cell.row_span == 1]
        sizes = [line.size for cell in table.cells for line in cell.parts[0].lines]
        height = ys[last + 1] - ys[last]
        if rows < 2 or not sizes or height >= LOWEST * min(sizes) or any(cell.text for cell in own):
            continue
        kept = [cell for cell in table.cells if cell.row != last or cell.row_span > 1]
        cells = tuple(_shortened(cell, last) for cell in kept)
        grid = table.grid._replace(ys=ys[:-1] if below else ys[1:])
        table = Table(table.page, grid, cells)
    return table


def _shortened(cell: TableCell, row: int) -> TableCell:
    """Return a cell as it is numbered without this row."""
    if cell.row > row:
        return cell._replace(row=cell.row - 1)
    return cell._replace(row_span=cell.row_span - 1) if cell.end_row > row else cell


def adopt_text(table: Table, loose: Sequence[Glyph], *, goes_on: bool) -> tuple[Table, Sequence[Glyph]]:
    """Give a table the text that sticks out of its foot, or of its head where it may go on from the page before.

    Returns:
        The table, and the glyphs that are still outside every table.
    """
    first_rows = [cell for cell in table.cells if cell.row < 3]
    goes_on = goes_on and not any(find_key("header", cell.text) == "project" for cell in first_rows)
    for below in (True, False) if goes_on else (True,):
        lines = list(_stuck_out(table, loose, below=below))
        if lines:
            taken = {id(glyph) for line in lines for _, run in line.runs for glyph in run}
            loose = [glyph for glyph in loose if id(glyph) not in taken]
            table = _with_text(table, lines, below=below)
    return table, loose


def _stuck_out(table: Table, loose: Sequence[Glyph], *, below: bool) -> Iterator[_Outside]:
    """Yield the lines that continue the table beyond its edge, from the table outwards, until one does not."""
    box = table.grid.box
    edge = box.bottom if below else box.top
    rows = len(table.grid.ys) - 1
    cells = [c for c in table.cells if (c.end_row == rows if below else c.row == 0)]
    levels: dict[tuple[float, float], list[Glyph]] = {}
    for glyph in loose:
        if box.x0 <= glyph.x0 and glyph.x1 <= box.x1 and (glyph.bottom > edge if below else glyph.top < edge):
            levels.setdefault((glyph.top, glyph.bottom), []).append(glyph)
    for top, bottom in sorted(levels, reverse=not below):
        glyphs = levels[top, bottom]
        line = _Outside(tuple(_runs(glyphs, cells)), top, bottom)
        gap = top - edge if below else edge - bottom
        whole = sum(len(run) for _, run in line.runs) == len(glyphs)
        if gap > PITCH * line.size or not whole or not _is_part(line, find_lines(glyphs)):
            return
        yield line
        edge = bottom if below else top


def _runs(glyphs: Iterable[Glyph], cells: Sequence[TableCell]) -> Iterator[tuple[TableCell, tuple[Glyph, ...]]]:
    """Divide a line at its gaps; yield each run that stands within the column of one cell."""
    run: list[Glyph] = []
    for glyph in [*sorted(glyphs, key=lambda g: g.x0), None]:
        if run and (glyph is None or glyph.x0 - run[-1].x1 > glyph.bottom - glyph.top):
            for cell in cells:
                if cell.parts[0].box.x0 <= run[0].x0 and run[-1].x1 <= cell.parts[0].box.x1:
                    yield cell, tuple(run)
            run = []
        if glyph:
            run.append(glyph)


def _is_part(line: _Outside, printed: Sequence[Line]) -> bool:
    """Whether a line beside a table can be the table's: no footer, title or note, and in columns as the table's are."""
    text = "".join(part.text for part in printed)
    if is_footer(text) or is_title(text) or is_year(text) or "：" in text or ":" in text:
        return False
    cells = [cell for cell, _ in line.runs]
    if len(cells) > 1:
        return True
    box = cells[0].parts[0].box
    return box.x1 - box.x0 <= NARROW * line.size


def _with_text(table: Table, lines: Sequence[_Outside], *, below: bool) -> Table:
    """Add lines to the cells they stand at; what is no label, and in several columns, begins a row without rulings."""
    for index, line in enumerate(lines):
        if len(line.runs) > 1 and not all(_is_label_piece(table, cell, run, below) for cell, run in line.runs):
            return _with_row(table, lines[index:], below=below)
        for cell, run in line.runs:
            current = _current(table, cell)
            grown = _grown(current, find_lines(run), below=below)
            table = table._replace(cells=tuple(grown if c is current else c for c in table.cells))
    return table


def _current(table: Table, cell: TableCell) -> TableCell:
    return next(c for c in table.cells if (c.row, c.col) == (cell.row, cell.col))


def _is_label_piece(table: Table, cell: TableCell, run: Sequence[Glyph], below: bool) -> bool:
    """Whether a run makes a piece of a label with what its cell holds."""
    text = "".join(line.text for line in find_lines(run))
    held = _current(table, cell).text
    return begins_label(held + text) if below else not held or is_level(text + held) or begins_label(text + held)


def _grown(cell: TableCell, lines: tuple[Line, ...], *, below: bool) -> TableCell:
    part = cell.parts[0]
    part = part._replace(lines=(*part.lines, *lines) if below else (*lines, *part.lines))
    joined = join_lines(part.lines, part.box)
    known = is_level(joined.text) or is_label(joined.text) or not cell.text
    return cell._replace(parts=(part._replace(crossed=not known),), text=joined.text)


def _with_row(table: Table, lines: Sequence[_Outside], *, below: bool) -> Table:
    """Add an open row of the columns that the outermost row has."""
    ys = table.grid.ys
    rows = len(ys) - 1
    top = ys[-1] if below else min(line.top for line in lines)
    bottom = max(line.bottom for line in lines) if below else ys[0]
    added: list[TableCell] = []
    for cell in (c for c in table.cells if (c.end_row == rows if below else c.row == 0)):
        glyphs = [g for line in lines for owner, run in line.runs for g in run if owner.col == cell.col]
        box = Box(cell.parts[0].box.x0, top, cell.parts[0].box.x1, bottom)
        found = find_lines(glyphs)
        part = Part(table.page, box, found)
        added.append(TableCell(rows if below else 0, cell.col, 1, cell.col_span, (part,), join_lines(found, box).text))
    if below:
        grid = table.grid._replace(ys=(*ys, bottom), open_foot=True)
        return Table(table.page, grid, (*table.cells, *added))
    moved = tuple(cell._replace(row=cell.row + 1) for cell in table.cells)
    cells = tuple(Cell(c.row + 1, *c[1:]) for c in table.grid.cells)
    grid = table.grid._replace(ys=(top, *ys), open_head=True, cells=cells)
    return Table(table.page, grid, (*added, *moved))


def widen(table: Table, loose: Sequence[Glyph], above: Table) -> tuple[Table, Sequence[Glyph]]:
    """Give a table the outer columns that it has on the page before, where their borders are missing on its own.

    A label that spans a whole page has no ruling at head and foot, and an open table has none beside it either.

    Returns:
        The table, wider if its edges are some of those above, and the glyphs that are still outside.
    """
    xs, known = table.grid.xs, above.grid.xs
    inside = all(any(abs(x - edge) <= EDGE for edge in known) for x in (xs[0], xs[-1]))
    left = [x for x in known if x < xs[0] - EDGE] if inside else []
    right = [x for x in known if x > xs[-1] + EDGE] if inside else []
    if not (left or right):
        return table, loose
    edges = (*left, *xs, *right)
    top, bottom, rows = table.grid.ys[0], table.grid.ys[-1], len(table.grid.ys) - 1
    shifted = [cell._replace(col=cell.col + len(left)) for cell in table.cells]
    added: list[TableCell] = []
    for col in (*range(len(left)), *range(len(left) + len(xs) - 1, len(edges) - 1)):
        box = Box(edges[col], top, edges[col + 1], bottom)
        glyphs, loose = _inside(box, loose)
        lines = find_lines(glyphs)
        part = Part(table.page, box, lines)
        added.append(TableCell(0, col, rows, 1, (part,), join_lines(lines, box).text))
    cells = tuple(sorted([*shifted, *added], key=lambda cell: (cell.row, cell.col)))
    return Table(table.page, table.grid._replace(xs=edges), cells), loose


def open_row(layout: PageLayout, above: Table) -> PageLayout:
    """Make a table of a page that shows nothing of it but upright rulings: a row higher than the page runs through.

    Returns:
        The layout with that table of one row, or as it is, if the rulings do not stand at the edges of the page above.
    """
    known = above.grid.xs
    rulings = layout.page.rulings
    uprights = [r for r in rulings if r.axis == "v" and any(abs(r.at - x) <= EDGE for x in known)]
    inner = [x for x in known[1:-1] if any(abs(r.at - x) <= EDGE for r in uprights)]
    if layout.tables or len(uprights) < len(rulings) or not inner:
        return layout
    xs = (known[0], *inner, known[-1])  # an open table has no outer borders
    ys = (min(r.start for r in uprights), max(r.end for r in uprights))
    number, loose = layout.page.number, list(layout.loose)
    cells: list[TableCell] = []
    for col, (left, right) in enumerate(pairwise(xs)):
        box = Box(left, ys[0], right, ys[1])
        inside, loose = _inside(box, loose)
        lines = find_lines(inside)
        cells.append(TableCell(0, col, 1, 1, (Part(number, box, lines),), join_lines(lines, box).text))
    grid = Grid(tuple(Cell(0, c.col, 1, 1, c.parts[0].box) for c in cells), xs, ys, open_head=True, open_foot=True)
    return PageLayout(layout.page, (Table(number, grid, tuple(cells)),), tuple(loose))


def _inside(box: Box, glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Divide glyphs into those whose middle lies in a box, and the others."""
    inside: list[Glyph] = []
    others: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        (inside if box.x0 <= x < box.x1 and box.top <= y < box.bottom else others).append(glyph)
    return inside, others


EDGE = 3.0
"""Column edges nearer than this are the same edge on two pages. Points."""
