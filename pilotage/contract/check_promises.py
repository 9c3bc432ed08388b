"""SLAs: a window, an aggregation and a smoothing that can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.findings import Finding, found
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.contract.promises import SHORT, Sla, SlaTerms

_WITHIN_A_MONTH = SHORT | {"month"}


def promise_findings(contract: Contract) -> Iterator[Finding]:
    """Every finding on the SLAs."""
    for index, sla in enumerate(contract.sla):
        path = ("sla", index)
        if sla.window == "rolling" and sla.months is None:
            yield found("contract.rolling_months", (*path, "window"))
        if sla.window != "rolling" and sla.months is not None:
            yield found("contract.months_unused", (*path, "months"), sla.window)
        yield from _terms(path, sla)


def _terms(path: Path, sla: Sla) -> Iterator[Finding]:
    """What the merged terms lack on each day on which something changes; told once."""
    told: set[str] = set()
    for number, block in enumerate(sla.terms):
        force = sla.terms_on(block.since)
        for finding in _merged((*path, "terms", number), sla, force.terms) if force else ():
            if finding.code not in told:
                told.add(finding.code)
                yield finding


def _merged(path: Path, sla: Sla, terms: SlaTerms) -> Iterator[Finding]:
    share, by_period = terms.aggregation == "share_of_compliant", terms.aggregation != "ratio"
    edges = terms.compliant
    if share and (edges is None or not edges.model_fields_set):
        yield found("contract.share_edges", (*path, "aggregation"))
    if terms.smoothing == 1:
        yield found("contract.smoothing_one", (*path, "smoothing"))
    if by_period and sla.window in {"half_hour", terms.grain}:
        yield found("contract.grain_window", (*path, "aggregation"), terms.grain, window=sla.window)
    if by_period and terms.grain == "half_hour" and sla.window not in _WITHIN_A_MONTH - {"week"}:
        yield found("contract.grain_half_hour", (*path, "grain"), sla.window)
