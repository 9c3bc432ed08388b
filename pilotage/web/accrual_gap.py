"""Why the accrual missed: the causes from the cut-off to the closing, each unfolding to its lines."""

from __future__ import annotations

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.invoice.gap import Cause, Gap, Move
from pilotage.locale import N_, Words
from pilotage.locale.changes import change_label, points_words, signed_money, sla_label, value_words
from pilotage.locale.closing_words import cause_words
from pilotage.money import ZERO
from pilotage.scenarios import LineChange
from pilotage.services.accrual_gap import AccrualGap
from pilotage.web import components as ui
from pilotage.web.session import Visit
from pilotage.web.text import plain


def finding(found: AccrualGap, t: Words) -> str:
    """One sentence: by how much the accrual missed, and what explains most of it."""
    gap = found.gap
    if not gap.difference and not gap.moves:
        return t(N_("The month came out as accrued, to the cent."))
    causes = {cause: amount for cause, amount in gap.by_cause.items() if amount}
    amount = signed_money(gap.difference, gap.currency, t)
    if not causes:
        return t(N_("Nothing moved the total: {amount}."), amount=amount)
    main = max(causes, key=lambda cause: abs(causes[cause]))
    share = signed_money(causes[main], gap.currency, t)
    text = N_("The month came out {amount} from its accrual; the first cause is {cause} ({share}).")
    return t(text, amount=amount, cause=_inside(cause_words(main, t)), share=share)


def _inside(words: str) -> str:
    """Words inside a sentence: an abbreviation keeps its capitals."""
    return words if words.isupper() else words[:1].lower() + words[1:]


def drawn(visit: Visit, found: AccrualGap, contract: Contract) -> None:
    """From the accrual down to the month, cause by cause, then the lines and SLAs that moved."""
    t, gap = visit.t, found.gap
    with ui.card():
        st.subheader(plain(t(N_("From the cut-off to the closing"))), anchor=False)
        st.markdown(plain(finding(found, t)))
        if not found.kept:
            st.caption(plain(t(N_("No accrual was kept: this is what would have been accrued."))))
        ui.table("gap", _head(t), _causes(found, contract, t))
        if gap.moves:
            with st.expander(plain(t(N_("Line by line")))):
                ui.table("gap-lines", _line_head(t), [_line(one, contract, gap, t) for one in gap.moves])
        if gap.measured:
            with st.expander(plain(t(N_("SLAs that moved")))):
                ui.table("gap-slas", _sla_head(t), _slas(gap, contract, t))


def _head(t: Words) -> tuple[ui.Cell, ...]:
    return (ui.Cell(t(N_("Cause"))), ui.Cell(t(N_("What moved"))), ui.right(t(N_("Excl. VAT"))))


def _causes(found: AccrualGap, contract: Contract, t: Words) -> list[tuple[ui.Cell, ...]]:
    gap, blank = found.gap, ui.Cell("")
    first = t(N_("Accrued on {day}"), day=t.date(found.on, "medium"))
    last = (
        t(N_("Closed on {day}"), day=t.date(found.closed_on, "medium"))
        if found.closed_on
        else t(N_("As known today"))
    )
    rows = [(ui.Cell(f"**{plain(first)}**"), blank, ui.right(ui.amount(gap.accrued, t, gap.currency)))]
    by_cause = dict(gap.by_cause)
    if found.days:
        by_cause = {Cause.MISSING_DAY: by_cause.get(Cause.MISSING_DAY, ZERO), **by_cause}
    for cause, amount in by_cause.items():
        told = plain(_told(found, cause, contract, t))
        shown = plain(signed_money(amount, gap.currency, t))
        rows.append((ui.Cell(plain(cause_words(cause, t))), ui.Cell(told), ui.right(shown)))
    total = ui.right(f"**{ui.amount(gap.reached, t, gap.currency)}**")
    return [*rows, (ui.Cell(f"**{plain(last)}**"), blank, total)]


def _told(found: AccrualGap, cause: Cause, contract: Contract, t: Words) -> str:
    """What a cause moved, in a few words: the days, the lines, the SLAs."""
    parts = []
    if cause is Cause.MISSING_DAY:
        parts += [t.date(day, "medium") for day in found.days[:3]]
        more = len(found.days) - 3
        parts += [t(N_("and {n} others"), n=more)] if more > 0 else []
    parts += list(dict.fromkeys(_label(one, contract, t) for one in found.gap.of(cause)))[:3]
    for where, sla in found.gap.measured:
        if where is cause:
            moved = f" {points_words(sla, t)}" if sla.points else ""
            parts.append(f"{sla_label(sla, contract, t)}{moved}")
    return ", ".join(parts[:5])


def _label(one: Move, contract: Contract, t: Words) -> str:
    """The line as the pre-invoice has it; of a line by hand, the words that were typed."""
    if typed := str(dict(one.detail).get("label", "")):
        return typed
    line = LineChange(one.line, one.term, one.kind, "", None, None, ZERO, one.amount, one.detail)
    return change_label(line, contract, t)


def _line_head(t: Words) -> tuple[ui.Cell, ...]:
    return (ui.Cell(t(N_("Line"))), ui.Cell(t(N_("Cause"))), ui.right(t(N_("Difference"))))


def _line(one: Move, contract: Contract, gap: Gap, t: Words) -> tuple[ui.Cell, ...]:
    return (
        ui.Cell(plain(_label(one, contract, t))),
        ui.Cell(plain(cause_words(one.cause, t))),
        ui.right(plain(signed_money(one.amount, gap.currency, t))),
    )


def _sla_head(t: Words) -> tuple[ui.Cell, ...]:
    return (
        ui.Cell(t(N_("SLA"))),
        ui.Cell(t(N_("Cause"))),
        ui.right(t(N_("Before"))),
        ui.right(t(N_("After"))),
        ui.right(t(N_("Difference"))),
    )


def _slas(gap: Gap, contract: Contract, t: Words) -> list[tuple[ui.Cell, ...]]:
    return [
        (
            ui.Cell(plain(sla_label(sla, contract, t))),
            ui.Cell(plain(cause_words(cause, t))),
            ui.right(plain(value_words(sla.before, sla, sla.status_before, t))),
            ui.right(plain(value_words(sla.after, sla, sla.status_after, t))),
            ui.right(plain(points_words(sla, t))),
        )
        for cause, sla in gap.measured
    ]
