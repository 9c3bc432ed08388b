"""KPIs: how is this vendor doing, really?"""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from pilotage.charts.small import sparkline
from pilotage.contract.model import Contract
from pilotage.kpi.model import Kpi
from pilotage.locale import N_
from pilotage.locale.judged import kpi_name, name_of, reason_words
from pilotage.periods import DAY, Window, week_of
from pilotage.services import catalogue
from pilotage.services.kpis import KpiRow, kpi_rows, kpis_of
from pilotage.web import components as ui
from pilotage.web.drawings import Drawing, drawing
from pilotage.web.figures import (
    Grain,
    exact_words,
    meets,
    period_words,
    value_words,
    volume_words,
)
from pilotage.web.findings import kpi_finding
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("KPIs")
GRAINS: tuple[Grain, ...] = ("month", "week", "day")
GRAIN_WORDS = {"month": N_("By month"), "week": N_("By week"), "day": N_("By day")}
PER_ROW = 4


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    year = visit.kept("kpi-year", build=lambda: rows(visit, "month"))
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
    head(title, where(TITLE, plain(name_of(activity, contract, t, ("activity",)))))
    activities(visit, contract, year, activity)
    promised = [one for one in now if one.target is not None]
    others = [one for one in now if one.target is None]
    cards(visit, contract, kpis, mine, promised or others, row)
    large(visit, contract, kpis[row.kpi], activity, name)
    if promised and others:
        st.subheader(t(N_("Without a target")), anchor=False)
        cards(visit, contract, kpis, mine, others, row)


def rows(visit: Visit, grain: Grain) -> tuple[KpiRow, ...]:
    """Thirteen months, thirteen weeks or the days, up to the end of the month on screen."""
    last = visit.month.last
    first = {
        "month": visit.month.plus(-12).first,
        "week": week_of(last - DAY * 7 * 12).first,
        "day": visit.month.first,
    }[grain]
    return kpi_rows(
        visit.db,
        visit.actor,
        contract=visit.the_card.ref,
        window=Window(first, last),
        by=grain,
    )


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


def cards(
    visit: Visit,
    contract: Contract,
    kpis: dict[str, Kpi],
    year: Sequence[KpiRow],
    now: Sequence[KpiRow],
    current: KpiRow,
) -> None:
    """A card a KPI: its figure, its target, the volume behind; twelve months for what was promised."""
    for start in range(0, len(now), PER_ROW):
        columns = st.columns(PER_ROW)
        for column, row in zip(columns, now[start : start + PER_ROW], strict=False):
            key = "here-" if row is current else "card-"
            with column.container(border=True, gap="xxsmall", height="stretch", key=f"{key}{row.kpi}"):
                card(visit, contract, kpis[row.kpi], year, row)


def card(visit: Visit, contract: Contract, kpi: Kpi, year: Sequence[KpiRow], row: KpiRow) -> None:
    t, figure = visit.t, row.figure
    st.page_link(
        "pages/kpis.py",
        label=plain(kpi_name(row.kpi, contract, t)),
        query_params=visit.link(kpi=row.kpi, activity=row.activity),
    )
    shown = f"**{plain(value_words(figure.value, figure.unit, t))}**"
    if row.target is not None:
        met = None if figure.value is None else meets(figure.value, row.target, kpi.direction)
        goal = t(N_("target {value}"), value=exact_words(row.target, figure.unit, t))
        shown += f" :small[{ui.target_badge(met, goal)}]"
    with st.container(key=f"figure-{row.kpi}"):
        st.markdown(f"{shown}  \n:small[:gray[{plain(behind(visit, kpi, row))}]]", anchors=False)
    if row.target is None:
        return
    values = [one.figure.value for one in year if one.kpi == row.kpi]
    picture = visit.kept(
        "sparkline", row.kpi, row.activity,
        build=lambda: sparkline(values, theme=visit.theme, target=row.target),
    )  # fmt: skip
    st.image(picture, width="stretch", alt=trend_alt(visit, values, row))


def trend_alt(visit: Visit, values: Sequence[Decimal | None], row: KpiRow) -> str:
    t, known = visit.t, [value for value in values if value is not None]
    if not known:
        return t(N_("No figure"))
    low, high = (value_words(one, row.figure.unit, t) for one in (min(known), max(known)))
    return t(N_("{n} months, from {low} to {high}"), n=len(known), low=low, high=high)


def behind(visit: Visit, kpi: Kpi, row: KpiRow) -> str:
    """The volume behind a figure, or why there is none."""
    t, figure = visit.t, row.figure
    if figure.value is None:
        return t(N_("Not measured: {reason}."), reason=reason_words(figure.reason, t, figure.missing))
    text = volume_words(figure, kpi.denominator, t)
    return t(N_("{volume}, estimated"), volume=text) if figure.estimated else text


def large(visit: Visit, contract: Contract, kpi: Kpi, activity: str, name: str) -> None:
    """The chosen KPI over time, at the chosen grain; its figures under it."""
    t = visit.t
    asked = st.query_params.get("grain", "month")
    grain: Grain = next((one for one in GRAINS if one == asked), "month")

    def build() -> tuple[list[KpiRow], Drawing | None]:
        found = [row for row in rows(visit, grain) if row.kpi == kpi.id and row.activity == activity]
        if all(row.figure.value is None for row in found):
            return found, None
        drawn = drawing(
            visit, found, grain, name,
            unit=kpi.unit, direction=kpi.direction, denominator=tuple(kpi.denominator), height=290,
        )  # fmt: skip
        return found, drawn

    found, drawn = visit.kept("kpi", kpi.id, activity, grain, build=build)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"##### {plain(drawn[0] if drawn else name)}", anchors=False, width="content")
            grains(visit, grain, kpi.id, activity)
        if drawn is None:
            reason = found[0].figure.reason if found else "no_data"
            text = t(N_("Not measured: {reason}."), reason=reason_words(reason, t))
            st.markdown(plain(text))
            return
        volume = t(N_("{name}; the bars are the volume behind each point"), name=name)
        st.caption(plain(volume))
        ui.chart(drawn[1], alt=f"{name}. {drawn[0]}")
    figures(visit, found, grain, kpi)


def grains(visit: Visit, current: Grain, kpi: str, activity: str) -> None:
    with st.container(horizontal=True, gap="small", width="content", key="list-grains"):
        for grain in GRAINS:
            label = visit.t(GRAIN_WORDS[grain])
            if grain == current:
                st.markdown(ui.badge(label, "gray"), width="content")
            else:
                query = visit.link(kpi=kpi, activity=activity, grain=grain)
                st.page_link("pages/kpis.py", label=label, query_params=query)


def figures(visit: Visit, found: Sequence[KpiRow], grain: Grain, kpi: Kpi) -> None:
    """The same as figures, for who reads a table better than a line; drawn when opened."""
    t = visit.t
    place = st.expander(t(N_("The figures, period by period")), key="figures", on_change="rerun")
    if not place.open:
        return
    body = [
        (
            ui.Cell(plain(period_words(row.period, grain, t))),
            ui.right(f"**{plain(value_words(row.figure.value, kpi.unit, t))}**"),
            ui.right("—" if row.target is None else plain(exact_words(row.target, kpi.unit, t))),
            ui.Cell(plain(behind(visit, kpi, row))),
        )
        for row in reversed(found)
    ]
    headers = (
        ui.Cell(t(N_("Period"))),
        ui.right(t(N_("Value"))),
        ui.right(t(N_("Target"))),
        ui.Cell(t(N_("Measured on"))),
    )
    with place:
        ui.table("figures", headers, body)


main()
