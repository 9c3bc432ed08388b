"""A month that is closed: the word, and where its adjustments went."""

from __future__ import annotations

import streamlit as st

from pilotage.judgement import MonthResult
from pilotage.locale import N_
from pilotage.locale.judged import maturity_words
from pilotage.services import adjusting
from pilotage.web import components as ui
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
