"""What a day without data would have brought: the mean of the same weekdays before it.

An accrual cannot wait for a late file; an SLA can. So the estimate serves the accrual alone, is marked
as estimated, and the SLA stays not measured until the file has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.money import MILLION, from_millionths
from pilotage.trace import Step, computed

#: How many of the same weekdays are averaged, and how many weeks back they are looked for.
WEEKS, REACH = 4, 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """A stream's day as the mean of the days `alike`, counter by counter, with its arithmetic."""

    day: date
    stream: str
    alike: tuple[date, ...]
    counters: Mapping[str, Decimal]
    steps: tuple[Step, ...]


def estimates(
    table: CounterTable, streams: Iterable[str], days: Iterable[date], holidays: Iterable[date]
) -> tuple[Estimate, ...]:
    """What each stream lacks on these days, as the mean of the last four same weekdays that have it.

    Holidays are no same weekday. A stream without any such day is left out.
    """
    odd, found = set(holidays), []
    frame = table.frame[table.frame["grain"] == "day"]
    names = [name for name in frame.columns if name not in KEY_COLUMNS]
    for day in days:
        before = [day - timedelta(weeks=week) for week in range(1, REACH + 1)]
        for stream in streams:
            own = frame[frame["stream"] == stream]
            there = _values(own, day, names)
            past = [(one, _values(own, one, names)) for one in before if one not in odd]
            lacking = {name: _mean(name, past) for name in names if name not in there}
            steps = {name: step for name, step in lacking.items() if step is not None}
            if steps:
                alike = tuple(one for one, values in past if steps.keys() & values.keys())[:WEEKS]
                means = {name: step.value for name, step in steps.items()}
                found.append(Estimate(day, stream, alike, means, tuple(steps.values())))
    return tuple(found)


def _values(own: pd.DataFrame, day: date, names: Sequence[str]) -> Mapping[str, Decimal]:
    rows = own[own["start"] == pd.Timestamp(day)]
    return {name: from_millionths(int(rows[name].sum())) for name in names if rows[name].notna().any()}


def _mean(name: str, past: Sequence[tuple[date, Mapping[str, Decimal]]]) -> Step | None:
    known = [values[name] for _, values in past if name in values][:WEEKS]
    if not known or name == "forecast":
        return None
    inputs = {f"week_{n}": value for n, value in enumerate(known, 1)}
    return computed("estimate.mean", f"({' + '.join(inputs)}) / {len(known)}", inputs, note=name)


def completed(table: CounterTable, found: Sequence[Estimate]) -> CounterTable:
    """The table with the estimates as rows of no file, each of their counters marked as estimated."""
    if not found:
        return table
    rows = [
        {
            "stream": one.stream,
            "start": pd.Timestamp(one.day),
            "grain": "day",
            "batch": 0,
            "estimated": ",".join(sorted(one.counters)),
            **{name: round(value * MILLION) for name, value in one.counters.items()},
        }
        for one in found
    ]
    more = pd.DataFrame(rows).astype({"start": table.frame["start"].dtype})
    more = more.astype({name: "Int64" for name in more.columns if name not in KEY_COLUMNS})
    frame = pd.concat([table.frame, more], ignore_index=True)
    return replace(table, frame=frame, unfilled=frozenset())
