"""Which tables and lines of a document make one form: pages to sheets, everything else left alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pdf2form.labels import (
    begins_closing,
    begins_label,
    find_key,
    is_footer,
    is_label,
    is_level,
    is_other_title,
    is_title,
    is_year,
)
from pdf2form.layout.blocks import find_blocks, rows_of
from pdf2form.layout.margins import adopt_text, open_row, trim, widen
from pdf2form.layout.seams import join_page, same_outline, start_sheet
from pdf2form.layout.sheet import PageLayout, PageLine, Sheet, Table, TableCell, lay_out
from pdf2form.page import Glyph, Page

START_ROWS = 3
"""The label 项目名称 stands within this many rows of a form's top."""

TITLE_LINES = 8
"""A title stands at most this many lines above its table."""

TELLING = 4
"""Characters. A shorter line is found in some cell by chance."""

PAGE_LINES = 60
"""As many lines as stand above a table on its page: a title, and running heads, are among them."""


class _Draft(NamedTuple):
    """A table that may become a form: its sheet so far, and the last table joined."""

    sheet: Sheet
    last: Table
    heads: frozenset[str]
    """Lines above it on its first page; a running head is printed again on the next."""


def find_sheets(pages: Iterable[Page]) -> tuple[Sheet, ...]:
    """Return the self-evaluation forms of a document in order, each whole over its pages.

    Tables that are no such form (budgets, 绩效目标申报表, prose in frames) give no sheet.
    """
    return tuple(_sheets(lay_out(page) for page in pages))


def _sheets(layouts: Iterable[PageLayout]) -> Iterator[Sheet]:
    draft: _Draft | None = None
    before: tuple[PageLine, ...] = ()
    for item in _items(_completed(layouts)):
        if isinstance(item, PageLine):
            before = _kept((*before, item), draft)
        elif draft and _goes_on(draft, before, item):
            sheet = draft.sheet._replace(ignored=(*draft.sheet.ignored, *before))
            known = (*draft.heads, *(cell.text for cell in (*sheet.cells, *item.cells)))
            strange = _is_text_between(before, known)
            draft = draft._replace(sheet=join_page(sheet, draft.last, item, text_between=strange), last=item)
            before = ()
        else:
            if draft and is_form(draft.sheet, draft.heads):
                yield _with_tail(draft.sheet, before)
            heads = frozenset(line.line.text for line in before if line.page == item.page)
            draft = _Draft(start_sheet(item)._replace(above=_title_lines(before)), item, heads)
            before = ()
    if draft and is_form(draft.sheet, draft.heads):
        yield _with_tail(draft.sheet, before)


def _kept(lines: tuple[PageLine, ...], draft: _Draft | None) -> tuple[PageLine, ...]:
    """Keep the lines that may be notes of the draft, and those that may be the title of what comes next."""
    early = lines[:-PAGE_LINES]
    return (*(line for line in early if draft and line.page <= draft.last.page + 1), *lines[-PAGE_LINES:])


def _completed(layouts: Iterable[PageLayout]) -> Iterator[PageLayout]:
    """Give the tables of each page what is theirs although no ruling encloses it."""
    above: Table | None = None
    for layout in layouts:
        tables: list[Table] = []
        if above and above.page == layout.page.number - 1:
            layout = open_row(layout, above)
        loose: Sequence[Glyph] = layout.loose
        for table in layout.tables:
            if above and above.page == table.page - 1 and not tables:
                table, loose = widen(table, loose, above)
            first = not tables and above is not None and above.page == table.page - 1
            table, loose = adopt_text(trim(table), loose, goes_on=first)
            tables.append(table)
        above = tables[-1] if tables else None
        yield PageLayout(layout.page, tuple(tables), tuple(loose))


def _is_text_between(lines: Sequence[PageLine], known: Sequence[str]) -> bool:
    """Whether a line between two pages' tables is none of the form's: no footer, running head, or piece of a cell.

    Spreadsheets print the text of a merged cell again on the next page, and what is cut off of it below the table.
    """
    texts = [text for line in lines if not (is_footer(text := line.line.text) or is_title(text) or is_year(text))]
    short = "".join(text for text in texts if len(text) < TELLING)
    again = not short or short in known or is_level(short) or begins_label(short)
    return not again or any(len(text) >= TELLING and not any(text in other for other in known) for text in texts)


def _items(layouts: Iterable[PageLayout]) -> Iterator[PageLine | Table]:
    for layout in layouts:
        items: list[tuple[float, float, PageLine | Table]] = [
            *((table.grid.box.top, table.grid.box.x0, table) for table in layout.tables),
            *((line.line.box.top, line.line.box.x0, line) for line in layout.lines),
        ]
        yield from (item for _, _, item in sorted(items, key=lambda entry: entry[:2]))


def is_form(sheet: Sheet, heads: Iterable[str] = ()) -> bool:
    """Whether a sheet is a self-evaluation: indicators with results, or its title over a project or over scores.

    A scoring guide has scores and no results; an application has targets and neither; a report may list figures of
    its own beside targets.

    Args:
        sheet: that may be one.
        heads: the lines above it on its first page.
    """
    blocks = find_blocks(sheet.cells, sheet.n_rows)
    indicators = next((block for block in blocks if block.kind == "indicators"), None)
    titled = any(is_title(line.line.text) for line in sheet.above)
    if not titled and any(map(is_other_title, heads)):
        return False
    if indicators and indicators.column("actual"):
        return titled or any(map(indicators.column, ("level1", "weight", "score"))) or "project" in _names(sheet.cells)
    return titled and ("project" in _names(sheet.cells) or bool(indicators and indicators.column("score")))


def _names(cells: Iterable[TableCell]) -> set[str]:
    """Return what the cells name in the header of a form: project, department, unit."""
    return {key for cell in cells if (key := find_key("header", cell.text)) and key != "extra"}


def _goes_on(draft: _Draft, between: Sequence[PageLine], table: Table) -> bool:
    """Whether a table continues the draft: on the next page, or further down if the draft is not whole yet."""
    if not 0 <= table.page - draft.last.page <= 1 or not same_outline(draft.last, table):
        return False
    titled = any(is_title(line.line.text) for line in between)
    starts = _names(cell for cell in table.cells if cell.row < START_ROWS)
    if starts and (titled or starts & _names(draft.sheet.cells)):
        return False
    blocks = find_blocks(draft.sheet.cells, draft.sheet.n_rows)
    if table.page == draft.last.page:
        kinds = {block.kind for block in find_blocks(table.cells, len(table.grid.ys) - 1)}
        return not titled and bool(kinds & _BELOW) and not kinds & {block.kind for block in blocks} & _BELOW
    if blocks[-1].kind not in ("total", "grade", "tail"):
        return True
    return not titled and _may_follow_the_end(draft.sheet, table)


_BELOW = {"funding", "goals", "indicators", "total", "grade"}
"""Blocks that some forms print as tables of their own, one under the other; each once."""


def _may_follow_the_end(sheet: Sheet, table: Table) -> bool:
    """Whether a table that comes after total or grade is the rest of the form: a grade, a note, a cut last row."""
    lowest = rows_of(sheet.cells, sheet.n_rows)[-1]
    label = rows_of(table.cells, len(table.grid.ys) - 1)[0][0].text
    if not label or find_key("grade", label) or find_key("tail", label):
        return True
    return bool(lowest) and is_label(lowest[0].text + label)


def _title_lines(lines: Sequence[PageLine]) -> tuple[PageLine, ...]:
    """Return the lines from the last title on; none if no title is near."""
    near = lines[-TITLE_LINES:]
    starts = [index for index, line in enumerate(near) if is_title(line.line.text)]
    return tuple(line for line in near[starts[-1] :] if not is_footer(line.line.text)) if starts else ()


def _with_tail(sheet: Sheet, after: Sequence[PageLine]) -> Sheet:
    """Add the notes that follow the table, and set its page footers aside."""
    last = sheet.pages[-1]
    near = [line for line in after if line.page <= last + 1]
    footers = tuple(line for line in near if line.page == last and is_footer(line.line.text))
    texts = [line for line in near if not is_footer(line.line.text)]
    tail: list[PageLine] = []
    for line in texts:
        if is_title(line.line.text) or _SECTION.match(line.line.text):
            break
        if _begins_note(line) or begins_closing(line.line.text) or (tail and _follows(tail[-1], line)):
            tail.append(line)
        elif tail:
            break
    pages = sheet.pages if not tail or tail[-1].page == last else (*sheet.pages, tail[-1].page)
    return sheet._replace(pages=pages, below=tuple(tail), ignored=(*sheet.ignored, *footers))


def _begins_note(line: PageLine) -> bool:
    head, mark, _ = line.line.text.replace(":", "：").partition("：")
    return bool(mark and find_key("tail", head))


def _follows(above: PageLine, below: PageLine) -> bool:
    """Whether a line goes on with a note: right below it, or on the next page after a sentence that has no end."""
    one, other = above.line, below.line
    if below.page == above.page:
        return other.box.top - one.box.bottom < 1.2 * one.size
    alike = abs(one.size - other.size) < 0.1 * one.size and abs(one.box.x0 - other.box.x0) < 3 * one.size
    return alike and (one.text[-1] not in _ENDED or bool(_NUMBERED.match(other.text)))


_ENDED = "。！？；.!?;"
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}(部分|章)")
_NUMBERED = re.compile(r"[(（]?\d{1,2}[)）.．、]")
