"""Numbers as targets and actuals: what they earn, and what explains a score that differs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from pdf2form.checks.compare import Recomputed, compare_score, exactly
from pdf2form.checks.groups import Row
from pdf2form.checks.interval import Exact, Interval, multiply, rounded, step_of, truncated
from pdf2form.checks.printed import Claim, claim, judged, plain, stated
from pdf2form.checks.rules import OVER_ACHIEVED, RuleSet, earned, most_lenient, spell
from pdf2form.checks.units import is_percent, likely_percent, lost_percent, scales
from pdf2form.record import Finding, Message, Operator


class Pair(NamedTuple):
    """Target and actual of a row, both one number (the target may be a range), in comparable units."""

    row: Row
    op: Operator | None
    target: Decimal
    high: Decimal | None
    actual: Decimal
    scales: tuple[int, ...]
    """Powers of ten that may bring the actual to the unit of the target, the likeliest first."""

    def scaled(self, scale: int) -> Decimal:
        """Return the actual in the unit of the target."""
        return self.actual.scaleb(scale)

    @property
    def exact(self) -> bool:
        """A whole number is a count, and exact; a percentage with decimals was measured, even if it is 85.00.

        Beside a target of 0 the rules jump at 0, and 0.00 can only be taken at its word.
        """
        whole = self.actual == self.actual.to_integral_value()
        measured = is_percent(self.row.actual.value) and step_of(self.actual) < 1
        return (whole and not measured) or self.actual == self.target == 0

    def reaches(self) -> bool:
        """Tell whether the target is met, in one of the units that the actual may be in."""
        return any(self._reaches(self.scaled(scale)) for scale in self.scales)

    def overdone(self) -> bool:
        """Tell whether the target is exceeded so far that a lower score, given by hand, is legitimate."""
        if self.op not in ("ge", "gt", "eq") or self.target <= 0:
            return False
        return any(self.scaled(scale) >= multiply(self.target, OVER_ACHIEVED) for scale in self.scales)

    def _reaches(self, actual: Decimal) -> bool:
        if self.high is not None:
            return self.target <= actual <= self.high
        if self.op is None:
            return actual == self.target
        return actual <= self.target if self.op in ("le", "lt") else actual >= self.target


_LEAST: frozenset[Operator | None] = frozenset({"ge", "gt"})
_MOST: frozenset[Operator | None] = frozenset({"le", "lt"})


def find_pair(row: Row) -> Pair | Message:
    """Return target and actual as numbers, or why they cannot be compared.

    Some forms repeat the sign of the target before the actual, `≥266米`: the numbers are compared.
    """
    target, actual = row.target.value, row.actual.value
    if target is None or actual is None:
        return Message(en="The target or the actual value is missing.", zh="缺少年度指标值或实际完成值，未核算。")
    if target.number is None or actual.number is None or actual.high is not None:
        return Message(en="Target and actual are not both one number.", zh="指标值与完成值不都是单一数字，未核算。")
    if {target.op, actual.op} & _LEAST and {target.op, actual.op} & _MOST:
        signs = f"{row.target.raw} / {row.actual.raw}"
        return Message(en=f"Opposite signs: {signs}.", zh=f"指标值与完成值符号相反：{signs}，未核算。")
    tens = scales(target, actual)
    if not tens:
        units = f"{target.unit} / {actual.unit}"
        return Message(en=f"Different units: {units}.", zh=f"指标值与完成值单位不同：{units}，未核算。")
    return Pair(row, target.op, target.number, target.high, actual.number, tens)


def judge_numbers(
    about: Claim, row: Row, points: tuple[Decimal, Decimal], rules: Sequence[RuleSet]
) -> Iterator[Finding]:
    """Judge the score of a row with numbers; a mismatch is one only if every rule set disagrees.

    Args:
        about: the claim.
        row: the indicator.
        points: weight and score.
        rules: the sets that may apply, the likeliest first.
    """
    pair = find_pair(row)
    if isinstance(pair, Message):
        yield stated(about, "unchecked", pair, printed=points[1])
    elif _lost(row):
        yield stated(about, "unchecked", _WAIT, printed=points[1])
    elif pair.op is None:
        yield _judge_unsigned(about, pair, points)
    else:
        tries = ((each, scale) for each in rules if each.over_limit for scale in pair.scales)
        findings = (_judge_signed(about, pair, points, one) for one in tries)
        best = most_lenient(findings) or stated(about, "unchecked", _NEGATIVE, printed=points[1])
        yield from (_excuse(about, pair, points) if best.result == "mismatch" else ()) or (best,)


_NEGATIVE = Message(en="No rule fits a negative target or actual.", zh="指标值或完成值为负，无适用规则，未核算。")


def _judge_signed(
    about: Claim, pair: Pair, points: tuple[Decimal, Decimal], how: tuple[RuleSet, int]
) -> Finding | None:
    """Judge the score by one rule set and one scale of the actual; None if the set has no rule for it."""
    assert pair.op is not None
    (weight, score), (rules, scale) = points, how
    shares = _shares(rules, pair, scale)
    if not shares:
        return None
    nearest, *ends = (multiply(share, weight) for share in shares)
    falling = pair.op in ("le", "lt")
    value = Recomputed(nearest, _hull(ends[:2]), _hull(ends[2:]), closed=falling) if ends else exactly(nearest)
    # A number that was cut off never reaches the next one, so that only half a unit can bring an actual to its target.
    reached = max(shares[:3]) >= 1
    outcome = compare_score(score, value, unreached=None if reached else weight, cut=True)
    formula = f"{plain(weight)} × {spell(rules, pair.op, pair.scaled(scale), pair.target, shares[0])}"
    return judged(about, outcome, formula, rule_set=rules.name)


def _shares(rules: RuleSet, pair: Pair, scale: int) -> list[Exact]:
    """Return the shares of the weight that the actual earns, and the ends of what it may be if rounded, or cut off.

    One share if the actual is exact, which most are; none if the set has no rule.
    """
    assert pair.op is not None
    number, step = pair.scaled(scale), pair.row.step.scaleb(scale)
    values = (number,) if pair.exact else (number, *rounded(number, step), *truncated(number, step))
    shares = [earned(rules, pair.op, value, pair.target) for value in values]
    return [] if None in shares else [share for share in shares if share is not None]


def _hull(ends: Sequence[Exact]) -> Interval:
    return Interval(min(ends), max(ends))


def _judge_unsigned(about: Claim, pair: Pair, points: tuple[Decimal, Decimal]) -> Finding:
    """Judge a target without a sign, or a range: all points if it is met exactly, else nobody can say."""
    weight, score = points
    target, actual = pair.row.target.raw, pair.row.actual.raw
    if pair.reaches():
        return judged(about, compare_score(score, exactly(weight)), f"{plain(weight)} × 1 ({actual}; {target})")
    if pair.high is not None:
        message = Message(
            en=f"{actual} lies outside the range {target}: no rule says what it earns.",
            zh=f"完成值 {actual} 不在指标值范围 {target} 内，无适用规则，未核算。",
        )
    else:
        message = Message(
            en=f"The target {target} has no sign: no rule for {actual}.",
            zh=f"指标值 {target} 无比较符号，完成值 {actual} 无适用规则，未核算。",
        )
    return stated(about, "unchecked", message, printed=score)


# --- What explains a mismatch without an error in the score -------------------------------------------------------


OVERDONE = Message(
    en="The target is exceeded by a fifth or more: a lower score, given by hand, is legitimate.",
    zh="完成值超出指标值 20% 以上，可酌情扣分，未核算。",
)


def _excuse(about: Claim, pair: Pair, points: tuple[Decimal, Decimal]) -> tuple[Finding, ...]:
    target, actual = pair.row.target.value, pair.row.actual.value
    assert target is not None
    assert actual is not None
    if likely_percent(target, actual):
        return _percent(pair.row, "actual"), stated(about, "unchecked", _WAIT, printed=points[1])
    if 0 <= points[1] < points[0] and pair.overdone():
        return (stated(about, "unchecked", OVERDONE, printed=points[1]),)
    return ()


_WAIT = Message(en="Target and actual may be in different units.", zh="指标值与完成值的单位可能不一致，未核算得分。")


def doubt_percent(row: Row) -> Iterator[Finding]:
    """Doubt a target or an actual that is likely a percentage which lost its format; scored or not, it may be wrong."""
    if lost := _lost(row):
        yield _percent(row, lost)


def _lost(row: Row) -> Literal["target", "actual"] | None:
    pair = find_pair(row)
    if isinstance(pair, Message) or not row.target.value or not row.actual.value:
        return None
    return lost_percent(row.target.value, row.actual.value)


def _percent(row: Row, lost: Literal["target", "actual"]) -> Finding:
    cell, beside = (row.actual, row.target) if lost == "actual" else (row.target, row.actual)
    number = cell.value.number if cell.value else None
    assert number is not None
    names = ("the target", "指标值", "完成值") if lost == "actual" else ("the actual value", "完成值", "指标值")
    percent = number.scaleb(2)
    doubt = Message(
        en=f"{cell.raw} is printed beside {beside.raw}, {names[0]}: {plain(percent)} % that lost its format?",
        zh=f"{names[2]}印为 {cell.raw}，{names[1]}为 {beside.raw}：疑似百分比格式丢失，应为 {plain(percent)}%？",
    )
    return stated(claim("unit-scale", cell, (beside.pointer,)), "doubt", doubt, printed=number, suggested=percent)
