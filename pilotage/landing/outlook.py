"""The likely landing of each target, with the range in which it will most probably fall.

The likely value is that of the month completed as it began (`completing`). The range says how often such
a guess was wrong: the same guess is made for each of the last twelve months on the same day of the month,
with what was known then, and held against what the month came to. The range is the likely value, more or
less the miss that four guesses in five did not exceed (the rank is that of split conformal prediction:
the ceil(0.8 (n + 1))-th of n misses in order). It supposes that this month surprises as much as the last
ones did, nothing else. With fewer than three months to look back on, no range is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from pilotage.contract.model import Contract, InForce, Sla, SlaTerms
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Direction, Figure, Kpi, Unit
from pilotage.landing.completing import Completed, Past, Volumes, completed
from pilotage.landing.needed import Needed, bounds, needed
from pilotage.money import ZERO
from pilotage.periods import DAY, Month

PAST_MONTHS = 12
LEAST_MONTHS = 3
LEAST_DAYS = timedelta(days=10)
HELD_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Miss:
    """A past month guessed on the same day: what was guessed, what it came to."""

    month: Month
    guessed: Decimal
    actual: Decimal

    @property
    def gap(self) -> Decimal:
        return abs(self.actual - self.guessed)


@dataclass(frozen=True, eq=False)
class TargetOutlook:
    """A target of the month (`stream` when it is judged stream by stream).

    `so_far` is the figure of what was counted; `rest` the denominator still to come. `likely`, `low` and
    `high` are in the unit of the KPI, before the contract's rounding; the last two are None without a
    range. `misses` are the guesses of the past months, the latest first.
    """

    sla: str
    stream: str
    kpi: Kpi
    streams: tuple[str, ...]
    target: Decimal
    so_far: Figure
    rest: Decimal
    needed: Needed
    likely: Decimal | None
    low: Decimal | None
    high: Decimal | None
    misses: tuple[Miss, ...]

    @property
    def unit(self) -> Unit:
        return self.kpi.unit

    @property
    def direction(self) -> Direction:
        return self.kpi.direction

    @property
    def worst(self) -> Decimal | None:
        """The end of the range that serves the vendor least."""
        return self.low if self.direction == "higher" else self.high

    @property
    def best(self) -> Decimal | None:
        return self.high if self.direction == "higher" else self.low


@dataclass(frozen=True)
class Outlook:
    """A month as it stands and as it will likely end."""

    contract: str
    month: Month
    today: date
    done: Completed
    targets: tuple[TargetOutlook, ...]


@dataclass(frozen=True, slots=True)
class _Scope:
    """A KPI to guess over its streams."""

    sla: str
    stream: str
    kpi: Kpi
    streams: tuple[str, ...]
    target: Decimal


def outlook(
    past: Past,
    contract: Contract,
    month: Month,
    today: date,
    forecast: Volumes,
    *,
    change: Decimal = ZERO,
    look_back: bool = True,
) -> Outlook:
    """Where each target of the month will land, seen on the morning of `today`.

    `past` holds the counters of up to twelve months before, and of the month; `forecast` the volumes
    expected by stream and day, in millionths; `change` the percent by which they would differ. Without
    `look_back` no past month is guessed again: quicker, and no range.
    """
    scopes = tuple(_scopes(contract, month))
    lags = lags_of(contract)
    done = completed(past, contract, month, today, forecast, lags=lags, change=change)
    asked = look_back and bool(done.rest)
    misses = _misses(past, contract, month, today, scopes, lags) if asked else {}
    targets = tuple(
        _target(scope, done, month, misses.get((scope.sla, scope.stream), ())) for scope in scopes
    )
    return Outlook(contract.ref, month, today, done, targets)


def lags_of(contract: Contract) -> Mapping[str, int]:
    """The counters that come late (withdrawals, repeat contacts), with the days until they are whole."""
    lags: dict[str, int] = {}
    for definition in contract.kpi:
        kpi, _ = resolve(definition)
        for name in kpi.numerator if kpi and kpi.matures_after_days else ():
            if kpi and name not in kpi.denominator:
                lags[name] = max(lags.get(name, 0), kpi.matures_after_days)
    return lags


def _scopes(contract: Contract, month: Month) -> Iterator[_Scope]:
    kpis = {definition.id: resolve(definition)[0] for definition in contract.kpi}
    for sla in contract.sla:
        in_force: InForce[SlaTerms] | None = sla.terms_on(month.first)
        if in_force is None or in_force.terms.target is None:
            continue
        kpi = kpis.get(in_force.terms.kpi or sla.kpi)
        if kpi is not None:
            for stream, streams in _streams(contract, sla):
                yield _Scope(sla.id, stream, kpi, streams, in_force.terms.target)


def _streams(contract: Contract, sla: Sla) -> Iterator[tuple[str, tuple[str, ...]]]:
    streams = contract.streams_of(sla)
    if sla.per == "stream":
        yield from ((name, (name,)) for name in streams)
    else:
        yield "", streams


def _figure(scope: _Scope, table: CounterTable, month: Month) -> Figure:
    return compute(scope.kpi, table.sums(scope.streams, month.window))


def _misses(
    past: Past,
    contract: Contract,
    month: Month,
    today: date,
    scopes: tuple[_Scope, ...],
    lags: Mapping[str, int],
) -> Mapping[tuple[str, str], tuple[Miss, ...]]:
    """Each past month guessed on the same day of the month, with its own volumes for a forecast."""
    found: dict[tuple[str, str], list[Miss]] = {}
    starts = past.table.frame["start"]
    if starts.empty:
        return {}
    elapsed = today - month.first
    for back in range(1, PAST_MONTHS + 1):
        earlier = month.plus(-back)
        if earlier.first + elapsed < starts.min().date() + LEAST_DAYS:
            break  # too little before it to guess from
        day = min(earlier.first + elapsed, earlier.last)
        whole = past.known(earlier, earlier.last + DAY)
        then = completed(past, contract, earlier, day, _volumes(past, earlier), lags=lags)
        promised = {(one.sla, one.kpi.id) for one in _scopes(contract, earlier)}
        for scope in (one for one in scopes if (one.sla, one.kpi.id) in promised):
            guessed, actual = _figure(scope, then.table, earlier), _figure(scope, whole, earlier)
            if guessed.value is not None and actual.value is not None and then.rest:
                miss = Miss(earlier, guessed.value, actual.value)
                found.setdefault((scope.sla, scope.stream), []).append(miss)
    return {key: tuple(misses) for key, misses in found.items()}


def _volumes(past: Past, month: Month) -> Volumes:
    """What a past month really brought, in the place of a forecast: a guess is on ratios."""
    return {
        (stream, day): values["offered"]
        for stream, days in past.daily.items()
        for day, values in days.items()
        if day in month.window and "offered" in values
    }


def _target(scope: _Scope, done: Completed, month: Month, misses: tuple[Miss, ...]) -> TargetOutlook:
    so_far = _figure(scope, _told(done.known, scope.kpi), month)
    whole = _figure(scope, done.table, month)
    counted, bottom = so_far.numerator or ZERO, so_far.denominator or ZERO
    rest = max((whole.denominator or ZERO) - bottom, ZERO) if whole.denominator is not None else ZERO
    low, high = _range(scope.kpi, whole.value, misses, rest)
    return TargetOutlook(
        sla=scope.sla,
        stream=scope.stream,
        kpi=scope.kpi,
        streams=scope.streams,
        target=scope.target,
        so_far=so_far,
        rest=rest,
        needed=needed(scope.kpi, counted, bottom, rest, scope.target),
        likely=whole.value,
        low=low,
        high=high,
        misses=misses,
    )


def _told(table: CounterTable, kpi: Kpi) -> CounterTable:
    """The table without the days of which the believed source withholds a counter of the KPI: they
    belong to the rest.
    """
    rows = {row for name in kpi.counters for row in table.withheld.get(name, ())}
    if not rows:
        return table
    frame = table.frame
    cells = pd.MultiIndex.from_frame(frame[["stream", "start", "grain"]])
    silent = cells.isin(cells[sorted(rows)])
    names = [name for name in frame.columns if name not in KEY_COLUMNS]
    frame = frame.assign(**{name: frame[name].mask(silent) for name in names})
    return replace(table, frame=frame, withheld={})


def _range(
    kpi: Kpi, likely: Decimal | None, misses: tuple[Miss, ...], rest: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    if likely is None:
        return None, None
    if not rest:
        return likely, likely
    if len(misses) < LEAST_MONTHS:
        return None, None
    reach = held_by(misses)
    lowest, highest = bounds(kpi)
    low, high = likely - reach, likely + reach
    return (
        low if lowest is None else max(low, min(lowest, likely)),
        high if highest is None else min(high, max(highest, likely)),
    )


def held_by(misses: tuple[Miss, ...]) -> Decimal:
    """The miss that four past guesses in five did not exceed; the largest one when they are few."""
    gaps = sorted(miss.gap for miss in misses)
    rank = -(-HELD_PERCENT * (len(gaps) + 1) // 100)
    return gaps[min(rank, len(gaps)) - 1]
