"""An SLA by day or by month: what its KPI was worth on its own streams, to be drawn."""

from __future__ import annotations

from dataclasses import replace

from pilotage.counters import Period
from pilotage.periods import Window
from pilotage.services.actor import Actor
from pilotage.services.kpis import Bench, KpiRow, dead_band
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
    if found is None:
        return ()
    streams = bench.terms.streams_of(found)
    rows = []
    for _, period, sums in bench.table.by(streams, window, by):
        in_force = found.terms_on(period.first)
        kpi = bench.kpis.get((in_force.terms.kpi if in_force else None) or found.kpi)
        if kpi is not None:
            row = bench.row(kpi, sums, period, streams)
            share = in_force is not None and in_force.terms.aggregation == "share_of_compliant"
            target = in_force.terms.target if in_force and not share else None
            low, high = (None, None) if share else dead_band(bench.terms, sla, period.first)
            rows.append(replace(row, target=target, low=low, high=high))
    return tuple(rows)
