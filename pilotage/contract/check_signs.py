"""The sign of what a failure is worth: a clause that would pay the vendor for falling short is told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.base import Edges
from pilotage.contract.consequences import (
    AtRiskConsequence,
    Consequence,
    EscalatingConsequence,
    LadderConsequence,
    PerEventConsequence,
    PerUnitConsequence,
    PointsConsequence,
)
from pilotage.contract.findings import Finding, shown
from pilotage.contract.known import Known
from pilotage.contract.model import Contract, Sla
from pilotage.contract.positions import Path
from pilotage.money import ZERO
from pilotage.problems import Severity

_Banded = LadderConsequence | AtRiskConsequence | EscalatingConsequence


def sign_findings(
    contract: Contract, path: Path, clause: Consequence, known: Known | None
) -> Iterator[Finding]:
    """Amounts and rates above zero where they can only be of a failure: most often a minus sign
    forgotten. Told, not refused.
    """
    match clause:
        case PerUnitConsequence():
            found = _per_unit(contract, clause, known)
        case PerEventConsequence():
            found = _per_event(contract, clause, known)
        case PointsConsequence():
            found = _points(clause)
        case LadderConsequence() | AtRiskConsequence() | EscalatingConsequence():
            found = _bands(contract, clause, known)
        case _:
            return
    for at, read in found:
        yield Finding("contract.sign", (*path, "terms", *at), shown(read), severity=Severity.WARNING)


def _direction(contract: Contract, sla: Sla, known: Known | None) -> str | None:
    """Which values of the SLA are better, when the contract or the catalogue says it."""
    kpi = next((one for one in contract.kpi if one.id == sla.kpi), None)
    formula = known.formulas.get(kpi.formula) if known and kpi else None
    return (kpi.direction if kpi else None) or (formula.direction if formula else None)


def _per_unit(
    contract: Contract, clause: PerUnitConsequence, known: Known | None
) -> Iterator[tuple[Path, Decimal]]:
    directions = {_direction(contract, sla, known) for sla in contract.sla if sla.id in clause.slas}
    for number, block in enumerate(clause.terms):
        force = clause.terms_on(block.since)
        if force is None or force.terms.beyond is None:
            continue
        edges = force.terms.beyond
        short = "higher" if edges.below is not None or edges.at_most is not None else "lower"
        for key, asked in (("amount", block.amount), ("rate", block.rate)):
            if asked is not None and asked > 0 and directions == {short}:
                yield (number, key), asked


def _failures(contract: Contract, known: Known | None) -> frozenset[str]:
    """The counters of failures, those of which the fewer the better: of the catalogue, and those of the
    contract that its own KPIs count so and no other KPI counts as good or as a volume.
    """
    own = {one.id for one in contract.counter}
    against: set[str] = set()
    other: set[str] = set()
    for kpi in contract.kpi:
        for name, weight in (kpi.numerator or {}).items():
            lower = (kpi.direction == "lower") == (weight > 0)
            (against if kpi.direction and lower else other).add(name)
        other.update(kpi.denominator or {})
    return frozenset((own & against) - other) | (known.failures if known else frozenset())


def _per_event(
    contract: Contract, clause: PerEventConsequence, known: Known | None
) -> Iterator[tuple[Path, Decimal]]:
    """Events that count against the vendor."""
    failures = _failures(contract, known)
    for number, block in enumerate(clause.terms):
        force = clause.terms_on(block.since)
        if force is None or force.terms.counter not in failures:
            continue
        if block.amount is not None and block.amount > 0:
            yield (number, "amount"), block.amount


def _points(clause: PointsConsequence) -> Iterator[tuple[Path, Decimal]]:
    """Points are of failures: what the table gives to some of them is not a bonus."""
    for number, block in enumerate(clause.terms):
        for rank, band in enumerate(block.table or ()):
            if band.rate > 0 and not band.holds(ZERO):
                yield (number, "table", rank), band.rate


def _bands(contract: Contract, clause: _Banded, known: Known | None) -> Iterator[tuple[Path, Decimal]]:
    """Bands that lie wholly short of the target of an SLA of the clause."""
    slas = [sla for sla in contract.sla if sla.id in clause.slas]
    for number, block in enumerate(clause.terms):
        for rank, band in enumerate(clause.terms[number].bands or ()):
            for sla in slas if band.rate > 0 else ():
                force, better = sla.terms_on(block.since), _direction(contract, sla, known)
                target = force.terms.target if force else None
                if target is not None and better and _short_of(band, target, better):
                    yield (number, "bands", rank), band.rate
                    break


def _short_of(band: Edges, target: Decimal, better: str) -> bool:
    """Whether every value of a band misses the target."""
    if better == "higher":
        return (band.below is not None and band.below <= target) or (
            band.at_most is not None and band.at_most < target
        )
    return (band.above is not None and band.above >= target) or (
        band.at_least is not None and band.at_least > target
    )
