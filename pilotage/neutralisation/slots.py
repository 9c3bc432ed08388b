"""Which half-hours and days a neutralisation takes, and the counters without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.counters.catalogue import over_time
from pilotage.counters.half_hours import HalfHours
from pilotage.money import MILLION
from pilotage.neutralisation.model import Span
from pilotage.periods import Window

VOLUME, FORECAST = "offered", "forecast"
"""The counter that a frozen forecast is held against, and the forecast among the counters."""
_HALF_HOUR = timedelta(minutes=30)
_KEYS = ("stream", "start", "batch", "holder", "estimated")


class Cell(NamedTuple):
    """A half-hour of a stream, or a whole day of it (`at` is then its midnight and `whole` is true)."""

    stream: str
    at: datetime
    whole: bool = False


def half_hours_in(spans: Iterable[Span], streams: Iterable[str]) -> set[Cell]:
    """The half-hours that begin in one of the spans, whatever came in them."""
    names, found = tuple(streams), set[Cell]()
    for span in spans:
        at = span.start
        while at < span.end:
            found.update(Cell(name, at) for name in names)
            at += _HALF_HOUR
    return found


def days_in(spans: Iterable[Span], streams: Iterable[str]) -> set[Cell]:
    """The days that a span touches."""
    names, found = tuple(streams), set[Cell]()
    for span in spans:
        at = datetime.combine(span.start.date(), datetime.min.time())
        while at < span.end:
            found.update(Cell(name, at, whole=True) for name in names)
            at += timedelta(days=1)
    return found


def half_hours_above(
    half_hours: HalfHours | None, streams: Collection[str], window: Window, above: Decimal
) -> set[Cell]:
    """The half-hours of the window in which the streams together were offered more than `above` percent
    of their own forecast; where no forecast is known, none is.
    """
    if half_hours is None or half_hours.frame.empty:
        return set()
    frame = half_hours.frame
    if not {VOLUME, FORECAST} <= set(frame.columns):
        return set()
    held = frame[frame["stream"].isin(list(streams)) & inside(frame["start"], window)]
    sums = held.groupby("start")[[VOLUME, FORECAST]].sum(min_count=1).dropna()
    over = (
        start.to_pydatetime()
        for start, came, expected in sums.itertuples()
        if int(came) * 100 > int(expected) * above
    )
    return {Cell(name, at) for at in over for name in streams}


def days_above(
    counters: CounterTable, streams: Collection[str], window: Window, above: Decimal
) -> set[Cell]:
    """The days of the window above `above` percent of their own forecast, in the same way."""
    found = set[Cell]()
    for _, day, sums in counters.by(streams, window, "day"):
        came, expected = sums.get(VOLUME), sums.get(FORECAST)
        if came is not None and expected is not None and came * 100 > expected * above:
            at = datetime.combine(day.first, datetime.min.time())
            found |= {Cell(name, at, whole=True) for name in streams}
    return found


def inside(starts: pd.Series[pd.Timestamp], window: Window) -> pd.Series[bool]:
    """Which of the moments lie in the window."""
    first = pd.Timestamp(window.first)
    return (starts >= first) & (starts < pd.Timestamp(window.last) + pd.Timedelta(days=1))


def without_half_hours(half_hours: HalfHours | None, cells: Collection[Cell]) -> HalfHours | None:
    """The half-hours that are left."""
    if half_hours is None or half_hours.frame.empty or not cells:
        return half_hours
    return HalfHours(half_hours.frame[~_taken(half_hours.frame, cells)].reset_index(drop=True))


def without(
    counters: CounterTable, half_hours: HalfHours | None, cells: Collection[Cell]
) -> CounterTable:
    """The daily counters less what came in the cells; a day that loses everything is there with zeros.

    What comes by week or month cannot lose half-hours, nor a counter that no half-hour gives.
    """
    if not cells:
        return counters
    frame = counters.frame
    days = {(cell.stream, cell.at.date()) for cell in cells if cell.whole}
    names = [n for n in frame.columns if n not in KEY_COLUMNS and over_time(n) == "sum" and n != FORECAST]
    gone = _sums_of(half_hours, [cell for cell in cells if not cell.whole], names)
    keys = [
        (str(stream), start.date(), int(batch)) if grain == "day" else None
        for stream, start, batch, grain in zip(
            frame["stream"], frame["start"], frame["batch"], frame["grain"], strict=True
        )
    ]
    left = {}
    for name in names:
        values: list[int | None] = frame[name].astype("object").where(frame[name].notna(), None).tolist()
        for at, key in enumerate(keys):
            value = values[at]
            if key is not None and value is not None:
                taken = value if key[:2] in days else gone.get(key, {}).get(name, 0)
                values[at] = value - taken
        left[name] = pd.array(values, dtype="Int64")
    return replace(counters, frame=frame.assign(**left))


def _sums_of(
    half_hours: HalfHours | None, cells: Collection[Cell], names: Iterable[str]
) -> Mapping[tuple[str, date, int], Mapping[str, int]]:
    """What came in the half-hours of the cells, by stream, day and file."""
    if half_hours is None or half_hours.frame.empty:
        return {}
    frame = half_hours.frame[_taken(half_hours.frame, cells)]
    found: dict[tuple[str, date, int], dict[str, int]] = {}
    for name in (name for name in names if name in frame.columns):
        held = frame[frame[name].notna()]
        columns = zip(held["stream"], held["start"], held["batch"], held[name], strict=True)
        for stream, start, batch, value in columns:
            cell = found.setdefault((str(stream), start.date(), int(batch)), {})
            cell[name] = cell.get(name, 0) + int(value)
    return found


def _taken(frame: pd.DataFrame, cells: Collection[Cell]) -> pd.Series[bool]:
    """Which rows of half-hours lie in the cells."""
    slots = {(cell.stream, cell.at) for cell in cells if not cell.whole}
    days = {(cell.stream, cell.at.date()) for cell in cells if cell.whole}
    marks = [
        (stream, start.to_pydatetime()) in slots or (stream, start.date()) in days
        for stream, start in zip(frame["stream"], frame["start"], strict=True)
    ]
    return pd.Series(marks, index=frame.index, dtype=bool)


def less_hours(
    counters: CounterTable, name: str, streams: Collection[str], window: Window, hours: Decimal
) -> CounterTable:
    """The counters less so many hours of the streams: taken from their days in order, none below zero."""
    if name not in counters.frame.columns or not hours:
        return counters
    frame, left = counters.frame, int(hours * MILLION)
    held = frame["stream"].isin(list(streams)) & inside(frame["start"], window) & frame[name].notna()
    places = frame.assign(place=range(len(frame)))[held].sort_values(["start", "stream", "batch"])[
        "place"
    ]
    values = frame[name].tolist()
    for at in places.tolist():
        part = min(left, values[at])
        values[at] -= part
        left -= part
    return replace(counters, frame=frame.assign(**{name: pd.array(values, dtype="Int64")}))


def volume(
    counters: CounterTable, streams: Collection[str], window: Window
) -> tuple[Decimal, Decimal] | None:
    """What came in the window and its forecast; None when one of the two is unknown."""
    sums = counters.sums(streams, window)
    came, expected = sums.get(VOLUME), sums.get(FORECAST)
    return None if came is None or expected is None else (came, expected)


def volume_in(
    spans: Iterable[Span], half_hours: HalfHours | None, streams: Collection[str], window: Window
) -> tuple[Decimal, Decimal] | None:
    """What came in the half-hours of the spans that lie in the window, and their forecast: one without a
    forecast is on neither side. None when no half-hour has one.
    """
    if half_hours is None or not {VOLUME, FORECAST} <= set(half_hours.frame.columns):
        return None
    frame = half_hours.frame[_taken(half_hours.frame, half_hours_in(spans, streams))]
    frame = frame[inside(frame["start"], window)]
    known = frame.groupby("start")[[VOLUME, FORECAST]].sum(min_count=1).dropna(subset=[FORECAST])
    if known.empty:
        return None
    came, expected = (Decimal(int(known[name].sum())) / MILLION for name in (VOLUME, FORECAST))
    return came, expected
