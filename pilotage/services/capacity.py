"""The weeks to come: the hours that the forecast takes, against those ordered, planned, trained for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pilotage.contract.model import Contract
from pilotage.counters import CounterTable, Sums
from pilotage.money import ZERO
from pilotage.periods import DAY, Month, Window, week_of
from pilotage.services import catalogue, forecasts
from pilotage.services.actor import Actor, Right
from pilotage.store.database import Database

WEEKS = 8
USUAL_OCCUPANCY = Decimal(85)
"""Percent of the time at work spent on contacts, supposed where nothing measures it."""
TIGHT = Decimal(95)
"""Percent of the hours needed below which a week is short; from there to 100 it is tight."""
_LOOK_BACK = 3  # months in which the pace is looked for
_HOUR_S = 3600
Cover = Literal["enough", "tight", "short", "unknown"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How the activity works lately: seconds a contact, percent of the time at work spent on contacts
    (`measured`, or the usual one), and production hours that a trained person gives in a week.
    """

    aht_s: Decimal
    occupancy: Decimal
    measured: bool
    weekly_hours: Decimal | None


@dataclass(frozen=True, slots=True)
class CapacityWeek:
    """A week to come, in hours of production. None for what nobody said."""

    week: Window
    contacts: Decimal
    needed: Decimal
    ordered: Decimal | None
    scheduled: Decimal | None
    trained: Decimal | None
    trained_hours: Decimal | None

    @property
    def least(self) -> Decimal | None:
        """The tightest of the three capacities."""
        known = [x for x in (self.ordered, self.scheduled, self.trained_hours) if x is not None]
        return min(known, default=None)

    @property
    def gap(self) -> Decimal | None:
        """The tightest capacity less the hours needed."""
        return None if self.least is None else self.least - self.needed

    @property
    def cover(self) -> Cover:
        if self.least is None or not self.needed:
            return "unknown"
        percent = self.least * 100 / self.needed
        return "enough" if percent >= 100 else "tight" if percent >= TIGHT else "short"


@dataclass(frozen=True, slots=True)
class Capacity:
    """The weeks of an activity of which the forecast is known whole, this one first."""

    activity: str
    pace: Pace | None
    weeks: tuple[CapacityWeek, ...]

    @property
    def short(self) -> tuple[CapacityWeek, ...]:
        return tuple(one for one in self.weeks if one.cover == "short")


def capacity(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    activity: str = "",
    volume: Decimal = ZERO,
    aht_s: Decimal | None = None,
) -> Capacity:
    """The capacity of an activity (the first one with a forecast when empty) over the weeks to come.

    Hours needed are contacts foreseen x handle time / occupancy, at the pace of the last months; `volume`
    supposes that contacts differ from the forecast by so many percent, `aht_s` another handle time.
    Raises `RefusedError`, and `UnknownContractError`.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=contract)
    today = catalogue.today(db)
    first = week_of(today).first
    window = Window(first, first + DAY * (7 * WEEKS - 1))
    table = catalogue.counters(db, actor, ref=contract, window=window)
    expected = forecasts.forecast(db, actor, contract=contract, window=window, version="latest")
    chosen = [one.id for one in terms.activity if activity in {"", one.id}]
    for name in chosen:
        streams = [one.id for one in terms.stream if one.activity == name]
        by_day = expected.by_start(streams)
        if by_day:
            pace = _pace(db, actor, contract, streams, today, aht_s)
            weeks = _weeks(table, streams, window, by_day, pace, volume) if pace else ()
            return Capacity(name, pace, tuple(weeks))
    return Capacity(chosen[0] if chosen else "", None, ())


def _pace(
    db: Database, actor: Actor, ref: str, streams: list[str], today: date, aht_s: Decimal | None
) -> Pace | None:
    """Of the last month that has each figure, the one before today's first."""
    last = Month.of(today).plus(-1)
    window = Window(last.plus(1 - _LOOK_BACK).first, last.last)
    table = catalogue.counters(db, actor, ref=ref, window=window)
    months = [(period, sums) for _, period, sums in table.by(streams, window, "month")][::-1]
    aht = aht_s or _first(_ratio(sums, "handle_s", "handled") for _, sums in months)
    if aht is None:
        return None
    busy = _first(_ratio(sums, "handle_s", "productive_hours") for _, sums in months)
    heads = _first(_weekly(period, sums) for period, sums in months)
    occupancy = min(busy * 100 / _HOUR_S, Decimal(100)) if busy else USUAL_OCCUPANCY
    return Pace(aht, occupancy, busy is not None, heads)


def _ratio(sums: Sums, top: str, bottom: str) -> Decimal | None:
    above, below = sums.values.get(top), sums.values.get(bottom)
    return above / below if above and below else None


def _weekly(period: Window, sums: Sums) -> Decimal | None:
    """Production hours a person and week."""
    each = _ratio(sums, "productive_hours", "headcount")
    return None if each is None else each * 7 / period.days


def _first(found: Iterable[Decimal | None]) -> Decimal | None:
    return next((one for one in found if one is not None), None)


def _weeks(
    table: CounterTable,
    streams: list[str],
    window: Window,
    by_day: dict[datetime, Decimal],
    pace: Pace,
    volume: Decimal,
) -> Iterator[CapacityWeek]:
    known_to = max(by_day).date()
    for _, week, sums in table.by(streams, window, "week"):
        if week.last > known_to + DAY:  # the last Sunday may be closed
            return
        contacts = sum((n for at, n in by_day.items() if at.date() in week), ZERO)
        contacts = contacts * (100 + volume) / 100
        trained = sums.values.get("trained_headcount")
        yield CapacityWeek(
            week=week,
            contacts=contacts,
            needed=contacts * pace.aht_s / _HOUR_S * 100 / pace.occupancy,
            ordered=sums.values.get("ordered_hours_ahead"),
            scheduled=sums.values.get("scheduled_hours_ahead"),
            trained=trained,
            trained_hours=trained * pace.weekly_hours
            if trained is not None and pace.weekly_hours
            else None,
        )


def capacity_document(found: Capacity, terms: Contract) -> dict[str, Any]:
    """The JSON of `capacity` (stable keys); hours as texts with a point."""
    pace = found.pace
    return {
        "contract": terms.ref,
        "activity": found.activity,
        "aht_s": _text(pace.aht_s if pace else None),
        "occupancy": _text(pace.occupancy if pace else None),
        "weeks": [
            {
                "from": one.week.first.isoformat(),
                "to": one.week.last.isoformat(),
                "contacts": _text(one.contacts),
                "needed_hours": _text(one.needed),
                "ordered_hours": _text(one.ordered),
                "scheduled_hours": _text(one.scheduled),
                "trained": _text(one.trained),
                "trained_hours": _text(one.trained_hours),
                "gap_hours": _text(one.gap),
                "cover": one.cover,
            }
            for one in found.weeks
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.1f}"
