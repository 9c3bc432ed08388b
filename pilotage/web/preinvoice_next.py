"""What a controller does next with a month, where, and what the click before came to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import streamlit as st

from pilotage.contract.model import CalendarStep, Contract
from pilotage.invoice.life import State, Step
from pilotage.locale import N_
from pilotage.locale.sentences import sentence
from pilotage.money import ZERO, sum_of
from pilotage.services import accruals, issuing, preinvoices
from pilotage.services.preinvoices import Life
from pilotage.web import components as ui
from pilotage.web.session import Visit
from pilotage.web.text import plain

_SAID = "preinvoice-said"


class _Next(NamedTuple):
    """What the state waits for, the day that the calendar gives to it, and the page where it is done
    (empty: this one) under the words of its link.
    """

    text: str
    day: CalendarStep
    page: str = ""
    link: str = ""


_SUBMIT = _Next(N_("Submit the pre-invoice to the vendor"), "pre_invoice")
_NEXT: Mapping[str, _Next] = {
    State.ESTIMATE: _SUBMIT,
    State.CUT_OFF: _SUBMIT,
    State.DRAFT: _SUBMIT,
    State.SUBMITTED: _Next(
        N_("Record the vendor's answer: its agreement, or the lines that it disputes"), "vendor_remarks"
    ),
    State.CONTESTED: _Next(
        N_("Answer the dispute, or correct the line and submit again"), "steering_committee"
    ),
    State.AGREED: _Next(N_("Give the clear to invoice"), "clear_to_invoice"),
    State.CLEAR_TO_INVOICE: _Next(
        N_("Receive the vendor's invoice, then record it here"),
        "vendor_invoice",
        "reconciliation",
        N_("Drop the vendor's invoice"),
    ),
    State.INVOICE_RECEIVED: _Next(
        N_("Decide each gap with the vendor's invoice, then give the clear to pay"),
        "closing",
        "reconciliation",
        N_("See the reconciliation"),
    ),
    State.CLEAR_TO_PAY: _Next(
        N_("Hand the entries over to the books, then mark the month as exported"),
        "closing",
        "invoices",
        N_("Entries for the books"),
    ),
    State.EXPORTED: _Next(N_("Close the month"), "closing", "closing", N_("See the closing checklist")),
}
#: What the state waits for, told on the page of the reconciliation.
_FROM_RECONCILIATION: Mapping[str, str] = {
    State.CLEAR_TO_INVOICE: N_("Record the invoice as received on the pre-invoice"),
    State.INVOICE_RECEIVED: N_("Give the clear to pay on the pre-invoice"),
    State.CLEAR_TO_PAY: N_("Mark the month as exported on the pre-invoice"),
    State.EXPORTED: N_("Close the month"),
}
_TAKEN: Mapping[str, str] = {
    Step.SUBMIT: N_("Submitted as {number}, version {version}: {amount} excl. VAT."),
    Step.CONTEST: N_("The vendor's dispute is recorded: it asks {asked} excl. VAT."),
    Step.ANSWER: N_("The answer is recorded: the pre-invoice stands as it was submitted."),
    Step.AGREE: N_("The vendor's agreement is recorded: {amount} excl. VAT."),
    Step.SETTLE: N_("The difference is issued as {number}: {amount} excl. VAT."),
    Step.CLEAR_TO_INVOICE: N_("The clear to invoice is given: {amount} excl. VAT."),
    Step.INVOICE_RECEIVED: N_("The vendor's invoice is recorded as received."),
    Step.CLEAR_TO_PAY: N_("The clear to pay is given."),
    Step.EXPORT: N_("The month is marked as exported."),
}


def taken(visit: Visit, step: str, life: Life) -> None:
    """Keeps the sentence of a step that was just taken, for the page that is drawn after it."""
    t, currency = visit.t, visit.the_card.currency
    last = life.documents[-1] if life.documents else None
    amount = issued_in_all(life)
    if step == Step.SETTLE and last:
        amount = last.subtotal
    text = t(
        _TAKEN[step],
        number=last.number if last else "",
        version=life.version,
        amount=t.money(amount, currency),
        asked=t.money(life.vendor_amount or ZERO, currency),
    )
    say(text)


def say(text: str) -> None:
    """Keeps a sentence for the page that is drawn after the click."""
    st.session_state[_SAID] = text


def said(visit: Visit) -> None:
    """What the last click did, once."""
    text = st.session_state.pop(_SAID, "")
    if text:
        st.success(plain(text), icon=":material/check_circle:")


def card(visit: Visit, life: Life, contract: Contract) -> None:
    """The accrual, then the next step with its day, what stands against it and where it is settled."""
    if life.state == State.CLOSED:
        return
    t = visit.t
    with ui.card():
        st.subheader(plain(t(N_("Next step"))), anchor=False)
        _accrual(visit, contract)
        if visit.today > visit.month.last:
            _step(visit, life, contract)
        else:
            told = N_("The month runs until {day}: its amount is an estimate.")
            st.markdown(plain(t(told, day=t.date(visit.month.last, "day"))))


def after_reconciling(visit: Visit, life: Life, *, settled: bool) -> None:
    """Under the gaps: what the month waits for once they are decided, and the page where it is done."""
    t, text = visit.t, _FROM_RECONCILIATION.get(life.state)
    if text is None or not (settled or life.state == State.CLEAR_TO_INVOICE):
        return
    with st.container(
        border=True,
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="after-gaps",
    ):
        told = N_("Every gap is decided.") if settled else N_("Gaps are still to be decided.")
        st.markdown(plain(t(told)), width="stretch")
        _link(visit, "closing" if life.state == State.EXPORTED else "preinvoice", text)


def before_invoice(visit: Visit, life: Life, contract: Contract) -> None:
    """On a reconciliation without an invoice: what the vendor is expected to invoice, and when."""
    t, currency = visit.t, visit.the_card.currency
    if not life.documents:
        st.markdown(plain(t(N_("The pre-invoice was not submitted to the vendor yet."))))
        _link(visit, "preinvoice", N_("See the pre-invoice"))
        return
    amount = t.money(issued_in_all(life), currency)
    text = t(N_("Expected: {amount} excl. VAT, pre-invoice {number}."), amount=amount, number=life.number)
    day = preinvoices.step_day(contract, visit.month, "vendor_invoice")
    if day is not None:
        told = (
            N_("The invoice is expected by {day}.")
            if day >= visit.today
            else N_("It is due since {day}.")
        )
        text += " " + t(told, day=t.date(day, "day"))
    st.markdown(plain(text))
    if life.state not in _FROM_RECONCILIATION:
        st.markdown(f":orange[▲] {plain(t(N_('The clear to invoice was not given yet.')))}")
    _link(visit, "preinvoice", N_("See the pre-invoice"))


def issued_in_all(life: Life) -> Decimal:
    """What the standing pre-invoice and the documents after it come to, excl. VAT."""
    base = issuing.standing(life.documents)
    return sum_of(one.subtotal for one in life.documents if one.kind != "preinvoice" or one is base)


def _accrual(visit: Visit, contract: Contract) -> None:
    """Whether the month was accrued; nothing where the contract has no cut-off."""
    t, ref, due = visit.t, contract.ref, accruals.cutoff_day(contract, visit.month)
    made = visit.kept(
        "accrual",
        build=lambda: accruals.accrual(visit.db, visit.actor, contract=ref, month=visit.month),
    )
    if made is not None:
        total = t.money(made.accrual.total, made.accrual.currency)
        text = t(
            N_("Accrued on {day}: {total} incl. VAT"), day=t.date(made.accrual.on, "day"), total=total
        )
        st.markdown(f":blue[●] {plain(text)}")
    elif due is not None and due <= visit.today:
        text = t(N_("Not accrued yet, due since {day}"), day=t.date(due, "day"))
        st.markdown(f":orange[▲] {plain(text)}")
        _link(visit, "invoices", N_("Make the cut-off"))
    elif due is not None:
        text = t(N_("Accounting cut-off on {day}"), day=t.date(due, "day"))
        st.markdown(f":gray[○ {plain(text)}]")


def _step(visit: Visit, life: Life, contract: Contract) -> None:
    t, found = visit.t, _NEXT[life.state]
    text = f"**{plain(t(found.text))}**"
    day = preinvoices.step_day(contract, visit.month, found.day)
    if day is not None:
        told = N_("by {day} (J+{n})") if day >= visit.today else N_("due since {day} (J+{n})")
        words = t(told, day=t.date(day, "day"), n=contract.calendar.steps[found.day])
        text += f"  \n:gray[{plain(words)}]"
    st.markdown(text)
    for problem in life.blocking:
        if problem.code != "preinvoice.contested":
            st.markdown(f":orange[▲] {plain(sentence(problem, t))}")
    if found.page:
        _link(visit, found.page, found.link)


def _link(visit: Visit, page: str, label: str) -> None:
    for path in ui.page_paths(page):
        st.page_link(
            path,
            label=plain(visit.t(label)),
            icon=":material/arrow_forward:",
            query_params=visit.link(),
        )
