"""When each file came: the next working day for a daily feed, J+3 for the month's sheet, and so on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pilotage.calendars import is_working_day, working_day_after
from pilotage.demo.clock import CLIENT_COUNTRY
from pilotage.periods import DAY, Month

_PARIS = ZoneInfo("Europe/Paris")


def moment(day: date, hour: int, minute: int) -> datetime:
    """A moment of the client's day, in UTC."""
    return datetime.combine(day, time(hour, minute), _PARIS).astimezone(UTC)


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    day += DAY
    while not is_working_day(day, CLIENT_COUNTRY):
        day += DAY
    return day


def morning_after(day: date, minute: int) -> datetime:
    """A daily feed: the next working day, between 7:00 and 8:00."""
    return moment(next_working_day(day), 7, minute)


def month_sheet(month: Month, minute: int) -> datetime:
    """The month's sheet: J+3, in the afternoon."""
    return moment(working_day_after(month, 3, CLIENT_COUNTRY), 15, minute)


def frozen(month: Month, minute: int) -> datetime:
    """A forecast is frozen on the 15th of the month two months before."""
    early = month.plus(-2)
    return moment(date(early.year, early.number, 15), 16, minute)
