"""Conditions: what must be so for a bonus, or a malus, to stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pilotage.consequences.kinds import Claim
from pilotage.contract.model import Contract, Gate
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.sla import SlaResult, Zone


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the conditions of a month are held against."""

    contract: Contract
    slas: Mapping[str, SlaResult]
    counters: CounterTable
    month: Month


def conditioned(consequence: str, claim: Claim, given: Conditions) -> tuple[Claim, str]:
    """What a clause asks once its conditions are held, and the gate that cancels it (or nothing)."""
    for gate in given.contract.gate:
        side = Zone.BONUS if gate.applies_to == "bonus" else Zone.MALUS
        if consequence in gate.consequences and claim.zone is side and not _open(gate, given):
            return replace(claim, amount=ZERO), gate.id
    return claim, ""


def _open(gate: Gate, given: Conditions) -> bool:
    in_force = gate.terms_on(given.month.first)
    if in_force is None or in_force.terms.requires is None:
        return True
    required = in_force.terms.requires
    sla = given.slas.get(required.sla)
    values = [occurrence.value for occurrence in sla.occurrences] if sla else []
    return bool(values) and all(v is not None and required.holds(v) for v in values)
