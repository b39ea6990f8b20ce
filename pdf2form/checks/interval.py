"""What printed digits can stand for, and arithmetic on that.

A printed 150.72 is some amount that was rounded, or cut off, to two decimals. A result recomputed from printed numbers
is therefore an interval, and it contradicts a printed result only if the two cannot meet. Weights, scores and targets
are exact: a point.

Inside, a number is a decimal until it is divided, and a fraction after: 10 × 150.72 / 151.21 has no end as a decimal,
and a sum of rounded divisions could land on the wrong side of a tie. Fractions alone would do, but cost ten times as
much, and most points are earned in full. No operation here rounds; only `half_up`, `round_down` and `round_up` do, and
say so.
"""

from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

Exact = Decimal | Fraction
"""The two compare with each other exactly, but do not add or multiply; `add` and `multiply` do."""

ONE = Decimal(1)
ZERO = Decimal(0)
HALF = Decimal("0.5")

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Python's own context rounds to 28 digits; with this one no sum, product or scaling of decimals is ever rounded."""


def add(one: Exact, other: Exact) -> Exact:
    """Return the exact sum."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return _EXACT.add(one, other)
    return Fraction(one) + Fraction(other)


def multiply(one: Exact, other: Exact) -> Exact:
    """Return the exact product."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return _EXACT.multiply(one, other)
    return Fraction(one) * Fraction(other)


def divide(number: Exact, divisor: Exact) -> Fraction:
    """Return the exact quotient."""
    return Fraction(number) / Fraction(divisor)


class Interval(NamedTuple):
    """All numbers from low to high, both included in its arithmetic.

    An interval that stands for printed digits is open above in truth: 9.99 cut off is below 10. `rounds_to` and
    `cut_off_to` know.
    """

    low: Exact
    high: Exact

    def plus(self, other: "Interval") -> "Interval":
        """Return every sum."""
        return Interval(add(self.low, other.low), add(self.high, other.high))

    def times(self, factor: Exact) -> "Interval":
        """Return every product with an exact factor."""
        ends = multiply(self.low, factor), multiply(self.high, factor)
        return Interval(*ends) if factor >= 0 else Interval(*reversed(ends))

    def over(self, divisor: "Interval") -> "Interval":
        """Return every quotient; the divisor must be positive throughout."""
        if divisor.low <= 0:
            raise ValueError(f"cannot divide by an interval from {divisor.low}")
        low = divide(self.low, divisor.high if self.low >= 0 else divisor.low)
        return Interval(low, divide(self.high, divisor.low if self.high >= 0 else divisor.high))

    def clamp(self, low: Exact, high: Exact) -> "Interval":
        """Return what is left when every number is forced between low and high."""
        return Interval(clamp(self.low, low, high), clamp(self.high, low, high))

    def meet(self, other: "Interval") -> "Interval | None":
        """Return what both hold, if there is any."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def holds(self, number: Exact) -> bool:
        """Tell whether the number lies inside."""
        return self.low <= number <= self.high


def clamp(number: Exact, low: Exact, high: Exact) -> Exact:
    """Return the number forced between low and high."""
    return min(max(number, low), high)


def point(number: Exact) -> Interval:
    """Return the interval of a number that is exact as printed."""
    return Interval(number, number)


def rounded(number: Decimal, step: Decimal) -> Interval:
    """Return what is printed as `number` by a system that rounds to multiples of `step`.

    Both ends belong to it: which way a tie goes differs between systems.
    """
    half = _EXACT.multiply(step, HALF)
    return Interval(_EXACT.subtract(number, half), _EXACT.add(number, half))


def truncated(number: Decimal, step: Decimal) -> Interval:
    """Return what is printed as `number` by a system that cuts the rest off.

    The far end does not belong to it in truth; `cut_off_to` knows.
    """
    return Interval(_EXACT.subtract(number, step), number) if number < 0 else Interval(number, _EXACT.add(number, step))


def rounds_to(values: Interval, number: Decimal, step: Decimal, *, closed: bool = False) -> bool:
    """Tell whether some of the values are printed as `number` by a system that rounds.

    Two intervals that only touch do not meet, for the upper end belongs to neither; a single value may be a tie.

    Args:
        values: what may have been printed.
        number: as printed.
        step: one unit of its last decimal.
        closed: the upper end belongs to the values.
    """
    shown = rounded(number, step)
    if values.low == values.high:
        return shown.holds(values.low)
    return values.low < shown.high and (shown.low < values.high or (closed and shown.low == values.high))


def cut_off_to(values: Interval, number: Decimal, step: Decimal, *, closed: bool = False) -> bool:
    """Tell whether some of the values are printed as `number` by a system that cuts the rest off."""
    shown = truncated(number, step)
    if number < 0:
        return shown.low < values.high and values.low <= shown.high
    touching = shown.low == values.high and (closed or values.low == values.high)
    return values.low < shown.high and (shown.low < values.high or touching)


def step_of(number: Decimal) -> Decimal:
    """Return one unit of the last printed decimal: 0.01 for 1.50, 1 for 15, 100 for 1.5E+3."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is not a number that can be printed")
    return ONE.scaleb(exponent, _EXACT)


def finest_step(numbers: Iterable[Decimal]) -> Decimal:
    """Return the smallest step in a block; 1 if there are no numbers."""
    return min(map(step_of, numbers), default=ONE)


def half_up(number: Exact, step: Decimal) -> Decimal:
    """Round to a multiple of step, a power of ten; ties go away from zero, as in the systems of the provinces."""
    if isinstance(number, Decimal):
        return _EXACT.plus(number.quantize(step, ROUND_HALF_UP, _EXACT))  # plus: no zero is negative
    above, below = _in_steps(abs(number), step)
    count = (2 * above + below) // (2 * below)
    return _multiple(-count if number < 0 else count, step)


def round_down(number: Exact, step: Decimal) -> Decimal:
    """Return the greatest multiple of step that is not above the number."""
    above, below = _in_steps(number, step)
    return _multiple(above // below, step)


def round_up(number: Exact, step: Decimal) -> Decimal:
    """Return the least multiple of step that is not below the number."""
    above, below = _in_steps(number, step)
    return _multiple(-(-above // below), step)


def _in_steps(number: Exact, step: Decimal) -> tuple[int, int]:
    """Return number / step as numerator and denominator: whole numbers divide faster than fractions."""
    above, below = number.as_integer_ratio()
    places = step.adjusted()
    return (above * 10**-places, below) if places < 0 else (above, below * 10**places)


def _multiple(count: int, step: Decimal) -> Decimal:
    """Return count × step, where step is a power of ten, exactly, with the decimals of the step."""
    return Decimal(count).scaleb(step.adjusted(), _EXACT)
