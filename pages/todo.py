"""To do: which vendor needs me today, and what exactly is due?"""

from collections.abc import Sequence

import streamlit as st

from pilotage.charts.small import month_strip, sparkline
from pilotage.locale import N_
from pilotage.locale.changes import signed_money
from pilotage.locale.judged import sla_name
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.services import todo
from pilotage.services.todo import AdjustedMonth, Desk, StepState, Task, VendorMonth
from pilotage.sla import Status
from pilotage.web import components as ui
from pilotage.web.figures import exact_words, value_words
from pilotage.web.session import Visit, here
from pilotage.web.shell import head
from pilotage.web.tasks import (
    awaits_words,
    due_badge,
    month_badge,
    next_step,
    step_words,
    task_link,
)
from pilotage.web.text import plain

TITLE = N_("To do")
WIDTHS = (1.7, 1.3, 5.0, 2.0, 1.6)
ADJUSTED_WIDTHS = (1.7, 5.0, 2.0, 2.9)
SHOWN = 10


def main() -> None:
    visit = here()
    if not visit.cards:
        welcome(visit)
        return
    desk = visit.kept("desk", build=lambda: todo.desk(visit.db, visit.actor, month=visit.month))
    vendors = [one for one in desk.vendors if visit.card in {None, one.card}]
    tasks = [task for task in desk.tasks if visit.card is None or task.contract == visit.card.ref]
    head(finding(visit, tasks), line(visit, desk))
    for start in range(0, len(vendors), 4):
        columns = st.columns(4)
        for column, vendor in zip(columns, vendors[start : start + 4], strict=False):
            with column.container(border=True, gap="xsmall", height="stretch"):
                card(visit, vendor, desk)
    waiting(visit, tasks)
    adjusted(visit, vendors)


def finding(visit: Visit, tasks: Sequence[Task]) -> str:
    """How much is owed, and how much of it is late."""
    t = visit.t
    late = sum(task.due < visit.today for task in tasks)
    if not tasks:
        return t(N_("Nothing awaits you"))
    if late:
        return t(N_("To do: {n}, of which late: {late}"), n=len(tasks), late=late)
    return t(N_("To do: {n}, nothing late"), n=len(tasks))


def line(visit: Visit, desk: Desk) -> str:
    """The day, and how many working days after the month it falls."""
    t = visit.t
    long = t.date(desk.today, "long")
    day = plain(long[:1].upper() + long[1:])
    month = plain(t.month(desk.month))
    if desk.working_day < 1:
        return f"{day} · {plain(t(N_('{month} is not over'), month=month))}"
    return f"{day} · {month} · **J+{desk.working_day}**"


def welcome(visit: Visit) -> None:
    """The first page of an empty portal."""
    t = visit.t
    head(t(N_("Welcome to Pilotage")), plain(t(N_("This portal is empty: it starts with a contract."))))
    ui.empty(
        t(N_("From a vendor's file to a judged month, in three steps")),
        t(N_("Name your company and your vendor, publish the contract, import the first file.")),
        [ui.Link(page, t(N_("Create the first contract")), {}) for page in ui.page_paths("start")],
    )


def card(visit: Visit, vendor: VendorMonth, desk: Desk) -> None:
    """A vendor's month: its state, the next act, its first SLA, its euros."""
    t, here_ = visit.t, visit.link_to(vendor.card)
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall"):
        with st.container(key=f"name-{vendor.card.ref}", width="content"):
            st.page_link("pages/sla.py", label=plain(vendor.card.vendor_name), query_params=here_)
        st.markdown(month_badge(vendor, visit), width="content")
    task = vendor.next_task
    if task:
        link = task_link(task, t, longest=40)
        st.page_link(
            link.page,
            label=plain(link.label),
            icon=link.icon,
            query_params=dict(link.query),
        )
    else:
        st.markdown(f":gray[{plain(t(N_('Nothing awaits you here')))}]")
    calendar(visit, vendor, desk)
    headline(visit, vendor)
    ending(visit, vendor)
    euros(visit, vendor)


def calendar(visit: Visit, vendor: VendorMonth, desk: Desk) -> None:
    """The working days after the month's end, today marked, and the next date of the contract."""
    t = visit.t
    step = next_step(vendor.steps, desk.today)
    if desk.working_day < 1 or not vendor.steps:
        st.caption(plain(t(N_("{month} is not over"), month=vendor.month)))
        return
    numbers = tuple(one.working_day for one in vendor.steps)
    last = max(numbers)
    words = step_words(step, t) if step else t(N_("every date of this month is past"))
    strip = visit.kept(
        "strip", vendor.card.ref,
        build=lambda: month_strip(numbers, now=desk.working_day, last=last, theme=visit.theme),
    )  # fmt: skip
    st.image(strip, width="stretch", alt=words)
    st.caption(plain(words))


def headline(visit: Visit, vendor: VendorMonth) -> None:
    """The first SLA of the contract: value, target, twelve months."""
    t, sla, month = visit.t, vendor.headline, str(vendor.month)
    if sla is None or vendor.result is None:
        st.caption(plain(t(N_("No SLA judged this month"))))
        return
    st.markdown(f":small[{plain(sla_name(sla.id, vendor.contract, t))}]")
    value = "—" if sla.value is None else exact_words(sla.value, sla.unit, t)
    met = {Status.MET: True, Status.MISSED: False}.get(sla.status)
    zone = next((one.zone for one in vendor.result.consequences if sla.id in one.slas), None)
    goal = t(N_("target {value}"), value=exact_words(sla.target, sla.unit, t))
    with st.container(key=f"figure-{vendor.card.ref}"):
        badge = ui.target_badge(met, goal, zone)
        st.markdown(f"**{plain(value)}** :small[{badge}]", anchors=False)
    picture = visit.kept(
        "desk-trend", vendor.card.ref, sla.id, month,
        build=lambda: sparkline(
            [value for _, value in vendor.trend],
            theme=visit.theme, target=sla.target, width=260, height=34,
        ),
    )  # fmt: skip
    alt = t(N_("{n} months, the last one at {value}"), n=len(vendor.trend), value=value)
    st.image(picture, width="stretch", alt=alt)


def ending(visit: Visit, vendor: VendorMonth) -> None:
    """Where the month that runs will likely end, and what it would then cost."""
    t, seen = visit.t, vendor.ending
    if seen is None or seen.target.likely is None:
        return
    month, currency = Month.of(visit.today), vendor.card.currency
    name = t.month(month).rpartition(" ")[0]
    judged, unit = seen.stake.judged, seen.target.unit
    value = value_words(seen.target.likely, unit, t) if judged is None else exact_words(judged, unit, t)
    met = {Status.MET: True, Status.MISSED: False}.get(seen.stake.status or Status.NOT_MEASURED)
    zone = seen.stake.zone and str(seen.stake.zone)
    with st.container(key=f"list-ending-{vendor.card.ref}", gap=None):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            label = plain(t(N_("End of {month}"), month=name))
            query = visit.link_to(vendor.card, month)
            st.page_link("pages/landing.py", label=label, query_params=query)
            st.markdown(ui.target_badge(met, value, zone), width="content")
        money = t.money(seen.likely.bill.subtotal, currency, 0)
        stake = t.money(seen.likely.bonus_malus, currency, 0)
        st.caption(plain(t(N_("{amount}, bonus/malus {stake}"), amount=money, stake=stake)))


def euros(visit: Visit, vendor: VendorMonth) -> None:
    """What the month costs, and the three amounts of its bonus and malus."""
    if vendor.result is None:
        return
    t, currency, result = visit.t, vendor.card.currency, vendor.result
    settled = any(
        step.code == "steering_committee" and step.state is StepState.DONE for step in vendor.steps
    )
    computed = sum((one.computed for one in result.consequences if one.line), ZERO)
    bill = [(plain(t(N_("Expected invoice"))), ui.amount(result.bill.subtotal, t, currency))]
    ui.pair(f"{vendor.card.ref}-bill", bill, bold_last=False)
    st.caption(plain(t(N_("Bonus and malus"))))
    ui.pair(
        vendor.card.ref,
        (
            (plain(t(N_("Computed"))), ui.amount(computed, t, currency)),
            (plain(t(N_("Proposed"))), ui.amount(result.bonus_malus, t, currency)),
            (plain(t(N_("Agreed"))), plain(t(N_("settled")) if settled else t(N_("pending")))),
        ),
    )


def waiting(visit: Visit, tasks: Sequence[Task]) -> None:
    """Everything owed, the oldest first."""
    t = visit.t
    st.subheader(t(N_("What awaits me")), anchor=False)
    if not tasks:
        ui.empty(
            t(N_("Nothing is due")),
            t(N_("Every file has come and every date of the month is kept.")),
            [ui.Link("pages/received_files.py", t(N_("See the received files")), visit.link())],
        )
        return
    shown = tasks if ui.shows_all("tasks") else tasks[:SHOWN]
    body = [
        ui.Row(
            (
                ui.Cell(due_badge(task.due, visit.today, t)),
                ui.Cell(plain(t.date(task.due, "day"))),
                task_link(task, t),
                ui.Cell(f":gray[{plain(task.vendor_name)}]"),
                ui.Cell(plain(awaits_words(task, t)), "right"),
            )
        )
        for task in shown
    ]
    with st.container(border=True):
        ui.rows("waiting", (), WIDTHS, body)
        ui.others(len(tasks) - len(shown), "pages/todo.py", visit.link(all="tasks"), t)


def adjusted(visit: Visit, vendors: Sequence[VendorMonth]) -> None:
    """Closed months that files restated: what each is adjusted by, leading to what explains it."""
    t = visit.t
    body = [adjusted_row(vendor, one, visit) for vendor in vendors for one in vendor.adjusted]
    if not body:
        return
    st.subheader(t(N_("Closed months that moved after all")), anchor=False)
    with st.container(border=True):
        ui.rows("adjusted", (), ADJUSTED_WIDTHS, body)


def adjusted_row(vendor: VendorMonth, one: AdjustedMonth, visit: Visit) -> ui.Row:
    t, card = visit.t, vendor.card
    told = t(
        N_("Adjustment of {month}: {amount}"),
        month=one.month,
        amount=signed_money(one.difference, card.currency, t),
    )
    state = (
        ui.badge(t(N_("Waits")), "orange", "▲") if one.waits else ui.badge(t(N_("Taken")), "blue", "●")
    )
    into = N_("proposed in {month}") if one.waits else N_("taken by {month}")
    link = ui.Link("pages/preinvoice.py", told, visit.link_to(card, one.into), ":material/arrow_forward:")
    return ui.Row(
        (
            ui.Cell(state),
            link,
            ui.Cell(f":gray[{plain(card.vendor_name)}]"),
            ui.right(plain(t(into, month=one.into))),
        )
    )


main()
