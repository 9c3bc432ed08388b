"""Days of zeros: an open day on which nothing happened is a day that nobody filled yet.

A file delivered through the 31st whose days after the 12th are zeros would make quiet days of them.
They are told from quiet days by what the activity usually has on such days, and then count as days
without data: what needs them is not measured rather than wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pandas as pd

from pilotage.contract.model import Contract, Scope
from pilotage.controls.model import Finding, Gravity, Line, median
from pilotage.controls.openings import open_days
from pilotage.counters import DAILY, FORETOLD, KEY_COLUMNS, CounterTable, Sums
from pilotage.money import ZERO
from pilotage.periods import Window

#: Contacts expected over the days in question below which zeros may well be true: a queue that
#: expects ten sees none once in twenty thousand times.
LEAST_EXPECTED = Decimal(10)
_REACH = timedelta(weeks=13)


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Days of zeros of an activity: `filled` is the last filled day before them, `expected` what
    `counter` usually comes to over such days, `tail` whether no filled day follows; `files` are those
    that hold the zeros, day by day.
    """

    activity: str
    streams: frozenset[str]
    counter: str
    days: tuple[date, ...]
    filled: date | None
    expected: Decimal
    tail: bool
    files: tuple[frozenset[int], ...] = ()


def unfilled(
    contract: Contract,
    table: CounterTable,
    window: Window,
    true: Mapping[date, Collection[int]] = MappingProxyType({}),
) -> tuple[Unfilled, ...]:
    """The runs of open days of zeros in the window, activity by activity and counter by counter; left
    aside the days whose zeros somebody knows to be `true` in all the files that hold them. A file that
    nobody looked at asks the question again.

    Only counters that an open day always has can tell. A contract without opening hours is taken to
    be open on the days that its files speak of.
    """
    suspects = [name for name in sorted(DAILY) if _has_zeros(table.frame, name)]
    found: list[Unfilled] = []
    for activity in contract.activity if suspects else ():
        streams = contract.streams_of(Scope(activities=(activity.id,)))
        opened = set(open_days(contract, activity.id, window))
        held = _held(table.frame, frozenset(streams))
        open_here = _Open(opened, held, true)
        whole = [("", period.first, sums) for _, period, sums in table.by(streams, window, "day")]
        found += _in(whole, activity.id, frozenset(streams), suspects, open_here)
        if len(streams) > 1:
            each = table.by(streams, window, "day", each=True)
            told = {
                (one.counter, day) for one in found if one.activity == activity.id for day in one.days
            }
            for stream in streams:
                own = [(name, period.first, sums) for name, period, sums in each if name == stream]
                here = _Open(opened, _held(table.frame, frozenset({stream})), true)
                runs = _in(own, activity.id, frozenset({stream}), suspects, here)
                # One stream may well have a quiet day; it is only its unfilled end that tells.
                found += [one for one in runs if one.tail and (one.counter, one.days[0]) not in told]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Open:
    """The days on which the activity is open (all, when none is known), but for those of which every
    file that is `held` is known to be true.
    """

    days: Collection[date]
    held: Mapping[date, frozenset[int]]
    true: Mapping[date, Collection[int]]

    def __contains__(self, day: date) -> bool:
        return (not self.days or day in self.days) and not self._settled(day)

    def _settled(self, day: date) -> bool:
        return day in self.true and self.held.get(day, frozenset()) <= frozenset(self.true[day])


def _held(frame: pd.DataFrame, streams: frozenset[str]) -> Mapping[date, frozenset[int]]:
    """The files that give these streams what an open day always has, day by day."""
    names = [name for name in sorted(DAILY) if name in frame.columns]
    there = frame["stream"].isin(streams) & (frame["grain"] == "day")
    mine = frame.loc[there & frame[names].notna().any(axis=1), ["start", "batch"]].drop_duplicates()
    found: dict[date, set[int]] = {}
    for day, number in zip(mine["start"].dt.date, mine["batch"].tolist(), strict=True):
        found.setdefault(day, set()).add(number)
    return {day: frozenset(numbers) for day, numbers in found.items()}


def _in(
    daily: Sequence[tuple[str, date, Sums]],
    activity: str,
    streams: frozenset[str],
    names: Sequence[str],
    opened: _Open,
) -> list[Unfilled]:
    """The runs of zeros of these streams, counter by counter, of which something was expected."""
    found = []
    for name in names:
        totals = {
            day: total
            for _, day, sums in daily
            if day in opened and (total := sums.get(name)) is not None
        }
        for days, filled, tail in _runs(totals):
            expected = _expected(days, totals)
            if expected >= LEAST_EXPECTED:
                files = tuple(opened.held.get(day, frozenset()) for day in days)
                found.append(Unfilled(activity, streams, name, days, filled, expected, tail, files))
    return found


def _has_zeros(frame: pd.DataFrame, name: str) -> bool:
    return name in frame.columns and bool((frame[name] == 0).any())


def _runs(days: Mapping[date, Decimal]) -> Iterator[tuple[tuple[date, ...], date | None, bool]]:
    """Runs of zero days: (days, the last filled day before, whether none is filled after)."""
    run: list[date] = []
    filled: date | None = None
    for day, total in days.items():
        if total == 0:
            run.append(day)
            continue
        if run:
            yield tuple(run), filled, False
        run, filled = [], day
    if run and filled is not None:
        yield tuple(run), filled, True


def _expected(run: Iterable[date], days: Mapping[date, Decimal]) -> Decimal:
    """What the filled days of the same weekdays, thirteen weeks around, say of these days."""
    filled = {day: total for day, total in days.items() if total > 0}
    expected = ZERO
    for day in run:
        alike = [
            total
            for other, total in filled.items()
            if other.weekday() == day.weekday() and abs(other - day) <= _REACH
        ]
        expected += median(alike) if alike else ZERO
    return expected


def without(table: CounterTable, zeros: Iterable[Unfilled]) -> CounterTable:
    """The table with these days as days without data, remembered as `unfilled`."""
    frame, days = table.frame, set[date]()
    for one in zeros:
        if one.counter in frame.columns:
            there = _cells(frame, one)
            if there.any():
                frame = frame.assign(**{one.counter: frame[one.counter].mask(there)})
                days |= set(one.days)
    return replace(table, frame=frame, unfilled=frozenset(days)) if days else table


def _cells(frame: pd.DataFrame, one: Unfilled) -> pd.Series[bool]:
    days = np.array(one.days, dtype="datetime64[D]").astype("datetime64[s]")
    there = frame["start"].isin(days) & frame["stream"].isin(one.streams) & (frame["grain"] == "day")
    return there & (frame[one.counter] == 0).fillna(value=False).astype(bool)


def emptied(table: CounterTable) -> CounterTable:
    """The table without the other zeros of its `unfilled` days: who did not fill the calls did not fill
    what comes of them. What completes such a day is to complete all of it.
    """
    frame = table.frame
    names = [name for name in frame.columns if name not in {*KEY_COLUMNS, *FORETOLD}]
    if not table.unfilled or not names:
        return table
    days = np.array(sorted(table.unfilled), dtype="datetime64[D]").astype("datetime64[s]")
    counting = (frame[names] > 0).fillna(value=False).astype(bool).any(axis=1)
    usual = frame[[name for name in names if name in DAILY]].notna().any(axis=1)
    empty = frame["start"].isin(days) & (frame["grain"] == "day") & ~(counting | usual)
    return replace(table, frame=frame.assign(**{name: frame[name].mask(empty) for name in names}))


def findings(zeros: Iterable[Unfilled], window: Window) -> Iterator[Finding]:
    """Those that touch the window, one finding a run of an activity, whatever the counters."""
    runs: dict[tuple[str, tuple[date, ...]], list[Unfilled]] = {}
    for one in zeros:
        days = tuple(day for day in one.days if day in window)
        if days:
            runs.setdefault((one.activity, days), []).append(one)
    for (activity, days), told in runs.items():
        first = told[0]
        yield Finding(
            "controls.zero_tail" if first.tail else "controls.zero_days",
            Gravity.SERIOUS,
            params=(
                ("activity", activity),
                ("count", len(days)),
                ("first", days[0]),
                ("last", days[-1]),
                ("filled", first.filled or ""),
            ),
            measure=first.counter,
            days=days,
            lines=tuple(
                Line(day=days[0], what=one.counter, read=ZERO, expected=one.expected) for one in told
            ),
        )
