"""Units beside numbers: which two can be compared, and by what power of ten."""

from functools import lru_cache
from typing import Literal

from pdf2form.record import Quantity

_TENFOLD = (("百万", 6), ("千", 3), ("万", 4), ("亿", 8))
_SAME = {"百分比": "%", "％": "%"}


@lru_cache(maxsize=1024)
def _split(unit: str | None) -> tuple[str, int]:
    """Return the unit without its multiple, and the power of ten of the multiple: 万字 is 字, 4."""
    plain = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in unit or "").strip("()")
    plain = _SAME.get(plain, plain)
    for multiple, power in _TENFOLD:
        if plain.startswith(multiple):
            return plain.removeprefix(multiple), power
    return plain, 0


def scales(target: Quantity, actual: Quantity) -> tuple[int, ...]:
    """Return the powers of ten that may bring the actual to the unit of the target, the likeliest first.

    No unit printed beside 万字 means the same unit, or else the same thing counted singly: both are tried. Empty if
    the units differ.
    """
    (base, power), (other, own) = _split(target.unit), _split(actual.unit)
    if base and other:
        return (own - power,) if base == other else ()
    return (0, own - power) if own != power and not (target.unit and actual.unit) else (own - power,)


def is_percent(quantity: Quantity | None) -> bool:
    """Tell whether % or 百分比 is printed."""
    return quantity is not None and _split(quantity.unit)[0] == "%"


LARGEST_FRACTION = 3
"""A bare number above this beside a percentage is a percentage, not a multiple of the whole (1.2 for 120 %)."""


def lost_percent(target: Quantity, actual: Quantity) -> Literal["target", "actual"] | None:
    """Tell which of the two is likely a percentage that lost its format: `0.88` beside `=100%`, `≥0.9` beside `50%`.

    A bare number between 0 and the target, where a hundred times as much would change what is reached; or a bare
    target of at most 1 beside an actual in percent.
    """
    bare, shown = actual.number, target.number
    if bare is None or shown is None or target.high is not None:
        return None
    if is_percent(actual) and not target.unit:
        return "target" if 0 < shown <= 1 else None
    if not is_percent(target) or actual.unit or not 0 < bare <= LARGEST_FRACTION or bare >= shown:
        return None
    if target.op in ("le", "lt"):
        return "actual" if bare < 1 <= shown < bare * 100 else None
    return "actual"


def likely_percent(target: Quantity, actual: Quantity) -> bool:
    """Tell whether two bare numbers, `≥90` and `0.95`, look like percentages of which one lost its format.

    Much less certain than where a sign is printed: it can excuse a score, and no more.
    """
    if target.unit or actual.unit or target.number is None or actual.number is None:
        return False
    return 0 < actual.number <= 1 and 10 <= target.number <= 100 and actual.number != actual.number.to_integral_value()
