"""Invoices: what do I owe and accrue this month, all vendors?"""

from collections.abc import Sequence

from pilotage.locale import N_
from pilotage.services import owed
from pilotage.services.owed import Owed
from pilotage.web import components as ui
from pilotage.web import owed as told
from pilotage.web import workbooks
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where

TITLE = N_("Invoices")


def main() -> None:
    visit = here()
    if not visit.cards:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    every = visit.kept("owed", build=lambda: owed.owed(visit.db, visit.actor, month=visit.month))
    rows = tuple(one for one in every if visit.card is None or one.card.ref == visit.card.ref)
    place = where(TITLE, visit=visit)
    if not rows:
        head(t(N_("Nothing is owed for {month}"), month=t.month(visit.month)), place)
        ui.empty(
            t(N_("No contract is in force in this month")),
            t(N_("Choose another month above the menu.")),
        )
        return
    contract = visit.card.ref if visit.card else None
    head(finding(visit, rows), place, actions=lambda: files(visit, contract))
    told.table(visit, rows, owed.totals(rows))
    told.cut_off(visit, rows)
    told.credits(visit, rows)
    left = visit.kept(
        "outstanding", build=lambda: owed.outstanding(visit.db, visit.actor, contract=contract)
    )
    told.outstanding(visit, left)


def files(visit: Visit, contract: str | None) -> None:
    workbooks.month_and_year(visit)
    told.files(visit, contract)


def finding(visit: Visit, rows: Sequence[Owed]) -> str:
    """What is owed, and what waits for the reader first."""
    t = visit.t
    late = [one for one in rows if not one.against_accruing]
    gaps = [one for one in rows if one.gap and not one.settled and one.state != "closed"]
    sums = ", ".join(
        t.money(one.expected, currency) for currency, one in owed.totals(tuple(rows)).items()
    )
    if late:
        return t(N_("{amount} excl. VAT expected, {n} vendors to accrue"), amount=sums, n=len(late))
    if gaps:
        return t(N_("{amount} excl. VAT expected, {n} invoices that differ"), amount=sums, n=len(gaps))
    return t(N_("{amount} excl. VAT expected"), amount=sums)


main()
