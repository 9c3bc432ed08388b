"""The calendar of expected feeds: one row a feed, one mark a day; the normal is quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish
from pilotage.periods import Window

FeedState = Literal["received", "late", "doubtful", "replaced", "missing"]
STATES: tuple[FeedState, ...] = ("received", "late", "doubtful", "replaced", "missing")
_HEAD, _LEFT, _NAME = 74, 330, 163
_ROOMY, _TIGHT, _MANY = 37, 29, 10  # pixels a row, and the number of rows from which they tighten
_SHAPES: Mapping[FeedState, tuple[str, int]] = {
    "received": ("circle", 80),
    "late": ("triangle-up", 230),
    "doubtful": ("diamond", 220),
    "replaced": ("circle", 170),
    "missing": ("square", 300),
}


@dataclass(frozen=True, slots=True)
class FeedDay:
    """What became of a feed on a day, and the sentence that says it."""

    day: date
    state: FeedState
    label: str = ""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An expected feed: its group (the vendor), its name, its days."""

    group: str
    name: str
    days: tuple[FeedDay, ...]


def feed_calendar(
    rows: Sequence[FeedRow],
    *,
    window: Window,
    state_names: Mapping[FeedState, str],
    closed_name: str,
    closed: Sequence[date],
    week_names: Mapping[date, str],
    theme: ThemeName,
    language: str,
) -> Spec:
    """One layered view that stretches: names at the left in pixels, days on a scale of their own.

    `week_names` are the Mondays to print above; `closed` the days on a grey ground.
    """
    palette = PALETTES[theme]
    pitch = _ROOMY if len(rows) <= _MANY else _TIGHT
    height = _HEAD + pitch * len(rows) + 8
    scale = alt.Scale(domain=[-0.6, window.days - 0.2], rangeMin=_LEFT, nice=False, zero=False)
    x = alt.X("n:Q", scale=scale, axis=None)
    layers = [
        *_weeks(week_names, window, x, palette),
        *_ground(closed, window, scale, height, palette),
        *_names(rows, pitch, palette),
        *_marks(rows, window, x, pitch, palette),
        *_legend(state_names, closed_name, closed, palette),
    ]
    chart = alt.layer(*layers).resolve_scale(x="independent")
    return finish(chart.properties(height=height).to_dict(), theme, language)


def _data(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _y(row: int, pitch: int) -> float:
    return _HEAD + pitch * (row + 0.5)


def _py() -> alt.Y:
    """A vertical position given in pixels from the top."""
    return alt.Y("y:Q", scale=None, axis=None)


def _ground(
    closed: Sequence[date], window: Window, scale: alt.Scale, height: int, palette: Palette
) -> list[alt.Chart]:
    """The grey columns of closed days."""
    columns = [
        {"n": (day - window.first).days - 0.5, "to": (day - window.first).days + 0.5}
        for day in closed
        if day in window
    ]
    if not columns:
        return []
    return [
        alt.Chart(_data(columns))
        .mark_rect(color=palette.shade)
        .encode(
            x=alt.X("n:Q", scale=scale, axis=None),
            x2="to:Q",
            y=alt.value(_HEAD),
            y2=alt.value(height),
        )
    ]


def _names(rows: Sequence[FeedRow], pitch: int, palette: Palette) -> list[alt.Chart]:
    """The vendor once, each feed beside it, and a thin line above every vendor."""
    starts = [n for n, row in enumerate(rows) if n == 0 or rows[n - 1].group != row.group]
    groups = [{"y": _y(n, pitch), "text": rows[n].group} for n in starts]
    lines = [{"y": _HEAD + pitch * n} for n in starts]
    feeds = [{"y": _y(n, pitch), "text": row.name} for n, row in enumerate(rows)]
    return [
        alt.Chart(_data(lines))
        .mark_rule(color=palette.grid, strokeWidth=1)
        .encode(x=alt.value(0), x2=alt.value("width"), y=_py()),
        alt.Chart(_data(groups))
        .mark_text(align="left", fontWeight=600, color=palette.ink, limit=_NAME - 12)
        .encode(x=alt.value(4), y=_py(), text="text:N"),
        alt.Chart(_data(feeds))
        .mark_text(align="left", color=palette.muted, limit=_LEFT - _NAME - 16)
        .encode(x=alt.value(_NAME), y=_py(), text="text:N"),
    ]


def _weeks(names: Mapping[date, str], window: Window, x: alt.X, palette: Palette) -> list[alt.Chart]:
    shown = [
        {"n": (day - window.first).days, "text": text} for day, text in names.items() if day in window
    ]
    return [
        alt.Chart(_data(shown))
        .mark_text(color=palette.muted, fontSize=14)
        .encode(x=x, y=alt.value(_HEAD - 12), text="text:N")
    ]


def _look(state: FeedState, palette: Palette) -> dict[str, Any]:
    """Shape, fill and stroke of a state: amber marks are stroked, a replaced file is a ring."""
    fills = {
        "received": palette.quiet,
        "late": palette.watch,
        "doubtful": palette.watch,
        "replaced": palette.ground,
        "missing": palette.missed,
    }
    edges = {
        "late": palette.watch_edge,
        "doubtful": palette.watch_edge,
        "replaced": palette.first,
    }
    shape, size = _SHAPES[state]
    return {
        "shape": shape,
        "size": size,
        "fill": fills[state],
        "edge": edges.get(state, fills[state]),
        "edge_width": 2.5 if state == "replaced" else 1.3,
    }


def _points(rows: list[dict[str, Any]], **places: Any) -> alt.Chart:  # noqa: ANN401  channels of Altair
    """Marks that carry their own look: one layer for all of them, for a layer is what costs."""
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_point(filled=True, opacity=1)
        .encode(
            shape=alt.Shape("shape:N", scale=None),
            size=alt.Size("size:Q", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            strokeWidth=alt.StrokeWidth("edge_width:Q", scale=None),
            **places,
        )
    )
    return chart


def _marks(
    rows: Sequence[FeedRow], window: Window, x: alt.X, pitch: int, palette: Palette
) -> list[alt.Chart]:
    """One mark a day; the exceptions come last, so that nothing hides them."""
    looks = {state: _look(state, palette) for state in STATES}
    found = [
        {"n": (day.day - window.first).days, "y": _y(n, pitch), "label": day.label, **looks[day.state]}
        for state in STATES
        for n, row in enumerate(rows)
        for day in row.days
        if day.state == state and day.day in window
    ]
    if not found:
        return []
    return [_points(found, x=x, y=_py(), tooltip=alt.Tooltip("label:N", title=" "))]


def _legend(
    names: Mapping[FeedState, str], closed_name: str, closed: Sequence[date], palette: Palette
) -> list[alt.Chart]:
    """The five marks and their words, above the calendar."""
    signs = [
        {"x": 10 + n * 152, "y": 14, "text": names[state], **_look(state, palette)}
        for n, state in enumerate(STATES)
    ]
    x = alt.X("x:Q", scale=None, axis=None)
    words = (
        alt.Chart(_data([{"x": one["x"] + 16, "y": 14, "text": one["text"]} for one in signs]))
        .mark_text(align="left", color=palette.ink)
        .encode(x=x, y=_py(), text="text:N")
    )
    layers = [_points(signs, x=x, y=_py()), words]
    if closed:
        layers.append(
            alt.Chart(_data([{"text": closed_name}]))
            .mark_text(align="right", color=palette.muted, fontSize=14)
            .encode(x=alt.value("width"), y=alt.value(14), text="text:N")
        )
    return layers
