"""The counters of one contract, and their exact sums over streams and periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from pilotage.counters.catalogue import ancestors, comes_with_parent
from pilotage.money import from_millionths
from pilotage.periods import DAY, Month, Window, week_of

Grain = Literal["day", "week", "month"]
Period = Literal["day", "week", "month", "total"]

KEY_COLUMNS = ("stream", "start", "grain", "batch", "estimated")


@dataclass(frozen=True, slots=True)
class Sums:
    """Counters summed over a scope and a window.

    A counter that no row gives is absent from `values` (which is not zero). `estimated` names those
    made from a printed rate; `coarse` those of rows (a week, a month) that reach out of the window
    or lie beside finer rows of the same stream and counter: they are not part of the sums.
    `partial` names those that some day of some stream lacks though it had what they are part of
    (see `comes_with_parent`), or for which the source that is believed gave nothing. `typed` names
    those of which a part was typed by hand.
    `gives` says which counters each file of the table gives.
    """

    values: Mapping[str, Decimal]
    batches: tuple[int, ...] = ()
    estimated: frozenset[str] = frozenset()
    coarse: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()

    gives: Mapping[int, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def get(self, name: str) -> Decimal | None:
        return self.values.get(name)

    def batches_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """The files, among those summed, that give at least one of these counters."""
        wanted = frozenset(names)
        return tuple(b for b in self.batches if not wanted.isdisjoint(self.gives.get(b, wanted)))


@dataclass(frozen=True, eq=False)
class CounterTable:
    """The daily projection of one contract, live rows only.

    `frame` has the columns of `KEY_COLUMNS` (`stream` text, `start` datetime64 of the local business
    day, `grain`, `batch` integer, `estimated` names joined by commas) and one `Int64` column a
    counter, in millionths, missing where the feed does not give it. `typed` are the files typed by
    hand. `withheld` says by counter which rows (by their place) lack it because the source that is
    believed gave nothing there, though another did (`pilotage.sources`).
    """

    frame: pd.DataFrame
    typed: frozenset[int] = frozenset()
    withheld: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def _arrays(self) -> _Arrays:
        return _Arrays.of(self.frame, self.typed, self.withheld)

    def sums(self, streams: Iterable[str], window: Window) -> Sums:
        """Exact sums of every counter over the streams and the days of the window."""
        return self.by(streams, window, "total")[0][2]

    def by(
        self, streams: Iterable[str], window: Window, by: Period, *, each: bool = False
    ) -> list[tuple[str, Window, Sums]]:
        """Sums by `day`, `week`, `month` or `total`: (stream, period, sums), in order of time.

        Every period of the window is there, with no values where nothing came; weeks and months are
        clipped to the window. The streams are summed together under the name "", or `each` apart.
        """
        arrays, wanted = self._arrays, tuple(dict.fromkeys(streams))
        periods = list(_periods(window, by))
        rows = arrays.rows(wanted, window)
        cells = len(periods) * (len(wanted) if each else 1)
        place = arrays.rank(wanted)[arrays.stream[rows]] * len(periods) if each else 0
        starts = np.array([_number(period.first) for period in periods], dtype=np.int64)
        low = np.searchsorted(starts, arrays.first[rows], side="right") - 1
        high = np.searchsorted(starts, arrays.last[rows], side="right") - 1
        inside = (low == high) & (arrays.last[rows] <= _number(window.last))
        reaching = np.zeros((cells, len(arrays.names)), dtype=np.bool_)
        for row, begin, end in zip(
            rows[~inside],
            (place + np.maximum(low, 0))[~inside],
            (place + high)[~inside],
            strict=True,
        ):
            reaching[begin : end + 1] |= arrays.present[row]
        sums = arrays.add(rows[inside], (place + low)[inside], reaching)
        names = wanted if each else ("",)
        return [
            (name, period, sums[number * len(periods) + at])
            for number, name in enumerate(names)
            for at, period in enumerate(periods)
        ]

    def covered(self, streams: Iterable[str], window: Window, names: Iterable[str]) -> set[date]:
        """The days of the window for which a row of the streams gives one of the counters."""
        arrays = self._arrays
        rows = arrays.rows(tuple(streams), window)
        columns = np.flatnonzero(np.isin(arrays.names, list(names)))
        rows = rows[arrays.present[rows][:, columns].any(axis=1)]
        spans = set(zip(arrays.first[rows].tolist(), arrays.last[rows].tolist(), strict=True))
        return {
            _EPOCH + timedelta(days=number)
            for first, last in spans
            for number in range(max(first, _number(window.first)), min(last, _number(window.last)) + 1)
        }


_NONE: frozenset[str] = frozenset()
_EPOCH = date(1970, 1, 1)
_DAYS = 10_000_000  # more days than any date has since then: keeps the parts of a key apart
_Integers = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _periods(window: Window, by: Period) -> Iterator[Window]:
    """The periods that cover the window in order, each clipped to it."""
    first = window.first
    while first <= window.last:
        whole = {
            "day": Window(first, first),
            "week": week_of(first),
            "month": Month.of(first).window,
            "total": window,
        }[by]
        last = min(whole.last, window.last)
        yield Window(first, last)
        first = last + DAY


@dataclass(frozen=True)
class _Arrays:
    """The frame as arrays, read once for every question: one row a row, one column a counter.

    `first` and `last` are days since 1970. `clash` marks the counters of a week or a month that a
    finer row of the same stream gives too; `values` is zero where missing or in clash.
    """

    names: tuple[str, ...]
    streams: tuple[str, ...]
    stream: _Integers
    first: _Integers
    last: _Integers
    batch: list[int]
    estimated: list[frozenset[str]]
    values: _Integers
    present: _Flags
    clash: _Flags
    partial: _Flags
    typed: _Flags

    @classmethod
    def of(
        cls, frame: pd.DataFrame, typed: frozenset[int], withheld: Mapping[str, frozenset[int]]
    ) -> _Arrays:
        names = tuple(name for name in frame.columns if name not in KEY_COLUMNS)
        shape = (len(frame), len(names))
        values, present = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
        for at, name in enumerate(names):
            present[:, at] = frame[name].notna().to_numpy()
            values[:, at] = frame[name].to_numpy(dtype=np.int64, na_value=0)
        stream, streams = pd.factorize(frame["stream"].to_numpy(dtype=object))
        first, last = _spans(frame)
        clash = _clashes(stream, first, last, present)
        values[clash] = 0
        marks = [
            frozenset(filter(None, str(text or "").split(",")))
            for text in frame["estimated"].fillna("").tolist()
        ]
        partial = _partial(names, _slots(stream, first, last), values, present)
        for name, rows in withheld.items():
            partial[sorted(rows), names.index(name)] = True
        return cls(
            names=names,
            streams=tuple(str(name) for name in streams),
            stream=stream.astype(np.int64),
            first=first,
            last=last,
            batch=frame["batch"].astype("int64").tolist(),
            estimated=marks,
            values=values,
            present=present,
            clash=clash,
            partial=partial,
            typed=present & frame["batch"].isin(typed).to_numpy()[:, None],
        )

    def rank(self, wanted: tuple[str, ...]) -> _Integers:
        """For each stream of the table, its place among those wanted, or -1."""
        place = {name: at for at, name in enumerate(wanted)}
        return np.array([place.get(name, -1) for name in self.streams], dtype=np.int64)

    def rows(self, wanted: tuple[str, ...], window: Window) -> _Integers:
        """The rows of the streams that touch the window."""
        here = (self.rank(wanted) >= 0)[self.stream]
        touching = (self.last >= _number(window.first)) & (self.first <= _number(window.last))
        return np.flatnonzero(here & touching)

    def add(self, rows: _Integers, cell: _Integers, reaching: _Flags) -> list[Sums]:
        """The rows summed by cell; `reaching` marks, by cell, the counters of rows that overlap it."""
        order = np.argsort(cell, kind="stable")
        rows = rows[order]
        filled, starts = np.unique(cell[order], return_index=True)
        ends = np.append(starts[1:], len(rows))
        sums = [Sums({}, coarse=self._named(flags)) for flags in reaching]
        if not len(rows):
            return sums
        clash = self.clash[rows]
        totals = np.add.reduceat(self.values[rows], starts, axis=0).tolist()
        usable = np.logical_or.reduceat(self.present[rows] & ~clash, starts, axis=0).tolist()
        coarse = np.logical_or.reduceat(clash, starts, axis=0) | reaching[filled]
        partial = np.logical_or.reduceat(self.partial[rows], starts, axis=0)
        typed = np.logical_or.reduceat(self.typed[rows], starts, axis=0)
        for n, at in enumerate(filled.tolist()):
            inside = rows[starts[n] : ends[n]].tolist()
            given = zip(self.names, totals[n], usable[n], strict=True)
            sums[at] = Sums(
                values={name: from_millionths(total) for name, total, here in given if here},
                batches=tuple(sorted({self.batch[row] for row in inside})),
                estimated=frozenset().union(*{self.estimated[row] for row in inside}),
                coarse=self._named(coarse[n]),
                partial=self._named(partial[n]),
                typed=self._named(typed[n]),
                gives=self.gives,
            )
        return sums

    @cached_property
    def gives(self) -> Mapping[int, frozenset[str]]:
        """The counters that each file gives somewhere in the table."""
        batches = np.array(self.batch, dtype=np.int64)
        return {
            int(batch): self._named(self.present[batches == batch].any(axis=0))
            for batch in np.unique(batches)
        }

    def _named(self, flags: _Flags) -> frozenset[str]:
        found = np.flatnonzero(flags).tolist()
        return frozenset(self.names[at] for at in found) if found else _NONE


def _spans(frame: pd.DataFrame) -> tuple[_Integers, _Integers]:
    """First and last day of each row: a day, seven days, or up to the end of the month."""
    first = frame["start"].to_numpy().astype("datetime64[D]")
    grain = frame["grain"].to_numpy(dtype=object)
    month_end = (first.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    last = np.where(grain == "month", month_end, np.where(grain == "week", first + 6, first))
    return first.astype(np.int64), last.astype(np.int64)


def _clashes(stream: _Integers, first: _Integers, last: _Integers, present: _Flags) -> _Flags:
    """Counters of a row that a shorter row of the same stream, in the same days, gives as well."""
    clash = np.zeros_like(present)
    for row in np.flatnonzero(last > first).tolist():
        finer = (
            (stream == stream[row])
            & (first <= last[row])
            & (last >= first[row])
            & (last - first < last[row] - first[row])
        )
        clash[row] = present[row] & present[finer].any(axis=0)
    return clash


def _slots(stream: _Integers, first: _Integers, last: _Integers) -> _Integers:
    """A number for each (stream, days): the rows of several feeds for the same days share it."""
    keys = (stream * _DAYS + first) * _DAYS + last
    slots: _Integers = np.unique(keys, return_inverse=True)[1].reshape(-1)
    return slots


def _partial(names: tuple[str, ...], slots: _Integers, values: _Integers, present: _Flags) -> _Flags:
    """Counters that a slot lacks though the one that they come with is above zero there."""
    partial = np.zeros_like(present)
    count = int(slots.max()) + 1 if len(slots) else 0
    for at, name in enumerate(names):
        above = [names.index(parent) for parent in ancestors(name) if parent in names]
        if not comes_with_parent(name) or not above:
            continue
        busy, given = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
        busy[slots[(values[:, above] > 0).any(axis=1)]] = True
        given[slots[present[:, at]]] = True
        partial[:, at] = (busy & ~given)[slots]
    return partial
