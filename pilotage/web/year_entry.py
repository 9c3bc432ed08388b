"""What finance enters on the page of the year: a cost of the client's own, files of costs and budgets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import streamlit as st

from pilotage.locale import N_
from pilotage.locale.sentences import sentence
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import budgets, full_cost
from pilotage.services.actor import Right
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain


def entry(visit: Visit, months: list[Month]) -> None:
    """The forms, for who may; the costs kept so far, for all."""
    t = visit.t
    costs(visit)
    if not may(visit, Right.CLOSE):
        return
    left, right = st.columns(2)
    with left, ui.card(t(N_("A cost on our side"))):
        one_cost(visit, months)
    with right, ui.card(t(N_("From a file"))):
        from_file(visit)


def costs(visit: Visit) -> None:
    """The client's own costs as they were kept, the latest first."""
    t, card = visit.t, visit.the_card
    found = full_cost.costs(visit.db, visit.actor, contract=card.ref)
    own = [one for one in reversed(found) if one.month.year == visit.month.year]
    if not own:
        return
    heads = (
        ui.Cell(t(N_("Month"))),
        ui.Cell(t(N_("Cost"))),
        ui.right(t(N_("Amount excl. VAT"))),
        ui.Cell(t(N_("Source"))),
    )
    body = [
        (
            ui.Cell(plain(t.month_short(one.month))),
            ui.Cell(plain(one.label)),
            ui.right(ui.amount(one.amount, t, card.currency)),
            ui.Cell(f":gray[{plain(one.source)}]"),
        )
        for one in own
    ]
    with st.expander(plain(t(N_("Client's own costs: {n} entries"), n=len(own)))):
        ui.table("client-costs", heads, body)


def one_cost(visit: Visit, months: list[Month]) -> None:
    t, card = visit.t, visit.the_card
    n = st.session_state.get("costs-kept", 0)  # what was kept leaves an empty form
    with st.container(gap="small"):
        first, second = st.columns(2)
        month: Month = first.selectbox(
            t(N_("Month")),
            months,
            index=months.index(visit.month) if visit.month in months else 0,
            format_func=lambda one: plain(t.month(one)),
            key=f"cost-month-{n}",
        )
        second.text_input(
            t(N_("Amount excl. VAT ({currency})"), currency=card.currency), key=f"cost-amount-{n}"
        )
        st.text_input(
            t(N_("What it is")),
            key=f"cost-label-{n}",
            max_chars=200,
            placeholder=t(N_("Licences, steering")),
        )
        st.text_input(t(N_("Where the figure comes from")), key=f"cost-source-{n}", max_chars=200)
        st.button(
            t(N_("Keep the cost")),
            type="primary",
            key="keep-cost",
            on_click=_keep_cost,
            args=(visit, month, n),
        )
    for text in st.session_state.pop("cost-problems", ()):
        st.warning(plain(text))


def _keep_cost(visit: Visit, month: Month, n: int) -> None:
    """Keeps what was typed before the page is drawn again; what stood against it is told there."""
    t, ref = visit.t, visit.the_card.ref
    amount, label, source = (
        st.session_state.get(f"cost-{name}-{n}", "") for name in ("amount", "label", "source")
    )
    try:
        value = Decimal("".join(amount.split()).replace(",", "."))
        full_cost.add_cost(
            visit.db, visit.actor, contract=ref, month=month, label=label, amount=value, source=source
        )
    except InvalidOperation:
        st.session_state["cost-problems"] = [t(N_("“{read}” is not a number."), read=amount[:60])]
    except ProblemsFoundError as error:
        st.session_state["cost-problems"] = [sentence(one, t) for one in error.problems]
    else:
        st.session_state["costs-kept"] = n + 1
        st.session_state["year-said"] = t(
            N_("{label}, {month}: kept."), label=label, month=t.month(month)
        )


def from_file(visit: Visit) -> None:
    """A budget or costs, read whole or refused with the rows that are wrong."""
    t, ref = visit.t, visit.the_card.ref
    kinds = {
        "budget": N_("Budget: month, clause, quantity, amount"),
        "costs": N_("Costs: month, label, amount, source"),
    }
    kind = st.radio(
        t(N_("What the file holds")), list(kinds), format_func=lambda one: t(kinds[one]), key="file-kind"
    )
    file = st.file_uploader(
        t(N_("A CSV file, one line for each month and clause or cost")), type="csv", key="finance-file"
    )
    if file is None or not st.button(t(N_("Keep this file")), key="keep-file"):
        return
    content, name = file.getvalue(), file.name

    def keep() -> None:
        if kind == "budget":
            budgets.import_file(visit.db, visit.actor, contract=ref, content=content, name=name)
        else:
            full_cost.import_file(visit.db, visit.actor, contract=ref, content=content, name=name)

    _act(visit, keep, t(N_("{file}: kept."), file=name))


def _act(visit: Visit, act: Callable[[], object], done: str) -> None:
    """Does it, says what stands against it, or draws the page again with what it changed."""
    with refusals():
        try:
            act()
        except ProblemsFoundError as error:
            ui.findings(error.problems, visit.t)
            return
        st.session_state["year-said"] = done
        st.rerun()
