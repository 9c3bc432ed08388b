"""Neutralisations that could never be worked out as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.findings import Finding, found
from pilotage.contract.model import Contract, Neutralisation, NeutralisationTerms
from pilotage.contract.positions import Path


def relief_findings(contract: Contract) -> Iterator[Finding]:
    """What the neutralisation clauses lack, on each day on which their terms change."""
    for index, clause in enumerate(contract.neutralisation):
        for number, block in enumerate(clause.terms):
            in_force = clause.terms_on(block.since)
            if in_force is not None:
                at = ("neutralisation", index, "terms", number)
                yield from _terms(contract, clause, in_force.terms, at)


def _terms(
    contract: Contract, clause: Neutralisation, terms: NeutralisationTerms, at: Path
) -> Iterator[Finding]:
    by_volume = clause.cause == "volume_above_forecast" or terms.shape == "pro_rata"
    if by_volume and terms.above is None:
        yield found("contract.relief_without_limit", at)
    if terms.above is not None and not contract.forecast:
        yield found("contract.relief_without_forecast", (*at, "above"))
    if terms.on == "denominator" and terms.shape != "pro_rata":
        yield found("contract.relief_share_only", (*at, "on"))
    if terms.idle == "added" and terms.may_change == "sla":
        yield found("contract.relief_on_hours", (*at, "idle"))
    if terms.tacit is not None and terms.decide_days is None:
        yield found("contract.relief_silence", (*at, "tacit"))
    days, asked = terms.decide_days, terms.request_days
    if days is not None and asked is not None and days < asked:
        yield found("contract.relief_decided_before", (*at, "decide_days"), str(days), str(asked))
