"""Words of the books: why a month missed its budget, what a cost is per, what left already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pilotage.locale import N_, Words

CAUSES: Mapping[str, str] = {
    "volume": N_("Volume"),
    "mix": N_("Mix"),
    "price": N_("Price"),
    "bonus_malus": N_("Bonus and malus"),
    "adjustment": N_("Adjustments of closed months"),
    "other": N_("Manual lines and others"),
}
"""The causes of a variance, in the order in which they print."""
ACCOUNTS: Mapping[str, str] = {
    "expense": N_("Outsourced contact centre"),
    "vat": N_("Deductible VAT"),
    "vat_due": N_("VAT due on services bought abroad"),
    "accrued": N_("Suppliers, invoices not received"),
    "accrued_vat": N_("VAT on invoices not received"),
    "credit": N_("Suppliers, credit notes to receive"),
    "credit_vat": N_("VAT on credit notes to receive"),
    "income": N_("Damages received"),
    "supplier": N_("Supplier"),
}
"""What an entry is about, where no clause names it."""


def exported_words(on: date, same: int, changed: int, t: Words) -> str:
    """When entries left before, and under which numbers they leave again."""
    day = t.date(on, "medium")
    if changed:
        words = N_(
            "Already exported on {day}: {same} sets leave again under the same numbers, {changed} that"
            " have changed since under new ones: take the earlier ones back in the books."
        )
        return t(words, day=day, same=same, changed=changed)
    return t(N_("Already exported on {day}: what leaves again bears the same numbers."), day=day)
