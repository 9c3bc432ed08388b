"""Words of the books: why a month missed its budget, what a cost is per."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import N_

CAUSES: Mapping[str, str] = {
    "volume": N_("Volume"),
    "mix": N_("Mix"),
    "price": N_("Price"),
    "bonus_malus": N_("Bonus and malus"),
    "other": N_("Adjustments and manual lines"),
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
