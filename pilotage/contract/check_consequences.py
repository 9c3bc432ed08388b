"""Consequences: bands against rounding, a base that holds something, the sign of an amount."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.bands import band_findings
from pilotage.contract.check_kinds import kind_findings
from pilotage.contract.consequences import (
    AlertConsequence,
    AtRiskConsequence,
    CoefficientConsequence,
    EarnBackConsequence,
    EscalatingConsequence,
    LadderConsequence,
    PerEventConsequence,
    PerUnitConsequence,
)
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.known import Known
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.problems import Severity

_WITHOUT_SLA = PerEventConsequence | CoefficientConsequence | EarnBackConsequence
_Banded = LadderConsequence | AtRiskConsequence | EscalatingConsequence


def consequence_findings(contract: Contract, known: Known | None) -> Iterator[Finding]:
    """Every finding on what the consequences say, alone and against the SLAs and the prices."""
    for index, consequence in enumerate(contract.consequence):
        path = ("consequence", index)
        money_only = isinstance(consequence, AlertConsequence) and _deductions_only(consequence)
        if not isinstance(consequence, _WITHOUT_SLA) and not money_only and not consequence.slas:
            yield found("contract.missing_key", (*path, "slas"))
        yield from kind_findings(contract, path, consequence)
        if isinstance(consequence, _Banded):
            yield from _ladder(contract, path, consequence)
        if isinstance(consequence, LadderConsequence | EscalatingConsequence):
            yield from _base(contract, path, consequence)
            yield from _shared_base(contract, path, consequence)
        if isinstance(consequence, PerUnitConsequence) and known is not None:
            yield from _sign(contract, path, consequence, known)


def _deductions_only(alert: AlertConsequence) -> bool:
    """An alert on the deductions of the month alone counts no failure."""
    return all(block.misses is None and block.consecutive is None for block in alert.terms)


def _ladder(contract: Contract, path: Path, ladder: _Banded) -> Iterator[Finding]:
    """Bands against the rounding of the SLAs, on each day on which either changes."""
    slas = [sla for sla in contract.sla if sla.id in ladder.slas]
    days = {block.since: number for number, block in enumerate(ladder.terms)}
    first = min(days)
    changes = {block.since for sla in slas for block in sla.terms if block.since > first}
    told: set[tuple[str, tuple[tuple[str, str | int], ...]]] = set()
    for day in sorted(set(days) | changes):
        force = ladder.terms_on(day)
        if force is None or not force.terms.bands:
            continue
        number = days[max(since for since in days if since <= day and _says_bands(ladder, days[since]))]
        for sla in slas or (None,):
            terms = sla.terms_on(day) if sla else None
            step = terms.terms.round_to if terms else None
            for finding in band_findings((*path, "terms", number, "bands"), force.terms.bands, step):
                key = (finding.code, (*finding.params, ("block", number)))
                if key not in told:
                    told.add(key)
                    yield finding


def _says_bands(ladder: _Banded, number: int) -> bool:
    return ladder.terms[number].bands is not None


def _base(
    contract: Contract, path: Path, ladder: LadderConsequence | EscalatingConsequence
) -> Iterator[Finding]:
    """A rate on the fees of an activity that no price belongs to would always be zero."""
    if ladder.base not in {"activity_fees", "stream_fees"}:
        return
    activities = {stream.id: stream.activity for stream in contract.stream}
    slas = [sla for sla in contract.sla if sla.id in ladder.slas]
    judged = {activities[name] for sla in slas for name in contract.streams_of(sla)}
    paid = {price.activity for price in contract.price}
    if judged and judged.isdisjoint(paid):
        yield found("contract.base_empty", (*path, "base"), ", ".join(sorted(judged)))


def _shared_base(
    contract: Contract, path: Path, ladder: LadderConsequence | EscalatingConsequence
) -> Iterator[Finding]:
    """Streams judged apart, and a fee of several of them: nobody says how much of it is each one's."""
    slas = [sla for sla in contract.sla if sla.id in ladder.slas and sla.per == "stream"]
    judged = {stream for sla in slas for stream in contract.streams_of(sla)}
    activities = {stream.activity for stream in contract.stream if stream.id in judged}
    for price in contract.price:
        streams = contract.streams_of(price)
        held = ladder.base == "all_fees" or price.activity in activities
        if held and len(streams) > 1 and judged.intersection(streams):
            yield found("contract.base_shared", (*path, "base"), price.id, ", ".join(streams[:5]))


def _sign(contract: Contract, path: Path, clause: PerUnitConsequence, known: Known) -> Iterator[Finding]:
    """A shortfall that would pay the vendor: most often a minus sign forgotten."""
    named = {sla.kpi for sla in contract.sla if sla.id in clause.slas}
    directions = set()
    for kpi in contract.kpi:
        if kpi.id in named:
            formula = known.formulas.get(kpi.formula)
            directions.add(kpi.direction or (formula.direction if formula else None))
    for number, block in enumerate(clause.terms):
        force = clause.terms_on(block.since)
        if force is None or force.terms.beyond is None or block.amount is None:
            continue
        edges = force.terms.beyond
        short = "higher" if edges.below is not None or edges.at_most is not None else "lower"
        if block.amount > Decimal(0) and directions == {short}:
            at = (*path, "terms", number, "amount")
            yield Finding("contract.sign", at, shown(block.amount), severity=Severity.WARNING)
