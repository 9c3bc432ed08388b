"""An SLA by day or by month: what its KPI was worth on its own streams, to be drawn."""

from __future__ import annotations

from pilotage.counters import Period
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Kpi
from pilotage.periods import Window
from pilotage.services.actor import Actor
from pilotage.services.catalogue import contract as read_contract
from pilotage.services.catalogue import counters
from pilotage.services.kpis import KpiRow
from pilotage.store.database import Database


def sla_rows(
    db: Database, actor: Actor, *, contract: str, sla: str, window: Window, by: Period
) -> tuple[KpiRow, ...]:
    """The KPI of an SLA over its scope, period by period, with the target in force on each.

    Empty for an SLA that the contract does not know. Raises `RefusedError`.
    """
    terms = read_contract(db, actor, ref=contract)
    found = next((one for one in terms.sla if one.id == sla), None)
    if found is None:
        return ()
    kpis: dict[str, Kpi | None] = {one.id: resolve(one)[0] for one in terms.kpi}
    table = counters(db, actor, ref=contract, window=window)
    rows = []
    for _, period, sums in table.by(terms.streams_of(found), window, by):
        in_force = found.terms_on(period.first)
        kpi = kpis.get((in_force.terms.kpi if in_force else None) or found.kpi)
        if kpi is None:
            continue
        rows.append(
            KpiRow(
                period=period,
                activity="",
                stream="",
                kpi=kpi.id,
                figure=compute(kpi, sums),
                target=in_force.terms.target if in_force else None,
            )
        )
    return tuple(rows)
