"""Doubts about readings that no arithmetic needs: what is missing, or printed and not understood."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pdf2form.checks.funding import money_cells, own_unit
from pdf2form.checks.names import name_of, place_of
from pdf2form.checks.printed import Claim, Printed, claim, leaders, stated
from pdf2form.checks.rules import KNOWN_TEMPLATES, prints_of
from pdf2form.record import Finding, Form, FundingLine, Indicator, Message, Where

_MONEY_FIELDS = ("initial_budget", "annual_budget", "executed", "weight", "rate", "score")
_ROW_FIELDS: tuple[Literal["weight"], Literal["score"]] = ("weight", "score")


def _numbers(form: Form) -> Iterator[Printed[Decimal]]:
    """Yield every place for a plain number, in the order of the form."""
    for index, line in enumerate(form.funding):
        for field in _MONEY_FIELDS:
            yield Printed(f"/funding/{index}/{field}", getattr(line, field))
    for index, row in enumerate(form.indicators):
        for part in _ROW_FIELDS:
            yield Printed(f"/indicators/{index}/{part}", getattr(row, part))
    yield Printed("/total/weight", form.total.weight)
    yield Printed("/total/score", form.total.score)


def check_numbers(form: Form) -> Iterator[Finding]:
    """Doubt what is printed in a place for a number and is none: a typing error (`7,00.0,77`), or a misread cell."""
    for cell in _numbers(form):
        if cell.unparsed:
            message = Message(en=f"“{cell.raw}” is not a number.", zh=f"“{cell.raw}”不是规范的数字。")
            yield stated(claim("unparsed-number", cell), "doubt", message, printed=cell.raw)


def check_money_unit(form: Form) -> Iterator[Finding]:
    """Doubt the amounts of a form that prints no unit for them."""
    cells = money_cells(form)
    amounts = [cell for cell in cells if not own_unit(cell)]
    if len(amounts) < len(cells):  # nothing is nothing in every unit, beside `2.38 万元`
        amounts = [cell for cell in amounts if cell.value]
    unit: Printed[str] = Printed("/money_unit", form.money_unit)
    if unit.value is None and amounts:
        message = Message(
            en="No unit is printed for the money: 元 or 万元 cannot be told.",
            zh="资金未注明单位，无法判断是元还是万元。",
        )
        subject = claim("no-money-unit", unit) if unit.reading else claim("no-money-unit", amounts[0])
        yield stated(subject, "doubt", message)


def has_points(form: Form) -> bool:
    """Tell whether any indicator has a weight or a score."""
    return any(
        cell is not None and cell.value is not None for row in form.indicators for cell in (row.weight, row.score)
    )


def check_project(form: Form) -> Iterator[Finding]:
    """Doubt a form of nobody knows what: the name of the project is what a record is found by.

    A form about a whole department (部门整体支出) has no project, and is found by the department.
    """
    project: Printed[str] = Printed("/project", form.project)
    named = _of_department(form) and any(one is not None and one.value for one in (form.department, form.unit))
    if project.value is None and not named:
        message = Message(en="No project name was found on the form.", zh="未找到项目名称。")
        about = claim("no-project", project)
        where = about.where or (form.title.where if form.title else ())
        yield stated(about._replace(where=where), "doubt", message)


def _of_department(form: Form) -> bool:
    title = form.title.raw if form.title else ""
    return not prints_of(form).project or bool(_WHOLE_DEPARTMENT.search("".join(title.split())))


_WHOLE_DEPARTMENT = re.compile("(部门|单位|[)）])整体|整体支出")


def check_levels(form: Form) -> Iterator[Finding]:
    """Doubt a row without a first level while other rows have one: its label was lost."""
    cells = [Printed(f"/indicators/{index}/level1", row.level1) for index, row in enumerate(form.indicators)]
    if all(cell.value is None for cell in cells):
        return
    for row, cell in zip(form.indicators, cells, strict=True):
        if cell.value is None:
            name = name_of(form, cell.pointer)
            message = Message(
                en=f"{name.en} has no first level (一级指标), but other rows do.",
                zh=f"{name.zh}没有一级指标，而其他行有。",
            )
            about = claim("row-without-level", cell)
            yield stated(about._replace(where=about.where or place_of(row)), "doubt", message)


def check_weightless(form: Form) -> Iterator[Finding]:
    """Doubt a row in use whose weight or score is blank while other rows have one.

    The cell may have been lost, or the row may be the second half of one that a page break cut. A form of a known
    template in which no row has one is doubted as a whole; so is an unknown one without either: the columns may stand
    on another page.
    """
    lacking = all(row.weight is None and row.score is None for row in form.indicators)
    if form.template not in KNOWN_TEMPLATES and form.indicators and lacking:
        message = Message(en="No indicator has a weight or a score.", zh="各指标均无分值和得分。")
        yield stated(Claim("no-points", "/indicators", place_of(form.indicators[0])), "doubt", message)
    for part in _ROW_FIELDS:
        readings = [getattr(row, part) for row in form.indicators]
        if any(reading and reading.value is not None for reading in readings):
            owners = leaders(readings)
            for index, row in enumerate(form.indicators):
                cell: Printed[Decimal] = Printed(f"/indicators/{index}/{part}", readings[index])
                if (cell.blank or cell.reading is None) and owners[index] == index and _in_use(row):
                    yield _weightless(form, cell, part, place_of(row))
        elif prints_of(form).weights if part == "weight" else prints_of(form).scores:
            words = ("weight", "分值") if part == "weight" else ("score", "得分")
            message = Message(en=f"No indicator has a {words[0]}.", zh=f"各指标均无{words[1]}。")
            where = place_of(form.indicators[0]) if form.indicators else ()
            yield stated(Claim("no-points", "/indicators", where), "doubt", message)


def _weightless(form: Form, cell: Printed[Decimal], part: str, place: tuple[Where, ...]) -> Finding:
    name, words = name_of(form, cell.pointer), "分值" if part == "weight" else "得分"
    message = Message(en=f"{name.en} has no {part}, but other rows do.", zh=f"{name.zh}没有{words}，而其他行有。")
    about = claim("row-without-weight", cell)
    return stated(about._replace(where=about.where or place), "doubt", message)


def check_pointless_money(form: Form) -> Iterator[Finding]:
    """Doubt a money row with a weight and a blank score, or the other way round: it is missing in the totals.

    Not a row without money: where every row is scored, one with nothing to spend may be left blank. Nor a score that
    is repeated below the total row without its weight.
    """
    if not has_points(form):
        return
    counted = any(line.kind == "total" and line.weight and line.weight.value is not None for line in form.funding)
    for part, other in (_ROW_FIELDS, _ROW_FIELDS[::-1]):
        if all(getattr(row, part) is None for row in form.indicators):
            continue
        readings = [getattr(line, part) for line in form.funding]
        owners = leaders(readings)
        for index, line in enumerate(form.funding):
            cell: Printed[Decimal] = Printed(f"/funding/{index}/{part}", readings[index])
            beside: Printed[Decimal] = Printed(f"/funding/{index}/{other}", getattr(line, other))
            if cell.blank and owners[index] == index and beside.value is not None and _counts(line, part, counted):
                yield _weightless(form, cell, part, cell.where)


def _counts(line: FundingLine, part: Literal["weight", "score"], counted: bool) -> bool:
    """Tell whether a blank weight or score of a money row is a gap, and not a row that has none."""
    if line.kind == "total":
        return True
    spent = any(cell is not None and cell.value for cell in (line.annual_budget, line.executed))
    return bool(spent) and not (counted and part == "weight")


def _in_use(row: Indicator) -> bool:
    return any(cell is not None and cell.raw.strip() for cell in (row.level3, row.target, row.actual))
