"""The client's count beside the vendor's, over a month: in counters, in points and in euros."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pilotage.contract.model import Contract, Scope
from pilotage.counters import CounterTable
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Unit
from pilotage.periods import Month
from pilotage.scenarios import Comparison, LineChange, SlaChange, compare
from pilotage.services.actor import Actor
from pilotage.services.agreed import as_agreed
from pilotage.services.catalogue import UnknownContractError, counted, counters, today
from pilotage.services.months import judged_with
from pilotage.sources import HOLDERS, Gap, gaps
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class KpiGap:
    """A KPI of an activity as each source makes it."""

    kpi: str
    activity: str
    unit: Unit
    client: Figure
    vendor: Figure

    @property
    def points(self) -> Decimal | None:
        """What the client's figure has more than the vendor's."""
        ours, theirs = self.client.value, self.vendor.value
        return None if ours is None or theirs is None else ours - theirs


@dataclass(frozen=True, slots=True)
class SourceGaps:
    """Two sources over a month. `counters` is every counter that both give, or that the contract
    gives to a source of its own; `kpis` those that come out differently. `money` is the month judged
    by the client's count, then by the vendor's; None when nothing is counted twice.
    """

    contract: str
    month: Month
    currency: str
    counters: tuple[Gap, ...] = ()
    kpis: tuple[KpiGap, ...] = ()
    money: Comparison | None = None

    @property
    def stakes(self) -> Decimal:
        """What believing the vendor rather than the client would change, before tax."""
        return self.money.difference if self.money else Decimal(0)


def month_gaps(db: Database, actor: Actor, *, contract: str, month: Month) -> SourceGaps:
    """What the two sources say of the month, and what it costs to believe one or the other.

    The months before it stay as they were judged. Raises `RefusedError`, and `UnknownContractError`
    for a reference that is not published.
    """
    found = counted(db, actor, ref=contract, window=month.window)
    terms = found.contract
    if terms is None:
        raise UnknownContractError(contract)
    told = gaps(found.table, terms, found.holders, month.window)
    both = any(gap.client is not None and gap.vendor is not None for gap in told)
    if not both:
        return SourceGaps(contract, month, terms.currency, told)
    days = month.window
    sides = (counters(db, actor, ref=contract, window=days, holder=holder) for holder in HOLDERS)
    client, vendor = (
        as_agreed(db, actor, contract=contract, window=days, table=table, as_of=today(db))
        for table in sides
    )
    by_client, by_vendor = (
        judged_with(db, actor, contract=contract, month=month, counters={month: table}, holder=holder)
        for holder, table in zip(HOLDERS, (client, vendor), strict=True)
    )
    kpis = _kpis(terms, client, vendor, month)
    return SourceGaps(contract, month, terms.currency, told, kpis, compare(by_client, by_vendor))


def _kpis(
    contract: Contract, client: CounterTable, vendor: CounterTable, month: Month
) -> tuple[KpiGap, ...]:
    """The KPIs that come out differently, activity by activity."""
    kpis = [kpi for definition in contract.kpi if (kpi := resolve(definition)[0]) is not None]
    found = []
    for activity in contract.activity:
        streams = contract.streams_of(Scope(activities=(activity.id,)))
        ours, theirs = (table.sums(streams, month.window) for table in (client, vendor))
        for kpi in kpis:
            gap = KpiGap(kpi.id, activity.id, kpi.unit, compute(kpi, ours), compute(kpi, theirs))
            if gap.client.value != gap.vendor.value:
                found.append(gap)
    return tuple(found)


def gaps_document(found: SourceGaps) -> dict[str, Any]:
    """The JSON of `sources` (stable keys): `client` and `vendor` as texts with a point."""
    money = found.money
    return {
        "contract": found.contract,
        "month": str(found.month),
        "currency": found.currency,
        "counters": [_gap(gap) for gap in found.counters],
        "kpis": [_kpi(gap) for gap in found.kpis],
        "slas": [_sla(sla) for sla in money.slas if sla.changed] if money else [],
        "lines": [_line(line) for line in money.lines if line.changed] if money else [],
        "difference": f"{found.stakes:.2f}",
        "total_difference": f"{money.total_difference if money else 0:.2f}",
    }


def _gap(gap: Gap) -> dict[str, Any]:
    force = gap.reference
    return {
        "stream": gap.stream,
        "counter": gap.counter,
        "client": _text(gap.client),
        "vendor": _text(gap.vendor),
        "difference": _text(gap.difference),
        "percent": _text(gap.percent),
        "days": gap.days,
        "only_client": [day.isoformat() for day in gap.only_client],
        "only_vendor": [day.isoformat() for day in gap.only_vendor],
        "reference": force.terms.holder if force else None,
        "fallback": force.terms.fallback if force else None,
        "clause": str(force.source("holder")) if force else None,
    }


def _kpi(gap: KpiGap) -> dict[str, Any]:
    return {
        "kpi": gap.kpi,
        "activity": gap.activity,
        "unit": gap.unit,
        "client": _text(gap.client.value),
        "vendor": _text(gap.vendor.value),
        "points": _text(gap.points),
    }


def _sla(sla: SlaChange) -> dict[str, Any]:
    return {
        "id": sla.id,
        "kpi": sla.kpi,
        "stream": sla.stream or None,
        "client": _text(sla.before),
        "vendor": _text(sla.after),
        "status_client": sla.status_before and str(sla.status_before),
        "status_vendor": sla.status_after and str(sla.status_after),
    }


def _line(line: LineChange) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": str(line.kind),
        "client": f"{line.before:.2f}",
        "vendor": f"{line.after:.2f}",
        "difference": f"{line.difference:.2f}",
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
