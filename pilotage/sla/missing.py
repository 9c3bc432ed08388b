"""The open days of which nothing is known, or not all that is read by half-hour."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from pilotage.contract.model import Contract, Scope
from pilotage.controls.openings import open_days, open_slots
from pilotage.counters import DAILY, CounterTable, Sums, ancestors
from pilotage.counters.half_hours import Slot
from pilotage.periods import Window


class Covering(Protocol):
    """Counters that say on which days they have data: by day, or by half-hour."""

    def covered(
        self, streams: Collection[str], window: Window, names: Collection[str], /
    ) -> Collection[date]: ...


class Clocking(Protocol):
    """Counters by half-hour."""

    def slots(self, streams: Iterable[str], window: Window, /) -> Iterator[tuple[Slot, Sums]]: ...


def missing_days(
    contract: Contract,
    counters: Covering,
    streams: Iterable[str],
    window: Window,
    today: date,
    names: Collection[str],
) -> tuple[date, ...]:
    """The past days on which an activity of the streams was open and a counter has no data.

    Only counters that every open day has can tell (a day without a survey is not a missing day), each
    for itself; where none is named, those that the named ones are part of: sales come of contacts. A
    contract without opening hours says nothing.
    """
    scope, past = set(streams), _past(contract, window, today)
    if past is None:
        return ()
    daily = DAILY.intersection(names)
    implied = DAILY.intersection(above for name in names for above in ancestors(name))
    missing: set[date] = set()
    for activity in {stream.activity for stream in contract.stream if stream.id in scope}:
        opened = set(open_days(contract, activity, past))
        own = {stream.id for stream in contract.stream if stream.activity == activity} & scope
        for name in daily or implied:
            covered = set(counters.covered(own, past, (name,))) if opened else set()
            # what a contract never counts tells nothing of the counters that would be part of it
            missing |= opened - covered if daily or covered else set()
    return tuple(sorted(missing))


def _past(contract: Contract, window: Window, today: date) -> Window | None:
    last = min(today - timedelta(days=1), contract.ends or date.max)
    return window.within(Window(contract.starts, last))


def missing_half_hours(
    contract: Contract,
    counters: CounterTable,
    clocked: Clocking,
    streams: Iterable[str],
    window: Window,
    today: date,
    names: Collection[str],
    apart: Collection[tuple[datetime, datetime]] = (),
) -> tuple[date, ...]:
    """The past days of which half-hours lack: one of the opening hours, but those set `apart` by a
    decision; without opening hours, half-hours that add up to less than the day's own volume.
    """
    scope, past = set(streams), _past(contract, window, today)
    if past is None:
        return ()
    named = DAILY.intersection(names)
    daily = named or DAILY.intersection(above for name in names for above in ancestors(name))
    missing: set[date] = set()
    for activity in {stream.activity for stream in contract.stream if stream.id in scope}:
        own = sorted(scope.intersection(contract.streams_of(Scope(activities=(activity,)))))
        came = list(clocked.slots(own, past))
        if any(opening.activity == activity for opening in contract.opening):
            for name in daily if came else ():
                there = {(slot.day, slot.at) for slot, sums in came if name in sums.values}
                if not named and not there:  # what never comes tells nothing of what is part of it
                    continue
                missing.update(
                    start.date()
                    for day in past
                    for start in open_slots(contract, activity, day, 30)
                    if (day, start.time()) not in there
                    and not any(first <= start < end for first, end in apart)
                )
        else:
            missing.update(_short(counters, came, own, past, daily))
    return tuple(sorted(missing))


def _short(
    counters: CounterTable,
    came: Iterable[tuple[Slot, Sums]],
    streams: Iterable[str],
    past: Window,
    names: Collection[str],
) -> Iterator[date]:
    """The days whose half-hours add up to less than what was counted for the day."""
    added: dict[tuple[object, str], Decimal] = {}
    for slot, sums in came:
        for name in names:
            added[slot.day, name] = added.get((slot.day, name), Decimal(0)) + (sums.get(name) or 0)
    for _, day, sums in counters.by(tuple(streams), past, "day"):
        for name in sorted(set(names) - sums.coarse):
            if (sums.get(name) or 0) > added.get((day.first, name), Decimal(0)):
                yield day.first
                break
