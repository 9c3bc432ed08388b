"""Volume forecasts: what several files said of the same days, made one forecast. Pure.

A forecast is refined as its month comes near: twelve months, then weeks, days, half-hours, each file
being a *version*. Two grains of it are a refinement, never two volumes: see `by_day`. Values are
integers in millionths, and every split gives back its total to the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.periods import Month, Window, week_of

Grain = Literal["half_hour", "day", "week", "month"]
Opened = Callable[[date], bool]
_FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Statement:
    """What one version says of one stream and period: `start` is its first local moment, `value` in
    millionths. Versions are numbered in the order in which they were received.
    """

    stream: str
    grain: Grain
    start: datetime
    value: int
    version: int

    @property
    def period(self) -> Window:
        """The days that it is about."""
        day = self.start.date()
        if self.grain == "month":
            return Month.of(day).window
        return week_of(day) if self.grain == "week" else Window(day, day)


@dataclass(frozen=True, slots=True)
class Expected:
    """The volume expected in a slot of a stream, in millionths. `stated` is the grain of the statement
    that it comes from: a day `stated` by month is a share of it, not somebody's word on that day.
    """

    stream: str
    start: datetime
    value: int
    stated: Grain
    version: int


@dataclass
class _Stream:
    """The latest word on each period of one stream, by grain."""

    days: dict[date, Expected] = field(default_factory=dict)
    halves: dict[date, dict[datetime, Statement]] = field(default_factory=dict)
    longer: dict[tuple[Grain, datetime], Statement] = field(default_factory=dict)


def frozen_on(contract: Contract, stream: str, month: Month) -> date | None:
    """The last day on which the forecast of the stream for the month could still change, by the terms of
    the month's first day; None where the contract has no such clause.
    """
    for clause in contract.forecast:
        in_force = clause.terms_on(month.first)
        if in_force is None or stream not in contract.streams_of(clause):
            continue
        day, before = in_force.terms.freeze_day, in_force.terms.months_before
        if day is not None and before is not None:
            early = month.plus(-before)
            return early.first.replace(day=min(day, early.last.day))
    return None


def by_day(
    statements: Iterable[Statement], window: Window, opened: Mapping[str, Opened]
) -> tuple[Expected, ...]:
    """The forecast of each day and stream of the window, in order of time.

    - The latest version of a period goes before the earlier ones of that period.
    - A finer statement refines a coarser one. Received later, or with it, a finer one replaces its own
      days. A coarser one received later gives the total of its days, and the finer ones its shape.
    - What a month or a week leaves to days that no finer statement names is split over those that are
      open (`opened`), in proportion to what the same weekdays are known to take.
    """
    found: list[Expected] = []
    for stream, latest in sorted(_latest(statements).items()):
        days = _days_of(latest, opened.get(stream, _always))
        found += [expected for day, expected in days.items() if day in window]
    return tuple(sorted(found, key=lambda one: (one.start, one.stream)))


def by_half_hour(
    statements: Collection[Statement], window: Window, opened: Mapping[str, Opened]
) -> tuple[Expected, ...]:
    """The forecast of each half-hour and stream of the window, in order of time.

    A day stated by day or more is split as the half-hours of the same weekday are, or of all days when
    that weekday has none. Where no half-hour was ever stated, the day stays whole: its slot is midnight
    and `stated` is not `half_hour`.
    """
    latest = _latest(statements)
    found: list[Expected] = []
    for day in by_day(statements, window, opened):
        halves = latest[day.stream].halves
        shape = {slot: one.value for slot, one in halves.get(day.start.date(), {}).items()}
        shape = shape or _usual_shape(halves, day.start.date())
        if not shape:
            found.append(day)
            continue
        shares = allotted(day.value, list(shape.values()))
        found += [replace(day, start=at, value=n) for at, n in zip(shape, shares, strict=True)]
    return tuple(sorted(found, key=lambda one: (one.start, one.stream)))


def _always(_day: date) -> bool:
    return True


def _latest(statements: Iterable[Statement]) -> dict[str, _Stream]:
    kept: dict[tuple[str, Grain, datetime], Statement] = {}
    for one in statements:
        key = (one.stream, one.grain, one.start)
        if key not in kept or kept[key].version <= one.version:
            kept[key] = one
    streams: dict[str, _Stream] = {}
    for one in kept.values():
        stream = streams.setdefault(one.stream, _Stream())
        if one.grain == "half_hour":
            stream.halves.setdefault(one.start.date(), {})[one.start] = one
        elif one.grain == "day":
            stream.days[one.start.date()] = _expected(one, one.start.date(), one.value, one.version)
        else:
            stream.longer[one.grain, one.start] = one
    return streams


def _expected(said: Statement, day: date, value: int, version: int) -> Expected:
    midnight = datetime.combine(day, datetime.min.time())
    return Expected(said.stream, midnight, value, said.grain, version)


def _days_of(stream: _Stream, opened: Opened) -> dict[date, Expected]:
    days = dict(stream.days)
    for day, slots in stream.halves.items():
        version = max(one.version for one in slots.values())
        if day not in days or version >= days[day].version:
            said, total = next(iter(slots.values())), sum(one.value for one in slots.values())
            days[day] = _expected(said, day, total, version)
    weights = _weekday_weights(days.values())
    for grain in ("week", "month"):
        for (kind, _), said in sorted(stream.longer.items(), key=lambda item: item[1].start):
            if kind == grain:
                days |= _split(said, days, opened, weights)
    return days


def _split(
    said: Statement, days: Mapping[date, Expected], opened: Opened, weights: Mapping[int, int]
) -> dict[date, Expected]:
    """The days that a week or a month changes: those nobody named, or all when it came last."""
    period = list(said.period)
    known = {day: days[day] for day in period if day in days}
    open_days = [day for day in period if opened(day)] or period
    absent = [day for day in open_days if day not in known]
    newest = max((one.version for one in known.values()), default=0)
    if not absent:
        if said.version <= newest or not known:
            return {}
        shares = allotted(said.value, [one.value for one in known.values()])
        return {
            day: replace(one, value=share, version=said.version)
            for (day, one), share in zip(known.items(), shares, strict=True)
        }
    if said.version >= newest:
        rest = max(said.value - sum(one.value for one in known.values()), 0)
        shares = allotted(rest, [weights[day.weekday()] for day in absent])
    else:
        whole = allotted(said.value, [weights[day.weekday()] for day in open_days])
        by_date = dict(zip(open_days, whole, strict=True))
        shares = [by_date[day] for day in absent]
    return {
        day: _expected(said, day, share, said.version) for day, share in zip(absent, shares, strict=True)
    }


def _weekday_weights(known: Iterable[Expected]) -> Mapping[int, int]:
    """What a day of the week weighs: its mean where it is known, else the mean of all days."""
    values: dict[int, list[int]] = {}
    for one in known:
        values.setdefault(one.start.weekday(), []).append(one.value)
    everything = [value for listed in values.values() for value in listed]
    usual = max(sum(everything) // len(everything), 1) if everything else 1
    means = {day: sum(listed) // len(listed) for day, listed in values.items()}
    return {day: means.get(day, usual) for day in range(7)}


def _usual_shape(halves: Mapping[date, Mapping[datetime, Statement]], day: date) -> dict[datetime, int]:
    """The half-hours of the same weekday summed, set on `day`; those of all days when it has none."""
    same = [one for known, one in halves.items() if known.weekday() == day.weekday()]
    sums: dict[datetime, int] = {}
    for slots in same or halves.values():
        for at, said in slots.items():
            moment = datetime.combine(day, at.time())
            sums[moment] = sums.get(moment, 0) + said.value
    return dict(sorted(sums.items()))


def allotted(total: int, weights: Sequence[int]) -> list[int]:
    """`total` shared in proportion to the weights, to the unit: whole parts, then one more to the
    largest remainders. Equal shares when no weight is above zero.
    """
    if not weights:
        return []
    if not any(weight > 0 for weight in weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in order[: total - sum(shares)]:
        shares[n] += 1
    return shares


def by_longer_periods(table: CounterTable) -> frozenset[str]:
    """The streams of which a week or a month of the table gives a forecast."""
    frame = table.frame
    if _FORECAST not in frame.columns:
        return frozenset()
    longer = frame["grain"].isin(["week", "month"]) & frame[_FORECAST].notna()
    return frozenset(frame.loc[longer, "stream"])


def refined(
    table: CounterTable, whole: CounterTable, window: Window, opened: Mapping[str, Opened]
) -> CounterTable:
    """The table with one forecast a day where weeks or months give one too: grains that refine each
    other, never a clash. `whole` is the table of the whole months that the window touches; of two files,
    the later one has the greater number.
    """
    streams = by_longer_periods(whole)
    statements = [said for said in _statements(whole) if said.stream in streams]
    days = by_day(statements, window, opened)
    return with_days(table, days, streams) if days else table


def with_days(
    table: CounterTable, days: Collection[Expected], streams: Collection[str] | None = None
) -> CounterTable:
    """The table with these days as all the forecast of the streams (of all by default); `version` is the
    number of a file.
    """
    frame = table.frame.copy()
    if _FORECAST not in frame.columns:
        return table
    concerned = slice(None) if streams is None else frame["stream"].isin(streams)
    frame.loc[concerned, _FORECAST] = pd.NA
    made = pd.DataFrame(
        {
            "stream": pd.array([one.stream for one in days], dtype="str"),
            "start": np.array([one.start for one in days], dtype="datetime64[s]"),
            "grain": pd.array(["day"] * len(days), dtype="str"),
            "batch": np.array([one.version for one in days], dtype=np.int64),
            "estimated": pd.array([""] * len(days), dtype="str"),
            _FORECAST: pd.array([one.value for one in days], dtype="Int64"),
        }
    )
    # the rows of before keep their places, which other marks of the table name
    return replace(table, frame=pd.concat([frame, made], ignore_index=True))


def _statements(table: CounterTable) -> Iterator[Statement]:
    frame = table.frame[table.frame[_FORECAST].notna()]
    columns = (frame[name].tolist() for name in ("stream", "grain", "start", "batch", _FORECAST))
    for stream, grain, start, batch, value in zip(*columns, strict=True):
        yield Statement(stream, grain, start.to_pydatetime(), int(value), int(batch))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How near a forecast came: `error` is the sum, slot by slot, of what lay between the two."""

    forecast: Decimal
    actual: Decimal
    error: Decimal
    slots: int

    @property
    def wape(self) -> Decimal | None:
        """The error in percent of the forecast; None without a forecast. Lower is better."""
        return self.error * 100 / self.forecast if self.forecast else None

    @property
    def bias(self) -> Decimal | None:
        """By how many percent the volume exceeded the forecast over the whole, errors set off."""
        return (self.actual - self.forecast) * 100 / self.forecast if self.forecast else None


def accuracy(pairs: Iterable[tuple[Decimal, Decimal]]) -> Accuracy:
    """The accuracy over (forecast, actual) of each slot: the finer the slots, the larger the error."""
    listed = list(pairs)
    return Accuracy(
        forecast=sum((said for said, _ in listed), ZERO),
        actual=sum((came for _, came in listed), ZERO),
        error=sum((abs(came - said) for said, came in listed), ZERO),
        slots=len(listed),
    )


def months_of(window: Window) -> Iterator[Month]:
    """The months that the window touches."""
    return Month.of(window.first).to(Month.of(window.last))
