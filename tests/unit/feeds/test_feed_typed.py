"""Typed figures as files: the profile that nobody writes, and values that come back exactly."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.contract.loading import load_contract
from pilotage.counters import CATALOGUE, KEY_COLUMNS
from pilotage.feeds.normalising import normalise
from pilotage.feeds.typed import PREFIX, grain_of, is_typed, typed_feed, typed_file
from pilotage.money import from_millionths
from pilotage.periods import Month, Window, week_of
from tests.written_contract import written_contract

TODAY = date(2026, 11, 12)
CONTRACT, _ = load_contract(
    written_contract(
        "X",
        vendor="x",
        timezone="Indian/Antananarivo",
        starts="2020-01-01",
        signed="2019-12-01",
        country="MG",
        regime="reverse_charge",
    )
)


def read(counter, period, value):
    feed = typed_feed(PREFIX + counter, grain_of(period))
    return normalise(
        typed_file("n1", period, value), name="typed.csv", feed=feed, contract=CONTRACT, today=TODAY
    )


days = st.dates(date(2020, 1, 6), date(2026, 10, 31))
periods = days.flatmap(
    lambda day: st.sampled_from([Window(day, day), week_of(day), Month.of(day).window])
).filter(lambda period: period.first >= date(2020, 1, 1))
values = st.decimals(0, 999_999_999, places=6) | st.integers(0, 999_999_999).map(Decimal)


@settings(deadline=None)
@given(st.sampled_from([*CATALOGUE, "answered_within_20s", "my_own"]), periods, values)
def test_what_is_typed_comes_back_exactly_whatever_the_counter_and_the_period(counter, period, value):
    found = read(counter, period, value)
    assert not found.refused, found.problems
    (row,) = found.projection.to_dict("records")
    assert from_millionths(int(row[counter])) == value
    assert (row["stream"], row["start"].date(), row["estimated"]) == ("n1", period.first, "")
    assert row["grain"] == grain_of(period)
    assert [name for name in found.projection.columns if name not in KEY_COLUMNS] == [counter]


@pytest.mark.parametrize(
    ("first", "days_more", "grain"),
    [
        (date(2026, 10, 5), 0, "day"),
        (date(2026, 10, 5), 6, "week"),
        (date(2026, 10, 4), 6, None),
        (date(2026, 10, 1), 30, "month"),
        (date(2026, 10, 1), 29, None),
        (date(2027, 2, 1), 27, "month"),
        (date(2027, 2, 1), 6, "week"),
        (date(2026, 10, 5), 13, None),
    ],
)
def test_a_typed_figure_is_about_a_day_a_week_or_a_month(first, days_more, grain):
    assert grain_of(Window(first, first + timedelta(days=days_more))) == grain


def test_the_feed_of_a_typed_figure_is_told_from_any_other():
    assert is_typed("saisie.offered")
    assert not is_typed("saisies")
