"""The indicator rows, those together that share a weight or a score cell: nobody can say how they divide the points."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pdf2form.checks.interval import finest_step
from pdf2form.checks.printed import Printed, leaders
from pdf2form.checks.shares import find_shares
from pdf2form.record import Form, Indicator, Quantity


class Row(NamedTuple):
    """One indicator with its pointers."""

    target: Printed[Quantity]
    actual: Printed[Quantity]
    weight: Printed[Decimal]
    score: Printed[Decimal]
    step: Decimal
    """Of the finest decimals of the actuals in the block."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Pointers of what the score depends on, beside the weight, as far as the form has them."""
        return tuple(cell.pointer for cell in (self.target, self.actual) if cell.reading)


class Group(NamedTuple):
    """The rows that share a weight or a score, mostly one, with what they have of both together.

    Attributes:
        rows: from the top down.
        weight: of all rows together: printed, or the share of a level that has no other rows.
        score: of all rows together.
        weight_at: pointers of the cells that the weight is printed in.
    """

    rows: tuple[Row, ...]
    weight: Decimal | None
    score: Decimal | None
    weight_at: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Pointers of what the score depends on."""
        return (*(pointer for row in self.rows for pointer in row.inputs), *self.weight_at)


def find_groups(form: Form) -> Iterator[Group]:
    """Yield the rows in the order of the form, rows with a common weight or score cell as one group."""
    shares = {share.rows: share for share in find_shares(form) if share.certain}
    start = 0
    for rows in _grouped(form):
        group = _group(rows)
        share = shares.get(range(start, start + len(rows)))
        if share and not group.weight_at:
            group = group._replace(weight=share.points, weight_at=(share.level.pointer,))
        yield group
        start += len(rows)


def _grouped(form: Form) -> Iterator[list[Row]]:
    step = _actual_step(form.indicators)
    weights = leaders([row.weight for row in form.indicators])
    scores = leaders([row.score for row in form.indicators])
    rows: list[Row] = []
    for index, indicator in enumerate(form.indicators):
        if rows and weights[index] == scores[index] == index:
            yield rows
            rows = []
        rows.append(_row(index, indicator, step))
    if rows:
        yield rows


def _group(rows: Sequence[Row]) -> Group:
    weights = [row.weight for row in rows]
    places = tuple(cell.pointer for cell in weights if cell.reading)
    return Group(tuple(rows), _added(weights), _added([row.score for row in rows]), places)


def _row(index: int, row: Indicator, step: Decimal) -> Row:
    at = f"/indicators/{index}"
    return Row(
        Printed(f"{at}/target", row.target),
        Printed(f"{at}/actual", row.actual),
        Printed(f"{at}/weight", row.weight),
        Printed(f"{at}/score", row.score),
        step,
    )


def _actual_step(indicators: Iterable[Indicator]) -> Decimal:
    values = [row.actual.value for row in indicators if row.actual and row.actual.value]
    return finest_step(value.number for value in values if value.number is not None)


def _added(cells: Iterable[Printed[Decimal]]) -> Decimal | None:
    """Return the sum of the cells of one group; None if there is no number, or one cannot be understood.

    Blank cells are the rest of a spanning one; a dash adds nothing.
    """
    values = [cell.value for cell in cells if cell.value is not None or not (cell.blank or cell.dash)]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None
