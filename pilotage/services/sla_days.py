"""An SLA by day or by month: what its KPI was worth on its own streams, to be drawn."""

from __future__ import annotations

from dataclasses import replace

from pilotage.contract.model import Sla
from pilotage.counters import CounterTable, Period
from pilotage.neutralisation import exclusion
from pilotage.periods import Month, Window
from pilotage.services.actor import Actor
from pilotage.services.kpis import Bench, KpiRow, dead_band
from pilotage.services.months import inputs_for
from pilotage.store.database import Database


def sla_rows(
    db: Database, actor: Actor, *, contract: str, sla: str, window: Window, by: Period
) -> tuple[KpiRow, ...]:
    """The KPI of an SLA over its scope, period by period, with the target in force on each; none for
    a share of compliant periods, which is another quantity than the KPI.

    Empty for an SLA that the contract does not know. Raises `RefusedError`.
    """
    bench = Bench(db, actor, contract, window)
    found = next((one for one in bench.terms.sla if one.id == sla), None)
    return () if found is None else _rows(bench, found, bench.table, window, by)


def kept_rows(db: Database, actor: Actor, *, contract: str, sla: str, month: Month) -> tuple[KpiRow, ...]:
    """The same day by day, once the half-hours and days neutralised are out; empty when none is.
    Raises `RefusedError`.
    """
    inputs = inputs_for(db, actor, contract=contract, month=month)
    found = next((one for one in inputs.contract.sla if one.id == sla), None)
    if found is None or not inputs.relief:
        return ()
    out = exclusion(
        inputs.contract, found, inputs.counters, inputs.half_hours, inputs.relief, inputs.month
    )
    if not out.cells:
        return ()
    bench = Bench(db, actor, contract, month.window)
    return _rows(bench, found, out.counters, month.window, "day")


def _rows(bench: Bench, sla: Sla, table: CounterTable, window: Window, by: Period) -> tuple[KpiRow, ...]:
    streams = bench.terms.streams_of(sla)
    rows = []
    for _, period, sums in table.by(streams, window, by):
        in_force = sla.terms_on(period.first)
        kpi = bench.kpis.get((in_force.terms.kpi if in_force else None) or sla.kpi)
        if kpi is not None:
            row = bench.row(kpi, sums, period, streams)
            share = in_force is not None and in_force.terms.aggregation == "share_of_compliant"
            target = in_force.terms.target if in_force and not share else None
            low, high = (None, None) if share else dead_band(bench.terms, sla.id, period.first)
            rows.append(replace(row, target=target, low=low, high=high))
    return tuple(rows)
