"""The half-hours of one contract, and their exact sums by weekday or by day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from pilotage.counters.catalogue import ancestors, comes_with_parent
from pilotage.counters.slots import Flags, Integers
from pilotage.counters.sums import Sums
from pilotage.money import from_millionths

_KEYS = ("stream", "start", "batch", "holder", "estimated")
_SLOTS = 48
_EPOCH = date(1970, 1, 1)


class Slot(NamedTuple):
    """A half-hour of a weekday (0 is Monday) or of a day, by the clock that the contract goes by."""

    day: int | date
    at: time


@dataclass(frozen=True, eq=False)
class HalfHours:
    """The live half-hours of a contract: a row a stream, half-hour and file.

    `frame` has `stream`, `start` (datetime64 of the contract's own time), `batch`, `holder`,
    `estimated` names joined by commas, then one `Int64` column a counter in millionths.
    """

    frame: pd.DataFrame

    def counters(self) -> tuple[str, ...]:
        """The counters that come by half-hour."""
        return tuple(name for name in self.frame.columns if name not in _KEYS)

    def of(self, holder: Callable[[str, str, date], str | None]) -> HalfHours:
        """Without the counts of who is not believed: `holder(counter, stream, day)` says who is that
        day, None for anybody. A source that gives no half-hours leaves those of the other.
        """
        if self.frame.empty or self.frame["holder"].nunique() < 2:
            return self
        frame = self.frame.copy()
        days = frame["start"].dt.date
        for name in self.counters():
            for stream in frame["stream"].unique():
                mine = (frame["stream"] == stream) & frame[name].notna()
                who = {day: holder(name, str(stream), day) for day in days[mine].unique()}
                right = mine & (frame["holder"] == days.map(who))
                given = {
                    side for side in ("client", "vendor") if (right & (frame["holder"] == side)).any()
                }
                wrong = mine & ~right & days.map(who).isin(given)
                frame.loc[wrong, name] = pd.NA
        return HalfHours(frame)

    def by(
        self, streams: Iterable[str], by: Literal["weekday", "day"], days: Collection[date] | None = None
    ) -> Mapping[Slot, Sums]:
        """Sums of the streams by half-hour of the weekday or of the day, in order, where there is
        anything; of some days alone when asked.
        """
        if self.frame.empty:
            return {}
        frame = self.frame[self.frame["stream"].isin(list(streams))]
        stamps = frame["start"].to_numpy().astype("datetime64[s]").astype(np.int64)
        day = stamps // 86_400
        if days is not None:
            inside = np.isin(day, [(one - _EPOCH).days for one in days])
            frame, stamps, day = frame[inside], stamps[inside], day[inside]
        place = (day + 3) % 7 if by == "weekday" else day
        cells = place * _SLOTS + stamps % 86_400 // 1800
        return {_slot(cell, by): sums for cell, sums in _sums(frame, stamps, cells)}


def _slot(cell: int, by: str) -> Slot:
    day, slot = divmod(cell, _SLOTS)
    at = time(slot // 2, slot % 2 * 30)
    return Slot(day if by == "weekday" else _EPOCH + timedelta(days=day), at)


def _sums(frame: pd.DataFrame, stamps: Integers, cells: Integers) -> Iterable[tuple[int, Sums]]:
    """The rows summed by cell."""
    order = np.argsort(cells, kind="stable")
    frame, cells, stamps = frame.iloc[order], cells[order], stamps[order]
    filled, starts = np.unique(cells, return_index=True)
    if not len(filled):
        return
    ends = np.append(starts[1:], len(cells))
    names = [name for name in frame.columns if name not in _KEYS]
    present = frame[names].notna().to_numpy()
    values = np.stack([frame[n].to_numpy(dtype=np.int64, na_value=0) for n in names], axis=1)
    partial = _partial(names, frame["stream"], stamps, values, present)
    totals = np.add.reduceat(values, starts, axis=0).tolist()
    given = np.logical_or.reduceat(present, starts, axis=0).tolist()
    lacking = np.logical_or.reduceat(partial, starts, axis=0).tolist()
    batches, marks = frame["batch"].tolist(), frame["estimated"].fillna("").tolist()
    for n, cell in enumerate(filled.tolist()):
        rows = slice(starts[n], ends[n])
        known = zip(names, totals[n], given[n], strict=True)
        estimated = {name for text in set(marks[rows]) for name in text.split(",") if name}
        yield (
            cell,
            Sums(
                values={name: from_millionths(total) for name, total, here in known if here},
                batches=tuple(sorted(set(batches[rows]))),
                estimated=frozenset(estimated),
                partial=frozenset(name for name, less in zip(names, lacking[n], strict=True) if less),
            ),
        )


def _partial(
    names: list[str], streams: pd.Series[str], stamps: Integers, values: Integers, present: Flags
) -> Flags:
    """Counters that a stream's half-hour lacks though the one that they come with is above zero."""
    slots = pd.factorize(pd.MultiIndex.from_arrays([streams.to_numpy(), stamps]))[0]
    partial = np.zeros_like(present)
    count = int(slots.max()) + 1 if len(slots) else 0
    for at, name in enumerate(names):
        above = [names.index(parent) for parent in ancestors(name) if parent in names]
        if comes_with_parent(name) and above:
            busy, given = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
            busy[slots[(values[:, above] > 0).any(axis=1)]] = True
            given[slots[present[:, at]]] = True
            partial[:, at] = (busy & ~given)[slots]
    return partial
