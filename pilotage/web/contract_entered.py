"""What the contract's prices read besides the files: published index values, deliveries on orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from pilotage.locale import N_
from pilotage.locale.judged import name_of
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import IndexValue, Order
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import contract_page, indices, orders
from pilotage.services.actor import Right
from pilotage.services.contract_page import Opened
from pilotage.services.typed import value_of
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain


def show_indices(visit: Visit, page: Opened) -> None:
    """The values published of each series, latest first, with their source; entering one."""
    t, ref = visit.t, visit.the_card.ref
    series = indices.series_of(page.contract)
    if not series:
        st.info(plain(t(N_("No clause of this contract reads an index."))))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left, ui.card(t(N_("Index values"))):
        found = indices.values(visit.db, visit.actor, contract=ref)
        rows = [
            [
                ui.Cell(plain(one.series)),
                ui.Cell(plain(t.month(one.period))),
                ui.right(plain(t.number(one.value))),
                ui.Cell(plain(t.date(one.published, "medium"))),
                ui.Cell(plain(one.source)),
            ]
            for one in sorted(
                found, key=lambda one: (one.series, one.period, one.published), reverse=True
            )
        ]
        heads = [ui.Cell(t(N_("Series"))), ui.Cell(t(N_("Month"))), ui.right(t(N_("Value")))]
        heads += [ui.Cell(t(N_("Published on"))), ui.Cell(t(N_("Source")))]
        if rows:
            ui.table("index-values", heads, rows)
        else:
            st.markdown(f":gray[{plain(t(N_('No value is entered yet.')))}]")
    with right:
        _enter_index(visit, series)


def _enter_index(visit: Visit, series: Sequence[str]) -> None:
    t = visit.t
    if not may(visit, Right.IMPORT):
        st.caption(plain(t(N_("Your role does not enter index values."))))
        return
    with ui.card(t(N_("Enter a published value"))):
        st.selectbox(t(N_("Series")), series, key="index-series")
        before = [Month.of(visit.today).plus(-n) for n in range(1, 37)]
        st.selectbox(
            t(N_("Month")), before, format_func=lambda month: plain(t.month(month)), key="index-month"
        )
        st.text_input(t(N_("Value")), key="index-value", max_chars=20)
        st.date_input(
            t(N_("Published on")),
            visit.today,
            max_value=visit.today,
            format="DD/MM/YYYY",
            key="index-published",
        )
        st.text_input(t(N_("Source: where it was read")), key="index-source", max_chars=300)
        st.button(t(N_("Keep the value")), key="index-keep", on_click=_keep_index, args=(visit,))
        _said(visit, "index")


def _keep_index(visit: Visit) -> None:
    state = st.session_state
    read = _number(visit, "index", "value")
    if read is None:
        return
    period, published = state["index-month"], state["index-published"]
    source = str(state.get("index-source") or "")
    value = IndexValue(str(state["index-series"]), period, read, published, source)
    try:
        with refusals():
            indices.add(visit.db, visit.actor, contract=visit.the_card.ref, value=value)
    except ProblemsFoundError as error:
        state["index-problems"] = error.problems
        return
    state["index-done"] = visit.t(N_("The value of {month} is kept."), month=period)
    state["index-value"] = ""


def show_orders(visit: Visit, page: Opened) -> None:
    """What each purchase order received, and what is left on the contract's yearly catalogue."""
    t, ref = visit.t, visit.the_card.ref
    prices = orders.ordered_prices(page.contract)
    if not prices:
        st.info(plain(t(N_("No price of this contract is ordered by purchase order."))))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _delivered(visit, page, orders.deliveries(visit.db, visit.actor, contract=ref))
        _consumed(visit, page)
    with right:
        _enter_order(visit, page, prices)


def _delivered(visit: Visit, page: Opened, found: Sequence[Order]) -> None:
    """A row an order and a price: what was delivered, when last, and at which price."""
    t, currency = visit.t, visit.the_card.currency
    by_order: dict[tuple[str, str], list[Order]] = {}
    for one in found:
        by_order.setdefault((one.purchase_order, one.price), []).append(one)
    with ui.card(t(N_("Purchase orders"))):
        if not by_order:
            st.markdown(f":gray[{plain(t(N_('Nothing was delivered on an order yet.')))}]")
            return
        rows = [
            [
                ui.Cell(plain(number)),
                ui.Cell(plain(name_of(price, page.contract, t, ("price",)))),
                ui.right(plain(t.number(sum((one.quantity for one in mine), ZERO)))),
                ui.right(_worth(page, mine, currency, visit)),
                ui.Cell(plain(t.date(max(one.on for one in mine), "medium"))),
            ]
            for (number, price), mine in sorted(by_order.items())
        ]
        heads = [ui.Cell(t(N_("Order"))), ui.Cell(t(N_("Price"))), ui.right(t(N_("Delivered")))]
        heads += [ui.right(t(N_("Amount"))), ui.Cell(t(N_("Last delivery")))]
        ui.table("orders", heads, rows)


def _worth(page: Opened, mine: Sequence[Order], currency: str, visit: Visit) -> str:
    """At the price of each delivery's day; a cost passed through is its own amount."""
    total = ZERO
    for one in mine:
        price = next((each for each in page.contract.price if each.id == one.price), None)
        in_force = price.terms_on(one.on) if price else None
        if price is not None and price.unit == "pass_through":
            total += one.quantity
        elif in_force is None or in_force.terms.price is None:
            return ":gray[—]"
        else:
            total += one.quantity * in_force.terms.price
    return ui.amount(total, visit.t, currency)


def _consumed(visit: Visit, page: Opened) -> None:
    """What was billed on orders since the contract year began, and what is left where a limit is said."""
    t, ref, currency = visit.t, visit.the_card.ref, visit.the_card.currency
    found = visit.kept(
        "contract-left",
        build=lambda: contract_page.consumed(visit.db, visit.actor, ref=ref, month=visit.month),
    )
    mine = [one for one in found if one.kind == "order"]
    if not mine:
        return
    rows = [
        [
            ui.Cell(plain(name_of(one.id, page.contract, t, ("price",)))),
            ui.right(ui.amount(one.used, t, currency)),
            ui.right(":gray[—]" if one.left is None else ui.amount(one.left, t, currency)),
        ]
        for one in mine
    ]
    with ui.card(t(N_("Billed on orders since {month}"), month=mine[0].first)):
        heads = [ui.Cell(t(N_("Price"))), ui.right(t(N_("Used"))), ui.right(t(N_("Left")))]
        ui.table("orders-used", heads, rows)
        if any(one.left is None for one in mine):
            st.caption(
                plain(t(N_("The contract sets no ceiling on these orders: nothing is left to count.")))
            )


def _enter_order(visit: Visit, page: Opened, prices: Sequence[str]) -> None:
    t = visit.t
    if not may(visit, Right.IMPORT):
        st.caption(plain(t(N_("Your role does not enter deliveries."))))
        return
    with ui.card(t(N_("Enter a delivery"))):
        st.selectbox(
            t(N_("Price")),
            prices,
            format_func=lambda each: plain(name_of(each, page.contract, t, ("price",))),
            key="order-price",
        )
        st.text_input(t(N_("Purchase order")), key="order-number", max_chars=100)
        st.date_input(
            t(N_("Delivered on")), visit.today, max_value=visit.today, format="DD/MM/YYYY", key="order-on"
        )
        st.text_input(t(N_("Quantity, below zero to correct one")), key="order-quantity", max_chars=20)
        st.button(t(N_("Keep the delivery")), key="order-keep", on_click=_keep_order, args=(visit,))
        _said(visit, "order")


def _keep_order(visit: Visit) -> None:
    state = st.session_state
    read = _number(visit, "order", "quantity")
    if read is None:
        return
    number, on = str(state.get("order-number") or "").strip(), state["order-on"]
    order = Order(str(state["order-price"]), number, _day(on, visit), read)
    try:
        with refusals():
            orders.add(visit.db, visit.actor, contract=visit.the_card.ref, order=order)
    except ProblemsFoundError as error:
        state["order-problems"] = error.problems
        return
    state["order-done"] = visit.t(N_("The delivery on order {number} is kept."), number=number)
    state["order-quantity"] = ""


def _day(typed: object, visit: Visit) -> date:
    return typed if isinstance(typed, date) else visit.today


def _number(visit: Visit, area: str, name: str) -> Decimal | None:
    """A number as typed; None once it is said that it is none."""
    typed = str(st.session_state.get(f"{area}-{name}") or "")
    read = value_of(typed, visit.t.language)
    if read is None:
        problem = Problem("terms.not_a_value", Severity.REFUSED, read=typed, params=(("read", typed),))
        st.session_state[f"{area}-problems"] = (problem,)
    return read


def _said(visit: Visit, area: str) -> None:
    if done := st.session_state.pop(f"{area}-done", ""):
        st.success(plain(done), icon=":material/check:")
    ui.findings(st.session_state.pop(f"{area}-problems", ()), visit.t)
