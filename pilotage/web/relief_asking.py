"""Asking for a neutralisation: the clause, the times, the reason, the evidence, on whose behalf."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

import streamlit as st

from pilotage.contract.model import Contract, InForce, Neutralisation, NeutralisationTerms
from pilotage.locale import N_, Words
from pilotage.locale.judged import clause_words, name_of
from pilotage.locale.relief_words import CAUSES, SIDES
from pilotage.neutralisation import Span
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import relief
from pilotage.services.relief_rules import due_on
from pilotage.services.relief_views import Request, Side
from pilotage.services.typed import value_of
from pilotage.web import components as ui
from pilotage.web.guard import refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

Clause = tuple[Neutralisation, InForce[NeutralisationTerms]]
_KEY = "ask-relief"


def ask(visit: Visit, contract: Contract, clauses: Sequence[Clause], worst: date | None = None) -> None:
    """Everything that a request says, behind one button; `worst` is the day that went worst."""
    t = visit.t
    known = {clause.id: (clause, in_force) for clause, in_force in clauses}
    with st.popover(t(N_("Ask for a neutralisation")), icon=":material/add:"):
        chosen = st.selectbox(
            t(N_("Cause, among the clauses of the contract")),
            list(known),
            index=0 if len(known) == 1 else None,
            placeholder=t(N_("Choose the cause")),
            format_func=lambda each: _label(known[each][0], t),
            key=f"{_KEY}-clause",
            on_change=_forget_times,
        )
        if chosen is None:
            st.caption(plain(t(N_("The clause says what is asked, until when, and who decides."))))
            return
        clause, in_force = known[chosen]
        late = _deadline(visit, contract, clause, in_force)
        _who(visit)
        _times(visit, in_force, worst)
        if in_force.terms.may_change != "sla":
            _idle(contract, t)
        st.text_area(t(N_("Reason")), key=f"{_KEY}-reason", max_chars=4000, height=90)
        label = t(N_("Evidence: incident, e-mail, order"))
        st.file_uploader(label, accept_multiple_files=True, key=f"{_KEY}-files")
        if late and relief.may_decide(visit.actor, contract, clause.id, visit.month):
            st.checkbox(t(N_("Take it though it is late")), key=f"{_KEY}-despite")
        st.button(t(N_("Keep the request")), key=f"{_KEY}-keep", on_click=_keep, args=(visit, in_force))
        ui.findings(st.session_state.pop(f"{_KEY}-problems", ()), t)


def _label(clause: Neutralisation, t: Words) -> str:
    name, cause = clause.label(t.language), t(CAUSES[clause.cause]) if clause.cause in CAUSES else ""
    return f"{name} · {cause}" if cause and cause != name else name


def _deadline(
    visit: Visit, contract: Contract, clause: Neutralisation, in_force: InForce[NeutralisationTerms]
) -> bool:
    """The clause and its last day to ask; whether that day has passed."""
    t, days = visit.t, in_force.terms.request_days
    due = due_on(contract, clause.id, visit.month)
    source = clause_words(in_force.source("shape"), contract)
    if due is None:
        st.caption(plain(source))
        return False
    text = t(N_("{clause}: to be asked by J+{n}, {day}."), clause=source, n=days or 0, day=due)
    st.caption(plain(text))
    asked = st.session_state.get(f"{_KEY}-on", visit.today)
    late = isinstance(asked, date) and asked > due
    if late:
        st.caption(f":red[■ {plain(t(N_('That day has passed: the request is late.')))}]")
    return late


def _who(visit: Visit) -> None:
    t = visit.t
    left, right = st.columns(2, vertical_alignment="bottom")
    left.segmented_control(
        t(N_("Asked by")),
        list(SIDES),
        default="vendor",
        format_func=lambda side: t(SIDES[side]),
        key=f"{_KEY}-side",
        required=True,
    )
    right.date_input(
        t(N_("Asked on")), visit.today, max_value=visit.today, format="DD/MM/YYYY", key=f"{_KEY}-on"
    )
    if st.session_state.get(f"{_KEY}-side") == "vendor":
        st.checkbox(
            t(N_("Received outside the portal, recorded for the vendor")), True, key=f"{_KEY}-outside"
        )


def _times(visit: Visit, in_force: InForce[NeutralisationTerms], worst: date | None) -> None:
    """From and to, by the contract's clock; or what the clause's own rule finds. At first, the day that
    went worst for what befalls a day, the whole month for what is counted over it.
    """
    t, month, state = visit.t, visit.month, st.session_state
    if _over_the_month(in_force):
        st.checkbox(
            t(N_("Everything that the clause's own rule finds in the month")), True, key=f"{_KEY}-rule"
        )
        if state.get(f"{_KEY}-rule", True):
            return
    by_day = in_force.terms.grain == "day"
    if whole := _over_the_month(in_force):
        first, last = month.first, month.last
    else:
        first = last = worst or month.first
    ends = time(20) if whole else time(9)
    places = (("from", N_("From"), first, time(8)), ("to", N_("To, not included"), last, ends))
    for name, label, day, at in places:
        left, right = st.columns(2)
        key = f"{_KEY}-{name}-day"
        if not month.first <= state.get(key, date.min) <= month.last:
            state[key] = day
        title = N_("Last day") if by_day and name == "to" else label
        left.date_input(
            t(title), min_value=month.first, max_value=month.last, format="DD/MM/YYYY", key=key
        )
        if not by_day:
            right.time_input(t(N_("at")), at, step=timedelta(minutes=30), key=f"{_KEY}-{name}-at")


def _over_the_month(in_force: InForce[NeutralisationTerms]) -> bool:
    """Whether what the clause takes out is counted over the month, as a volume is."""
    return in_force.terms.above is not None or in_force.terms.shape == "whole"


def _forget_times() -> None:
    """Another clause has its own times at first."""
    for name in ("from", "to"):
        st.session_state.pop(f"{_KEY}-{name}-day", None)


def withdrawing(visit: Visit, asked: Request) -> None:
    """Taking back one's own request, while it waits."""
    t = visit.t
    if not relief.may_withdraw(visit.actor, asked):
        return
    key = f"withdraw-{asked.number}"
    with st.popover(t(N_("Withdraw the request")), icon=":material/undo:"):
        st.markdown(plain(t(N_("It stays listed as withdrawn, with its evidence, and changes nothing."))))
        st.text_input(t(N_("Why, if you wish to say it")), key=f"{key}-reason", max_chars=1000)
        st.button(t(N_("Withdraw it")), key=key, on_click=_withdraw, args=(visit, asked.number))
        ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _withdraw(visit: Visit, number: int) -> None:
    """Withdraws before the page is drawn again; what stands against it is told in its place."""
    key = f"withdraw-{number}"
    try:
        with refusals():
            reason = str(st.session_state.get(f"{key}-reason") or "")
            relief.withdraw(visit.db, visit.actor, request=number, reason=reason)
    except ProblemsFoundError as error:
        st.session_state[f"{key}-problems"] = error.problems


def _idle(contract: Contract, t: Words) -> None:
    """Hours that nobody could work and that stay payable."""
    hourly = [price.id for price in contract.price if price.unit == "productive_hour"]
    if not hourly:
        return
    left, right = st.columns(2)
    left.selectbox(
        t(N_("Hours that stay payable, at")),
        hourly,
        format_func=lambda each: name_of(each, contract, t, ("price",)),
        key=f"{_KEY}-price",
    )
    right.text_input(t(N_("How many, none if empty")), key=f"{_KEY}-hours")


def _spans(in_force: InForce[NeutralisationTerms]) -> tuple[Span, ...]:
    """What was chosen; nothing for the clause's own rule."""
    state = st.session_state
    if state.get(f"{_KEY}-rule") or f"{_KEY}-from-day" not in state:
        return ()
    first, last = (cast("date", state[f"{_KEY}-{name}-day"]) for name in ("from", "to"))
    if in_force.terms.grain == "day":
        return (
            Span(datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())),
        )
    start, end = (cast("time", state[f"{_KEY}-{name}-at"]) for name in ("from", "to"))
    return (Span(datetime.combine(first, start), datetime.combine(last, end)),)


def _keep(visit: Visit, in_force: InForce[NeutralisationTerms]) -> None:
    """Keeps the request before the page is drawn again; what stands against it is told in the form."""
    state = st.session_state
    typed = str(state.get(f"{_KEY}-hours") or "")
    hours = value_of(typed, visit.t.language) if typed.strip() else Decimal(0)
    if hours is None:
        state[f"{_KEY}-problems"] = (Problem("relief.hours", Severity.REFUSED, read=typed),)
        return
    side: Side = "client" if state.get(f"{_KEY}-side") == "client" else "vendor"
    try:
        with refusals():
            relief.request(
                visit.db,
                visit.actor,
                contract=visit.the_card.ref,
                month=visit.month,
                clause=state[f"{_KEY}-clause"],
                side=side,
                reason=str(state.get(f"{_KEY}-reason") or ""),
                spans=_spans(in_force),
                idle_hours={state[f"{_KEY}-price"]: hours} if hours else None,
                evidence=[(file.name, file.getvalue()) for file in state.get(f"{_KEY}-files") or ()],
                asked_on=state.get(f"{_KEY}-on"),
                outside=side == "vendor" and bool(state.get(f"{_KEY}-outside")),
                despite=bool(state.get(f"{_KEY}-despite")),
            )
            state[f"{_KEY}-reason"] = ""
    except ProblemsFoundError as error:
        state[f"{_KEY}-problems"] = error.problems
