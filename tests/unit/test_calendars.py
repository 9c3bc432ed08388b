from datetime import date

import pytest

from pilotage.calendars import (
    holidays_of,
    is_holiday,
    is_working_day,
    working_day_after,
    working_day_number,
)
from pilotage.periods import Month


def test_french_holidays_are_known() -> None:
    assert is_holiday(date(2026, 11, 11), "FR")
    assert is_holiday(date(2026, 4, 6), "FR"), "Easter Monday moves"
    assert not is_holiday(date(2026, 11, 12), "FR")


def test_a_working_day_is_neither_weekend_nor_holiday() -> None:
    assert not is_working_day(date(2026, 11, 14), "FR")
    assert not is_working_day(date(2026, 11, 11), "FR")
    assert is_working_day(date(2026, 11, 12), "FR")


def test_the_12th_of_november_2026_is_the_8th_working_day_after_october() -> None:
    assert working_day_number(date(2026, 11, 12), Month(2026, 10), "FR") == 8
    assert working_day_after(Month(2026, 10), 8, "FR") == date(2026, 11, 12)


@pytest.mark.parametrize("number", range(1, 25))
def test_the_nth_working_day_counts_n(number: int) -> None:
    day = working_day_after(Month(2026, 4), number, "FR")
    assert working_day_number(day, Month(2026, 4), "FR") == number
    assert is_working_day(day, "FR")


def test_steps_of_the_month_count_from_one() -> None:
    with pytest.raises(ValueError, match="counts from 1"):
        working_day_after(Month(2026, 4), 0, "FR")


def test_a_country_without_calendar_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        holidays_of("XX", 2026)
