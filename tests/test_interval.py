"""What printed digits can stand for: no true value may fall outside, and nothing is wider than it must be."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf2form.checks.interval import (
    Interval,
    cut_off_to,
    finest_step,
    half_up,
    point,
    round_down,
    round_up,
    rounded,
    rounds_to,
    step_of,
    truncated,
)

CENT = Decimal("0.01")

amounts = st.decimals(min_value=Decimal("0.5"), max_value=10**7, places=5)
signed = st.decimals(min_value=-(10**5), max_value=10**5, places=5)
fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)
intervals = st.tuples(fractions, fractions).map(lambda ends: Interval(min(ends), max(ends)))
long_decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40, places=6)
inside = st.fractions(min_value=0, max_value=1, max_denominator=100)


def pick(interval: Interval, share: Fraction) -> Fraction:
    low, high = (Fraction(end) for end in interval)
    return low + (high - low) * share


@given(signed, st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_the_true_value_of_a_rounded_number_lies_in_its_interval(true: Decimal, mode: str) -> None:
    shown = true.quantize(CENT, mode)
    assert rounded(shown, CENT).holds(Fraction(true))
    assert rounds_to(point(true), shown, CENT)


@given(signed)
def test_the_true_value_of_a_truncated_number_lies_in_its_interval(true: Decimal) -> None:
    shown = true.quantize(CENT, ROUND_DOWN)
    if shown:  # of a zero nobody knows the sign
        assert truncated(shown, CENT).holds(Fraction(true))
        assert cut_off_to(point(true), shown, CENT)


@given(amounts, amounts, st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
def test_a_quotient_of_printed_numbers_holds_the_true_quotient(a: Decimal, b: Decimal, mode: str) -> None:
    stands_for = rounded if mode == ROUND_HALF_UP else truncated
    allowed = stands_for(a.quantize(CENT, mode), CENT).over(stands_for(b.quantize(CENT, mode), CENT))
    assert allowed.holds(Fraction(a) / Fraction(b))


@given(intervals, intervals, inside, inside, fractions)
def test_every_operation_holds_the_result_for_every_member(
    a: Interval, b: Interval, at_a: Fraction, at_b: Fraction, factor: Fraction
) -> None:
    x, y = pick(a, at_a), pick(b, at_b)
    assert a.plus(b).holds(x + y)
    assert a.times(factor).holds(x * factor)
    assert a.clamp(Fraction(0), Fraction(1)).holds(min(max(x, Fraction(0)), Fraction(1)))
    if b.low > 0:
        assert a.over(b).holds(x / y)


@given(fractions, fractions)
def test_exact_inputs_give_points(x: Fraction, y: Fraction) -> None:
    assert point(x).plus(point(y)) == point(x + y)
    assert point(x).times(y) == point(x * y)
    if y > 0:
        assert point(x).over(point(y)) == point(x / y)


@given(intervals, intervals, inside, inside, fractions)
def test_wider_inputs_give_no_narrower_results(
    a: Interval, b: Interval, one: Fraction, two: Fraction, factor: Fraction
) -> None:
    narrow = Interval(*sorted((pick(a, one), pick(a, two))))
    for wide, less in ((a.plus(b), narrow.plus(b)), (a.times(factor), narrow.times(factor))):
        assert wide.low <= less.low <= less.high <= wide.high


@given(st.lists(long_decimals, min_size=4, max_size=4), long_decimals)
def test_decimals_of_any_length_are_as_exact_as_fractions(ends: list[Decimal], factor: Decimal) -> None:
    decimals = Interval(*sorted(ends[:2])), Interval(*sorted(ends[2:]))
    a, b = (Interval(Fraction(one.low), Fraction(one.high)) for one in decimals)
    assert decimals[0].plus(decimals[1]) == a.plus(b)
    assert decimals[0].times(factor) == a.times(Fraction(factor))
    if b.low > 0:
        assert decimals[0].over(decimals[1]) == a.over(b)
    for mode in (half_up, round_down, round_up):
        assert str(mode(factor, CENT)) == str(mode(Fraction(factor), CENT))


@given(long_decimals, st.integers(min_value=-3, max_value=3))
def test_what_a_decimal_stands_for_is_not_rounded_by_python(number: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(places)
    assert rounded(number, step) == (Fraction(number) - Fraction(step) / 2, Fraction(number) + Fraction(step) / 2)
    low, high = truncated(number, step)
    assert Fraction(high) - Fraction(low) == step
    assert number in (low, high)


def test_no_zero_is_negative() -> None:
    assert str(half_up(Decimal("-0.001"), CENT)) == str(half_up(Fraction(-1, 1000), CENT)) == "0.00"


def test_dividing_by_what_may_be_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot divide"):
        point(Fraction(1)).over(rounded(Decimal("0.00"), CENT))


@given(fractions)
def test_half_up_agrees_with_decimal(number: Fraction) -> None:
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(decimal) == number:
        assert half_up(number, CENT) == decimal.quantize(CENT, ROUND_HALF_UP)


@given(fractions)
def test_rounding_outward_holds_the_number(number: Fraction) -> None:
    assert Fraction(round_down(number, CENT)) <= number <= Fraction(round_up(number, CENT))
    assert Fraction(round_up(number, CENT)) - Fraction(round_down(number, CENT)) <= CENT


@pytest.mark.parametrize(("shown", "step"), [("1.50", "1/100"), ("15", "1"), ("1.5E+3", "100"), ("0.000", "1/1000")])
def test_the_step_is_one_unit_of_the_last_printed_decimal(shown: str, step: str) -> None:
    assert step_of(Decimal(shown)) == Fraction(step)


def test_the_finest_decimals_of_a_block_count() -> None:
    assert finest_step([Decimal("250000"), Decimal("215457.6")]) == Fraction(1, 10)
    assert finest_step([]) == 1


def test_the_seed_rate_meets_its_print_only_by_intervals() -> None:
    rate = rounded(Decimal("150.72"), CENT).over(rounded(Decimal("151.21"), CENT)).times(Fraction(100))
    assert half_up(rate.low, Decimal("0.001")) == Decimal("99.669")
    assert half_up(rate.high, Decimal("0.001")) == Decimal("99.683")
    assert rounds_to(rate, Decimal("99.67"), CENT)
    assert not rounds_to(rate, Decimal("99.66"), CENT)
    assert not cut_off_to(rate, Decimal("99.65"), CENT)


def test_the_far_end_of_a_truncated_number_is_not_part_of_it() -> None:
    assert cut_off_to(point(Fraction(979, 100)), Decimal("9.79"), CENT)
    assert not cut_off_to(point(Fraction(98, 10)), Decimal("9.79"), CENT)
    assert not cut_off_to(point(Fraction(-98, 10)), Decimal("-9.79"), CENT)
