"""Reconciliation: does their invoice match ours?"""

import streamlit as st

from pilotage.locale import N_
from pilotage.services import catalogue, reconciling
from pilotage.services.reconciling_views import Reconciliation
from pilotage.web import components as ui
from pilotage.web import preinvoice_life, preinvoice_next
from pilotage.web import reconciliation as told
from pilotage.web import reconciliation_acts as acts
from pilotage.web import reconciliation_deciding as deciding
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where

TITLE = N_("Reconciliation")


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    found = reconciled(visit)
    badge = told.suggestion_badge(found, visit.t) if found else ""
    head(
        told.finding(found, visit),
        where(TITLE, *([badge] if badge else [])),
        actions=(lambda: acts.answer(visit, contract)) if found else None,
    )
    acts.last_report(visit)
    life = preinvoice_life.life_of(visit)
    if found is None:
        preinvoice_next.before_invoice(visit, life, contract)
        acts.receive(visit, contract, first=True)
        return
    told.tiles(found, visit)
    told.gaps(found, visit, contract, deciding.decide)
    preinvoice_next.after_reconciling(visit, life, settled=found.settled)
    left, right = st.columns([1.35, 1], gap="small")
    with left:
        told.documents(found, visit, deciding.set_aside)
    with right:
        told.suggestion(found, visit)
    told.side_by_side(found, visit)
    acts.receive(visit, contract, first=False)


def reconciled(visit: Visit) -> Reconciliation | None:
    """The month's reconciliation, once for this state of the data."""

    def build() -> Reconciliation | None:
        ref = visit.the_card.ref
        return reconciling.reconciled(visit.db, visit.actor, contract=ref, month=visit.month)

    return visit.kept("reconciled", build=build)


main()
