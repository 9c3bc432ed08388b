"""Calendar: who meets when, and is it ready?"""

from __future__ import annotations

from functools import partial
from itertools import groupby

import streamlit as st

from pilotage.locale import N_
from pilotage.periods import DAY, Window, week_of
from pilotage.services import meeting_calendar
from pilotage.services.meeting_calendar import Agenda, Held
from pilotage.web import calendar_rows as told
from pilotage.web import components as ui
from pilotage.web.meetings import refusal
from pilotage.web.session import Visit, here
from pilotage.web.shell import head
from pilotage.web.text import plain

TITLE = N_("Calendar")
WEEKS = 8


def main() -> None:
    visit = here()
    if not visit.cards:
        ui.no_contract(visit, TITLE)
        return
    window = Window(week_of(visit.today).first, week_of(visit.today).first + DAY * (7 * WEEKS - 1))
    ref = visit.card.ref if visit.card else None
    found = visit.kept(
        "calendar",
        build=partial(meeting_calendar.calendar, visit.db, visit.actor, window=window, contract=ref),
    )
    head(finding(visit, found), line(visit), actions=lambda: told.subscribe(visit, window))
    refusal()
    told.crossing(visit, found.overlaps)
    for monday, week in groupby(found.held, key=lambda one: week_of(one.occurrence.day).first):
        st.subheader(plain(visit.t(N_("Week of {day}"), day=visit.t.date(monday, "long"))), anchor=False)
        told.week(visit, list(week), place=monday.isoformat())


def finding(visit: Visit, found: Agenda) -> str:
    """How many meetings wait for something that is late, else the next one."""
    t = visit.t
    late = [one for one in found.held if any(duty.late for duty in one.duties)]
    if late:
        return (
            t(N_("{n} meetings wait for something late"), n=len(late))
            if len(late) > 1
            else _one(visit, late[0])
        )
    coming = next((one for one in found.held if _ahead(visit, one)), None)
    if coming is None:
        return t(N_("No committee in the next eight weeks"))
    return t(
        N_("Next: {committee} of {vendor}, {day}"),
        committee=told.name(visit, coming),
        vendor=coming.contract.vendor_name,
        day=t.date(coming.occurrence.day, "long"),
    )


def _one(visit: Visit, one: Held) -> str:
    return visit.t(
        N_("{committee} of {vendor} waits for something late"),
        committee=told.name(visit, one),
        vendor=one.contract.vendor_name,
    )


def _ahead(visit: Visit, one: Held) -> bool:
    return not one.occurrence.cancelled and one.occurrence.day >= visit.today


def line(visit: Visit) -> str:
    t = visit.t
    who = visit.card.vendor_name if visit.card else t("All vendors")
    return f"{plain(t(TITLE))} · **{plain(who)}** · {plain(t.date(visit.today, 'long'))}"


main()
