"""A printed number against its recomputation: equal, explained by rounding, or apart.

What each result means is fixed in docs/contract.md. How wide "explained by rounding" may be is decided here, and
nowhere else: an interval that is too wide hides errors, one that is too narrow accuses correct forms.
"""

from decimal import Decimal
from typing import Literal, NamedTuple

from pdf2form.checks.interval import (
    Exact,
    Interval,
    add,
    clamp,
    cut_off_to,
    half_up,
    multiply,
    point,
    round_down,
    round_up,
    rounded,
    rounds_to,
    step_of,
    truncated,
)
from pdf2form.record import Result

How = Literal["equal", "rounded", "truncated", "coarse", "last-unit", "in-band", "out-of-band", "apart", "at-odds"]
"""Why the result is what it is; the message to the reader says it."""

SCORE_STEP = Decimal("0.01")
"""The systems of the provinces round a score half up to two decimals (SCORING.md)."""

LARGEST_LAST_UNIT = Decimal("0.05")
"""Points. A total may be off by one unit of its last decimal, but not by 0.1 or 1 because it is printed coarsely."""


class Recomputed(NamedTuple):
    """A recomputed number: the nearest, and what the inputs allow if they were rounded, or cut off."""

    nearest: Exact
    rounded: Interval
    truncated: Interval
    closed: bool = False
    """The upper ends of the intervals belong to them: a share that falls while the actual rises."""

    def times(self, factor: Exact) -> "Recomputed":
        """Return the product with an exact factor."""
        ends = self.rounded.times(factor), self.truncated.times(factor)
        return Recomputed(multiply(self.nearest, factor), *ends, closed=self.closed)

    def clamp(self, low: Exact, high: Exact) -> "Recomputed":
        """Return what is left when every number is forced between low and high."""
        ends = self.rounded.clamp(low, high), self.truncated.clamp(low, high)
        return Recomputed(clamp(self.nearest, low, high), *ends, closed=self.closed)

    def plus(self, other: "Recomputed") -> "Recomputed":
        """Return the sum."""
        return Recomputed(
            add(self.nearest, other.nearest), self.rounded.plus(other.rounded), self.truncated.plus(other.truncated)
        )


def exactly(number: Exact) -> Recomputed:
    """Return a recomputation from exact inputs."""
    return Recomputed(number, point(number), point(number))


def stands_for(number: Decimal, step: Decimal, *, cut: bool = True) -> Recomputed:
    """Return what a printed number stands for; a printed zero is nothing, and exact.

    Args:
        number: as printed.
        step: one unit of the finest decimals in its block.
        cut: a system may have cut it off.
    """
    if number == 0:
        return exactly(number)
    by_rounding = rounded(number, step)
    return Recomputed(number, by_rounding, truncated(number, step) if cut else by_rounding)


class Comparison(NamedTuple):
    """The outcome, with the numbers that a finding shows."""

    how: How
    printed: Decimal
    recomputed: Decimal
    low: Decimal
    high: Decimal

    @property
    def result(self) -> Result:
        """The word of the contract."""
        if self.how in ("equal", "in-band"):
            return "pass"
        return "mismatch" if self.how in ("apart", "at-odds", "out-of-band") else "rounding"


def _comparison(how: How, printed: Decimal, nearest: Decimal, allowed: Interval, step: Decimal) -> Comparison:
    """Write the ends with the decimals of `step`, or outward with three more where they need them."""
    low, high = half_up(allowed.low, step), half_up(allowed.high, step)
    if low != allowed.low:
        low = round_down(allowed.low, step.scaleb(-3))
    if high != allowed.high:
        high = round_up(allowed.high, step.scaleb(-3))
    return Comparison(how, printed, nearest, low, high)


def compare(printed: Decimal, value: Recomputed, step: Decimal) -> Comparison:
    """Compare at the printed decimals, `step`.

    Three systems are thought of: one that rounds everything, one that cuts everything off, and one that shows rounded
    inputs and cuts the result off. Inputs cut off and the result rounded has not been met, and would widen the
    interval for nothing.
    """
    nearest = half_up(value.nearest, step)
    if nearest == printed:
        return _comparison("equal", printed, nearest, value.rounded, step)
    if rounds_to(value.rounded, printed, step, closed=value.closed):
        return _comparison("rounded", printed, nearest, value.rounded, step)
    if cut_off_to(value.rounded, printed, step, closed=value.closed):
        return _comparison("truncated", printed, nearest, value.rounded, step)
    if cut_off_to(value.truncated, printed, step, closed=value.closed):
        return _comparison("truncated", printed, nearest, value.truncated, step)
    return _comparison("apart", printed, nearest, value.rounded, step)


def compare_score(
    printed: Decimal, value: Recomputed, *, unreached: Decimal | None = None, cut: bool = False
) -> Comparison:
    """Compare a score, which people round by hand to whole points.

    A score with two decimals or more must agree at its own decimals. One with fewer passes if it is the formula to
    two decimals (8.6 for 8.60), and is `coarse` if rounding the formula half up to its own decimals gives it (9 for
    8.6; either way at a tie). Scores of indicators are also cut off by hand (8.5 for 8.571); never does rounding
    make all the points of a target that is missed.

    Args:
        printed: the score.
        value: the formula.
        unreached: the full weight of a row whose target is missed; only the formula itself may give it.
        cut: a hand may have cut decimals off.
    """
    step = step_of(printed)
    fine = compare(printed, value, min(step, SCORE_STEP))
    if fine.how == "equal" or step <= SCORE_STEP:
        return fine
    if unreached is not None and printed >= unreached:
        return fine._replace(how="apart")
    by_hand = rounds_to(value.rounded, printed, step, closed=value.closed)
    if by_hand or (cut and cut_off_to(value.rounded, printed, step, closed=value.closed)):
        return fine._replace(how="coarse")
    return fine._replace(how="apart")


def compare_total(printed: Decimal, total: Decimal) -> Comparison:
    """Compare a total with the exact sum of the printed points; one with fewer decimals is at most 0.05 off too."""
    step, exact = step_of(printed), point(total)
    finest = min(step, step_of(total))
    if printed == total:
        return _comparison("equal", printed, total, exact, finest)
    if abs(printed - total) <= min(LARGEST_LAST_UNIT, step):
        return _comparison("last-unit" if step == finest else "coarse", printed, total, exact, finest)
    return _comparison("apart", printed, total, exact, finest)


def compare_band(printed: Decimal, low: Exact, high: Exact) -> Comparison:
    """Compare with a band of a rule, both ends included; the nearest number is the printed one if it lies inside."""
    band = Interval(low, high)
    step = min(step_of(printed), SCORE_STEP)
    if band.holds(printed):
        return _comparison("in-band", printed, half_up(printed, step), band, step)
    return _comparison("out-of-band", printed, half_up(clamp(printed, low, high), step), band, step)
