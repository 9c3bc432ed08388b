"""The counters of a month that is not over, completed to its last day.

Each day still to come gets the volume that the forecast gives it (else that of the same weekdays lately),
and each other counter in the proportion that it has to that volume since the month began. Nothing here
is a measure: the rows that are made belong to no file, and whoever reads them knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from pilotage.contract.model import Contract
from pilotage.controls import zeros
from pilotage.controls.openings import open_days
from pilotage.counters import CATALOGUE, DAILY, FORETOLD, KEY_COLUMNS, CounterTable, Grain, over_time
from pilotage.forecasting import allotted
from pilotage.kpi.model import Kpi
from pilotage.periods import DAY, Month, Window

LEVEL_DAYS = 6
"""The level of a counter is read on the month's own days, or on the last six when it has fewer."""
WEEKS = 8
"""The volume of a day without a forecast is the mean of the same weekdays over so many weeks."""
SHEETS = 3
"""What comes by month is taken as over the last three months."""
VOLUMES = ("offered", "useful_contacts", "ordered_hours", "handled", "productive_hours", "worked_hours")
"""What moves the other counters of a stream: the first of these that it has."""
_MADE = 0  # the file of a row that no file brought

Values = Mapping[str, int]
Volumes = Mapping[tuple[str, date], int]
_Row = tuple[str, date, Grain, Values]


@dataclass(frozen=True, eq=False)
class Past:
    """What a contract counted, by stream and day or month, in millionths."""

    counted: CounterTable

    @cached_property
    def table(self) -> CounterTable:
        """What was counted; days of zeros that nobody filled are days without data."""
        return zeros.emptied(self.counted)

    @cached_property
    def daily(self) -> Mapping[str, Mapping[date, Values]]:
        return self._read("day")

    @cached_property
    def monthly(self) -> Mapping[str, Mapping[date, Values]]:
        return self._read("month")

    def _read(self, grain: str) -> Mapping[str, Mapping[date, Values]]:
        frame = self.table.frame
        frame = frame[frame["grain"] == grain]
        names = [name for name in frame.columns if name not in {*KEY_COLUMNS, *FORETOLD}]
        columns = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in names]
        found: dict[str, dict[date, dict[str, int]]] = {}
        days = frame["start"].to_numpy().astype("datetime64[D]").tolist()
        for at, (stream, day) in enumerate(zip(frame["stream"].tolist(), days, strict=True)):
            cell = found.setdefault(stream, {}).setdefault(day, {})
            for name, column in zip(names, columns, strict=True):
                if column[at] is not None:
                    cell[name] = cell.get(name, 0) + int(column[at])
        return found

    def known(self, month: Month, today: date) -> CounterTable:
        """The rows of the month whose days are wholly past."""
        frame = self.table.frame
        first = frame["start"].to_numpy().astype("datetime64[D]")
        grain = frame["grain"].to_numpy(dtype=object)
        last = np.where(grain == "week", first + 6, first)
        last[grain == "month"] = np.datetime64(month.last)
        inside = (first >= np.datetime64(month.first)) & (first <= np.datetime64(month.last))
        return self.table.only(inside & (last < np.datetime64(today)))


@dataclass(frozen=True)
class Completed:
    """A month with its days to come. `known` is what was counted, `table` that and what was made of it;
    `rest` the days that were made, `volumes` their expected volume by stream, in millionths.
    """

    known: CounterTable
    table: CounterTable
    rest: tuple[date, ...]
    volumes: Volumes


def completed(
    past: Past,
    contract: Contract,
    month: Month,
    today: date,
    forecast: Volumes,
    *,
    lags: Mapping[str, int] | None = None,
    change: Decimal = Decimal(0),
) -> Completed:
    """The month as it would end if its rest went as its beginning, volumes as forecast.

    Args:
        past: the counters of at least the two months before, and of the month.
        contract: whose opening hours say which days are still to come.
        month: the month to complete. Once over, it is left as it is.
        today: the first day of which nothing is known.
        forecast: the volume expected by stream and day, in millionths, where there is a forecast.
        lags: days after which a counter no longer moves: what is known of the last ones is not whole.
        change: percent by which the volume to come would differ from what is expected.
    """
    known = past.known(month, today)
    if today > month.last:
        return Completed(known, known, (), {})
    makers = [
        _Stream(past, contract, stream.id, month, today, forecast, lags or {}, change)
        for stream in contract.stream
    ]
    made = [(maker, day, values) for maker in makers for day, values in maker.rows()]
    late = {(m.stream, name): m.last_day(name) for m in makers for name in m.lags}
    known = replace(known, frame=_without(known.frame, late))
    rows: list[_Row] = [(maker.stream, day, "day", values) for maker, day, values in made]
    rows += [(maker.stream, month.first, "month", sheet) for maker in makers if (sheet := maker.sheet())]
    rest = sorted({day for maker, day, values in made if maker.volume in values})
    volumes = {(m.stream, day): values[m.volume] for m, day, values in made if m.volume in values}
    whole = known.given({(stream, day, grain): values for stream, day, grain, values in rows})
    whole = replace(whole, frame=_joined(known.frame, rows))
    return Completed(known, whole, tuple(rest), volumes)


@dataclass(frozen=True)
class _Stream:
    """One stream, and what its days to come are made of."""

    past: Past
    contract: Contract
    stream: str
    month: Month
    today: date
    forecast: Volumes
    wanted_lags: Mapping[str, int]
    change: Decimal

    @cached_property
    def days(self) -> Mapping[date, Values]:
        """Its days with figures, the earliest first."""
        found = self.past.daily.get(self.stream, {})
        return {day: found[day] for day in sorted(found) if day < self.today}

    @cached_property
    def recent(self) -> Mapping[date, Values]:
        since = self.today - timedelta(weeks=WEEKS)
        return {day: values for day, values in self.days.items() if day >= since}

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for values in self.recent.values() for name in values))

    @cached_property
    def volume(self) -> str:
        return next((name for name in VOLUMES if name in self.names), "")

    @property
    def lags(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name in self.wanted_lags)

    @cached_property
    def activity(self) -> str:
        return next(one.activity for one in self.contract.stream if one.id == self.stream)

    @cached_property
    def opened(self) -> tuple[date, ...]:
        """The days of the month on which the activity is open; all of them when nothing is said."""
        window = self.month.window
        return tuple(open_days(self.contract, self.activity, window)) or tuple(window)

    def _elsewhere(self, day: date) -> bool:
        """Whether another stream of the activity counted that day: the hours of a holiday are not those
        of a working day.
        """
        return any(
            self.volume in self.past.daily.get(one.id, {}).get(day, {})
            for one in self.contract.stream
            if one.activity == self.activity and one.id != self.stream
        )

    def last_day(self, name: str) -> date:
        """The last day whose figure of the counter is there and no longer moves."""
        settled = self.today - DAY - timedelta(days=self.wanted_lags.get(name, 0))
        return max(
            (day for day, values in self.days.items() if name in values and day <= settled),
            default=date.min,
        )

    def rows(self) -> Iterable[tuple[date, Values]]:
        """The days to come, and past days that lack a counter which every open day has."""
        if not self.volume:
            return
        lasts = {name: self.last_day(name) for name in self.names}
        levels = {name: self._level(name, last) for name, last in lasts.items()}
        for day in self.opened:
            own = self.days.get(day, {})
            volume = own.get(self.volume)
            if volume is None and day < self.today and self._elsewhere(day):
                continue
            expected = self._expected(day) if volume is None else volume
            made = {
                name: self._share(name, levels[name], expected)
                for name in self.names
                if day > lasts[name] or (name not in own and (volume is None or name in DAILY))
            }
            if expected and made:
                yield day, made

    def _share(self, name: str, level: tuple[int, int], expected: int) -> int:
        counted, volume = level
        if name == self.volume:
            return expected
        if over_time(name) != "sum":
            return counted
        return expected * counted // volume if volume else 0

    def _level(self, name: str, last: date) -> tuple[int, int]:
        """The counter and the volume of the days on which its level is read; for what is not summed
        over time, its mean.
        """
        days = [day for day, values in self.days.items() if day <= last and self.volume in values]
        here = sum(day >= self.month.first for day in days)
        chosen = days[-max(here, LEVEL_DAYS) :]
        counted = [self.days[day].get(name, 0) for day in chosen]
        if over_time(name) != "sum":
            return (sum(counted) // len(counted) if counted else 0), 1
        return sum(counted), sum(self.days[day][self.volume] for day in chosen)

    def _expected(self, day: date) -> int:
        """The volume of a day to come: as forecast, else as the same weekdays lately."""
        found = self.forecast.get((self.stream, day))
        if found is None:
            same = [
                values[self.volume]
                for known, values in self.recent.items()
                if known.weekday() == day.weekday() and self.volume in values
            ]
            found = sum(same) // len(same) if same else 0
        kind = CATALOGUE[self.volume].kind
        return int(found * (100 + self.change) / 100) if kind == "count" else found

    def sheet(self) -> Values:
        """What comes by month: the mean of the last months, for the counters not there yet."""
        months = self.past.monthly.get(self.stream, {})
        if self.month.first in months and self.today > self.month.last:
            return {}
        before = [months[day] for day in sorted(months) if day < self.month.first][-SHEETS:]
        fresh = self.month.plus(-SHEETS).first
        if not before or max(day for day in months if day < self.month.first) < fresh:
            return {}
        names = dict.fromkeys(name for values in before for name in values)
        daily = set(self.names)
        return {
            name: sum(values.get(name, 0) for values in before) // len(before)
            for name in names
            if name not in daily
        }


def _without(frame: pd.DataFrame, lasts: Mapping[tuple[str, str], date]) -> pd.DataFrame:
    """The rows without what still moves in them."""
    if not lasts:
        return frame
    frame = frame.copy()
    for (stream, name), last in lasts.items():
        if name in frame.columns:
            late = (frame["stream"] == stream) & (
                frame["start"] > pd.Timestamp(max(last, date(1970, 1, 1)))
            )
            frame.loc[late, name] = pd.NA
    return frame


def _joined(frame: pd.DataFrame, rows: Sequence[_Row]) -> pd.DataFrame:
    """The rows counted, then the rows made."""
    names = dict.fromkeys(name for *_, values in rows for name in values)
    data: dict[str, object] = {
        "stream": pd.array([stream for stream, *_ in rows], dtype="str"),
        "start": np.array([day for _, day, *_ in rows], dtype="datetime64[D]").astype("datetime64[s]"),
        "grain": pd.array([grain for *_, grain, _ in rows], dtype="str"),
        "batch": np.full(len(rows), _MADE, dtype=np.int64),
        "estimated": pd.array([""] * len(rows), dtype="str"),
    }
    for name in names:
        data[name] = pd.array([values.get(name) for *_, values in rows], dtype="Int64")
    return pd.concat([frame, pd.DataFrame(data)], ignore_index=True)


def adjusted(
    done: Completed, kpi: Kpi, streams: Iterable[str], window: Window, value: Decimal
) -> CounterTable | None:
    """The completed month with the KPI at `value` over the streams: what is made of its numerator moves,
    what was counted stays. None where no counter can move alone, or nothing is left to come.
    """
    names = [name for name in kpi.numerator if name not in kpi.denominator and over_time(name) == "sum"]
    wanted = frozenset(streams)
    frame = done.table.frame
    if not names or names[0] not in frame.columns:
        return None
    name = names[0]
    made = (frame["batch"] == _MADE) & frame["stream"].isin(wanted) & frame[name].notna()
    sums = done.table.sums(tuple(wanted), window)
    if not made.any() or any(other not in sums.values for other in kpi.counters):
        return None
    bottom = sum((sums.values[other] * weight for other, weight in kpi.denominator.items()), Decimal(0))
    top = sum((sums.values[other] * weight for other, weight in kpi.numerator.items()), Decimal(0))
    moved = (value * bottom / kpi.scale - top) / kpi.numerator[name]
    before = [int(number) for number in frame.loc[made, name]]
    after = allotted(max(sum(before) + round(moved * 1_000_000), 0), before)
    frame = frame.copy()
    frame.loc[made, name] = pd.array(after, dtype="Int64")
    return replace(done.table, frame=frame)
