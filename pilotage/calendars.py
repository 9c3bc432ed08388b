"""Holidays and working days: the calendar on which contracts count J+1, J+2 and so on."""

from datetime import date
from functools import cache

import holidays

from pilotage.periods import DAY, Month


@cache
def holidays_of(country: str, year: int) -> frozenset[date]:
    """Public holidays of an ISO 3166 country in a year (source: the `holidays` library).

    Raises `NotImplementedError` for a country that the library does not know.
    """
    return frozenset(holidays.country_holidays(country, years=year))


def is_holiday(day: date, country: str) -> bool:
    return day in holidays_of(country, day.year)


def is_working_day(day: date, country: str) -> bool:
    """Monday to Friday, not a public holiday of `country`."""
    return day.weekday() < 5 and not is_holiday(day, country)


def working_day_after(month: Month, number: int, country: str) -> date:
    """The n-th working day after the end of `month`: J+2 is `working_day_after(month, 2, "FR")`."""
    if number < 1:
        raise ValueError("J+n counts from 1")
    day, left = month.last, number
    while left:
        day += DAY
        left -= is_working_day(day, country)
    return day


def working_day_number(day: date, month: Month, country: str) -> int:
    """How many working days of `country` lie after `month` up to and with `day`: 8 means J+8."""
    count, walked = 0, month.last
    while walked < day:
        walked += DAY
        count += is_working_day(walked, country)
    return count
