"""A KPI held against its terms, window by window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, InForce, KpiDefinition, Sla, SlaTerms
from pilotage.counters import CounterTable
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Kpi
from pilotage.periods import Month, Window
from pilotage.problems import Problem, Severity
from pilotage.sla.missing import missing_days
from pilotage.sla.model import Maturity, Occurrence, SlaResult, Status, maturity_on
from pilotage.trace import Step, computed

_WORST_FIRST = (
    Status.ERROR,
    Status.MISSED,
    Status.NOT_MEASURED,
    Status.NOT_DUE,
    Status.MET,
    Status.EXCLUDED,
)


_DAYS_LACK = frozenset({"missing_days", "unfilled_days"})


def assess(
    contract: Contract, sla: Sla, counters: CounterTable, month: Month, today: date
) -> tuple[SlaResult | None, tuple[Problem, ...]]:
    """The SLA judged over the month, under the terms of the month's first day.

    None when no terms are in force on that day: an SLA that an amendment brings on the 11th is
    judged from the next month. A month that is not over is *not due* and shows its value so far.
    """
    window = month.window
    in_force = sla.terms_on(window.first)
    if in_force is None:
        return None, ()
    definition = _definition(contract, in_force.terms.kpi or sla.kpi)
    kpi, problems = resolve(definition)
    if kpi is None:
        return _in_error(sla, definition, in_force, window, problems[0].code), problems
    bench = _Bench(contract, counters, window, today, kpi, in_force)
    streams = contract.streams_of(sla)
    scopes = [(name, (name,)) for name in streams] if sla.per == "stream" else [("", streams)]
    occurrences = tuple(bench.judge(name, scope) for name, scope in scopes)
    maturity = maturity_on(today, window.last, kpi.matures_after_days)
    if any(occurrence.reason in _DAYS_LACK for occurrence in occurrences):
        maturity = Maturity.PROVISIONAL
    result = SlaResult(
        id=sla.id,
        kpi=kpi.id,
        window=sla.window,
        target=bench.target,
        unit=kpi.unit,
        direction=kpi.direction,
        status=min((o.status for o in occurrences), key=_WORST_FIRST.index),
        maturity=maturity,
        value=occurrences[0].value if len(occurrences) == 1 else None,
        source=in_force.source("target"),
        occurrences=occurrences,
    )
    return result, tuple(_warnings(sla, result, bench))


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every occurrence of one SLA is judged with."""

    contract: Contract
    counters: CounterTable
    window: Window
    today: date
    kpi: Kpi
    in_force: InForce[SlaTerms]

    @property
    def target(self) -> Decimal:
        target = self.in_force.terms.target
        if target is None:
            raise ValueError(f"{self.in_force.terms.source}: an SLA without a target")
        return target

    def judge(self, stream: str, streams: tuple[str, ...]) -> Occurrence:
        figure = compute(self.kpi, self.counters.sums(streams, self.window))
        value, steps = self._compared(figure)
        reason = self._not_measured(figure, streams)
        if self.today <= self.window.last:
            return Occurrence(self.window, stream, figure, value, Status.NOT_DUE, reason, steps)
        if reason or value is None:
            return Occurrence(
                self.window, stream, figure, None, Status.NOT_MEASURED, reason, figure.steps
            )
        gap = value - self.target if self.kpi.direction == "higher" else self.target - value
        status = Status.MET if gap >= 0 else Status.MISSED
        return Occurrence(self.window, stream, figure, value, status, "", steps)

    def _compared(self, figure: Figure) -> tuple[Decimal | None, tuple[Step, ...]]:
        """The value as the contract compares it, after its rounding, and its gap to the target."""
        if figure.value is None:
            return None, figure.steps
        value, steps = figure.value, figure.steps
        step = self.in_force.terms.round_to
        unit = self.kpi.unit
        if step is not None:
            inputs = {"value": value, "step": step}
            source = self.in_force.source("round_to")
            rounded = computed("sla.round", "round(value, step)", inputs, unit, source)
            value, steps = rounded.value, (*steps, rounded)
        inputs = {"value": value, "target": self.target}
        source = self.in_force.source("target")
        unit = "points" if unit == "percent" else unit
        return value, (*steps, computed("sla.gap", "value - target", inputs, unit, source))

    def missing_days(self, streams: tuple[str, ...]) -> tuple[date, ...]:
        return missing_days(
            self.contract, self.counters, streams, self.window, self.today, self.kpi.counters
        )

    def _not_measured(self, figure: Figure, streams: tuple[str, ...]) -> str:
        """Why the value cannot be judged, or nothing."""
        if figure.reason:
            return figure.reason
        days = self.missing_days(streams)
        if days:
            return "unfilled_days" if self.counters.unfilled.intersection(days) else "missing_days"
        sample = self.in_force.terms.minimum_sample
        if sample is not None and figure.denominator is not None and figure.denominator < sample:
            return "sample"
        return ""


def _definition(contract: Contract, kpi: str) -> KpiDefinition:
    for definition in contract.kpi:
        if definition.id == kpi:
            return definition
    raise ValueError(f"{contract.ref}: no KPI {kpi}")


def _in_error(
    sla: Sla, definition: KpiDefinition, in_force: InForce[SlaTerms], window: Window, code: str
) -> SlaResult:
    unit = definition.unit or "ratio"
    figure = Figure(definition.id, None, None, None, unit, reason=code)
    return SlaResult(
        id=sla.id,
        kpi=definition.id,
        window=sla.window,
        target=in_force.terms.target or Decimal(0),
        unit=unit,
        direction=definition.direction or "higher",
        status=Status.ERROR,
        maturity=Maturity.PROVISIONAL,
        value=None,
        source=in_force.source("target"),
        occurrences=(Occurrence(window, "", figure, None, Status.ERROR, code),),
    )


def _warnings(sla: Sla, result: SlaResult, bench: _Bench) -> Iterable[Problem]:
    """What a reader of the result must know: what is not measured, what comes from a printed rate."""
    for occurrence in result.occurrences:
        name = ", ".join(filter(None, (sla.id, occurrence.stream)))
        params: tuple[tuple[str, str | int], ...] = (("sla", name),)
        if occurrence.status is Status.NOT_MEASURED:
            params += (("counters", ", ".join(occurrence.figure.missing)),)
            if occurrence.reason in _DAYS_LACK:
                streams = (occurrence.stream,) if occurrence.stream else bench.contract.streams_of(sla)
                days = bench.missing_days(streams)
                params += (("days", len(days)), ("first", days[0].isoformat()))
            yield Problem(f"sla.{occurrence.reason}", Severity.WARNING, params=params)
        elif occurrence.figure.estimated:
            yield Problem("sla.estimated", Severity.WARNING, params=params)
