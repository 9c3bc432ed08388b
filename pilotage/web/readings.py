"""The vendor's own reading of the month beside ours: what it is asked, the euros by cause, the SLAs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.changes import change_label, points_words, signed_money, sla_label
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import name_of
from pilotage.locale.kpi_names import kpi_name, variant_name
from pilotage.locale.readings import cause_words, unexplained_words
from pilotage.problems import ProblemsFoundError
from pilotage.scenarios import SlaChange
from pilotage.services import readings
from pilotage.services.readings import VendorReading
from pilotage.services.typed import value_of
from pilotage.sla import Status, Zone
from pilotage.web import components as ui
from pilotage.web.guard import refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain
from pilotage.web.what_if import changed_clause

_NONE = ":gray[—]"


def finding(found: VendorReading, t: Words) -> str:
    """How far apart the two readings stand, in one sentence."""
    values = {"month": found.month, "amount": t.money(abs(found.difference), found.contract.currency)}
    if not found.difference:
        return t(N_("In {month} the vendor's reading costs the same as ours"), **values)
    if found.difference > 0:
        return t(N_("In {month} the vendor reads {amount} more than we do"), **values)
    return t(N_("In {month} the vendor reads {amount} less than we do"), **values)


def read(visit: Visit, contract: Contract) -> VendorReading | None:
    """What the vendor reads otherwise at left, what it makes of the month at right."""
    left, right = st.columns([1, 2], gap="small")
    try:
        with left, ui.card(visit.t(N_("What the vendor reads otherwise"))):
            variants = _formulas(visit, contract)
            accept = _requests(visit, contract)
            draft = _draft(visit, contract)
            total = _total(visit)
        with right, refusals(), st.spinner(visit.t(N_("Judging the month"))):
            found = readings.vendor_reading(
                visit.db,
                visit.actor,
                contract=contract.ref,
                month=visit.month,
                variants=variants,
                accept=accept,
                draft=draft,
                total=total,
            )
            _drawn(visit, found)
            return found
    except ProblemsFoundError as error:
        with right:
            ui.findings(error.problems, visit.t)
    return None


def _formulas(visit: Visit, contract: Contract) -> Mapping[str, str]:
    """The vendor's formula of each promised KPI that has several."""
    t = visit.t
    promised = {sla.kpi for sla in contract.sla}
    asked = {}
    for definition in contract.kpi:
        others = readings.variants(contract, definition.id) if definition.id in promised else ()
        if not others:
            continue
        chosen = st.selectbox(
            t(N_("Formula: {name}"), name=plain(kpi_name(definition, t))),
            ["", *others],
            key=f"rd-{contract.ref}-{definition.id}",
            format_func=lambda name: _formula(name, t),
        )
        if chosen:
            asked[definition.id] = chosen
    return asked


def _formula(text: str, t: Words) -> str:
    """`short abandons left out (5 s)`; ours when empty."""
    if not text:
        return t(N_("As we read it"))
    name, _, delay = text.partition(",")
    seconds = delay.partition("=")[2]
    shown = variant_name(name, t)
    unit = "h" if delay.startswith("within_h") else "s"
    return plain(f"{shown} ({seconds}\N{NO-BREAK SPACE}{unit})" if seconds else shown)


def _requests(visit: Visit, contract: Contract) -> list[int]:
    """The requests that were not accepted whole, all taken as accepted at first."""
    t = visit.t
    found = readings.disputed(visit.db, visit.actor, contract=contract.ref, month=visit.month)
    if not found:
        st.caption(plain(t(N_("No neutralisation of this month was refused or waits."))))
        return []
    labels = {
        one.number: f"{one.number} · {name_of(one.clause, contract, t, ('neutralisation',))}"
        for one in found
    }
    chosen: list[int] = st.multiselect(
        t(N_("Neutralisations taken as accepted")),
        list(labels),
        list(labels),
        key=f"rd-accept-{contract.ref}-{visit.month}",
        select_all=False,  # its words are English only
        format_func=lambda number: plain(labels[number]),
    )
    return chosen


def _draft(visit: Visit, contract: Contract) -> Contract | None:
    """A clause as the vendor words it."""
    if not st.toggle(visit.t(N_("It reads a clause otherwise")), key="rd-otherwise"):
        return None
    return changed_clause(visit, contract, "rd")


def _total(visit: Visit) -> Decimal | None:
    """The vendor's own total, as it is typed."""
    t = visit.t
    text = st.text_input(t(N_("Its own total excl. VAT")), key=f"rd-total-{visit.month}")
    if not text.strip():
        return None
    total = value_of(text, t.language)
    if total is None:
        st.caption(f":red[■ {plain(t(N_('“{read}” is not a number.'), read=text))}]")
    return total


def _drawn(visit: Visit, found: VendorReading) -> None:
    t, currency = visit.t, found.contract.currency
    with ui.card():
        ui.pair(
            "rd-totals",
            (
                (t(N_("Our reading excl. VAT")), plain(t.money(found.ours.bill.subtotal, currency))),
                (t(N_("The vendor's reading excl. VAT")), plain(t.money(found.claimed, currency))),
                (t(N_("Difference")), plain(signed_money(found.difference, currency, t))),
            ),
        )
    with ui.card(t(N_("The difference by cause"))):
        _causes(found, t)
    with ui.card(t(N_("SLAs, ours and theirs"))):
        _slas(found, t)


def _causes(found: VendorReading, t: Words) -> None:
    currency = found.contract.currency
    rows = []
    for one in found.steps:
        words = cause_words(one.cause, one.subject, one.variant, found.contract, t)
        moved = [change_label(line, found.contract, t) for line in one.comparison.moved_lines]
        shown = ui.Cell(plain(", ".join(moved)) or _NONE)
        rows.append((ui.Cell(plain(words)), shown, ui.right(signed_money(one.difference, currency, t))))
    for left in found.unexplained:
        gap = ui.right(plain(signed_money(left.difference, currency, t)))
        rows.append((ui.Cell(plain(unexplained_words(left.line, t))), ui.Cell(_NONE), gap))
    total = ui.right(f"**{plain(signed_money(found.difference, currency, t))}**")
    rows.append((ui.Cell(f"**{plain(t(N_('Total excl. VAT')))}**"), ui.Cell(""), total))
    heads = (ui.Cell(t(N_("Cause"))), ui.Cell(t(N_("Lines that move"))), ui.right(t(N_("Difference"))))
    ui.table("rd-causes", heads, rows)


def _slas(found: VendorReading, t: Words) -> None:
    heads = (
        ui.Cell(t(N_("SLA"))),
        ui.right(t(N_("Ours"))),
        ui.right(t(N_("Theirs"))),
        ui.right(t(N_("Difference"))),
    )
    ui.table("rd-slas", heads, [_sla(sla, found.contract, t) for sla in found.comparison.slas])


def _sla(sla: SlaChange, contract: Contract, t: Words) -> tuple[ui.Cell, ...]:
    return (
        ui.Cell(plain(sla_label(sla, contract, t))),
        ui.right(_value(sla.before, sla.status_before, sla.zone_before, sla, t)),
        ui.right(_value(sla.after, sla.status_after, sla.zone_after, sla, t)),
        ui.right(plain(points_words(sla, t))),
    )


def _value(
    value: Decimal | None, status: Status | None, zone: Zone | None, sla: SlaChange, t: Words
) -> str:
    """`90.6% ● Met`; missed within the dead band is said as the page of the SLAs says it."""
    if status is None:
        return _NONE
    shown = _NONE if value is None else f"**{plain(quantity(value, sla.unit, t, ''))}**"
    return f"{shown} {ui.status_badge(status, zone, t)}"
