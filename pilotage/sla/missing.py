"""The open days of which nothing is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Protocol

from pilotage.contract.model import Contract, Scope
from pilotage.controls.openings import open_days
from pilotage.counters import DAILY, ancestors
from pilotage.periods import Window


class Covering(Protocol):
    """Counters that say on which days they have data: by day, or by half-hour."""

    def covered(
        self, streams: Collection[str], window: Window, names: Collection[str], /
    ) -> Collection[date]: ...


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
    scope = set(streams)
    last = min(today - timedelta(days=1), contract.ends or date.max)
    past = window.within(Window(contract.starts, last))
    if past is None:
        return ()
    daily = DAILY.intersection(names)
    implied = DAILY.intersection(above for name in names for above in ancestors(name))
    missing: set[date] = set()
    for activity in {stream.activity for stream in contract.stream if stream.id in scope}:
        opened = set(open_days(contract, activity, past))
        own = scope.intersection(contract.streams_of(Scope(activities=(activity,))))
        for name in daily or implied:
            covered = set(counters.covered(own, past, (name,))) if opened else set()
            # what a contract never counts tells nothing of the counters that would be part of it
            missing |= opened - covered if daily or covered else set()
    return tuple(sorted(missing))
