"""The dates that a contract imposes, in words."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.judged import clause_words, name_of
from pilotage.periods import Month
from pilotage.trace import Source

_CODES: Mapping[str, str] = {
    "end": N_("The contract ends"),
    "notice": N_("Last day to give notice"),
    "effective": N_("{name} takes effect"),
    "term_end": N_("Last day of the clause “{name}”"),
    "revision": N_("Price indexation: {name}"),
    "freeze": N_("Forecast of {month} to be frozen ({name})"),
    "terms_review": N_("Terms of the contract to be read again"),
    "review": N_("Review of the contract: {name}"),
}
_AMONG = (
    "price",
    "sla",
    "consequence",
    "limit",
    "gate",
    "neutralisation",
    "index",
    "forecast",
    "committee",
)


def deadline_words(code: str, clause: str, about: Month | None, contract: Contract, t: Words) -> str:
    """What falls due: `Dernier jour pour dénoncer le contrat`."""
    name = name_of(clause, contract, t, _AMONG) if clause else ""
    if code == "effective":
        name = clause_words(Source(clause), contract)
    if code == "freeze" and len(contract.forecast) == 1:
        return t(N_("Forecast of {month} to be frozen"), month=about or "")
    values: dict[str, object] = {"name": name} if "{name}" in _CODES[code] else {}
    if "{month}" in _CODES[code]:
        values["month"] = about or ""
    return t(_CODES[code], **values) if values else t(_CODES[code])
