"""Contract: what did we sign, what is in force, what is left on it?"""

import streamlit as st

from pilotage.locale import N_
from pilotage.services import contract_page, deadlines
from pilotage.services.contract_page import Consumed
from pilotage.services.deadlines import Deadline
from pilotage.web import components as ui
from pilotage.web import (
    contract_amend,
    contract_entered,
    contract_left,
    contract_terms,
    contract_versions,
)
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("Contract")
VIEWS = {
    "terms": N_("In force"),
    "left": N_("What is left"),
    "documents": N_("Documents"),
    "amend": N_("Amend"),
    "versions": N_("Versions"),
    "indices": N_("Index values"),
    "orders": N_("Purchase orders"),
}
DRAWN = {
    "terms": contract_terms.show,
    "left": contract_left.show,
    "documents": contract_versions.documents,
    "amend": contract_amend.show,
    "versions": contract_versions.show,
    "indices": contract_entered.show_indices,
    "orders": contract_entered.show_orders,
}


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t, ref = visit.t, visit.card.ref
    page = visit.kept("contract", build=lambda: contract_page.opened(visit.db, visit.actor, ref=ref))
    limits = visit.kept(
        "contract-left",
        build=lambda: contract_page.consumed(visit.db, visit.actor, ref=ref, month=visit.month),
    )
    due = deadlines.deadlines(page.contract, visit.today)
    head(finding(visit, due, page.number), where(TITLE, plain(page.contract.ref), visit=visit))
    figures(visit, due, limits)
    wanted = st.query_params.get("view", "")
    view = st.segmented_control(
        t(TITLE),
        list(VIEWS),
        default=wanted if wanted in VIEWS else "terms",
        key="contract-view",
        format_func=lambda name: t(VIEWS[name]),
        label_visibility="collapsed",
    )
    st.query_params["view"] = view or "terms"
    DRAWN[view or "terms"](visit, page)


def finding(visit: Visit, due: tuple[Deadline, ...], number: int) -> str:
    """How long the contract still runs, under which version."""
    t = visit.t
    end = next((one for one in due if one.code == "end"), None)
    if end is None:
        return t(N_("The contract runs without an end date, version {n}"), n=number)
    day = t.date(end.day, "medium")
    return t(N_("The contract runs until {day}, version {n}"), day=day, n=number)


def figures(visit: Visit, due: tuple[Deadline, ...], limits: tuple[Consumed, ...]) -> None:
    """The next date that commits, the notice, and what is left of the widest cap on the malus."""
    places = st.columns(3)
    named = {one.code: one for one in due}
    for place, code in zip(places[:2], ("notice", "freeze"), strict=True):
        if one := named.get(code) or next(iter(due), None):
            contract_left.due(visit, place, one)
    caps = [one for one in limits if one.kind == "cap_malus" and one.left is not None]
    if caps:
        contract_left.cap(visit, places[2], max(caps, key=lambda one: one.last.first - one.first.first))


main()
