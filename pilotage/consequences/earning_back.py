"""Earn-back: a later, higher level recovers the malus of earlier months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pilotage.consequences.kinds import Claim, edges_of
from pilotage.consequences.memory import Memory
from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.contract.model import EarnBackConsequence, EarnBackTerms, InForce
from pilotage.money import CENT
from pilotage.periods import Month
from pilotage.sla import Zone
from pilotage.trace import Step, Value, computed


def earned_back(
    clause: EarnBackConsequence,
    in_force: InForce[EarnBackTerms],
    judged: tuple[str, str, Decimal],
    memory: Memory,
    now: Sequence[ConsequenceResult] = (),
) -> Iterator[tuple[Month, Claim]]:
    """What a value gives back, by the month in which the malus arose, whichever invoice bore it: never
    more than what was retained, and never twice.

    `judged` is the SLA, the stream and the value; `now` is what the month gives back already.
    """
    terms, (sla, stream, value) = in_force.terms, judged
    if terms.reach is None or not terms.reach.holds(value):
        return
    reach = _reach(in_force, value)
    retained: dict[Month, list[ConsequenceResult]] = {}
    for borne, origin, slas, found in _malus(clause.of, stream, memory, terms.look_back or 0):
        of_month = [one for one in now if one.of_month == origin and one.stream == stream]
        given = any(not slas or one.slas == slas for one in of_month)
        given = given or _given_since(clause.id, stream, memory, borne, origin, slas)
        if slas in {(sla,), ()} and not given and origin.number not in terms.except_months:
            retained.setdefault(origin, []).append(found)
    for month, held in sorted(retained.items()):
        yield month, _given_back(in_force, month, held, reach)


def _malus(
    clause: str, stream: str, memory: Memory, months: int
) -> Iterator[tuple[Month, Month, tuple[str, ...], ConsequenceResult]]:
    """What a clause retained for the months that are looked back at: the month of the invoice, the month
    and the SLAs that it is of, and the result, caps applied.
    """
    for one in memory.back(months):
        for found in one.results:
            if found.id == clause and found.stream == stream and found.retained < 0:
                origin, slas = _origin(memory.past, one, found)
                if origin >= memory.month.plus(-months):
                    yield one.month, origin, slas, found


def _origin(
    past: Sequence[PastMonth], month: PastMonth, found: ConsequenceResult
) -> tuple[Month, tuple[str, ...]]:
    """The month that a malus is of, and its SLAs: those of the result that it was carried, or placed,
    from.
    """
    since, line = found.carried_from or found.of_month, found.line
    before = next((one for one in past if one.month == since), None)
    if since is None or before is None or before.month == month.month or line is None:
        return since or month.month, found.slas
    name = line.id.removesuffix(f"@{since}")
    for one in before.results:
        kept = one.line if found.carried_from else one.deferred
        if one.id == found.id and kept is not None and name == kept.id.removesuffix(f"@{since}"):
            return _origin(past, before, one)
    return since, found.slas


def _given_since(
    clause: str, stream: str, memory: Memory, borne: Month, origin: Month, slas: tuple[str, ...]
) -> bool:
    """Whether the malus of a month was given back after the invoice that bore it."""
    return any(
        found.id == clause
        and found.of_month == origin
        and found.stream == stream
        and (found.line is not None or found.deferred is not None)
        and bool(found.slas)
        and (not slas or found.slas == slas)
        for one in memory.past
        if one.month > borne
        for found in one.results
    )


def _reach(in_force: InForce[EarnBackTerms], value: Decimal) -> Step:
    edges = in_force.terms.reach
    inputs = {"value": value, **(edges_of(edges) if edges else {})}
    formula = "band(value, at_least, above, below, at_most, value)"
    return computed("earn.reach", formula, inputs, "", in_force.source("reach"))


def _given_back(
    in_force: InForce[EarnBackTerms], month: Month, held: Sequence[ConsequenceResult], reach: Step
) -> Claim:
    source, share = in_force.source("reach"), in_force.terms.share
    inputs: dict[str, Value] = {f"retained_{n}": -found.retained for n, found in enumerate(held, 1)}
    kept = computed("earn.retained", " + ".join(inputs), inputs, "currency", held[0].source, str(month))
    inputs = {"retained": kept.value, "share": share, "cent": CENT}
    formula = "round(retained * share / 100, cent)"
    amount = computed("earn.amount", formula, inputs, "currency", source, str(month))
    steps = (reach, kept, amount)
    return Claim(Zone.BONUS, amount.value, source, steps, kept.value, "base", share / 100)
