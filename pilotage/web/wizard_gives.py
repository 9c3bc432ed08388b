"""What an unknown file would give: the counters, the KPIs of the contract, and what would still lack."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from pilotage.locale import N_, NBSP
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import reason_words
from pilotage.money import ZERO
from pilotage.services.wizard import WizardView
from pilotage.web import components as ui
from pilotage.web.figures import value_words
from pilotage.web.session import Visit
from pilotage.web.text import plain


def vain(view: WizardView) -> bool:
    """Whether no column counts anything: where and when the rows stand is then not worth asking."""
    return any(problem.code == "wizard.no_counter" for problem in view.problems)


def gives(visit: Visit, view: WizardView) -> None:
    """The counters and the KPIs of the contract that the file would give, and what would still lack."""
    t = visit.t
    with ui.card(t(N_("What it would give"))):
        preview = view.preview
        if preview.first is None or preview.last is None:
            asked = not vain(view) and any(question.open for question in view.questions)
            text = (
                N_("Nothing yet: answer what is asked above.") if asked else N_("Nothing as it stands.")
            )
            st.markdown(f":gray[{plain(t(text))}]")
            return
        span = t(
            N_("from {first} to {last}"),
            first=t.date(preview.first, "medium"),
            last=t.date(preview.last, "medium"),
        )
        st.caption(plain(span))
        left, right = st.columns(2)
        with left:
            _table(visit, "wizard-kpis", t(N_("KPI")), _measured(visit, view))
            _fold(visit, N_("{n} KPIs of the contract would not be measured"), _unmeasured(visit, view))
        with right:
            _table(visit, "wizard-totals", t(N_("Counter")), _totals(visit, view))
            _fold(
                visit,
                N_("{n} KPIs that no feed of the contract gives the figures of"),
                _lacking(visit, view),
            )


def _fold(visit: Visit, title: str, lines: Mapping[str, str]) -> None:
    """One line, that unfolds into a reason each."""
    if lines:
        colon = f"{NBSP}: " if visit.t.language == "fr" else ": "
        with st.expander(plain(visit.t(title, n=len(lines)))):
            told = (f"- **{plain(name)}**{colon}{plain(why)}" for name, why in lines.items())
            st.markdown("\n".join(told))


def _lacking(visit: Visit, view: WizardView) -> Mapping[str, str]:
    """The KPIs that neither this file nor another feed gives, by what they lack."""
    t = visit.t
    return {
        one.name or one.kpi: ", ".join(counter_words(name, t) for name in one.counters)
        for one in view.missing
    }


def _measured(visit: Visit, view: WizardView) -> Mapping[str, str]:
    """The KPIs that the file alone gives, with their figure over it."""
    t, told = visit.t, {}
    for one in view.kpis:
        figure = one.figure
        if figure.value is not None:
            value = value_words(figure.value, figure.unit, t)
            value = t(N_("{volume}, estimated"), volume=value) if figure.estimated else value
            told[one.name or one.kpi.id] = value
    return told


def _unmeasured(visit: Visit, view: WizardView) -> Mapping[str, str]:
    """Those that it does not, with the reason."""
    return {
        one.name or one.kpi.id: reason_words(one.figure.reason, visit.t, one.figure.missing)
        for one in view.kpis
        if one.figure.value is None
    }


def _totals(visit: Visit, view: WizardView) -> Mapping[str, str]:
    """The sum of each counter over all the streams."""
    t = visit.t
    sums: dict[str, Decimal] = {}
    for one in view.preview.totals:
        sums[one.counter] = sums.get(one.counter, ZERO) + one.value
    marked = {one.counter for one in view.preview.totals if one.estimated}
    estimated = N_("{volume}, estimated")
    return {
        counter_words(name, t): t(estimated, volume=t.number(value))
        if name in marked
        else t.number(value)
        for name, value in sums.items()
    }


def _table(visit: Visit, name: str, title: str, lines: Mapping[str, str]) -> None:
    if lines:
        headers = (ui.Cell(plain(title)), ui.right(plain(visit.t(N_("Over the file")))))
        ui.table(
            name,
            headers,
            [(ui.Cell(plain(label)), ui.right(plain(value))) for label, value in lines.items()],
        )
