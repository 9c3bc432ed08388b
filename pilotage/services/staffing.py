"""The staffing that the rest of a month would take to reach its target, half-hour by half-hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

from pilotage.contract.model import Contract
from pilotage.counters import is_threshold
from pilotage.kpi.model import Kpi
from pilotage.landing import TargetOutlook
from pilotage.money import ZERO
from pilotage.periods import Month, Window
from pilotage.services import catalogue, forecasts, landing
from pilotage.services.actor import Actor, Right
from pilotage.staffing import HALF_HOUR_S, Need, agents_for
from pilotage.store.database import Database

USUAL_SHRINKAGE = Decimal(30)
"""Percent of rostered time away from contacts, supposed where no hours say it: a usual figure."""
_CHANNELS = frozenset({"voice_inbound", "chat"})
_CERTAIN = Decimal("99.9")


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the staffing is worked out with. `aht_s` and `shrinkage` come from the counters unless they
    were asked for; `target` is what the rest must show, or the target of the contract.
    """

    aht_s: Decimal
    shrinkage: Decimal
    volume: Decimal
    target: Decimal
    within_s: int
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class HalfHour:
    """A half-hour to come: contacts expected, agents at work, people on the roster."""

    start: datetime
    calls: Decimal
    need: Need


@dataclass(frozen=True)
class RestStaffing:
    """The half-hours to come, and what they add up to in hours at work and on the roster. `ordered` are
    the hours that the client has ordered for the same days, None when nobody said.
    """

    sla: str
    supposed: Supposed
    half_hours: tuple[HalfHour, ...]
    ordered: Decimal | None

    @property
    def peak(self) -> HalfHour:
        """The half-hour that takes the most agents, the first of them."""
        return max(self.half_hours, key=lambda one: one.need.agents)

    @property
    def hours(self) -> Decimal:
        return Decimal(sum(one.need.agents for one in self.half_hours)) / 2

    @property
    def rostered_hours(self) -> Decimal:
        """The hours on the roster: those at work, and those away."""
        return self.hours * 100 / (100 - self.supposed.shrinkage)

    @property
    def calls(self) -> Decimal:
        return sum((one.calls for one in self.half_hours), ZERO)


def rest_staffing(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    sla: str = "",
    aht_s: Decimal | None = None,
    volume: Decimal = ZERO,
    shrinkage: Decimal | None = None,
    target: Decimal | None = None,
) -> RestStaffing | None:
    """The staffing that the rest of the month would take for the SLA (the first service level when
    empty) to end at its target; each half-hour is staffed for what the rest must show.

    None when nothing can be said: no service level within a delay, no forecast by half-hour, no handle
    time, nothing left to come. Raises `RefusedError`, `UnknownContractError`.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=contract)
    seen = landing.landing(db, actor, contract=contract, month=month)
    chosen = next((t.outlook for t in seen.targets if _staffable(t.outlook, terms, sla)), None)
    if chosen is None or seen.over:
        return None
    measured = _measured(db, actor, contract, terms, chosen, month)
    if aht_s is None and measured[0] is None:
        return None
    supposed = Supposed(
        aht_s=aht_s or measured[0] or ZERO,
        shrinkage=measured[1] if shrinkage is None else shrinkage,
        volume=volume,
        target=min(_wanted(chosen) if target is None else target, _CERTAIN),
        within_s=within_of(chosen.kpi) or 0,
    )
    version = catalogue.data_version(db, actor, ref=contract)
    days = frozenset(seen.rest)
    found = _half_hours(db, actor, contract, version, chosen.streams, month, seen.today, supposed)
    half_hours = tuple(one for one in found if one.start.date() in days)
    if not half_hours:
        return None
    ordered = _ordered(db, actor, contract, terms, chosen, days)
    return RestStaffing(chosen.sla, supposed, half_hours, ordered)


def _staffable(target: TargetOutlook, terms: Contract, sla: str) -> bool:
    """A promise to answer within seconds, by people who wait for the contact."""
    channels = {one.id: one.channel for one in terms.activity}
    streams = {one.id: channels[one.activity] for one in terms.stream}
    return (
        (not sla or target.sla == sla)
        and within_of(target.kpi) is not None
        and all(streams[name] in _CHANNELS for name in target.streams)
    )


def within_of(kpi: Kpi) -> int | None:
    """The delay in seconds of a service level; None for any other KPI."""
    for name in kpi.numerator:
        if name.startswith("answered_within_") and name.endswith("s") and is_threshold(name):
            return int(name.removeprefix("answered_within_").removesuffix("s"))
    return None


def _wanted(target: TargetOutlook) -> Decimal:
    """What the rest must show to reach the target; the target itself once it is reached or lost."""
    value = target.needed.value if target.needed.state == "open" else None
    return target.target if value is None else value


def _measured(
    db: Database, actor: Actor, ref: str, terms: Contract, target: TargetOutlook, month: Month
) -> tuple[Decimal | None, Decimal]:
    """The handle time and the shrinkage of the month so far, else of the months before it."""
    window = Window(month.plus(-3).first, month.last)
    table = catalogue.counters(db, actor, ref=ref, window=window)
    aht, shrinkage = None, USUAL_SHRINKAGE
    every = [one.id for one in terms.stream]
    for _, _, sums in table.by(target.streams, window, "month"):
        handled, spent = sums.values.get("handled"), sums.values.get("handle_s")
        if handled and spent:
            aht = spent / handled
    for _, _, sums in table.by(every, window, "month"):
        planned, done = sums.values.get("scheduled_hours"), sums.values.get("productive_hours")
        if planned and done and done < planned:
            shrinkage = (planned - done) * 100 / planned
    return aht, shrinkage


@lru_cache(maxsize=64)
def _half_hours(
    db: Database,
    actor: Actor,
    ref: str,
    _data_version: int,
    streams: tuple[str, ...],
    month: Month,
    today: date,
    supposed: Supposed,
) -> tuple[HalfHour, ...]:
    """The half-hours from today on, of which the forecast says the volume. Kept by data version."""
    window = Window(max(today, month.first), month.last)
    expected = forecasts.forecast(
        db, actor, contract=ref, window=window, version="latest", by="half_hour"
    )
    if any(row.stated != "half_hour" and row.start.time() == time() for row in expected.rows):
        return ()  # whole days: nobody ever said the shape of a day
    found = []
    for start, calls in sorted(expected.by_start(streams).items()):
        asked = calls * (100 + supposed.volume) / 100
        need = agents_for(
            round(float(asked), 3),
            round(float(supposed.aht_s), 3),
            round(float(supposed.target), 3),
            float(supposed.within_s),
            shrinkage=round(float(supposed.shrinkage), 3),
            at_once=supposed.at_once,
        )
        found.append(HalfHour(start, asked, need))
    return tuple(found)


def _ordered(
    db: Database, actor: Actor, ref: str, terms: Contract, target: TargetOutlook, days: frozenset[date]
) -> Decimal | None:
    """The hours ordered for these days, over the streams of the activity; None unless by day."""
    activities = {one.activity for one in terms.stream if one.id in target.streams}
    streams = [one.id for one in terms.stream if one.activity in activities]
    window = Window(min(days), max(days))
    by_day = catalogue.counters(db, actor, ref=ref, window=window).by(streams, window, "day")
    found = [
        hours
        for _, period, sums in by_day
        if period.first in days and (hours := sums.values.get("ordered_hours_ahead")) is not None
    ]
    return sum(found, ZERO) if found else None


def staffing_document(
    calls: Decimal,
    aht_s: Decimal,
    target: Decimal,
    within_s: int,
    need: Need,
    interval_s: int = HALF_HOUR_S,
) -> dict[str, Any]:
    """The JSON of `staffing` for one interval (stable keys)."""
    queue = need.queue
    return {
        "calls": f"{calls:f}",
        "aht_s": f"{aht_s:f}",
        "target": f"{target:f}",
        "within_s": within_s,
        "interval_s": interval_s,
        "erlangs": _short(queue.erlangs),
        "agents": need.agents,
        "rostered": need.rostered,
        "service_level": _short(queue.service_level),
        "asa_s": _short(queue.asa_s),
        "occupancy": _short(queue.occupancy),
        "wait_chance": _short(queue.wait_chance),
    }


def rest_document(contract: str, month: Month, found: RestStaffing | None) -> dict[str, Any]:
    """The JSON of `roster` (stable keys); `half_hours` is empty when nothing can be said."""
    head = {"contract": contract, "month": str(month)}
    if found is None:
        return {**head, "sla": None, "half_hours": []}
    supposed, peak = found.supposed, found.peak
    return {
        **head,
        "sla": found.sla,
        "target": f"{supposed.target:.4f}",
        "within_s": supposed.within_s,
        "aht_s": f"{supposed.aht_s:.1f}",
        "shrinkage": f"{supposed.shrinkage:.2f}",
        "contacts": f"{found.calls:.1f}",
        "peak": {"start": peak.start.isoformat(), "agents": peak.need.agents},
        "hours": f"{found.hours:.1f}",
        "rostered_hours": f"{found.rostered_hours:.1f}",
        "ordered_hours": None if found.ordered is None else f"{found.ordered:.1f}",
        "half_hours": [
            {
                "start": one.start.isoformat(),
                "calls": f"{one.calls:.3f}",
                "agents": one.need.agents,
                "rostered": one.need.rostered,
            }
            for one in found.half_hours
        ],
    }


def _short(figure: float) -> str | None:
    return f"{figure:.4f}".rstrip("0").rstrip(".") if isfinite(figure) else None
