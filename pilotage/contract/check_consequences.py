"""Consequences: bands against rounding, a base that holds something, the sign of an amount."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.bands import band_findings
from pilotage.contract.check_bases import base_findings
from pilotage.contract.check_kinds import kind_findings
from pilotage.contract.check_signs import sign_findings
from pilotage.contract.consequences import (
    AlertConsequence,
    AtRiskConsequence,
    CoefficientConsequence,
    EarnBackConsequence,
    EscalatingConsequence,
    LadderConsequence,
    PerEventConsequence,
)
from pilotage.contract.findings import Finding, found
from pilotage.contract.known import Known
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path

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
        yield from base_findings(contract, path, consequence)
        yield from sign_findings(contract, path, consequence, known)


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
