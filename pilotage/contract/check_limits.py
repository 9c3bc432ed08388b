"""Limits and conditions: caps against the bands that they cap, floors, phases, what is required."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.caps import CapLimit, FloorLimit, OffsetLimit
from pilotage.contract.consequences import (
    AtRiskConsequence,
    Consequence,
    EscalatingConsequence,
    LadderConsequence,
    PointsConsequence,
)
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.gates import Gate
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.money import ZERO
from pilotage.problems import Severity


def limit_findings(contract: Contract) -> Iterator[Finding]:
    """Every finding on the limits of what is due, and on the conditions."""
    for index, limit in enumerate(contract.limit):
        path = ("limit", index)
        match limit:
            case CapLimit():
                yield from _cap(contract, path, limit)
            case OffsetLimit() if len(limit.consequences) == 1:
                yield found("contract.offset_alone", (*path, "consequences"), limit.consequences[0])
            case FloorLimit():
                for number, block in enumerate(limit.terms):
                    if block.rate is not None and block.rate > 100:
                        at = (*path, "terms", number, "rate")
                        yield found("contract.floor_above", at, shown(block.rate))
    for index, gate in enumerate(contract.gate):
        yield from _gate(("gate", index), gate)


def _cap(contract: Contract, path: Path, cap: CapLimit) -> Iterator[Finding]:
    """A cap that the largest rate passes, if it stands for the whole period, and an excess carried
    without an end.
    """
    for number, block in enumerate(cap.terms):
        if block.excess == "carried" and block.carried_for is None:
            at = (*path, "terms", number, "excess")
            yield Finding("contract.carried_without_end", at, severity=Severity.WARNING)
        largest, name = max(_rates(contract, cap), default=(ZERO, ""))
        if block.rate is not None and block.rate < largest:
            params = (("consequence", name), ("largest", shown(largest)))
            at = (*path, "terms", number, "rate")
            read = shown(block.rate)
            yield Finding("contract.cap_below_band", at, read, severity=Severity.WARNING, params=params)


def _rates(contract: Contract, cap: CapLimit) -> Iterator[tuple[Decimal, str]]:
    """The size of each rate that a cap concerns, on the same base, and its consequence."""
    sign = -1 if cap.kind == "cap_malus" else 1
    for clause in contract.consequence:
        named = not cap.consequences or clause.id in cap.consequences
        if named and clause.base == cap.base:
            yield from ((sign * rate, clause.id) for rate in _asked(clause))


def _asked(clause: Consequence) -> Iterator[Decimal]:
    """The rates that a clause may ask of its base."""
    match clause:
        case LadderConsequence():
            yield from (band.rate for block in clause.terms for band in block.bands or ())
        case PointsConsequence():
            yield from (band.rate for block in clause.terms for band in block.table or ())
        case EscalatingConsequence():
            for block in clause.terms:
                times = max(block.factors or (Decimal(1),))
                yield from block.rates or ()
                yield from (band.rate * times for band in block.bands or ())
        case AtRiskConsequence():
            for risk in clause.terms:
                rate = risk.rate or ZERO
                yield from (rate * band.rate / 100 for band in risk.bands or ())


def _gate(path: Path, gate: Gate) -> Iterator[Finding]:
    """One thing required at a time, and phases from the earliest to the latest."""
    for number, block in enumerate(gate.terms):
        at = (*path, "terms", number)
        if block.requires is not None:
            stated = block.requires.model_fields_set & {"sla", "kpi", "all_met"}
            if len(stated) != 1:
                yield found("contract.requires_one", (*at, "requires"), ", ".join(sorted(stated)))
        months = [phase.from_month for phase in block.phases or ()]
        for rank in range(1, len(months)):
            if months[rank] <= months[rank - 1]:
                where = (*at, "phases", rank, "from_month")
                yield found("contract.phases_order", where, str(months[rank]), str(months[rank - 1]))
