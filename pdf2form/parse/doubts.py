"""What the paper itself leaves open, as findings: a page break without evidence, a torn cell, text across a ruling."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import fmean

from pdf2form.labels import is_level
from pdf2form.layout.sheet import Part, Seam, Sheet, TableCell
from pdf2form.layout.words import Line
from pdf2form.page import Box
from pdf2form.parse.desk import Desk
from pdf2form.parse.readings import places
from pdf2form.parse.strange import find_strange
from pdf2form.record import Finding, Form, Message
from pdf2form.rows import walk_readings

ROWS, WORD, MIDDLE = 3, 2, 0.3
"""No cell beside so many rows has as many lines, of so many characters, one in the middle of each, give or take such a
share of their height, and further apart than those of wrapped texts."""
PAIR, NAME, EXACT = 2, 4, 0.15
"""Nor has a recognised one beside two rows, where the lines are longer and lie closer to the middles; labels may."""
WRAPPED, LEADING, ALIKE = 3, 1.75, 0.15
"""So many wrapped lines of like size, give or take the last share, tell how far apart lines are set; where there are
none, they stand no further apart than the second, in heights of theirs."""


def find_doubts(sheet: Sheet, desk: Desk, form: Form) -> Iterator[Finding]:
    """Yield a doubt for each reading whose cell could be read in another way.

    Args:
        sheet: that was read.
        desk: that read it: knows which cell became which reading.
        form: that came of it; its readings are the desk's own objects.
    """
    doubted = [
        (cell, reading, reasons) for cell, reading in desk.read if (reasons := dict(_reasons(sheet, desk, cell)))
    ]
    seen = {message.en for _, _, reasons in doubted for message in reasons.values()}
    for seam in sheet.seams:
        if seam.certainty == "doubted" and _broken(seam).en not in seen:  # it cuts labels only
            yield Finding(rule="page-break", result="doubt", subject="", message=_broken(seam))
    subjects = _subjects(form) if doubted else {}
    for _, reading, reasons in doubted:
        for kind, message in reasons.items():
            for subject in subjects.get(id(reading), [""]):
                yield Finding(rule=kind, result="doubt", subject=subject, message=message, where=reading.where)
    for cell, reading in desk.dropped:
        if is_level(cell.text) and not any(_stands_beside(cell, other) for other, _ in desk.read):
            subject = f"/ignored/{form.ignored.index(reading)}"
            yield Finding(
                rule="level-without-rows", result="remark", subject=subject, message=_NO_ROWS, where=reading.where
            )
    yield from _unread_rows(desk)
    yield from find_strange(desk, form)
    if _characters(sheet.cells) != _characters([*desk.labels, *(cell for cell, _ in desk.read)]):
        yield Finding(rule="conservation", result="doubt", subject="", message=_LOST)
    if not form.indicators:
        yield Finding(rule="no-indicators", result="doubt", subject="/indicators", message=_NO_INDICATORS)


def _unread_rows(desk: Desk) -> Iterator[Finding]:
    """Doubt the indicators if something that was not read stands in a row that is none of them: it may be one."""
    for cell in desk.blank:
        if any(part.pictured for part in cell.parts):
            where = places(cell.parts)
            yield Finding(rule="picture-in-cell", result="doubt", subject="/indicators", message=_PICTURED, where=where)


def _characters(cells: Iterable[TableCell]) -> int:
    """Count the printed characters of cells."""
    return sum(len(line.text) for cell in cells for part in cell.parts for line in part.lines)


def _subjects(form: Form) -> dict[int, list[str]]:
    """Return for each reading, by its identity, where it stands in the form; a carried level stands in many rows."""
    subjects: dict[int, list[str]] = {}
    for subject, reading in walk_readings(form):
        subjects.setdefault(id(reading), []).append(subject)
    return subjects


def _stands_beside(label: TableCell, other: TableCell) -> bool:
    """Whether another cell with text stands right of a label, in the rows that it spans."""
    return bool(other.text) and other.col >= label.end_col and label.row <= other.row < label.end_row


def _reasons(sheet: Sheet, desk: Desk, cell: TableCell) -> Iterator[tuple[str, Message]]:
    if (cell.row, cell.col) in desk.wide:
        yield "several-columns", _WIDE
    if _is_several_rows(sheet, cell):
        yield "torn-cell", _TORN
    for seam in sheet.seams:
        if seam.certainty == "doubted" and _touches(seam, cell):
            yield "page-break", _broken(seam)
    for part in cell.parts:
        yield from _marks(part)
        yield from _odd_lines(part)
    if "\ufffd" in cell.text:
        yield "unreadable-character", _UNREADABLE


def _is_several_rows(sheet: Sheet, cell: TableCell) -> bool:
    """Whether each line of a cell stands in the middle of a row beside it: the rulings between them are missing."""
    filled = [part for part in cell.parts if part.lines]
    lines = [line for part in filled for line in part.lines]
    if len(filled) != 1 or not max(PAIR, cell.row_span - 1) <= len(lines) <= cell.row_span:
        return False
    pair = len(lines) < ROWS
    if pair and (filled[0].confidence is None or cell.row_span != PAIR or is_level(cell.text)):
        return False
    word, off = (NAME, EXACT) if pair else (WORD, MIDDLE)
    single = (row for row in sheet.cells if row.row_span == 1 and cell.row <= row.row < cell.end_row)
    beside = {row.row: part.box for row in single for part in row.parts if part.page == filled[0].page}
    middles = [*map(_middle, beside.values())]
    near = [{k for k, at in enumerate(middles) if abs(at - _middle(line.box)) <= off * line.size} for line in lines]
    each_in_its_row = all(near) and len(set[int]().union(*near)) == len(lines)
    return each_in_its_row and min(len(line.text) for line in lines) >= word and _are_apart(lines, sheet)


def _are_apart(lines: Sequence[Line], sheet: Sheet) -> bool:
    """Whether lines stand further apart than those of wrapped texts of their size do."""
    size = lines[0].size
    wrapped = [
        pitch
        for cell in sheet.cells
        if cell.row_span == 1
        for part in cell.parts
        for pitch in _pitches([line for line in part.lines if abs(line.size - size) <= ALIKE * size])
    ]
    return fmean(_pitches(lines)) > (max(wrapped) if len(wrapped) >= WRAPPED else LEADING * size)


def _pitches(lines: Sequence[Line]) -> list[float]:
    """Return how far each line stands below the one before it."""
    return [_middle(below.box) - _middle(above.box) for above, below in pairwise(lines)]


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _marks(part: Part) -> Iterator[tuple[str, Message]]:
    if part.torn:
        yield "torn-cell", _TORN
    if part.crossed:
        yield "text-across-ruling", _CROSSED
    if part.struck:
        yield "struck-out", _STRUCK
    if part.pictured:
        yield "picture-in-cell", _PICTURED
    if part.unsure:
        yield "wrapped-word", _WRAPPED


def _odd_lines(part: Part) -> Iterator[tuple[str, Message]]:
    for line in part.lines:
        if line.raised:
            yield "raised-figure", _RAISED
        if line.overprinted:
            yield "overprinted", _OVERPRINTED


def _touches(seam: Seam, cell: TableCell) -> bool:
    """Whether the cell stands at the break: in the cut row, or in one of the two rows beside it."""
    above = seam.row if seam.cut else seam.row - 1
    return bool(cell.text) and cell.row <= seam.row and cell.end_row > above


def _broken(seam: Seam) -> Message:
    joined_en = "was joined" if seam.cut else "was not joined"
    joined_zh = "已合并" if seam.cut else "未合并"
    return Message(
        en=f"The page break after page {seam.page} leaves open whether this row goes on; it {joined_en}.",
        zh=f"第{seam.page}页末的分页处无法判断该行是否延续到下一页，{joined_zh}，请核对原件。",
    )


_NO_ROWS = Message(
    en="This label spans rows in which nothing is printed.",
    zh="该标题对应的各行均为空白。",
)
_WIDE = Message(
    en="This cell stands below several headings: a ruling is missing, or it is one value for all of them.",
    zh="该单元格跨越多个列标题，可能缺少框线，或为合并填写，请核对原件。",
)
_TORN = Message(
    en="The rulings around this cell are incomplete, so its extent is not certain.",
    zh="该单元格的框线不完整，范围不能确定，请核对原件。",
)
_CROSSED = Message(
    en="Text stands across the edge of this cell and may belong to its neighbour.",
    zh="文字压在框线上，可能属于相邻单元格，请核对原件。",
)
_RAISED = Message(
    en="A much smaller figure stands in this text: an exponent (10³) or a note mark, read as an ordinary figure.",
    zh="文字中有明显较小的数字，可能是上标（如10³）或注释编号，读数中作普通数字，请核对原件。",
)
_STRUCK = Message(
    en="A stroke runs through this text: it may be struck out.",
    zh="该处文字中有横线穿过，可能已被划去，请核对原件。",
)
_PICTURED = Message(
    en="A picture, a form field, a drawing, writing by pen or blurred print is in this cell; what it says is not read.",
    zh="该单元格中有图片、表单域、图形、手写笔迹或模糊的字迹，其内容未读取，请核对原件。",
)
_WRAPPED = Message(
    en="A full line ends in one word and the next begins with another: they may be one word that was cut.",
    zh="行末与下一行行首的字母或数字可能属于同一个词，请核对原件。",
)
_OVERPRINTED = Message(
    en="Characters stand on top of each other here, so their order is not certain.",
    zh="此处文字重叠，字符顺序不能确定，请核对原件。",
)
_UNREADABLE = Message(
    en="The PDF does not say which character � is: look at the page.",
    zh="PDF 未说明“�”是什么字符，请核对原件。",
)
_LOST = Message(
    en="Some characters of the form are in no reading and no label.",
    zh="表中有字符既不在读数中，也不在标签中。",
)
_NO_INDICATORS = Message(en="No indicator row was found in this form.", zh="该表中没有找到绩效指标行。")
