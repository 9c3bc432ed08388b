"""The figures of an agenda: KPIs by week or month, beside their target, the one before and a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from pilotage.committee.model import Fact, Point
from pilotage.committee.signals import Drift, Trend, drifts, misses_by
from pilotage.counters import Period
from pilotage.periods import DAY, Month, Window, week_of
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.kpis import KpiRow, kpi_rows, kpis_of
from pilotage.sla import Status
from pilotage.store.database import Database

WEEKS, MONTHS = 6, 12
DRIFT_MONTHS, DRIFT_PERCENT = 3, Decimal(3)
"""A drift is three months running, each worse than the one before, by three percent in all."""


def looked_at(about: Window) -> tuple[Period, Window]:
    """The periods that stand beside the figures of a meeting: six weeks for a weekly one, else twelve
    months, those that the meeting is about last.
    """
    if about.days <= 7:
        return "week", Window(week_of(about.first).first - DAY * 7 * (WEEKS - 1), about.last)
    last = Month.of(about.last)
    return "month", Window(last.plus(1 - MONTHS).first, about.last)


def kpi_facts(
    db: Database, actor: Actor, *, contract: str, about: Window, formulas: Sequence[str]
) -> tuple[Fact, ...]:
    """One fact for each KPI of these formulas and each activity that counts it, in the order of the
    formulas; its points are the periods of `looked_at`.
    """
    by, window = looked_at(about)
    known = kpis_of(catalogue.contract(db, actor, ref=contract))
    rows = _by_place(kpi_rows(db, actor, contract=contract, window=window, by=by))
    facts = []
    for formula in formulas:
        for (activity, kpi), found in rows.items():
            if known[kpi].formula == formula and found[-1].figure.value is not None:
                facts.append(_fact(found, activity, known[kpi].direction))
    return tuple(facts)


def day_points(
    db: Database, actor: Actor, *, contract: str, about: Window, formula: str
) -> tuple[Fact, ...]:
    """The KPI of that formula day by day over the days of the meeting, one fact an activity."""
    known = kpis_of(catalogue.contract(db, actor, ref=contract))
    rows = _by_place(kpi_rows(db, actor, contract=contract, window=about, by="day"))
    return tuple(
        _fact(found, activity, known[kpi].direction)
        for (activity, kpi), found in rows.items()
        if known[kpi].formula == formula and any(one.figure.value is not None for one in found)
    )


def trends(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Trend, ...]:
    """Every KPI of the contract over the twelve months that end with `month`, told by `activity/kpi`."""
    window = Window(month.plus(1 - MONTHS).first, month.last)
    known = kpis_of(catalogue.contract(db, actor, ref=contract))
    rows = _by_place(kpi_rows(db, actor, contract=contract, window=window, by="month"))
    return tuple(
        Trend(
            kpi=f"{activity}/{kpi}",
            unit=found[-1].figure.unit,
            direction=known[kpi].direction,
            points=tuple((Month.of(one.period.first), one.figure.value) for one in found),
            target=found[-1].target,
        )
        for (activity, kpi), found in rows.items()
        if known[kpi].formula != "volume"
    )


def drift_facts(found: Iterable[Trend]) -> tuple[Fact, ...]:
    """The trends that drift while their target, if any, is still met: nothing was missed yet."""
    return tuple(
        _drift_fact(one) for one in drifts(tuple(found), DRIFT_MONTHS, DRIFT_PERCENT) if not _missed(one)
    )


def _missed(one: Drift) -> bool:
    target = one.trend.target
    return target is not None and misses_by(one.ends, target, one.trend.direction) > 0


def _drift_fact(one: Drift) -> Fact:
    activity, _, kpi = one.trend.kpi.partition("/")
    return Fact(
        name=kpi,
        value=one.ends,
        unit=one.trend.unit,
        target=one.trend.target,
        text=activity,
        due=one.first.first,
        direction=one.trend.direction,
        previous=one.begins,
        points=tuple(Point(month.first, value) for month, value in one.trend.points),
    )


def _by_place(rows: Iterable[KpiRow]) -> dict[tuple[str, str], list[KpiRow]]:
    found: dict[tuple[str, str], list[KpiRow]] = {}
    for row in rows:
        found.setdefault((row.activity, row.kpi), []).append(row)
    return found


def _fact(rows: Sequence[KpiRow], activity: str, direction: str) -> Fact:
    last = rows[-1]
    value, target = last.figure.value, last.target
    status = ""
    if value is not None and target is not None:
        short = target - value if direction == "higher" else value - target
        status = Status.MISSED if short > 0 else Status.MET
    return Fact(
        name=last.kpi,
        value=value,
        unit=last.figure.unit,
        target=target,
        status=status,
        text=activity,
        direction=direction,
        previous=rows[-2].figure.value if len(rows) > 1 else None,
        points=tuple(Point(_day(one), one.figure.value) for one in rows),
    )


def _day(row: KpiRow) -> date:
    return row.period.first
