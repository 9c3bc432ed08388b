"""What is left on a contract: caps and minimums consumed, deadlines and their calendar file."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pilotage.locale import N_
from pilotage.locale.judged import name_of
from pilotage.services import contract_page, deadlines
from pilotage.services.contract_page import Consumed, Opened
from pilotage.services.deadlines import Deadline
from pilotage.web import components as ui
from pilotage.web.session import Visit
from pilotage.web.text import plain

_WATCH, _FULL = Decimal(75), Decimal(100)


def due(visit: Visit, place: DeltaGenerator, one: Deadline) -> None:
    """A deadline as a figure: how many days are left, and until when."""
    t, page = visit.t, visit.kept("contract", build=lambda: _opened(visit))
    left = t(N_("{n} days"), n=one.days_left(visit.today))
    ui.metric(place, deadlines.said(one, page.contract, t), left, t.date(one.day, "medium"))


def _opened(visit: Visit) -> Opened:
    return contract_page.opened(visit.db, visit.actor, ref=visit.the_card.ref)


def cap(visit: Visit, place: DeltaGenerator, one: Consumed) -> None:
    """What is left of a cap."""
    t, page = visit.t, visit.kept("contract", build=lambda: _opened(visit))
    name = name_of(one.id, page.contract, t, ("limit",))
    left = t.money(one.left or Decimal(0), visit.the_card.currency)
    note = t(N_("left on {most}"), most=t.money(one.most or Decimal(0), visit.the_card.currency))
    ui.metric(place, name, left, note)


def show(visit: Visit, page: Opened) -> None:
    """Limits at left, deadlines at right."""
    left, right = st.columns([4, 3])
    with left:
        limits(visit, page)
    with right:
        dates(visit, page)


def limits(visit: Visit, page: Opened) -> None:
    """A row a cap, a minimum or an order: what is used, of what, what is left."""
    t, ref = visit.t, visit.the_card.ref
    found = visit.kept(
        "contract-left",
        build=lambda: contract_page.consumed(visit.db, visit.actor, ref=ref, month=visit.month),
    )
    with ui.card(t(N_("Caps, minimums and orders consumed"))):
        if not found:
            st.markdown(f":gray[{plain(t(N_('No cap, no minimum, no order up to this month.')))}]")
            return
        heads = [ui.Cell(t(N_("Limit")))]
        heads += [ui.right(t(text)) for text in (N_("Used"), N_("Of"), N_("Left"))]
        ui.table(
            "limits", [*heads, ui.Cell(t(N_("Share used")))], [_limit(visit, page, one) for one in found]
        )
        st.caption(
            plain(t(N_("Caps are a share of the fees of their period so far: they grow with it.")))
        )


def _limit(visit: Visit, page: Opened, one: Consumed) -> list[ui.Cell]:
    t = visit.t

    def shown(value: Decimal | None) -> ui.Cell:
        if value is None:
            return ui.right(":gray[—]")
        if one.money:
            return ui.right(ui.amount(value, t, visit.the_card.currency))
        return ui.right(plain(t.number(value)))

    name = name_of(one.id, page.contract, t, ("limit", "price"))
    if one.first != one.last:
        name = t(N_("{name}, since {month}"), name=name, month=t.month(one.first))
    return [
        ui.Cell(plain(name)),
        shown(one.used),
        shown(one.most),
        shown(one.left),
        ui.Cell(_state(visit, one)),
    ]


def _state(visit: Visit, one: Consumed) -> str:
    """How far it is used, by a word and a shape."""
    t, share = visit.t, one.share
    if share is None:
        return ""
    told = t.percent(share, 0)
    if one.kind == "minimum":
        reached = share >= _FULL
        return ui.badge(
            t(N_("minimum reached")) if reached else told, "blue" if reached else "orange", ""
        )
    if share >= _FULL:
        return ui.badge(told, "red", "■")
    return ui.badge(told, "orange", "▲") if share >= _WATCH else ui.badge(told, "blue", "●")


def dates(visit: Visit, page: Opened) -> None:
    """The deadlines, nearest first, and the file that a calendar takes."""
    t, ref = visit.t, visit.the_card.ref
    with ui.card(t(N_("What falls due next"))):
        found = deadlines.deadlines(page.contract, visit.today)
        rows = [
            [
                ui.Cell(plain(deadlines.said(one, page.contract, t))),
                ui.Cell(plain(t.date(one.day, "medium"))),
                ui.right(plain(t(N_("{n} d"), n=one.days_left(visit.today)))),
            ]
            for one in found
        ]
        heads = [ui.Cell(t(N_("What falls due"))), ui.Cell(t(N_("Date"))), ui.right(t(N_("Left")))]
        ui.table("deadlines", heads, rows)
        content = visit.kept(
            "contract-ics",
            build=lambda: deadlines.calendar_of(
                visit.db, visit.actor, ref=ref, language=visit.t.language
            ),
        )
        st.download_button(
            t(N_("Add to a calendar (.ics)")),
            content,
            file_name=f"{ref}.ics",
            mime="text/calendar",
            icon=":material/event:",
            key="contract-ics",
        )
