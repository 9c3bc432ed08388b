"""The forecast that a KPI is held against: the frozen one, where the contract freezes it."""

from __future__ import annotations

from datetime import date

from pilotage import forecasting
from pilotage.counters import CounterTable
from pilotage.forecasting import Expected
from pilotage.kpi.computation import resolve
from pilotage.money import MILLION
from pilotage.periods import Window
from pilotage.services import catalogue, forecasts
from pilotage.services.actor import Actor
from pilotage.store.database import Database

FORECAST = "forecast"


def as_agreed(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    window: Window,
    table: CounterTable,
    as_of: date | None = None,
) -> CounterTable:
    """The table with the days of `agreed_days` for its forecast, where there are some."""
    days = agreed_days(db, actor, contract=contract, window=window, as_of=as_of)
    return table if days is None else forecasting.with_days(table, days)


def agreed_days(
    db: Database, actor: Actor, *, contract: str, window: Window, as_of: date | None = None
) -> tuple[Expected, ...] | None:
    """The frozen forecast of each day, `version` being the number of its file, where the contract freezes
    it and has a KPI held against it: a forecast corrected after the day agreed proves nothing. Else None.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    kpis = (resolve(definition)[0] for definition in terms.kpi)
    if not terms.forecast or not any(kpi and FORECAST in kpi.counters for kpi in kpis):
        return None
    files = {one.number: one.batch for one in forecasts.versions(db, actor, contract=contract)}
    return tuple(
        Expected(row.stream, row.start, int(row.value * MILLION), row.stated, files[row.version])
        for row in forecasts.forecast(db, actor, contract=contract, window=window, as_of=as_of).rows
    )
