"""Doubts about readings that no arithmetic needs: what is missing, or printed and not understood."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pdf2form.checks.funding import money_cells, own_unit
from pdf2form.checks.printed import Printed, claim, leaders, stated
from pdf2form.record import Finding, Form, Indicator, Message

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
    amounts = [cell for cell in money_cells(form) if not own_unit(cell)]
    unit: Printed[str] = Printed("/money_unit", form.money_unit)
    if unit.value is None and amounts:
        message = Message(
            en="No unit is printed for the money: 元 or 万元 cannot be told.",
            zh="资金未注明单位，无法判断是元还是万元。",
        )
        subject = claim("no-money-unit", unit) if unit.reading else claim("no-money-unit", amounts[0])
        yield stated(subject, "doubt", message)


def check_weightless(form: Form) -> Iterator[Finding]:
    """Doubt a row with a name and a target whose weight or score is blank while other rows have one.

    The cell may have been lost, or the row may be the second half of one that a page break cut.
    """
    for part in _ROW_FIELDS:
        readings = [getattr(row, part) for row in form.indicators]
        if not any(reading and reading.value is not None for reading in readings):
            continue
        owners = leaders(readings)
        for index, row in enumerate(form.indicators):
            cell: Printed[Decimal] = Printed(f"/indicators/{index}/{part}", readings[index])
            if cell.blank and owners[index] == index and _in_use(row):
                message = Message(
                    en=f"The row has no {part}, but other rows do.",
                    zh=f"该行没有{'分值' if part == 'weight' else '得分'}，而其他行有。",
                )
                yield stated(claim("row-without-weight", cell), "doubt", message)


def _in_use(row: Indicator) -> bool:
    named = row.level3 is not None and row.level3.value is not None
    return named and any(quantity and quantity.value for quantity in (row.target, row.actual))
