"""The year: what did each vendor cost, and why did the budget not hold?"""

import streamlit as st

from pilotage.locale import N_
from pilotage.services import year as years
from pilotage.services.year import Year
from pilotage.web import components as ui
from pilotage.web import workbooks
from pilotage.web import year as told
from pilotage.web.session import Visit, here
from pilotage.web.shell import head
from pilotage.web.text import plain
from pilotage.web.year_entry import entry

TITLE = N_("The year")


def main() -> None:
    visit = here()
    if not visit.cards:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    found = read(visit)
    parts = [plain(t(TITLE)), f"**{plain(visit.card.vendor_name)}**" if visit.card else ""]
    place = " · ".join([*(part for part in parts if part), str(visit.month.year)])
    if not found:
        head(t(N_("Nothing was billed in {year}"), year=visit.month.year), place)
        ui.empty(
            t(N_("No figure for this year")),
            t(N_("Import the vendors' files, or choose a month of another year.")),
            [ui.Link("pages/received_files.py", t(N_("See the received files")), visit.link())],
        )
        return
    head(told.finding(found, t), place, actions=lambda: workbooks.year(visit))
    if said := st.session_state.pop("year-said", ""):
        st.success(plain(said))
    told.variance(visit, found)
    if visit.card:
        told.months(visit, found[0])
        entry(visit, [one.month for one in found[0].months])
    else:
        told.vendors(visit, found)
        hint = N_("Open a vendor to see its months, and to enter budgets and costs on our side.")
        st.caption(plain(t(hint)))


def read(visit: Visit) -> tuple[Year, ...]:
    """The years of what is looked at: one contract, or all."""
    year, card = visit.month.year, visit.card
    with st.spinner(visit.t(N_("Adding up the year"))):
        if card is None:
            return visit.kept("years", year, build=lambda: years.years(visit.db, visit.actor, year=year))
        one = visit.kept(
            "year",
            year,
            build=lambda: years.year_of(visit.db, visit.actor, card=card, year=year),
        )
    return (one,) if one.months else ()


main()
