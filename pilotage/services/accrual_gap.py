"""Why the accrual of a month missed what it came out at: by cause and by line, to the cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract
from pilotage.controls.estimates import Estimate
from pilotage.counters import CounterTable
from pilotage.invoice.gap import AccruedLine, Cause, Gap, Stage, explain
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.services import accruals, catalogue, months
from pilotage.services.accruals import KeptAccrual
from pilotage.services.actor import Actor
from pilotage.services.cutoff import estimated_table
from pilotage.services.frozen import closed_months, frozen, terms_of
from pilotage.store import contracts as stored
from pilotage.store.database import Database


@dataclass(frozen=True)
class AccrualGap:
    """The gap of a month from its accrual on the day `on` to its closing, or to what is known now while
    it is open. `kept` is False when no accrual was made: the month is then taken as it would have been
    accrued on that day. `days` are the open days that lacked their data and were estimated.
    """

    month: Month
    on: date
    kept: bool
    closed_on: date | None
    days: tuple[date, ...]
    gap: Gap


def gap(db: Database, actor: Actor, *, contract: str, month: Month) -> AccrualGap | None:
    """Why the accrual missed; None before the cut-off, or when the contract's calendar names none and
    nothing was accrued. Raises `RefusedError`, `UnknownContractError`.
    """
    version = catalogue.data_version(db, actor, ref=contract)
    made = accruals.accrual(db, actor, contract=contract, month=month)
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    on = made.accrual.on if made else _planned(terms, month)
    if on is None or on > today:
        return None
    keys = closed_months(db, actor, contract=contract)
    return _explained(db, actor, contract, month, on, (version, today, keys, made and made.sha256))


def _planned(terms: Contract, month: Month) -> date | None:
    number = terms.calendar.steps.get("cutoff")
    return None if number is None else working_day_after(month, number, terms.calendar.country)


@lru_cache(maxsize=64)
def _explained(
    db: Database, actor: Actor, ref: str, month: Month, on: date, _state: tuple[object, ...]
) -> AccrualGap:
    """Kept by data version, day, closings and accrual: a write that moves a figure makes another key."""
    made = accruals.accrual(db, actor, contract=ref, month=month)
    now = months.inputs_for(db, actor, contract=ref, month=month)
    closed_on, reached = _reached(db, actor, ref, month)
    then_terms = _terms_then(db, actor, ref, made) if made else now.contract
    found, then = _then(db, actor, now, then_terms, on)
    stages = [*_stages(now, then, found), Stage(Cause.ADJUSTMENT, reached)]
    lines = _accrued(made) if made else _as_accrued(stages[0])
    days = tuple(dict.fromkeys(one.day for one in found))
    return AccrualGap(month, on, made is not None, closed_on, days, explain(lines, stages))


def _reached(db: Database, actor: Actor, ref: str, month: Month) -> tuple[date | None, MonthResult]:
    for key in closed_months(db, actor, contract=ref):
        if key.month == month:
            return key.closed_on, frozen(db, actor, ref, key)
    return None, months.judged(db, actor, contract=ref, month=month)


def _terms_then(db: Database, actor: Actor, ref: str, made: KeptAccrual) -> Contract:
    """The contract as it was published when the month was accrued."""
    with db.reading() as session:
        known = stored.versions(session, actor.vendors, ref)
    then = [one.version for one in known if one.published_at <= made.at]
    return terms_of(db, actor, contract=ref, version=max(then, default=known[0].version))


def _then(
    db: Database, actor: Actor, now: MonthInputs, terms: Contract, on: date
) -> tuple[tuple[Estimate, ...], MonthInputs]:
    """The month as it stood at the cut-off, its missing days estimated."""
    ref, month = terms.ref, now.month
    found, table = estimated_table(db, actor, contract=ref, month=month, on=on)
    if found:
        given = months.inputs_with(db, actor, contract=ref, month=month, counters=table, as_of=on)
    else:
        given = months.inputs_for(db, actor, contract=ref, month=month, as_of=on)
    return found, replace(given, contract=terms)


def _stages(now: MonthInputs, then: MonthInputs, found: tuple[Estimate, ...]) -> list[Stage]:
    """The month judged from what was known then to what is known now, one thing more at a time."""
    filled = _filled(then.counters, now.counters, found) if found else then.counters
    changes: tuple[tuple[Cause | None, dict[str, Any]], ...] = (
        (Cause.MISSING_DAY, {"counters": filled}),
        (None, {name: getattr(now, name) for name in ("counters", "half_hours", "history", "today")}),
        (Cause.NEUTRALISATION, {"relief": now.relief}),
        (Cause.WAIVER, {"agreed": now.agreed}),
        (Cause.PRICE, {name: getattr(now, name) for name in ("contract", "index_values", "orders")}),
    )
    stages, inputs = [Stage(None, judge(then))], then
    for cause, given in changes:
        # Tables are compared by what they are, the rest by what it says: nothing is judged twice.
        if all(getattr(inputs, name) == own for name, own in given.items()):
            continue
        inputs = replace(inputs, **given)
        stages.append(Stage(cause, judge(inputs)))
    return stages


def _filled(then: CounterTable, now: CounterTable, found: tuple[Estimate, ...]) -> CounterTable:
    """The table of the cut-off with what came for the days that lacked their data."""
    cells = {(one.stream, one.day) for one in found}

    def there(table: CounterTable) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        keys = zip(table.frame["stream"], table.frame["start"].dt.date, strict=True)
        return np.fromiter((key in cells for key in keys), dtype=np.bool_, count=len(table.frame))

    known, came = then.only(~there(then)), now.only(there(now))
    above = len(known.frame)
    withheld = {name: set(rows) for name, rows in known.withheld.items()}
    for name, rows in came.withheld.items():
        withheld.setdefault(name, set()).update(row + above for row in rows)
    return replace(
        known,
        frame=pd.concat([known.frame, came.frame], ignore_index=True),
        typed=known.typed | came.typed,
        withheld={name: frozenset(rows) for name, rows in withheld.items()},
        refused={**came.refused, **known.refused},
    )


def _accrued(made: KeptAccrual) -> tuple[AccruedLine, ...]:
    return tuple(
        AccruedLine(one.line, one.term, LineKind(one.kind), one.amount) for one in made.accrual.lines
    )


def _as_accrued(stage: Stage) -> tuple[AccruedLine, ...]:
    """What would have been accrued: the month as it is judged on the knowledge of that day."""
    lines = stage.result.bill.lines
    return tuple(AccruedLine(one.id, one.term, one.kind, one.amount) for one in lines)
