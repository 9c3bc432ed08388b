"""Where a month will end: each target's likely value and range, and the euros that hang on it.

Nothing is written: the month is judged with its counters completed, and compared with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.kpi.computation import compute
from pilotage.landing import (
    Completed,
    Needed,
    Outlook,
    Past,
    TargetOutlook,
    adjusted,
    needed,
    outlook,
)
from pilotage.landing.completing import SHEETS
from pilotage.landing.edges import malus_edge
from pilotage.landing.outlook import PAST_MONTHS
from pilotage.money import MILLION, ZERO
from pilotage.periods import DAY, Month, Window
from pilotage.scenarios import Comparison, compare
from pilotage.services import agreed, catalogue, forecasts
from pilotage.services.actor import Actor, Right
from pilotage.services.forecasts import VOLUME, MonthForecast
from pilotage.services.frozen import first_month
from pilotage.services.months import beside, judged, worth
from pilotage.sla import Status, Zone
from pilotage.store.database import Database

ORDERED_AHEAD = "ordered_hours_ahead"
SHORT_MONTHS = max(SHEETS, 3)
"""Months before the one that lands, when none is looked back on: weekday volumes, month sheets."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What an SLA's own clauses give, before the caps, at a value: None without such a clause. `judged`
    is the value as the contract compares it, after its rounding.
    """

    value: Decimal | None
    judged: Decimal | None
    status: Status | None
    zone: Zone | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class TargetLanding:
    """A target and what it will likely cost: `worst` and `best` at the two ends of its range. `edge` is
    the value from which there is no malus, where it is not the target itself, and `spared` what the rest
    must show to reach it; both None without a malus of its own.
    """

    outlook: TargetOutlook
    likely: Stake
    worst: Stake
    best: Stake
    edge: Decimal | None = None
    spared: Needed | None = None


@dataclass(frozen=True, slots=True)
class LandingDay:
    """A day of the month for one target: its own value, that of the month up to it, what came and what
    was expected; each None where it is not known.
    """

    day: date
    value: Decimal | None
    so_far: Decimal | None
    volume: Decimal | None
    forecast: Decimal | None


@dataclass(frozen=True)
class Landing:
    """A month seen on the morning of `today`.

    `likely` is the month judged as it would end; `worst` and `best` with every target at that end of its
    range: their bonus and malus are what is at stake. `rest` are the days still to come. `supposed` is
    the month under the hypothesis asked for, None without one.
    """

    contract: str
    month: Month
    today: date
    rest: tuple[date, ...]
    targets: tuple[TargetLanding, ...]
    likely: MonthResult
    worst: MonthResult
    best: MonthResult
    supposed: Comparison | None
    forecast: MonthForecast
    outlook: Outlook

    @property
    def over(self) -> bool:
        """Whether nothing is left to come."""
        return not self.rest


def landing(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    as_of: date | None = None,
    volume: Decimal = ZERO,
    rest: Mapping[str, Decimal] | None = None,
) -> Landing:
    """The landing of a month.

    Args:
        as_of: seen on that morning, today when None.
        volume: a hypothesis: the volume to come differs from what is expected by so many percent.
        rest: another: the value that an SLA shows over the rest of the month, by the SLA's id.

    Raises:
        RefusedError: the actor may not read.
        UnknownContractError: nothing is published under that reference.
    """
    actor.require(Right.READ)
    day = as_of or catalogue.today(db)
    version = catalogue.data_version(db, actor, ref=contract)
    plain = _landed(db, actor, contract, version, month, day)
    if not volume and not rest:
        return plain
    told = tuple(sorted((rest or {}).items()))
    return replace(plain, supposed=_supposed(db, actor, contract, version, month, day, volume, told))


@dataclass(frozen=True, slots=True)
class Glance:
    """The first target of a month and its likely end, with what the month would cost: no range."""

    target: TargetOutlook
    stake: Stake
    likely: MonthResult


def glance(db: Database, actor: Actor, *, contract: str, month: Month) -> Glance | None:
    """The landing at a glance, for a list of vendors: quick, since no past month is looked back on.

    None when no target has anything to go by. Raises `RefusedError`, `UnknownContractError`.
    """
    actor.require(Right.READ)
    version = catalogue.data_version(db, actor, ref=contract)
    return _glanced(db, actor, contract, version, month, catalogue.today(db))


@lru_cache(maxsize=128)
def _glanced(
    db: Database, actor: Actor, ref: str, _data_version: int, month: Month, day: date
) -> Glance | None:
    view = _look(db, actor, ref, month, day, ZERO, look_back=False)
    target = next((one for one in view.seen.targets if one.likely is not None), None)
    if target is None:
        return None
    result = view.judge(view.seen.done.table)
    return Glance(target, _stake(target, target.likely, result), result)


@lru_cache(maxsize=128)
def _landed(db: Database, actor: Actor, ref: str, _data_version: int, month: Month, day: date) -> Landing:
    """Kept by data version: a write that moves a figure makes another key."""
    view = _look(db, actor, ref, month, day, ZERO)
    seen = view.seen
    ends = {
        name: view.judge(_moved(seen, {t: getattr(t, name) for t in seen.targets}))
        for name in ("likely", "worst", "best")
    }
    targets = tuple(
        _target(one, [_stake(one, getattr(one, name), ends[name]) for name in ends], view.terms, month)
        for one in seen.targets
    )
    return Landing(
        contract=ref,
        month=month,
        today=day,
        rest=seen.done.rest,
        targets=targets,
        likely=ends["likely"],
        worst=ends["worst"],
        best=ends["best"],
        supposed=None,
        forecast=view.forecast,
        outlook=seen,
    )


@lru_cache(maxsize=128)
def _supposed(
    db: Database,
    actor: Actor,
    ref: str,
    data_version: int,
    month: Month,
    day: date,
    volume: Decimal,
    rest: tuple[tuple[str, Decimal], ...],
) -> Comparison:
    """The month as it will likely end, against the month under the hypothesis."""
    view = _look(db, actor, ref, month, day, volume, look_back=False)
    other = view.judge(_with_rest(view.seen, dict(rest)))
    return compare(_landed(db, actor, ref, data_version, month, day).likely, other)


def ended(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    volume: Decimal = ZERO,
    rest: Mapping[str, Decimal] | None = None,
) -> MonthInputs | None:
    """What a running month is judged on if it ends as is likely, or under the hypotheses of `landing`;
    None for a month of which nothing is left to come. Raises as `landing` does.
    """
    actor.require(Right.READ)
    day = catalogue.today(db)
    view = _look(db, actor, contract, month, day, volume, look_back=False)
    return view.inputs(_with_rest(view.seen, rest or {})) if view.seen.done.rest else None


@dataclass(frozen=True)
class _View:
    """A month seen from a day, and what it is judged on: what was neutralised by that day included,
    nothing of what was settled.
    """

    terms: Contract
    seen: Outlook
    forecast: MonthForecast
    over: MonthResult
    given: MonthInputs

    def judge(self, table: CounterTable) -> MonthResult:
        """The month judged on the day after its end, as if that day had come; once over, as it is."""
        return judge(self.inputs(table)) if self.seen.done.rest else self.over

    def inputs(self, table: CounterTable) -> MonthInputs:
        """What the month is judged on, on the day after its end."""
        return replace(self.given, counters=table, today=self.seen.month.last + DAY)


def _look(
    db: Database,
    actor: Actor,
    ref: str,
    month: Month,
    day: date,
    change: Decimal,
    *,
    look_back: bool = True,
) -> _View:
    terms = catalogue.contract(db, actor, ref=ref)
    months = PAST_MONTHS if look_back else SHORT_MONTHS
    window = Window(month.plus(-months).first, month.last)
    table = catalogue.counters(db, actor, ref=ref, window=window, known_on=day)
    table = agreed.as_agreed(db, actor, contract=ref, window=window, table=table, as_of=day)
    expected = forecasts.forecast(
        db, actor, contract=ref, window=month.window, version="latest", as_of=day
    )
    volumes = {(row.stream, row.start.date()): int(row.value * MILLION) for row in expected.rows}
    volumes = {**_ordered(table, month), **volumes}
    seen = outlook(Past(table), terms, month, day, volumes, change=change, look_back=look_back)
    first = first_month(terms, month)
    before = first.to(month.plus(-1)) if seen.done.rest and first < month else ()
    history = tuple(judged(db, actor, contract=ref, month=past, as_of=day) for past in before)
    over = judged(db, actor, contract=ref, month=month, as_of=day)
    given = beside(db, actor, MonthInputs(terms, month, table, day, history))
    return _View(terms, seen, expected.months[0], over, replace(given, agreed=()))


def _ordered(table: CounterTable, month: Month) -> dict[tuple[str, date], int]:
    """The hours ordered for days to come: the volume of the streams that have no forecast of contacts."""
    frame = table.frame
    if ORDERED_AHEAD not in frame.columns:
        return {}
    days = frame[(frame["grain"] == "day") & frame[ORDERED_AHEAD].notna()]
    rows = zip(days["stream"].tolist(), days["start"].tolist(), days[ORDERED_AHEAD].tolist(), strict=True)
    return {(name, at.date()): int(hours) for name, at, hours in rows if at.date() in month.window}


def _whole(target: TargetOutlook, rest: Decimal) -> Decimal | None:
    """The value of the month when its rest shows `rest`."""
    top, bottom = target.so_far.numerator or ZERO, target.so_far.denominator or ZERO
    if not bottom + target.rest:
        return None
    scale = target.kpi.scale
    return (top * scale + rest * target.rest) / (bottom + target.rest)


def _moved(seen: Outlook, values: Mapping[TargetOutlook, Decimal | None]) -> CounterTable:
    """The completed month with these targets at these values, where their counters can move."""
    done: Completed = seen.done
    for target, value in values.items():
        if value is None or value == target.likely:
            continue
        table = adjusted(done, target.kpi, target.streams, seen.month.window, value)
        done = replace(done, table=table) if table is not None else done
    return done.table


def _with_rest(seen: Outlook, rest: Mapping[str, Decimal]) -> CounterTable:
    """The completed month with the rest of it at these values, by SLA."""
    return _moved(seen, {one: _whole(one, rest[one.sla]) for one in seen.targets if one.sla in rest})


def _stake(target: TargetOutlook, value: Decimal | None, result: MonthResult) -> Stake:
    sla = next((one for one in result.slas if one.id == target.sla), None)
    if sla is None:
        return Stake(value, None, None, None, None)
    found = next((o for o in sla.occurrences if o.stream == target.stream), None)
    own = worth(result, target.sla, target.stream or None)
    judged = found.value if found else None
    return Stake(value, judged, found.status if found else None, own.zone, own.amount)


def _target(seen: TargetOutlook, stakes: list[Stake], terms: Contract, month: Month) -> TargetLanding:
    likely, worst, best = stakes
    edge, spared = _spared(terms, seen, month)
    return TargetLanding(seen, likely, worst, best, edge, spared)


def _spared(terms: Contract, target: TargetOutlook, month: Month) -> tuple[Decimal | None, Needed | None]:
    """The edge of the malus, and what the rest must show to stay on its good side."""
    edge = malus_edge(terms, target.sla, target.direction, month)
    if edge is None or edge == target.target:
        return None, None
    top, bottom = target.so_far.numerator or ZERO, target.so_far.denominator or ZERO
    return edge, needed(target.kpi, top, bottom, target.rest, edge)


def days(
    db: Database, actor: Actor, *, contract: str, target: TargetOutlook, seen: Outlook
) -> tuple[LandingDay, ...]:
    """The month of one target, day by day: its value, what was counted and what is expected."""
    window = seen.month.window
    expected = forecasts.forecast(
        db, actor, contract=contract, window=window, version="latest", as_of=seen.today
    ).by_start(target.streams)
    rows = []
    for _, period, sums in seen.done.known.by(target.streams, window, "day"):
        so_far = compute(
            target.kpi, seen.done.known.sums(target.streams, Window(window.first, period.last))
        )
        counted = compute(target.kpi, sums)
        rows.append(
            LandingDay(
                day=period.first,
                value=counted.value,
                so_far=so_far.value if counted.value is not None else None,
                volume=sums.values.get(VOLUME, counted.denominator),
                forecast=expected.get(datetime.combine(period.first, datetime.min.time())),
            )
        )
    return tuple(rows)


def headline(found: Landing) -> TargetLanding | None:
    """The first target with a likely value: the one that the contract puts first."""
    likely: Iterable[TargetLanding] = (one for one in found.targets if one.outlook.likely is not None)
    return next(iter(likely), None)
