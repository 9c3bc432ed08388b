"""When an activity is open: the days and the half-hours on which figures are expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pilotage.calendars import is_holiday
from pilotage.contract.model import Contract, Opening
from pilotage.periods import Window

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def open_days(contract: Contract, activity: str, window: Window) -> tuple[date, ...]:
    """The days of the window on which the activity is open; none when the contract does not say."""
    return _open_days(contract.opening, contract.calendar.country, activity, window)


@lru_cache(maxsize=1024)
def _open_days(
    openings: tuple[Opening, ...], country: str, activity: str, window: Window
) -> tuple[date, ...]:
    """Kept: each clause of a contract asks for the same days of a month."""
    return tuple(day for day in window if any(_on(openings, country, activity, day)))


def open_slots(contract: Contract, activity: str, day: date, minutes: int) -> list[datetime]:
    """The starts of the slots of that length in the activity's opening hours of the day, in the
    contract's own time, without a zone. An hour that clocks skip that day is not expected.
    """
    zone = ZoneInfo(contract.timezone)
    starts: set[datetime] = set()
    for opening in _on(contract.opening, contract.calendar.country, activity, day):
        at, closes = _minute(opening.opens), _minute(opening.closes)
        at += -at % minutes
        while at + minutes <= closes:
            starts.add(datetime.combine(day, time()) + timedelta(minutes=at))
            at += minutes
    return sorted(start for start in starts if _exists(start, zone))


def _on(openings: Iterable[Opening], country: str, activity: str, day: date) -> Iterator[Opening]:
    """The opening hours of the activity that hold on the day."""
    holiday = is_holiday(day, country)
    for opening in openings:
        concerned = opening.activity == activity and _WEEKDAYS[day.weekday()] in opening.days
        if concerned and (opening.on_holidays or not holiday):
            yield opening


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _exists(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks ever show that moment."""
    there = moment.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).astimezone(zone)
    return there.replace(tzinfo=None) == moment


def closes_at(contract: Contract, day: date) -> datetime:
    """When the last of the contract's activities closes on the day, in the contract's own time; the
    end of the day where the contract does not say, its beginning where all are closed.
    """
    midnight = datetime.combine(day, time())
    if not contract.opening:
        return midnight + timedelta(days=1)
    closing = [
        _minute(opening.closes)
        for activity in contract.activity
        for opening in _on(contract.opening, contract.calendar.country, activity.id, day)
    ]
    return midnight + timedelta(minutes=max(closing, default=0))
