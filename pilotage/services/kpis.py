"""The KPIs of a contract by period, each with its target, its maturity and the volume behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, LadderConsequence, Scope
from pilotage.counters import DAILY, CounterTable, Period, Sums, ancestors, made_of
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Kpi
from pilotage.periods import Window
from pilotage.services.actor import Actor
from pilotage.services.agreed import as_agreed
from pilotage.services.catalogue import contract as read_contract
from pilotage.services.catalogue import counters
from pilotage.services.catalogue import today as present_day
from pilotage.sla import Maturity, maturity_on, missing_days
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class Promise:
    """What an SLA promises of a KPI on a day. `low` and `high` are the edges of the dead band of its
    ladder, None where it has none or is open.
    """

    sla: str
    target: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI over a period, for an activity (`stream` empty) or one of its streams.

    `target` is that of the SLA on this KPI and scope on the period's first day, None without one, as
    are `low` and `high`, the edges of its dead band. `missing` are the open days of the period
    without data: the figure is not that of the whole. It is `provisional` then, and as long as it has
    not matured.
    """

    period: Window
    activity: str
    stream: str
    kpi: str
    figure: Figure
    target: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    missing: tuple[date, ...] = ()
    provisional: bool = False


def kpi_rows(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    window: Window,
    by: Period,
    each_stream: bool = False,
    kpi: str = "",
    activity: str = "",
    variant: str = "",
) -> tuple[KpiRow, ...]:
    """Every KPI that the window's counters can give, by period in order of time; one `kpi` or one
    `activity` alone when named. `variant` computes those that the catalogue counts in that way by it,
    whatever the contract agreed, and leaves out the others.

    A KPI that an activity neither promises nor ever counted in the window has no rows there; one
    that lacks some of its counters is not measured, and says why. Raises `RefusedError`.
    """
    bench = Bench(db, actor, contract, window)
    known = kpis_of(bench.terms, variant) if variant else bench.kpis
    wanted = [one for name, one in known.items() if kpi in {"", name}]
    rows: list[KpiRow] = []
    for place in (one.id for one in bench.terms.activity if activity in {"", one.id}):
        streams = bench.terms.streams_of(Scope(activities=(place,)))
        whole = bench.table.sums(streams, window)
        measured = [one for one in wanted if bench.concerns(one, streams, whole)]
        if not measured:
            continue
        told = _by_stream(bench, measured, streams) if each_stream else {}
        for each in (False, True) if each_stream and len(streams) > 1 else (False,):
            for stream, period, sums in bench.table.by(streams, window, by, each=each):
                scope = (stream,) if stream else streams
                own = told[stream] if stream else measured
                rows += [bench.row(one, sums, period, scope, place, stream) for one in own]
    return tuple(rows)


def _by_stream(bench: Bench, kpis: Sequence[Kpi], streams: Sequence[str]) -> dict[str, list[Kpi]]:
    """The KPIs that each stream counts something of: a contact reason says nothing of calls answered."""
    found = {}
    for stream in streams:
        given = bench.table.sums((stream,), bench.window)
        counted = set(given.values) | given.coarse
        found[stream] = [kpi for kpi in kpis if not counted.isdisjoint(kpi.numerator)]
    return found


class Bench:
    """What the KPIs of a contract are measured with: its terms, its counters over a window, the day."""

    def __init__(self, db: Database, actor: Actor, ref: str, window: Window) -> None:
        self.terms: Contract = read_contract(db, actor, ref=ref)
        table = counters(db, actor, ref=ref, window=window)
        self.table: CounterTable = as_agreed(db, actor, contract=ref, window=window, table=table)
        self.today = present_day(db)
        self.window = window
        self.kpis = kpis_of(self.terms)
        self._promises: dict[tuple[str, tuple[str, ...], date], Promise | None] = {}
        self._missing: dict[tuple[tuple[str, ...], frozenset[str]], tuple[date, ...]] = {}

    def concerns(self, kpi: Kpi, streams: tuple[str, ...], sums: Sums) -> bool:
        """Whether the KPI is about these streams: what it counts came, or an SLA asks for it there."""
        given = set(sums.values) | sums.coarse
        asked = self.promise(kpi.id, streams, self.window.last) is not None
        return asked or any(name in given for name in kpi.numerator)

    def row(
        self,
        kpi: Kpi,
        sums: Sums,
        period: Window,
        streams: tuple[str, ...],
        activity: str = "",
        stream: str = "",
    ) -> KpiRow:
        """The KPI of these sums, beside what is promised of it and what is missing under it."""
        promise = self.promise(kpi.id, streams, period.first)
        missing = self.missing(kpi, streams, period)
        young = maturity_on(self.today, period.last, kpi.matures_after_days) is Maturity.PROVISIONAL
        return KpiRow(
            period=period,
            activity=activity,
            stream=stream,
            kpi=kpi.id,
            figure=compute(kpi, sums),
            target=promise.target if promise else None,
            low=promise.low if promise else None,
            high=promise.high if promise else None,
            missing=missing,
            provisional=young or bool(missing),
        )

    def promise(self, kpi: str, streams: tuple[str, ...], day: date) -> Promise | None:
        """`promise_on`, worked out once."""
        key = (kpi, streams, day)
        if key not in self._promises:
            self._promises[key] = promise_on(self.terms, kpi, streams, day)
        return self._promises[key]

    def missing(self, kpi: Kpi, streams: tuple[str, ...], period: Window) -> tuple[date, ...]:
        """The open days of the period that have nothing of what the KPI counts every day."""
        counted = tuple(part for name in kpi.counters for part in made_of(name))
        daily = DAILY.intersection(counted)
        names = daily or DAILY.intersection(above for n in counted for above in ancestors(n))
        if not names:
            return ()
        key = (streams, names)
        if key not in self._missing:
            asked = daily or counted
            self._missing[key] = missing_days(
                self.terms, self.table, streams, self.window, self.today, asked
            )
        return tuple(day for day in self._missing[key] if day in period)


def promise_on(contract: Contract, kpi: str, streams: Iterable[str], day: date) -> Promise | None:
    """What an SLA on this KPI promises for these streams on the day, None without one."""
    concerned = set(streams)
    for sla in contract.sla:
        if kpi not in {sla.kpi, *(block.kpi for block in sla.terms)}:
            continue
        in_force = sla.terms_on(day)
        named = in_force is not None and (in_force.terms.kpi or sla.kpi) == kpi
        if in_force and named and concerned.intersection(contract.streams_of(sla)):
            return Promise(sla.id, in_force.terms.target, *dead_band(contract, sla.id, day))
    return None


def dead_band(contract: Contract, sla: str, day: date) -> tuple[Decimal | None, Decimal | None]:
    """The edges between which the SLA's ladder calls for neither bonus nor malus on the day."""
    for one in contract.consequence:
        in_force = one.terms_on(day) if isinstance(one, LadderConsequence) and sla in one.slas else None
        bands = (in_force.terms.bands if in_force else None) or ()
        neutral = [band for band in bands if band.rate == 0]
        if neutral:
            lows = [band.above if band.at_least is None else band.at_least for band in neutral]
            highs = [band.below if band.at_most is None else band.at_most for band in neutral]
            low = None if None in lows else min(edge for edge in lows if edge is not None)
            high = None if None in highs else max(edge for edge in highs if edge is not None)
            return low, high
    return None, None


def kpis_of(contract: Contract, variant: str = "") -> dict[str, Kpi]:
    """The KPIs of a contract by id, by another variant of their formula when one is named; those whose
    definition cannot be read are left out.
    """
    change = {"variant": variant} if variant else {}
    resolved = (resolve(definition.model_copy(update=change))[0] for definition in contract.kpi)
    return {
        kpi.id: kpi for kpi in resolved if kpi is not None and (not variant or kpi.variant == variant)
    }
