"""The KPIs of a vendor as cards: the figure, its target, what it was measured on, twelve months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from pilotage.charts.small import sparkline
from pilotage.contract.model import Contract
from pilotage.kpi.model import Kpi
from pilotage.locale import N_
from pilotage.locale.judged import kpi_name, reason_words
from pilotage.locale.samples import sample_words
from pilotage.services.kpis import KpiRow
from pilotage.web import components as ui
from pilotage.web.figures import exact_words, marks, meets, value_words, volume_words
from pilotage.web.session import Visit
from pilotage.web.text import plain

PER_ROW = 4


def cards(
    visit: Visit,
    contract: Contract,
    kpis: Mapping[str, Kpi],
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
        query_params=visit.link(kpi=row.kpi, activity=row.activity, **_view()),
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
    st.image(picture, width="stretch", alt=_trend_alt(visit, values, row))


def _view() -> dict[str, str]:
    """The view on screen is kept from one KPI to the next."""
    view = st.query_params.get("view", "")
    return {"view": view} if view else {}


def _trend_alt(visit: Visit, values: Sequence[Decimal | None], row: KpiRow) -> str:
    t, known = visit.t, [value for value in values if value is not None]
    if not known:
        return t(N_("No figure"))
    low, high = (value_words(one, row.figure.unit, t) for one in (min(known), max(known)))
    return t(N_("{n} months, from {low} to {high}"), n=len(known), low=low, high=high)


def behind(visit: Visit, kpi: Kpi, row: KpiRow) -> str:
    """The volume behind a figure, or its sample, and what it must not be taken for; or why there is
    none.
    """
    t, figure = visit.t, row.figure
    if figure.value is None:
        return t(N_("Not measured: {reason}."), reason=reason_words(figure.reason, t, figure.missing))
    size = sample_words(figure, t) or volume_words(figure, kpi.denominator, t)
    return ", ".join(part for part in (size, *marks(row, t)) if part)
