"""What a KPI page is asked for: the view, the KPI and what it is drawn by, all read from the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from pilotage.charts.theme import Spec
from pilotage.contract.model import Contract
from pilotage.kpi.model import Kpi
from pilotage.locale import N_
from pilotage.services.kpis import KpiRow
from pilotage.web import components as ui
from pilotage.web.figures import Grain
from pilotage.web.session import Visit
from pilotage.web.sheets import Sheet
from pilotage.web.text import plain

VIEWS: Mapping[str, str] = {
    "trend": N_("Trend"),
    "days": N_("Days"),
    "heat": N_("Half-hours"),
    "volume": N_("Volume and forecast"),
    "reasons": N_("Reasons"),
    "compare": N_("Compare"),
    "formulas": N_("Formulas"),
}
GRAINS: tuple[Grain, ...] = ("month", "week", "day")
GRAIN_WORDS: Mapping[str, str] = {"month": N_("By month"), "week": N_("By week"), "day": N_("By day")}


@dataclass(frozen=True)
class Choice:
    """The KPI on screen and how it is looked at. `row` is its figure over the month on screen."""

    visit: Visit
    contract: Contract
    kpi: Kpi
    name: str
    activity: str
    row: KpiRow
    view: str

    def link(self, **more: str) -> dict[str, str]:
        """The query of a link to the same KPI, looked at in another way."""
        kept = {"kpi": self.kpi.id, "activity": self.activity, "view": self.view}
        if self.view == "trend":
            kept |= {"variant": self.asked("variant"), "grain": self.asked("grain")}
        kept |= more
        return self.visit.link(**{name: value for name, value in kept.items() if value})

    def asked(self, name: str) -> str:
        return str(st.query_params.get(name, ""))

    @property
    def grain(self) -> Grain:
        """By what a trend is drawn: by month unless the link says otherwise."""
        return next((one for one in GRAINS if one == self.asked("grain")), "month")

    @property
    def day(self) -> date | None:
        """The day of the month on screen that the link names."""
        return next(
            (day for day in self.visit.month.window if day.isoformat() == self.asked("day")), None
        )


@dataclass(frozen=True)
class View:
    """A drawn view. `finding` is its title; without a `spec`, `empty` says why nothing is drawn."""

    finding: str
    caption: str = ""
    spec: Spec | None = None
    sheet: Sheet | None = None
    empty: str = ""
    notes: tuple[str, ...] = field(default=())


def views(choice: Choice, known: Mapping[str, str]) -> None:
    """The views as links, the one on screen as a badge."""
    with st.container(horizontal=True, gap="medium", key="list-views"):
        for view, label in known.items():
            pick(choice, choice.visit.t(label), current=view == choice.view, view=view)


def grains(choice: Choice) -> None:
    """By month, by week, by day."""
    with st.container(horizontal=True, gap="small", width="content", key="list-grains"):
        for grain in GRAINS:
            pick(choice, choice.visit.t(GRAIN_WORDS[grain]), current=grain == choice.grain, grain=grain)


def pick(choice: Choice, label: str, *, current: bool, **asked: str) -> None:
    """One of several ways to look: a badge when it is the one on screen, else a link to it."""
    if current:
        st.markdown(ui.badge(label, "gray"), width="content")
    else:
        st.page_link("pages/kpis.py", label=plain(label), query_params=choice.link(**asked))
