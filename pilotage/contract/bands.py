"""Whether the bands of a ladder, and the tiers of a price, cover every value once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from pilotage.contract.base import Edges
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.positions import Path
from pilotage.contract.prices import Tier

_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class _Interval:
    """A band as two ends, each open or closed; infinite ends stand for edges left out."""

    index: int
    low: Decimal
    low_in: bool
    high: Decimal
    high_in: bool

    @classmethod
    def of(cls, index: int, band: Edges) -> _Interval:
        low = band.at_least if band.at_least is not None else band.above
        high = band.at_most if band.at_most is not None else band.below
        return cls(
            index,
            -_INFINITE if low is None else low,
            band.at_least is not None,
            _INFINITE if high is None else high,
            band.at_most is not None,
        )

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))


def _steps_over(left: _Interval, right: _Interval, step: Decimal | None) -> bool:
    """Whether no rounded value can fall between two bands that do not touch."""
    if step is None:
        return False
    value = (left.high / step).to_integral_value(ROUND_FLOOR) * step
    while value < left.high or (value == left.high and left.high_in):
        value += step
    return value > right.low or (value == right.low and right.low_in)


def band_findings(
    path: Path,
    bands: Sequence[Edges],
    round_to: Decimal | None,
    *,
    numbers: Sequence[int] | None = None,
    least: Decimal = -_INFINITE,
) -> Iterator[Finding]:
    """Bands that are empty, overlap, leave a gap, or leave an end uncovered.

    A gap that no value rounded to `round_to` can reach is no gap: « 45 s, 46 à 48 s » is whole when
    seconds are. `path` leads to the list of bands, `numbers` are their places in it when they are only
    some; `least` is the lowest value there can be.
    """
    places = range(len(bands)) if numbers is None else numbers
    intervals = [_Interval.of(index, band) for index, band in zip(places, bands, strict=True)]
    hollow = [interval for interval in intervals if interval.empty]
    for interval in hollow:
        yield found("contract.band_empty", (*path, interval.index))
    if hollow or not intervals:
        return
    intervals.sort(key=lambda interval: (interval.low, not interval.low_in))
    for left, right in pairwise(intervals):
        at = (*path, right.index)
        if right.low < left.high or (left.high == right.low and left.high_in and right.low_in):
            yield found("contract.bands_overlap", at, shown(right.low), other=left.index + 1)
        elif (left.high, left.high_in) != (right.low, not right.low_in) and not _steps_over(
            left, right, round_to
        ):
            if left.high == right.low:
                yield found("contract.bands_edge", at, shown(right.low))
            else:
                yield found("contract.bands_gap", at, low=shown(left.high), high=shown(right.low))
    if intervals[0].low > least:
        yield found("contract.bands_below", (*path, intervals[0].index), shown(intervals[0].low))
    last = max(intervals, key=lambda interval: (interval.high, interval.high_in))
    if last.high != _INFINITE:
        yield found("contract.bands_above", (*path, last.index), shown(last.high))


def tier_findings(path: Path, tiers: Sequence[Tier]) -> Iterator[Finding]:
    """Tiers that do not rise, or whose last one is closed: some volume would have no price."""
    reached = Decimal(0)
    for index, tier in enumerate(tiers):
        if tier.price < 0:
            yield found("contract.negative_price", (*path, index, "price"), shown(tier.price))
        if tier.up_to is None and index < len(tiers) - 1:
            yield found("contract.tier_open_early", (*path, index))
        if tier.up_to is not None and tier.up_to <= reached:
            yield found(
                "contract.tiers_order", (*path, index, "up_to"), shown(tier.up_to), shown(reached)
            )
        reached = tier.up_to if tier.up_to is not None else reached
    if tiers[-1].up_to is not None:
        yield found("contract.tiers_closed", (*path, len(tiers) - 1), shown(tiers[-1].up_to))
