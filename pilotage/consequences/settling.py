"""The consequences of a month, one by one: each its own line, none makes up for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pilotage.consequences.bases import base_step, ground_of, in_base
from pilotage.consequences.caps import apply_caps
from pilotage.consequences.conditions import Conditions, conditioned
from pilotage.consequences.kinds import KINDS, Claim, per_event
from pilotage.consequences.model import Agreed, ConsequenceResult, PastMonth, Settlement
from pilotage.contract.model import (
    Consequence,
    Contract,
    LadderConsequence,
    PerEventConsequence,
    PerUnitConsequence,
)
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import Line, LineKind
from pilotage.problems import Problem, Severity
from pilotage.sla import Maturity, Occurrence, SlaResult, maturity_on


def settle(
    contract: Contract,
    slas: Sequence[SlaResult],
    fees: Sequence[Line],
    counters: CounterTable,
    month: Month,
    today: date,
    past: Sequence[PastMonth] = (),
    agreed: Sequence[Agreed] = (),
) -> Settlement:
    """What the consequences give on the month's fees, under the terms of its first day.

    `past` holds the earlier months that yearly caps read. An SLA without a value gives no money; an
    estimated one does, and its line bears the mark. A month that is not over gives no line.
    """
    del agreed
    desk = _Desk(contract, {sla.id: sla for sla in slas}, fees, counters, month, today, past)
    problems: list[Problem] = []
    results = [result for c in contract.consequence for result in desk.results(c, problems)]
    capped, caps = apply_caps(contract, results, fees, month, past)
    lines = [result.line for result in capped if result.line is not None]
    return Settlement(tuple(capped), (*lines, *caps), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a line says of the figure behind it."""

    provisional: bool
    estimated: bool
    typed: bool


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every consequence of the month is settled with."""

    contract: Contract
    slas: dict[str, SlaResult]
    fees: Sequence[Line]
    counters: CounterTable
    month: Month
    today: date
    past: Sequence[PastMonth]

    @property
    def conditions(self) -> Conditions:
        """What the conditions of the month are held against."""
        return Conditions(self.contract, self.slas, self.counters, self.month)

    def results(self, consequence: Consequence, problems: list[Problem]) -> Iterator[ConsequenceResult]:
        if isinstance(consequence, PerEventConsequence):
            yield from self._events(consequence, problems)
            return
        for identifier in consequence.slas:
            sla = self.slas.get(identifier)
            for occurrence in sla.occurrences if sla else ():
                yield from self._judged(consequence, sla, occurrence, problems)

    def _judged(
        self,
        consequence: LadderConsequence | PerUnitConsequence,
        sla: SlaResult | None,
        occurrence: Occurrence,
        problems: list[Problem],
    ) -> Iterator[ConsequenceResult]:
        """What one judged value gives."""
        in_force = consequence.terms_on(self.month.first)
        if in_force is None or sla is None:
            return
        ground = ground_of(self.contract, (consequence,), occurrence.stream)
        lines = in_base(consequence.base, self.fees, ground)
        claim = Claim(None, ZERO, in_force.terms.origin)
        if occurrence.value is not None:
            source, window = in_force.terms.origin, occurrence.window
            base = base_step(consequence.base, lines, source, ground, self.past, window)
            claim = KINDS[consequence.kind](in_force, occurrence.value, base)
            if claim.zone is None:
                params = (("consequence", consequence.id), ("value", str(occurrence.value)))
                problems.append(Problem("consequence.no_band", Severity.WARNING, params=params))
        onto = lines if claim.unit == "base" else []
        yield self._result(
            consequence,
            claim,
            slas=(sla.id,),
            stream=occurrence.stream,
            batches=occurrence.figure.batches,
            marks=_Marks(
                provisional=sla.maturity is Maturity.PROVISIONAL or any(x.provisional for x in onto),
                estimated=occurrence.figure.estimated or any(x.estimated for x in onto),
                typed=occurrence.figure.typed or any(x.typed for x in onto),
            ),
        )

    def _events(
        self, consequence: PerEventConsequence, problems: list[Problem]
    ) -> Iterator[ConsequenceResult]:
        """What the events of the month give."""
        in_force = consequence.terms_on(self.month.first)
        if in_force is None:
            return
        streams = self.contract.streams_of(consequence)
        sums = self.counters.sums(streams, self.month.window)
        counter = in_force.terms.counter or ""
        events = None if counter in sums.coarse else sums.get(counter)
        claim = Claim(None, ZERO, in_force.terms.origin)
        if events is None:
            params = (("consequence", consequence.id), ("counters", counter))
            problems.append(Problem("consequence.counter_missing", Severity.WARNING, params=params))
        else:
            claim = per_event(in_force, events)
        yield self._result(
            consequence,
            claim,
            batches=sums.batches_of((counter,)),
            marks=_Marks(
                provisional=maturity_on(self.today, self.month.last, 0) is Maturity.PROVISIONAL,
                estimated=counter in sums.estimated,
                typed=counter in sums.typed,
            ),
        )

    def _result(
        self,
        consequence: Consequence,
        claim: Claim,
        *,
        batches: tuple[int, ...],
        marks: _Marks,
        slas: tuple[str, ...] = (),
        stream: str = "",
    ) -> ConsequenceResult:
        claim, gate = conditioned(consequence.id, claim, self.conditions)
        result = ConsequenceResult(
            id=consequence.id,
            kind=consequence.kind,
            slas=slas,
            zone=claim.zone,
            computed=claim.amount,
            source=claim.source,
            steps=claim.steps,
            line=None,
            gated=gate,
            stream=stream,
        )
        if not claim.amount or self.today <= self.month.last:
            return result
        sla = slas[0] if len(consequence.slas) > 1 else ""
        line = Line(
            id=".".join(filter(None, (consequence.id, sla, stream))),
            term=consequence.id,
            kind=LineKind.BONUS if claim.amount > 0 else LineKind.MALUS,
            quantity=claim.quantity,
            unit=claim.unit,
            unit_price=claim.unit_price,
            amount=claim.amount,
            source=claim.source,
            provisional=marks.provisional,
            estimated=marks.estimated,
            typed=marks.typed,
            steps=claim.steps,
            batches=batches,
            slas=slas,
            vat_treatment=consequence.vat_treatment,
            streams=(stream,) if stream else (),
        )
        return replace(result, line=line)
