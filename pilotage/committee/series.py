"""When committees meet: a recurrence, the holidays of both countries, what was moved or cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Literal

from dateutil.rrule import WEEKLY, rrule, rrulestr

from pilotage.calendars import is_working_day, working_day_after
from pilotage.committee.model import CommitteeType
from pilotage.periods import DAY, Month, Window, week_of

Every = Literal["week", "month", "quarter", "half_year"]
Shift = Literal["next", "previous", "none"]

_MONTHS: Mapping[Every, int] = {"month": 1, "quarter": 3, "half_year": 6}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_BRIDGE = 15
"""Days looked at, at most, for a working day of both countries."""


@dataclass(frozen=True, slots=True)
class Series:
    """A committee that comes back. `rule` is an RRULE of RFC 5545 (`FREQ=MONTHLY;BYDAY=3TH`); without one
    it is held `every` week on its `weekday`, or on the working day J+`working_day` after the end of each
    month, quarter or half-year, counted in the first of `countries` (the client's).

    A day that is not worked in one of the `countries` gives way to the `shift`ed one.
    """

    contract: str
    id: str
    type: CommitteeType
    starts: date
    ends: date | None = None
    every: Every = "month"
    weekday: str = "mon"
    working_day: int = 10
    rule: str = ""
    at: time = time(10)
    minutes: int = 60
    shift: Shift = "next"
    countries: tuple[str, ...] = ("FR",)
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What was decided on one occurrence, told by the day of its rule: another day or hour, or (`day` and
    `at` None) no meeting at all. `sequence` counts the changes: calendars keep the highest.
    """

    planned: date
    day: date | None = None
    at: time | None = None
    why: str = ""
    sequence: int = 1

    @property
    def cancels(self) -> bool:
        return self.day is None and self.at is None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series. `planned` is the day that the rule gives and never changes; `day` and `at`
    say when it is held; `about` is the run of days whose figures it looks at.
    """

    series: Series
    planned: date
    day: date
    at: time
    about: Window
    cancelled: bool = False
    why: str = ""
    sequence: int = 0

    @property
    def key(self) -> str:
        """The same for the same occurrence for ever, whatever becomes of it."""
        return f"{self.series.contract}.{self.series.id}.{self.planned.isoformat()}"

    @property
    def month(self) -> Month:
        """The month whose figures it looks at: that in which they end."""
        return Month.of(self.about.last)

    @property
    def shifted(self) -> bool:
        return self.day != self.planned

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.day, self.at)

    @property
    def finishes(self) -> datetime:
        return self.begins + timedelta(minutes=self.series.minutes)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two meetings at the same time that ask for the same client `roles`."""

    first: Occurrence
    second: Occurrence
    roles: tuple[str, ...]


def occurrences(series: Series, window: Window, changes: Iterable[Change] = ()) -> tuple[Occurrence, ...]:
    """The meetings held, or cancelled, in the window, in order. Pure.

    One that was moved into the window is there, one that was moved out of it is not; a cancelled one
    keeps the day that it would have had.
    """
    latest: dict[date, Change] = {}
    for change in changes:
        known = latest.get(change.planned)
        if known is None or known.sequence < change.sequence:
            latest[change.planned] = change
    around = Window(
        min([window.first, *latest]) - DAY * LONGEST_BRIDGE,
        max([window.last, *latest]) + DAY * LONGEST_BRIDGE,
    )
    found = (_changed(one, latest.get(one.planned)) for one in _planned(series, around))
    return tuple(sorted((one for one in found if one.day in window), key=lambda one: one.begins))


def overlaps(held: Sequence[Occurrence]) -> tuple[Overlap, ...]:
    """The pairs of meetings that nobody can attend both: they cross, and a role sits in both."""
    found = []
    for a, b in combinations(sorted((o for o in held if not o.cancelled), key=_order), 2):
        roles = tuple(role for role in a.series.roles if role in b.series.roles)
        if roles and a.begins < b.finishes and b.begins < a.finishes:
            found.append(Overlap(a, b, roles))
    return tuple(found)


def working_days_before(day: date, number: int, country: str) -> date:
    """The working day that lies `number` working days before `day`: an agenda 48 h before is two."""
    left = number
    while left:
        day -= DAY
        left -= is_working_day(day, country)
    return day


def working_days_later(day: date, number: int, country: str) -> date:
    """The working day that lies `number` working days after `day`."""
    left = number
    while left:
        day += DAY
        left -= is_working_day(day, country)
    return day


def _order(occurrence: Occurrence) -> tuple[datetime, str]:
    return occurrence.begins, occurrence.key


def _changed(occurrence: Occurrence, change: Change | None) -> Occurrence:
    if change is None:
        return occurrence
    told = replace(occurrence, why=change.why, sequence=change.sequence)
    if change.cancels:
        return replace(told, cancelled=True)
    return replace(told, day=change.day or occurrence.day, at=change.at or occurrence.at)


def _planned(series: Series, window: Window) -> Iterator[Occurrence]:
    """The occurrences that the rule gives, each once, on worked days."""
    last = min(window.last, series.ends or date.max)
    inside = Window(max(window.first, series.starts), last)
    if inside.first > inside.last:
        return
    for planned, about in _by_rule(series, inside):
        if planned in inside:
            yield Occurrence(series, planned, _worked(series, planned), series.at, about)


def _by_rule(series: Series, window: Window) -> Iterator[tuple[date, Window]]:
    if series.rule or series.every == "week":
        yield from _recurring(series, window)
        return
    step = _MONTHS[series.every]
    for month in Month.of(window.first).plus(-3).to(Month.of(window.last)):
        if month.number % step == 0:
            day = working_day_after(month, series.working_day, series.countries[0])
            yield day, Window(month.plus(1 - step).first, month.last)


def _recurring(series: Series, window: Window) -> Iterator[tuple[date, Window]]:
    """By RRULE. A weekly committee looks at the week before it, any other at the month before it."""
    begins = datetime.combine(series.starts, time())
    if series.rule:
        found = rrulestr(series.rule, dtstart=begins)
    else:
        found = rrule(WEEKLY, dtstart=begins, byweekday=_WEEKDAYS.index(series.weekday))
    weekly = not series.rule or "FREQ=WEEKLY" in series.rule.upper()
    first, last = (datetime.combine(day, time()) for day in (window.first, window.last))
    for at in found.between(first, last, inc=True):
        day = at.date()
        yield day, week_of(day - DAY * 7) if weekly else Month.of(day).plus(-1).window


def _worked(series: Series, planned: date) -> date:
    """The nearest day, in the way of the shift, that both sides work."""
    if series.shift == "none":
        return planned
    step = DAY if series.shift == "next" else -DAY
    days = (planned + step * n for n in range(LONGEST_BRIDGE))
    worked = (day for day in days if all(is_working_day(day, c) for c in series.countries))
    return next(worked, planned)
