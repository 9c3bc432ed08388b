"""A KPI held against its terms, window by window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from pilotage.contract.model import Contract, InForce, KpiDefinition, Sla, SlaTerms
from pilotage.counters import CounterTable
from pilotage.counters.half_hours import HalfHours
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Kpi
from pilotage.neutralisation import Exclusion, Relief, exclusion
from pilotage.periods import Month, Window
from pilotage.problems import Problem, Severity
from pilotage.sla.measuring import IDLE, NO_HALF_HOURS, Clocked, judged_as, measure
from pilotage.sla.missing import missing_days, missing_half_hours
from pilotage.sla.model import Maturity, Occurrence, SlaResult, Status, maturity_on
from pilotage.sla.relieved import EXCLUDED, after, on_denominator
from pilotage.sla.smoothing import smoothed
from pilotage.sla.windows import Judged, windows
from pilotage.trace import Step, computed

_WORST_FIRST = (
    Status.ERROR,
    Status.MISSED,
    Status.NOT_MEASURED,
    Status.NOT_DUE,
    Status.MET,
    Status.EXCLUDED,
)


HALF_HOURS_LACK = "missing_half_hours"
_DAYS_LACK = frozenset({"missing_days", "unfilled_days", HALF_HOURS_LACK})


def assess(
    contract: Contract,
    sla: Sla,
    counters: CounterTable,
    month: Month,
    today: date,
    past: Sequence[SlaResult] = (),
    half_hours: HalfHours | None = None,
    relief: Sequence[Relief] = (),
) -> tuple[SlaResult | None, tuple[Problem, ...]]:
    """The SLA judged over the windows that end in the month, each under the terms of its first day;
    one still open at the month's end is *not due* and shows its value so far.

    None when no terms are in force on those days: an SLA that an amendment brings on the 11th is
    judged from the next window. `past` are the results of earlier months, oldest first, that a
    smoothed value is read from; `counters` begin as early as the windows do. `relief` are the
    neutralisations decided: what they take out stands in the steps.
    """
    benches: list[_Bench] = []
    left = exclusion(contract, sla, counters, half_hours, relief, month)
    clocked, kept = _clocked(half_hours), _clocked(left.half_hours)
    for judged in _begun(windows(contract, sla, month), today):
        in_force = sla.terms_on(judged.window.first)
        if in_force is None:
            continue
        definition = _definition(contract, in_force.terms.kpi or sla.kpi)
        kpi, problems = resolve(definition)
        if kpi is None:
            return _in_error(sla, definition, in_force, judged.window, problems[0].code), problems
        benches.append(
            _Bench(contract, sla, counters, clocked, judged, month, today, kpi, in_force, left, kept)
        )
    if not benches:
        return None, ()
    made = _occurrences(contract, sla, benches, [one for one in past if one.id == sla.id])
    result = _result(sla, [one for _, one in made], benches)
    return result, tuple(_warnings(sla, made))


def _occurrences(
    contract: Contract, sla: Sla, benches: Sequence[_Bench], past: Iterable[SlaResult]
) -> list[tuple[_Bench, Occurrence]]:
    """Every window of every scope, each after those before it."""
    streams = contract.streams_of(sla)
    scopes = [(name, (name,)) for name in streams] if sla.per == "stream" else [("", streams)]
    smooth = any((bench.in_force.terms.smoothing or 1) > 1 for bench in benches)
    earlier = [one for result in past for one in result.due] if smooth else []
    made: list[tuple[_Bench, Occurrence]] = []
    for name, scope in scopes:
        before = [one for one in earlier if one.stream == name]
        for bench in benches:
            found = list(bench.judge(name, scope, before))
            made += ((bench, one) for one in found)
            before += found
    if sla.window in {"half_hour", "day"}:
        return _with_activity(made) or made[:1]
    return made


def _clocked(half_hours: HalfHours | None) -> Clocked | None:
    return Clocked(half_hours) if half_hours is not None and len(half_hours.frame) else None


def _begun(found: Sequence[Judged], today: date) -> Sequence[Judged]:
    """The windows that have begun, else the first: what is yet to come has no value to show."""
    return [one for one in found if one.window.first <= today] or found[:1]


def _with_activity(made: list[tuple[_Bench, Occurrence]]) -> list[tuple[_Bench, Occurrence]]:
    """Without the days on which nothing was to come and nothing came: a Sunday is no failure."""
    idle = {NO_HALF_HOURS, *IDLE}
    return [(bench, one) for bench, one in made if one.reason not in idle or bench.lacks(one.stream)]


def _result(sla: Sla, occurrences: list[Occurrence], benches: list[_Bench]) -> SlaResult:
    """What the occurrences say together; those still open count when there is no other."""
    due = [one for one in occurrences if not one.ongoing]
    bench = next((one for one in reversed(benches) if not one.judged.ongoing), benches[-1])
    maturity = maturity_on(bench.today, bench.window.last, bench.kpi.matures_after_days)
    if not due or any(one.reason in _DAYS_LACK for one in due):
        maturity = Maturity.PROVISIONAL
    unit, direction = judged_as(bench.kpi, bench.in_force.terms)
    return SlaResult(
        id=sla.id,
        kpi=bench.kpi.id,
        window=sla.window,
        target=bench.target,
        unit=unit,
        direction=direction,
        status=min((one.status for one in due or occurrences), key=_WORST_FIRST.index),
        maturity=maturity,
        value=occurrences[0].value if len(occurrences) == 1 else None,
        source=bench.in_force.source("target"),
        occurrences=tuple(occurrences),
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every occurrence of one window of an SLA is judged with."""

    contract: Contract
    sla: Sla
    counters: CounterTable
    clocked: Clocked | None
    judged: Judged
    month: Month
    today: date
    kpi: Kpi
    in_force: InForce[SlaTerms]
    left: Exclusion
    kept: Clocked | None
    lacking: dict[tuple[str, ...], tuple[date, ...]] = field(default_factory=dict, repr=False)

    @property
    def window(self) -> Window:
        return self.judged.window

    @property
    def known(self) -> Window:
        """The part of the window that the month can know."""
        return Window(self.window.first, min(self.window.last, self.month.last))

    @property
    def target(self) -> Decimal:
        target = self.in_force.terms.target
        if target is None:
            raise ValueError(f"{self.in_force.terms.source}: an SLA without a target")
        return target

    @property
    def by_half_hour(self) -> bool:
        terms = self.in_force.terms
        by_grain = terms.aggregation != "ratio" and terms.grain == "half_hour"
        return by_grain or self.sla.window == "half_hour"

    def judge(
        self, stream: str, streams: tuple[str, ...], earlier: Sequence[Occurrence]
    ) -> Iterator[Occurrence]:
        """The occurrence of the window, or those of its half-hours that had some activity."""
        if self.sla.window != "half_hour":
            yield self._occurrence(stream, streams, self._figure(streams), earlier)
            return
        told = False
        for slot, sums in self.kept.slots(streams, self.window) if self.kept else ():
            figure = compute(self.kpi, sums)
            if figure.reason not in IDLE:
                told = True
                yield self._occurrence(stream, streams, figure, earlier, slot.at)
        lack = self.missing_half_hours(streams)
        if not told or lack:
            reason = HALF_HOURS_LACK if lack else "no_data" if self.clocked else NO_HALF_HOURS
            reason = "" if self.clocked and self.missing_days(streams) else reason
            figure = Figure(self.kpi.id, None, None, None, self.kpi.unit, reason=reason)
            yield self._occurrence(stream, streams, figure, earlier)

    def _figure(self, streams: tuple[str, ...]) -> Figure:
        """The figure of the window, less what was neutralised."""
        kpi, terms, left = self.kpi, self.in_force, self.left
        figure = measure(kpi, terms, self.counters, self.clocked, streams, self.known)
        if not left.held:
            return figure
        table = left.table(kpi.denominator)
        figure = after(figure, measure(kpi, terms, table, self.kept, streams, self.known), left)
        share = left.share(streams, self.known)
        if share is not None and share.on == "denominator" and figure.unit == "percent":
            figure = on_denominator(figure, kpi, share)
        return figure

    def _occurrence(
        self,
        stream: str,
        streams: tuple[str, ...],
        figure: Figure,
        earlier: Sequence[Occurrence],
        at: time | None = None,
    ) -> Occurrence:
        value, steps = self._compared(figure, earlier)
        reason = self._not_measured(figure, streams)
        ongoing = self.judged.ongoing
        if ongoing or self.today <= self.window.last:
            status = Status.NOT_DUE
        elif reason == EXCLUDED or self.left.whole(streams, self.known):
            status, value, steps, reason = Status.EXCLUDED, None, figure.steps, EXCLUDED
        elif reason or value is None:
            status, value, steps = Status.NOT_MEASURED, None, figure.steps
        else:
            status, reason = (Status.MET if self._met(value) else Status.MISSED), ""
        share = self.left.share(streams, self.known)
        onto = share if share is not None and share.on == "consequence" else None
        return Occurrence(self.window, stream, figure, value, status, reason, steps, ongoing, at, onto)

    def _met(self, value: Decimal) -> bool:
        _, direction = judged_as(self.kpi, self.in_force.terms)
        gap = value - self.target if direction == "higher" else self.target - value
        return gap > 0 or (gap == 0 and self.in_force.terms.met == "at")

    def _compared(
        self, figure: Figure, earlier: Sequence[Occurrence]
    ) -> tuple[Decimal | None, tuple[Step, ...]]:
        """The value as the contract compares it, smoothed then rounded, and its gap to the target."""
        if figure.value is None:
            return None, figure.steps
        value, steps, unit = figure.value, figure.steps, figure.unit
        mean = smoothed(figure, self.kpi, self.in_force, earlier)
        if mean is not None:
            value, steps = mean.value, (*steps, mean)
        step = self.in_force.terms.round_to
        if step is not None:
            inputs = {"value": value, "step": step}
            source = self.in_force.source("round_to")
            rounded = computed("sla.round", "round(value, step)", inputs, unit, source)
            value, steps = rounded.value, (*steps, rounded)
        inputs = {"value": value, "target": self.target}
        source = self.in_force.source("target")
        note = "" if self.window == self.month.window else self.window.first.isoformat()
        unit_of_gap = "points" if unit == "percent" else unit
        gap = computed("sla.gap", "value - target", inputs, unit_of_gap, source, note)
        return value, (*steps, gap)

    def lacks(self, stream: str) -> bool:
        """Whether an open day of the window has no data, or not all its half-hours."""
        if self.by_half_hour and self.clocked is None:
            return False
        streams = (stream,) if stream else self.contract.streams_of(self.sla)
        return bool(self.missing_days(streams) or self.missing_half_hours(streams))

    def missing_days(self, streams: tuple[str, ...]) -> tuple[date, ...]:
        """The open days of the window without data, by half-hour where half-hours are read."""
        if streams not in self.lacking:
            covering = self.clocked if self.by_half_hour and self.clocked else self.counters
            self.lacking[streams] = missing_days(
                self.contract, covering, streams, self.known, self.today, self.kpi.counters
            )
        return self.lacking[streams]

    def missing_half_hours(self, streams: tuple[str, ...]) -> tuple[date, ...]:
        """The days of the window of which half-hours lack, where half-hours are read."""
        if not self.by_half_hour or self.clocked is None:
            return ()
        apart = [(span.start, span.end) for one in self.left.held for span in one.relief.spans]
        given = self.contract, self.counters, self.clocked, streams, self.known, self.today
        return missing_half_hours(*given, self.kpi.counters, apart)

    def _not_measured(self, figure: Figure, streams: tuple[str, ...]) -> str:
        """Why the value cannot be judged, or nothing."""
        if figure.reason:
            return figure.reason
        days = self.missing_days(streams)
        if days:
            return "unfilled_days" if self.counters.unfilled.intersection(days) else "missing_days"
        if self.sla.window != "half_hour" and self.missing_half_hours(streams):
            return HALF_HOURS_LACK
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


def _warnings(sla: Sla, made: Iterable[tuple[_Bench, Occurrence]]) -> Iterable[Problem]:
    """What a reader of the result must know: what is not measured, what comes from a printed rate."""
    for bench, occurrence in made:
        name = ", ".join(filter(None, (sla.id, occurrence.stream, occurrence.key)))
        params: tuple[tuple[str, str | int], ...] = (("sla", name),)
        if occurrence.status is Status.NOT_MEASURED:
            params += (("counters", ", ".join(occurrence.figure.missing)),)
            if occurrence.reason in _DAYS_LACK:
                streams = (occurrence.stream,) if occurrence.stream else bench.contract.streams_of(sla)
                lack = occurrence.reason == HALF_HOURS_LACK
                days = bench.missing_half_hours(streams) if lack else bench.missing_days(streams)
                params += (("days", len(days)), ("first", days[0].isoformat()))
            yield Problem(f"sla.{occurrence.reason}", Severity.WARNING, params=params)
        elif occurrence.figure.estimated and not occurrence.ongoing:
            yield Problem("sla.estimated", Severity.WARNING, params=params)
