"""The table behind a chart: shown under it, downloadable as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import streamlit as st

from pilotage.exports.csv_file import Value, csv_bytes
from pilotage.kpi.model import Unit
from pilotage.locale import N_, Words
from pilotage.web import components as ui
from pilotage.web.figures import value_words
from pilotage.web.session import Visit
from pilotage.web.text import plain

_MOST = 400


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and the unit of its figures (None for texts and days). A figure is shown
    with `digits` decimals, those of its unit by default.
    """

    title: str
    unit: Unit | None = None
    digits: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of values: what is shown and what is downloaded are the same cells. `name` begins the
    name of the file; the values of a column of percentages are in percent.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def csv(self, language: str) -> bytes:
        """The table as a file."""
        return csv_bytes([column.title for column in self.columns], self.rows, language)


def file_name(visit: Visit, sheet: Sheet) -> str:
    """`2026-02_ARMOR-2025_QS20_demi-heures.csv`."""
    return f"{visit.month}_{visit.the_card.ref}_{sheet.name}.csv"


def show(visit: Visit, sheet: Sheet, title: str, *, key: str = "figures") -> None:
    """The table, drawn when it is opened, and the button that downloads it. `key` is that of the table,
    where a page has several.
    """
    t = visit.t
    place = st.expander(title, key=key, on_change="rerun")
    if not place.open:
        return
    headers = [_header(column) for column in sheet.columns]
    body = [_cells(row, sheet.columns, t) for row in sheet.rows[:_MOST]]
    with place:
        st.download_button(
            t(N_("Download the table (CSV)")),
            data=lambda: sheet.csv(t.language),
            file_name=file_name(visit, sheet),
            mime="text/csv",
            icon=":material/download:",
            key="download-table" if key == "figures" else f"download-{key}",
            on_click="ignore",
        )
        ui.table(key, headers, body)
        if len(sheet.rows) > _MOST:
            st.caption(plain(t(N_("and {n} others"), n=len(sheet.rows) - _MOST)))


def _header(column: Column) -> ui.Cell:
    title = plain(column.title)
    return ui.Cell(title) if column.unit is None else ui.right(title)


def _cells(row: Sequence[Value], columns: Sequence[Column], t: Words) -> list[ui.Cell]:
    return [_cell(value, column, t) for value, column in zip(row, columns, strict=True)]


def _cell(value: Value, column: Column, t: Words) -> ui.Cell:
    match value:
        case None:
            return ui.Cell("" if column.unit is None else "—", "left" if column.unit is None else "right")
        case Decimal() | int():
            text = plain(value_words(Decimal(value), column.unit or "count", t, column.digits))
            return ui.right(f"**{text}**" if column.bold else text)
        case time():
            return ui.Cell(f"{value:%H:%M}")
        case date():
            return ui.Cell(plain(t.date(value, "day")))
    return ui.Cell(plain(value))
