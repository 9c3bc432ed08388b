"""The KPIs of a contract by period, each with its target and the volume behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pilotage.contract.model import Contract, Scope
from pilotage.counters import CounterTable, Period
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Kpi
from pilotage.periods import Window
from pilotage.services.actor import Actor
from pilotage.services.catalogue import contract as read_contract
from pilotage.services.catalogue import counters
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI over a period, for an activity (`stream` empty) or one of its streams.

    `target` is that of the SLA on this KPI and scope on the period's first day, None without one.
    """

    period: Window
    activity: str
    stream: str
    kpi: str
    figure: Figure
    target: Decimal | None


def kpi_rows(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    window: Window,
    by: Period,
    each_stream: bool = False,
) -> tuple[KpiRow, ...]:
    """Every KPI that the window's counters can give, by period in order of time.

    A KPI that an activity neither promises nor ever counted in the window has no rows there; one
    that lacks some of its counters is not measured, and says why. Raises `RefusedError`.
    """
    terms = read_contract(db, actor, ref=contract)
    table = counters(db, actor, ref=contract, window=window)
    kpis = [kpi for definition in terms.kpi if (kpi := resolve(definition)[0]) is not None]
    rows: list[KpiRow] = []
    for activity in terms.activity:
        streams = terms.streams_of(Scope(activities=(activity.id,)))
        measured = [kpi for kpi in kpis if _concerns(kpi, terms, table, streams, window)]
        for each in (False, True) if each_stream and len(streams) > 1 else (False,):
            for stream, period, sums in table.by(streams, window, by, each=each):
                scope = (stream,) if stream else streams
                rows += [
                    KpiRow(
                        period=period,
                        activity=activity.id,
                        stream=stream,
                        kpi=kpi.id,
                        figure=compute(kpi, sums),
                        target=target_on(terms, kpi.id, scope, period),
                    )
                    for kpi in measured
                ]
    return tuple(rows)


def _concerns(
    kpi: Kpi, terms: Contract, table: CounterTable, streams: tuple[str, ...], window: Window
) -> bool:
    """Whether the KPI is about these streams: what it counts came, or an SLA asks for it there."""
    sums = table.sums(streams, window)
    given = set(sums.values) | sums.coarse
    asked = target_on(terms, kpi.id, streams, Window(window.last, window.last)) is not None
    return asked or any(name in given for name in kpi.numerator)


def target_on(contract: Contract, kpi: str, streams: tuple[str, ...], period: Window) -> Decimal | None:
    """What an SLA on this KPI promises for these streams on the first day of the period."""
    for sla in contract.sla:
        in_force = sla.terms_on(period.first)
        if in_force and (in_force.terms.kpi or sla.kpi) == kpi:
            concerned = contract.streams_of(sla)
            if set(streams) & set(concerned):
                return in_force.terms.target
    return None


def kpis_of(contract: Contract) -> dict[str, Kpi]:
    """The KPIs of a contract by id; those whose definition cannot be read are left out."""
    resolved = (resolve(definition)[0] for definition in contract.kpi)
    return {kpi.id: kpi for kpi in resolved if kpi is not None}
