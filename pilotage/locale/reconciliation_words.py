"""Words of a reconciliation: classes of gaps, why each is one, what became of it, what is suggested."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import LANGUAGES, N_, Words
from pilotage.reconciliation.model import Gap
from pilotage.reconciliation.suggesting import Reason

CLASSES: Mapping[str, str] = {
    "volume": N_("Volume"),
    "price": N_("Price"),
    "tier": N_("Tier"),
    "index": N_("Indexation"),
    "bonus_malus": N_("Bonus or malus"),
    "vat": N_("VAT"),
    "rounding": N_("Rounding"),
    "duplicate": N_("Invoiced twice"),
    "period": N_("Period"),
    "sign": N_("Wrong sign"),
    "arithmetic": N_("Sum that is off"),
    "unknown": N_("Unexplained"),
}
WHYS: Mapping[str, str] = {
    "not_invoiced": N_("Expected, and not invoiced."),
    "quantity": N_("Another quantity at the right price."),
    "price": N_("Another unit price."),
    "old_price": N_("A price that is no longer in force."),
    "old_index": N_("The price before its last revision."),
    "other_tier": N_("The price of another tier."),
    "split": N_("The right quantity, split otherwise between the tiers."),
    "other_amount": N_("Another amount."),
    "not_due": N_("Not due this month."),
    "rounding": N_("Cents of rounding."),
    "vat_rounding": N_("Cents of rounding on the VAT."),
    "vat": N_("Another VAT than that of the contract."),
    "line_twice": N_("The same line a second time."),
    "same_number": N_("An invoice of this number was received already."),
    "same_content": N_("The same content was received already under another number."),
    "other_period": N_("A line of another period."),
    "month_before": N_("The quantity of the month before."),
    "sign": N_("The right amount with the wrong sign."),
    "own_arithmetic": N_("The invoice does not add up by itself."),
    "nothing_expected": N_("Nothing was expected under this name."),
    "credit_of_nothing": N_("Credited, and no gap calls for it."),
}
STATES: Mapping[str, tuple[str, str]] = {
    "within": ("○", N_("Within the tolerance")),
    "credited": ("●", N_("Credited")),
    "open": ("■", N_("To decide")),
    "accepted": ("●", N_("Gap accepted")),
    "disputed": ("▲", N_("Disputed")),
    "credit_note": ("▲", N_("Awaiting a credit note")),
    "upheld": ("▲", N_("Dispute won, credit note owed")),
    "given_up": ("●", N_("Dispute dropped")),
    "shared": ("●", N_("Settled halfway")),
}
OUTCOMES: Mapping[str, str] = {
    "accept": N_("Accept"),
    "dispute": N_("Dispute"),
    "credit_note": N_("Await a credit note"),
}
ENDS: Mapping[str, str] = {
    "": N_("Goes on"),
    "upheld": N_("The vendor gives in: a credit note is owed"),
    "given_up": N_("The client gives in: paid as invoiced"),
    "shared": N_("Settled halfway: paid as invoiced, adjusted later"),
}
STATUSES: Mapping[str, tuple[str, str]] = {
    "approve": ("●", N_("Approve")),
    "dispute": ("▲", N_("Dispute")),
    "refuse": ("■", N_("Refuse")),
}
OFFICIAL: Mapping[str, str] = {
    "approve": N_("status 205, approved"),
    "dispute": N_("status 207, in dispute"),
    "refuse": N_("status 210, refused: the vendor issues another invoice"),
}
FORMS: Mapping[str, str] = {
    "facturx": "Factur-X",
    "cii": "CII",
    "ubl": "UBL",
    "excel": "Excel",
    "typed": N_("Totals typed in"),
}
HOWS: Mapping[str, str] = {
    "reference": N_("by our reference"),
    "order_line": N_("by order line"),
    "price": N_("by price and quantity"),
    "label": N_("by label"),
    "amount": N_("by amount"),
}
LAYOUT: Mapping[str, str] = {
    "label": N_("Label of the line"),
    "amount": N_("Amount excl. VAT of the line"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "unit_price": N_("Unit price"),
    "order": N_("Purchase order"),
    "order_line": N_("Order line"),
    "reference": N_("Our reference"),
    "period": N_("Period"),
    "vat_rate": N_("VAT rate"),
    "number": N_("Invoice number"),
    "issued_on": N_("Date of the invoice"),
    "currency": N_("Currency"),
    "about": N_("Credit note on invoice"),
    "subtotal": N_("Total excl. VAT"),
    "vat": N_("Total VAT"),
    "total": N_("Total incl. VAT"),
}
_REASONS: Mapping[str, str] = {
    "duplicate": N_("Invoice {document} repeats {read}, received already."),
    "currency": N_("Invoice {document} is in {read}, the contract in {expected}."),
    "seller": N_("Invoice {document} comes from {read}, not from {expected}."),
    "buyer": N_("Invoice {document} is addressed to {read}, not to {expected}."),
    "contract": N_("Invoice {document} names the contract {read}, not {expected}."),
    "vat": N_("The VAT of invoice {document} is not that of the contract."),
    "arithmetic": N_("Invoice {document} does not add up."),
    "cancelled": N_("Invoice {document} is cancelled whole by its credit note: none is left."),
}
RULES: Mapping[str, str] = {
    "gap.volume": N_("Quantity invoiced less quantity expected, at the expected price"),
    "gap.price": N_("Price invoiced less price expected, on the quantity invoiced"),
    "gap.old_price": N_("Price no longer in force less price expected, on the quantity invoiced"),
    "gap.old_index": N_("Price before revision less price expected, on the quantity invoiced"),
    "gap.other_tier": N_("Price of the other tier less price expected, on the quantity invoiced"),
    "gap.split": N_("Tiers as invoiced less tiers as expected"),
    "gap.not_invoiced": N_("Invoiced less expected: the line is missing"),
    "gap.other_amount": N_("Amount invoiced less amount expected"),
    "gap.not_due": N_("Amount invoiced, none being due"),
    "gap.rounding": N_("Invoiced less expected: quantity and price agree, cents are left"),
    "gap.vat": N_("VAT invoiced less that of the contract on the same base"),
    "gap.line_twice": N_("Amount of the second time"),
    "gap.same_number": N_("Amount of the invoice received a second time"),
    "gap.same_content": N_("Amount of the same content received a second time"),
    "gap.other_period": N_("Amount invoiced for another period"),
    "gap.month_before": N_("Amount invoiced with the quantity of the month before"),
    "gap.sign": N_("Amount invoiced with the wrong sign less amount expected"),
    "gap.own_arithmetic": N_("Amount invoiced less amount expected: quantity × price is not the amount"),
    "gap.nothing_expected": N_("Amount invoiced, none being expected"),
    "gap.sum": N_("Total of the invoice less the sum of its lines"),
    "gap.total": N_("Total incl. VAT less the sum of total and VAT"),
    "gap.total_typed": N_("Total invoiced less total expected"),
}


def class_words(kind: str, t: Words) -> str:
    """The class of a gap."""
    return t(CLASSES[kind])


def gap_label(gap: Gap, t: Words) -> str:
    """What the gap is about: our line in the reader's language, else the vendor's words."""
    if gap.labels:
        return gap.labels[LANGUAGES.index(t.language)]
    if gap.invoiced_label:
        return gap.invoiced_label
    number, _, part = gap.line.rpartition("/")
    if part == "vat":
        return t(N_("VAT of invoice {number}"), number=number)
    if part in {"same_number", "same_content"}:
        return t(N_("Invoice {number}"), number=number)
    return t(N_("Total of invoice {number}"), number=number or ", ".join(gap.documents))


def why_words(gap: Gap, t: Words) -> str:
    """Why the gap is of its class, in a sentence."""
    text = t(WHYS[gap.reason]) if gap.reason in WHYS else ""
    told = gap.detail
    if told.get("expected"):
        shown = {
            name: _vat(told.get(name, ""), told.get(f"{name}_rate", "")) for name in ("read", "expected")
        }
        return f"{text} {t(N_('Read: {read}; expected: {expected}.'), **shown)}"
    if told.get("twin"):
        return f"{text} ({told['twin']})"
    return text


def _vat(category: str, rate: str) -> str:
    """`S 20`, as invoices write it."""
    return " ".join(part for part in (category, f"{rate} %" if rate else "") if part) or "—"


def reason_words(reason: Reason, t: Words) -> str:
    """A reason of the suggested status; the official code stands behind it."""
    if reason.code in _REASONS:
        text = t(
            _REASONS[reason.code], document=reason.document, read=reason.read, expected=reason.expected
        )
    else:
        text = t(
            N_("A gap of the class “{name}” is neither within the tolerance nor settled."),
            name=class_words(reason.code, t),
        )
    return f"{text} ({reason.official})"
