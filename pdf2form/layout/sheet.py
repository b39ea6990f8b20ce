"""The paper side of a form: table cells with their text and place, and a page taken apart into tables and lines.

A `Table` is what one page shows; a `Sheet` is the same kind of cells for one whole form, page breaks rejoined.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Literal, NamedTuple

from pdf2form.layout.grid import Cell, Grid, find_grids
from pdf2form.layout.words import Line, find_lines, join_lines, lowest
from pdf2form.page import Box, Glyph, Page

CROSSING = 0.35
"""Text that leaves its cell by more than this share of its size may belong to the neighbour as well."""

HANGING = frozenset("，。、；：！？）》」』”’")
"""Full-width closing punctuation, which may hang over the edge of its cell: its ink is the left half of its box."""

TOUCHING = 0.1
"""Characters nearer than this share of their width were set one after the other; padding keeps cells further apart."""

SPILT = 0.3
"""A character outside the table that begins within this share of its size of where a line ends goes on with it."""

MIDDLE = 0.35
"""A stroke further inside a line than this share of its size, from above and below, is no ruling and no underline."""

BORDER = 2.0
"""A picture that reaches less far into a cell stands on its border. Points."""

MARK, CERTAIN = 2, 0.9
"""A recognised text that is so short, and less certain, may be dust."""

FLUSH = 0.03
"""A line that begins this share of its size from where another ends is the same run; tight cells leave 0.1."""


class Part(NamedTuple):
    """The piece of a cell on one page; `box` is the cell's, the lines have their own."""

    page: int
    box: Box
    lines: tuple[Line, ...]
    confidence: float | None = None
    """The lowest of its recognised characters; None for a text layer."""
    torn: bool = False
    """The rulings around it are incomplete."""
    crossed: bool = False
    """A character stands across its edge."""
    pictured: bool = False
    """A picture, a form field, a drawing, writing or blurred print stands in it: what it says is not read."""
    struck: bool = False
    """A stroke runs through a line: what it says may not hold any more."""
    unsure: bool = False
    """A line ends so that two words may be one, or one two."""


class TableCell(NamedTuple):
    """A cell with its text. Rows and columns count from 0, spans from 1; parts are from top to bottom."""

    row: int
    col: int
    row_span: int
    col_span: int
    parts: tuple[Part, ...]
    text: str

    @property
    def end_row(self) -> int:
        """The first row below the cell."""
        return self.row + self.row_span

    @property
    def end_col(self) -> int:
        """The first column right of the cell."""
        return self.col + self.col_span


def is_certain(cell: TableCell) -> bool:
    """Whether all of a cell was read from a text layer, or recognised for certain."""
    return min((part.confidence for part in cell.parts if part.confidence is not None), default=1.0) >= CERTAIN


def without_mark(cell: TableCell) -> TableCell:
    """Return a cell without a text of one or two recognised characters that are not certain: they may be dust."""
    return cell if len(cell.text) > MARK or is_certain(cell) else cell._replace(text="")


class Table(NamedTuple):
    """One ruled table on one page."""

    page: int
    grid: Grid
    cells: tuple[TableCell, ...]


class PageLine(NamedTuple):
    """A line of text outside every table."""

    page: int
    line: Line


class PageLayout(NamedTuple):
    """A page taken apart: every visible glyph is in exactly one table cell, or outside all tables."""

    page: Page
    tables: tuple[Table, ...]
    loose: tuple[Glyph, ...]

    @property
    def lines(self) -> tuple[PageLine, ...]:
        """The lines of text outside the tables, from the top."""
        return tuple(PageLine(self.page.number, line) for line in find_lines(self.loose))


Certainty = Literal["sure", "doubted"]


class Seam(NamedTuple):
    """What was decided at one page break, and whether the paper leaves room for another reading."""

    page: int
    """The page above the break."""
    row: int
    """The sheet row that was cut, or the first row below the break."""
    cut: bool
    """Whether the row runs over the break."""
    certainty: Certainty
    reason: str
    """The evidence, a few words."""


class Sheet(NamedTuple):
    """One form on paper: the cells of its table over all pages, and the lines around it."""

    pages: tuple[int, ...]
    xs: tuple[float, ...]
    """Column edges, points from the left edge of the table."""
    n_rows: int
    cells: tuple[TableCell, ...]
    above: tuple[PageLine, ...] = ()
    below: tuple[PageLine, ...] = ()
    ignored: tuple[PageLine, ...] = ()
    """Page footers and repeated headings between its parts."""
    seams: tuple[Seam, ...] = ()


def lay_out(page: Page) -> PageLayout:
    """Take a page apart into tables with text in their cells, and lines outside them."""
    grids = find_grids(page.rulings)
    inside, loose = _sort_glyphs(page.glyphs, grids)
    strokes = sorted((r.at, r.start, r.end) for r in page.rulings if r.axis == "h")
    tables: list[Table] = []
    for grid, texts in zip(grids, inside, strict=True):
        cells = _doubting_ink(page.pictures, tuple(map(_cell, grid.cells, texts, repeat(page.number))))
        cells = tuple(_struck(_spilt(cell, grid, loose), strokes) if cell.text else cell for cell in cells)
        tables.append(Table(page.number, grid, cells))
    return PageLayout(page, tuple(tables), tuple(loose))


def _spilt(cell: TableCell, grid: Grid, loose: Sequence[Glyph]) -> TableCell:
    """Mark a cell whose text goes on beyond the border of the table."""
    part = cell.parts[0]
    if not (loose and (cell.col == 0 or cell.end_col == len(grid.xs) - 1)):
        return cell
    for line in part.lines:
        middle, touch = (line.box.top + line.box.bottom) / 2, SPILT * line.size
        beyond = (g for g in loose if g.top < middle < g.bottom)
        if any(abs(g.x0 - line.box.x1) < touch or abs(g.x1 - line.box.x0) < touch for g in beyond):
            return cell._replace(parts=(part._replace(crossed=True),))
    return cell


def _struck(cell: TableCell, strokes: Sequence[tuple[float, float, float]]) -> TableCell:
    """Mark a cell with text that is struck out; `strokes` are (y, start, end), ascending."""
    part = cell.parts[0]
    for line in part.lines:
        box, edge = line.box, MIDDLE * line.size
        first = bisect_right(strokes, (box.top + edge, 0.0, 0.0))
        last = bisect_right(strokes, (box.bottom - edge, 0.0, 0.0))
        if any(min(end, box.x1) - max(start, box.x0) > line.size / 2 for _, start, end in strokes[first:last]):
            return cell._replace(parts=(part._replace(struck=True),))
    return cell


def _sort_glyphs(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[list[list[Glyph]]], list[Glyph]]:
    """Put each glyph into the cell in which its middle lies; return those of each grid's cells, and the others."""
    owners = [_owners(grid) for grid in grids]
    inside: list[list[list[Glyph]]] = [[[] for _ in grid.cells] for grid in grids]
    loose: list[Glyph] = []
    left = above = right = below = 0.0  # of the cell that took the last glyph: the next one is mostly in it too
    taken = loose
    for glyph in glyphs:
        _, x0, top, x1, bottom, _ = _hung_from(glyph, glyphs, grids) if glyph[0] in HANGING else glyph
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if not (left <= x < right and above <= y < below):
            left = above = right = below = 0.0
            taken = loose
            for grid, owner, texts in zip(grids, owners, inside, strict=True):
                xs, ys = grid.xs, grid.ys
                if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
                    index = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                    left, above, right, below = grid.cells[index].box
                    taken = texts[index]
                    break
        taken.append(glyph)
    return inside, loose


def _hung_from(glyph: Glyph, glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> Glyph:
    """Return the character before closing punctuation that hangs over a ruling, else the glyph itself.

    Some typesetting lets `。` stand beyond the edge of its cell rather than begin the next line with it.
    """
    touch = TOUCHING * (glyph.x1 - glyph.x0)
    if not any(-touch <= edge - glyph.x0 + touch <= glyph.x1 - glyph.x0 for grid in grids for edge in grid.xs):
        return glyph
    middle = (glyph.top + glyph.bottom) / 2
    before = (g for g in glyphs if abs(g.x1 - glyph.x0) <= touch and g.top < middle < g.bottom)
    return next(before, glyph)


def _owners(grid: Grid) -> list[list[int]]:
    """For each square of the grid, the index of the cell that it belongs to."""
    squares = [[0] * (len(grid.xs) - 1) for _ in grid.ys[1:]]
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            for col in range(cell.col, cell.col + cell.col_span):
                squares[row][col] = index
    return squares


def _cell(cell: Cell, glyphs: Sequence[Glyph], page: int) -> TableCell:
    if not glyphs:
        part = Part(page, cell.box, (), torn=cell.torn)
        return TableCell(cell.row, cell.col, cell.row_span, cell.col_span, (part,), "")
    lines = find_lines(glyphs)
    confidence = lowest(line.confidence for line in lines)
    joined = join_lines(lines, cell.box)
    part = Part(page, cell.box, lines, confidence, cell.torn, unsure=not joined.sure)
    return TableCell(cell.row, cell.col, cell.row_span, cell.col_span, (part,), joined.text)


def _doubting_ink(pictures: Sequence[Box], cells: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
    """Mark the cells whose text may not be all that is printed there, or not theirs."""
    cells = _doubting_overruns(cells)
    if not pictures:
        return cells
    return tuple(
        cell._replace(parts=(cell.parts[0]._replace(pictured=True),))
        if any(_covers(picture, cell.parts[0].box) for picture in pictures)
        else cell
        for cell in cells
    )


def _covers(picture: Box, box: Box) -> bool:
    """Whether a picture reaches into a cell by more than the width of a border."""
    across = min(picture.x1, box.x1) - max(picture.x0, box.x0)
    down = min(picture.bottom, box.bottom) - max(picture.top, box.top)
    return across > BORDER and down > BORDER


def _doubting_overruns(cells: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
    """Mark the cells on both sides of an edge that text runs over: where it belongs is not certain."""
    crossed: set[int] = set()
    for index, cell in enumerate(cells):
        for line in cell.parts[0].lines:
            for edge in _overrun(cell.parts[0].box, line):
                beyond = {k for k, other in enumerate(cells) if _adjoins(edge, cell, other)}
                if beyond or edge in ("left", "right"):  # at a page's foot a row may be lower than its label
                    crossed |= {index, *beyond}
            for k in _run_on(line, cell, cells):
                crossed |= {index, k}
    if not crossed:
        return cells
    return tuple(
        cell._replace(parts=(cell.parts[0]._replace(crossed=True),)) if k in crossed and cell.text else cell
        for k, cell in enumerate(cells)
    )


def _run_on(line: Line, cell: TableCell, cells: Sequence[TableCell]) -> Iterator[int]:
    """Yield the cells in which a line goes on without a gap: it ran over its edge between two characters."""
    touch = FLUSH * line.size
    if line.box.x1 < cell.parts[0].box.x1 - touch:
        return
    middle = (line.box.top + line.box.bottom) / 2
    for k, other in enumerate(cells):
        for beyond in other.parts[0].lines if _adjoins("right", cell, other) else ():
            if abs(beyond.box.x0 - line.box.x1) < touch and beyond.box.top < middle < beyond.box.bottom:
                yield k


Edge = Literal["left", "right", "top", "bottom"]


def _overrun(box: Box, line: Line) -> Iterator[Edge]:
    """Yield the edges of a cell that a line of its text crosses by more than a third of a character."""
    most = CROSSING * line.size
    if box.x0 - line.box.x0 > most:
        yield "left"
    if line.box.x1 - box.x1 > (most if line.text[-1] not in HANGING else line.size):
        yield "right"
    if box.top - line.box.top > most:
        yield "top"
    if line.box.bottom - box.bottom > most:
        yield "bottom"


def _adjoins(edge: Edge, cell: TableCell, other: TableCell) -> bool:
    """Whether another cell lies beyond an edge of a cell."""
    if edge in ("left", "right"):
        beside = other.row < cell.end_row and cell.row < other.end_row
        return beside and (other.end_col == cell.col if edge == "left" else other.col == cell.end_col)
    along = other.col < cell.end_col and cell.col < other.end_col
    return along and (other.end_row == cell.row if edge == "top" else other.row == cell.end_row)
