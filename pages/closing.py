"""Closing: can the month be closed, and why did the accrual miss?"""

import streamlit as st

from pilotage.locale import N_, Words
from pilotage.problems import Severity
from pilotage.services import accrual_gap, checklist, closing, months
from pilotage.services.checklist import Checklist
from pilotage.web import accrual_gap as told
from pilotage.web import checklist as points
from pilotage.web import closing as closed
from pilotage.web import components as ui
from pilotage.web import people
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, titled, where
from pilotage.web.text import plain

TITLE = N_("Closing")


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    ref, month = visit.card.ref, visit.month
    found = visit.kept(
        "checklist",
        build=lambda: checklist.checklist(visit.db, visit.actor, contract=ref, month=month),
    )
    result = months.judged(visit.db, visit.actor, contract=ref, month=month)
    state = closed.state_badge(result, visit)
    head(
        finding(visit, found),
        where(TITLE, state, visit=visit),
        actions=lambda: points.act(visit, found),
    )
    points.outcome(visit)
    points.listed(visit, found)
    gap = visit.kept(
        "accrual-gap",
        build=lambda: accrual_gap.gap(visit.db, visit.actor, contract=ref, month=month),
    )
    contract = months.terms_of_month(visit.db, visit.actor, result=result)
    if gap:
        told.drawn(visit, gap, contract)
    if result.bill.lines:
        closed.adjustments(visit, result)
    kept(visit)
    points.history(visit)


def finding(visit: Visit, found: Checklist) -> str:
    """Whether the month can be closed, in one line."""
    t = visit.t
    month = titled(t.month(visit.month))
    if found.closed:
        return t(N_("{month} is closed and kept as it was"), month=month)
    problems = found.problems
    if any(one.code == "closing.not_over" for one in problems):
        return t(N_("{month} is not over"), month=month)
    if any(one.severity is Severity.REFUSED for one in problems):
        return t(N_("{month} cannot be closed yet"), month=month)
    return _missing(found, month, t)


def _missing(found: Checklist, month: str, t: Words) -> str:
    missing = sum(item.state == "missing" for item in found.items)
    if not missing:
        return t(N_("{month} can be closed"), month=month)
    if any(one.severity is Severity.WARNING for one in found.problems):
        return t(N_("{month}: points missing before the closing: {n}"), month=month, n=missing)
    return t(N_("{month} can be closed; points never begun: {n}"), month=month, n=missing)


def kept(visit: Visit) -> None:
    """What the closing kept: who closed, when, under which contract, on which files."""
    t, month = visit.t, visit.month
    made = closing.closed(visit.db, visit.actor, contract=visit.the_card.ref)
    one = next((each for each in made if each.month == month), None)
    if one is None:
        return
    with ui.card():
        st.subheader(plain(t(N_("What the closing kept"))), anchor=False)
        text = N_(
            "Closed by {name} on {day}, on {files} received files, under version {n} of the contract."
        )
        if not people.shown(one.by):
            text = N_("Closed on {day}, on {files} received files, under version {n} of the contract.")
        day = t.date(one.closed_on, "medium")
        st.markdown(plain(t(text, name=one.by, day=day, files=len(one.files), n=one.version)))
        if one.comment:
            st.caption(plain(one.comment))


main()
