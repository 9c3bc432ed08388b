"""When the demo happens: its months, its « today », opening days and half-hours, seasons and peaks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from random import Random

from pilotage.calendars import is_holiday
from pilotage.periods import Month, Window

TODAY = date(2026, 11, 12)
FIRST, LAST = Month(2025, 10), Month(2026, 10)
MONTHS = tuple(FIRST.to(LAST))
OPENING = Month(2026, 11)
CLIENT_COUNTRY = "FR"

SEASONS: Mapping[str, float] = {
    "2025-10": 1.02,
    "2025-11": 1.05,
    "2025-12": 0.88,
    "2026-01": 1.15,
    "2026-02": 1.15,
    "2026-03": 1.08,
    "2026-04": 0.98,
    "2026-05": 0.86,
    "2026-06": 0.92,
    "2026-07": 0.90,
    "2026-08": 0.76,
    "2026-09": 1.12,
    "2026-10": 1.03,
    "2026-11": 1.05,
    "2026-12": 0.88,
}

_WEEKDAYS = (1.22, 1.08, 1.00, 0.97, 0.93, 0.45)
_DAYS_AFTER_BILLS = 5
_AFTER_BILLS = 1.25


def noise(key: str) -> Random:
    """A source of chance that depends on `key` alone: the same bytes on every machine, every time."""
    return Random(f"pilotage demo {key}")  # noqa: S311 - chance for a story, not for a secret


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a vendor works. Holidays are those of the client's country; `sunday` is the weight of a
    Sunday and of a holiday, 0 when closed; hours are half-hour numbers of the day (16 is 08:00).
    """

    opens: int
    closes: int
    sunday: float = 0.0
    sunday_opens: int = 0
    sunday_closes: int = 0
    saturday: bool = True

    def is_rest(self, day: date) -> bool:
        """A Sunday or a holiday."""
        return day.weekday() == 6 or is_holiday(day, CLIENT_COUNTRY)

    def slots(self, day: date) -> range:
        """The half-hours when the vendor works that day; none when it is closed."""
        if self.is_rest(day):
            return range(self.sunday_opens, self.sunday_closes) if self.sunday else range(0)
        if day.weekday() == 5 and not self.saturday:
            return range(0)
        return range(self.opens, self.closes)

    def days(self, window: Window) -> list[date]:
        """The days worked in the window, in order."""
        return [day for day in window if len(self.slots(day))]

    def day_weight(self, day: date) -> float:
        """What the day is worth against an ordinary Wednesday, bills included."""
        return _day_weight(self, day)


@cache
def _day_weight(rhythm: Rhythm, day: date) -> float:
    if rhythm.is_rest(day):
        return rhythm.sunday
    rank = sum(not rhythm.is_rest(each) for each in Window(day.replace(day=1), day))
    return _WEEKDAYS[day.weekday()] * (_AFTER_BILLS if rank <= _DAYS_AFTER_BILLS else 1.0)


def near(value: float) -> float:
    """A weight without its last digits, where the mathematics of two machines may differ."""
    return round(value, 7)


def slot_weight(slot: int) -> float:
    """The shape of a day: peaks from 10:00 to 11:30 and from 14:00 to 16:30, a dip at lunch."""
    hour = slot / 2 + 0.25
    morning = math.exp(-(((hour - 10.75) / 1.35) ** 2))
    afternoon = 0.92 * math.exp(-(((hour - 15.25) / 1.75) ** 2))
    return near(0.34 + morning + afternoon)


def slot_time(slot: int) -> time:
    """The beginning of a half-hour: 17 is 08:30."""
    return time(slot // 2, 30 * (slot % 2))
