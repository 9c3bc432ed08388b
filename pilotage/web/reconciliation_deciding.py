"""What becomes of a gap or of a document: decided, talked over with the vendor, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_
from pilotage.locale.changes import signed_money
from pilotage.locale.reconciliation_words import ENDS, OUTCOMES, gap_label
from pilotage.problems import ProblemsFoundError
from pilotage.services import gap_decisions, reconciling
from pilotage.services.actor import Right
from pilotage.services.reconciling import Received
from pilotage.services.reconciling_views import GapView
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.reconciliation_acts import REPORT
from pilotage.web.session import Visit

_DECIDED: Mapping[str, str] = {
    "accept": N_("Gap accepted: {line}, {amount}."),
    "dispute": N_("Gap disputed: {line}, {amount}; the vendor answers by {day}."),
    "credit_note": N_("A credit note is awaited by {day}: {line}, {amount}."),
}


def decide(visit: Visit, contract: Contract, one: GapView) -> None:
    """For who may: accept, dispute, await a credit note; then what each side says."""
    t, key = visit.t, f"gap-{one.key}"
    if one.state in {"within", "credited"} or not may(visit, Right.AGREE):
        return
    if one.state in {"disputed", "credit_note", "upheld"}:
        _exchange(visit, one, key)
    usual = visit.today + timedelta(days=contract.reconciliation.dispute_days)
    label = N_("Decide") if one.state == "open" else N_("Decide otherwise")
    with st.popover(t(label), icon=":material/gavel:", key=f"{key}-form"):
        outcome = st.radio(
            t(N_("What becomes of it")),
            list(OUTCOMES),
            format_func=lambda name: t(OUTCOMES[name]),
            key=f"{key}-outcome",
        )
        st.text_input(t(N_("Why")), key=f"{key}-reason", max_chars=1000, placeholder="")
        if outcome != "accept":
            st.date_input(
                t(N_("The vendor answers by")),
                value=usual,
                min_value=visit.today,
                format="DD/MM/YYYY",
                key=f"{key}-due",
            )
        st.button(t(N_("Record the decision")), key=f"{key}-do", on_click=_decide, args=(visit, one, key))
        ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _decide(visit: Visit, one: GapView, key: str) -> None:
    due, t = st.session_state.get(f"{key}-due"), visit.t
    outcome = str(st.session_state[f"{key}-outcome"])
    day = due if isinstance(due, date) and outcome != "accept" else None
    with refusals():
        try:
            gap_decisions.decide(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                gap=one.key,
                outcome=outcome,
                reason=str(st.session_state.get(f"{key}-reason") or ""),
                due_on=day,
            )
        except ProblemsFoundError as error:
            st.session_state[f"{key}-problems"] = error.problems
            return
        amount = signed_money(one.difference, visit.the_card.currency, t)
        shown = {"line": gap_label(one.gap, t), "amount": amount}
        shown |= {"day": t.date(day, "medium")} if day else {}
        st.session_state[REPORT] = t(_DECIDED[outcome], **shown)


def _exchange(visit: Visit, one: GapView, key: str) -> None:
    """What a side said, and how the dispute ended."""
    t = visit.t
    with st.popover(t(N_("Note an exchange")), icon=":material/forum:", key=f"{key}-talk"):
        sides = {"vendor": t(N_("Vendor")), "client": t(N_("Client"))}
        st.radio(
            t(N_("Who said it")),
            list(sides),
            format_func=sides.__getitem__,
            key=f"{key}-side",
            horizontal=True,
        )
        st.text_area(t(N_("What was said")), key=f"{key}-text", max_chars=4000, placeholder="")
        st.selectbox(
            t(N_("How it ends")), list(ENDS), format_func=lambda name: t(ENDS[name]), key=f"{key}-end"
        )
        st.button(t(N_("Keep the exchange")), key=f"{key}-say", on_click=_say, args=(visit, one.key, key))
        ui.findings(st.session_state.pop(f"{key}-said", ()), t)


def _say(visit: Visit, gap: str, key: str) -> None:
    with refusals():
        try:
            gap_decisions.say(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                gap=gap,
                side="client" if st.session_state[f"{key}-side"] == "client" else "vendor",
                text=str(st.session_state.get(f"{key}-text") or ""),
                outcome=str(st.session_state[f"{key}-end"]),
            )
        except ProblemsFoundError as error:
            st.session_state[f"{key}-said"] = error.problems
            return
        st.session_state[REPORT] = visit.t(N_("The exchange is kept."))


def set_aside(visit: Visit, one: Received) -> None:
    """A document that counts no more, with its reason: refused to the vendor, or a mistake."""
    t, key = visit.t, f"aside-{one.id}"
    if one.aside is not None or not may(visit, Right.AGREE):
        return
    with st.popover(t(N_("Set aside")), icon=":material/remove_circle:", key=f"{key}-form"):
        kinds = {"refused": t(N_("Refused to the vendor")), "mistake": t(N_("Recorded by mistake"))}
        st.radio(
            t(N_("Why it counts no more")), list(kinds), format_func=kinds.__getitem__, key=f"{key}-kind"
        )
        st.text_input(t(N_("Why")), key=f"{key}-reason", max_chars=1000, placeholder="")
        st.button(
            t(N_("Set this document aside")), key=f"{key}-do", on_click=_aside, args=(visit, one.id)
        )
        ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _aside(visit: Visit, document: int) -> None:
    key = f"aside-{document}"
    with refusals():
        try:
            reconciling.put_aside(
                *(visit.db, visit.actor),
                contract=visit.the_card.ref,
                month=visit.month,
                document=document,
                kind=str(st.session_state[f"{key}-kind"]),
                reason=str(st.session_state.get(f"{key}-reason") or ""),
            )
        except ProblemsFoundError as error:
            st.session_state[f"{key}-problems"] = error.problems
            return
        st.session_state[REPORT] = visit.t(N_("The document is set aside."))
