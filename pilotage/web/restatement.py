"""What a file moves, or what a closed month owes: counters, KPIs and euros, before and after."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.changes import (
    change_label,
    line_quantity,
    points_words,
    signed_money,
    sla_label,
    sums_words,
)
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import stream_name
from pilotage.scenarios import Comparison, LineChange, SlaChange
from pilotage.services import catalogue
from pilotage.services.adjusting import Adjustment
from pilotage.services.imports import Preview
from pilotage.services.register import ReceivedFile, received_files
from pilotage.services.restating import Effect, MonthEffect, effect, restatement_of, withdrawal_of
from pilotage.sla import Status, Zone
from pilotage.web import components as ui
from pilotage.web.guard import refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

_NONE = ":gray[—]"
_TITLES = {
    "open": N_("Its pre-invoice moves, excl. VAT"),
    "closed": N_("Unchanged; adjustment proposed in {into}, excl. VAT"),
    "included": N_("Closed with this file, which counts in it, excl. VAT"),
}


def previewed(visit: Visit, seen: Preview) -> None:
    """Before the confirmation: what the file would change in the months of which it replaces days."""
    if seen.change is None or not seen.days_replaced:
        return
    t = visit.t
    known = st.session_state.get("preview-effect")
    if not (known and known[0] is seen and known[1] == visit.trail):
        with refusals(), st.spinner(t(N_("Judging the months that it touches"))):
            known = (seen, visit.trail, effect(visit.db, visit.actor, preview=seen))
            st.session_state["preview-effect"] = known
    if known:
        _drawn(visit, known[2], t(N_("What this file would change")), "preview")


def received(visit: Visit, one: ReceivedFile) -> None:
    """After the import: what the file changed."""
    if not one.days_replaced or one.state == "withdrawn":
        return
    found = visit.kept(
        "restated",
        one.batch,
        build=lambda: restatement_of(visit.db, visit.actor, file=one.batch),
    )
    _drawn(visit, found, visit.t(N_("What this file changed")), "received")


def withdrawn(visit: Visit, one: ReceivedFile) -> None:
    """Before a withdrawal: what it would change in counters, SLAs and euros, as a restatement says it."""
    found = visit.kept(
        "withdrawing",
        one.batch,
        build=lambda: withdrawal_of(visit.db, visit.actor, file=one.batch),
    )
    _drawn(visit, found, visit.t(N_("What withdrawing it would change")), "withdrawn")


def _drawn(visit: Visit, found: Effect | None, title: str, name: str) -> None:
    """Each month that moves, its SLAs and lines before and after; the counters under them."""
    if found is None:
        return
    t = visit.t
    terms = catalogue.contract(visit.db, visit.actor, ref=found.contract)
    with st.container(border=True, gap="small"):
        st.subheader(plain(title), anchor=False)
        for n, month in enumerate(found.months):
            _headline(
                f"**{plain(_first_capital(t.month(month.month)))}** {_state(month, t)} {_said(month, t)}",
                month.comparison,
                t,
            )
            compared(month.comparison, terms, t, f"{name}-{n}")
        if found.counters:
            days = N_("Counters over the days replaced")
            gone = N_("Counters over the days that it holds")
            with st.expander(t(gone if name == "withdrawn" else days)):
                _counters(found, terms, t, name)


def adjusted(visit: Visit, found: tuple[Adjustment, ...]) -> None:
    """The adjustments of closed months that the month on screen takes, beside its own total."""
    t = visit.t
    terms = catalogue.contract(visit.db, visit.actor, ref=visit.the_card.ref)
    with ui.card():
        st.subheader(t(N_("Proposed adjustments")), anchor=False)
        st.caption(plain(t(N_("Of months closed before, line by line; in the total above."))))
        for n, one in enumerate(found):
            text = t(N_("{month}, closed on {day}"), month=t.month(one.month), day=one.closed_on)
            _headline(f"**{plain(_first_capital(text))}**", one.comparison, t)
            compared(one.comparison, terms, t, f"adjusted-{n}")
            for file in _files_behind(visit, one):
                st.page_link(
                    "pages/received_files.py",
                    label=plain(file.name),
                    icon=":material/description:",
                    query_params=visit.link(file=str(file.batch)),
                )


def _files_behind(visit: Visit, one: Adjustment) -> list[ReceivedFile]:
    """The files that took the place of days of the closed month since."""
    ref, window = visit.the_card.ref, one.month.window
    return [
        file
        for file in received_files(visit.db, visit.actor, contract=ref, window=window)
        if file.received.date() >= one.closed_on and any(day in window for day in file.days_replaced)
    ]


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _headline(text: str, found: Comparison, t: Words) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(text, width="stretch")
        amount = plain(signed_money(found.difference, found.currency, t))
        st.markdown(f"#### {amount}", width="content", anchors=False)


def _state(month: MonthEffect, t: Words) -> str:
    if month.state == "open":
        return ui.badge(t(N_("Month open")), "gray", "○")
    return ui.badge(t(N_("Month closed")), "blue", "●")


def _said(month: MonthEffect, t: Words) -> str:
    into = t.month(month.proposed_in) if month.proposed_in else ""
    return f":gray[{plain(t(_TITLES[month.state], into=into))}]"


def compared(found: Comparison, terms: Contract, t: Words, name: str) -> None:
    """SLAs and lines that move, before and after, and the total of the lines."""
    if not found.changed:
        st.markdown(f":gray[{plain(t(N_('No SLA and no line moves.')))}]")
        return
    before, after = ui.right(t(N_("Before"))), ui.right(t(N_("After")))
    gap = ui.right(t(N_("Difference")))
    if found.moved_slas:
        head = (ui.Cell(t(N_("SLA"))), before, after, gap)
        ui.table(f"slas-{name}", head, [_sla(sla, terms, t) for sla in found.moved_slas])
    if found.moved_lines:
        wide = (ui.Cell(t(N_("Line"))), ui.right(t(N_("Quantity"))), before, after, gap)
        body = [_line(line, terms, found.currency, t) for line in found.moved_lines]
        ui.table(f"lines-{name}", wide, [*body, _total(found, t)])


def _sla(sla: SlaChange, terms: Contract, t: Words) -> tuple[ui.Cell, ...]:
    sums = (
        sums_words(sla.numerator_before, sla.denominator_before, t),
        sums_words(sla.numerator_after, sla.denominator_after, t),
    )
    return (
        ui.Cell(plain(sla_label(sla, terms, t))),
        ui.right(_value(sla.before, (sla.status_before, sla.zone_before), sla, sums[0], t)),
        ui.right(_value(sla.after, (sla.status_after, sla.zone_after), sla, sums[1], t)),
        ui.right(plain(points_words(sla, t))),
    )


def _value(
    value: Decimal | None,
    judged: tuple[Status | None, Zone | None],
    sla: SlaChange,
    sums: str,
    t: Words,
) -> str:
    """`22 025 / 24 310 · 90,6 % ● Atteint`; `judged` is the status and the zone."""
    status, zone = judged
    if status is None:
        return _NONE
    shown = _NONE if value is None else f"**{plain(quantity(value, sla.unit, t, ''))}**"
    told = f":gray[{plain(sums)}] " if sums and sla.unit == "percent" else ""
    return f"{told}{shown} {ui.status_badge(status, zone, t)}"


def _line(line: LineChange, terms: Contract, currency: str, t: Words) -> tuple[ui.Cell, ...]:
    return (
        ui.Cell(plain(change_label(line, terms, t))),
        ui.right(plain(line_quantity(line, t))),
        ui.right(ui.amount(line.before, t, currency)),
        ui.right(ui.amount(line.after, t, currency)),
        ui.right(plain(signed_money(line.difference, currency, t))),
    )


def _total(found: Comparison, t: Words) -> tuple[ui.Cell, ...]:
    blank = ui.Cell("")
    amount = plain(signed_money(found.difference, found.currency, t))
    label = ui.Cell(f"**{plain(t(N_('Total excl. VAT')))}**")
    return (label, blank, blank, blank, ui.right(f"**{amount}**"))


def _counters(found: Effect, terms: Contract, t: Words, name: str) -> None:
    head = (
        ui.Cell(t(N_("Stream"))),
        ui.Cell(t(N_("Counter"))),
        ui.right(t(N_("Before"))),
        ui.right(t(N_("After"))),
        ui.right(t(N_("Difference"))),
    )
    body = [
        (
            ui.Cell(plain(stream_name(one.stream, terms, t))),
            ui.Cell(plain(counter_words(one.counter, t))),
            ui.right(_NONE if one.before is None else plain(t.number(one.before))),
            ui.right(_NONE if one.after is None else plain(t.number(one.after))),
            ui.right(plain(t.signed((one.after or 0) - (one.before or Decimal(0))))),
        )
        for one in found.counters
    ]
    ui.table(f"counters-{name}", head, body)
