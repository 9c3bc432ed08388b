"""The Excel workbooks of several months or vendors, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pilotage.locale import N_
from pilotage.services import catalogue, invoices
from pilotage.services.actor import Right
from pilotage.web.guard import may
from pilotage.web.session import Visit
from pilotage.web.shell import titled
from pilotage.web.text import plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXPORT = N_("Export to Excel")


def month_and_year(visit: Visit) -> None:
    """What is looked at, one vendor or all, as the workbook of its month and of its year to date."""
    t = visit.t
    if not may(visit, Right.EXPORT):
        return
    with st.popover(t(_EXPORT), icon=":material/download:"):
        st.caption(plain(visit.card.vendor_name if visit.card else t(N_("All vendors"))))
        name, made = _month(visit)
        _button(titled(t.month(visit.month)), name, made, "export-month")
        name, made = _year(visit)
        _button(t(N_("Year to date {year}"), year=str(visit.month.year)), name, made, "export-year")


def year(visit: Visit) -> None:
    """The year to date of what is looked at, one vendor or all."""
    if may(visit, Right.EXPORT):
        name, made = _year(visit)
        _button(visit.t(_EXPORT), name, made, "export-year")


def _month(visit: Visit) -> tuple[str, Callable[[], bytes]]:
    db, actor, t, month = visit.db, visit.actor, visit.t, visit.month
    if visit.card is None:
        return invoices.month_workbook_name(month, t), lambda: invoices.month_workbook(
            db, actor, month=month, language=t.language
        )[1]
    ref = visit.card.ref
    name = invoices.workbook_name(catalogue.contract(db, actor, ref=ref), month, t)
    return name, lambda: invoices.workbook(db, actor, contract=ref, month=month, language=t.language)[1]


def _year(visit: Visit) -> tuple[str, Callable[[], bytes]]:
    db, actor, t, of = visit.db, visit.actor, visit.t, visit.month.year
    ref = visit.card.ref if visit.card else None
    return invoices.year_workbook_name(of, t, ref or ""), lambda: invoices.year_workbook(
        db, actor, year=of, language=t.language, contract=ref
    )[1]


def _button(label: str, name: str, made: Callable[[], bytes], key: str) -> None:
    st.download_button(
        label,
        data=made,
        file_name=name,
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
