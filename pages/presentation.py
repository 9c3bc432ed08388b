"""Presentation: what the room sees of a committee, one item a screen. Nothing private is read here."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pilotage.committee.model import Item, ItemKind, Meeting, MeetingState
from pilotage.contract.model import Contract
from pilotage.locale import N_
from pilotage.locale.committee import (
    fact_amount,
    fact_name,
    fact_status,
    item_finding,
    meeting_name,
    role_words,
)
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue, committees
from pilotage.services.actor import Right
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.meeting_charts import trend
from pilotage.web.meetings import PAGE, act, gap, ladder, owed, table
from pilotage.web.session import Visit, find_card, here
from pilotage.web.text import plain

MOST_ACTIONS, MOST_TAKEN = 5, 4


def main() -> None:
    visit = here()
    asked = st.query_params.get("meeting", "")
    if not asked.isdecimal():
        nowhere(visit)
        return
    try:
        committees.shown(visit.db, visit.actor, id=int(asked))
    except ProblemsFoundError:
        nowhere(visit)
        return
    board(visit, int(asked))


def nowhere(visit: Visit) -> None:
    t = visit.t
    ui.empty(
        t(N_("No meeting to present")),
        t(N_("The link names a meeting that does not exist here, or that is not open to you.")),
        [ui.Link("pages/todo.py", t(N_("Back to the first page")), {})],
    )


@st.fragment(run_every="2s")
def board(visit: Visit, number: int) -> None:
    """The screen, read again every two seconds: decisions appear, and it follows the pilot."""
    meeting = committees.shown(visit.db, visit.actor, id=number)
    contract = catalogue.contract(visit.db, visit.actor, ref=meeting.contract)
    item = shown_item(meeting)
    top(visit, meeting, contract, item)
    if item is None:
        overview(visit, meeting, contract)
    else:
        st.title(plain(item_finding(item, contract, visit.t)), anchor=False)
        body(visit, item, contract)
        taken(visit, meeting, contract, item)
    keys(visit, meeting, item)


def shown_item(meeting: Meeting) -> Item | None:
    """The item of the link; without one, the pilot's; before the meeting, the whole agenda."""
    asked = st.query_params.get("item", "")
    named = meeting.item(int(asked)) if asked.isdecimal() else None
    if named is not None:
        return named
    return meeting.current if meeting.state is MeetingState.RUNNING else None


def top(visit: Visit, meeting: Meeting, contract: Contract, item: Item | None) -> None:
    """`COPIL du 13 mars 2026 · Armor Dialogue · février 2026`, and how far we are."""
    t = visit.t
    parts = [plain(meeting_name(meeting, t)), f"**{plain(contract.vendor_name)}**"]
    line = " · ".join([*parts, plain(t.month(meeting.month))])
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f":gray[{line}]", width="content")
        if item is not None:
            place = t(N_("Item {n} of {total}"), n=item.position, total=len(meeting.items))
            st.markdown(f":gray[{plain(place)}]", width="content")


def overview(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """The agenda, before the first item."""
    t = visit.t
    count, minutes = len(meeting.items), meeting.minutes_allotted
    st.title(plain(t(N_("Agenda: {n} items, {minutes} minutes"), n=count, minutes=minutes)), anchor=False)
    body = [
        ui.Row(
            (
                ui.Cell(f":gray[{item.position}]"),
                ui.Cell(plain(item_finding(item, contract, t))),
                ui.right(f":gray[{plain(t(N_('{n} min'), n=item.minutes_allotted))}]"),
            )
        )
        for item in meeting.items
    ]
    ui.rows("overview", (), (0.5, 8, 1.4), body)


def body(visit: Visit, item: Item, contract: Contract) -> None:
    """The figures, as large as the room needs."""
    if not item.facts:
        return
    if item.kind in {ItemKind.BREACH, ItemKind.NOT_MEASURED}:
        breach(visit, item, contract)
    elif item.kind is ItemKind.INVOICE:
        t = visit.t
        figures(
            [(fact_name(f.name, contract, t), plain(fact_amount(f, contract, t))) for f in item.facts]
        )
    elif item.kind is ItemKind.OPEN_ACTIONS:
        owed(visit, item, contract, place="room", most=MOST_ACTIONS, links=False)
    else:
        spec = trend(visit, item, contract, height=430, text=20)
        if spec is not None:
            ui.chart(spec, alt=item_finding(item, contract, visit.t))
        table(visit, item, contract, place="room")


def breach(visit: Visit, item: Item, contract: Contract) -> None:
    """The ladder with its bands behind the target, then the figures with the status in words."""
    t, fact = visit.t, item.facts[0]
    spec = ladder(visit, fact, contract)
    if spec is not None:
        ui.chart(spec, alt=item_finding(item, contract, t))
    missed = "orange" if fact.zone == "neutral" else "red"
    colour = {"met": "blue", "missed": missed, "error": "red"}.get(fact.status, "gray")
    shown = [(t(N_("Status")), f":{colour}[{plain(fact_status(fact, t))}]")]
    if fact.value is not None:
        shown.append((t(N_("Gap")), plain(gap(visit, fact))))
    if fact.amount is not None:
        shown.append((t(N_("Bonus or malus")), plain(fact_amount(fact, contract, t))))
    figures(shown)
    if len(item.facts) > 1:
        table(visit, item, contract, place="room")


def figures(shown: list[tuple[str, str]]) -> None:
    """Up to three figures side by side, markdown already."""
    for n, (column, (label, value)) in enumerate(zip(st.columns(3), shown, strict=False)):
        with column.container(gap=None, key=f"figure-{n}"):
            st.markdown(f":gray[{plain(label)}]")
            st.markdown(f"### {value}", anchors=False)


def taken(visit: Visit, meeting: Meeting, contract: Contract, item: Item) -> None:
    """What was decided and asked under the item."""
    t = visit.t
    decided = [one for one in meeting.decisions if one.item == item.id][-MOST_TAKEN:]
    asked = [one for one in meeting.actions if one.item == item.id][-MOST_TAKEN:]
    if not (decided or asked):
        return
    with st.container(border=True, gap="xsmall"):
        for one in decided:
            st.markdown(f":blue[●] **{plain(one.number)}** {plain(one.text)}")
        for action in asked:
            owner, due = role_words(action.owner, contract, t), t.date(action.due, "medium")
            tail = f":gray[{plain(owner)}, {plain(due)}]"
            st.markdown(f":blue[→] **{plain(action.number)}** {plain(action.text)} {tail}")


def keys(visit: Visit, meeting: Meeting, item: Item | None) -> None:
    """Previous, next and quit, by keyboard; each prints its own key."""
    t = visit.t
    at = item.position if item else 0
    last = len(meeting.items)
    with st.container(horizontal=True, horizontal_alignment="right", gap="medium"):
        st.button(
            t(N_("Previous")),
            type="tertiary",
            shortcut="Left",
            key="previous",
            disabled=at <= (1 if meeting.state is MeetingState.RUNNING else 0),
            on_click=partial(go, visit, meeting, at - 1),
        )
        st.button(
            t(N_("Next")),
            type="tertiary",
            shortcut="Right",
            key="next",
            disabled=at >= last,
            on_click=partial(go, visit, meeting, at + 1),
        )
        if st.button(t(N_("Quit")), type="tertiary", shortcut="Esc", key="quit"):
            leave(visit, meeting)


def go(visit: Visit, meeting: Meeting, position: int) -> None:
    """To another item. While the meeting runs, both screens go there; else only the address."""
    item = next((one for one in meeting.items if one.position == position), None)
    runs = meeting.state is MeetingState.RUNNING and may(visit, Right.MEET)
    if runs and item is not None:
        change = partial(committees.turn_to, visit.db, visit.actor, meeting=meeting.id, item=item.id)
        act(visit, change)
        st.query_params.pop("item", None)
    elif item is not None:
        st.query_params["item"] = str(item.id)
    else:
        st.query_params.pop("item", None)


def leave(visit: Visit, meeting: Meeting) -> None:
    """To the minutes, which hold nothing private: this window is still before the room."""
    card = find_card(meeting.contract, visit.cards)
    where = visit.link_to(card, meeting.month) if card else {}
    st.switch_page(PAGE, query_params={**where, "type": meeting.type, "tab": "minutes"})


main()
