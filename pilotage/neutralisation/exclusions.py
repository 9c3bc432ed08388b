"""What decided neutralisations take out of one SLA: slots of its sums, whole windows, or a share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from pilotage.contract.model import Contract, InForce, Neutralisation, NeutralisationTerms, Sla
from pilotage.counters import CounterTable
from pilotage.counters.half_hours import HalfHours
from pilotage.neutralisation import slots
from pilotage.neutralisation.model import Relief, Span
from pilotage.neutralisation.slots import Cell
from pilotage.periods import Month, Window
from pilotage.trace import Source

WORKED = "productive_hours"
"""The hours from which idle ones are taken, where a KPI divides by them."""


class Held(NamedTuple):
    """A relief under its clause, with the clause's terms of its month's first day."""

    relief: Relief
    clause: Neutralisation
    in_force: InForce[NeutralisationTerms]
    month: Month

    @property
    def terms(self) -> NeutralisationTerms:
        return self.in_force.terms


class Share(NamedTuple):
    """How much of what came in a window is held against the vendor: `kept` of `actual`."""

    kept: Decimal
    actual: Decimal
    on: str
    source: Source
    reliefs: str


@dataclass(frozen=True)
class Exclusion:
    """What leaves an SLA. `counters` and `half_hours` are what is left of the month's once `cells` are
    out; `reliefs` names the decisions that take something, `source` the clause of the first.
    """

    counters: CounterTable
    half_hours: HalfHours | None
    raw: CounterTable
    raw_half_hours: HalfHours | None
    held: tuple[Held, ...] = ()
    cells: frozenset[Cell] = frozenset()
    without_idle: CounterTable | None = None

    def table(self, denominator: Collection[str]) -> CounterTable:
        """The counters for a KPI: without the idle hours too, when it divides by hours worked."""
        if self.without_idle is not None and WORKED in denominator:
            return self.without_idle
        return self.counters

    @property
    def reliefs(self) -> str:
        """The decisions, as a note shows them."""
        return ", ".join(sorted({one.relief.id for one in self.held}))

    @property
    def source(self) -> Source:
        return self.held[0].in_force.source("shape") if self.held else Source()

    def whole(self, streams: Collection[str], window: Window) -> str:
        """The decisions that take the whole window out; nothing when none does."""
        found = (
            one.relief.id
            for one in self.held
            if one.terms.shape == "whole" and self._touches(one, streams, window)
        )
        return ", ".join(sorted(found))

    def _touches(self, one: Held, streams: Collection[str], window: Window) -> bool:
        """Whether a whole-window relief concerns this window."""
        if one.relief.spans:
            return any(_meets(span, window) for span in one.relief.spans)
        if one.month.window.within(window) is None:
            return False
        if one.terms.above is None:
            return True
        found = slots.volume(self.raw, streams, window)
        return found is not None and found[0] * 100 > found[1] * one.terms.above

    def share(self, streams: Collection[str], window: Window) -> Share | None:
        """What is left of the window's volume above the forecast: of several decisions, the one that
        leaves the least, since what they set aside is the same.
        """
        shares = [
            found
            for one in self.held
            if one.terms.shape == "pro_rata" and (found := self._share(one, streams, window))
        ]
        return min(shares, key=lambda one: (one.kept, one.reliefs), default=None)

    def _share(self, one: Held, streams: Collection[str], window: Window) -> Share | None:
        actual = self.raw.sums(streams, window).get(slots.VOLUME)
        spans = [span for span in one.relief.spans if _meets(span, window)]
        if not actual or (one.relief.spans and not spans) or one.month.window.within(window) is None:
            return None
        found = (
            slots.volume_in(spans, self.raw_half_hours, streams, window)
            if spans
            else slots.volume(self.raw, streams, window)
        )
        if found is None or one.terms.above is None:
            return None
        excess = found[0] - found[1] * one.terms.above / 100
        if excess <= 0:
            return None
        source = one.in_force.source("above")
        return Share(actual - excess, actual, one.terms.on, source, one.relief.id)


def reads_half_hours(contract: Contract, month: Month, relief: Iterable[Relief]) -> bool:
    """Whether what was decided is worked out on half-hours."""
    return any(
        one.terms.grain == "half_hour" or (one.terms.shape == "pro_rata" and one.relief.spans)
        for one in held_of(contract, month, relief)
    )


def held_of(contract: Contract, month: Month, relief: Iterable[Relief]) -> Iterator[Held]:
    """The decisions under their clauses, in the order of their ids: it does not matter who came first."""
    clauses = {clause.id: clause for clause in contract.neutralisation}
    for one in sorted(relief, key=lambda relief: relief.id):
        clause = clauses.get(one.clause)
        asked = one.month or month
        in_force = clause.terms_on(asked.first) if clause else None
        if clause is not None and in_force is not None:
            yield Held(one, clause, in_force, asked)


def exclusion(
    contract: Contract,
    sla: Sla,
    counters: CounterTable,
    half_hours: HalfHours | None,
    relief: Sequence[Relief],
    month: Month,
) -> Exclusion:
    """What the decisions take out of the SLA over the month. Pure; a slot named twice leaves once.

    `half_hours` are those of the month with the frozen forecast among their counters.
    """
    if not relief:
        return Exclusion(counters, half_hours, counters, half_hours)
    judged = set(contract.streams_of(sla))
    groups = [(s,) for s in contract.streams_of(sla)] if sla.per == "stream" else [tuple(judged)]
    every = tuple(held_of(contract, month, relief))
    held = tuple(one for one in every if _concerns(contract, one, sla, judged))
    cells: set[Cell] = set()
    for one in held:
        for group in groups:
            streams = [name for name in group if name in _streams(contract, one)]
            cells |= _cells(one, streams, counters, half_hours)
    left = slots.without(counters, half_hours, cells)
    idle = _without_idle(contract, every, judged - {cell.stream for cell in cells}, left)
    if not held and idle is None:
        return Exclusion(counters, half_hours, counters, half_hours)
    return Exclusion(
        counters=left,
        half_hours=slots.without_half_hours(half_hours, cells),
        raw=counters,
        raw_half_hours=half_hours,
        held=held or every,
        cells=frozenset(cells),
        without_idle=idle,
    )


def _concerns(contract: Contract, one: Held, sla: Sla, judged: set[str]) -> bool:
    if one.terms.may_change == "billing" or (one.clause.slas and sla.id not in one.clause.slas):
        return False
    return not judged.isdisjoint(_streams(contract, one))


def _streams(contract: Contract, one: Held) -> frozenset[str]:
    """The streams of the clause, narrowed by what was decided."""
    named = frozenset(contract.streams_of(one.clause))
    return named.intersection(one.relief.streams) if one.relief.streams else named


def _cells(
    one: Held, streams: Sequence[str], counters: CounterTable, half_hours: HalfHours | None
) -> set[Cell]:
    """The slots that leave the sums: exactly those named, else those that the clause's own rule finds."""
    terms, window = one.terms, one.month.window
    if terms.shape != "slots_out":
        return set()
    spans: Iterable[Span] = one.relief.spans
    if terms.grain == "window" and (spans or terms.above is None):
        return slots.days_in([_all_of(window)], streams)
    if spans:
        by_half_hour = terms.grain == "half_hour"
        return slots.half_hours_in(spans, streams) if by_half_hour else slots.days_in(spans, streams)
    if terms.above is None:
        return set()
    if terms.grain == "half_hour":
        return slots.half_hours_above(half_hours, streams, window, terms.above)
    if terms.grain == "day":
        return slots.days_above(counters, streams, window, terms.above)
    found = slots.volume(counters, streams, window)
    over = found is not None and found[0] * 100 > found[1] * terms.above
    return slots.days_in([_all_of(window)], streams) if over else set()


def _without_idle(
    contract: Contract, held: Iterable[Held], judged: set[str], counters: CounterTable
) -> CounterTable | None:
    """The counters without the hours that nobody could work, of prices on the SLA's streams; None when
    there is none. `judged` are the streams that have lost no slot: elsewhere idle hours are out already.
    A clause that changes the bill alone leaves them in what is judged, here as for a coefficient.
    """
    prices = {price.id: price for price in contract.price}
    found: CounterTable | None = None
    for one in held:
        for name, hours in one.relief.idle_hours if one.terms.may_change != "billing" else ():
            streams = judged.intersection(contract.streams_of(prices[name])) if name in prices else ()
            if streams:
                window = _days_of(one)
                found = slots.less_hours(found or counters, WORKED, streams, window, hours)
    return found


def worked(
    contract: Contract, counters: CounterTable, relief: Iterable[Relief], month: Month
) -> CounterTable:
    """The counters less the hours that stay payable though nobody could work: what a rate by the hour is
    measured on, when no SLA judges it.
    """
    streams = {stream.id for stream in contract.stream}
    return _without_idle(contract, held_of(contract, month, relief), streams, counters) or counters


def _days_of(one: Held) -> Window:
    """The days of the spans, else the month."""
    if not one.relief.spans:
        return one.month.window
    last = max(span.end for span in one.relief.spans) - timedelta(seconds=1)
    return Window(min(span.start for span in one.relief.spans).date(), last.date())


def _all_of(window: Window) -> Span:
    end = datetime.combine(window.last, time()) + timedelta(days=1)
    return Span(datetime.combine(window.first, time()), end)


def _meets(span: Span, window: Window) -> bool:
    return span.start < _all_of(window).end and span.end > _all_of(window).start
