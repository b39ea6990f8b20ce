"""Units beside numbers: which two can be compared, and by what power of ten."""

from functools import lru_cache

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


def lost_percent(target: Quantity, actual: Quantity) -> bool:
    """Tell whether `0.88` beside `=100%` is likely 88 % that lost its format."""
    if target.number is None or actual.number is None:
        return False
    return is_percent(target) and not actual.unit and 0 < actual.number <= 1 < target.number
