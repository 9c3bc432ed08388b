"""Printed numbers and durations: read exactly, or not at all."""

# ruff: noqa: DTZ001  what a vendor prints has no zone

import random
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.feeds.numbers import PICO, Marks, durations, number, plain_numbers, rates

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"
COMMA, POINT, BARE = Marks(","), Marks("."), Marks()


@pytest.mark.parametrize(
    ("text", "marks", "value"),
    [
        ("1234", BARE, "1234"),
        ("1 234,5", COMMA, "1234.5"),
        (f"1{NBSP}234,50", COMMA, "1234.50"),
        (f"1{NARROW}234{NARROW}567,8", COMMA, "1234567.8"),
        (f"12{THIN}345", BARE, "12345"),
        ("1'234.50", POINT, "1234.50"),
        ("1’234’567.5", POINT, "1234567.5"),
        ("1.234,5", Marks(",", "."), "1234.5"),
        ("1.234", Marks(",", "."), "1234"),
        ("1,234.5", Marks(".", ","), "1234.5"),
        ("1.234,5", BARE, "1234.5"),
        ("1,234.5", BARE, "1234.5"),
        ("1,5", BARE, "1.5"),
        ("12345.678", BARE, "12345.678"),
        ("(1 234,50 €)", COMMA, "-1234.50"),
        ("-12,5", COMMA, "-12.5"),
        ("−12,5", COMMA, "-12.5"),
        ("+3", BARE, "3"),
        ("95,6 %", COMMA, "95.6"),
        (f"95,6{NBSP}%", COMMA, "95.6"),
        ("312 s", BARE, "312"),
        ("7,5 h", COMMA, "7.5"),
        ("1 234 €", BARE, "1234"),
        (",5", COMMA, "0.5"),
        ("1.16E-05", POINT, "0.0000116"),
        ("9,26e-05", COMMA, "0.0000926"),
    ],
)
def test_numbers_of_four_countries_are_read_exactly(text, marks, value):
    assert number(text, marks) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,2,3",
        "1 23",
        "12 34,5",
        "1..5",
        "--1",
        "1-2",
        "0x1F",
        "1,5 kg",
        "nan",
        "inf",
        "1 234 5",
        "٣",
        "1,5.6,7",
    ],
)
def test_what_is_no_number_is_never_made_one(text):
    assert isinstance(number(text, COMMA), str)


def test_a_mark_that_is_not_the_declared_one_is_a_problem():
    assert number("12.5", COMMA) == "number.not_a_number"
    assert number("12,5", POINT) == "number.not_a_number"


def test_ambiguous_numbers_are_asked_never_guessed():
    rng = random.Random(5)
    for _ in range(200):
        text = f"{rng.randrange(1, 1000)}{rng.choice(',.')}{rng.randrange(1000):03d}"
        assert number(text) == "number.ambiguous", text
    assert number("1.234", COMMA) == "number.ambiguous"
    assert number("1,234", POINT) == "number.ambiguous"
    assert number("1.234.567") == "number.ambiguous"


def written(value: Decimal, country: str, rng: random.Random) -> tuple[str, Marks]:
    """The number as a country prints it, with the marks that its feed declares."""
    space = rng.choice([" ", NBSP, NARROW])
    group, mark, marks = {
        "FR": (space, ",", COMMA),
        "EN": (",", ".", Marks(".", ",")),
        "CH": (rng.choice("'’"), ".", POINT),
        "DE": (".", ",", Marks(",", ".")),
    }[country]
    whole, _, decimals = f"{abs(value):,f}".partition(".")
    text = whole.replace(",", group) + (mark + decimals if decimals else "")
    if value < 0:
        text = rng.choice([f"-{text}", f"\u2212{text}", f"({text})"])
    return text + rng.choice(["", "", " ", f"{NBSP}€", " %"]), marks


def test_numbers_come_back_from_every_country_as_they_went(soak):
    rng = random.Random(2026)
    for _ in range(5_000 if soak else 500):
        value = Decimal(rng.randrange(-(10**9), 10**9)) / 10 ** rng.randrange(5)
        text, marks = written(value, rng.choice(["FR", "EN", "CH", "DE"]), rng)
        assert number(text, marks) == value, text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**8), max_value=10**8))
def test_a_french_number_is_never_read_as_another(value):
    text = f"{value:,f}".replace(",", NARROW).replace(".", ",")
    assert number(text, COMMA) == value


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_reason(text):
    for marks in (BARE, COMMA, POINT):
        found = number(text, marks)
        assert isinstance(found, Decimal) or found in {"number.not_a_number", "number.ambiguous"}


def test_counts_are_kept_in_millionths():
    understand = plain_numbers(COMMA)
    assert understand("1 234,5") == 1_234_500_000
    assert understand(12.5) == 12_500_000
    assert understand(7) == 7_000_000
    assert understand(True) == "number.not_a_number"
    assert understand("95,6 %") == "number.not_a_number"
    assert understand(float("nan")) == "number.not_a_number"


def test_a_rate_needs_a_sign_or_a_declared_form():
    assert rates(COMMA, ())("95,6 %") == 956 * PICO // 1000
    assert rates(COMMA, ())("95,6") == "number.rate_undeclared"
    assert rates(COMMA, ("percent",))("95,6") == 956 * PICO // 1000
    assert rates(BARE, ("fraction",))(0.956) == 956 * PICO // 1000
    assert rates(COMMA, ("fraction",))("95,6") == "number.rate_out_of_range"
    assert rates(COMMA, ("percent",))("-1") == "number.rate_out_of_range"


@pytest.mark.parametrize(
    ("cell", "forms", "expected"),
    [
        ("00:05:12", ("h:mm:ss",), 312),
        ("0:05:12", ("h:mm:ss",), 312),
        ("125:00:00", ("h:mm:ss",), 450_000),
        ("5'12", ("h:mm:ss",), 312),
        ("5'12\"", ("h:mm:ss",), 312),
        ("5’12", ("h:mm:ss",), 312),
        ("5 min 12 s", ("h:mm:ss",), 312),
        ("1h05", ("h:mm:ss",), 3900),
        ("7 h", ("h:mm:ss",), 25_200),
        ("05:12", ("mm:ss",), 312),
        ("05:12", ("h:mm",), 18_720),
        ("312", ("seconds",), 312),
        ("312,5", ("seconds",), Decimal("312.5")),
        ("5,2", ("minutes",), 312),
        (0.25, ("days",), 21_600),
        ("0.011597222", ("h:mm:ss", "days"), Decimal("1001.999981")),
        (time(0, 5, 12), ("h:mm:ss",), 312),
        (timedelta(hours=30), ("h:mm:ss",), 108_000),
        (datetime(1899, 12, 31, 2, 0), ("h:mm:ss",), 93_600),
    ],
)
def test_durations_are_read_in_seconds(cell, forms, expected):
    marks = POINT if "." in str(cell) else COMMA
    understand, _ = durations(marks, forms)
    assert understand(cell) == expected * 1_000_000


def test_a_duration_that_can_be_two_things_is_asked():
    understand, _ = durations(COMMA, ("h:mm:ss",))
    assert understand("05:12") == "duration.ambiguous"
    assert understand("312") == "duration.bare_number"
    assert understand("à vérifier") == "duration.not_a_duration"
    assert understand("00:75:00") == "duration.not_a_duration"


def test_a_fraction_of_a_day_among_durations_is_noticed():
    understand, other = durations(POINT, ("h:mm:ss", "days"))
    assert not other("00:16:42")
    assert other("0.0116")
    assert understand("0.0116") == 1_002_240_000
    assert understand("1.5") == "duration.not_a_duration"


def test_hours_may_be_written_as_a_clock():
    understand, _ = durations(COMMA, ("h:mm",), unit_s=3600)
    assert understand("7:30") == 7_500_000
