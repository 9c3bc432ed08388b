"""Months, windows and days: the periods in which figures are summed and judged."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Window:
    """A run of whole days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days the window holds."""
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + DAY * n for n in range(self.days))

    def within(self, other: Window) -> Window | None:
        """The part of this window that lies in `other`, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Window(first, last) if first <= last else None


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month: `Month(2026, 2)`, written `2026-02`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and 1900 <= self.year <= 9998):
            raise ValueError(f"not a month: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """From `YYYY-MM`. Raises `ValueError` for anything else."""
        year, dash, number = text.partition("-")
        if not (dash and len(year) == 4 and len(number) == 2 and (year + number).isdecimal()):
            raise ValueError(f"not a month: {text!r}")
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return _last_day(self.year, self.number)

    @property
    def window(self) -> Window:
        return Window(self.first, self.last)

    def plus(self, months: int) -> Month:
        """The month `months` later, or earlier when negative."""
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, number + 1)

    def to(self, last: Month) -> Iterator[Month]:
        """This month and those after it up to `last`, included."""
        month = self
        while month <= last:
            yield month
            month = month.plus(1)


@cache
def _last_day(year: int, number: int) -> date:
    return date(year, number, monthrange(year, number)[1])


def week_of(day: date) -> Window:
    """The ISO week (Monday to Sunday) that holds `day`."""
    monday = day - DAY * day.weekday()
    return Window(monday, monday + DAY * 6)


def contract_year_start(starts: date, month: Month) -> Month:
    """The first month of the contract year that holds `month`: anniversaries of the day `starts`."""
    start = Month.of(starts)
    elapsed = (month.year - start.year) * 12 + month.number - start.number
    return start.plus(elapsed // 12 * 12)
