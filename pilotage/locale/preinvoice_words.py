"""The words of a pre-invoice's life: states, steps, lines that correct, documents issued."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pilotage.locale import N_, Words
from pilotage.periods import Month

RULES: Mapping[str, str] = {
    "manual.amount": N_("Entered by hand: quantity × price, rounded to the cent"),
    "adjustment.amount": N_("Adjustment: what the closed month comes to now, less what it was closed on"),
    "adjustment.settled": N_("Settlement: the final quantity at its price, less the provisional amount"),
}
STATES: Mapping[str, str] = {
    "estimate": N_("Estimate"),
    "cut_off": N_("Cut off"),
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "contested": N_("In dispute"),
    "agreed": N_("Agreed by the vendor"),
    "clear_to_invoice": N_("Clear to invoice"),
    "invoice_received": N_("Invoice received"),
    "clear_to_pay": N_("Clear to pay"),
    "exported": N_("Exported"),
    "closed": N_("Closed"),
}
STEPS: Mapping[str, str] = {
    "submit": N_("Submit to vendor"),
    "contest": N_("Record the vendor's dispute"),
    "answer": N_("Answer the dispute"),
    "agree": N_("Record the vendor's agreement"),
    "settle": N_("Issue the difference"),
    "clear_to_invoice": N_("Clear to invoice"),
    "invoice_received": N_("Record the invoice as received"),
    "clear_to_pay": N_("Clear to pay"),
    "export": N_("Mark as exported"),
}
DONE: Mapping[str, str] = {
    "submit": N_("Submitted by the client"),
    "contest": N_("Disputed by the vendor"),
    "answer": N_("Answered by the client"),
    "agree": N_("Agreed by the vendor"),
    "settle": N_("Difference issued"),
    "clear_to_invoice": N_("Cleared to invoice"),
    "invoice_received": N_("Invoice received"),
    "clear_to_pay": N_("Cleared to pay"),
    "export": N_("Exported"),
}
DOCUMENTS: Mapping[str, str] = {
    "preinvoice": N_("Pre-invoice"),
    "credit_note": N_("Credit note"),
    "complement": N_("Complement"),
}
MANUAL_STATES: Mapping[str, str] = {
    "counts": N_("Counts"),
    "waiting": N_("Awaits a second person"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
}


def corrected_words(detail: Mapping[str, Decimal | str], t: Words) -> str:
    """« régularisation de mai 2026, document 2026-0031 du 10/06/2026 »; empty for other lines."""
    if "corrects_month" not in detail:
        return ""
    text = N_("settlement of {month}") if "settles" in detail else N_("adjustment of {month}")
    told = t(text, month=t.month(Month.parse(str(detail["corrects_month"]))))
    if "document" not in detail:
        return told
    day = date.fromisoformat(str(detail["issued_on"]))
    named = t(N_("document {number} of {day}"), number=detail["document"], day=day)
    return f"{told}, {named}"
