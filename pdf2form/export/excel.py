"""The tables as one workbook, a sheet each: the only file that imports xlsxwriter.

Every text is written as text, so that `=2.00(个)` is never a formula and an address never a link. Characters that XML
cannot hold are written as `_x0001_`, which spreadsheets show as the character.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from pdf2form.errors import OutputUnwritable
from pdf2form.export.columns import DICTIONARY, DICTIONARY_COLUMNS, Chart, Column, Table, dictionary_rows
from pdf2form.export.folder import replacing_file, scratch_folder
from pdf2form.export.store import OutPath
from pdf2form.export.tables import Add, typed_row
from pdf2form.rows import Row

FILE = "tables.xlsx"

MOST_ROWS = 1_048_576
"""Rows of a sheet, headings among them: what the format allows."""

MOST_CHARACTERS = 32_767
"""UTF-16 units in a cell: what the format allows."""

CUT = "…【cut here, whole in the other formats 此处截断，全文见其他格式】"
"""Ends a text that is too long for a cell."""

HEADINGS = 3
"""Rows: the heading in Chinese, the heading in English, the name of the column."""

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date in every workbook, so that equal tables are equal bytes."""

CHARTS = "charts"
"""The name of the sheet that has them."""

MOST_CHARTED = 40
"""Rows of a table in a chart; more cannot be read in one."""

_WIDTHS = {"text": 20, "integer": 9, "number": 12}
"""Of columns, in characters, at least."""

_TEXT_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def open_xlsx(
    out: OutPath,
    tables: Sequence[Table],
    *,
    file: str = FILE,
    most_rows: int = MOST_ROWS,
    charts: Sequence[Chart] = (),
) -> Iterator[Add]:
    """Open OUT/tables.xlsx; see `Opener`. Rows go to disk as they come: no sheet is held in memory.

    Args:
        out: the folder.
        tables: a sheet each; the one that explains them stands first.
        file: its name.
        most_rows: of one sheet, headings among them; a table that has more goes on in another sheet.
        charts: on a sheet of their own, the last one.
    """
    place = out / file
    try:
        with (
            replacing_file(place) as draft,
            scratch_folder(out) as folder,
            _workbook(draft, tmpdir=str(folder)) as workbook,
        ):
            heading = workbook.add_format({"bold": True, "bg_color": "#DDEBF7"})
            dictionary = workbook.add_worksheet(DICTIONARY)
            series = {table.name: _Series(workbook, table, heading=heading, most_rows=most_rows) for table in tables}

            def add(name: str, row: Row) -> None:
                series[name].add(row)

            yield add
            for found in series.values():
                found.finish()
            _fill_dictionary(dictionary, [*series.values()], heading=heading)
            _draw(workbook, charts, series)
            workbook.close()
    except XlsxWriterException as error:
        raise OutputUnwritable(f"{place}: cannot be written ({error}); choose another OUT, or free space") from error


@contextmanager
def _workbook(draft: Path, *, tmpdir: str) -> Iterator[Any]:
    """Give a workbook that keeps its rows in files in `tmpdir`; they are closed, also if it is never finished."""
    workbook = xlsxwriter.Workbook(str(draft), {"constant_memory": True, "tmpdir": tmpdir, **_TEXT_AS_TEXT})
    workbook.use_zip64()  # only parts of more than 2 GB are written differently
    workbook.set_properties({"created": CREATED})
    try:
        yield workbook
    finally:
        for sheet in workbook.worksheets():
            with suppress(OSError):  # of a full disk, which has been said by whoever came here
                sheet.row_data_fh.close()


class _Series:
    """The sheets of one table: one, or more where it has more rows than a sheet holds. `cut` counts texts cut."""

    def __init__(self, workbook: Any, table: Table, *, heading: Any, most_rows: int) -> None:
        self.table = table
        self.names: list[str] = []
        self.cut = 0
        self._workbook, self._heading, self._most_rows = workbook, heading, most_rows
        self._begin()

    def _begin(self) -> None:
        name = self.table.name if not self.names else f"{self.table.name}_{len(self.names) + 1}"
        self.names.append(name)
        self._sheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(HEADINGS, 1)
        for at, column in enumerate(self.table.columns):
            _see(self._sheet.set_column(at, at, _width(column)))
        for row, headings in enumerate(zip(*((x.zh, x.en, x.name) for x in self.table.columns), strict=True)):
            for at, text in enumerate(headings):
                _see(self._sheet.write_string(row, at, fit(text), self._heading))
        self._rows = HEADINGS

    def add(self, row: Row) -> None:
        """Write a row, on a new sheet if this one is full."""
        if self._rows == self._most_rows:
            self.finish()
            self._begin()
        for at, cell in enumerate(typed_row(self.table, row)):
            if isinstance(cell, str):
                fits = fit(cell)
                self.cut += fits != cell
                _see(self._sheet.write_string(self._rows, at, fits))
            elif cell is not None:
                _see(self._sheet.write_number(self._rows, at, cell))
        self._rows += 1

    @property
    def filled(self) -> bool:
        """Whether there is any row."""
        return self._rows > HEADINGS or len(self.names) > 1

    def cells(self, first: str, last: str) -> list[str | int]:
        """Return where neighbouring columns stand on the first sheet, as charts name it: as many rows as they show."""
        at = [column.name for column in self.table.columns]
        rows = self._rows if len(self.names) == 1 else self._most_rows
        return [self.names[0], HEADINGS, at.index(first), min(rows, HEADINGS + MOST_CHARTED) - 1, at.index(last)]

    def finish(self) -> None:
        """Put a filter on the columns of the sheet."""
        _see(self._sheet.autofilter(HEADINGS - 1, 0, self._rows - 1, len(self.table.columns) - 1))


def _see(code: int) -> None:
    """See that xlsxwriter has written something: what it leaves out (beyond the last row or column) is only a code."""
    if code:
        raise XlsxWriterException(f"xlsxwriter has left out a cell, with code {code}")


def _draw(workbook: Any, charts: Sequence[Chart], series: Mapping[str, _Series]) -> None:
    """Put charts below each other on a sheet of their own; what has no rows has none."""
    filled = [chart for chart in charts if series[chart.table].filled]
    sheet: Any = workbook.add_worksheet(CHARTS) if filled else None
    below = 0
    for chart in filled:
        table = series[chart.table]
        across = table.cells(*chart.across)
        drawn = workbook.add_chart({"type": chart.kind})
        for name in chart.columns:
            heading = next(f"{column.zh} {column.en}" for column in table.table.columns if column.name == name)
            drawn.add_series({"name": heading, "categories": across, "values": table.cells(name, name)})
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        if chart.kind == "bar":
            drawn.set_y_axis({"reverse": True})  # the first row on top, as in the table
        height = 160 + 24 * len(chart.columns) * max(int(across[3]) - HEADINGS, 4)
        drawn.set_size({"width": 900, "height": height})
        _see(sheet.insert_chart(below, 0, drawn))
        below += height // 20 + 2


def _width(column: Column) -> int:
    """Return a width that shows the headings beside the button of the filter, in Latin characters."""
    longest = max(len(column.name), len(column.en), 2 * len(column.zh))
    return max(_WIDTHS[column.type], longest + 3)


def fit(text: str) -> str:
    """Return a text, or as much of it as a cell holds, with CUT behind it."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * (MOST_CHARACTERS - len(CUT))].decode("utf-16-le", "ignore") + CUT  # not half a character


def _fill_dictionary(sheet: Any, series: Sequence[_Series], *, heading: Any) -> None:
    """Write what the tables hold, which sheets go on from which, and whether anything is cut."""
    rows: list[tuple[str, ...]] = [DICTIONARY_COLUMNS, *dictionary_rows([found.table for found in series])]
    for found in series:
        en, zh = f"Goes on from {found.names[0]}: a sheet is full.", f"{found.names[0]} 一表写满后的续表。"
        rows += ((name, "", "table", found.table.en, found.table.zh, en, zh) for name in found.names[1:])
        if found.cut:
            en = f"{found.cut} texts are longer than {MOST_CHARACTERS:,} characters, and end in {CUT}"
            zh = f"{found.cut} 处文字超过 {MOST_CHARACTERS:,} 字，以 {CUT} 结尾。"
            rows.append((found.table.name, "", "note", "Cut texts", "截断", en, zh))
    for at, width in enumerate((20, 20, 9, 22, 22, 70, 70)):
        _see(sheet.set_column(at, at, width))
    sheet.freeze_panes(1, 2)
    _see(sheet.autofilter(0, 0, len(rows) - 1, len(DICTIONARY_COLUMNS) - 1))
    for row, cells in enumerate(rows):
        for at, text in enumerate(cells):
            if text:
                _see(sheet.write_string(row, at, fit(text), heading if row == 0 else None))
