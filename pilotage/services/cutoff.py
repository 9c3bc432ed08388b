"""The accounting cut-off seen again: what was known then, what was accrued, what came since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from pilotage.calendars import is_holiday, working_day_after
from pilotage.contract.model import Contract, Scope
from pilotage.controls import zeros
from pilotage.controls.estimates import REACH, Estimate, completed, estimates
from pilotage.counters import DAILY, CounterTable, Grain
from pilotage.judgement import MonthResult
from pilotage.periods import DAY, Month, Window
from pilotage.scenarios import Comparison, compare
from pilotage.services import catalogue, months
from pilotage.services.actor import Actor
from pilotage.sla import missing_days
from pilotage.store.database import Database


@dataclass(frozen=True)
class CutOff:
    """A month on the day `on` of its cut-off, J+`working_day`: judged with what was `known` then;
    `accrued` with the days without data estimated; and `now`. `change` goes from the accrual to now.
    """

    on: date
    working_day: int
    days: tuple[date, ...]
    estimates: tuple[Estimate, ...]
    known: MonthResult
    accrued: MonthResult
    now: MonthResult
    change: Comparison


def cutoff(db: Database, actor: Actor, *, contract: str, month: Month) -> CutOff | None:
    """The month's cut-off, when open days lacked their data on that day; None when all was there, when
    the day has not come, or when the contract's calendar names none.

    Raises `RefusedError`, and `UnknownContractError` for a reference that is not published.
    """
    version = catalogue.data_version(db, actor, ref=contract)
    return _seen_again(db, actor, contract, version, month, catalogue.today(db))


@lru_cache(maxsize=128)
def _seen_again(
    db: Database, actor: Actor, ref: str, _version: int, month: Month, today: date
) -> CutOff | None:
    """Kept by data version: a write that moves a figure makes another key."""
    terms = catalogue.contract(db, actor, ref=ref)
    number = terms.calendar.steps.get("cutoff")
    if number is None:
        return None
    on = working_day_after(month, number, terms.calendar.country)
    if on >= today:
        return None
    found, accrued = estimated(db, actor, contract=ref, month=month, on=on)
    if not found:
        return None
    known = months.judged(db, actor, contract=ref, month=month, as_of=on)
    now = months.judged(db, actor, contract=ref, month=month)
    days = tuple(dict.fromkeys(one.day for one in found))
    return CutOff(on, number, days, found, known, accrued, now, compare(accrued, now))


def estimated(
    db: Database, actor: Actor, *, contract: str, month: Month, on: date
) -> tuple[tuple[Estimate, ...], MonthResult]:
    """The month with what was known on the day, its open days without data estimated; and the estimates,
    none when nothing lacked. Raises `RefusedError`, `UnknownContractError`.
    """
    found, whole = estimated_table(db, actor, contract=contract, month=month, on=on)
    if not found:
        return (), months.judged(db, actor, contract=contract, month=month, as_of=on)
    given = {month: whole}
    return found, months.judged_with(db, actor, contract=contract, month=month, counters=given, as_of=on)


def estimated_table(
    db: Database, actor: Actor, *, contract: str, month: Month, on: date
) -> tuple[tuple[Estimate, ...], CounterTable]:
    """The month's counters as they were known on the day, its open days without data estimated."""
    terms = catalogue.contract(db, actor, ref=contract)
    before = Window(month.first - timedelta(weeks=REACH), month.last)
    table = zeros.emptied(catalogue.counters(db, actor, ref=contract, window=before, known_on=on))
    found = _lacking(terms, table, month, on)
    made: dict[tuple[str, date, Grain], Collection[str]] = {
        (one.stream, one.day, "day"): one.counters.keys() for one in found
    }
    whole = table.only((table.frame["start"].dt.date >= _reach(month)).to_numpy(dtype=np.bool_))
    return found, completed(whole.given(made), found)


def _reach(month: Month) -> date:
    """The first day on which a row that touches the month may begin."""
    return month.first - DAY * 6


def _lacking(terms: Contract, table: CounterTable, month: Month, on: date) -> tuple[Estimate, ...]:
    """The open days of the month without data, estimated activity by activity."""
    past = Window(month.first - timedelta(weeks=REACH), month.last)
    holidays = [day for day in past if is_holiday(day, terms.calendar.country)]
    found: list[Estimate] = []
    for activity in terms.activity:
        streams = terms.streams_of(Scope(activities=(activity.id,)))
        given = table.sums(streams, month.window).values.keys() & DAILY
        days = missing_days(terms, table, streams, month.window, on, given)
        found += estimates(table, streams, days, holidays)
    return tuple(found)
