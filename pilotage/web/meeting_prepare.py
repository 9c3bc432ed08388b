"""The first tab of a committee: its agenda, made from the month, then put in one's own order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import streamlit as st

from pilotage.committee.model import AttendanceState, Attendee, Item, Meeting
from pilotage.committee.template import template_for
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.committee import (
    attendance_words,
    item_finding,
    item_title,
    role_words,
    side_words,
)
from pilotage.services import catalogue, committees, minutes
from pilotage.web import components as ui
from pilotage.web.meetings import PAGE, act, figures, link, open_to_change, steps
from pilotage.web.session import Visit
from pilotage.web.text import plain

_WIDTHS = (0.6, 5.6, 2.3, 1.0, 0.5, 0.5)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def finding(meeting: Meeting, t: Words) -> str:
    """How many items, and how long they take."""
    return t(
        N_("Agenda: {n} items, {minutes} minutes"), n=len(meeting.items), minutes=meeting.minutes_allotted
    )


def acts(visit: Visit, meeting: Meeting) -> None:
    """Read the figures again; take the agenda away in Word."""
    t = visit.t
    if open_to_change(visit, meeting):
        st.button(
            t(N_("Refresh the figures")),
            icon=":material/refresh:",
            key="refresh",
            on_click=lambda: act(
                visit, lambda: committees.refresh(visit.db, visit.actor, meeting=meeting.id)
            ),
        )
    word(visit, meeting, t(N_("Agenda in Word")), minutes.agenda_file, key="agenda")


def word(
    visit: Visit,
    meeting: Meeting,
    label: str,
    make: Callable[..., tuple[str, bytes]],
    *,
    key: Literal["agenda", "minutes"],
    primary: bool = True,
) -> None:
    """A button that makes a document when it is asked for, not each time the page is drawn."""
    language = visit.t.language
    st.download_button(
        label,
        data=lambda: make(visit.db, visit.actor, meeting=meeting.id, language=language)[1],
        file_name=minutes.file_name(meeting, key, language),
        mime=WORD,
        type="primary" if primary else "secondary",
        icon=":material/download:",
        on_click="ignore",
        key=f"word-{key}",
    )


def draw(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """The items at left, who sits and how long at right."""
    t = visit.t
    stale(visit, meeting)
    left, side = st.columns([2.6, 1])
    with left:
        agenda(visit, meeting, contract)
        if open_to_change(visit, meeting):
            add(visit, meeting)
    with side:
        timing(visit, meeting, contract)
        with ui.card(t(N_("Around the table"))):
            attendance(visit, meeting, contract)


def stale(visit: Visit, meeting: Meeting) -> None:
    """Says when files came in after the figures were frozen."""
    t = visit.t
    version = catalogue.data_version(visit.db, visit.actor, ref=meeting.contract)
    day = t.date(meeting.frozen_at.date(), "medium")
    if meeting.state != "closed" and version != meeting.data_version:
        text = N_("The data changed after these figures were frozen, on {day}: refresh them.")
        st.warning(plain(t(text, day=day)), icon=":material/update:")


def agenda(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """One row an item, in order; the title unfolds it in place."""
    t = visit.t
    if not meeting.items:
        ui.empty(
            t(N_("Nothing on the agenda")), t(N_("Refresh the figures, or add an item of your own."))
        )
        return
    asked = st.query_params.get("item", "")
    headers = (
        ui.Cell(t(N_("No."))),
        ui.Cell(t(N_("Item"))),
        ui.Cell(t(N_("Led by"))),
        ui.right(t(N_("Time"))),
        ui.Cell(""),
        ui.Cell(""),
    )
    changes = open_to_change(visit, meeting)
    # What is unfolded stands between two tables: inside one it would take the size of its rows.
    at = next((n for n, item in enumerate(meeting.items) if str(item.id) == asked), len(meeting.items))
    with st.container(key="table-agenda", gap=None):
        _header(headers)
        for item in meeting.items[:at]:
            _row(visit, meeting, contract, item, changes=changes, opened=False)
        for item in meeting.items[at : at + 1]:
            with st.container(key=f"here-agenda-{item.id}", gap=None):
                _row(visit, meeting, contract, item, changes=changes, opened=True)
    for item in meeting.items[at : at + 1]:
        unfold(visit, meeting, contract, item, changes=changes)
    with st.container(key="table-agenda-rest", gap=None):
        for item in meeting.items[at + 1 :]:
            _row(visit, meeting, contract, item, changes=changes, opened=False)


def _header(cells: tuple[ui.Cell, ...]) -> None:
    for column, cell in zip(st.columns(_WIDTHS, gap="small"), cells, strict=True):
        if cell.text:
            column.markdown(f":gray[{cell.text}]", text_alignment=cell.align)


def _row(
    visit: Visit, meeting: Meeting, contract: Contract, item: Item, *, changes: bool, opened: bool
) -> None:
    t = visit.t
    number, title, owner, minutes_, *arrows = st.columns(
        _WIDTHS, gap="small", vertical_alignment="center"
    )
    number.markdown(f":gray[{item.position}]")
    query = link(visit, meeting, "prepare", **({} if opened else {"item": str(item.id)}))
    icon = ":material/expand_less:" if opened else ":material/expand_more:"
    title.page_link(PAGE, label=plain(item_finding(item, contract, t)), icon=icon, query_params=query)
    if item.owner:
        owner.markdown(f":gray[{plain(role_words(item.owner, contract, t))}]")
    minutes_.markdown(plain(t(N_("{n} min"), n=item.minutes_allotted)), text_alignment="right")
    if not changes:
        return
    for place, by, sign, name in zip(
        arrows, (-1, 1), ("upward", "downward"), (N_("Move up"), N_("Move down")), strict=True
    ):
        # The word is for a screen reader: the style hides it beside its arrow.
        place.button(
            t(name),
            icon=f":material/arrow_{sign}:",
            type="tertiary",
            key=f"move-{item.id}-{by}",
            help=t(name),
            disabled=item.position == (1 if by < 0 else len(meeting.items)),
            on_click=partial(_move, visit, meeting, item, by),
        )


def _move(visit: Visit, meeting: Meeting, item: Item, by: int) -> None:
    act(
        visit,
        lambda: committees.move_item(visit.db, visit.actor, meeting=meeting.id, item=item.id, by=by),
    )


def unfold(visit: Visit, meeting: Meeting, contract: Contract, item: Item, *, changes: bool) -> None:
    """The item's figures and steps, and what may be changed of it."""
    with st.container(border=True, gap="small", key=f"unfold-{item.id}"):
        figures(visit, item, contract, place=f"prepare-{item.id}")
        steps(visit, item, contract, place=f"prepare-{item.id}")
        if changes:
            edit(visit, meeting, contract, item)


def edit(visit: Visit, meeting: Meeting, contract: Contract, item: Item) -> None:
    """Title, minutes and owner, each saved as soon as it is left."""
    t = visit.t
    one, two, three, four = st.columns([3, 1.1, 2.2, 1.1], vertical_alignment="bottom")
    key = f"{meeting.id}-{item.id}"

    def save(name: str, widget: str) -> None:
        value = st.session_state[widget]
        if value is None and name == "minutes_allotted":
            return
        change: dict[str, Any] = {name: value if value is not None else ""}
        act(
            visit,
            lambda: committees.edit_item(
                visit.db, visit.actor, meeting=meeting.id, item=item.id, **change
            ),
        )

    one.text_input(
        t(N_("Title")),
        item.title,
        key=f"title-{key}",
        placeholder=item_title(replace(item, title=""), contract, t),
        on_change=save,
        args=("title", f"title-{key}"),
        max_chars=500,
    )
    two.number_input(
        t(N_("Time, min")),
        min_value=1,
        max_value=committees.LONGEST_ITEM,
        value=item.minutes_allotted,
        step=5,
        key=f"minutes-{key}",
        on_change=save,
        args=("minutes_allotted", f"minutes-{key}"),
    )
    roles = list(dict.fromkeys([*(seat.role for seat in meeting.attendees), item.owner]))
    three.selectbox(
        t(N_("Led by")),
        [role for role in roles if role],
        index=[role for role in roles if role].index(item.owner) if item.owner else None,
        key=f"owner-{key}",
        format_func=lambda role: plain(role_words(role, contract, t)),
        accept_new_options=True,
        placeholder=t(N_("Choose or type a role")),
        on_change=save,
        args=("owner", f"owner-{key}"),
    )
    four.button(
        t(N_("Remove")),
        icon=":material/delete:",
        type="tertiary",
        key=f"remove-{key}",
        on_click=lambda: act(
            visit,
            lambda: committees.remove_item(visit.db, visit.actor, meeting=meeting.id, item=item.id),
        ),
    )


def add(visit: Visit, meeting: Meeting) -> None:
    """An item of one's own."""
    t = visit.t

    def save() -> None:
        title, length = st.session_state["new-title"], st.session_state["new-minutes"]
        act(
            visit,
            lambda: committees.add_item(
                visit.db, visit.actor, meeting=meeting.id, title=title, minutes=length
            ),
        )

    with st.form("add-item", clear_on_submit=True):
        one, two, three = st.columns([4.2, 1.2, 1.6], vertical_alignment="bottom")
        one.text_input(
            t(N_("An item of your own")), key="new-title", placeholder=t(N_("Title")), max_chars=500
        )
        two.number_input(
            t(N_("Time, min")),
            min_value=1,
            max_value=committees.LONGEST_ITEM,
            value=10,
            step=5,
            key="new-minutes",
        )
        three.form_submit_button(
            t(N_("Add the item")), icon=":material/add:", on_click=save, width="stretch"
        )


def timing(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """The day, the hours against what the contract plans, and when the figures were frozen."""
    t = visit.t
    planned = template_for(contract, meeting.type).template.duration_min
    used = meeting.minutes_allotted
    with ui.card():
        day = f"day-{meeting.id}"

        def save() -> None:
            value = st.session_state[day]
            act(
                visit,
                lambda: committees.reschedule(visit.db, visit.actor, meeting=meeting.id, held_on=value),
            )

        st.date_input(
            t(N_("Held on")),
            meeting.held_on,
            key=day,
            format="DD/MM/YYYY",
            on_change=save,
            disabled=not open_to_change(visit, meeting),
        )
        text = t(N_("{used} minutes of {planned}"), used=used, planned=planned)
        st.progress(min(used / planned, 1.0), text=plain(text))
        if used > planned:
            over = t(N_("{n} min too many"), n=used - planned)
            st.markdown(ui.badge(over, "orange", "▲"))
        frozen = t.date(meeting.frozen_at.date(), "medium")
        st.caption(plain(t(N_("Figures frozen on {day}"), day=frozen)))


def attendance(visit: Visit, meeting: Meeting, contract: Contract) -> None:
    """Each seat: expected, present, excused, or represented by somebody's role."""
    t = visit.t
    if not (meeting.attendees and open_to_change(visit, meeting)):
        present(meeting, contract, t)
        return
    for n, seat in enumerate(meeting.attendees):
        role = role_words(seat.role, contract, t)
        label = f"{plain(role)}, {plain(side_words(seat.side, contract, t))}"
        key = f"seat-{meeting.id}-{n}"
        st.selectbox(
            label,
            list(AttendanceState),
            index=list(AttendanceState).index(seat.state),
            key=key,
            format_func=lambda state: attendance_words(state, t),
            on_change=partial(_sit, visit, meeting, n, key),
        )
        if seat.state is AttendanceState.REPRESENTED:
            by = f"by-{meeting.id}-{n}"
            st.text_input(
                t(N_("Represented by")),
                seat.represented_by,
                key=by,
                max_chars=200,
                on_change=partial(_sit, visit, meeting, n, key, by),
            )


def _sit(visit: Visit, meeting: Meeting, n: int, key: str, by: str = "") -> None:
    """Writes one seat, as it was just changed."""
    seats = list(meeting.attendees)
    state = AttendanceState(st.session_state[key])
    name = st.session_state.get(by, "") if by and state is AttendanceState.REPRESENTED else ""
    seats[n] = Attendee(seats[n].role, seats[n].side, state, name)
    act(
        visit,
        lambda: committees.seat(visit.db, visit.actor, meeting=meeting.id, attendees=tuple(seats)),
    )


def present(meeting: Meeting, contract: Contract, t: Words) -> None:
    """Each seat and whether it was taken."""
    with st.container(gap="xsmall", key="list-present"):
        for seat in meeting.attendees:
            by = f" ({seat.represented_by})" if seat.represented_by else ""
            role = f"{role_words(seat.role, contract, t)}, {side_words(seat.side, contract, t)}"
            state = attendance_words(seat.state, t) + by
            st.markdown(f"{plain(role)} :gray[· {plain(state)}]")
    if not meeting.attendees:
        st.markdown(f":gray[{plain(t(N_('The contract names nobody for this committee.')))}]")
