"""The second tab of a committee: the pilot's own screen, while the projector shows the figures."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pilotage.committee.model import Item, ItemStatus, Meeting, MeetingState
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.committee import (
    action_state_words,
    item_finding,
    item_title,
    role_words,
    side_words,
)
from pilotage.services import committees, outcomes
from pilotage.web import components as ui
from pilotage.web.meetings import PAGE, PROJECTOR, act, figures, link, open_to_change, steps
from pilotage.web.session import Visit
from pilotage.web.text import plain

_MARKS = {ItemStatus.TO_DO: "○", ItemStatus.DONE: "●", ItemStatus.POSTPONED: "◌"}
_WIDTHS = (1.6, 6.0, 2.6, 1.4, 1.2)
_DUE = timedelta(days=14)


def chosen_item(meeting: Meeting) -> Item | None:
    """The item of the link, else the one under discussion, else the last."""
    asked = st.query_params.get("item", "")
    named = meeting.item(int(asked)) if asked.isdecimal() else None
    return named or meeting.current or (meeting.items[-1] if meeting.items else None)


def acts(visit: Visit, meeting: Meeting, item: Item) -> None:
    """Open the session; then put the item off, or go on to the next."""
    t = visit.t
    if not open_to_change(visit, meeting):
        return
    if meeting.state is MeetingState.PREPARED:
        st.button(
            t(N_("Open the session")),
            type="primary",
            icon=":material/play_arrow:",
            key="start",
            on_click=lambda: act(
                visit, lambda: committees.start(visit.db, visit.actor, meeting=meeting.id)
            ),
        )
        return
    st.button(
        t(N_("Take up later")),
        icon=":material/schedule:",
        key="later",
        on_click=partial(leave, visit, meeting, item, ItemStatus.POSTPONED),
    )
    st.button(
        t(N_("Next item")),
        type="primary",
        icon=":material/arrow_forward:",
        key="next",
        shortcut="Alt+Right",
        on_click=partial(leave, visit, meeting, item, ItemStatus.DONE),
    )


def leave(visit: Visit, meeting: Meeting, item: Item, status: ItemStatus) -> None:
    """Done with the item, or put off: the next one still to do comes on both screens."""

    def change() -> None:
        following = committees.leave_item(
            visit.db, visit.actor, meeting=meeting.id, item=item.id, status=status
        )
        st.query_params["item"] = str(following or item.id)

    act(visit, change)


def draw(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """The agenda and the room at left; figures, notes and what is taken at right."""
    t = visit.t
    item = chosen_item(meeting)
    if item is None:
        ui.empty(
            t(N_("Nothing on the agenda")),
            t(N_("Prepare the items first.")),
            [ui.Link(PAGE, t(N_("Prepare the agenda")), link(visit, meeting, "prepare"))],
        )
        return
    left, right = st.columns([1, 2.7])
    with left:
        order(visit, meeting, contract, item)
        room(visit, meeting, contract)
    with right:
        with ui.card(item_finding(item, contract, t)):
            figures(visit, item, contract, place=f"run-{item.id}")
            steps(visit, item, contract, place=f"run-{item.id}")
        notes(visit, meeting, item)
        if open_to_change(visit, meeting):
            capture(visit, meeting, contract, item)
    taken(visit, meeting, contract)


def order(visit: Visit, meeting: Meeting, contract: Contract, item: Item) -> None:
    """The items with their minutes; what is done, what is under discussion."""
    t = visit.t
    done = sum(i.minutes_allotted for i in meeting.items if i.status is not ItemStatus.TO_DO)
    total = meeting.minutes_allotted
    with st.container(border=True, gap="xsmall", key="list-order"):
        st.markdown(f"##### {plain(t(N_('Agenda')))}", anchors=False)
        for one in meeting.items:
            here = one.id == item.id
            mark = "►" if here else _MARKS[one.status]
            title, minutes = st.columns([4.2, 1.3], gap="xsmall", vertical_alignment="center")
            title.page_link(
                PAGE,
                label=f"{mark} {plain(item_title(one, contract, t))}",
                query_params=link(visit, meeting, "run", item=str(one.id)),
            )
            minutes.markdown(
                f":gray[{plain(t(N_('{n} min'), n=one.minutes_allotted))}]", text_alignment="right"
            )
        text = t(N_("{used} minutes of {planned}"), used=done, planned=total)
        st.progress(done / total if total else 0.0, text=plain(text))


def room(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """What the projector shows now, and the way to it."""
    t = visit.t
    with ui.card(t(N_("The room sees"))):
        seen = meeting.current if meeting.state is MeetingState.RUNNING else None
        if seen is None:
            closed = meeting.state is MeetingState.CLOSED
            words = t(N_("nothing: the session is closed")) if closed else t(N_("the agenda"))
            st.markdown(f":gray[{plain(words)}]")
        else:
            st.markdown(f"**{plain(item_finding(seen, contract, t))}**")
        numbers = [one.number for one in meeting.decisions] + [one.number for one in meeting.actions]
        if numbers:
            st.caption(", ".join(f":blue[●] {plain(number)}" for number in numbers[-6:]))
        asked = chosen_item(meeting)
        other = seen is not None and asked is not None and asked.id != seen.id
        if other and open_to_change(visit, meeting) and asked is not None:
            st.button(
                t(N_("Show this item to the room")),
                icon=":material/cast:",
                key="turn",
                on_click=lambda: act(
                    visit,
                    lambda: committees.turn_to(visit.db, visit.actor, meeting=meeting.id, item=asked.id),
                ),
            )
        # A window of its own: the one that is typed in never goes to the room.
        st.link_button(
            t(N_("Present")),
            f"{PROJECTOR}?{urlencode({'meeting': meeting.id, 'lang': t.language})}",
            icon=":material/present_to_all:",
        )
        st.caption(plain(t(N_("It follows you, and is refreshed every 2 seconds."))))


def notes(visit: Visit, meeting: Meeting, item: Item) -> None:
    """The private note and the minutes of the item, saved as soon as they are left."""
    t = visit.t
    changes = open_to_change(visit, meeting)
    with st.container(border=True, gap="small"):
        fields = (
            ("private_note", N_("Private notes"), item.private_note, N_("Never shown, never printed")),
            (
                "minutes_text",
                N_("Minutes of this item"),
                item.minutes_text,
                N_("What everyone will read"),
            ),
        )
        for place, (name, label, value, hint) in zip(st.columns(2), fields, strict=True):
            key = f"{name}-{meeting.id}-{item.id}"
            place.text_area(
                t(label),
                value,
                key=key,
                placeholder=t(hint),
                height=120,
                max_chars=20_000,
                disabled=not changes,
                on_change=partial(_save, visit, meeting, item, name, key),
            )


def _save(visit: Visit, meeting: Meeting, item: Item, name: str, key: str) -> None:
    change: dict[str, Any] = {name: st.session_state[key] or ""}
    act(
        visit,
        lambda: committees.edit_item(visit.db, visit.actor, meeting=meeting.id, item=item.id, **change),
    )


def capture(visit: Visit, meeting: Meeting, contract: Contract, item: Item) -> None:
    """A decision or an action: the room sees it once it is taken."""
    t = visit.t
    kinds = {"decision": t(N_("Decision")), "action": t(N_("Action"))}
    with st.container(border=True, gap="small"):
        kind = st.segmented_control(
            t(N_("What the room will see")),
            list(kinds),
            default="decision",
            required=True,
            key=f"kind-{meeting.id}",
            format_func=kinds.__getitem__,
        )
        if kind == "action":
            action_form(visit, meeting, contract, item)
        else:
            decision_form(visit, meeting, item)


def decision_form(visit: Visit, meeting: Meeting, item: Item) -> None:
    t = visit.t

    def save() -> None:
        text = st.session_state["decision-text"]
        act(
            visit,
            lambda: outcomes.decide(visit.db, visit.actor, meeting=meeting.id, item=item.id, text=text),
        )

    with st.form("decision", clear_on_submit=True, border=False):
        text, button = st.columns([3.3, 1.5], vertical_alignment="bottom")
        text.text_input(t(N_("Decision")), key="decision-text", max_chars=2_000)
        button.form_submit_button(
            t(N_("Show to the room")), icon=":material/cast:", on_click=save, width="stretch"
        )


def action_form(visit: Visit, meeting: Meeting, contract: Contract, item: Item) -> None:
    t = visit.t
    roles = list(dict.fromkeys(seat.role for seat in meeting.attendees))
    sides = {seat.role: seat.side for seat in meeting.attendees}

    def save() -> None:
        text, owner = st.session_state["action-text"], st.session_state["action-owner"] or ""
        side = st.session_state["action-side"] or sides.get(owner, "vendor")
        due = st.session_state["action-due"]
        act(
            visit,
            lambda: outcomes.add_action(
                visit.db,
                visit.actor,
                meeting=meeting.id,
                item=item.id,
                text=text,
                owner=owner,
                side=side,
                due=due,
            ),
        )

    with st.form("action", clear_on_submit=True, border=False):
        st.text_input(t(N_("Action")), key="action-text", max_chars=2_000)
        one, two, three, four = st.columns([1.8, 2, 1.1, 1.6], vertical_alignment="bottom")
        one.selectbox(
            t(N_("Owner")),
            roles,
            index=None,
            key="action-owner",
            accept_new_options=True,
            format_func=lambda role: plain(role_words(role, contract, t)),
            placeholder=t(N_("Choose or type a role")),
        )
        two.segmented_control(
            t(N_("Side")),
            ["client", "vendor"],
            key="action-side",
            format_func=lambda side: plain(side_words(side, contract, t)),
        )
        three.date_input(
            t(N_("Due")),
            max(visit.today, meeting.held_on) + _DUE,
            key="action-due",
            format="DD/MM/YYYY",
        )
        four.form_submit_button(
            t(N_("Show to the room")), icon=":material/cast:", on_click=save, width="stretch"
        )


def taken(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """What was decided and asked so far, in the order of the numbers."""
    t = visit.t
    st.subheader(t(N_("Taken in session")), anchor=False)
    if not (meeting.decisions or meeting.actions):
        st.markdown(f":gray[{plain(t(N_('Nothing yet.')))}]")
        return
    headers = (
        ui.Cell(t(N_("No."))),
        ui.Cell(t(N_("Decision or action"))),
        ui.Cell(t(N_("Owner"))),
        ui.Cell(t(N_("Due"))),
        ui.Cell(t(N_("Status"))),
    )
    body = [
        ui.Row(
            (
                ui.Cell(f"**{plain(one.number)}**"),
                ui.Cell(plain(one.text)),
                ui.Cell(""),
                ui.Cell(f":gray[{plain(t(N_('in session')))}]"),
                ui.Cell(ui.badge(t(N_("Decided")), "blue", "●")),
            )
        )
        for one in meeting.decisions
    ]
    body += [
        ui.Row(
            (
                ui.Cell(f"**{plain(one.number)}**"),
                ui.Cell(plain(one.text)),
                ui.Cell(owner_text(one.owner, contract, t)),
                ui.Cell(plain(t.date(one.due, "medium"))),
                ui.Cell(ui.badge(action_state_words(one.status, t), "gray", "○")),
            )
        )
        for one in meeting.actions
    ]
    ui.rows("taken", headers, _WIDTHS, body)


def owner_text(owner: str, contract: Contract, t: Words) -> str:
    return plain(role_words(owner, contract, t))
