"""The money rows together: the total row is the sum of those below it, column by column."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pdf2form.checks.compare import Recomputed, compare, exactly, stands_for
from pdf2form.checks.funding import COLUMNS, money_step_of, step_in
from pdf2form.checks.interval import ONE, ZERO
from pdf2form.checks.printed import Claim, Printed, claim, judged, plain, stated
from pdf2form.checks.rules import most_lenient
from pdf2form.record import Finding, Form, FundingLine, Message


def check_sums(form: Form) -> Iterator[Finding]:
    """Recompute the total row from the rows below it, column by column."""
    totals = [row for row, line in enumerate(form.funding) if line.kind == "total"]
    if len(totals) != 1 or len(form.funding) < 2:
        return
    step = money_step_of(form)
    for column in COLUMNS:
        cells = [
            Printed[Decimal](f"/funding/{row}/{column}", getattr(line, column)) for row, line in enumerate(form.funding)
        ]
        total = cells[totals[0]]
        if total.value is not None:
            parts = [(line, cell) for line, cell in zip(form.funding, cells, strict=True) if cell is not total]
            yield _check_sum(total, parts, step)


def _check_sum(
    total: Printed[Decimal], parts: Sequence[tuple[FundingLine, Printed[Decimal]]], step: Decimal
) -> Finding:
    """Compare with all rows; an unlisted one may be a part of another and count only there."""
    assert total.value is not None
    about = claim("funding-sum", total, (cell.pointer for _, cell in parts if cell.value is not None))
    everything = [cell for _, cell in parts if cell.value is not None]
    listed = [cell for line, cell in parts if cell.value is not None and line.kind != "unlisted"]
    # Zeros below a blank row are those of the template: nobody filled the column in.
    unfilled = parts[0][1].blank and not any(cell.value for cell in everything)
    readable = not unfilled and not any(cell.unparsed for _, cell in parts)
    ways = [cells for cells in (everything, listed, *_without_parts(parts)) if cells] if readable else []
    ways += [first for first in (_first_of_many(total.value, everything),) if first]
    best = most_lenient(_judge_sum(about, total, cells, step) for cells in ways)
    return best or stated(about, "unchecked", _UNADDED, printed=total.value)


def _without_parts(parts: Sequence[tuple[FundingLine, Printed[Decimal]]]) -> Iterator[list[Printed[Decimal]]]:
    """Yield the rows without those that repeat the row above them in parts: 财政资金, of which 中央 and 地方.

    They are unlisted, follow at once, and make exactly the amount of the row above.
    """
    for owner, (_, whole) in enumerate(parts):
        added = ZERO
        for end in range(owner + 1, len(parts)):
            line, cell = parts[end]
            if line.kind != "unlisted" or not whole.value:
                break
            added += cell.value or ZERO
            if added == whole.value and end > owner + 1:
                kept = (*parts[: owner + 1], *parts[end + 1 :])
                yield [cell for _, cell in kept if cell.value is not None]


def _first_of_many(total: Decimal, cells: Sequence[Printed[Decimal]]) -> list[Printed[Decimal]]:
    """Return the first of several breakdowns below each other, by source and by use; empty if it is one only.

    Each has at least two amounts, and makes exactly the total.
    """
    runs: list[list[Printed[Decimal]]] = [[]]
    for cell in cells:
        runs[-1].append(cell)
        if len(runs[-1]) > 1 and sum((one.value or ZERO for one in runs[-1]), ZERO) == total:
            runs.append([])
    *whole, rest = runs
    amounts = [sum(1 for cell in run if cell.value) for run in whole]
    complete = len(whole) > 1 and min(amounts) > 1 and not any(cell.value for cell in rest)
    return whole[0] if complete else []


_UNADDED = Message(en="The rows below the total cannot be added up.", zh="合计行以下的金额缺失或无法识别，未核算合计。")


def _judge_sum(about: Claim, total: Printed[Decimal], cells: Sequence[Printed[Decimal]], step: Decimal) -> Finding:
    assert total.value is not None
    outcome = compare(total.value, _added(cells, step), step_in(total, step))
    formula = " + ".join(plain(cell.value) for cell in cells if cell.value is not None)
    return judged(about._replace(inputs=tuple(cell.pointer for cell in cells)), outcome, formula)


def _added(cells: Sequence[Printed[Decimal]], block: Decimal) -> Recomputed:
    total = exactly(ZERO)
    for cell in cells:
        amount = cell.value or ZERO
        step = step_in(cell, block)
        total = total.plus(stands_for(amount, step, cut="." in cell.raw or step < ONE))
    return total
