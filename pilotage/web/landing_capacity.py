"""The capacity of the coming weeks on the landing page: hours needed against those there will be."""

from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, NBSP
from pilotage.services import capacity as capacities
from pilotage.services.capacity import Capacity, CapacityWeek
from pilotage.web import components as ui
from pilotage.web.figures import value_words
from pilotage.web.landing import hours_words
from pilotage.web.session import Visit
from pilotage.web.text import plain

_COVER = {
    "enough": ("blue", "●", N_("covered")),
    "tight": ("orange", "▲", N_("tight")),
    "short": ("red", "■", N_("short")),
    "unknown": ("gray", "○", N_("nothing ordered or planned")),
}

#: The columns of the weeks to come, by what they show of one; the last two follow from the others.
_COLUMNS = {
    "week": N_("Week"),
    "contacts": N_("Contacts foreseen"),
    "needed": N_("Hours needed"),
    "ordered": N_("Ordered"),
    "scheduled": N_("Planned"),
    "trained_hours": N_("Trained"),
    "gap": N_("Gap"),
    "least": "",
}


def weeks_ahead(visit: Visit, contract: Contract) -> None:
    """The coming weeks: the hours needed against those ordered, planned and trained for."""
    t = visit.t
    found = visit.kept(
        "capacity",
        build=lambda: capacities.capacity(visit.db, visit.actor, contract=contract.ref),
    )
    with st.container(border=True, gap="small"):
        st.markdown(f"##### {plain(_finding(visit, found))}", anchors=False)
        if found.pace is None or not found.weeks:
            text = N_("It takes a volume forecast of the weeks to come and a handle time.")
            st.markdown(plain(t(text)))
            return
        pace = t(
            N_("At {aht} a contact and {occupancy} of the time at work spent on contacts."),
            aht=value_words(found.pace.aht_s, "seconds", t),
            occupancy=t.percent(found.pace.occupancy, 0),
        )
        st.caption(plain(pace))
        columns = [n for n, name in enumerate(_COLUMNS) if n < 3 or _is_known(found, name)]
        headers = [t(words) for words in _COLUMNS.values()]
        aligned = [ui.Cell(headers[n]) if n in {0, 7} else ui.right(headers[n]) for n in columns]
        body = [_row(visit, one) for one in found.weeks]
        ui.table("capacity", aligned, [[cells[n] for n in columns] for cells in body])


def _is_known(found: Capacity, name: str) -> bool:
    """Whether a week has something to say in the column."""
    return any(getattr(one, name) is not None for one in found.weeks)


def _finding(visit: Visit, found: Capacity) -> str:
    t = visit.t
    known = [one for one in found.weeks if one.cover != "unknown"]
    if not known:
        return t(N_("The capacity of the weeks to come"))
    if not found.short:
        return t(N_("The weeks to come are covered"))
    worst = min(found.short, key=lambda one: one.gap or Decimal(0))
    return t(
        N_("{n} weeks of {all} lack hours; the worst begins on {day}: {gap} h"),
        n=len(found.short),
        all=len(known),
        day=worst.week.first,
        gap=t.signed(worst.gap or Decimal(0), 0),
    )


def _row(visit: Visit, one: CapacityWeek) -> tuple[ui.Cell, ...]:
    t = visit.t
    colour, shape, words = _COVER[one.cover]
    trained = hours_words(one.trained_hours, t)
    if one.trained is not None:
        people = t(N_("{n} trained"), n=one.trained)
        trained = f"{people} → {trained}"
    gap = "—" if one.gap is None else f"{t.signed(one.gap, 0)}{NBSP}h"
    first, last = one.week.first, one.week.last
    return (
        ui.Cell(plain(t(N_("from {first} to {last}"), first=first, last=last))),
        ui.right(plain(t.number(one.contacts, 0))),
        ui.right(f"**{plain(hours_words(one.needed, t))}**"),
        ui.right(plain(hours_words(one.ordered, t))),
        ui.right(plain(hours_words(one.scheduled, t))),
        ui.right(plain(trained)),
        ui.right(f"**{plain(gap)}**"),
        ui.Cell(f":{colour}-badge[{shape} {plain(t(words))}]"),
    )
