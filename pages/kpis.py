"""KPIs: how is this vendor doing, really?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_
from pilotage.locale.judged import kpi_name, name_of
from pilotage.periods import Window
from pilotage.services import catalogue
from pilotage.services.kpis import KpiRow, kpi_rows, kpis_of
from pilotage.web import components as ui
from pilotage.web import kpi_across, kpi_slots, kpi_views, sheets
from pilotage.web.figures import marks
from pilotage.web.findings import kpi_finding
from pilotage.web.kpi_cards import cards
from pilotage.web.kpi_choice import VIEWS, Choice, View, grains, views
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("KPIs")


@dataclass(frozen=True)
class Drawn:
    """How a view is drawn, the links beside its title and under it, and the words of the address that
    it depends on.
    """

    build: Callable[[Choice], View]
    beside: Callable[[Choice], None] | None = None
    under: Callable[[Choice], None] | None = None
    asks: tuple[str, ...] = ()


DRAWN: Mapping[str, Drawn] = {
    "trend": Drawn(kpi_views.trend, grains, kpi_views.beside, ("grain", "variant")),
    "days": Drawn(kpi_views.days),
    "heat": Drawn(kpi_slots.heat, kpi_slots.heat_choices, asks=("of",)),
    "volume": Drawn(kpi_slots.volume, kpi_slots.volume_choices, asks=("day",)),
    "reasons": Drawn(kpi_across.reasons),
    "compare": Drawn(kpi_across.vendors, under=kpi_across.definitions, asks=("definition",)),
    "formulas": Drawn(kpi_across.formulas, kpi_across.formula_links),
}


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    year = visit.kept("kpi-year", build=lambda: months(visit))
    activity = chosen_activity(contract, year)
    mine = [row for row in year if row.activity == activity]
    now = [row for row in mine if row.period.last == visit.month.last]
    if not now:
        head(t(N_("No figure in {month}"), month=visit.month), where(TITLE))
        ui.empty(
            t(N_("Nothing received for this month")),
            t(N_("KPIs come from the vendor's files: import them, and they appear here.")),
            [ui.Link("pages/received_files.py", t(N_("Import a file")), visit.link())],
        )
        return
    kpis = kpis_of(contract)
    row = chosen_row(now)
    name = kpi_name(row.kpi, contract, t)
    title = kpi_finding(name, row.figure.value, row.figure.unit, row.target, t)
    doubts = [ui.badge(text, "gray", "○") for text in marks(row, t)]
    head(title, where(TITLE, plain(name_of(activity, contract, t, ("activity",))), *doubts))
    activities(visit, contract, year, activity)
    promised = [one for one in now if one.target is not None]
    others = [one for one in now if one.target is None]
    cards(visit, contract, kpis, mine, promised or others, row)
    view = st.query_params.get("view", "")
    large(Choice(visit, contract, kpis[row.kpi], name, activity, row, view if view in VIEWS else "trend"))
    if promised and others:
        st.subheader(t(N_("Without a target")), anchor=False)
        cards(visit, contract, kpis, mine, others, row)


def months(visit: Visit) -> tuple[KpiRow, ...]:
    """Thirteen months up to the one on screen."""
    window = Window(visit.month.plus(-12).first, visit.month.last)
    ref = visit.the_card.ref
    return kpi_rows(visit.db, visit.actor, contract=ref, window=window, by="month")


def chosen_activity(contract: Contract, found: Sequence[KpiRow]) -> str:
    """The activity of the link, else the first one with figures."""
    known = [one.id for one in contract.activity]
    asked = st.query_params.get("activity", "")
    return asked if asked in known else next((row.activity for row in found), known[0])


def chosen_row(now: Sequence[KpiRow]) -> KpiRow:
    """The KPI of the link, else the first one with a target."""
    asked = st.query_params.get("kpi", "")
    first = next((row for row in now if row.target is not None), now[0])
    return next((row for row in now if row.kpi == asked), first)


def activities(visit: Visit, contract: Contract, found: Sequence[KpiRow], current: str) -> None:
    """One link an activity, when there are several."""
    t = visit.t
    several = [one for one in contract.activity if any(row.activity == one.id for row in found)]
    if len(several) < 2:
        return
    with st.container(horizontal=True, gap="medium", key="list-activities"):
        for one in several:
            label = plain(one.label(t.language))
            if one.id == current:
                st.markdown(f"**{label}**", width="content")
            else:
                st.page_link("pages/kpis.py", label=label, query_params=visit.link(activity=one.id))


def offered(choice: Choice) -> dict[str, str]:
    """The views that this KPI has, and the one on screen whatever it is."""
    several = len(kpi_across.known_formulas(choice)) > 1
    reasons = any(one.reason and one.activity == choice.activity for one in choice.contract.stream)
    there = {"reasons": reasons, "compare": len(choice.visit.cards) > 1, "formulas": several}
    return {v: label for v, label in VIEWS.items() if there.get(v, True) or v == choice.view}


def large(choice: Choice) -> None:
    """The chosen KPI in the chosen view: only that one is worked out and drawn. Its table under it."""
    visit, t, drawn = choice.visit, choice.visit.t, DRAWN[choice.view]
    asked = tuple(choice.asked(name) for name in drawn.asks)
    view = visit.kept(
        "kpi", choice.view, choice.kpi.id, choice.activity, asked, build=lambda: drawn.build(choice)
    )
    with st.container(border=True, gap="small"):
        views(choice, offered(choice))
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"##### {plain(view.finding)}", anchors=False, width="content")
            if drawn.beside:
                drawn.beside(choice)
        if drawn.under:
            drawn.under(choice)
        if view.spec is None:
            st.markdown(plain(view.empty))
            return
        st.caption(plain(view.caption))
        ui.chart(view.spec, alt=f"{choice.name}. {view.finding}")
        for note in view.notes:
            st.markdown(f":orange[◆] {plain(note)}", anchors=False)
        if choice.view not in {"volume", "reasons"}:
            st.caption(plain(kpi_views.definition(choice)))
    if view.sheet:
        sheets.show(visit, view.sheet, t(N_("The figures behind the chart")))


main()
