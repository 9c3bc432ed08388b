from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.money import (
    ceiling,
    exact,
    floor,
    from_cents,
    from_millionths,
    percent_of,
    round_half_up,
    sum_of,
    to_cents,
)


@pytest.mark.parametrize("value", [1.5, True, None, object()])
def test_a_float_never_becomes_an_amount(value: object) -> None:
    with pytest.raises(TypeError):
        exact(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1,50", "", "douze"])
def test_what_is_not_a_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        exact(text)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1.004999", "1.00"), ("-1.5", "-1.50")],
)
def test_ties_go_away_from_zero_at_the_cent(value: str, rounded: str) -> None:
    assert str(round_half_up(Decimal(value))) == rounded


def test_nothing_is_ever_minus_zero() -> None:
    assert str(round_half_up(Decimal("-0.001"))) == "0.00"
    assert str(round_half_up(Decimal(0) * -5)) == "0.00"


def test_rounding_takes_any_step() -> None:
    assert round_half_up(Decimal("58.401"), Decimal("0.1")) == Decimal("58.4")
    assert round_half_up(Decimal("45.5"), Decimal(1)) == 46
    assert round_half_up(Decimal("12.3"), Decimal("0.25")) == Decimal("12.25")


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
)
def test_rounding_is_that_of_decimal(value: Decimal) -> None:
    assert round_half_up(value) == value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_cents_go_and_come_back(cents: int) -> None:
    assert to_cents(from_cents(cents)) == cents


def test_an_amount_that_is_not_rounded_has_no_cents() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        to_cents(Decimal("1.005"))


def test_portions_of_a_unit() -> None:
    assert (ceiling(Decimal("1.1")), ceiling(Decimal("1.0")), ceiling(Decimal(0))) == (2, 1, 0)
    assert (floor(Decimal("1.9")), floor(Decimal("2.0"))) == (1, 2)


def test_counters_come_back_exact_from_millionths() -> None:
    assert from_millionths(877_200_000) == Decimal("877.2")
    assert from_millionths(9_223_372_036_854_775_807) == Decimal("9223372036854.775807")


def test_a_percentage_is_not_rounded() -> None:
    assert percent_of(Decimal("139944.01"), Decimal("-1.5")) == Decimal("-2099.16015")


def test_the_sum_of_no_amounts_is_an_exact_zero() -> None:
    assert isinstance(sum_of([]), Decimal)
    assert sum_of([Decimal("0.10"), Decimal("0.20")]) == Decimal("0.30")
