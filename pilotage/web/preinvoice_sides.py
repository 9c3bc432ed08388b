"""Beside the lines of a pre-invoice: what was exchanged, what was issued, lines by hand."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from pilotage.contract.model import CalendarStep, Contract
from pilotage.invoice.life import State
from pilotage.locale import N_
from pilotage.locale.changes import signed_money
from pilotage.locale.preinvoice_words import DOCUMENTS, DONE, MANUAL_STATES
from pilotage.problems import ProblemsFoundError
from pilotage.services import issuing, manual_lines, preinvoices, reopening
from pilotage.services.actor import Right
from pilotage.services.issuing import Issued
from pilotage.services.manual_lines import ByHand, Outcome
from pilotage.services.preinvoices import Life, LifeStep
from pilotage.services.typed import value_of
from pilotage.web import components as ui
from pilotage.web import people, preinvoice_next
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

_KEY = "manual"
_AHEAD: tuple[tuple[str, CalendarStep], ...] = (
    (N_("steering committee {day} (J+{n})"), "steering_committee"),
    (N_("clear to invoice {day} (J+{n})"), "clear_to_invoice"),
    (N_("closing {day} (J+{n})"), "closing"),
)


def exchanges(visit: Visit, life: Life, contract: Contract) -> None:
    """Who did what, when, and with which words; then the days to come."""
    t = visit.t
    with ui.card():
        st.subheader(plain(t(N_("Exchanges"))), anchor=False)
        if not life.steps:
            st.markdown(f":gray[{plain(t(N_('Nothing was sent to the vendor yet.')))}]")
        for one in reversed(life.steps):
            _step(visit, one)
        ahead = _ahead(visit, contract) if life.state != State.CLOSED else ""
        if ahead:
            st.markdown(f"**{plain(t(N_('What follows')))}** {plain(ahead)}")


def _step(visit: Visit, one: LifeStep) -> None:
    t = visit.t
    who = plain(", ".join(part for part in (t(DONE[one.kind]), people.shown(one.by)) if part))
    lines = [f"**{plain(t.date(one.on, 'day'))}** {who}"]
    if one.comment:
        lines.append(plain(one.comment))
    if one.on_behalf:
        outside = t(N_("message attached, received outside the portal"))
        bare = t(N_("received outside the portal"))
        lines.append(f":gray[{plain(outside if one.evidence else bare)}]")
    st.markdown("  \n".join(lines))
    if one.evidence:
        allowed = may(visit, Right.EXPORT)
        st.download_button(
            one.evidence,
            data=lambda: preinvoices.evidence(
                visit.db, visit.actor, contract=visit.the_card.ref, month=visit.month, rank=one.rank
            )[1],
            file_name=one.evidence,
            icon=":material/attach_file:",
            type="tertiary",
            on_click="ignore",
            key=f"evidence-{one.rank}",
            disabled=not allowed,
        )


def _ahead(visit: Visit, contract: Contract) -> str:
    """The days of the contract that are still to come."""
    t, told = visit.t, []
    for text, name in _AHEAD:
        day = preinvoices.step_day(contract, visit.month, name)
        if day is not None and day >= visit.today:
            told.append(t(text, day=t.date(day, "day"), n=contract.calendar.steps[name]))
    return ", ".join(told)


def documents(visit: Visit, life: Life) -> None:
    """What was issued: the pre-invoice in its versions, credit notes and complements line by line."""
    if not life.documents:
        return
    t = visit.t
    with ui.card():
        st.subheader(plain(t(N_("Documents issued"))), anchor=False)
        for one in life.documents:
            _document(visit, one)
        if len({one.kind for one in life.documents}) > 1:
            base = issuing.standing(life.documents)
            after = [one for one in life.documents if one.kind != "preinvoice"]
            total = sum((one.subtotal for one in after), base.subtotal if base else Decimal(0))
            amount = ui.amount(total, t, visit.the_card.currency)
            ui.pair("issued", [(plain(t(N_("Issued in all, excl. VAT"))), amount)])


def _document(visit: Visit, one: Issued) -> None:
    t, currency = visit.t, visit.the_card.currency
    name = t(
        N_("{kind} {number}, version {version}, {day}"),
        kind=t(DOCUMENTS[one.kind]),
        number=one.number,
        version=one.version,
        day=t.date(one.issued_on, "medium"),
    )
    told = t.money(one.subtotal, currency)
    if one.kind != "preinvoice":
        told = signed_money(one.subtotal, currency, t)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(plain(name), width="stretch")
        st.markdown(f"**{plain(told)}**", width="content")
        st.download_button(
            t(N_("Open the document")),
            data=lambda: issuing.workbook(visit.db, visit.actor, document=one.id)[1],
            file_name=one.workbook or f"{one.number}.json",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"document-{one.id}",
            disabled=not may(visit, Right.EXPORT),
        )
    if one.corrects:
        for line in one.bill["lines"]:
            amount = signed_money(Decimal(line["amount"]), currency, t)
            st.caption(
                plain(
                    f"{line['label']} : {amount}" if t.language == "fr" else f"{line['label']}: {amount}"
                )
            )


# --- lines by hand --------------------------------------------------------------------------------


def by_hand(visit: Visit, *, closed: bool) -> None:
    """The lines by hand of the month, those that await a second person, and the form of a new one."""
    t, ref = visit.t, visit.the_card.ref
    found = visit.kept(
        "manual",
        build=lambda: manual_lines.lines(visit.db, visit.actor, contract=ref, month=visit.month),
    )
    if closed and not found:
        return
    with ui.card():
        st.subheader(plain(t(N_("Lines by hand"))), anchor=False)
        if not found:
            st.markdown(f":gray[{plain(t(N_('No line by hand.')))}]")
        for one in found:
            _line(visit, one, closed=closed)
        if not closed and may(visit, Right.SUBMIT):
            with st.expander(plain(t(N_("Add a line")))):
                _form(visit)
        ui.findings(st.session_state.pop(f"{_KEY}-problems", ()), t)


def _line(visit: Visit, one: ByHand, *, closed: bool) -> None:
    t, currency = visit.t, visit.the_card.currency
    waits = one.state == "waiting"
    badge = ui.badge(t(MANUAL_STATES[one.state]), "orange" if waits else "gray", "▲" if waits else "●")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{plain(one.label)}** {badge}", width="stretch")
        st.markdown(f"**{plain(signed_money(one.amount, currency, t))}**", width="content")
    text = N_("{reason} Proposed by {who} on {day}, {evidence}.")
    if not people.shown(one.proposed_by):
        text = N_("{reason} Proposed on {day}, {evidence}.")
    reason = one.reason if one.reason.endswith((".", "!", "?")) else f"{one.reason}."
    day = t.date(one.proposed_on, "medium")
    told = t(text, reason=reason, who=one.proposed_by, day=day, evidence=one.evidence)
    st.caption(plain(told))
    if one.decided_by:
        text = N_("{outcome} by {who}. {comment}")
        outcome = t(MANUAL_STATES[one.state])
        st.caption(plain(t(text, outcome=outcome, who=one.decided_by, comment=one.comment)))
    if closed or one.decided_by:
        return
    mine = manual_lines.is_mine(one.proposed_by, one.recorded_by, visit.actor)
    outcomes: list[tuple[Outcome, str]] = [("withdrawn", N_("Take it back"))] if mine else []
    if waits and not (mine and reopening.named(visit.actor)):
        outcomes = [("approved", N_("Approve")), ("refused", N_("Refuse")), *outcomes]
        if not reopening.named(visit.actor):
            label = N_("Second person: your name (nobody logs in here)")
            st.text_input(t(label), key=f"{_KEY}-name-{one.id}", max_chars=100)
    with st.container(horizontal=True):
        for outcome, label in outcomes:
            st.button(
                t(label),
                key=f"{_KEY}-{outcome}-{one.id}",
                on_click=_decide,
                args=(visit, one, outcome),
            )


def _form(visit: Visit) -> None:
    t, ref = visit.t, visit.the_card.ref
    st.text_input(t(N_("What the line is")), key=f"{_KEY}-label", max_chars=200)
    first, second, third = st.columns(3)
    first.text_input(t(N_("Quantity")), key=f"{_KEY}-quantity")
    second.text_input(t(N_("Price")), key=f"{_KEY}-price")
    third.text_input(t(N_("or amount")), key=f"{_KEY}-amount")
    left, right = st.columns(2)
    left.text_input(t(N_("Account, if not the contract's")), key=f"{_KEY}-account")
    right.text_input(t(N_("Cost centre, if not the contract's")), key=f"{_KEY}-centre")
    st.text_input(t(N_("Why")), key=f"{_KEY}-reason", max_chars=1000)
    st.file_uploader(t(N_("Document that justifies it")), key=f"{_KEY}-file")
    above = manual_lines.threshold(visit.db, visit.actor, contract=ref)
    if above is not None:
        amount = t.money(above, visit.the_card.currency)
        st.caption(
            plain(
                t(
                    N_(
                        "Above {amount}, your lines of the month without approval taken together, "
                        "another person approves it before it counts."
                    ),
                    amount=amount,
                )
            )
        )
    if not reopening.named(visit.actor):
        st.text_input(t(N_("Your name (nobody logs in here)")), key=f"{_KEY}-by", max_chars=100)
    st.button(t(N_("Add the line")), key=f"{_KEY}-add", on_click=_add, args=(visit,))


def _add(visit: Visit) -> None:
    state = st.session_state
    typed = {
        name: str(state.get(f"{_KEY}-{name}") or "") for name in ("label", "reason", "account", "centre")
    }
    numbers = {
        name: value_of(text, visit.t.language)
        if (text := str(state.get(f"{_KEY}-{name}") or ""))
        else None
        for name in ("quantity", "price", "amount")
    }
    file = state.get(f"{_KEY}-file")
    try:
        with refusals():
            manual_lines.add(
                visit.db,
                visit.actor,
                contract=visit.the_card.ref,
                month=visit.month,
                label=typed["label"],
                reason=typed["reason"],
                evidence=(file.name, file.getvalue()) if file is not None else None,
                quantity=numbers["quantity"],
                unit_price=numbers["price"],
                amount=numbers["amount"],
                account=typed["account"],
                cost_centre=typed["centre"],
                name=str(state.get(f"{_KEY}-by") or ""),
            )
            preinvoice_next.say(visit.t(N_("The line is added: {label}."), label=typed["label"]))
            for name in (*typed, "quantity", "price", "amount"):
                state[f"{_KEY}-{name}"] = ""
    except ProblemsFoundError as error:
        state[f"{_KEY}-problems"] = error.problems


def _decide(visit: Visit, one: ByHand, outcome: Outcome) -> None:
    try:
        with refusals():
            name = str(st.session_state.get(f"{_KEY}-name-{one.id}") or "")
            manual_lines.decide(visit.db, visit.actor, line=one.id, outcome=outcome, name=name)
            preinvoice_next.say(f"{one.label} · {visit.t(MANUAL_STATES[outcome])}")
    except ProblemsFoundError as error:
        st.session_state[f"{_KEY}-problems"] = error.problems
