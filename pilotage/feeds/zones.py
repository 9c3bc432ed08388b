"""Local times to UTC and back, a column at a time, the hours that clocks skip or repeat included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from pilotage.feeds.cells import Ints, Mask

_DAY = 86_400


@dataclass(frozen=True)
class Zone:
    """The changes of a time zone over some years: UTC seconds of each, offsets before and after."""

    instants: Ints
    offsets: Ints  # one more than instants: before the first, then after each

    def local(self, utc: Ints) -> Ints:
        """Local seconds (naive) of UTC seconds."""
        return utc + self.offsets[np.searchsorted(self.instants, utc, side="right")]

    def utc(self, local: Ints) -> Ints:
        """UTC seconds of local ones: the first of the two when the clock repeats the hour."""
        return local - self.offsets[np.searchsorted(self._bounds, local, side="right")]

    def utc_again(self, local: Ints) -> Ints:
        """UTC seconds of repeated local times, the second time that the clock shows them."""
        starts = self.instants + np.minimum(self.offsets[:-1], self.offsets[1:])
        return local - self.offsets[np.searchsorted(starts, local, side="right")]

    @property
    def _bounds(self) -> Ints:
        return self.instants + np.maximum(self.offsets[:-1], self.offsets[1:])

    def repeated(self, local: Ints) -> Mask:
        """Whether the clock shows this time twice."""
        return self._between(local, self.offsets[1:], self.offsets[:-1])

    def skipped(self, local: Ints) -> Mask:
        """Whether the clock never shows this time."""
        return self._between(local, self.offsets[:-1], self.offsets[1:])

    def _between(self, local: Ints, first: Ints, last: Ints) -> Mask:
        held = np.zeros(len(local), bool)
        for instant, low, high in zip(self.instants, first, last, strict=True):
            if low < high:
                held |= (local >= instant + low) & (local < instant + high)
        return held


@cache
def zone_of(name: str, first_year: int, last_year: int) -> Zone:
    """The changes of the zone `name` from `first_year` to `last_year`, a year of margin each side."""
    zone = ZoneInfo(name)
    day = datetime(max(first_year - 1, 1), 1, 1, tzinfo=UTC)
    end = datetime(min(last_year + 2, 9999), 1, 1, tzinfo=UTC)
    instants: list[int] = []
    offsets = [_offset(zone, int(day.timestamp()))]
    while day < end:
        after = day + timedelta(days=1)
        if _offset(zone, int(after.timestamp())) != offsets[-1]:
            instants.append(_change(zone, int(day.timestamp()), int(after.timestamp())))
            offsets.append(_offset(zone, int(after.timestamp())))
        day = after
    return Zone(np.asarray(instants, np.int64), np.asarray(offsets, np.int64))


def _offset(zone: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The instant between `low` and `high` from which the later offset holds."""
    after = _offset(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == after:
            high = middle
        else:
            low = middle
    return high
