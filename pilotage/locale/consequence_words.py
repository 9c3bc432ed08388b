"""Words of the kinds of consequence: the rules of their computation, what they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.contract.model import Consequence, Contract
from pilotage.locale import N_, Words

RULES: Mapping[str, str] = {
    "event.tolerance": N_("Events tolerated"),
    "risk.amount": N_("Amount at risk"),
    "risk.share": N_("Share of it, by the band reached"),
    "risk.due": N_("Amount at risk × share, rounded to the cent"),
    "escalation.count": N_("Failures within the months that count"),
    "escalation.rate": N_("Rate of that failure"),
    "points.gap": N_("Gap to the target"),
    "points.severity": N_("Points of that severity"),
    "points.repeat": N_("Points of a repeated failure"),
    "points.sum": N_("Points of the month"),
    "points.rate": N_("Rate of so many points"),
    "payment.base": N_("Lines concerned, rounded"),
    "payment.amount": N_("Share that is not payable"),
    "coefficient.band": N_("Coefficient of the band reached"),
    "coefficient.base": N_("Lines of the prices concerned, rounded"),
    "coefficient.amount": N_("Lines × (coefficient - 1), rounded to the cent"),
    "earn.reach": N_("Level reached"),
    "earn.retained": N_("Malus retained in that month"),
    "earn.amount": N_("Malus given back, rounded to the cent"),
    "alert.misses": N_("Times missed within the months that count"),
    "alert.run": N_("Times missed in a row"),
    "alert.deductions": N_("Deductions of the month, after the caps"),
    "alert.share": N_("Deductions in percent of the base"),
    "waiver.total": N_("Penalties since the contract began"),
    "waiver.limit": N_("Waived up to"),
    "waiver.amount": N_("Waived this month"),
    "waiver.recalled": N_("Waived before, due now that the total has passed the amount"),
}
_OBLIGATIONS: Mapping[str, str] = {
    "means": N_("obligation of means"),
    "result": N_("obligation of result"),
}


def clause_notes(term: str, contract: Contract, t: Words) -> list[tuple[str, str]]:
    """What the clause of a line says beside its computation: how it was read when it was ambiguous, its
    obligation, its deadlines; each a title and a text.
    """
    clause = next((one for one in contract.consequence if one.id == term), None)
    if clause is None:
        return []
    notes = [(t("Interpretation"), text) for text in _interpretation(clause, contract, t)]
    if clause.obligation:
        notes.append((t("Nature"), t(_OBLIGATIONS[clause.obligation])))
    if clause.evidence_days is not None:
        text = t("evidence within {n} days of the month's end", n=clause.evidence_days)
        notes.append((t("Deadlines"), text))
    if clause.contest_days is not None:
        text = t("contest within {n} days", n=clause.contest_days)
        if clause.tacit:
            text = t("contest within {n} days; silence is agreement", n=clause.contest_days)
        notes.append((t("Deadlines"), text))
    return notes


def _interpretation(clause: Consequence, contract: Contract, t: Words) -> list[str]:
    return [
        t("{agreed} ({day}, {where})", agreed=one.agreed, day=one.on, where=one.where)
        for one in contract.interpretation
        if one.id is not None and one.id == clause.interpretation
    ]
