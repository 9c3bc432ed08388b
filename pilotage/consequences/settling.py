"""The consequences of a month, one by one: each its own line, none makes up for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pilotage.consequences.agreeing import agree
from pilotage.consequences.alerts import alert
from pilotage.consequences.caps import apply_caps
from pilotage.consequences.carrying import carried_over
from pilotage.consequences.desk import About, Desk
from pilotage.consequences.earning_back import earned_back
from pilotage.consequences.events import events
from pilotage.consequences.kinds import KINDS, Claim, Held, fell_short
from pilotage.consequences.measured import multiplied
from pilotage.consequences.model import Agreed, ConsequenceResult, PastMonth, Settlement
from pilotage.consequences.paying import lines_of, payment_share
from pilotage.consequences.placing import placed
from pilotage.consequences.scoring import Scores
from pilotage.consequences.shares import common, in_share
from pilotage.consequences.waiving import apply_waivers
from pilotage.contract.model import (
    AlertConsequence,
    CoefficientConsequence,
    Consequence,
    Contract,
    EarnBackConsequence,
    EscalatingConsequence,
    PaymentShareConsequence,
    PerEventConsequence,
    PointsConsequence,
)
from pilotage.contract.promises import SHORT
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.neutralisation import Relief
from pilotage.periods import Month
from pilotage.pricing import IndexValue, Line
from pilotage.problems import Problem, Severity
from pilotage.sla import Occurrence, SlaResult, Zone

PRICE = "coefficient"
"""The kind that changes a price: neither bonus nor malus."""


def settle(
    contract: Contract,
    slas: Sequence[SlaResult],
    fees: Sequence[Line],
    counters: CounterTable,
    month: Month,
    today: date,
    past: Sequence[PastMonth] = (),
    agreed: Sequence[Agreed] = (),
    index_values: Sequence[IndexValue] = (),
    relief: Sequence[Relief] = (),
) -> Settlement:
    """What the consequences give on the month's fees, under the terms of its first day.

    `past` holds the earlier months that yearly caps, repeats and earn-backs read, oldest first; a month
    that is not earlier is not read. An SLA without a value
    gives no money; an estimated one does, and its line bears the mark. A month that is not over, or a
    window still open, gives no line.
    """
    judged = {sla.id: sla for sla in slas}
    past = [one for one in past if one.month < month]
    desk = Desk(contract, judged, fees, counters, month, today, past, [], index_values, relief)
    coefficients = [one for one in contract.consequence if one.kind == PRICE]
    prices = [result for clause in coefficients for result in _results(desk, clause)]
    multiplied_by = [result.line for result in prices if result.line is not None]
    desk = replace(desk, fees=(*fees, *multiplied_by))
    others = [one for one in contract.consequence if one.kind != PRICE]
    found = [result for clause in others for result in _results(desk, clause)]
    dues = [*carried_over(month, today, past), *placed(month, today, _rebased(desk))]
    dues += found
    dues, unagreed = agree(dues, agreed)
    earlier = _dues_of(past)
    dues, forgiven = apply_waivers(contract, dues, month, earlier)
    dues, caps = apply_caps(contract, dues, desk.fees, month, earlier)
    lines = (*multiplied_by, *(result.line for result in dues if result.line is not None))
    results = (*prices, *dues)
    alerts = tuple(_alerts(desk, results))
    problems = (*desk.problems, *unagreed)
    return Settlement((*results, *alerts), (*lines, *forgiven, *caps), problems)


def _rebased(desk: Desk) -> PastMonth | None:
    """The month before; its clauses on the next invoice's base are worked out on this month's fees."""
    before = next((one for one in desk.past if one.month == desk.month.plus(-1)), None)
    again = [one for one in desk.contract.consequence if one.base_of == "next_invoice"]
    if before is None or not again:
        return before
    then = replace(desk, slas={sla.id: sla for sla in before.slas}, month=before.month, billed=desk.month)
    kept = [found for found in before.results if found.id not in {one.id for one in again}]
    found = [result for clause in again for result in _results(then, clause)]
    return replace(before, results=(*kept, *found))


def _dues_of(past: Sequence[PastMonth]) -> list[PastMonth]:
    """The earlier months without what only changed their prices, which no cap holds."""
    return [
        replace(m, results=tuple(r for r in m.results if r.kind != PRICE))
        if any(r.kind == PRICE for r in m.results)
        else m
        for m in past
    ]


def _results(desk: Desk, consequence: Consequence) -> Iterator[ConsequenceResult]:
    match consequence:
        case AlertConsequence():  # once the deductions of the month are known
            return
        case PerEventConsequence():
            yield from events(desk, consequence)
        case CoefficientConsequence():
            yield from multiplied(desk, consequence)
        case PointsConsequence():
            yield from _points(desk, consequence)
        case PaymentShareConsequence():
            yield from _payment(desk, consequence)
        case EarnBackConsequence():
            yield from _earned_back(desk, consequence)
        case _:
            yield from _by_value(desk, consequence)


def _by_value(desk: Desk, consequence: Consequence) -> Iterator[ConsequenceResult]:
    """What each judged value gives, in the order of the windows: a failure counts for the later ones."""
    failed: list[tuple[str, str]] = []
    for sla in desk.judged(consequence):
        for occurrence in sla.occurrences:
            in_force = consequence.terms_on(_since(desk, sla, occurrence))
            if in_force is None:
                continue
            source, window = in_force.terms.origin, desk.fees_window(consequence, [(sla.id, occurrence)])
            base, lines = desk.base(consequence, source, occurrence.stream, window)
            claim = Claim(None, ZERO, source)
            if occurrence.value is not None:
                failures = failed.count((sla.id, occurrence.stream))
                failures += _earlier(desk, consequence, sla.id, occurrence.stream)
                short = fell_short(sla, occurrence)
                held = Held(occurrence.value, base, sla.id, short, failures)
                claim = KINDS[consequence.kind](in_force, held)
                if claim.zone is None:
                    desk.warn("consequence.no_band", consequence, value=str(occurrence.value))
                claim = desk.at_tariff(consequence, claim)
            about = desk.about(sla, occurrence, lines if claim.unit == "base" else [])
            if claim.zone is Zone.MALUS and about.due:
                failed.append((sla.id, occurrence.stream))
            yield desk.result(consequence, in_share(claim, occurrence.pro_rata), about)


def _since(desk: Desk, sla: SlaResult, occurrence: Occurrence) -> date:
    """The day whose terms hold: the month's first, or that of a window shorter than a month."""
    return occurrence.window.first if sla.window in SHORT else desk.month.first


def _earlier(desk: Desk, consequence: Consequence, sla: str, stream: str) -> int:
    """How often an escalating clause found a malus in the earlier months that it looks at."""
    if not isinstance(consequence, EscalatingConsequence):
        return 0
    in_force = consequence.terms_on(desk.month.first)
    back = (in_force.terms.within or 1) - 1 if in_force else 0
    return desk.memory.failures(consequence.id, sla, stream, back)


def _points(desk: Desk, consequence: PointsConsequence) -> Iterator[ConsequenceResult]:
    """What the points of all the SLAs give together; a window still open has none yet."""
    in_force = consequence.terms_on(desk.month.first)
    if in_force is None:
        return
    slas = [replace(sla, occurrences=sla.due) for sla in desk.judged(consequence)]
    pairs = [(sla, one) for sla in slas for one in sla.occurrences]
    window = desk.fees_window(consequence, [(sla.id, one) for sla, one in pairs])
    base, lines = desk.base(consequence, in_force.terms.origin, window=window)
    claim = Scores(in_force, desk.memory).claim(slas, base)
    if claim.zone is None and claim.steps:
        desk.warn("consequence.no_band", consequence, value=str(claim.steps[-1].value))
    batches = sorted({batch for _, one in pairs for batch in one.figure.batches})
    about = About(
        slas=tuple(sla.id for sla in slas), batches=tuple(batches), marks=desk.marks(pairs, lines)
    )
    yield desk.result(consequence, claim, about)


def _payment(desk: Desk, consequence: PaymentShareConsequence) -> Iterator[ConsequenceResult]:
    """The share that is not payable when an SLA is missed; nothing is said of one not measured."""
    in_force = consequence.terms_on(desk.month.first)
    pairs = [(sla, one) for sla in desk.judged(consequence) for one in sla.due]
    if in_force is None or not pairs:
        return
    lines = lines_of(consequence.prices, desk.fees)
    missed = [one for sla, one in pairs if fell_short(sla, one)]
    claim = Claim(None, ZERO, in_force.source("share"))
    if missed or all(one.value is not None for _, one in pairs):
        window = desk.fees_window(consequence, [(sla.id, one) for sla, one in pairs])
        earlier = [m for m in desk.past if Month.of(window.first) <= m.month < desk.month]
        claim = payment_share(in_force, lines, earlier, prices=consequence.prices, kept=not missed)
        claim = in_share(claim, common(missed))
    about = About(
        slas=tuple(dict.fromkeys(sla.id for sla, _ in pairs)),
        batches=tuple(sorted({batch for _, one in pairs for batch in one.figure.batches})),
        marks=desk.marks(pairs, lines),
    )
    yield desk.result(consequence, claim, about)


def _earned_back(desk: Desk, clause: EarnBackConsequence) -> Iterator[ConsequenceResult]:
    """What the month recovers of the malus of earlier ones: a result for each month given back."""
    in_force = clause.terms_on(desk.month.first)
    of = next((one for one in desk.contract.consequence if one.id == clause.of), None)
    if in_force is None or of is None:
        return
    clause = clause if clause.slas else clause.model_copy(update={"slas": of.slas})
    now: list[ConsequenceResult] = []
    for sla in desk.judged(clause):
        for occurrence in sla.due:
            if occurrence.value is None:
                continue
            about = replace(desk.about(sla, occurrence, ()), key="")
            judged = (sla.id, occurrence.stream, occurrence.value)
            for month, claim in earned_back(clause, in_force, judged, desk.memory, now):
                now.append(desk.result(clause, claim, replace(about, of_month=month)))
    yield from now


def _alerts(desk: Desk, results: Sequence[ConsequenceResult]) -> Iterator[ConsequenceResult]:
    for clause in desk.contract.consequence:
        in_force = clause.terms_on(desk.month.first) if isinstance(clause, AlertConsequence) else None
        if not isinstance(clause, AlertConsequence) or in_force is None:
            continue
        slas = desk.judged(clause)
        found = alert(desk.contract, clause, in_force, slas, results, desk.fees, desk.memory)
        if found.raised:
            params = (("consequence", clause.id), ("clause", str(found.source)))
            desk.problems.append(Problem("consequence.alert", Severity.NOTE, params=params))
        yield found
