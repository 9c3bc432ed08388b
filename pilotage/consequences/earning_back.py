"""Earn-back: a later, higher level recovers the malus of earlier months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pilotage.consequences.kinds import Claim, edges_of
from pilotage.consequences.memory import Memory
from pilotage.consequences.model import ConsequenceResult
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
    name: str,
) -> Iterator[tuple[Month, Claim]]:
    """What a value gives back, month by month: never more than what was retained, and never twice.

    `judged` is the SLA, the stream and the value; `name` is the id of the line, but for its month.
    """
    terms, (sla, stream, value) = in_force.terms, judged
    if terms.reach is None or not terms.reach.holds(value):
        return
    reach = _reach(in_force, value)
    for month, held in memory.retained(clause.of, sla, stream, terms.look_back or 0):
        if month.number in terms.except_months or memory.gave_back(clause.id, f"{name}@{month}"):
            continue
        yield month, _given_back(in_force, month, held, reach)


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
