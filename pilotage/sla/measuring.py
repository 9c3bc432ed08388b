"""The figure of a window: the ratio of its sums, the share of its compliant periods, or their mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from pilotage.contract.model import InForce, SlaTerms
from pilotage.counters import CounterTable, Sums
from pilotage.counters.half_hours import HalfHours, Slot
from pilotage.kpi.computation import compute
from pilotage.kpi.model import Direction, Figure, Kpi, Unit
from pilotage.periods import Window
from pilotage.trace import Step, computed

NO_HALF_HOURS = "no_half_hours"
IDLE = frozenset({"no_data", "zero_denominator"})
"""The reasons of a period without activity: it is neither compliant nor not."""


@dataclass(frozen=True, eq=False)
class Clocked:
    """The half-hours of a contract, by day: what `CounterTable` is, for SLAs that read half-hours."""

    half_hours: HalfHours

    @cached_property
    def _kept(self) -> dict[tuple[str, ...], Mapping[Slot, Sums]]:
        return {}

    def slots(self, streams: Iterable[str], window: Window) -> Iterator[tuple[Slot, Sums]]:
        """The sums of the streams in each half-hour of the window that has some, in order."""
        wanted = tuple(streams)
        if wanted not in self._kept:
            self._kept[wanted] = self.half_hours.by(wanted, "day")
        for slot, sums in self._kept[wanted].items():
            if isinstance(slot.day, date) and slot.day in window:
                yield slot, replace(sums, window=Window(slot.day, slot.day))

    def covered(
        self, streams: Collection[str], window: Window, names: Collection[str]
    ) -> frozenset[date]:
        """The days of the window with a half-hour that gives one of the counters."""
        days = (
            slot.day
            for slot, sums in self.slots(sorted(streams), window)
            if not sums.values.keys().isdisjoint(names)
        )
        return frozenset(day for day in days if isinstance(day, date))


def judged_as(kpi: Kpi, terms: SlaTerms) -> tuple[Unit, Direction]:
    """The unit of the value, and which way is better: a share of compliant periods is a percentage."""
    return (
        ("percent", "higher") if terms.aggregation == "share_of_compliant" else (kpi.unit, kpi.direction)
    )


def measure(
    kpi: Kpi,
    in_force: InForce[SlaTerms],
    counters: CounterTable,
    clocked: Clocked | None,
    streams: tuple[str, ...],
    window: Window,
) -> Figure:
    """The figure of the window as the terms aggregate it. Pure."""
    terms = in_force.terms
    if terms.aggregation == "ratio":
        return compute(kpi, counters.sums(streams, window))
    if terms.grain == "day":
        periods = [sums for _, _, sums in counters.by(streams, window, "day")]
    elif clocked is None:
        return Figure(kpi.id, None, None, None, judged_as(kpi, terms)[0], reason=NO_HALF_HOURS)
    else:
        periods = [sums for _, sums in clocked.slots(streams, window)]
    return _AGGREGATES[terms.aggregation](kpi, in_force, [compute(kpi, sums) for sums in periods])


def _share(kpi: Kpi, in_force: InForce[SlaTerms], figures: Sequence[Figure]) -> Figure:
    """How many of the periods with activity are compliant, in percent."""
    whole, values = _together(kpi, figures, "percent")
    edges = in_force.terms.compliant
    if not values or edges is None:
        return whole
    inputs = {
        "compliant": Decimal(sum(edges.holds(value) for value in values)),
        "counted": Decimal(len(values)),
    }
    source = in_force.source("compliant")
    step = computed(
        "sla.share", "compliant * 100 / counted", inputs, "percent", source, in_force.terms.grain
    )
    return _figure(whole, step, inputs["compliant"], inputs["counted"])


def _mean(kpi: Kpi, in_force: InForce[SlaTerms], figures: Sequence[Figure]) -> Figure:
    """The mean of the KPI over the periods with activity, each weighing the same."""
    whole, values = _together(kpi, figures, kpi.unit)
    if not values:
        return whole
    inputs = {"total": sum(values, Decimal(0)), "counted": Decimal(len(values))}
    source = in_force.source("aggregation")
    step = computed("sla.mean", "total / counted", inputs, kpi.unit, source, in_force.terms.grain)
    return _figure(whole, step, inputs["total"], inputs["counted"])


def _together(kpi: Kpi, figures: Sequence[Figure], unit: Unit) -> tuple[Figure, list[Decimal]]:
    """What the periods say together, and their values; none when one of them cannot be measured."""
    known = [one for one in figures if one.reason not in IDLE]
    lacking = next((one for one in known if one.value is None), None)
    whole = Figure(
        kpi.id,
        None,
        None,
        None,
        unit,
        estimated=any(one.estimated for one in known),
        reason=lacking.reason if lacking else "" if known else "no_data",
        missing=lacking.missing if lacking else (),
        batches=tuple(sorted({batch for one in known for batch in one.batches})),
        typed=any(one.typed for one in known),
    )
    return whole, [] if lacking else [one.value for one in known if one.value is not None]


def _figure(whole: Figure, step: Step, numerator: Decimal, denominator: Decimal) -> Figure:
    return replace(whole, value=step.value, numerator=numerator, denominator=denominator, steps=(step,))


_AGGREGATES: Mapping[str, Callable[[Kpi, InForce[SlaTerms], Sequence[Figure]], Figure]] = {
    "share_of_compliant": _share,
    "mean": _mean,
}
