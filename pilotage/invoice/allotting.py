"""Where a line of the pre-invoice goes in the client's books: order, account, cost centre."""

from __future__ import annotations

from dataclasses import dataclass

from pilotage.contract.accounting import OrderLine
from pilotage.contract.model import Contract
from pilotage.pricing import Line

DAMAGES = "damages"
"""The VAT treatment of what is no price: it goes to an account of income, not of expense."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """The purchase order and its line (empty without one), the account and the cost centre of a line."""

    order: str
    order_line: str
    account: str
    cost_centre: str


def allotted(contract: Contract, line: Line) -> Allotment:
    """What the contract says of the line: its order line, else the books' own accounts.

    A line by hand says its own account and cost centre where it has them. Damages go to the account of
    income whatever the order line says. Pure; never raises.
    """
    books, ordered, own = contract.accounting, order_line_of(contract, line.term), dict(line.detail)
    account = str(own.get("account", "")) or (ordered.account if ordered else "") or books.expense
    centre = str(own.get("cost_centre", "")) or (ordered.cost_centre if ordered else "")
    return Allotment(
        order=ordered.order if ordered else "",
        order_line=ordered.line if ordered else "",
        account=books.income if line.vat_treatment == DAMAGES else account,
        cost_centre=centre or books.cost_centre,
    )


def order_line_of(contract: Contract, term: str) -> OrderLine | None:
    """The order line that names the term, else the first that names none, else None."""
    for one in contract.order_line:
        if term in one.terms:
            return one
    return next((one for one in contract.order_line if not one.terms), None)
