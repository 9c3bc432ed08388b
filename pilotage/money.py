"""Exact amounts: the one door to `Decimal`, and the one rounding.

Rounding is half-up (half away from zero, as a spreadsheet's ROUND does), once, at the line.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
BEYOND = Decimal(10**13)
MILLION = 1_000_000


def exact(value: Decimal | int | str) -> Decimal:
    """A Decimal from a text, an integer or a Decimal. A float, a NaN or an infinity is refused.

    Raises `TypeError` for a float or a boolean, `ValueError` for what is not a finite number.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"an exact number is made from text, not from {type(value).__name__}")
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def is_amount(value: Decimal) -> bool:
    """Whether it is finite, in whole cents and below `BEYOND` either way: what is kept in cents."""
    return value.is_finite() and abs(value) < BEYOND and value == value.quantize(CENT)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, zero of none."""
    return sum(amounts, ZERO)


def round_half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """`value` to the nearest multiple of `step`, ties away from zero; a zero has no sign."""
    scaled = (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return scaled * step + ZERO


def to_cents(amount: Decimal) -> int:
    """A rounded amount as integer cents, the form the database keeps. Refuses what is not rounded."""
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"not rounded to the cent: {amount}")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    """Integer cents as an amount with two decimals."""
    return (Decimal(cents) / 100).quantize(CENT)


def ceiling(value: Decimal) -> Decimal:
    """The next whole number at or above `value`: « par point ou portion de point »."""
    return value.quantize(Decimal(1), rounding=ROUND_CEILING)


def floor(value: Decimal) -> Decimal:
    """The whole number at or below `value`."""
    return value.quantize(Decimal(1), rounding=ROUND_FLOOR)


def from_millionths(value: int) -> Decimal:
    """A stored counter (64-bit integer in millionths) as an exact number."""
    return Decimal(int(value)) / MILLION


def percent_of(base: Decimal, rate: Decimal) -> Decimal:
    """`rate` percent of `base`, not rounded."""
    return base * rate / 100
