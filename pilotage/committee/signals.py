"""What a series of figures says before any clause does: a near miss, a drift without a breach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilotage.kpi.model import Direction
from pilotage.money import ZERO
from pilotage.periods import Month

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Trend:
    """A KPI month after month, the last one last; None where it was not measured.

    `target` is that of the last month, None where nothing is promised.
    """

    kpi: str
    unit: str
    direction: Direction
    points: tuple[tuple[Month, Decimal | None], ...]
    target: Decimal | None = None

    @property
    def last(self) -> Decimal | None:
        return self.points[-1][1] if self.points else None


@dataclass(frozen=True, slots=True)
class Drift:
    """A run of months each worse than the one before: from `first` (the last month before the run, at
    `begins`) to the last month of the trend. `percent` is the change over the run, of its beginning.
    """

    trend: Trend
    first: Month
    begins: Decimal
    ends: Decimal
    months: int
    percent: Decimal


def misses_by(value: Decimal, target: Decimal, direction: Direction) -> Decimal:
    """How far the value is on the wrong side of its target: negative when it is on the right one."""
    return target - value if direction == "higher" else value - target


def near_miss(value: Decimal, target: Decimal, direction: Direction, percent: Decimal) -> bool:
    """Whether the target was met by no more than `percent` of itself."""
    margin = -misses_by(value, target, direction)
    return ZERO <= margin <= abs(target) * percent / HUNDRED


def drift(trend: Trend, months: int, percent: Decimal) -> Drift | None:
    """The run of at least `months` months, each worse than the one before, that ends the trend, when it
    moved by at least `percent` of where it began; None otherwise. A month that was not measured ends it.
    """
    run = _worsening(trend)
    if len(run) <= months:
        return None
    (first, begins), (_, ends) = run[0], run[-1]
    if not begins:
        return None
    change = abs(ends - begins) * HUNDRED / abs(begins)
    return Drift(trend, first, begins, ends, len(run) - 1, change) if change >= percent else None


def drifts(trends: Sequence[Trend], months: int, percent: Decimal) -> tuple[Drift, ...]:
    """Those of the trends that drift, the strongest first."""
    found = [one for trend in trends if (one := drift(trend, months, percent)) is not None]
    return tuple(sorted(found, key=lambda one: -one.percent))


def _worsening(trend: Trend) -> list[tuple[Month, Decimal]]:
    """The months of the last run without an improvement, the one before it first."""
    run: list[tuple[Month, Decimal]] = []
    for month, value in reversed(trend.points):
        if value is None:
            break
        if run and misses_by(run[-1][1], value, trend.direction) <= ZERO:
            break
        run.append((month, value))
    return run[::-1]
