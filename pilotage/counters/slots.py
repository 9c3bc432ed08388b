"""A counter on each day of each stream, and what a snapshot is over a longer period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from pilotage.counters.catalogue import OverTime

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_EPOCH = date(1970, 1, 1)
_STREAMS, _DAYS = 100_000, 10_000_000  # more than any contract or calendar has: parts of one key


def number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_of(days: int) -> date:
    """The day so many days after the first of 1970."""
    return _EPOCH + timedelta(days=days)


@dataclass(frozen=True)
class Slots:
    """A counter by cell, stream and day (the last one of a week or a month), in this order; the files
    of one slot add up. Values are in millionths.
    """

    cell: Integers
    stream: Integers
    day: Integers
    value: Integers

    @classmethod
    def of(cls, cell: Integers, stream: Integers, day: Integers, value: Integers) -> Slots:
        keys, first, place = np.unique(
            (cell * _STREAMS + stream) * _DAYS + day, return_index=True, return_inverse=True
        )
        total = np.zeros(len(keys), dtype=np.int64)
        np.add.at(total, place.reshape(-1), value)
        return cls(cell[first], stream[first], day[first], total)

    def beside(self, other: Slots) -> tuple[Slots, Slots]:
        """The slots that both have, the streams then added up: (cell, day) in order, the stream lost."""
        mine, theirs = ((one.cell * _STREAMS + one.stream) * _DAYS + one.day for one in (self, other))
        _, at, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        none = np.zeros(len(at), dtype=np.int64)
        cell, day = self.cell[at], self.day[at]
        return (
            Slots.of(cell, none, day, self.value[at]),
            Slots.of(cell, none, day, other.value[there]),
        )

    def snapshot(self, how: OverTime) -> tuple[Integers, Integers]:
        """(cell, value), one a stream: its first or last value, or the mean of its values rounded
        half-up to the millionth.
        """
        if not len(self.cell):
            return self.cell, self.value
        new = (np.diff(self.cell) != 0) | (np.diff(self.stream) != 0)
        begins = np.concatenate([[0], np.flatnonzero(new) + 1])
        ends = np.append(begins[1:], len(self.cell))
        if how == "mean":
            counts = ends - begins
            value = (2 * np.add.reduceat(self.value, begins) + counts) // (2 * counts)
        else:
            value = self.value[begins if how == "first" else ends - 1]
        return self.cell[begins], value
