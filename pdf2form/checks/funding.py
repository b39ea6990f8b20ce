"""The rules of each money row (项目资金): rate and score. How the rows add up is in sums.py."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from pdf2form.checks.compare import Comparison, How, Recomputed, compare, compare_score, exactly, stands_for
from pdf2form.checks.interval import ZERO, Interval, clamp, divide, finest_step, step_of
from pdf2form.checks.printed import Printed, claim, judged, plain, stated
from pdf2form.checks.rules import most_lenient, rule_sets_for
from pdf2form.checks.shares import money_share
from pdf2form.record import Finding, Form, Message

Column = Literal["initial_budget", "annual_budget", "executed"]
COLUMNS: tuple[Column, ...] = ("initial_budget", "annual_budget", "executed")

_OWN_UNIT = frozenset("元万亿千")
_PERCENT = Decimal("0.01")
_HUNDRED = Decimal(100)


class Worth(NamedTuple):
    """What a money row is worth in points, and who says so: its weight, the heading of its block, or a rule set."""

    points: Decimal
    pointer: str | None
    rule_set: str | None = None


class Line(NamedTuple):
    """One money row with its pointers, and the steps of its columns.

    Attributes:
        worths: what the row may be worth, the likeliest first; none if nothing says.
        certain: one of `worths` is right. Else they are those of other regions, which may only excuse.
    """

    budget: Printed[Decimal]
    executed: Printed[Decimal]
    weight: Printed[Decimal]
    rate: Printed[Decimal]
    score: Printed[Decimal]
    money_step: Decimal
    rate_step: Decimal
    worths: tuple[Worth, ...]
    certain: bool

    @property
    def weight_points(self) -> Decimal | None:
        """What the row is worth, where it is certain."""
        return self.worths[0].points if self.certain and len(self.worths) == 1 else None


def own_unit(cell: Printed[Decimal]) -> bool:
    """Tell whether the cell prints its own unit, so that its decimals are not those of the block."""
    return not _OWN_UNIT.isdisjoint(cell.raw)


def money_cells(form: Form) -> list[Printed[Decimal]]:
    """Return every amount of the funding block that could be understood."""
    cells = [
        Printed(f"/funding/{row}/{column}", getattr(line, column))
        for row, line in enumerate(form.funding)
        for column in COLUMNS
    ]
    return [cell for cell in cells if cell.value is not None]


def money_step_of(form: Form) -> Decimal:
    """Return one unit of the finest decimals of the amounts that stand in the unit of the heading."""
    return finest_step(cell.value for cell in money_cells(form) if cell.value is not None and not own_unit(cell))


def find_lines(form: Form) -> Iterator[Line]:
    """Yield the money rows in the order of the form."""
    money_step = money_step_of(form)
    rate_step = finest_step(line.rate.value for line in form.funding if line.rate and line.rate.value is not None)
    for row, line in enumerate(form.funding):
        budget: Column = "initial_budget" if line.annual_budget is None else "annual_budget"
        yield Line(
            Printed(f"/funding/{row}/{budget}", getattr(line, budget)),
            Printed(f"/funding/{row}/executed", line.executed),
            Printed(f"/funding/{row}/weight", line.weight),
            Printed(f"/funding/{row}/rate", line.rate),
            Printed(f"/funding/{row}/score", line.score),
            money_step,
            rate_step,
            *_worths(form, row),
        )


def _worths(form: Form, row: int) -> tuple[tuple[Worth, ...], bool]:
    """Return what a money row may be worth, and whether one of that is right.

    A form without a weight column (Hubei) says it in the heading of the block, or leaves it to the rules of its region.
    """
    line, scored = form.funding[row], [other for other in form.funding if other.score]
    if line.weight is not None:
        value = line.weight.value
        return ((Worth(value, f"/funding/{row}/weight"),) if value is not None else ()), True
    if line.kind != "total" and len(scored) > 1:
        return (), False
    share = money_share(form)
    if share is not None:
        return (Worth(share, "/money_unit"),), True
    sets = [rules for rules in rule_sets_for(form) if rules.money is not None]
    own = [rules for rules in sets if form.template in rules.templates]
    worths = (Worth(Decimal(rules.money), None, rules.name) for rules in own or sets if rules.money is not None)
    return tuple(worths), any(rules.seen for rules in own)


def step_in(cell: Printed[Decimal], block: Decimal) -> Decimal:
    """Return one unit of the last decimal that a cell stands for: that of its block, or its own beside its own unit."""
    return step_of(cell.value) if cell.value is not None and own_unit(cell) else block


def _spent(line: Line) -> Recomputed | Message:
    """Return executed / budget, or why it cannot be had."""
    budget, executed = line.budget.value, line.executed.value
    if budget is None or executed is None:
        return Message(en="The budget or the amount executed is missing.", zh="缺少预算数或执行数，无法核算。")
    if budget == 0:
        return Message(en="The budget is 0: no rule says what to print.", zh="预算数为 0，执行率无统一算法，未核算。")
    if budget < 0 or executed < 0:
        return Message(en="A negative amount: no rule fits.", zh="金额为负，无适用规则，未核算。")
    above, below = step_in(line.executed, line.money_step), step_in(line.budget, line.money_step)
    shown, whole = stands_for(executed, above), stands_for(budget, below)
    by_rounding = shown.rounded.over(whole.rounded)
    return Recomputed(
        divide(executed, budget),
        Interval(max(by_rounding.low, ZERO), by_rounding.high),
        shown.truncated.over(whole.truncated),
    )


def spent_share(form: Form) -> tuple[Recomputed, str, tuple[str, ...]] | None:
    """Return what part of the whole budget was spent, how that is spelled, and from where; None if it cannot be had."""
    lines = [line for row, line in zip(form.funding, find_lines(form), strict=True) if row.kind == "total"]
    if len(lines) != 1:
        return None
    (line,) = lines
    spent, rate = _spent(line), line.rate.value
    if not isinstance(spent, Message):
        return spent, _quotient(line), (line.executed.pointer, line.budget.pointer)
    if rate is None or line.budget.value is not None:
        return None
    return stands_for(rate, line.rate_step).times(_PERCENT), f"{plain(rate)} %", (line.rate.pointer,)


def _quotient(line: Line) -> str:
    assert line.executed.value is not None
    assert line.budget.value is not None
    return f"{plain(line.executed.value)} / {plain(line.budget.value)}"


def check_rates(lines: Iterable[Line]) -> Iterator[Finding]:
    """Recompute each printed rate of execution: executed / budget, in percent."""
    for line in lines:
        if line.rate.value is not None:
            yield _check_rate(line, line.rate.value)
        elif line.rate.reading is not None and not line.rate.dash and (line.budget.value or line.executed.value):
            message = Message(en="No rate is printed, or it is no number.", zh="未列执行率或无法识别，未核算。")
            yield stated(claim("funding-rate", line.rate), "unchecked", message)


def _check_rate(line: Line, rate: Decimal) -> Finding:
    about = claim("funding-rate", line.rate, (line.executed.pointer, line.budget.pointer))
    spent = _spent(line)
    if isinstance(spent, Message):
        odd = _unspent(line) and rate not in (0, _HUNDRED)
        return stated(about, "doubt" if odd else "unchecked", _ODD if odd else spent, printed=rate)
    outcome = _rate(line, rate, spent)
    percent = rate.scaleb(2)
    in_percent = spent.times(_HUNDRED)
    if (
        outcome.how == "apart"
        and 0 < rate <= 2
        and compare(percent, in_percent, line.rate_step.scaleb(2)).how != "apart"
    ):
        message = Message(
            en=f"{plain(rate)} is printed where {plain(percent)} % is expected: a lost percent format?",
            zh=f"表中为 {plain(rate)}，应为 {plain(percent)}%：疑似百分比格式丢失。",
        )
        return stated(about._replace(rule="unit-scale"), "doubt", message, printed=rate, suggested=percent)
    if outcome.how == "apart" and rate == _HUNDRED and spent.nearest > 1:
        message = Message(
            en=f"{_quotient(line)} is above 100 %, and 100 is printed.",
            zh=f"{_quotient(line)} 超过 100%，表中按 100 填列。",
        )
        return stated(about, "remark", message, printed=rate)
    if outcome.result == "rounding":
        agree = _agree(line, spent)
        if agree is None and _wide(spent):
            return stated(about, "unchecked", _COARSE, printed=rate)
        if agree is False and _by_money(line, spent) == "equal":
            outcome = outcome._replace(how="at-odds")
    return judged(about, outcome, f"{_quotient(line)} × 100")


def _unspent(line: Line) -> bool:
    """Tell whether nothing was budgeted and nothing spent: no rule says what that earns, but all or nothing."""
    return line.budget.value == 0 and line.executed.value == 0


_ODD = Message(
    en="Nothing was budgeted or spent: 0 or all of it can be printed here, and neither is.",
    zh="预算数与执行数均为 0，此处应为 0 或满分（100%），表中两者都不是。",
)
_COARSE = Message(en="The money is printed too coarsely to recompute this.", zh="金额所印位数过少，无法据以核算。")


def _rate(line: Line, rate: Decimal, spent: Recomputed) -> Comparison:
    return compare(rate, spent.times(_HUNDRED), line.rate_step)


def _wide(spent: Recomputed) -> bool:
    """Tell whether the money leaves more than one percent point open."""
    return Fraction(spent.rounded.high) - Fraction(spent.rounded.low) > _PERCENT


def _by_money(line: Line, spent: Recomputed) -> How | None:
    """Return what the score is beside the money alone."""
    if line.score.value is None or line.weight_points is None:
        return None
    return _score(line.score.value, spent, line.weight_points).how


def _agree(line: Line, spent: Recomputed) -> bool | None:
    """Tell whether one true rate explains the money, the printed rate and the score; None without all three.

    Each pair may agree by intervals alone: of money printed as 2 of 3, a rate of 45 and a score of 9.9.
    """
    weight, rate, score = line.weight_points, line.rate.value, line.score.value
    if rate is None or score is None or not weight or weight < 0:
        return None
    shown = stands_for(rate, line.rate_step).times(_PERCENT)
    ways = (spent.rounded, shown.rounded), (spent.rounded, shown.truncated), (spent.truncated, shown.truncated)
    for by_money, by_rate in ways:
        both = by_money.meet(by_rate)
        if both:
            nearest = clamp(spent.nearest, both.low, both.high)
            if _score(score, Recomputed(nearest, both, both), weight).how != "apart":
                return True
    return _score(score, exactly(rate).times(_PERCENT), weight).how != "apart"


def check_scores(lines: Iterable[Line]) -> Iterator[Finding]:
    """Recompute each printed score of a money row: weight × executed / budget, at most the weight."""
    for line in lines:
        if line.score.value is not None:
            yield _check_score(line, line.score.value)
        elif line.weight.value and line.score.reading is not None:
            message = Message(en="No score is printed, or it is no number.", zh="未列得分或无法识别，未核算。")
            yield stated(claim("funding-score", line.score, (line.weight.pointer,)), "unchecked", message)


_NO_WORTH = Message(en="The weight of this row is missing.", zh="缺少该行分值，无法核算得分。")


def _check_score(line: Line, score: Decimal) -> Finding:
    """Judge a score by everything that the row may be worth; only what is certain can accuse."""
    best = most_lenient(_judge_score(line, score, worth) for worth in line.worths)
    if best is None or (best.result == "mismatch" and not line.certain):
        return stated(claim("funding-score", line.score), "unchecked", _NO_WORTH, printed=score)
    if _unspent(line) and line.certain and score not in (0, *(worth.points for worth in line.worths)):
        return best.model_copy(update={"result": "doubt", "message": _ODD})
    return best


def _judge_score(line: Line, score: Decimal, worth: Worth) -> Finding:
    """Judge by the money, or else by the printed rate: a score that follows a wrong rate is not wrong itself."""
    printed = (worth.pointer,) if worth.pointer else ()
    about = claim("funding-score", line.score, (*printed, line.executed.pointer, line.budget.pointer))
    by_rate = claim("funding-score", line.score, (*printed, line.rate.pointer))
    weight, rate, spent = worth.points, line.rate.value, _spent(line)
    if isinstance(spent, Message):
        if rate is None or line.budget.value is not None:
            return stated(about, "unchecked", spent, printed=score)
        share = stands_for(rate, line.rate_step).times(_PERCENT)
        outcome = _score(score, share, weight)
        return judged(by_rate, outcome, f"{plain(weight)} × {plain(rate)} %", rule_set=worth.rule_set)
    outcome = _score(score, spent, weight)
    if outcome.result != "pass" and rate is not None:
        other = _score(score, exactly(rate).times(_PERCENT), weight)
        if other.how == "equal" or (outcome.how == "apart" and other.how == "coarse"):
            return judged(by_rate, other, f"{plain(weight)} × {plain(rate)} %", rule_set=worth.rule_set)
    if outcome.result == "rounding":
        if rate is None and _wide(spent):
            return stated(about, "unchecked", _COARSE, printed=score)
        if rate is not None and _rate(line, rate, spent).how != "apart" and _agree(line, spent) is False:
            outcome = outcome._replace(how="at-odds")
            about = about._replace(inputs=(*about.inputs, line.rate.pointer))
    return judged(about, outcome, f"{plain(weight)} × {_quotient(line)}", rule_set=worth.rule_set)


def _score(score: Decimal, share: Recomputed, weight: Decimal) -> Comparison:
    return compare_score(score, share.times(weight).clamp(ZERO, max(weight, ZERO)))


def check_zero_budget(lines: Iterable[Line]) -> Iterator[Finding]:
    """Remark on money spent without a budget."""
    for line in lines:
        if line.budget.value == 0 and line.executed.value:
            spent = plain(line.executed.value)
            message = Message(en=f"{spent} spent of a budget of 0.", zh=f"预算数为 0，执行数却为 {spent}。")
            yield stated(claim("zero-budget", line.executed, (line.budget.pointer,)), "remark", message)
