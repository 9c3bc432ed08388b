"""How the client's books hold the contract: accounts, orders, what a difference may be.

None of it moves an amount of the pre-invoice: it says where the amount goes, and when a vendor's invoice
that differs is still let through.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from pilotage.contract.base import Closed, Identifier, Name, Named, Number, Text, Whole


class Accounting(Closed):
    """Accounts of the client's chart, as text. `expense` takes what is bought, `vat` the deductible VAT,
    `vat_due` the VAT that the client accounts for itself (reverse charge), `accrued` and `accrued_vat`
    what is not invoiced yet (French chart: 408 and 44586), `credit` and `credit_vat` a credit note to
    receive (4098 and 44586), `income` damages received. A manual line above `second_signature_above`,
    in the contract's currency, needs a second person.
    """

    journal: Name = "ACH"
    supplier: Name = ""
    expense: Name = "611"
    vat: Name = "44566"
    vat_due: Name = "4452"
    accrued: Name = "408"
    accrued_vat: Name = "44586"
    credit: Name = "4098"
    credit_vat: Name = "44586"
    income: Name = "7588"
    cost_centre: Name = ""
    second_signature_above: Number | None = Field(default=None, ge=0)


class OrderLine(Named):
    """A line of the client's purchase order: `terms` are the prices, consequences and limits whose lines
    it bears, all those that no other line names when it names none. `amount` is what was ordered,
    before tax, from its first day to its last; None where the order has no ceiling. `account` and
    `cost_centre` take the place of those of the contract.
    """

    order: Text
    line: Text
    terms: tuple[Identifier, ...] = ()
    amount: Number | None = Field(default=None, ge=0)
    account: Name = ""
    cost_centre: Name = ""
    source: Name = ""


class Tolerance(Closed):
    """Within which a vendor's invoice is let through: a line when its gap is at most `percent` of what
    was expected *and* at most `amount` in the contract's currency (a rounding cent always is).
    `dispute_days` is how long the vendor has to answer a dispute.
    """

    percent: Number = Field(default=Decimal(0), ge=0, le=100)
    amount: Number = Field(default=Decimal(0), ge=0)
    dispute_days: Whole = Field(default=15, gt=0)
    source: Name = ""
