"""The life of the pre-invoice on its page: its stages, the one next step, what is said at each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

import streamlit as st

from pilotage.contract.model import CalendarStep, Contract
from pilotage.invoice.life import RULES, State, Step
from pilotage.judgement import MonthResult
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.judged import line_label
from pilotage.locale.preinvoice_words import STATES, STEPS
from pilotage.money import ZERO
from pilotage.pricing import Line
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import preinvoices
from pilotage.services.actor import Right
from pilotage.services.preinvoices import Claim, Life
from pilotage.services.typed import value_of
from pilotage.web import components as ui
from pilotage.web import preinvoice_next
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

#: The stages that are drawn, and the day that the contract's calendar gives to each.
_STAGES: tuple[tuple[State, CalendarStep | None], ...] = (
    (State.ESTIMATE, None),
    (State.CUT_OFF, "cutoff"),
    (State.DRAFT, "pre_invoice"),
    (State.SUBMITTED, "pre_invoice"),
    (State.CONTESTED, "vendor_remarks"),
    (State.AGREED, "steering_committee"),
    (State.CLEAR_TO_INVOICE, "clear_to_invoice"),
    (State.INVOICE_RECEIVED, "vendor_invoice"),
    (State.CLEAR_TO_PAY, "closing"),
    (State.EXPORTED, "closing"),
    (State.CLOSED, "closing"),
)
#: Drawn only where the pre-invoice stands: a row of stages is read at one glance.
_ASIDE = frozenset({State.CUT_OFF, State.CONTESTED, State.EXPORTED})
_ORDER = [stage for stage, _ in _STAGES]
_Phase = Literal["done", "now", "to_come"]
_HOURS = frozenset({"productive_hour", "training_hour"})
_ICONS: Mapping[str, str] = {
    "submit": "send",
    "contest": "report",
    "answer": "reply",
    "agree": "handshake",
    "settle": "difference",
    "clear_to_invoice": "task_alt",
    "invoice_received": "move_to_inbox",
    "clear_to_pay": "paid",
    "export": "output",
}
_KEY = "preinvoice-step"


def life_of(visit: Visit) -> Life:
    """Where the pre-invoice on screen stands."""
    ref = visit.the_card.ref
    return visit.kept(
        "life",
        build=lambda: preinvoices.life(visit.db, visit.actor, contract=ref, month=visit.month),
    )


def disputed(life: Life, result: MonthResult) -> list[tuple[Line, Claim, Decimal]]:
    """The lines that the vendor disputes, what it claims of each, and by how much that differs."""
    lines = {line.id: line for line in result.bill.lines}
    return [
        (
            lines[one.line],
            one,
            (one.amount if one.amount is not None else lines[one.line].amount) - lines[one.line].amount,
        )
        for one in life.claims
        if one.line in lines
    ]


def title(visit: Visit, life: Life, result: MonthResult) -> str:
    """The amount, and what blocks it when something does."""
    t, amount = visit.t, visit.t.money(result.bill.subtotal, visit.the_card.currency)
    for line, claim, _ in disputed(life, result):
        if claim.quantity is not None and line.unit in _HOURS:
            hours = t.number(abs(claim.quantity - line.quantity))
            return t(N_("{amount} excl. VAT, blocked by {n} hours"), amount=amount, n=hours)
    if life.state == State.CONTESTED:
        return t(N_("{amount} excl. VAT, disputed by the vendor"), amount=amount)
    if result.closed_on is None and str(result.maturity) == "provisional":
        return t(N_("{amount} excl. VAT, provisional"), amount=amount)
    if life.state in {State.AGREED, State.CLEAR_TO_INVOICE}:
        return t(N_("{amount} excl. VAT, agreed by the vendor"), amount=amount)
    return t(N_("{amount} excl. VAT"), amount=amount)


def stepper(visit: Visit, life: Life, contract: Contract) -> None:
    """The stages with the day of each: the one on which it was reached, else the contract's."""
    t, reached = visit.t, _reached(life)
    now = State(life.state)
    shown = [one for one in _STAGES if one[0] is now or one[0] not in _ASIDE]
    states = []
    for stage, name in shown:
        due = preinvoices.step_day(contract, visit.month, name) if name else None
        phase = _phase(stage, now, reached)
        note = _note(stage, reached, due, visit)
        if stage is State.CONTESTED:
            states.append(ui.State(t(STATES[stage]), phase, note, "orange", "■"))
        else:
            states.append(ui.State(t(STATES[stage]), phase, note))
    with st.container(key="preinvoice-life"):
        ui.stepper(states)


def _phase(stage: State, now: State, reached: Mapping[State, date]) -> _Phase:
    if stage is now:
        return "now"
    if stage in reached:
        return "done"
    early = stage in {State.ESTIMATE, State.CUT_OFF, State.DRAFT}
    before = _ORDER.index(stage) < _ORDER.index(now)
    return "done" if before and (early or (now is State.CLOSED and stage in reached)) else "to_come"


def _note(stage: State, reached: Mapping[State, date], due: date | None, visit: Visit) -> str:
    t, day = visit.t, reached.get(stage)
    if day is not None:
        return t(N_("today")) if day == visit.today else t.date(day, "day")
    if due is None:
        return ""
    return t.date(due, "day")


def _reached(life: Life) -> dict[State, date]:
    """The day on which each state was last reached by a step; an answer leaves what was submitted."""
    found: dict[State, date] = {}
    for one in life.steps:
        target = RULES[Step(one.kind)].target
        if target is not None and one.kind != Step.ANSWER:
            found[target] = one.on
    return found


# --- the next step --------------------------------------------------------------------------------


def actions(visit: Visit, life: Life, result: MonthResult, contract: Contract, *, usual: bool) -> None:
    """The usual next step, in the head of the page; or the others that the state allows."""
    for step in life.next[:1] if usual else life.next[1:]:
        with st.popover(
            visit.t(STEPS[step]),
            icon=f":material/{_ICONS[step]}:",
            type="primary" if usual else "secondary",
            disabled=not may(visit, Right(RULES[Step(step)].right)),
            key=f"{_KEY}-{step}",
            width="content",
        ):
            _form(visit, life, step, result, contract)


def _form(visit: Visit, life: Life, step: str, result: MonthResult, contract: Contract) -> None:
    """What the step needs, and the click that takes it."""
    t, rule, key = visit.t, RULES[Step(step)], f"{_KEY}-{step}"
    st.markdown(f"**{plain(t(STEPS[step]))}**")
    if step == life.next[0]:
        ui.findings([one for one in life.blocking if one.code != "preinvoice.contested"], t)
    if rule.vendor:
        st.caption(plain(t(N_("The vendor's step, received outside the portal and recorded for it."))))
    if step == Step.CONTEST:
        _claims(visit, result, contract, key)
    needed = "comment" in rule.needs
    label = N_("What the vendor says") if rule.vendor else N_("Comment")
    st.text_area(t(label), key=f"{key}-comment", max_chars=2000, height=90)
    if rule.vendor or step == Step.INVOICE_RECEIVED:
        st.file_uploader(t(N_("Its message, kept as it is")), key=f"{key}-file")
    if needed:
        st.caption(plain(t(N_("A comment is needed."))))
    st.button(
        t(STEPS[step]),
        type="primary",
        key=f"{key}-do",
        on_click=_advance,
        args=(visit, life, step, key),
    )
    ui.findings(st.session_state.pop(f"{key}-problems", ()), t)


def _claims(visit: Visit, result: MonthResult, contract: Contract, key: str) -> None:
    """The disputed lines, and what the vendor asks of each."""
    t = visit.t
    lines = {line.id: line for line in result.bill.lines}
    st.multiselect(
        t(N_("Disputed lines")),
        list(lines),
        format_func=lambda name: line_label(lines[name], contract, t),
        placeholder=t(N_("Choose the lines")),
        key=f"{key}-lines",
    )
    for name in st.session_state.get(f"{key}-lines", ()):
        left, right = st.columns(2)
        left.text_input(
            t(N_("Amount asked")), placeholder=t.number(lines[name].amount, 2), key=f"{key}-amount-{name}"
        )
        right.text_input(
            t(N_("Quantity counted by the vendor")),
            placeholder=t.number(lines[name].quantity),
            key=f"{key}-quantity-{name}",
        )
        st.caption(plain(line_label(lines[name], contract, t)))


def _advance(visit: Visit, life: Life, step: str, key: str) -> None:
    """Takes the step before the page is drawn again; what stands against it is told in its form."""
    state, rule = st.session_state, RULES[Step(step)]
    file = state.get(f"{key}-file")
    try:
        claims = [_claim(name, key, visit.t) for name in state.get(f"{key}-lines", ())]
        with refusals():
            done = preinvoices.advance(
                visit.db,
                visit.actor,
                contract=visit.the_card.ref,
                month=visit.month,
                step=step,
                comment=str(state.get(f"{key}-comment") or ""),
                on_behalf=rule.vendor,
                lines=claims,
                evidence=(file.name, file.getvalue()) if file is not None else None,
                seen=life.seen,
            )
            preinvoice_next.taken(visit, step, done)
    except ProblemsFoundError as error:
        state[f"{key}-problems"] = error.problems


def _claim(name: str, key: str, t: Words) -> Claim:
    told: list[Decimal | None] = []
    for kind in ("amount", "quantity"):
        typed = str(st.session_state.get(f"{key}-{kind}-{name}") or "").strip()
        found = value_of(typed, t.language) if typed else None
        if typed and found is None:
            raise ProblemsFoundError([Problem("preinvoice.not_cents", Severity.REFUSED, read=typed)])
        told.append(found)
    return Claim(name, told[0], told[1])


# --- tiles and what blocks ------------------------------------------------------------------------


def tiles(visit: Visit, life: Life, result: MonthResult) -> None:
    """Computed, asked by the vendor, the gap: only while the vendor disputes."""
    t, currency, bill = visit.t, visit.the_card.currency, result.bill
    asked = life.vendor_amount or bill.subtotal
    first, second, third = st.columns(3)
    label = N_("Total excl. VAT computed")
    if any(line.self_assessed for line in bill.vat_lines):
        label = N_("Computed excl. VAT, reverse charge")
    hours = [(line, claim) for line, claim, _ in disputed(life, result) if line.unit in _HOURS]
    ours, theirs = _hours(hours, result, t)
    if not hours:
        ours = t(N_("expected invoice {number}"), number=life.number)
        theirs = t(N_("disputed lines: {n}"), n=len(life.claims))
    ui.metric(first, t(label), t.money(bill.subtotal, currency), ours)
    vendor = visit.the_card.vendor_name
    ui.metric(second, t(N_("Asked by {vendor}"), vendor=vendor), t.money(asked, currency), theirs)
    last = next(one for one in reversed(life.steps) if one.kind == Step.CONTEST)
    note = "■ " + t(N_("disputed on {day}"), day=t.date(last.on, "medium"))
    ui.metric(third, t(N_("Gap that blocks")), t.money(asked - bill.subtotal, currency), note)


def _hours(hours: list[tuple[Line, Claim]], result: MonthResult, t: Words) -> tuple[str, str]:
    """The hours that each side counts."""
    if not hours:
        return "", ""
    ours = sum((line.quantity for line in result.bill.lines if line.unit == "productive_hour"), ZERO)
    more = sum(((claim.quantity or line.quantity) - line.quantity for line, claim in hours), ZERO)
    return f"{t.number(ours)}{NBSP}h", f"{t.number(ours + more)}{NBSP}h"


def blocking(visit: Visit, life: Life, result: MonthResult, contract: Contract) -> None:
    """The dispute in the vendor's words, and its arithmetic."""
    t, currency = visit.t, visit.the_card.currency
    last = next(one for one in reversed(life.steps) if one.kind == Step.CONTEST)
    with ui.card():
        st.subheader(plain(t(N_("What blocks"))), anchor=False)
        st.markdown(plain(last.comment))
        rows, told = [], ZERO
        for line, claim, difference in disputed(life, result):
            told += difference
            rows.append(
                (plain(_stake(line, claim, contract, t, currency)), ui.amount(difference, t, currency))
            )
        asked = life.vendor_amount if life.vendor_amount is not None else result.bill.subtotal
        rest = asked - result.bill.subtotal - told
        if rest:
            rows.append((plain(t(N_("Not explained line by line"))), ui.amount(rest, t, currency)))
        rows.append((plain(t(N_("At stake"))), ui.amount(asked - result.bill.subtotal, t, currency)))
        ui.pair("stake", rows)


def _stake(line: Line, claim: Claim, contract: Contract, t: Words, currency: str) -> str:
    label = line_label(line, contract, t)
    if claim.quantity is not None and line.unit not in {"base", "amount"}:
        more, suffix = claim.quantity - line.quantity, f"{NBSP}h" if line.unit in _HOURS else ""
        return f"{t.number(more)}{suffix} × {t.money(line.unit_price, currency)}"
    if claim.amount == ZERO:
        return t(N_("Cancelled: {line}"), line=label)
    return label
