"""Pages that print the headings of a self-evaluation outside every form: they must not vanish silently.

A table without rulings, or with rulings that make no cells of it, gives no form. Its headings still stand there, as
runs of text beside each other:

    一级指标   二级指标   三级指标   年度指标值   实际完成值   分值   得分

Prose names them too, but never as runs of their own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pdf2form.characters import plain
from pdf2form.labels import INDICATORS, find_key, is_other_title, is_title
from pdf2form.layout.sheet import Sheet, Table, lay_out
from pdf2form.layout.words import find_lines
from pdf2form.page import Box, Glyph, Page, union

NEEDED, MORE = {"level3", "actual"}, {"level1", "weight", "score"}
"""A heading row names both of these, and one of those; a report may have targets and results of its own."""
GAP = 0.6
"""Characters further apart than this share of their height are in different columns; letters in a cell are not."""
WRAPPED = 3
"""A heading is broken into so many lines at most."""
_LEVEL3 = tuple(Counter(plain(text)) for text in INDICATORS["level3"])


class _Run(NamedTuple):
    """Characters without a gap."""

    text: str
    box: Box


def count_headings(page: Page) -> int:
    """Return how many indicator headings a page may print, from its characters alone; most pages: none."""
    printed = Counter(plain("".join(glyph.text for glyph in page.glyphs)))
    return max(min(printed[letter] // count for letter, count in label.items()) for label in _LEVEL3)


def prints_title(page: Page) -> bool:
    """Whether a page prints the title of a self-evaluation as a line of its own."""
    return any(is_title(line.text) for line in find_lines(page.glyphs))


def find_missed(pages: Iterable[Page], sheets: Sequence[Sheet]) -> tuple[int, ...]:
    """Return the numbers of the pages that print indicator headings which stand in none of the forms.

    Args:
        pages: those that may; see `count_headings`.
        sheets: all forms of the document.
    """
    return tuple(page.number for page in pages if _prints_lost_heading(page, _taken(page.number, sheets)))


def _taken(number: int, sheets: Iterable[Sheet]) -> list[Box]:
    """List the places of a page that its forms cover, repeated headings too."""
    cells = [part.box for sheet in sheets for cell in sheet.cells for part in cell.parts if part.page == number]
    lines = [line.line.box for sheet in sheets for line in sheet.ignored if line.page == number]
    return [*cells, *lines]


def _prints_lost_heading(page: Page, taken: Sequence[Box]) -> bool:
    texts = [line.text for line in find_lines(page.glyphs)]
    if any(map(is_other_title, texts)) and not any(map(is_title, texts)):
        return False
    tables = [table for table in lay_out(page).tables if not _is_taken(table.grid.box, taken)]
    others = [glyph for glyph in page.glyphs if not _is_taken(Box(*glyph[1:5]), taken)]
    rows = (row for table in tables for row in _rows(table))
    return any(_is_heading(texts) for texts in (*rows, *_bands(others)))


def _is_taken(box: Box, taken: Iterable[Box]) -> bool:
    return any(
        other.x0 < box.x1 and box.x0 < other.x1 and other.top < box.bottom and box.top < other.bottom for other in taken
    )


def _is_heading(texts: Iterable[str]) -> bool:
    keys = {find_key("indicators", text) for text in texts}
    return keys >= NEEDED and bool(keys & MORE)


def _rows(table: Table) -> Iterator[list[str]]:
    """Yield the texts of each row of a table."""
    for row in range(len(table.grid.ys) - 1):
        yield [cell.text for cell in table.cells if cell.row == row]


def _bands(glyphs: Sequence[Glyph]) -> Iterator[list[str]]:
    """Yield what stands beside each other in one to WRAPPED lines, the lines of one column joined."""
    lines = [_runs(glyphs, line.box) for line in find_lines(glyphs)]
    for first in range(len(lines)):
        columns = lines[first]
        yield [run.text for run in columns]
        for following in lines[first + 1 : first + WRAPPED]:
            columns = _stacked(columns, following)
            yield [run.text for run in columns]


def _runs(glyphs: Iterable[Glyph], line: Box) -> list[_Run]:
    """Divide the characters of a line at its gaps."""
    inside = [g for g in glyphs if line.top <= (g.top + g.bottom) / 2 <= line.bottom]
    runs: list[list[Glyph]] = []
    for glyph in sorted(inside, key=lambda g: g.x0):
        if runs and glyph.x0 - runs[-1][-1].x1 <= GAP * (glyph.bottom - glyph.top):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [_Run("".join(g.text for g in run), union([Box(*g[1:5]) for g in run])) for run in runs]


def _stacked(upper: Sequence[_Run], lower: Sequence[_Run]) -> list[_Run]:
    """Set the runs of a line under those that they stand under."""
    columns = list(upper)
    for run in lower:
        above = next((k for k, one in enumerate(columns) if one.box.x0 < run.box.x1 and run.box.x0 < one.box.x1), None)
        if above is None:
            columns.append(run)
        else:
            columns[above] = _Run(columns[above].text + run.text, union([columns[above].box, run.box]))
    return columns
