"""The sheet while it is being read: which cells were taken as what, so that in the end nothing printed is lost."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pdf2form.labels import find_keys
from pdf2form.layout.blocks import Block, covering
from pdf2form.layout.sheet import Sheet, TableCell
from pdf2form.parse.readings import WORDS, Kind, read_cell
from pdf2form.record import Extra, Reading, Text

T = TypeVar("T")
Square = tuple[int, int]


class Desk:
    """Hands out the cells of a sheet and remembers what became of each.

    Attributes:
        rows: for each row all cells that cover it, from the left.
        read: every cell that became a reading, with it; one entry for each.
        labels: every cell that was understood as a label or a heading.
        strange: readings of what stands among the rows of a block and belongs to none of them.
        wide: places of cells that stand below several headings.
        dropped: cells and readings of what is deliberately not in the form (placeholders of the template).
        blank: cells of the rows that name no indicator, and so are none.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.rows = covering(sheet.cells, 0, sheet.n_rows)
        self.cells = sheet.cells
        self.read: list[tuple[TableCell, Reading[Any]]] = []
        self.labels: list[TableCell] = []
        self.strange: list[Text] = []
        self.wide: set[Square] = set()
        self.dropped: list[tuple[TableCell, Text]] = []
        self.blank: list[TableCell] = []
        self._known: dict[Square, Reading[Any] | None] = {}

    def label(self, cell: TableCell) -> TableCell:
        """Take a cell as a label."""
        if (cell.row, cell.col) not in self._known:
            self._known[cell.row, cell.col] = None
            self.labels.append(cell)
        return cell

    def reading(self, cell: TableCell, kind: Kind[T]) -> Reading[T]:
        """Take a cell as a reading; a cell that spans several rows is read once and is the same reading in each.

        A cell that was taken as something else already (a label, without a ruling to its number) is wide.
        """
        known = self._known.get((cell.row, cell.col))
        if isinstance(known, kind.reading):
            return known
        found = read_cell(cell, kind)
        if known is None:
            self._known[cell.row, cell.col] = found
        else:
            self.wide.add((cell.row, cell.col))
        self.read.append((cell, found))
        return found

    def joined(self, cells: Sequence[TableCell], reading: Reading[T]) -> Reading[T]:
        """Take several cells as one reading: a target whose sign and unit have columns of their own."""
        for cell in cells:
            if self.is_free(cell):
                self._known[cell.row, cell.col] = reading
                self.read.append((cell, reading))
        return reading

    def text(self, cell: TableCell) -> Text:
        """Take a cell as a reading of words."""
        return self.reading(cell, WORDS)

    def drop(self, cell: TableCell) -> None:
        """Take a cell as something that is printed and no value."""
        if cell.text:
            self.dropped.append((cell, self.text(cell)))

    def is_free(self, cell: TableCell) -> bool:
        """Whether nobody has taken the cell."""
        return (cell.row, cell.col) not in self._known

    def begun(self, row: int) -> list[TableCell]:
        """Return the cells that begin in a row, from the left."""
        return [cell for cell in self.rows[row] if cell.row == row]

    def under(self, row: int, heading: TableCell | None) -> TableCell | None:
        """Return the cell of a row that stands below a heading, also one that began further up, or None."""
        if heading is None:
            return None
        first, end = heading.col, heading.col + heading.col_span
        for cell in self.rows[row]:
            if first <= cell.col < end:
                return cell
        return None

    def unknown_columns(self, block: Block, row: int) -> list[Extra]:
        """Return what a row prints under headings that are not known."""
        found: list[Extra] = []
        for heading in block.unknown:
            cell = self.under(row, heading)
            if cell and cell.row == row and cell.text and self.is_free(cell):
                found.append(Extra(label=read_cell(heading, WORDS), value=self.text(cell)))
        return found

    def headings(self, block: Block) -> None:
        """Take all cells of the heading rows of a block as labels, and a label beside its rows too."""
        if block.kind == "table":
            return
        named = {(column.heading.row, column.heading.col) for column in block.columns}
        for row in range(block.first, block.body):
            for cell in self.begun(row):
                beside = cell.end_row > block.body
                if beside or not cell.text or find_keys(cell.text) or (cell.row, cell.col) in named:
                    self.label(cell)

    def left_over(self) -> Sequence[TableCell]:
        """Return the cells with text that nobody took."""
        return [cell for cell in self.cells if cell.text and self.is_free(cell)]
