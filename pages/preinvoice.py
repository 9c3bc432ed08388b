"""Expected invoice: why this amount, and what blocks it?"""

from collections.abc import Callable, Mapping

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.judged import clause_words, line_label, vat_words
from pilotage.money import ZERO, sum_of
from pilotage.pricing import CORRECTIONS, Line, LineKind
from pilotage.services import invoices, months, preinvoices
from pilotage.services.actor import Right
from pilotage.services.settling_views import LineAmounts, ThreeAmounts
from pilotage.web import (
    amounts,
    closing,
    preinvoice_life,
    preinvoice_lines,
    preinvoice_next,
    preinvoice_sides,
)
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("Expected invoice")
WARNING = N_("preparatory statement, not an invoice")
WIDTHS = (4.0, 1.8, 1.75, 2.0, 2.2)
BONUS_MALUS = {LineKind.BONUS, LineKind.MALUS, LineKind.CAP}


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t, ref = visit.t, visit.card.ref
    result = months.judged(visit.db, visit.actor, contract=ref, month=visit.month)
    contract = months.terms_of_month(visit.db, visit.actor, result=result)
    state = closing.state_badge(result, visit)
    life = preinvoice_life.life_of(visit)

    def acts() -> None:
        export(visit, contract, primary=not life.next)
        preinvoice_life.actions(visit, life, result, contract, usual=True)

    title = preinvoice_life.title(visit, life, result)
    head(title, where(TITLE, plain(t(WARNING)), state), actions=acts)
    preinvoice_next.said(visit)
    if not result.bill.lines:
        ui.empty(
            t(N_("Nothing to bill yet")),
            t(N_("No file received so far gives a quantity that this contract pays in this month.")),
            [ui.Link("pages/received_files.py", t(N_("See the received files")), visit.link())],
        )
        return
    preinvoice_life.stepper(visit, life, contract)
    contested = life.state == "contested"
    if contested:
        preinvoice_life.tiles(visit, life, result)
    else:
        tiles(visit, result)
    left, side = st.columns([2.5, 1.0], gap="small")
    with left:
        lines(visit, result, contract, {one.line: one for one in life.claims})
        preinvoice_sides.documents(visit, life)
        closing.adjustments(visit, result)
        preinvoice_sides.by_hand(visit, closed=result.closed_on is not None)
    with side:
        if contested:
            preinvoice_life.blocking(visit, life, result, contract)
        preinvoice_next.card(visit, life, contract)
        preinvoice_life.actions(visit, life, result, contract, usual=False)
        preinvoice_sides.exchanges(visit, life, contract)
        vat(visit, result)
        pending(visit, result)


def export(visit: Visit, contract: Contract, *, primary: bool) -> None:
    """The workbook is made when it is asked for, not each time the page is drawn."""
    t, ref, month = visit.t, visit.the_card.ref, visit.month
    allowed = may(visit, Right.EXPORT)
    st.download_button(
        t(N_("Export to Excel")),
        data=lambda: invoices.workbook(
            visit.db, visit.actor, contract=ref, month=month, language=t.language
        )[1],
        file_name=invoices.workbook_name(contract, month, t),
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        type="primary" if primary else "secondary",
        icon=":material/download:",
        on_click="ignore",
        key="export",
        disabled=not allowed,
        help=None if allowed else t(N_("Your role does not export figures.")),
    )


def tiles(visit: Visit, result: MonthResult) -> None:
    """Fees, bonus and malus, their sum: it reads as arithmetic."""
    t, currency, bill = visit.t, visit.the_card.currency, result.bill
    paid = [line for line in bill.lines if line.kind not in BONUS_MALUS | CORRECTIONS]
    corrected = sum_of(line.amount for line in bill.lines if line.kind in CORRECTIONS)
    fees = sum((line.amount for line in paid), ZERO)
    share = result.bonus_malus / fees * 100 if fees else ZERO
    first, second, third = st.columns(3)
    note = t(N_("fee lines: {n}"), n=len(paid))
    ui.metric(first, t(N_("Fees")), t.money(fees, currency), note)
    note = t(N_("{share} of the fees"), share=t.percent(share, 2)) if share else t(N_("none this month"))
    label = N_("Bonus and malus")
    if corrected:
        label = N_("Bonus, malus and corrections")
        note = t(N_("of which corrections: {amount}"), amount=t.money(corrected, currency))
    ui.metric(second, t(label), t.money(result.bonus_malus + corrected, currency), note)
    ui.metric(third, t(N_("Total excl. VAT")), t.money(bill.subtotal, currency), vat_note(visit, result))


def vat_note(visit: Visit, result: MonthResult) -> str:
    t, currency, bill = visit.t, visit.the_card.currency, result.bill
    if any(line.self_assessed for line in bill.vat_lines):
        return t(N_("reverse charge"))
    return t(N_("{amount} incl. VAT"), amount=t.money(bill.total, currency))


def lines(
    visit: Visit, result: MonthResult, contract: Contract, claims: Mapping[str, preinvoices.Claim]
) -> None:
    """The lines in the order in which they print; the link unfolds one in place. Those that a
    neutralisation took away stand after them, at zero.
    """
    t, currency, bill = visit.t, visit.the_card.currency, result.bill
    three = amounts.three_of(visit)
    settled = {one.line: one for one in three.lines}
    asked = st.query_params.get("line", "")
    headers = (
        ui.Cell(t(N_("Line"))),
        ui.right(t(N_("Quantity"))),
        ui.right(t(N_("Price"))),
        ui.right(t(N_("Amount excl. VAT"))),
        ui.Cell(t(N_("Source"))),
    )
    body = [
        line_row(
            visit,
            line,
            result,
            contract,
            asked=line.id == asked,
            claim=claims.get(line.id),
            settled=settled.get(line.id),
        )
        for line in bill.lines
    ]
    there = {line.id for line in bill.lines}
    body += [gone_row(visit, one, three, contract, asked) for one in three.lines if one.line not in there]
    total = f"**{ui.amount(bill.subtotal, t, currency)}**"
    blank = ui.Cell("")
    label = ui.Cell(f"**{plain(t(N_('Total excl. VAT')))}**")
    body.append(ui.Row((label, blank, blank, ui.right(total), blank)))
    ui.rows("lines", headers, WIDTHS, body)


def gone_row(
    visit: Visit, one: LineAmounts, three: ThreeAmounts, contract: Contract, asked: str
) -> ui.Row:
    """A malus that nothing is left of: what it was, and why it is no more."""
    t, currency, opened = visit.t, visit.the_card.currency, one.line == asked
    line = amounts.line_of(one.line, three)
    told = three_told(one, t, currency)

    def below() -> None:
        if told:
            told()
        with st.container(border=True, gap="small"):
            st.caption(plain(clause_words(line.source, contract)))
            amounts.by_relief(visit, one, contract)
            preinvoice_lines.to_slas(visit, one.slas, contract)

    return ui.Row(
        (
            ui.Link(
                "pages/preinvoice.py",
                line_label(line, contract, t),
                visit.link() if opened else visit.link(line=one.line),
                ":material/expand_less:" if opened else ":material/expand_more:",
            ),
            ui.Cell(""),
            ui.Cell(""),
            ui.right(ui.amount(ZERO, t, currency)),
            ui.Cell(f":gray[{plain(line.source.clause)}] {ui.badge(t(N_('Neutralised')), 'blue', '●')}"),
        ),
        current=opened,
        below=below if opened else told,
    )


def line_row(
    visit: Visit,
    line: Line,
    result: MonthResult,
    contract: Contract,
    *,
    asked: bool,
    claim: preinvoices.Claim | None,
    settled: LineAmounts | None,
) -> ui.Row:
    t, currency = visit.t, visit.the_card.currency
    opened = asked
    link = visit.link() if opened else visit.link(line=line.id)
    told = three_told(settled, t, currency)

    def below() -> None:
        if told:
            told()
        preinvoice_lines.unfold(visit, line, result, contract, settled, claim)

    marks = [ui.badge(t(N_("disputed line")), "orange", "■")] if claim else []
    marks += [mark(line, t)]
    return ui.Row(
        (
            ui.Link(
                "pages/preinvoice.py",
                line_label(line, contract, t),
                link,
                ":material/expand_less:" if opened else ":material/expand_more:",
            ),
            ui.right(plain(quantity(line, t, currency))),
            ui.right(plain(price(line, t, currency))),
            ui.right(ui.amount(line.amount, t, currency)),
            ui.Cell(f":gray[{plain(line.source.clause or line.source.document)}] {' '.join(marks)}"),
        ),
        current=opened,
        below=below if opened else told,
    )


def three_told(settled: LineAmounts | None, t: Words, currency: str) -> Callable[[], None] | None:
    """Computed, proposed, agreed under a line, when they are not one; None when they are."""
    if settled is None or settled.computed == settled.proposed == settled.agreed:
        return None
    told = N_("computed {computed}, proposed {proposed}, agreed {agreed}")
    three = {
        name: t.money(getattr(settled, name), currency) for name in ("computed", "proposed", "agreed")
    }
    text = f":gray[:small[{plain(t(told, **three))}]]"

    def under() -> None:
        with st.container(key=f"three-{settled.line}"):
            st.markdown(text, anchors=False)

    return under


def quantity(line: Line, t: Words, currency: str) -> str:
    if line.unit == "amount":
        return ""
    if line.unit == "base":
        return t.money(line.quantity, currency)
    suffix = f"{NBSP}h" if line.unit in {"productive_hour", "training_hour"} else ""
    return t.number(line.quantity) + suffix


def price(line: Line, t: Words, currency: str) -> str:
    if line.unit == "base":
        return t.percent(line.unit_price * 100, None)
    return "" if line.unit == "amount" else t.money(line.unit_price, currency)


def mark(line: Line, t: Words) -> str:
    if line.estimated:
        return ui.badge(t(N_("Estimated")), "orange", "▲")
    if line.kind is LineKind.MANUAL:
        return ui.badge(t(N_("By hand")), "orange", "✎")
    if line.kind is LineKind.ADJUSTMENT:
        return ui.badge(t(N_("Adjustment")), "gray", "↺")
    if line.typed:
        return ui.badge(t(N_("Typed in")), "orange", "✎")
    if line.basis == "agreed":
        return ui.badge(t(N_("Agreed")), "blue", "●")
    return ui.badge(t(N_("Provisional")), "gray", "○") if line.provisional else ""


def vat(visit: Visit, result: MonthResult) -> None:
    """VAT by rate, and what is to pay."""
    t, currency, bill = visit.t, visit.the_card.currency, result.bill
    shown = [(plain(t(N_("Total excl. VAT"))), ui.amount(bill.subtotal, t, currency))]
    for line in bill.vat_lines:
        due = line.self_assessed or line.amount
        shown.append((plain(vat_words(line.treatment, line.rate, t)), ui.amount(due, t, currency)))
    shown.append((plain(t(N_("To pay to the vendor"))), ui.amount(bill.total, t, currency)))
    with ui.card():
        st.subheader(plain(t(N_("To pay"))), anchor=False)
        ui.pair("vat", shown)
        if any(line.self_assessed for line in bill.vat_lines):
            st.caption(
                plain(t(N_("Reverse charge: the client declares this VAT, the vendor is not paid it.")))
            )
        clauses = {clause for line in bill.vat_lines if (clause := str(line.source))}
        if clauses:
            st.caption(plain(", ".join(sorted(clauses))))


def pending(visit: Visit, result: MonthResult) -> None:
    """What may still move, or is wrong with the month."""
    t = visit.t
    with ui.card():
        st.subheader(plain(t(N_("What may still move"))), anchor=False)
        moving = [line for line in result.bill.lines if line.provisional]
        if moving:
            st.markdown(plain(t(N_("{n} lines rest on quantities that may still move."), n=len(moving))))
        if not (moving or result.problems):
            st.markdown(f":blue[●] {plain(t(N_('Nothing: every quantity is final.')))}")
        ui.findings(result.problems, t, most=5)
        if result.closed_on is None and visit.today > visit.month.last:
            for page in ui.page_paths("closing"):
                label = t(N_("See the closing checklist"))
                icon = ":material/arrow_forward:"
                st.page_link(page, label=plain(label), icon=icon, query_params=visit.link())


main()
