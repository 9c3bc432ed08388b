"""The vendor's invoice beside ours: the finding, the gaps, the documents, what is suggested."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import LANGUAGES, N_, NBSP, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.reconciliation_words import (
    FORMS,
    HOWS,
    OFFICIAL,
    STATES,
    STATUSES,
    class_words,
    gap_label,
    reason_words,
    why_words,
)
from pilotage.locale.sentences import sentence
from pilotage.money import ZERO, sum_of
from pilotage.reconciliation.model import ExpectedLine, InvoicedLine, Pair
from pilotage.services import reconciling
from pilotage.services.actor import Right
from pilotage.services.reconciling_views import GapView, Received, Reconciliation
from pilotage.web import components as ui
from pilotage.web import people
from pilotage.web.guard import may
from pilotage.web.session import Visit
from pilotage.web.text import plain

_COLOURS: dict[str, ui.Colour] = {
    "within": "gray",
    "credited": "blue",
    "open": "red",
    "accepted": "blue",
    "disputed": "orange",
    "credit_note": "orange",
    "upheld": "orange",
    "given_up": "blue",
    "shared": "blue",
}
_STATUS: dict[str, ui.Colour] = {"approve": "blue", "dispute": "orange", "refuse": "red"}
_WIDTHS = (4.2, 1.5, 1.7, 1.7, 1.6, 2.6)


def finding(found: Reconciliation | None, visit: Visit) -> str:
    """The title: whether the invoice agrees, and what is left to decide."""
    t = visit.t
    if found is None:
        return t(N_("No invoice received yet"))
    beyond = [one for one in found.gaps if not one.gap.within]
    to_decide = sum(one.state == "open" for one in beyond)
    moved = sum_of(one.gap.left for one in beyond if not one.accepted)
    amount = signed_money(moved, visit.the_card.currency, t)
    if to_decide:
        return t(N_("Gaps to decide: {n}, {amount}"), n=to_decide, amount=amount)
    if not beyond:
        return t(N_("The invoice agrees with the expected invoice"))
    waiting = [one for one in beyond if one.state in {"disputed", "credit_note", "upheld"}]
    if waiting:
        return t(N_("Gaps that await the vendor: {n}, {amount}"), n=len(waiting), amount=amount)
    return t(N_("Every gap is settled"))


def suggestion_badge(found: Reconciliation, t: Words) -> str:
    status = found.suggestion.status.value
    shape, name = STATUSES[status]
    return ui.badge(t(N_("Suggested: {name}"), name=t(name)), _STATUS[status], shape)


def tiles(found: Reconciliation, visit: Visit) -> None:
    """Expected, invoiced, what lies between: it reads as arithmetic."""
    t, currency = visit.t, visit.the_card.currency
    first, second, third = st.columns(3)
    issued = found.expectation.document
    note = (
        t(N_("expected invoice {number}"), number=issued)
        if issued
        else t(N_("from the expected invoice"))
    )
    ui.metric(first, t(N_("Expected excl. VAT")), t.money(found.expected, currency), note)
    counted = found.counting
    notes = sum(one.invoice.credit for one in counted)
    texts = [t(N_("invoices: {n}"), n=len(counted) - notes)]
    texts += [t(N_("credit notes: {n}"), n=notes)] if notes else []
    ui.metric(second, t(N_("Invoiced excl. VAT")), t.money(found.invoiced, currency), ", ".join(texts))
    moved = found.invoiced - found.expected
    shown = signed_money(moved, currency, t) if moved else t.money(ZERO, currency)
    ui.metric(third, t(N_("Gap")), shown, _limits(found, visit))


def _limits(found: Reconciliation, visit: Visit) -> str:
    t, limits = visit.t, found.limits
    if not limits.amount:
        return t(N_("no tolerance but a cent"))
    return t(
        N_("tolerance a line: {percent} and {amount}"),
        percent=t.percent(limits.percent, None),
        amount=t.money(limits.amount, visit.the_card.currency, 0),
    )


# --- the gaps -------------------------------------------------------------------------------------

Act = Callable[[Visit, Contract, GapView], None]


def gaps(found: Reconciliation, visit: Visit, contract: Contract, act: Act) -> None:
    """The gaps, the largest first, those within the tolerance last; the link unfolds one in place."""
    t, asked = visit.t, st.query_params.get("gap", "")
    if not found.gaps:
        st.success(
            plain(t(N_("No gap: the invoice agrees line by line."))), icon=":material/check_circle:"
        )
        return
    headers = (
        *(ui.Cell(t(N_("Line"))), ui.Cell(t(N_("Class"))), ui.right(t(N_("Expected")))),
        *(ui.right(t(N_("Invoiced"))), ui.right(t(N_("Gap"))), ui.Cell(t(N_("State")))),
    )
    if len(found.gaps) > 1:
        st.caption(plain(_by_class(found, visit)))
    body = [_gap_row(one, visit, contract, asked, act) for one in found.gaps]
    ui.rows("gaps", headers, _WIDTHS, body)


def _by_class(found: Reconciliation, visit: Visit) -> str:
    """The gaps by class, in euros: `Volume (2) +505,00 € · Prix (1) −64,00 €`."""
    t, currency = visit.t, visit.the_card.currency
    told = []
    for kind in dict.fromkeys(one.kind for one in found.gaps):
        mine = [one.difference for one in found.gaps if one.kind == kind]
        told.append(f"{class_words(kind, t)} ({len(mine)}) {_moved(sum_of(mine), t, currency)}")
    return " · ".join(told)


def _gap_row(one: GapView, visit: Visit, contract: Contract, asked: str, act: Act) -> ui.Row:
    t, currency, opened = visit.t, visit.the_card.currency, one.key == asked
    shape, name = STATES[one.state]
    state = ui.badge(t(name), _COLOURS[one.state], shape)
    if one.overdue(visit.today):
        state += " " + ui.badge(t(N_("late since {day}"), day=one.due_on), "red", "■")

    def below() -> None:
        with st.container(border=True, gap="small"):
            unfolded(one, visit, contract)
            act(visit, contract, one)

    return ui.Row(
        (
            ui.Link(
                "pages/reconciliation.py",
                gap_label(one.gap, t),
                visit.link() if opened else visit.link(gap=one.key),
                ":material/expand_less:" if opened else ":material/expand_more:",
            ),
            ui.Cell(plain(class_words(one.kind, t))),
            ui.right(ui.amount(one.expected, t, currency)),
            ui.right(ui.amount(one.invoiced, t, currency)),
            ui.right(f"**{plain(_moved(one.difference, t, currency))}**"),
            ui.Cell(state),
        ),
        current=opened,
        below=below if opened else None,
    )


def _moved(amount: Decimal, t: Words, currency: str) -> str:
    return signed_money(amount, currency, t) if amount else t.money(ZERO, currency)


def unfolded(one: GapView, visit: Visit, contract: Contract) -> None:
    """Why it is a gap, its arithmetic and clause, what was decided and said of it."""
    t, currency = visit.t, visit.the_card.currency
    st.markdown(f"**{plain(why_words(one.gap, t))}**")
    if one.gap.invoiced_label:
        st.caption(plain(t(N_("On the invoice: {label}"), label=one.gap.invoiced_label)))
    if one.against:
        st.caption(plain(t(N_("Held against the issued document {number}"), number=one.against)))
    ui.steps(f"gap-{one.key}", one.steps, t, currency, contract)
    if one.gap.credited:
        credited = t.money(-one.gap.credited, currency)
        numbers = ", ".join(one.gap.credit_notes)
        text = t(N_("Credited: {amount}, by {numbers}"), amount=credited, numbers=numbers)
        st.markdown(plain(text))
    made = one.decision
    if made is None:
        return
    if made.outdated:
        st.warning(plain(t(N_("The amounts are no longer those that were decided on: decide again."))))
    day = t.date(made.decided_on, "medium")
    text = N_("Decided on {day} by {who}: {reason}")
    if not people.shown(made.by):
        text = N_("Decided on {day}: {reason}")
    st.markdown(plain(t(text, day=day, who=made.by, reason=made.reason)))
    if one.due_on and not one.accepted:
        st.caption(plain(t(N_("The vendor answers by {day}."), day=t.date(one.due_on, "medium"))))
    for said in one.exchanges:
        side = t(N_("Vendor")) if said.side == "vendor" else t(N_("Client"))
        st.caption(plain(f"{t.date(said.on, 'medium')} · {side} · {said.text}"))


# --- documents, suggestion, lines -----------------------------------------------------------------


def documents(found: Reconciliation, visit: Visit, act: Callable[[Visit, Received], None]) -> None:
    """What was received, with what does not count any more."""
    t = visit.t
    with ui.card():
        st.subheader(plain(t(N_("Received"))), anchor=False)
        for one in found.documents:
            _document(one, visit, act)


def _document(one: Received, visit: Visit, act: Callable[[Visit, Received], None]) -> None:
    t, invoice = visit.t, one.invoice
    kind = t(N_("Credit note {number}")) if invoice.credit else t(N_("Invoice {number}"))
    title = kind.replace("{number}", invoice.number)
    amount = t.money(invoice.before_tax, invoice.currency)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{plain(title)}** {_mark(one, t)}  \n:gray[:small[{plain(_origin(one, t))}]]")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            st.markdown(f"**{plain(amount)}**", width="content")
            if one.name:
                _save(one, visit)
            act(visit, one)
    if one.aside:
        st.caption(plain(one.aside.reason))
    for problem in one.problems:
        st.caption(plain(sentence(problem, t)))


def _origin(one: Received, t: Words) -> str:
    form = FORMS[one.invoice.form]
    parts = [t(form) if form == FORMS["typed"] else form]
    if one.invoice.issued_on:
        parts.append(t(N_("dated {day}"), day=t.date(one.invoice.issued_on, "medium")))
    parts.append(t(N_("received on {day}"), day=t.date(one.received_on, "medium")))
    if one.invoice.about:
        parts.append(t(N_("on invoice {number}"), number=one.invoice.about))
    return " · ".join(parts)


def _mark(one: Received, t: Words) -> str:
    if one.aside:
        text = N_("Refused") if one.aside.kind == "refused" else N_("Recorded by mistake")
        return ui.badge(t(text), "gray", "○")
    if one.twin:
        return ui.badge(t(N_("repeats {number}"), number=one.twin), "red", "■")
    return ui.badge(t(N_("schema not followed")), "orange", "▲") if one.problems else ""


def _save(one: Received, visit: Visit) -> None:
    ref = visit.the_card.ref

    def content() -> bytes:
        return reconciling.original(visit.db, visit.actor, contract=ref, document=one.id)[1]

    st.download_button(
        visit.t(N_("Open the document")),
        data=content,
        file_name=one.name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=f"original-{one.id}",
        disabled=not may(visit, Right.EXPORT),
    )


def suggestion(found: Reconciliation, visit: Visit) -> None:
    """What to answer on the e-invoicing platform, and why: suggested, never sent."""
    t, made = visit.t, found.suggestion
    shape, name = STATUSES[made.status.value]
    with ui.card():
        st.subheader(plain(t(N_("Suggested answer"))), anchor=False)
        official = plain(t(OFFICIAL[made.status.value]))
        st.markdown(f"{ui.badge(t(name), _STATUS[made.status.value], shape)} {official}")
        for reason in made.reasons:
            st.markdown(f"- {plain(reason_words(reason, t))}")
        if not made.reasons:
            st.markdown(plain(t(N_("Nothing stands against it: no gap is left beyond the tolerance."))))
        st.caption(plain(t(N_("The portal sends nothing: give the status on your platform yourself."))))


def side_by_side(found: Reconciliation, visit: Visit) -> None:
    """Our lines and theirs, a row each, with what lies between."""
    t, currency = visit.t, visit.the_card.currency
    if not found.pairs:
        return
    st.subheader(plain(t(N_("Line by line"))), anchor=False)
    heads = (
        *(
            ui.Cell(t(N_("Expected line"))),
            ui.right(t(N_("Quantity × price"))),
            ui.right(t(N_("Expected"))),
        ),
        *(ui.Cell(t(N_("On the invoice"))), ui.right(t(N_("Quantity × price")))),
        *(ui.right(t(N_("Invoiced"))), ui.right(t(N_("Gap")))),
    )
    body = [_pair(one, t, currency) for one in found.pairs]
    credited = found.invoiced - _invoiced(found)
    if credited:
        body.append(_credited(found, credited, t, currency))
    sums = tuple(
        ui.right(f"**{ui.amount(value, t, currency)}**") for value in (found.expected, found.invoiced)
    )
    blank = ui.Cell("")
    moved = ui.right(f"**{plain(_moved(found.invoiced - found.expected, t, currency))}**")
    total = ui.Cell(f"**{plain(t(N_('Total excl. VAT')))}**")
    ui.table("pairs", heads, [*body, (total, blank, sums[0], blank, blank, sums[1], moved)])
    st.space("small")


def _credited(found: Reconciliation, credited: Decimal, t: Words, currency: str) -> tuple[ui.Cell, ...]:
    """The credit notes, which no expected line has beside it."""
    names = ", ".join(one.invoice.number for one in found.counting if one.invoice.credit)
    blank = ui.Cell("")
    label = t(N_("Credit note {number}")).replace("{number}", names)
    shown = ui.right(plain(_moved(credited, t, currency)))
    return (ui.Cell("—"), blank, ui.right("—"), ui.Cell(plain(label)), blank, shown, shown)


def _invoiced(found: Reconciliation) -> Decimal:
    return sum_of(i.amount for pair in found.pairs for i in pair.invoiced)


def _pair(pair: Pair, t: Words, currency: str) -> tuple[ui.Cell, ...]:
    e, items = pair.expected, pair.invoiced
    wanted = e.amount if e else ZERO
    read = sum_of(i.amount for i in items)
    label = e.labels[LANGUAGES.index(t.language)] if e and e.labels else (e.id if e else "—")
    theirs = " + ".join(dict.fromkeys(i.label for i in items)) or "—"
    how = f" :gray[:small[{plain(t(HOWS[pair.how]))}]]" if pair.how else ""
    return (
        ui.Cell(plain(label)),
        ui.right(plain(_ours(e, t, currency)) if e else ""),
        ui.right(ui.amount(wanted, t, currency)),
        ui.Cell(plain(theirs) + how),
        ui.right(plain(_theirs(items, t, currency))),
        ui.right(ui.amount(read, t, currency) if items else "—"),
        ui.right(plain(_moved(read - wanted, t, currency)) if read != wanted else ""),
    )


def _ours(e: ExpectedLine, t: Words, currency: str) -> str:
    times = f"{t.number(e.quantity)}{NBSP}×{NBSP}{t.money(e.unit_price, currency)}"
    return times if e.counted else ""


def _theirs(items: tuple[InvoicedLine, ...], t: Words, currency: str) -> str:
    shown = [
        f"{t.number(i.quantity)}{NBSP}×{NBSP}{t.money(i.unit_price, currency)}"
        for i in items
        if i.quantity is not None and i.unit_price is not None and i.quantity != 1
    ]
    return " + ".join(shown)
