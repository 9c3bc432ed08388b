"""The causes of a vendor's own reading, in words."""

from __future__ import annotations

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.kpi_names import kpi_name, variant_name


def cause_words(cause: str, subject: str, variant: str, contract: Contract, t: Words) -> str:
    """`QS20 by another formula: short abandons left out`."""
    match cause:
        case "count":
            return t(N_("The vendor's own count"))
        case "formula":
            definition = next((one for one in contract.kpi if one.id == subject), None)
            name = kpi_name(definition, t) if definition else subject
            return t(N_("{name} by its formula: {formula}"), name=name, formula=variant_name(variant, t))
        case "neutralisation":
            return t(N_("Neutralisation {number} as asked"), number=subject)
    return t(N_("Its own wording of the clauses"))


def unexplained_words(line: str, t: Words) -> str:
    """What its own figure says beyond its reading."""
    if line:
        return t(N_("Unexplained on {line}"), line=line)
    return t(N_("Unexplained in its total"))
