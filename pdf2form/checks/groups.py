"""The indicator rows, those together that share a weight or a score cell: nobody can say how they share the points."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pdf2form.checks.interval import finest_step
from pdf2form.checks.printed import Printed, leaders
from pdf2form.record import Form, Indicator, Quantity


class Row(NamedTuple):
    """One indicator with its pointers."""

    target: Printed[Quantity]
    actual: Printed[Quantity]
    weight: Printed[Decimal]
    score: Printed[Decimal]
    step: Fraction
    """Of the finest decimals of the actuals in the block."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Pointers of what the score depends on."""
        return (self.target.pointer, self.actual.pointer, self.weight.pointer)


Group = tuple[Row, ...]


def groups(form: Form) -> Iterator[Group]:
    """Yield the rows in the order of the form, rows with a common weight or score cell as one group."""
    step = _actual_step(form.indicators)
    weights = leaders([row.weight for row in form.indicators])
    scores = leaders([row.score for row in form.indicators])
    group: list[Row] = []
    for index, indicator in enumerate(form.indicators):
        if group and weights[index] == scores[index] == index:
            yield tuple(group)
            group = []
        group.append(_row(index, indicator, step))
    if group:
        yield tuple(group)


def _row(index: int, row: Indicator, step: Fraction) -> Row:
    at = f"/indicators/{index}"
    return Row(
        Printed(f"{at}/target", row.target),
        Printed(f"{at}/actual", row.actual),
        Printed(f"{at}/weight", row.weight),
        Printed(f"{at}/score", row.score),
        step,
    )


def _actual_step(indicators: Iterable[Indicator]) -> Fraction:
    values = [row.actual.value for row in indicators if row.actual and row.actual.value]
    return finest_step(value.number for value in values if value.number is not None)


def added(cells: Iterable[Printed[Decimal]]) -> Decimal | None:
    """Return the sum of the cells of one group; None if there is no number, or one cannot be understood.

    Blank cells are the rest of a spanning one; a dash adds nothing.
    """
    printed = [cell for cell in cells if not cell.blank and not cell.dash]
    values = [cell.value for cell in printed if cell.value is not None]
    return sum(values, Decimal(0)) if values and len(values) == len(printed) else None
