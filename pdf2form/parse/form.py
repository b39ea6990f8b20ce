"""A sheet to a Form: labels say what stands beside and below them. No position is fixed, no template has code.

Every cell with text ends as a reading, a label, or an entry of `extra`: nothing printed is lost.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pdf2form.labels import (
    GRADE_WORDS,
    SUBJECTS,
    find_key,
    find_keys,
    find_template,
    is_label,
    is_title,
    is_year,
    label_key,
)
from pdf2form.layout.blocks import Block, find_blocks
from pdf2form.layout.sheet import Sheet, TableCell
from pdf2form.parse.around import read_money_unit, read_notes, read_title, read_year, split_labelled
from pdf2form.parse.desk import Desk
from pdf2form.parse.doubts import find_doubts
from pdf2form.parse.readings import GRADE, NUMBER, WORDS, YEAR, read_cell, read_lines
from pdf2form.parse.tables import (
    drop_empty_levels,
    find_unit,
    merge_goals,
    read_funding,
    read_goals,
    read_indicators,
    read_table,
)
from pdf2form.record import Extra, Form, Text, Total, Year

_NAMED = ("project", "department", "unit")


def parse_sheet(sheet: Sheet, *, number: int) -> Form:
    """Read one form, with the doubts that the paper itself gives (breaks, torn cells); checks come later.

    Args:
        sheet: of one form.
        number: of the form in its document, from 1.
    """
    desk = Desk(sheet)
    named, extra = _named_above(sheet)
    blocks = find_blocks(sheet.cells, sheet.n_rows)
    for block in blocks:
        desk.headings(block)
    title, year = _title_in_table(desk, blocks)
    _read_header(desk, blocks, named, extra)
    money_unit = _money_unit(desk) or read_money_unit(sheet.above)
    unit = money_unit.value if money_unit else None
    funding = tuple(line for b in blocks if b.kind == "funding" for line in read_funding(desk, b, unit))
    goals = merge_goals([goal for b in blocks if b.kind == "goals" for goal in read_goals(desk, b)])
    tables = [block for block in blocks if block.kind == "indicators"]
    indicators = tuple(indicator for b in tables for indicator in read_indicators(desk, b))
    for table in tables:
        drop_empty_levels(desk, table)
    total, grade = _read_closing(desk, blocks, tables[-1] if tables else None)
    others = tuple(read_table(desk, block) for block in blocks if block.kind == "table")
    title = read_title(sheet.above) or title
    extra += [*_left_over(desk, blocks), *read_notes(sheet.below)]
    form = Form(
        form=number,
        pages=sheet.pages,
        verdict="clean",
        template=find_template(_marks(desk, blocks, extra, title) | {unit or ""}),
        title=title,
        year=read_year(sheet.above) or year,
        project=named.get("project"),
        department=named.get("department"),
        unit=named.get("unit"),
        money_unit=money_unit,
        funding=funding,
        goals=goals,
        indicators=indicators,
        total=total,
        grade=grade,
        extra=tuple(extra),
        tables=others,
        ignored=(
            *(reading for _, reading in desk.dropped),
            *(read_lines([line], line.line.text, WORDS) for line in sheet.ignored),
        ),
    )
    return form.model_copy(update={"findings": tuple(find_doubts(sheet, desk, form))})


def _marks(desk: Desk, blocks: Iterable[Block], extra: Iterable[Extra], title: Text | None) -> frozenset[str]:
    """Return what tells templates apart: the labels that are printed, their order, and what the title is about."""
    labels = [*(cell.text for cell in desk.cells if is_label(cell.text)), *(entry.label.raw for entry in extra)]
    about = [word for word in SUBJECTS if title and word in (title.value or "")]
    order = (
        f"{label_key(left.heading.text)}<{label_key(right.heading.text)}"
        for block in blocks
        for left, right in pairwise(block.columns)
    )
    return frozenset({*map(label_key, labels), *about, *order})


def _title_in_table(desk: Desk, blocks: Sequence[Block]) -> tuple[Text | None, Year | None]:
    """Read title and year where the table itself begins with them."""
    title: Text | None = None
    year: Year | None = None
    for row in _rows(blocks, "header"):
        texts = [cell for cell in desk.begun(row) if cell.text]
        if len(texts) == 1 and is_title(texts[0].text) and title is None:
            title = desk.text(texts[0])
        elif len(texts) == 1 and is_year(texts[0].text) and year is None:
            year = desk.reading(texts[0], YEAR)
    return title, year


def _rows(blocks: Iterable[Block], *kinds: str) -> Iterator[int]:
    for block in blocks:
        if block.kind in kinds:
            yield from range(block.body, block.end)


def _named_above(sheet: Sheet) -> tuple[dict[str, Text], list[Extra]]:
    """Read what stands above the table as `label: value`: names that the record has keys for, and all else."""
    named: dict[str, Text] = {}
    extra: list[Extra] = []
    for entry in read_notes(sheet.above):
        key = find_key("header", entry.label.raw)
        if key in _NAMED and key not in named:
            named[key] = entry.value
        else:
            extra.append(entry)
    return named, extra


def _read_header(desk: Desk, blocks: Sequence[Block], named: dict[str, Text], extra: list[Extra]) -> None:
    """Read label and value, label and value, from the rows of the header; a cell may hold both (`项目名称：某项目`)."""
    for row in _rows(blocks, "header"):
        sides = [cell for cell in desk.begun(row) if find_key("side", cell.text)]
        for label, value in _label_pairs([cell for cell in desk.begun(row) if cell not in sides]):
            if not desk.is_free(label) or not find_keys(label.text).keys().isdisjoint({"total", "grade"}):
                continue
            key = find_key("header", label.text)
            if key in _NAMED and key not in named and value:
                desk.label(label)
                named[key] = desk.text(value)
            elif entries := list(split_labelled(label.text)):
                _read_labelled(desk, label, entries, named, extra)
                if value:
                    extra.append(_alone(desk, value))
            elif label.text:
                extra.append(_extra(desk, label, value))


def _read_labelled(
    desk: Desk, cell: TableCell, entries: Iterable[tuple[str, str]], named: dict[str, Text], extra: list[Extra]
) -> None:
    """Read a cell that prints its labels itself."""
    whole = desk.text(cell)
    for label, value in entries:
        key = find_key("header", label)
        reading = whole.model_copy(update={"raw": value, "value": WORDS.parse(value)})
        if key in _NAMED and key not in named:
            named[key] = reading
        else:
            named_so = whole.model_copy(update={"raw": label, "value": WORDS.parse(label)})
            extra.append(Extra(label=named_so, value=reading))


def _label_pairs(row: Sequence[TableCell]) -> Iterator[tuple[TableCell, TableCell | None]]:
    """Pair each label with the cell right of it; two labels side by side have no value between them."""
    cells = list(row)
    while cells:
        label = cells.pop(0)
        alone = not cells or _names_place(cells[0].text) or any(split_labelled(cells[0].text))
        value = None if alone else cells.pop(0)
        yield label, value


def _names_place(text: str) -> bool:
    """Whether a text is a label of header or end; a value may be the label of a money line (`项目支出`)."""
    return bool(find_keys(text).keys() & {"header", "tail", "total", "grade", "side"})


def _extra(desk: Desk, label: TableCell, value: TableCell | None) -> Extra:
    labelled = desk.text(label)
    blank = labelled.model_copy(update={"raw": "", "value": None})
    return Extra(label=labelled, value=desk.text(value) if value else blank)


def _money_unit(desk: Desk) -> Text | None:
    """Read the money unit from the heading that prints it in brackets."""
    for cell in desk.labels:
        if unit := find_unit(cell):
            return read_cell(cell, WORDS).model_copy(update={"value": unit})
    return None


def _read_closing(desk: Desk, blocks: Sequence[Block], table: Block | None) -> tuple[Total, Text | None]:
    """Read total and grade, which may share a row."""
    total, grade = Total(), None
    for row in _rows(blocks, "total", "grade"):
        begun = desk.begun(row)
        for label, value in _label_pairs(begun):
            if find_key("grade", label.text) and value:
                desk.label(label)
                grade = desk.reading(value, GRADE)
        if total == Total() and any(find_key("total", cell.text) for cell in begun):
            total = _total(desk, begun, table)
            unlabelled = [cell for cell in begun if desk.is_free(cell) and cell.text in GRADE_WORDS]
            if grade is None and len(unlabelled) == 1:
                grade = desk.reading(unlabelled[0], GRADE)
    for label, value in (pair for row in _rows(blocks, "header") for pair in _label_pairs(desk.begun(row))):
        if value and grade is None and find_key("grade", label.text):  # some print the outcome at the top
            desk.label(label)
            grade = desk.reading(value, GRADE)
        elif value and total.score is None and find_key("total", label.text) == "score":
            desk.label(label)
            total = total.model_copy(update={"score": desk.reading(value, NUMBER)})
    return total, grade


def _total(desk: Desk, begun: Sequence[TableCell], table: Block | None) -> Total:
    """Read 总分: the cells below 分值 and 得分, or beside a label of their own, or the numbers in printed order."""
    free = [cell for cell in begun if desk.is_free(cell)]
    labels = [cell for cell in free if find_key("total", cell.text)]
    for cell in labels:
        desk.label(cell)
    values = [cell for cell in free if desk.is_free(cell) and cell.text not in GRADE_WORDS]
    numbers = [cell for cell in values if cell.text]
    told = next((cell.col for cell in reversed(labels) if find_key("total", cell.text) == "score"), None)
    weight, score = (_across(values, table.column(key) if table else None) for key in ("weight", "score"))
    if told is not None:
        before, after = [c for c in numbers if c.col < told], [c for c in numbers if c.col > told]
        if len(after) == 2 and not before:
            before = [after.pop(0)]
        weight = next(iter(before), weight if weight != score else None)
        score = next(iter(after), None)
    elif len(numbers) == 2 and (weight == score or not weight or not score):
        weight, score = numbers
    elif not weight and not score and numbers:
        score = numbers[0]
    if weight == score:
        weight = None
    return Total(
        weight=desk.reading(weight, NUMBER) if weight else None,
        score=desk.reading(score, NUMBER) if score else None,
    )


def _across(cells: Sequence[TableCell], heading: TableCell | None) -> TableCell | None:
    """Return the cell that shares columns with a heading."""
    if heading is None:
        return None
    return next((cell for cell in cells if cell.col < heading.end_col and heading.col < cell.end_col), None)


def _left_over(desk: Desk, blocks: Sequence[Block]) -> Iterator[Extra]:
    """Yield what is printed and was not understood: label and value where they stand side by side.

    Inside a block only a row of nothing else is label and value (`说明 | …`); all other text there is strange.
    """
    tail, inner = set(_rows(blocks, "tail")), set(_rows(blocks, "funding", "goals", "indicators"))
    free = {(cell.row, cell.col) for cell in desk.left_over()}
    for row in range(len(desk.rows)):
        begun = desk.begun(row)
        cells = [cell for cell in begun if (cell.row, cell.col) in free or (row in tail and not cell.text)]
        for cell in cells:
            if find_key("side", cell.text):
                desk.label(cell)
        alone = row not in inner or len([cell for cell in begun if cell.text]) == 2
        left = [cell for cell in cells if desk.is_free(cell)]
        for label, value in _label_pairs(left) if alone else ((cell, None) for cell in left):
            if value:
                yield _extra(desk, label, value)
            elif label.text:
                yield _alone(desk, label)
                if row in inner and not _is_caption(label, len(begun)):
                    desk.strange.append(desk.text(label))


def _is_caption(cell: TableCell, beside: int) -> bool:
    """Whether a cell is the heading of a section: `二、年度总体目标`, alone in its row."""
    return beside == 1 and bool(_SECTION.match(cell.text))


_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?、?")


def _alone(desk: Desk, cell: TableCell) -> Extra:
    value = desk.text(cell)
    return Extra(label=value.model_copy(update={"raw": "", "value": None}), value=value)
