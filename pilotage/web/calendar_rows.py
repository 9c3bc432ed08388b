"""The calendar of committees as rows: day and hour, who, what is ready; moved, cancelled from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, time
from functools import partial

import streamlit as st

from pilotage.committee.model import MeetingState
from pilotage.committee.series import Occurrence, Overlap
from pilotage.locale import N_
from pilotage.locale.committee import short_name, state_words
from pilotage.periods import Window
from pilotage.services import meeting_calendar
from pilotage.services.actor import Right
from pilotage.services.meeting_calendar import Duty, Held, Which
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.meetings import PAGE, act
from pilotage.web.session import Visit
from pilotage.web.text import plain

WIDTHS = (2.2, 2.6, 2.6, 4.6, 1.0)
_DUTIES = {
    "feeds": (N_("Files"), N_("files due {day}")),
    "agenda": (N_("Agenda"), N_("agenda due {day}")),
    "minutes": (N_("Minutes"), N_("minutes due {day}")),
}


def name(visit: Visit, one: Held) -> str:
    return short_name(one.committee, visit.t)


def week(visit: Visit, held: Sequence[Held], *, place: str) -> None:
    """The meetings of a week, one a line."""
    for n, one in enumerate(held):
        with st.container(border=True, key=f"meeting-{place}-{n}"):
            columns = st.columns(WIDTHS, vertical_alignment="center")
            columns[0].markdown(_when(visit, one))
            with columns[1]:
                _link(visit, one)
            columns[2].markdown(plain(one.contract.vendor_name))
            columns[3].markdown(_states(visit, one))
            with columns[4]:
                _more(visit, one, key=f"{place}-{n}")


def crossing(visit: Visit, found: Sequence[Overlap]) -> None:
    """The days to come on which meetings at the same time ask for the same people, one line a day."""
    t = visit.t
    by_day: dict[date, dict[str, Occurrence]] = {}
    for one in found:
        for held in (one.first, one.second):
            if held.day >= visit.today:
                by_day.setdefault(held.day, {})[held.key] = held
    if not by_day:
        return
    lines = []
    for day, crossed in sorted(by_day.items()):
        named = Counter(short_name(one.series.type, t) for one in crossed.values())
        told = ", ".join(f"{n} × {words}" for words, n in named.items())
        lines.append(f"{t.date(day, 'long')}{t(N_(': '))}{told}")
    title = t(N_("Meetings that the same people cannot attend all"))
    with st.expander(f"▲ {plain(title)} ({len(lines)})"):
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def subscribe(visit: Visit, window: Window) -> None:
    """The whole window as one file for a calendar."""
    t = visit.t
    st.download_button(
        t(N_("Calendar file")),
        data=partial(
            meeting_calendar.subscription, visit.db, visit.actor, window=window, language=t.language
        ),
        file_name="comites.ics" if t.language == "fr" else "committees.ics",
        mime="text/calendar",
        icon=":material/download:",
    )


def _when(visit: Visit, one: Held) -> str:
    t, occurrence = visit.t, one.occurrence
    day = plain(t.date(occurrence.day, "day"))
    hour = plain(occurrence.at.strftime("%H:%M"))
    if occurrence.cancelled:
        return f":gray[~~{day} {hour}~~]"
    moved = occurrence.shifted or occurrence.sequence
    note = plain(t(N_("planned {day}"), day=t.date(occurrence.planned, "day")))
    return f"**{day}** {hour}" + (f"  \n:gray[{note}]" if moved else "")


def _link(visit: Visit, one: Held) -> None:
    month = one.occurrence.month
    query = {"vendor": one.contract.vendor, "month": str(month), "type": one.committee.value}
    st.page_link(PAGE, label=plain(name(visit, one)), query_params=visit.link(**query))


def _states(visit: Visit, one: Held) -> str:
    t = visit.t
    if one.occurrence.cancelled:
        why = plain(one.occurrence.why)
        return f"{ui.badge(t(N_('Cancelled')), 'gray', '○')} :gray[{why}]"
    if one.meeting is not None and one.meeting.state is MeetingState.CLOSED:
        shape, text = state_words(one.meeting.state, t)
        return ui.badge(text, "blue", shape)
    return " ".join(_duty(visit, duty) for duty in one.duties)


def _duty(visit: Visit, duty: Duty) -> str:
    t = visit.t
    done, due = _DUTIES[duty.code]
    if duty.done:
        return ui.badge(t(done), "blue", "●")
    text = t(due, day=t.date(duty.due, "day"))
    return ui.badge(text, "red", "■") if duty.late else ui.badge(text, "gray", "○")


def _more(visit: Visit, one: Held, *, key: str) -> None:
    """The invitation, and for who runs committees: another day, or no meeting."""
    t = visit.t
    with st.popover("", icon=":material/more_horiz:", help=t(N_("Invite, move, cancel"))):
        which = Which(one.contract.ref, one.committee, one.occurrence.planned)

        def invited() -> bytes:
            _, content = meeting_calendar.invitation(
                visit.db, visit.actor, which=which, language=t.language
            )
            return content

        st.download_button(
            t(N_("Cancellation (.ics)")) if one.occurrence.cancelled else t(N_("Invitation (.ics)")),
            data=invited,
            file_name=f"{one.occurrence.key}.ics",
            mime="text/calendar",
            icon=":material/event:",
            key=f"ics-{key}",
        )
        if not may(visit, Right.MEET) or (one.meeting and one.meeting.state is MeetingState.CLOSED):
            return
        day = st.date_input(t(N_("Held on")), one.occurrence.day, format="DD/MM/YYYY", key=f"day-{key}")
        at = st.time_input(t(N_("At")), one.occurrence.at, key=f"at-{key}")
        why = st.text_input(t(N_("Why")), key=f"why-{key}", max_chars=500)

        def moved() -> None:
            hour = at if isinstance(at, time) else None
            act(
                visit,
                lambda: meeting_calendar.move(
                    visit.db, visit.actor, which=which, day=day, at=hour, why=why
                ),
            )

        def cancelled() -> None:
            act(
                visit,
                lambda: meeting_calendar.cancel(visit.db, visit.actor, which=which, why=why),
            )

        with st.container(horizontal=True):
            st.button(t(N_("Move")), type="primary", key=f"move-{key}", on_click=moved)
            st.button(t(N_("Cancel the meeting")), key=f"cancel-{key}", on_click=cancelled)
