"""What must hold of a form that was recognised from pictures, beyond its characters: its table, and what it says.

A text layer has every ruling; on a scan one may be missing, or a stroke be taken for one. Then values stand in other
rows or columns, each of them well read.
"""

import re
from collections.abc import Iterator, Sequence

from pdf2form.labels import is_known_level, is_label
from pdf2form.parse.odd_print import is_odd
from pdf2form.record import Extra, Finding, Form, Indicator, Message, SubTable
from pdf2form.rows import AnyReading, walk_readings

SHAKEN = frozenset(
    {
        *("torn-cell", "text-across-ruling", "several-columns", "overprinted", "conservation", "unread-form"),
        *("not-understood", "row-without-level", "row-without-weight", "no-total", "no-project", "no-indicators"),
    }
)
"""Doubts that tell of rulings or labels that were not recognised."""

_NEGATIVE = re.compile(r"^[≥≤≧≦<>]=?\s*[-－]\s*\d")
"""A target below zero. Where the sign of comparison stands, the dash is none of its strokes."""
_MONEY = ("initial_budget", "annual_budget", "executed", "weight", "rate", "score")
_REGION = re.compile(r"[\u4e00-\u9fff]{2,6}?[省市县区州盟旗]")
"""Of which a department or a unit is, behind its code."""
_DASHES = frozenset("-－—–")
"""What a form prints where nothing is, for every kind of money or for none."""
MOSTLY = 4
"""Who prints a dash for a reason does not leave so many times as many blank."""
_NAMES = frozenset({"/department", "/unit", "/project", "/grade"})
"""What no form leaves blank beside its label."""


def find_scanned(form: Form) -> Iterator[Finding]:
    """Yield the doubts of a form that was recognised, wholly or in part; none of a form of text.

    Args:
        form: with all findings about its table.
    """
    recognised = [(subject, reading) for subject, reading in walk_readings(form) if reading.source == "ocr"]
    if not recognised:
        return
    strange = {subject for subject, reading in recognised if subject.endswith("/label") and not is_label(reading.raw)}
    doubts = [finding for finding in form.findings if finding.result == "doubt"]
    negative = frozenset(_below_zero(form))
    odd = [found for subject, each in recognised for found in _odd(subject, each, negative=subject in negative)]
    odd += [*_blank(form), *_lost_weight(form), *_lone_dashes(form), *_wrongly_numbered(form)]
    shaken = sorted({each.rule for each in (*doubts, *odd) if each.rule in SHAKEN or each.subject in strange})
    shaken += _lacking(form)
    if shaken:
        yield Finding(rule="unsure-table", result="doubt", subject="", message=_unsure(shaken))
    yield from odd
    yield from _unlike(recognised)


def _lacking(form: Form) -> Iterator[str]:
    """Yield what every form prints and this one lacks, so that a ruling or a label was not recognised."""
    if any(map(_is_piece, form.indicators, (None, *form.indicators))):
        yield "row-without-name"
    if any(not (line.label and line.label.raw) for line in form.funding):
        yield "funding-without-label"
    if not form.funding:
        yield "no-funding"
    if form.title is None:
        yield "no-title"
    strange = [line for line in form.extra if line.label and not is_label(line.label.raw)]
    if strange and form.project and not (form.unit and form.department):
        yield "no-unit"
    if any(_stands_alone(line, form) for line in strange):
        yield "label-alone"
    if any(goal.expected is None for goal in form.goals):
        yield "no-expected"
    if any(map(_has_short_rows, form.tables)):
        yield "short-rows"


def _stands_alone(line: Extra, form: Form) -> bool:
    """Whether what is no label that forms print has nothing beside it, above the money: a piece of a name, cut off."""
    first = next((row.label.where[0] for row in form.funding if row.label and row.label.where), None)
    if line.label is None or not line.label.where or first is None or (line.value and line.value.raw):
        return False
    place = line.label.where[0]
    return (place.page, place.box[1]) < (first.page, first.box[1])


def _has_short_rows(table: SubTable) -> bool:
    """Whether every row lacks a cell that the headings have: a hair parts one of those, or rulings are lost."""
    head, *rows = map(len, table.rows) if table.rows else (0,)
    return bool(rows) and head > max(rows)


def _is_piece(row: Indicator, before: Indicator | None) -> bool:
    """Whether a row has no name and yet something of its own: a piece of a row that a page break or a stroke cut.

    Every row after it stands one place too low in the record.
    """
    if row.level3 is not None and row.level3.raw:
        return False
    cells = [
        (getattr(row, name), getattr(before, name, None)) for name in ("target", "actual", "weight", "score", "reason")
    ]
    return any(cell and cell.raw and not (above and above.where == cell.where) for cell, above in cells)


def _unlike(recognised: Sequence[tuple[str, AnyReading]]) -> Iterator[Finding]:
    """Yield doubts of the department and the unit, if their regions differ in one character: 听泉县 and 昕泉县."""
    names = [(subject, reading) for subject, reading in recognised if subject in ("/department", "/unit")]
    regions = [found.group() for _, reading in names if (found := _REGION.search(reading.raw))]
    if len({*map(len, regions)}) == 1 and len(regions) == len(names):
        different = [{*letters} for letters in zip(*regions, strict=True) if len({*letters}) > 1]
        if len(different) == 1:
            for subject, reading in names:
                yield Finding(
                    rule="unlike-names",
                    result="doubt",
                    subject=subject,
                    message=_one_of(sorted(*different)),
                    where=reading.where,
                )


def _odd(subject: str, reading: AnyReading, *, negative: bool) -> Iterator[Finding]:
    """Yield a doubt of a value that no form prints so; a minus before it is not odd if it may be negative."""
    raw = reading.raw.removeprefix("-") if negative else reading.raw
    if raw and is_odd(subject.rsplit("/", 1)[-1], raw):
        yield Finding(rule="odd-print", result="doubt", subject=subject, message=_ODD, where=reading.where)


def _below_zero(form: Form) -> Iterator[str]:
    """Yield the subjects of actuals that may be negative, as their target is: its minus stands behind its sign."""
    doubted = {each.subject for each in form.findings if each.result == "doubt"}
    for k, row in enumerate(form.indicators):
        if row.target and _NEGATIVE.search(row.target.raw) and f"/indicators/{k}/target" not in doubted:
            yield f"/indicators/{k}/actual"


def _blank(form: Form) -> Iterator[Finding]:
    """Yield a doubt of what is blank and no form leaves so; no recogniser is the source of that.

    These are the year below a title, names beside their labels, what a row of money prints a dash for elsewhere, and
    one of the amounts of a row whose other one is there.
    """
    if form.title and form.year is None:
        yield Finding(rule="odd-print", result="doubt", subject="/year", message=_ODD, where=form.title.where)
    amounts = {*_lost_dashes(form), *_lost_amounts(form)}
    for subject, reading in walk_readings(form):
        if (subject in _NAMES or subject in amounts) and not reading.raw:
            yield Finding(rule="odd-print", result="doubt", subject=subject, message=_ODD, where=reading.where)


def _lost_dashes(form: Form) -> Iterator[str]:
    """Yield the subjects of all money, if one kind of it is blank in one row and a dash in another one.

    Where the smallest dashes of a page are lost in one column, those of the others are in doubt as well.
    """
    printed = [{name: cell.raw for name in _MONEY if (cell := getattr(row, name))} for row in form.funding]
    for name in _MONEY:
        texts = [row[name] for row in printed if name in row]
        if "" in texts and not _DASHES.isdisjoint(texts):
            yield from (f"/funding/{k}/{each}" for k in range(len(printed)) for each in _MONEY)
            return


def _lost_amounts(form: Form) -> Iterator[str]:
    """Yield the subjects of the budget and the money spent of each row that has one of them."""
    for k, row in enumerate(form.funding):
        if row.annual_budget and row.executed and bool(row.annual_budget.raw) != bool(row.executed.raw):
            yield from (f"/funding/{k}/annual_budget", f"/funding/{k}/executed")


def _lost_weight(form: Form) -> Iterator[Finding]:
    """Yield a doubt of the weight of the total that is not there, if its score is doubted: that may hold both."""
    total, doubted = form.total, {each.subject for each in form.findings if each.result == "doubt"}
    if total and total.score and total.weight is None and "/total/score" in doubted:
        yield Finding(rule="odd-print", result="doubt", subject="/total/weight", message=_ODD, where=total.score.where)


def _lone_dashes(form: Form) -> Iterator[Finding]:
    """Yield doubts of dashes for reasons where most rows are blank: hairs."""
    reasons = [(f"/indicators/{k}/reason", row.reason) for k, row in enumerate(form.indicators) if row.reason]
    dashes = [(subject, reason) for subject, reason in reasons if reason.raw in _DASHES]
    if len(dashes) * MOSTLY <= sum(not reason.raw for _, reason in reasons):
        for subject, reason in dashes:
            yield Finding(rule="odd-print", result="doubt", subject=subject, message=_ODD, where=reason.where)


def _wrongly_numbered(form: Form) -> Iterator[Finding]:
    """Yield doubts of names of levels with a figure behind them that counts nothing: no other one has that before it.

    Forms print 数量指标1 and 数量指标2; a 3 alone is a piece of a stamp.
    """
    names = [(subject, level) for subject, level in walk_readings(form) if subject.endswith(("/level1", "/level2"))]
    printed = {level.raw for _, level in names}
    for subject, level in names:
        name, figure = level.raw[:-1], level.raw[-1:]
        before = f"{name}{int(figure) - 1}" if figure.isdecimal() else ""
        if before and figure != "1" and is_known_level(name) and before not in printed:
            yield Finding(rule="odd-print", result="doubt", subject=subject, message=_ODD, where=level.where)


def _unsure(rules: list[str]) -> Message:
    return Message(
        en=f"Recognised from a picture, and its table is not certain ({', '.join(rules)}): values may be missing or "
        "stand in another row or column. Look at the page.",
        zh=f"由图像识别，表格结构不能确定（{'、'.join(rules)}），数值可能缺失或错行、错列，请核对原件。",
    )


def _one_of(letters: Sequence[str]) -> Message:
    return Message(
        en=f"Recognised from a picture; but for {' and '.join(letters)} the department and the unit are in one place: "
        "one of them may be misread. Look at the page.",
        zh=f"由图像识别，主管部门与实施单位的地名仅“{'”“'.join(letters)}”一字不同，其一可能误识，请核对原件。",
    )


_ODD = Message(
    en="Recognised from a picture, and not printed so in other forms: a part of it may not have been read.",
    zh="由图像识别，与通常写法不符，可能有部分内容未识别，请核对原件。",
)
