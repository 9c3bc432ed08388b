"""Giving a malus away: what is waived, who signs, within which limit, all before the click."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract, Delegation
from pilotage.locale import N_, Words
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import settling
from pilotage.services.actor import Right
from pilotage.services.settling_views import LineAmounts, ThreeAmounts
from pilotage.services.typed import value_of
from pilotage.web import after_closing, amounts
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

Signer = tuple[Delegation, Decimal | None]


def waive(visit: Visit, one: LineAmounts, three: ThreeAmounts, contract: Contract) -> None:
    """For who may, while the month is open, there is something left to give and somebody who may sign for
    it.
    """
    t, month = visit.t, visit.month
    if one.cap or one.agreed >= 0 or visit.today <= month.last or not may(visit, Right.AGREE):
        return
    if after_closing.into(visit) is not None:
        return
    signers = settling.delegations(visit.db, visit.actor, contract=contract.ref)
    if not signers:
        st.caption(plain(t(N_("The contract names nobody who may sign a waiver."))))
        return
    key = f"waive-{one.line}"
    with st.popover(t(N_("Waive")), icon=":material/handshake:"):
        label = amounts.line_words(one, three, contract, t)
        st.markdown(f"**{plain(label)}**")
        proposed = t.money(one.proposed, contract.currency)
        st.markdown(plain(t(N_("Proposed: {amount}"), amount=proposed)))
        known = {who.id: (who, up_to) for who, up_to in signers}
        st.text_input(
            t(N_("What is left to pay, 0 to give it all away")),
            placeholder=t.number(abs(one.proposed)),
            key=f"{key}-left",
        )
        st.selectbox(
            t(N_("Who signs")),
            list(known),
            format_func=lambda each: _limit(known[each], t, contract.currency),
            key=f"{key}-who",
        )
        st.text_input(t(N_("Why")), key=f"{key}-reason", max_chars=1000)
        st.text_input(t(N_("Obtained in return")), key=f"{key}-return", max_chars=1000)
        st.text_input(t(N_("Decision or minutes")), key=f"{key}-reference", max_chars=200)
        signer = known[st.session_state[f"{key}-who"]]
        _told(visit, one, contract, signer, str(st.session_state.get(f"{key}-left") or ""))
        st.button(
            t(N_("Waive this malus")), key=f"{key}-do", on_click=_waive, args=(visit, one.line, key)
        )
        ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _told(visit: Visit, one: LineAmounts, contract: Contract, signer: Signer, typed: str) -> None:
    """What the click will do: what is given away, what stays due, who signs it, whether he may."""
    t, currency = visit.t, contract.currency
    left = value_of(typed, t.language) if typed.strip() else None
    if left is None:
        st.caption(plain(t(N_("Nothing is waived yet: say what is left to pay."))))
        return
    given = abs(one.proposed) - abs(left)
    who, up_to = signer
    told = N_("{given} are given away, {left} stay due; {who} signs, you ({user}) record it.")
    st.markdown(
        "**"
        + plain(
            t(
                told,
                given=t.money(given, currency),
                left=t.money(abs(left), currency),
                who=amounts.role_words(who, t),
                user=visit.actor.user,
            )
        )
        + "**"
    )
    if up_to is not None:
        within = given <= up_to
        text = N_("Within the delegation: {limit}.") if within else N_("Beyond the delegation: {limit}.")
        colour, shape = ("blue", "●") if within else ("red", "■")
        st.markdown(f":{colour}[{shape} {plain(t(text, limit=t.money(up_to, currency)))}]")


def _limit(signer: Signer, t: Words, currency: str) -> str:
    who, up_to = signer
    if up_to is None:
        return t(N_("{role}, any amount"), role=amounts.role_words(who, t))
    limit = t.money(up_to, currency)
    return t(N_("up to {amount}: {role}"), role=amounts.role_words(who, t), amount=limit)


def _waive(visit: Visit, line: str, key: str) -> None:
    """Waives before the page is drawn again; what stands against it is told in the form."""
    typed = {
        name: str(st.session_state.get(f"{key}-{name}") or "")
        for name in ("left", "who", "reason", "return", "reference")
    }
    left = value_of(typed["left"], visit.t.language) if typed["left"].strip() else None
    if left is None:
        code = "settling.not_cents" if typed["left"].strip() else "settling.nothing_said"
        problem = Problem(code, Severity.REFUSED, read=typed["left"])
        st.session_state[f"{key}-problems"] = (problem,)
        return
    try:
        with refusals():
            settling.waive(
                visit.db,
                visit.actor,
                contract=visit.the_card.ref,
                month=visit.month,
                line=line,
                amount=-abs(left),
                reason=typed["reason"],
                signed_by=typed["who"],
                in_return=typed["return"],
                reference=typed["reference"],
            )
    except ProblemsFoundError as error:
        st.session_state[f"{key}-problems"] = error.problems
