"""A month that is closed, or may be: the word, what stands against it, and the act."""

from __future__ import annotations

import streamlit as st

from pilotage.judgement import MonthResult
from pilotage.locale import N_
from pilotage.locale.judged import maturity_words
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError, Severity
from pilotage.services import adjusting, closing
from pilotage.services.actor import Right
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.restatement import adjusted
from pilotage.web.session import Visit
from pilotage.web.text import plain


def state_badge(result: MonthResult, visit: Visit) -> str:
    """Closed and since when, else whether the month may still move."""
    t = visit.t
    if result.closed_on:
        return ui.badge(t(N_("Closed on {day}"), day=t.date(result.closed_on, "medium")), "blue", "●")
    return ui.maturity_badge(result.maturity, maturity_words(result.maturity, t))


def adjustments(visit: Visit, result: MonthResult) -> None:
    """The adjustments that the month takes; and of a closed one, where its own went."""
    t, ref = visit.t, visit.the_card.ref
    found = visit.kept(
        "adjustments", build=lambda: adjusting.adjustments(visit.db, visit.actor, contract=ref)
    )
    for one in found:
        if one.month == result.month:
            amount = t.money(one.comparison.difference, one.comparison.currency)
            text = N_("Figures came after the closing: an adjustment of {amount} is proposed in {into}.")
            with st.container(border=True, horizontal=True, horizontal_alignment="distribute"):
                st.markdown(plain(t(text, amount=amount, into=t.month(one.proposed_in))), width="stretch")
                st.page_link(
                    "pages/preinvoice.py",
                    label=plain(t(N_("Open {month}"), month=t.month(one.proposed_in))),
                    icon=":material/arrow_forward:",
                    query_params=visit.link_to(visit.the_card, one.proposed_in),
                )
    own = tuple(one for one in found if one.proposed_in == result.month)
    if own:
        adjusted(visit, own)


def act(visit: Visit, result: MonthResult) -> None:
    """Closing the month, for who may: what stands against it is said first."""
    t, ref, month = visit.t, visit.the_card.ref, visit.month
    if result.closed_on or visit.today <= month.last or not may(visit, Right.CLOSE):
        return
    with st.popover(t(N_("Close the month")), icon=":material/lock:"):
        found = closing.obstacles(visit.db, visit.actor, contract=ref, month=month)
        ui.findings(found, t)
        if any(one.severity is Severity.REFUSED for one in found):
            return
        warned = any(one.severity is Severity.WARNING for one in found)
        st.markdown(plain(t(N_("Its figures, its contract and its files are then kept as they are."))))
        label = N_("Why it is closed all the same") if warned else N_("Comment")
        comment = st.text_input(t(label), key="closing-comment", max_chars=200)
        ready = not warned or bool(comment.strip())
        st.button(
            t(N_("Close for good")),
            type="primary",
            key="close-month",
            disabled=not ready,
            on_click=_close,
            args=(visit, month),
            kwargs={"despite": warned},
        )
        ui.findings(st.session_state.pop("closing-problems", ()), t)


def _close(visit: Visit, month: Month, *, despite: bool) -> None:
    """Closes before the page is drawn again; what stood against it after all is told there."""
    comment = st.session_state.get("closing-comment", "")
    ref = visit.the_card.ref
    try:
        closing.close(visit.db, visit.actor, contract=ref, month=month, comment=comment, despite=despite)
    except ProblemsFoundError as error:
        st.session_state["closing-problems"] = error.problems
