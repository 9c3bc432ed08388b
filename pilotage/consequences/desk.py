"""What a month is settled with, and how what a clause asks becomes a result with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pilotage.consequences.bases import base_step, ground_of_one, in_base
from pilotage.consequences.conditions import Conditions, conditioned
from pilotage.consequences.indexing import indexed
from pilotage.consequences.kinds import Claim
from pilotage.consequences.memory import Memory
from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.consequences.placing import held_over
from pilotage.contract.model import Consequence, Contract
from pilotage.contract.promises import MONTHS_OF
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.neutralisation import Relief
from pilotage.periods import Month, Window
from pilotage.pricing import IndexValue, Line, LineKind, UnmeasuredError
from pilotage.problems import Problem, Severity
from pilotage.sla import Maturity, Occurrence, SlaResult
from pilotage.trace import Source, Step


@dataclass(frozen=True, slots=True)
class Marks:
    """What a line says of the figure behind it."""

    provisional: bool = False
    estimated: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What a claim is about: the judged SLAs, the stream, the window when several end in the month (its
    `key`), the files behind it; `due` is false while a window is still open.
    """

    slas: tuple[str, ...] = ()
    stream: str = ""
    key: str = ""
    window: Window | None = None
    batches: tuple[int, ...] = ()
    marks: Marks = field(default_factory=Marks)
    due: bool = True
    of_month: Month | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What every consequence of the month is settled with; `problems` gathers what it meets. `billed` is
    the month whose fees are given instead of its own, for a clause on the base of the next invoice.
    """

    contract: Contract
    slas: Mapping[str, SlaResult]
    fees: Sequence[Line]
    counters: CounterTable
    month: Month
    today: date
    past: Sequence[PastMonth]
    problems: list[Problem] = field(default_factory=list)
    index_values: Sequence[IndexValue] = ()
    relief: Sequence[Relief] = ()
    billed: Month | None = None

    @property
    def memory(self) -> Memory:
        """What is known of the earlier months."""
        return Memory(self.month, self.past)

    @property
    def over(self) -> bool:
        """Whether the month is over: before that nothing is due."""
        return self.today > self.month.last

    def judged(self, consequence: Consequence) -> list[SlaResult]:
        """The SLAs that the clause names, as far as they were judged."""
        return [self.slas[name] for name in consequence.slas if name in self.slas]

    def fees_window(self, consequence: Consequence, judged: Iterable[tuple[str, Occurrence]]) -> Window:
        """The window whose fees make the base of a clause on judged values: that of a quarter or a year
        when all have the same one. A rolling window is judged every month, so each time on the fees of
        the month alone, unless the clause says that its base is of the window.
        """
        judged, month = list(judged), self.month.window
        if all(one.window == month for _, one in judged):
            return month
        whole = {sla.id for sla in self.contract.sla if MONTHS_OF.get(sla.window, 1) > 1}
        if consequence.base_of == "window":
            whole |= {sla.id for sla in self.contract.sla if sla.window == "rolling"}
        found = {one.window if sla in whole else month for sla, one in judged}
        return found.pop() if len(found) == 1 else month

    def base(
        self, consequence: Consequence, source: Source, stream: str = "", window: Window | None = None
    ) -> tuple[Step, list[Line]]:
        """The base of a clause, over its window, and the month's lines that make it."""
        ground = ground_of_one(self.contract, consequence, stream)
        lines = in_base(consequence.base, self.fees, ground)
        if self.billed is not None:
            step = base_step(consequence.base, lines, source)
            return replace(step, rule="base.next_invoice", note=f"{self.billed}, {step.note}"), lines
        return base_step(consequence.base, lines, source, ground, self.past, window), lines

    def warn(self, code: str, consequence: Consequence, **params: str) -> None:
        """A problem of the month, told once."""
        told = (("consequence", consequence.id), *params.items())
        problem = Problem(code, Severity.WARNING, params=told)
        if problem not in self.problems:
            self.problems.append(problem)

    def at_tariff(self, consequence: Consequence, claim: Claim) -> Claim:
        """The claim at the tariff of the month's first day; no money while the index is not known."""
        try:
            told, alert = indexed(
                self.contract, consequence.id, claim, self.month.first, self.index_values
            )
        except UnmeasuredError as absence:
            read = dict(absence.problem.params)["counters"]
            self.warn("consequence.index_missing", consequence, counters=str(read))
            return Claim(None, ZERO, claim.source)
        if alert is not None and alert not in self.problems:
            self.problems.append(alert)
        return told

    def marks(self, judged: Iterable[tuple[SlaResult, Occurrence]], onto: Sequence[Line]) -> Marks:
        """Those of the judged figures, and of the lines on which a rate is taken."""
        pairs = list(judged)
        return Marks(
            provisional=any(sla.maturity is Maturity.PROVISIONAL for sla, _ in pairs)
            or any(line.provisional for line in onto),
            estimated=any(one.figure.estimated for _, one in pairs) or any(x.estimated for x in onto),
            typed=any(one.figure.typed for _, one in pairs) or any(line.typed for line in onto),
        )

    def about(self, sla: SlaResult, occurrence: Occurrence, onto: Sequence[Line]) -> About:
        """What a claim on one judged value is about."""
        return About(
            slas=(sla.id,),
            stream=occurrence.stream,
            key=occurrence.key,
            window=occurrence.window,
            batches=occurrence.figure.batches,
            marks=self.marks([(sla, occurrence)], onto),
            due=not occurrence.ongoing,
        )

    def result(self, consequence: Consequence, claim: Claim, about: About) -> ConsequenceResult:
        """The claim once its conditions are held, with its line when it is due."""
        beside = self.month, self.today, self.relief, self.past
        given = Conditions(self.contract, self.slas, self.counters, *beside)
        held = conditioned(consequence.id, claim, given)
        self.problems.extend(one for one in held.problems if one not in self.problems)
        line, deferred = self._borne(consequence, held.claim, about), None
        if line is not None and held_over(self.contract, consequence, self.month):
            known = self.billed is not None or consequence.base_of == "this_month"
            deferred = line if known else replace(line, provisional=True)
            line = None
        return ConsequenceResult(
            id=consequence.id,
            kind=consequence.kind,
            slas=about.slas,
            zone=held.claim.zone,
            computed=held.claim.amount,
            source=held.claim.source,
            steps=held.claim.steps,
            line=line,
            deferred=deferred,
            gated=held.gate,
            stream=about.stream,
            key=about.key,
            of_month=about.of_month,
            reasons=held.reasons,
        )

    def _borne(self, consequence: Consequence, claim: Claim, about: About) -> Line | None:
        """The line of a claim that is due."""
        due = claim.amount and about.due and self.over
        return self._line(consequence, claim, about) if due else None

    def _line(self, consequence: Consequence, claim: Claim, about: About) -> Line:
        kind = LineKind.BONUS if claim.amount > 0 else LineKind.MALUS
        detail: tuple[tuple[str, str], ...] = ()
        if about.key and about.window is not None:
            days = about.window.first.isoformat(), about.window.last.isoformat()
            detail = (("since", days[0]), ("until", days[1]))
        if about.of_month is not None:
            detail = (*detail, ("of_month", str(about.of_month)))
        return Line(
            id=line_id(consequence, about),
            term=consequence.id,
            kind=LineKind.COEFFICIENT if consequence.kind == "coefficient" else kind,
            quantity=claim.quantity,
            unit=claim.unit,
            unit_price=claim.unit_price,
            amount=claim.amount,
            source=claim.source,
            detail=detail,
            provisional=about.marks.provisional,
            estimated=about.marks.estimated,
            typed=about.marks.typed,
            steps=claim.steps,
            batches=about.batches,
            slas=about.slas,
            vat_treatment=consequence.vat_treatment,
            streams=(about.stream,) if about.stream else (),
        )


def line_id(consequence: Consequence, about: About) -> str:
    """`QS-malus`, with the SLA and the stream where several are judged apart, then `@` and the key of
    the window or the month that it concerns.
    """
    sla = about.slas[0] if len(about.slas) == 1 and len(consequence.slas) > 1 else ""
    name = ".".join(filter(None, (consequence.id, sla, about.stream)))
    when = about.of_month or about.key
    return f"{name}@{when}" if when else name
