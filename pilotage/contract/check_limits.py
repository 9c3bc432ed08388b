"""Limits and conditions: caps against the bands that they cap, floors, phases, what is required."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.caps import CapLimit, FloorLimit, OffsetLimit
from pilotage.contract.consequences import LadderConsequence
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
    """A monthly cap that a single band passes, and an excess carried without an end."""
    for number, block in enumerate(cap.terms):
        if block.excess == "carried" and block.carried_for is None:
            at = (*path, "terms", number, "excess")
            yield Finding("contract.carried_without_end", at, severity=Severity.WARNING)
        largest, name = max(_rates(contract, cap), default=(ZERO, ""))
        if cap.per == "month" and block.rate is not None and block.rate < largest:
            params = (("consequence", name), ("largest", shown(largest)))
            at = (*path, "terms", number, "rate")
            read = shown(block.rate)
            yield Finding("contract.cap_below_band", at, read, severity=Severity.WARNING, params=params)


def _rates(contract: Contract, cap: CapLimit) -> Iterator[tuple[Decimal, str]]:
    """The size of each band that a cap concerns, on the same base, and its consequence."""
    sign = -1 if cap.kind == "cap_malus" else 1
    for clause in contract.consequence:
        named = not cap.consequences or clause.id in cap.consequences
        if named and isinstance(clause, LadderConsequence) and clause.base == cap.base:
            for block in clause.terms:
                yield from ((sign * band.rate, clause.id) for band in block.bands or ())


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
