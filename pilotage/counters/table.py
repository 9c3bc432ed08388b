"""The counters of one contract, and their exact sums over streams and periods."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from pilotage.counters.arrays import Arrays
from pilotage.counters.slots import Flags, day_of, number
from pilotage.counters.sums import Sums
from pilotage.periods import DAY, Month, Window, week_of

Grain = Literal["day", "week", "month"]
Period = Literal["day", "week", "month", "total"]


@dataclass(frozen=True, eq=False)
class CounterTable:
    """The daily projection of one contract, live rows only.

    `frame` has the columns of `KEY_COLUMNS` (`stream` text, `start` datetime64 of the local business
    day, `grain`, `batch` integer, `estimated` names joined by commas) and one `Int64` column a
    counter, in millionths, missing where the feed does not give it. `typed` are the files typed by
    hand. `withheld` says by counter which rows (by their place) lack it because the source that is
    believed gave nothing there, though another did (`pilotage.sources`). `unfilled` are days of zeros
    that count as days without data (`pilotage.controls.zeros`). `refused` are the counters that a file
    gives in a column refused for that use (`pilotage.feeds.credible`), by the number of the file.
    """

    frame: pd.DataFrame
    typed: frozenset[int] = frozenset()
    withheld: Mapping[str, frozenset[int]] = field(default_factory=dict)
    unfilled: frozenset[date] = frozenset()
    refused: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def _arrays(self) -> Arrays:
        return Arrays.of(self.frame, self.typed, self.withheld)

    @cached_property
    def _sums(self) -> dict[tuple[tuple[str, ...], Window], Sums]:
        return {}

    @cached_property
    def _covered(self) -> dict[tuple[tuple[str, ...], Window, tuple[str, ...]], frozenset[date]]:
        return {}

    def only(self, kept: Flags) -> CounterTable:
        """The rows that `kept` marks, with all that is known of them."""
        places = np.cumsum(kept) - 1
        withheld = {
            name: frozenset(int(places[row]) for row in rows if kept[row])
            for name, rows in self.withheld.items()
        }
        return replace(self, frame=self.frame[kept].reset_index(drop=True), withheld=withheld)

    def given(self, cells: Mapping[tuple[str, date, Grain], Collection[str]]) -> CounterTable:
        """The table without the marks of withheld counters that other rows of the cell now give."""
        keys = list(
            zip(
                self.frame["stream"].tolist(),
                self.frame["start"].dt.date.tolist(),
                self.frame["grain"].tolist(),
                strict=True,
            )
        )
        withheld = {
            name: frozenset(row for row in rows if name not in cells.get(keys[row], ()))
            for name, rows in self.withheld.items()
        }
        return replace(self, withheld=withheld)

    def sums(self, streams: Iterable[str], window: Window) -> Sums:
        """Exact sums of every counter over the streams and the days of the window, kept for the next
        that asks: the clauses of a contract ask for the same ones.
        """
        wanted = tuple(dict.fromkeys(streams))
        if (wanted, window) not in self._sums:
            self._sums[wanted, window] = self.by(wanted, window, "total")[0][2]
        return self._sums[wanted, window]

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
        starts = np.array([number(period.first) for period in periods], dtype=np.int64)
        low = np.searchsorted(starts, arrays.first[rows], side="right") - 1
        high = np.searchsorted(starts, arrays.last[rows], side="right") - 1
        inside = (low == high) & (arrays.last[rows] <= number(window.last))
        reaching = np.zeros((cells, len(arrays.names)), dtype=np.bool_)
        for row, begin, end in zip(
            rows[~inside],
            (place + np.maximum(low, 0))[~inside],
            (place + high)[~inside],
            strict=True,
        ):
            reaching[begin : end + 1] |= arrays.present[row]
        names = wanted if each else ("",)
        sums = arrays.add(rows[inside], (place + low)[inside], reaching, periods * len(names))
        if self.refused:
            sums = [self._without_refused(one) for one in sums]
        return [
            (name, period, sums[number * len(periods) + at])
            for number, name in enumerate(names)
            for at, period in enumerate(periods)
        ]

    def _without_refused(self, sums: Sums) -> Sums:
        """The sums, saying which counters a file among them gives in a refused column."""
        names = frozenset().union(*(self.refused.get(batch, ()) for batch in sums.batches))
        return replace(sums, refused=names) if names else sums

    def covered(self, streams: Iterable[str], window: Window, names: Iterable[str]) -> frozenset[date]:
        """The days of the window for which a row of the streams gives one of the counters."""
        key = (tuple(sorted(streams)), window, tuple(sorted(names)))
        if key not in self._covered:
            self._covered[key] = frozenset(self._days(*key))
        return self._covered[key]

    def _days(self, streams: Iterable[str], window: Window, names: Iterable[str]) -> set[date]:
        arrays = self._arrays
        rows = arrays.rows(tuple(streams), window)
        columns = np.flatnonzero(np.isin(arrays.names, list(names)))
        rows = rows[arrays.present[rows][:, columns].any(axis=1)]
        spans = set(zip(arrays.first[rows].tolist(), arrays.last[rows].tolist(), strict=True))
        return {
            day_of(days)
            for first, last in spans
            for days in range(max(first, number(window.first)), min(last, number(window.last)) + 1)
        }


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
