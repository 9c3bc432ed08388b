"""The third tab of a committee: the minutes as everyone will read them, and the end of the meeting."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pilotage.committee.model import Action, Decision, Item, Meeting, MeetingState
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.committee import (
    action_state_words,
    item_finding,
    role_words,
    side_words,
)
from pilotage.services import committees, minutes
from pilotage.web import components as ui
from pilotage.web.meeting_prepare import present, word
from pilotage.web.meetings import ACTIONS, PAGE, act, link, open_to_change, table
from pilotage.web.session import Visit
from pilotage.web.text import plain


def finding(meeting: Meeting, t: Words) -> str:
    """What came out of the meeting, counted."""
    return t(
        N_("Minutes: decisions {decisions}, actions {actions}"),
        decisions=len(meeting.decisions),
        actions=len(meeting.actions),
    )


def acts(visit: Visit, meeting: Meeting) -> None:
    """Close the meeting, once; take the minutes away in Word."""
    t = visit.t
    closed = meeting.state is MeetingState.CLOSED
    word(visit, meeting, t(N_("Minutes in Word")), minutes.minutes_file, key="minutes", primary=closed)
    if open_to_change(visit, meeting):
        with st.popover(t(N_("Close the meeting")), icon=":material/lock:", type="primary"):
            close(visit, meeting)


def close(visit: Visit, meeting: Meeting) -> None:
    """Says what closing fixes, in figures, before it is done."""
    t = visit.t
    silent = sum(not item.minutes_text.strip() for item in meeting.items)
    st.markdown(
        plain(
            t(
                N_("Decisions: {decisions}. Actions: {actions}. Items without a word: {silent}."),
                decisions=len(meeting.decisions),
                actions=len(meeting.actions),
                silent=silent,
            )
        )
    )
    st.markdown(plain(t(N_("After this the agenda and the minutes no longer change."))))
    st.button(
        t(N_("Close for good")),
        type="primary",
        key="close",
        on_click=lambda: act(visit, lambda: committees.close(visit.db, visit.actor, meeting=meeting.id)),
    )


def draw(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """The draft whole at left; who was there, decisions and actions at right."""
    t = visit.t
    left, side = st.columns([1.7, 1])
    with left:
        for item in meeting.items:
            said(visit, meeting, contract, item)
    with side:
        with ui.card(t(N_("Decisions"))):
            decisions(meeting.decisions, t)
        with ui.card(t(N_("Actions"))):
            actions(visit, meeting.actions, contract)
        with ui.card(t(N_("Participants"))):
            present(meeting, contract, t)


def said(visit: Visit, meeting: Meeting, contract: Contract, item: Item) -> None:
    """An item: its finding, its figures, what was said of it, what was taken."""
    t = visit.t
    with st.container(border=True, gap="small"):
        st.markdown(f"##### {item.position}. {plain(item_finding(item, contract, t))}", anchors=False)
        table(visit, item, contract, place=f"minutes-{item.id}")
        if item.minutes_text.strip():
            for line in item.minutes_text.splitlines():
                if line.strip():
                    st.markdown(plain(line))
        else:
            st.markdown(f":gray[{plain(t(N_('Nothing noted.')))}]")
        for decision in (one for one in meeting.decisions if one.item == item.id):
            st.markdown(f":blue[●] **{plain(decision.number)}** {plain(decision.text)}")
        for action in (one for one in meeting.actions if one.item == item.id):
            owner = plain(role_words(action.owner, contract, t))
            due = plain(t.date(action.due, "medium"))
            st.markdown(f":blue[→] **{plain(action.number)}** {plain(action.text)} :gray[{owner}, {due}]")
        if open_to_change(visit, meeting):
            query = link(visit, meeting, "run", item=str(item.id))
            st.page_link(PAGE, label=t(N_("Write")), icon=":material/edit:", query_params=query)


def decisions(found: Sequence[Decision], t: Words) -> None:
    for one in found:
        st.markdown(f"**{plain(one.number)}**  \n{plain(one.text)}")
    if not found:
        st.markdown(f":gray[{plain(t(N_('No decision.')))}]")


def actions(visit: Visit, found: Sequence[Action], contract: Contract) -> None:
    t = visit.t
    for one in found:
        owner = f"{role_words(one.owner, contract, t)}, {side_words(one.side, contract, t)}"
        due = t.date(one.due, "medium")
        state = action_state_words(one.status, t)
        st.page_link(
            ACTIONS,
            label=plain(one.number),
            query_params=visit.link(action=f"{contract.ref}:{one.number}"),
        )
        st.markdown(f"{plain(one.text)}  \n:gray[{plain(owner)} · {plain(due)} · {plain(state)}]")
    if not found:
        st.markdown(f":gray[{plain(t(N_('No action.')))}]")
