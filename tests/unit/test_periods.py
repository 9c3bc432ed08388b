from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.periods import Month, Window, week_of

MONTHS = st.builds(Month, st.integers(1950, 2100), st.integers(1, 12))


@pytest.mark.parametrize("text", ["2026-2", "2026-13", "2026/02", "26-02", "2026-02-01", "", "2026-00"])
def test_only_year_dash_month_is_a_month(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_february_knows_leap_years() -> None:
    assert Month.parse("2028-02").last == date(2028, 2, 29)
    assert Month.parse("2026-02").window.days == 28


@given(MONTHS, st.integers(-600, 600))
def test_months_add_up(month: Month, months: int) -> None:
    assert month.plus(months).plus(-months) == month
    assert Month.parse(str(month)) == month


@given(MONTHS)
def test_the_next_month_begins_the_day_after(month: Month) -> None:
    assert (month.plus(1).first - month.last).days == 1


def test_a_run_of_months_holds_both_ends() -> None:
    assert [str(m) for m in Month(2025, 11).to(Month(2026, 2))] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]


def test_a_window_holds_its_ends_and_meets_others() -> None:
    window = Window(date(2026, 1, 1), date(2026, 1, 31))
    assert date(2026, 1, 31) in window
    assert date(2026, 2, 1) not in window
    assert list(Window(date(2026, 1, 30), date(2026, 2, 1)))[-1] == date(2026, 2, 1)
    assert window.within(Window(date(2026, 1, 20), date(2026, 3, 1))) == Window(
        date(2026, 1, 20), date(2026, 1, 31)
    )
    assert window.within(Window(date(2026, 2, 1), date(2026, 3, 1))) is None


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert week_of(date(2026, 11, 12)) == Window(date(2026, 11, 9), date(2026, 11, 15))
    assert week_of(date(2026, 11, 15)).first == date(2026, 11, 9)
