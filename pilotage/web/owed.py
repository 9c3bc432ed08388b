"""What the page of invoices draws: the vendors' rows, the cut-off, the files for the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from pilotage.accounting.accrual import Accrual
from pilotage.locale import N_, Words
from pilotage.locale.accounting_words import exported_words
from pilotage.locale.changes import signed_money
from pilotage.locale.sentences import sentence
from pilotage.money import sum_of
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import accruals, journal_numbers, journals
from pilotage.services.actor import Right
from pilotage.services.journal_numbers import Posted
from pilotage.services.owed import Outstanding, Owed, Totals
from pilotage.web import components as ui
from pilotage.web import people
from pilotage.web.components import Colour
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

WIDTHS = (1.6, 1.9, 1.8, 1.5, 1.5, 1.3, 3.2)
_NONE = ":gray[—]"
_STATES: Mapping[str, tuple[str, Colour, str]] = {
    "in_progress": (N_("In progress"), "gray", "○"),
    "estimate": (N_("Estimate"), "gray", "○"),
    "cut_off": (N_("Accrued"), "blue", "●"),
    "draft": (N_("Draft"), "gray", "○"),
    "submitted": (N_("Submitted"), "blue", "●"),
    "contested": (N_("Contested"), "orange", "▲"),
    "agreed": (N_("Agreed by the vendor"), "blue", "●"),
    "clear_to_invoice": (N_("Clear to invoice"), "blue", "●"),
    "invoice_received": (N_("Invoice received"), "blue", "●"),
    "clear_to_pay": (N_("Clear to pay"), "blue", "●"),
    "exported": (N_("Exported"), "blue", "●"),
    "closed": (N_("Closed"), "blue", "●"),
}
_SAID = "cut-off-said"


def state_badge(state: str, t: Words) -> str:
    words, colour, shape = _STATES[state]
    return ui.badge(t(words), colour, shape)


def table(visit: Visit, rows: Sequence[Owed], totals: Mapping[str, Totals]) -> None:
    """A row a vendor, then a total a currency."""
    t = visit.t
    headers = (
        ui.Cell(t(N_("Vendor"))),
        ui.Cell(t(N_("State"))),
        ui.right(t(N_("Accrued, excl. VAT"))),
        ui.right(t(N_("Expected, excl. VAT"))),
        ui.right(t(N_("Invoiced, excl. VAT"))),
        ui.right(t(N_("Gap"))),
        ui.Cell(t(N_("What blocks"))),
    )
    body = [_row(visit, one) for one in rows]
    body += [_total(t, currency, one, rows) for currency, one in totals.items()]
    with st.container(border=True):
        ui.rows("owed", headers, WIDTHS, body)


def _row(visit: Visit, one: Owed) -> ui.Row:
    t, currency = visit.t, one.card.currency
    link = ui.Link("pages/preinvoice.py", one.card.vendor_name, visit.link_to(one.card, one.month))
    return ui.Row(
        (
            link,
            ui.Cell(state_badge(one.state, t)),
            ui.right(_accrued(visit, one)),
            ui.right(ui.amount(one.expected, t, currency)),
            ui.right(_NONE if one.invoiced is None else ui.amount(one.invoiced, t, currency)),
            ui.right(_gap(one, t)),
            _blocks(visit, one),
        )
    )


def _accrued(visit: Visit, one: Owed) -> str:
    t = visit.t
    if one.accrued is not None:
        made = one.accrued
        day, by, currency = t.date(made.accrual.on, "day"), people.shown(made.by), made.accrual.currency
        told = [t(N_("on {day}, by {who}") if by else N_("on {day}"), day=day, who=by)]
        if made.accrual.total != made.accrual.subtotal:
            total = t.money(made.accrual.total, currency)
            told = [t(N_("{total} incl. VAT"), total=total), *told]
        under = "".join(f"  \n:gray[:small[{plain(each)}]]" for each in told)
        return ui.amount(made.accrual.subtotal, t, currency) + under
    if one.cutoff_on and one.state != "closed":
        words = N_("due since {day}") if one.cutoff_on <= visit.today else N_("due on {day}")
        return f":gray[:small[{plain(t(words, day=t.date(one.cutoff_on, 'day')))}]]"
    return _NONE


def _gap(one: Owed, t: Words) -> str:
    if one.gap is None:
        return _NONE
    if not one.gap:
        return f":blue[●] {plain(t(N_('none')))}"
    shown = plain(signed_money(one.gap, one.card.currency, t))
    return f":blue[●] {shown}" if one.settled else f":red[■] {shown}"


def _blocks(visit: Visit, one: Owed) -> ui.Cell | ui.Link:
    """The first thing that stands against closing, leading to where it is settled."""
    t = visit.t
    if one.state == "in_progress":
        return ui.Cell(f":gray[{plain(t(N_('The month is not over')))}]")
    here = visit.link_to(one.card, one.month)
    if one.foreign:
        words = t(N_("{document} is of another seller or currency"), document=", ".join(one.foreign))
        return ui.Link("pages/reconciliation.py", words, here)
    if one.gap is not None and not one.settled and one.state != "closed":
        return ui.Link("pages/reconciliation.py", t(N_("Gaps to settle with the vendor")), here)
    if not one.blocks:
        words = N_("Nothing: closed") if one.state == "closed" else N_("Nothing")
        return ui.Cell(f":blue[●] {plain(t(words))}")
    first, n = one.blocks[0], sum(each.count for each in one.blocks)
    told = sentence(first.problems[0], t)
    if n > 1:
        told += f" (+{n - 1})"
    pages = ui.page_paths(first.page) or ["pages/closing.py"]
    month = Month.parse(first.query.get("month", str(one.month)))
    return ui.Link(pages[0], told, visit.link_to(one.card, month))


def _total(t: Words, currency: str, one: Totals, rows: Sequence[Owed]) -> ui.Row:
    def cell(amount: Decimal | None) -> ui.Cell:
        return ui.right(_NONE if amount is None else f"**{ui.amount(amount, t, currency)}**")

    name = ui.Cell(f"**{plain(t(N_('Total, {currency}'), currency=currency))}**")
    gap = _NONE if one.gap is None else f"**{plain(signed_money(one.gap, currency, t))}**"
    accrued = [
        row.accrued.accrual.subtotal for row in rows if row.accrued and row.card.currency == currency
    ]
    amounts = (
        cell(sum_of(accrued) if accrued else None),
        cell(one.expected),
        cell(one.invoiced),
        ui.right(gap),
    )
    return ui.Row((name, ui.Cell(""), *amounts, ui.Cell("")))


# --- the cut-off ----------------------------------------------------------------------------------


def cut_off(visit: Visit, rows: Sequence[Owed]) -> None:
    """What each cut-off would keep, in figures, and the act."""
    t = visit.t
    if said := st.session_state.pop(_SAID, ()):
        for text, fine in said:
            (st.success if fine else st.warning)(plain(text))
    due = [one for one in rows if not one.against_accruing]
    if not due:
        return
    if not may(visit, Right.CLOSE):
        st.caption(plain(t(N_("{n} months wait for their cut-off, which finance makes."), n=len(due))))
        return
    with ui.card(t(N_("Accounting cut-off")), plain(t(N_(_ONCE)))):
        made = visit.kept("proposed", *(one.card.ref for one in due), build=lambda: _proposed(visit, due))
        for one in due:
            _one(visit, one, made[one.card.ref])
        comment = st.text_input(t(N_("Comment")), key="cut-off-comment", max_chars=200)
        if len(due) > 1:
            refs = [one.card.ref for one in due]
            label = t(N_("Accrue all {n}"), n=len(due))
            st.button(
                label, key="cut-off-all", type="primary", on_click=_keep, args=(visit, refs, comment)
            )


_ONCE = N_("An accrual is kept as it is shown here, with the day and your name, and is never changed.")


def _proposed(visit: Visit, due: Sequence[Owed]) -> Mapping[str, Accrual]:
    return {
        one.card.ref: accruals.proposed(visit.db, visit.actor, contract=one.card.ref, month=one.month)
        for one in due
    }


def _one(visit: Visit, one: Owed, made: Accrual) -> None:
    t = visit.t
    net, total = ui.amount(made.subtotal, t, made.currency), ui.amount(made.total, t, made.currency)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        told = t(N_("{net} excl. VAT, {total} incl. VAT"), net=net, total=total)
        text = f"**{plain(one.card.vendor_name)}** {told}"
        if made.estimated_days:
            days = ", ".join(t.date(day, "day") for day in made.estimated_days)
            words = t(N_("Days without data, estimated: {days}."), days=days)
            text += f"  \n{ui.badge(words, 'orange', '▲')}"
        st.markdown(text, width="stretch")
        st.button(
            t(N_("Accrue")),
            key=f"cut-off-{one.card.ref}",
            on_click=_keep,
            args=(visit, [one.card.ref], None),
            help=t(N_("Keeps {total} incl. VAT for {month}."), total=total, month=t.month(one.month)),
        )


def _keep(visit: Visit, refs: Sequence[str], comment: str | None) -> None:
    """Accrues before the page is drawn again; who came second is told there."""
    t, said = visit.t, []
    comment = comment or st.session_state.get("cut-off-comment", "")
    for ref in refs:
        with refusals():
            try:
                kept = accruals.cut_off(
                    visit.db, visit.actor, contract=ref, month=visit.month, comment=comment
                )
            except ProblemsFoundError as error:
                said += [(f"{ref}: {sentence(one, t)}", False) for one in error.problems]
                continue
            total = t.money(kept.accrual.total, kept.accrual.currency)
            words = t(N_("{month}: {total} accrued, incl. VAT."), month=t.month(visit.month), total=total)
            said.append((f"{ref}: {words}", True))
    st.session_state[_SAID] = tuple(said)


# --- what waits, and the files --------------------------------------------------------------------


def outstanding(visit: Visit, found: Sequence[Outstanding]) -> None:
    """Every month accrued of which something was not invoiced, and how much of it is left."""
    t, names = visit.t, {card.ref: card for card in visit.cards}
    if not found:
        return
    heads = (
        ui.Cell(t(N_("Vendor"))),
        ui.Cell(t(N_("Month"))),
        ui.Cell(t(N_("Accrued on"))),
        ui.right(t(N_("Accrued, incl. VAT"))),
        ui.right(t(N_("Not invoiced, incl. VAT"))),
    )
    body = [
        (
            ui.Cell(plain(names[one.accrual.contract].vendor_name)),
            ui.Cell(plain(t.month(one.accrual.month))),
            ui.Cell(plain(t.date(one.accrual.on, "medium"))),
            ui.right(ui.amount(one.accrual.total, t, one.accrual.currency)),
            ui.right(ui.amount(one.left.total, t, one.accrual.currency)),
        )
        for one in found
    ]
    with ui.card(t(N_("Accrued, not invoiced: {n}"), n=len(found))):
        ui.table("outstanding", heads, body)


def credits(visit: Visit, rows: Sequence[Owed]) -> None:  # noqa: A001  the trade's word
    """The credit notes that vendors owe for this month's invoices."""
    t = visit.t
    body = [
        (
            ui.Cell(plain(row.card.vendor_name)),
            ui.Cell(plain(t.date(one.due_on, "medium")) if one.due_on else _NONE),
            ui.right(ui.amount(one.amount, t, row.card.currency)),
        )
        for row in rows
        for one in row.credits
    ]
    if not body:
        return
    heads = (ui.Cell(t(N_("Vendor"))), ui.Cell(t(N_("Due"))), ui.right(t(N_("Amount excl. VAT"))))
    with ui.card(t(N_("Credit notes to receive: {n}"), n=len(body))):
        ui.table("credits", heads, body)


KINDS: Mapping[journals.Kind, str] = {
    "accruals": N_("Accruals and their reversal"),
    "credits": N_("Credit notes to receive"),
    "invoices": N_("Invoices received"),
}


def files(visit: Visit, contract: str | None) -> None:
    """The entries of the month for the books, in the layout that their program reads."""
    t = visit.t
    if not may(visit, Right.EXPORT):
        return
    with st.popover(t(N_("Entries for the books")), icon=":material/account_balance:"):
        kinds = list(KINDS)
        kind = st.radio(
            t(N_("Entries")), kinds, format_func=lambda one: t(KINDS[one]), key="journal-kind"
        )
        known = journals.layouts(visit.db, visit.actor)
        names = {"fec": t(N_("FEC order, tabs")), "csv": t(N_("Spreadsheet (CSV)"))}
        layout = st.selectbox(
            t(N_("Layout of the file")),
            [*names, *sorted(one for one in known if one not in names)],
            format_func=lambda one: plain(names.get(one) or str(one)),
            key="journal-layout",
        )
        try:
            there = journals.posted(
                visit.db, visit.actor, month=visit.month, contract=contract, kind=kind
            )
        except ProblemsFoundError as error:
            ui.findings(error.problems, t)
            return
        _download(visit, contract, kind, layout, there)
        _own_layout(visit)


def _download(
    visit: Visit, contract: str | None, kind: journals.Kind, layout: str, there: Sequence[Posted]
) -> None:
    t, n = visit.t, len(there)
    if not n:
        st.caption(plain(t(N_("No entry of this kind for {month}."), month=t.month(visit.month))))
        return
    before = journal_numbers.exported(visit.db, visit.actor, posted=there, kind=kind)
    if before is not None:
        st.caption(plain(exported_words(before.at.date(), before.same, before.changed, t)))
    known = journals.layouts(visit.db, visit.actor)[layout]
    st.download_button(
        t(N_("Download {n} entries"), n=n),
        data=lambda: journals.export(
            visit.db,
            visit.actor,
            month=visit.month,
            language=t.language,
            contract=contract,
            layout=layout,
            kind=kind,
        )[1],
        file_name=journals.file_name(visit.month, contract, kind, known, t),
        mime="text/plain",
        icon=":material/download:",
        on_click="ignore",
        key="journal-file",
    )


def _own_layout(visit: Visit) -> None:
    """The client's own program: its columns, described once; the layout kept is chosen at once."""
    t = visit.t
    if not may(visit, Right.CLOSE):
        return
    file = st.file_uploader(t(N_("Another layout (JSON)")), type="json", key="journal-own")
    if file is not None:
        given = (visit, file.getvalue(), file.name)
        st.button(t(N_("Keep this layout")), key="journal-keep", on_click=_keep_layout, args=given)
    if said := st.session_state.pop("journal-said", ""):
        st.success(plain(said))
    ui.findings(st.session_state.pop("journal-trouble", ()), t)


def _keep_layout(visit: Visit, content: bytes, name: str) -> None:
    with refusals():
        try:
            text = content.decode("utf-8", errors="replace")
            kept = journals.keep_layout(visit.db, visit.actor, text=text, file=name)
        except ProblemsFoundError as error:
            st.session_state["journal-trouble"] = error.problems
            return
        words = N_("The layout “{name}” is kept: {n} columns.")
        st.session_state["journal-said"] = visit.t(words, name=kept.id, n=len(kept.columns))
        st.session_state["journal-layout"] = kept.id
