"""Readings with their pointer, and findings about them: what all rules need to name things and to speak.

The rules themselves are in funding.py, indicators.py, totals.py, readings.py and remarks.py.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from pdf2form.checks.compare import Comparison, How
from pdf2form.record import Finding, Message, Reading, Result, Where

T = TypeVar("T")

_NOTHING = frozenset("-—–－‐‑−―─/／")


class Printed(NamedTuple, Generic[T]):
    """A place of the form: its JSON pointer, and what is printed there; None if the form has no such place."""

    pointer: str
    reading: Reading[T] | None

    @property
    def value(self) -> T | None:
        """The value understood, if any."""
        return self.reading.value if self.reading else None

    @property
    def blank(self) -> bool:
        """The place exists and nothing at all is printed there."""
        return self.reading is not None and not self.reading.raw.strip()

    @property
    def dash(self) -> bool:
        """A `-`, `—` or `/` stands there: the form says that there is no such number."""
        return bool(self.reading and self.reading.raw.strip()) and set(self.raw) <= _NOTHING

    @property
    def unparsed(self) -> bool:
        """Something is printed there that could not be understood."""
        return self.value is None and self.reading is not None and not self.blank and not self.dash

    @property
    def raw(self) -> str:
        """The printed characters without the blanks around them; "" if there is no such place."""
        return self.reading.raw.strip() if self.reading else ""

    @property
    def where(self) -> tuple[Where, ...]:
        """Its place on the page."""
        return self.reading.where if self.reading else ()


def leaders(readings: Sequence[Reading[T] | None]) -> list[int]:
    """Return for each row the row that owns its cell: itself, or the first row of a cell that spans several.

    A row under a spanning cell has a reading with the same `where` and nothing in it (docs/contract.md).
    """
    owners: list[int] = []
    for row, reading in enumerate(readings):
        above = readings[row - 1] if row else None
        spanned = reading and above and not reading.raw and _same_place(reading.where, above.where)
        owners.append(owners[row - 1] if spanned else row)
    return owners


def _same_place(one: tuple[Where, ...], other: tuple[Where, ...]) -> bool:
    """Compare places; the first boxes first, for a blank column has many, and models compare slowly."""
    return bool(one and other) and one[0].box == other[0].box and one == other


def add_up(cells: Sequence[Printed[Decimal]]) -> tuple[Decimal, str]:
    """Return the sum of the numbers that are printed, and how it is spelled.

    Equal neighbours are spelled `48 × 2.00`: the weights of seventy rows are no help one by one.
    """
    values = [cell.value for cell in cells if cell.value is not None]
    runs = [list(equal) for _, equal in groupby(values)]
    words = (plain(run[0]) if len(run) == 1 else f"{len(run)} × {plain(run[-1])}" for run in runs)
    return sum(values, Decimal(0)), " + ".join(words)


def plain(number: Decimal) -> str:
    """Write a number the way a form prints it, without an exponent."""
    return f"{number:f}"


class Claim(NamedTuple):
    """What a finding is about, before anything is said of it."""

    rule: str
    subject: str
    where: tuple[Where, ...] = ()
    inputs: tuple[str, ...] = ()


def claim(rule: str, subject: Printed[T], inputs: Iterable[str] = ()) -> Claim:
    """Name a rule, the place it judges, and the pointers it is recomputed from."""
    return Claim(rule, subject.pointer, subject.where, tuple(inputs))


def stated(
    about: Claim,
    result: Result,
    message: Message,
    *,
    printed: Decimal | str | None = None,
    suggested: Decimal | None = None,
) -> Finding:
    """Make a finding that compares nothing: unchecked, doubt, remark."""
    return Finding(
        rule=about.rule,
        result=result,
        subject=about.subject,
        inputs=about.inputs,
        printed=printed,
        suggested=suggested,
        message=message,
        where=about.where,
    )


def judged(about: Claim, outcome: Comparison, formula: str, *, rule_set: str | None = None) -> Finding:
    """Make the finding of a comparison.

    Args:
        about: rule and places.
        outcome: the comparison.
        formula: spelled out with its numbers, such as `10 × 150.72 / 151.21`.
        rule_set: the scoring rules of the formula; None where none is needed.
    """
    return Finding(
        rule=about.rule,
        rule_set=rule_set,
        result=outcome.result,
        subject=about.subject,
        inputs=about.inputs,
        printed=outcome.printed,
        recomputed=outcome.recomputed,
        low=outcome.low,
        high=outcome.high,
        difference=outcome.printed - outcome.recomputed,
        message=_SENTENCES[outcome.how](formula, outcome),
        where=about.where,
    )


_SENTENCES: dict[How, Callable[[str, Comparison], Message]] = {
    "equal": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}, as printed.", zh=f"{formula} = {of.recomputed:f}，与表中一致。"
    ),
    "in-band": lambda formula, of: Message(
        en=f"{formula}: {of.low:f} to {of.high:f} points; {of.printed:f} is printed, which lies within.",
        zh=f"{formula}：应得 {of.low:f} 至 {of.high:f} 分；表中为 {of.printed:f}，在此范围内。",
    ),
    "out-of-band": lambda formula, of: Message(
        en=f"{formula}: {of.low:f} to {of.high:f} points, but {of.printed:f} is printed.",
        zh=f"{formula}：应得 {of.low:f} 至 {of.high:f} 分，表中却为 {of.printed:f}。",
    ),
    "rounded": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}, but {of.printed:f} is printed; rounding explains the difference.",
        zh=f"{formula} = {of.recomputed:f}，表中为 {of.printed:f}；差异可由所印数字的四舍五入解释。",
    ),
    "truncated": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}, but {of.printed:f} is printed: cut off instead of rounded, it fits.",
        zh=f"{formula} = {of.recomputed:f}，表中为 {of.printed:f}；若末位小数是截去而非四舍五入，则相符。",
    ),
    "coarse": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}; {of.printed:f} is printed, with fewer decimals.",
        zh=f"{formula} = {of.recomputed:f}；表中为 {of.printed:f}，保留的小数位较少。",
    ),
    "last-unit": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}, but {of.printed:f} is printed: "
        "off by no more than one unit of the last decimal.",
        zh=f"{formula} = {of.recomputed:f}，表中为 {of.printed:f}：相差不超过末位一个单位。",
    ),
    "apart": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}, but {of.printed:f} is printed; rounding does not explain the difference.",
        zh=f"{formula} = {of.recomputed:f}，表中却为 {of.printed:f}；四舍五入不能解释这一差异。",
    ),
    "at-odds": lambda formula, of: Message(
        en=f"{formula} = {of.recomputed:f}, but {of.printed:f} is printed; rounding may explain the rate or the score, "
        "but not both together.",
        zh=f"{formula} = {of.recomputed:f}，表中却为 {of.printed:f}；四舍五入不能同时解释执行率与得分。",
    ),
}
"""The sentence for each outcome, with the formula spelled out."""
