"""The views by half-hour: the heat map of a KPI over the week, and volume against the frozen forecast."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import streamlit as st

from pilotage.charts.heatmap import HeatCell, HeatWords, heat_map
from pilotage.charts.volume import VolumeBar, VolumeWords, volume_against_forecast
from pilotage.locale import N_, Words
from pilotage.locale.counter_names import counter_words
from pilotage.periods import DAY
from pilotage.services import analysis
from pilotage.services.analysis import Cell, Grid, VolumeRow, Volumes
from pilotage.web.figures import exact_words, meets, value_words, volume_words
from pilotage.web.kpi_choice import Choice, View, pick
from pilotage.web.kpi_views import not_measured, sum_words
from pilotage.web.sheets import Column, Sheet

#: Any Monday: the days of the week are named from it.
_MONDAY = date(2026, 2, 2)


def weekday_words(weekday: int, t: Words) -> str:
    """`lundi`, `Monday`."""
    return t.date(_MONDAY + DAY * weekday, "long").split()[0].rstrip(",")


# ---- heat map ------------------------------------------------------------------------------------


def of_volume(choice: Choice) -> bool:
    """Whether the heat map is that of the volume behind the KPI."""
    return choice.asked("of") == "volume"


def heat_choices(choice: Choice) -> None:
    """The KPI or its volume."""
    with st.container(horizontal=True, gap="small", width="content", key="list-heat"):
        pick(choice, choice.name, current=not of_volume(choice), of="")
        pick(choice, choice.visit.t(N_("Volume")), current=of_volume(choice), of="volume")


def heat(choice: Choice) -> View:
    """The KPI of the month by half-hour and weekday, or the mean volume of each half-hour."""
    t, visit = choice.visit.t, choice.visit
    grid = analysis.half_hour_grid(
        visit.db, visit.actor, contract=choice.contract.ref,
        activity=choice.activity, kpi=choice.kpi.id, window=visit.month.window,
    )  # fmt: skip
    if grid is None or grid.reason:
        return _no_half_hours(choice, grid)
    volume = of_volume(choice)
    target = None if volume else grid.target
    hours = sorted({cell.at for cell in grid.cells})
    weekdays = sorted({cell.weekday for cell in grid.cells})
    spec = heat_map(
        [_heat_cell(choice, cell, volume=volume) for cell in grid.cells if _shown(cell)],
        columns=[_clock(at) for at in hours],
        rows=[weekday_words(day, t) for day in weekdays],
        target=target,
        higher=choice.kpi.direction == "higher",
        words=HeatWords(
            t(N_("Half-hour")), t(N_("Volume a day")) if volume else choice.name, t(N_("Measured on"))
        ),
        theme=visit.theme,
        language=t.language,
    )
    return View(_heat_finding(choice, grid, volume=volume), _heat_caption(choice, target, volume=volume),
                spec, _heat_sheet(choice, grid))  # fmt: skip


def _no_half_hours(choice: Choice, grid: Grid | None) -> View:
    """Why there is no heat map: feeds by day, most of the time."""
    t = choice.visit.t
    if grid is not None and grid.reason == "grain":
        lacking = ", ".join(counter_words(name, t) for name in grid.missing)
        text = t(N_("No feed of this vendor comes by half-hour with what this KPI counts."))
        if lacking:
            text = t(N_("No feed of this vendor gives by half-hour: {counters}."), counters=lacking)
        return View(choice.name, empty=text)
    return not_measured(choice, grid.reason if grid else "no_data")


def _shown(cell: Cell) -> bool:
    return cell.open or cell.figure.value is not None


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _heat_cell(choice: Choice, cell: Cell, *, volume: bool) -> HeatCell:
    t, unit = choice.visit.t, choice.kpi.unit
    value = cell.volume if volume else cell.figure.value
    shown = t.number(value, 0) if volume and value is not None else value_words(value, unit, t)
    return HeatCell(
        column=_clock(cell.at),
        row=weekday_words(cell.weekday, t),
        value=value,
        text="" if value is None else _short(value, "count" if volume else unit, t),
        label=f"{weekday_words(cell.weekday, t)} {_clock(cell.at)}",
        shown=shown,
        behind=volume_words(cell.figure, tuple(choice.kpi.denominator), t),
    )


def _short(value: Decimal, unit: str, t: Words) -> str:
    """What fits in a cell: no unit, no decimals but for small figures."""
    if unit == "seconds" and value >= 100:
        minutes, seconds = divmod(int(value.to_integral_value()), 60)
        return f"{minutes}:{seconds:02d}"
    small = abs(value) < 10 and unit not in {"count", "seconds"}
    return t.number(value, 1 if unit == "ratio" or small else 0)


def _heat_finding(choice: Choice, grid: Grid, *, volume: bool) -> str:
    t, kpi = choice.visit.t, choice.kpi
    known = [cell for cell in grid.cells if cell.figure.value is not None]
    if volume:
        busy = max(known, key=lambda cell: cell.volume or Decimal(0))
        return t(N_("Busiest half-hour: {day} {time}, {n} a day"), day=weekday_words(busy.weekday, t),
                 time=_clock(busy.at), n=t.number(busy.volume or Decimal(0), 0))  # fmt: skip
    higher = kpi.direction == "higher"
    worst = sorted(known, key=lambda cell: cell.figure.value or Decimal(0), reverse=not higher)[0]
    told = {
        "day": weekday_words(worst.weekday, t),
        "time": _clock(worst.at),
        "value": value_words(worst.figure.value, kpi.unit, t),
    }
    target = grid.target
    if target is None:
        return t(N_("Least good half-hour: {day} {time}, {value}"), **told)
    missed = sum(
        not meets(c.figure.value, target, kpi.direction) for c in known if c.figure.value is not None
    )
    if not missed:
        return t(N_("Target met in all {n} half-hours of the week"), n=len(known))
    sentence = N_("Target missed in {n} half-hours of {total}; least good: {day} {time}, {value}")
    return t(sentence, n=missed, total=len(known), **told)


def _heat_caption(choice: Choice, target: Decimal | None, *, volume: bool) -> str:
    t = choice.visit.t
    month = choice.visit.month
    if volume:
        return t(N_("Mean volume of each half-hour in {month}; blank when closed"), month=month)
    if target is None:
        return t(N_("{name} by half-hour in {month}; blank when closed"), name=choice.name, month=month)
    goal = exact_words(target, choice.kpi.unit, t)
    higher = N_("{name} by half-hour in {month}: orange misses the target of {target}, blue meets it")
    lower = N_(
        "{name} by half-hour in {month}: orange misses the target of {target} at most, blue meets it"
    )
    return t(
        higher if choice.kpi.direction == "higher" else lower, name=choice.name, month=month, target=goal
    )


def _heat_sheet(choice: Choice, grid: Grid) -> Sheet:
    t, kpi = choice.visit.t, choice.kpi
    columns = (
        Column(t(N_("Weekday"))),
        Column(t(N_("Half-hour"))),
        Column(t(N_("Value")), kpi.unit, bold=True),
        Column(sum_words(kpi.numerator, t), "count"),
        *((Column(sum_words(kpi.denominator, t), "count"),) if kpi.denominator else ()),
        Column(t(N_("Volume a day")), "count", 1),
    )
    rows = tuple(
        (
            weekday_words(cell.weekday, t),
            cell.at,
            cell.figure.value,
            cell.figure.numerator,
            *((cell.figure.denominator,) if kpi.denominator else ()),
            cell.volume,
        )
        for cell in grid.cells
        if _shown(cell)
    )
    return Sheet(f"{kpi.id}_{t(N_('by-half-hour'))}", columns, rows)


# ---- volume against forecast ---------------------------------------------------------------------


def volume_choices(choice: Choice) -> None:
    """The month day by day, or the half-hours of one of its days."""
    t, month = choice.visit.t, choice.visit.month
    days = [day.isoformat() for day in month.window if day < choice.visit.today]
    key = "choice-day"
    st.session_state[key] = choice.day.isoformat() if choice.day else ""
    st.selectbox(
        t(N_("Day")),
        ["", *days],
        key=key,
        format_func=lambda one: _day_words(one, t),
        label_visibility="collapsed",
        width=240,
        on_change=_choose_day,
    )


def _day_words(day: str, t: Words) -> str:
    return t.date(date.fromisoformat(day), "day") if day else t(N_("The whole month, by day"))


def _choose_day() -> None:
    chosen = st.session_state["choice-day"]
    if chosen:
        st.query_params["day"] = chosen
    elif "day" in st.query_params:
        del st.query_params["day"]


def volume(choice: Choice) -> View:
    """What was offered and handled against the frozen forecast: the month by day, a day by half-hour."""
    visit, t, day = choice.visit, choice.visit.t, choice.day
    ref, activity, month = choice.contract.ref, choice.activity, visit.month.window
    found = (
        analysis.volumes_of_day(visit.db, visit.actor, contract=ref, activity=activity, day=day)
        if day
        else analysis.volumes(visit.db, visit.actor, contract=ref, activity=activity, window=month)
    )
    if not any(row.offered is not None or row.handled is not None for row in found.rows):
        silent = N_("No volume by half-hour for that day.")
        text = silent if day else N_("No feed counts contacts offered or handled for this month.")
        return View(t(N_("Volume and forecast")), empty=t(text))
    words = VolumeWords(
        counter_words("offered", t),
        counter_words("handled", t),
        t(N_("Frozen forecast")),
        t(N_("Period")),
    )
    spec = volume_against_forecast(
        [_bar(row, n, t) for n, row in enumerate(found.rows)],
        words=words,
        theme=visit.theme,
        language=t.language,
    )
    caption = t(N_("Broad bars: offered. Narrow bars: handled. Strokes: the frozen forecast"))
    if not found.foretold:
        caption = t(
            N_("Broad bars: offered. Narrow bars: handled. No forecast was received for these days")
        )
    return View(_volume_finding(found, t), caption, spec, _volume_sheet(choice, found))


def _bar(row: VolumeRow, rank: int, t: Words) -> VolumeBar:
    first = row.period.first
    if row.at is not None:
        tick = _clock(row.at) if rank % 2 == 0 else ""
        label = f"{t.date(first, 'day')} {_clock(row.at)}"
        key = _clock(row.at)
    else:
        tick = t.date(first, "day") if first.weekday() == 0 else ""
        label, key = t.date(first, "day"), first.isoformat()
    figures = (row.offered, row.handled, row.forecast)
    shown = tuple("—" if one is None else t.number(one, 0) for one in figures)
    return VolumeBar(key, tick, *figures, label, (shown[0], shown[1], shown[2]))


def _volume_finding(found: Volumes, t: Words) -> str:
    close = found.accuracy
    if close.wape is None or close.bias is None:
        total = sum((row.offered or row.handled or Decimal(0) for row in found.rows), Decimal(0))
        return t(N_("{n} contacts, without a forecast to compare"), n=t.number(total, 0))
    told = {"gap": t.percent(abs(close.bias)), "wape": t.percent(close.wape)}
    if close.bias >= 0:
        return t(N_("Volume {gap} above the frozen forecast; forecast error (WAPE) {wape}"), **told)
    return t(N_("Volume {gap} below the frozen forecast; forecast error (WAPE) {wape}"), **told)


def _volume_sheet(choice: Choice, found: Volumes) -> Sheet:
    t = choice.visit.t
    by_slot = any(row.at is not None for row in found.rows)
    columns = (
        Column(t(N_("Day"))),
        *((Column(t(N_("Half-hour"))),) if by_slot else ()),
        Column(counter_words("offered", t), "count", bold=True),
        Column(counter_words("handled", t), "count"),
        Column(t(N_("Frozen forecast")), "count", 1),
        Column(t(N_("Gap")), "count", 1),
        Column(t(N_("Gap in percent")), "percent"),
    )
    rows = tuple(_volume_line(row, by_slot=by_slot) for row in found.rows)
    return Sheet(f"{choice.activity}_{t(N_('volume'))}", columns, rows)


def _volume_line(row: VolumeRow, *, by_slot: bool) -> tuple[date | time | Decimal | None, ...]:
    gap = None if row.offered is None or row.forecast is None else row.offered - row.forecast
    percent = gap * 100 / row.forecast if gap is not None and row.forecast else None
    figures = (row.offered, row.handled, row.forecast, gap, percent)
    return (row.period.first, *((row.at,) if by_slot else ()), *figures)
