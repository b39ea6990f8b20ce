"""What printed digits can stand for, and arithmetic on that.

A printed 150.72 is some amount that was rounded, or cut off, to two decimals. A result recomputed from printed numbers
is therefore an interval, and it contradicts a printed result only if the two cannot meet. Weights, scores and targets
are exact: a point.

Inside, numbers are fractions: 10 × 150.72 / 151.21 has no end as a decimal, and a sum of rounded divisions could land
on the wrong side of a tie. So no operation here rounds; only `half_up`, `round_down` and `round_up` do, and say so.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

HALF = Fraction(1, 2)


class Interval(NamedTuple):
    """All numbers from low to high, both included."""

    low: Fraction
    high: Fraction

    def plus(self, other: "Interval") -> "Interval":
        """Return every sum."""
        return Interval(self.low + other.low, self.high + other.high)

    def times(self, factor: Fraction) -> "Interval":
        """Return every product with an exact factor."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def over(self, divisor: "Interval") -> "Interval":
        """Return every quotient; the divisor must be positive throughout."""
        if divisor.low <= 0:
            raise ValueError(f"cannot divide by an interval from {divisor.low}")
        ends = [end / by for end in self for by in divisor]
        return Interval(min(ends), max(ends))

    def clamp(self, low: Fraction, high: Fraction) -> "Interval":
        """Return what is left when every number is forced between low and high."""
        return Interval(min(max(self.low, low), high), min(max(self.high, low), high))

    def holds(self, number: Fraction) -> bool:
        """Tell whether the number lies inside."""
        return self.low <= number <= self.high


def point(number: Decimal | Fraction) -> Interval:
    """Return the interval of a number that is exact as printed."""
    return Interval(Fraction(number), Fraction(number))


def rounded(number: Decimal | Fraction, step: Fraction) -> Interval:
    """Return what is printed as `number` by a system that rounds to multiples of `step`.

    Both ends belong to it: which way a tie goes differs between systems.
    """
    return Interval(Fraction(number) - step / 2, Fraction(number) + step / 2)


def truncated(number: Decimal | Fraction, step: Fraction) -> Interval:
    """Return what is printed as `number` by a system that cuts the rest off.

    The far end does not belong to it in truth; `cut_off_to` knows.
    """
    exact = Fraction(number)
    return Interval(exact - step, exact) if exact < 0 else Interval(exact, exact + step)


def rounds_to(values: Interval, number: Decimal, step: Fraction) -> bool:
    """Tell whether some of the values are printed as `number` by a system that rounds."""
    shown = rounded(number, step)
    return values.low <= shown.high and shown.low <= values.high


def cut_off_to(values: Interval, number: Decimal, step: Fraction) -> bool:
    """Tell whether some of the values are printed as `number` by a system that cuts the rest off."""
    shown = truncated(number, step)
    if number < 0:
        return shown.low < values.high and values.low <= shown.high
    return values.low < shown.high and shown.low <= values.high


def step_of(number: Decimal) -> Fraction:
    """Return one unit of the last printed decimal: 1/100 for 1.50, 1 for 15, 100 for 1.5E+3."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is not a number that can be printed")
    return Fraction(10) ** exponent


def finest_step(numbers: Iterable[Decimal]) -> Fraction:
    """Return the smallest step in a block; 1 if there are no numbers."""
    return min(map(step_of, numbers), default=Fraction(1))


def _multiple(count: int, step: Fraction) -> Decimal:
    """Return count × step, where step is a power of ten, exactly, with the decimals of the step."""
    exponent = len(str(step.numerator)) - len(str(step.denominator))
    return Decimal((int(count < 0), tuple(map(int, str(abs(count)))), exponent))


def half_up(number: Fraction, step: Fraction) -> Decimal:
    """Round to a multiple of step, a power of ten; ties go away from zero, as in the systems of the provinces."""
    count = floor(abs(number) / step + HALF)
    return _multiple(-count if number < 0 else count, step)


def round_down(number: Fraction, step: Fraction) -> Decimal:
    """Return the greatest multiple of step that is not above the number."""
    return _multiple(floor(number / step), step)


def round_up(number: Fraction, step: Fraction) -> Decimal:
    """Return the least multiple of step that is not below the number."""
    return _multiple(ceil(number / step), step)
