"""The words of a closing: the points of its checklist, the causes of a gap with the accrual."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.invoice.gap import Cause
from pilotage.locale import N_, Words

_ITEMS: Mapping[str, str] = {
    "period": N_("Month over"),
    "earlier": N_("Earlier months closed"),
    "feeds": N_("Feeds complete"),
    "controls": N_("Problems settled"),
    "relief": N_("Neutralisations decided"),
    "kpis": N_("KPIs measured"),
    "accrual": N_("Accrual made"),
    "amounts": N_("Amounts agreed"),
    "invoice": N_("Invoice reconciled"),
}
_STATES: Mapping[str, str] = {
    "done": N_("In order"),
    "missing": N_("Missing"),
    "not_due": N_("Not due yet"),
    "passed_over": N_("Passed over"),
}
_CAUSES: Mapping[Cause, str] = {
    Cause.MISSING_DAY: N_("Missing day"),
    Cause.VOLUME: N_("Volume"),
    Cause.KPI: N_("KPI"),
    Cause.NEUTRALISATION: N_("Neutralisation"),
    Cause.WAIVER: N_("Waiver or agreement"),
    Cause.PRICE: N_("Price and contract"),
    Cause.ADJUSTMENT: N_("Adjustment and manual line"),
}


def item_words(code: str, t: Words) -> str:
    """A point of the checklist."""
    return t(_ITEMS[code])


def state_words(state: str, t: Words) -> str:
    """How a point stands."""
    return t(_STATES[state])


def cause_words(cause: Cause, t: Words) -> str:
    """Why an accrual missed."""
    return t(_CAUSES[cause])
