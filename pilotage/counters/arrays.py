"""The rows of a counter table as arrays, and their sums by cell (a scope and a period)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pilotage.counters.catalogue import ancestors, comes_with_parent, over_time
from pilotage.counters.made import NOTHING, made
from pilotage.counters.slots import Flags, Integers, Slots, number
from pilotage.counters.sums import Sums
from pilotage.money import from_millionths
from pilotage.periods import Window

KEY_COLUMNS = ("stream", "start", "grain", "batch", "estimated")

_NONE: frozenset[str] = frozenset()
_DAYS = 10_000_000  # more days than any date has since then: keeps the parts of a key apart


@dataclass(frozen=True)
class Arrays:
    """The frame as arrays, read once for every question: one row a row, one column a counter.

    `first` and `last` are days since 1970. `clash` marks the counters of a week or a month that a
    finer row of the same stream gives too; `values` is zero where missing or in clash.
    """

    names: tuple[str, ...]
    streams: tuple[str, ...]
    stream: Integers
    first: Integers
    last: Integers
    batch: list[int]
    estimated: list[frozenset[str]]
    values: Integers
    present: Flags
    clash: Flags
    partial: Flags
    typed: Flags

    @classmethod
    def of(
        cls, frame: pd.DataFrame, typed: frozenset[int], withheld: Mapping[str, frozenset[int]]
    ) -> Arrays:
        names = tuple(name for name in frame.columns if name not in KEY_COLUMNS)
        shape = (len(frame), len(names))
        values, present = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
        for at, name in enumerate(names):
            present[:, at] = frame[name].notna().to_numpy()
            values[:, at] = frame[name].to_numpy(dtype=np.int64, na_value=0)
        stream, streams = pd.factorize(frame["stream"].to_numpy(dtype=object))
        first, last = spans(frame)
        clash = _clashes(stream, first, last, present)
        values[clash] = 0
        texts = frame["estimated"].fillna("").tolist()
        named = {text: frozenset(filter(None, str(text).split(","))) for text in set(texts)}
        marks = [named[text] for text in texts]
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

    def rank(self, wanted: tuple[str, ...]) -> Integers:
        """For each stream of the table, its place among those wanted, or -1."""
        place = {name: at for at, name in enumerate(wanted)}
        return np.array([place.get(name, -1) for name in self.streams], dtype=np.int64)

    def rows(self, wanted: tuple[str, ...], window: Window) -> Integers:
        """The rows of the streams that touch the window."""
        here = (self.rank(wanted) >= 0)[self.stream]
        touching = (self.last >= number(window.first)) & (self.first <= number(window.last))
        return np.flatnonzero(here & touching)

    def add(
        self, rows: Integers, cell: Integers, reaching: Flags, windows: Sequence[Window]
    ) -> list[Sums]:
        """The rows summed by cell; `reaching` marks, by cell, the counters of rows that overlap it, and
        `windows` are the periods of the cells.
        """
        order = np.argsort(cell, kind="stable")
        rows, cell = rows[order], cell[order]
        filled, starts = np.unique(cell, return_index=True)
        ends = np.append(starts[1:], len(rows))
        sums = [
            Sums({}, coarse=self._named(flags), window=window)
            for flags, window in zip(reaching, windows, strict=True)
        ]
        if not len(rows):
            return sums
        clash = self.clash[rows]
        totals = self._totals(rows, cell, starts).tolist()
        usable = np.logical_or.reduceat(self.present[rows] & ~clash, starts, axis=0).tolist()
        coarse = np.logical_or.reduceat(clash, starts, axis=0) | reaching[filled]
        partial = np.logical_or.reduceat(self.partial[rows], starts, axis=0)
        typed = np.logical_or.reduceat(self.typed[rows], starts, axis=0)
        long, present = self.last[rows] > self.first[rows], self.present[rows]
        others = made(self.by_slot, self.names, long, present, rows, cell)
        for n, at in enumerate(filled.tolist()):
            inside = rows[starts[n] : ends[n]].tolist()
            given = zip(self.names, totals[n], usable[n], strict=True)
            values = {name: from_millionths(total) for name, total, here in given if here}
            sums[at] = Sums(
                values={**values, **others.get(at, NOTHING).values},
                batches=tuple(sorted({self.batch[row] for row in inside})),
                estimated=frozenset().union(*{self.estimated[row] for row in inside}),
                coarse=self._named(coarse[n]) | others.get(at, NOTHING).coarse,
                partial=self._named(partial[n]),
                typed=self._named(typed[n]),
                window=windows[at],
                compared=others.get(at, NOTHING).compared,
                gives=self.gives,
            )
        return sums

    def _totals(self, rows: Integers, cell: Integers, starts: Integers) -> Integers:
        """One row a cell, one column a counter: the sum of its rows, or what a snapshot is there."""
        totals: Integers = np.add.reduceat(self.values[rows], starts, axis=0)
        filled = cell[starts]
        for at, name in enumerate(self.names):
            how = over_time(name)
            if how == "sum":
                continue
            cells, values = self.by_slot(at, rows, cell).snapshot(how)
            totals[:, at] = 0
            np.add.at(totals[:, at], np.searchsorted(filled, cells), values)
        return totals

    def by_slot(self, at: int, rows: Integers, cell: Integers) -> Slots:
        """The counter of column `at` by cell, stream and day."""
        held = self.present[rows, at] & ~self.clash[rows, at]
        rows, cell = rows[held], cell[held]
        return Slots.of(cell, self.stream[rows], self.last[rows], self.values[rows, at])

    @cached_property
    def gives(self) -> Mapping[int, frozenset[str]]:
        """The counters that each file gives somewhere in the table."""
        batches = np.array(self.batch, dtype=np.int64)
        return {
            int(batch): self._named(self.present[batches == batch].any(axis=0))
            for batch in np.unique(batches)
        }

    def _named(self, flags: Flags) -> frozenset[str]:
        found = np.flatnonzero(flags).tolist()
        return frozenset(self.names[at] for at in found) if found else _NONE


def spans(frame: pd.DataFrame) -> tuple[Integers, Integers]:
    """First and last day of each row: a day, seven days, or up to the end of the month."""
    first = frame["start"].to_numpy().astype("datetime64[D]")
    grain = frame["grain"].to_numpy(dtype=object)
    month_end = (first.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    last = np.where(grain == "month", month_end, np.where(grain == "week", first + 6, first))
    return first.astype(np.int64), last.astype(np.int64)


def _clashes(stream: Integers, first: Integers, last: Integers, present: Flags) -> Flags:
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


def _slots(stream: Integers, first: Integers, last: Integers) -> Integers:
    """A number for each (stream, days): the rows of several feeds for the same days share it."""
    keys = (stream * _DAYS + first) * _DAYS + last
    slots: Integers = np.unique(keys, return_inverse=True)[1].reshape(-1)
    return slots


def _partial(names: tuple[str, ...], slots: Integers, values: Integers, present: Flags) -> Flags:
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
