"""Conditions: what must be so for a bonus, or a malus, to stand, whole or in part."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pilotage.consequences.hours import figure_of
from pilotage.consequences.kinds import Claim
from pilotage.consequences.model import PastMonth
from pilotage.contract.model import Contract, Gate, GateTerms, InForce, Requirement
from pilotage.counters import CounterTable
from pilotage.kpi.computation import resolve
from pilotage.kpi.model import Figure
from pilotage.money import CENT, ZERO, round_half_up
from pilotage.neutralisation import Relief
from pilotage.periods import Month
from pilotage.problems import Problem, Severity
from pilotage.sla import Occurrence, SlaResult, Status, Zone, missing_days
from pilotage.trace import Source, Step, Value, computed

_SIDES: Mapping[str, tuple[Zone, ...]] = {
    "bonus": (Zone.BONUS,),
    "malus": (Zone.MALUS,),
    "both": (Zone.BONUS, Zone.MALUS),
}
_WHOLE = Decimal(100)
_NOT_DUE = (Status.NOT_DUE, Status.EXCLUDED)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the conditions of a month are held against."""

    contract: Contract
    slas: Mapping[str, SlaResult]
    counters: CounterTable
    month: Month
    today: date
    relief: Sequence[Relief] = ()
    past: Sequence[PastMonth] = ()

    def judged(self, name: str) -> tuple[Occurrence, ...] | None:
        """The values of an SLA that a condition is held against: those due this month, else the last
        that were, without what is excluded. None when the SLA has nothing to be held against yet.
        """
        sla = self.slas.get(name)
        if sla is None:
            return ()
        earlier = [one for m in self.past if m.month < self.month for one in m.slas if one.id == name]
        due = next((one.due for one in (sla, *reversed(earlier)) if one.due), ())
        return tuple(one for one in due if one.status is not Status.EXCLUDED) or None

    def missing_days(self, gate: Gate, names: Collection[str]) -> tuple[date, ...]:
        """The open days without data of a month that is over: on them nothing is shown."""
        if self.today <= self.month.last:
            return ()
        streams, window = self.contract.streams_of(gate), self.month.window
        return missing_days(self.contract, self.counters, streams, window, self.today, names)


@dataclass(frozen=True, slots=True)
class Conditioned:
    """What a clause asks once its conditions are held: `gate` is the one that cancels it, `reasons` the
    steps that say why.
    """

    claim: Claim
    gate: str = ""
    reasons: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The percent of the money that a condition leaves, and how it came to it."""

    share: Decimal
    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()


def conditioned(consequence: str, claim: Claim, given: Conditions) -> Conditioned:
    """What is left of a claim, condition after condition in the order of the contract."""
    for gate in given.contract.gate:
        in_force = gate.terms_on(given.month.first)
        held = consequence in gate.consequences and claim.zone in _SIDES[gate.applies_to]
        if in_force is None or not held:
            continue
        verdict = _judged(gate, in_force, given)
        if verdict.share == ZERO:
            closed = _closed(claim, in_force.terms.origin)
            reasons = (*verdict.steps, closed)
            return Conditioned(replace(claim, amount=ZERO), gate.id, reasons, verdict.problems)
        if verdict.share != _WHOLE:
            claim = _in_part(claim, verdict, in_force.terms.origin)
    return Conditioned(claim)


def _closed(claim: Claim, source: Source) -> Step:
    inputs: dict[str, Value] = {"asked": claim.amount, "share": ZERO}
    return computed("gate.closed", "asked * share / 100", inputs, "currency", source)


def _in_part(claim: Claim, verdict: _Verdict, source: Source) -> Claim:
    """The share of the claim, its rate or its price reduced as much."""
    if round_half_up(claim.quantity * claim.unit_price) != claim.amount:
        one = Decimal(1).copy_sign(claim.amount)
        claim = replace(claim, quantity=abs(claim.amount), unit="amount", unit_price=one)
    inputs: dict[str, Value] = {
        "quantity": claim.quantity,
        "price": claim.unit_price,
        "share": verdict.share,
        "cent": CENT,
    }
    formula = "round(quantity * price * share / 100, cent)"
    kept = computed("gate.kept", formula, inputs, "currency", source)
    price = claim.unit_price * verdict.share / 100
    steps = (*claim.steps, *verdict.steps, kept)
    return replace(claim, amount=kept.value, unit_price=price, steps=steps)


def _judged(gate: Gate, in_force: InForce[GateTerms], given: Conditions) -> _Verdict:
    terms = in_force.terms
    if terms.requires is not None:
        return _required(gate, terms.requires, in_force.source("requires"), given)
    if terms.not_before is not None:
        note = terms.not_before.isoformat()
        grace = computed("gate.not_before", "0", {}, "percent", in_force.source("not_before"), note)
        opened = given.month.first >= terms.not_before
        return _Verdict(_WHOLE) if opened else _Verdict(ZERO, (grace,))
    if terms.phases is not None:
        return _phase(in_force, given.month)
    return _curve(gate, in_force, given)


def _required(gate: Gate, required: Requirement, source: Source, given: Conditions) -> _Verdict:
    """All of the money when all that is required is shown, none otherwise: an absence shows nothing. An
    SLA that is excluded, or whose first window is still open, asks nothing.
    """
    if required.all_met is not None:
        return _all_met(required.all_met, source, given)
    if required.sla is not None and given.judged(required.sla) is None:
        return _Verdict(_WHOLE)
    figures, problems = _figures(gate, required, given)
    named, unit = required.sla or required.kpi or "", figures[0][1].unit if figures else ""
    steps: list[Step] = []
    opened = True
    enough, edges = required.minimum_sample, _edges(required)
    if enough is not None:
        sizes = [figure.sample or figure.denominator for _, figure in figures]
        if not sizes or any(v is None or v < enough for v in sizes):
            steps += _refused("gate.sample", sizes, {"minimum_sample": enough}, ("count", source, named))
            opened = False
    if enough is None or any(edge is not None for edge in edges.values()):
        values = [value for value, _ in figures]
        if not values or any(v is None or not required.holds(v) for v in values):
            steps += _refused("gate.value", values, edges, (unit, source, named))
            opened = False
    return _Verdict(_WHOLE) if opened else _Verdict(ZERO, tuple(steps), problems)


def _refused(
    rule: str, values: Sequence[Value], edges: Mapping[str, Value], told: tuple[str, Source, str]
) -> Iterator[Step]:
    """What was shown, then what it had to be."""
    for value in values:
        if value is not None:
            yield computed(rule, "value", {"value": value}, *told)
    for name, edge in edges.items():
        if edge is not None:
            yield computed(f"gate.{name}", "edge", {"edge": edge}, *told)


def _edges(required: Requirement) -> dict[str, Value]:
    return {name: getattr(required, name) for name in ("at_least", "above", "below", "at_most")}


def _figures(
    gate: Gate, required: Requirement, given: Conditions
) -> tuple[list[tuple[Value, Figure]], tuple[Problem, ...]]:
    """The values of the SLA, as it is judged; or the KPI over the month, on the streams of the gate."""
    if required.sla is not None:
        return [(one.value, one.figure) for one in given.judged(required.sla) or ()], ()
    definition = next((kpi for kpi in given.contract.kpi if kpi.id == required.kpi), None)
    kpi = resolve(definition)[0] if definition else None
    if kpi is None:
        return [], ()
    streams = given.contract.streams_of(gate)
    figure = figure_of(given.contract, kpi, given.counters, streams, given.month, given.relief)
    lack = given.missing_days(gate, kpi.counters)
    if figure.value is not None and not lack:
        return [(figure.value, figure)], ()
    code, params = "gate_unmeasured", (("gate", gate.id), ("kpi", kpi.id), *_lacking(figure, lack))
    if lack:
        code, figure = "gate_missing_days", replace(figure, value=None, sample=None, denominator=None)
    return [(None, figure)], (Problem(f"consequence.{code}", Severity.WARNING, params=params),)


def _lacking(figure: Figure, days: Sequence[date]) -> tuple[tuple[str, str | int], ...]:
    if days:
        return ("days", len(days)), ("first", days[0].isoformat())
    return (("counters", ", ".join(figure.missing)),)


def _all_met(named: tuple[str, ...], source: Source, given: Conditions) -> _Verdict:
    """All SLAs named are met; one that is not due this month, or excluded, is left out."""
    judged = {name: given.slas.get(name) for name in named}
    due = {name: sla for name, sla in judged.items() if sla is None or sla.status not in _NOT_DUE}
    missed = [name for name, sla in due.items() if sla is None or sla.status is not Status.MET]
    if due and not missed:
        return _Verdict(_WHOLE)
    inputs: dict[str, Value] = {"due": Decimal(len(due)), "met": Decimal(len(due) - len(missed))}
    step = computed("gate.missed", "due - met", inputs, "count", source, ", ".join(missed))
    return _Verdict(ZERO, (step,))


def _phase(in_force: InForce[GateTerms], month: Month) -> _Verdict:
    """The share of the phase that the month is in; none before the first one."""
    source = in_force.source("phases")
    first = Month.of(date.fromisoformat(source.since))
    number = (month.year - first.year) * 12 + month.number - first.number + 1
    begun = [phase for phase in in_force.terms.phases or () if phase.from_month <= number]
    share = max(begun, key=lambda phase: phase.from_month).share if begun else ZERO
    inputs: dict[str, Value] = {"month": Decimal(number), "share": share}
    return _Verdict(share, (computed("gate.phase", "share", inputs, "percent", source, str(number)),))


def _curve(gate: Gate, in_force: InForce[GateTerms], given: Conditions) -> _Verdict:
    """The share that the staff answers for: the mean of the cohorts' shares, weighted by their staff."""
    source, cohorts = in_force.source("curve"), in_force.terms.curve or ()
    sums = given.counters.sums(given.contract.streams_of(gate), given.month.window)
    staff = {
        one.counter: None if one.counter in sums.coarse else sums.get(one.counter) for one in cohorts
    }
    missing = [name for name, number in staff.items() if number is None]
    lack = given.missing_days(gate, staff)
    if lack and not missing:
        told = (("consequence", gate.id), ("days", len(lack)), ("first", lack[0].isoformat()))
        problem = Problem("consequence.missing_days", Severity.WARNING, params=told)
        return _Verdict(ZERO, (), (problem,))
    if missing or not any(staff.values()):
        params = (("consequence", gate.id), ("counters", ", ".join(missing or staff)))
        return _Verdict(
            ZERO, (), (Problem("consequence.counter_missing", Severity.WARNING, params=params),)
        )
    inputs: dict[str, Value] = {**staff, "cent": CENT}
    inputs |= {f"share_{n}": one.share for n, one in enumerate(cohorts, 1)}
    weighted = " + ".join(f"{one.counter} * share_{n}" for n, one in enumerate(cohorts, 1))
    formula = f"round(({weighted}) / ({' + '.join(staff)}), cent)"
    step = computed("gate.curve", formula, inputs, "percent", source)
    return _Verdict(step.value, (step,))
