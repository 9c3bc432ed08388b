"""Kinds of consequence: tables that cover every value, weights, windows, what an earn-back rests on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pilotage.contract.bands import band_findings
from pilotage.contract.base import Edges
from pilotage.contract.consequences import (
    AtRiskConsequence,
    CoefficientConsequence,
    Consequence,
    EarnBackConsequence,
    EscalatingConsequence,
    LadderConsequence,
    PaymentShareConsequence,
    PerEventConsequence,
    PerUnitConsequence,
    PointsConsequence,
)
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.problems import Severity


def kind_findings(contract: Contract, path: Path, clause: Consequence) -> Iterator[Finding]:
    """Every finding that belongs to the kind of a consequence, or to what every kind may say."""
    yield from _window(contract, path, clause)
    if clause.base_of == "next_invoice" and not (clause.place == clause.base_of and _has_rates(clause)):
        yield found("contract.base_of", (*path, "base_of"))
    rolling = any(sla.window == "rolling" for sla in contract.sla if sla.id in clause.slas)
    if clause.base_of == "window" and not rolling:
        yield found("contract.base_of_window", (*path, "base_of"))
    if clause.tacit and clause.contest_days is None:
        yield found("contract.contest_without_days", (*path, "tacit"))
    if isinstance(clause, EarnBackConsequence):
        yield from _joint(contract, path, clause)
    for number in range(len(clause.terms)):
        yield from _block(contract, (*path, "terms", number), clause, number)


def _has_rates(clause: Consequence) -> bool:
    """Whether the clause asks for a percentage of a base, and never for an amount."""
    if isinstance(clause, PerUnitConsequence | AtRiskConsequence):
        return all(block.amount is None for block in clause.terms)
    return isinstance(clause, LadderConsequence | PointsConsequence | EscalatingConsequence)


def _block(contract: Contract, at: Path, clause: Consequence, number: int) -> Iterator[Finding]:
    match clause:
        case PointsConsequence():
            table = clause.terms[number].table
            if table is not None:
                yield from band_findings((*at, "table"), table, None)
            yield from _severities(at, clause, number)
        case CoefficientConsequence():
            block = clause.terms[number]
            force = clause.terms_on(block.since)
            if block.bands is not None:
                step = force.terms.round_to if force else block.round_to
                yield from band_findings((*at, "bands"), block.bands, step)
        case AtRiskConsequence():
            yield from _weights(at, clause, number)
        case EarnBackConsequence():
            reach = clause.terms[number].reach
            if reach is not None:
                yield from _gentler(contract, (*at, "reach"), clause, reach)
        case PerEventConsequence():
            event = clause.terms[number]
            force_of = clause.terms_on(event.since)
            if event.tolerance_percent is not None and force_of and force_of.terms.of is None:
                yield found("contract.tolerance_of", (*at, "tolerance_percent"))


def _severities(at: Path, clause: PointsConsequence, number: int) -> Iterator[Finding]:
    """Gaps from the target that have no points, or two: those of one SLA come before those of all."""
    listed = clause.terms[number].severities or ()
    groups = {one.sla: [n for n, each in enumerate(listed) if each.sla == one.sla] for one in listed}
    for name, numbers in groups.items():
        alone = name is None or None not in groups
        bands = [listed[n] for n in numbers]
        for one in band_findings((*at, "severities"), bands, None, numbers=numbers, least=Decimal(0)):
            if alone or one.code in {"contract.bands_overlap", "contract.band_empty"}:
                yield one


def _weights(at: Path, clause: AtRiskConsequence, number: int) -> Iterator[Finding]:
    weights = clause.terms[number].weights
    if weights is None:
        return
    total = sum(weights.values(), Decimal(0))
    if total > 100:
        yield found("contract.weights", (*at, "weights"), shown(total))
    if total < 100:
        where = (*at, "weights")
        yield Finding("contract.weights_below", where, shown(total), severity=Severity.WARNING)
    for name in clause.slas:
        if name not in weights:
            yield found("contract.weight_missing", (*at, "weights"), name)


def _window(contract: Contract, path: Path, clause: Consequence) -> Iterator[Finding]:
    """A window that the SLAs of the clause do not have: they are what is judged."""
    for sla in contract.sla:
        if clause.window is not None and sla.id in clause.slas and sla.window != clause.window:
            at, read = (*path, "window"), clause.window
            yield found("contract.window_unlike", at, read, sla.window, other=sla.id)


def _joint(contract: Contract, path: Path, clause: EarnBackConsequence) -> Iterator[Finding]:
    """A malus on no SLA, or on several together: no level of one of them could give it back."""
    of = next((one for one in contract.consequence if one.id == clause.of), None)
    if of is None:
        return
    if not (clause.slas or of.slas):
        yield found("contract.missing_key", (*path, "slas"))
    if isinstance(of, PointsConsequence | PaymentShareConsequence) and len(of.slas) > 1:
        yield found("contract.earn_back_joint", (*path, "of"), clause.of, ", ".join(of.slas))


def _gentler(
    contract: Contract, at: Path, clause: EarnBackConsequence, reach: Edges
) -> Iterator[Finding]:
    """A level that gives back a malus while the malus itself is still due."""
    of = next((one for one in contract.consequence if one.id == clause.of), None)
    for block in of.terms if of else ():
        bands = getattr(block, "bands", None) or ()
        harsh: list[Edges] = [band for band in bands if band.rate < 0]
        beyond = getattr(block, "beyond", None)
        if beyond is not None and (getattr(block, "amount", None) or 0) < 0:
            harsh.append(beyond)
        for edges in harsh:
            value = _common(edges, reach)
            if value is not None:
                yield found("contract.earn_back_reach", at, shown(value), other=clause.of)
                return


def _common(one: Edges, other: Edges) -> Decimal | None:
    """A value that lies in both, found at their edges or between them."""
    edges = {
        edge
        for each in (one, other)
        for edge in (each.at_least, each.above, each.below, each.at_most)
        if edge is not None
    }
    ordered = sorted(edges)
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    outside = [ordered[0] - 1, ordered[-1] + 1] if ordered else [Decimal(0)]
    return next((v for v in (*ordered, *between, *outside) if one.holds(v) and other.holds(v)), None)
