"""A KPI over time against its target: by day, week or month, with the volume behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish
from pilotage.periods import DAY

Grain = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Point:
    """A period and its figure; `value` None leaves a gap. The texts are shown when pointed at.

    `provisional` figures are drawn hollow. `target` is the one in force in the period, `corridor` the
    edges of the dead band around it (None where it is open), `interval` where a sampled figure lies.
    """

    first: date
    last: date
    value: Decimal | None
    target: Decimal | None = None
    volume: Decimal | None = None
    label: str = ""
    shown: str = ""
    volume_shown: str = ""
    provisional: bool = False
    corridor: tuple[Decimal | None, Decimal | None] | None = None
    interval: tuple[Decimal, Decimal] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A line and its name, written on the line when there are two."""

    points: tuple[Point, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class TrendWords:
    """The texts of a trend, in the reader's language."""

    target: str = ""
    unit: str = ""
    period: str = "Period"
    value: str = "Value"
    volume: str = "Volume"
    corridor: str = ""
    note: str = "Note"


def kpi_trend(
    series: Sequence[Series],
    *,
    grain: Grain,
    words: TrendWords,
    theme: ThemeName,
    language: str,
    height: int = 330,
    text: int = 14,
) -> Spec:
    """A line with gaps where nothing was measured, the target labelled at its right end, the dead band
    shaded, the interval of a sampled figure upright, and pale bars of volume along the foot.
    """
    palette = PALETTES[theme]
    main = series[0]
    x = _x(main.points, grain)
    y = alt.Scale(domain=_domain(series), nice=True, zero=False)
    layers = _corridor(main, x, y, palette, words)
    layers += _volume(main, x, palette, words) if _volumes(main) else []
    layers += _target(main, x, y, palette, words)
    for rank, one in reversed(list(enumerate(series))):
        colour = palette.second if rank else palette.first
        named = _side(series, rank) if len(series) > 1 else 0
        layers += _line(one, x, y, palette, words, colour=colour, named=named, main=not rank)
    chart = alt.layer(*layers).resolve_scale(y="independent").properties(height=height)
    return finish(chart.to_dict(), theme, language, text=text)


def sla_days(
    points: Sequence[Point],
    *,
    words: TrendWords,
    theme: ThemeName,
    language: str,
    after: Sequence[Point] = (),
    names: tuple[str, str] = ("", ""),
    height: int = 330,
) -> Spec:
    """The days of a month against the target: points, broken where the activity was closed.

    `after` are the same days once relief is granted: it then comes first and the raw days second.
    """
    raw = Series(tuple(points), names[1])
    series = [Series(tuple(after), names[0]), raw] if after else [raw]
    return kpi_trend(series, grain="day", words=words, theme=theme, language=language, height=height)


def _side(series: Sequence[Series], rank: int) -> int:
    """Where the name of a line stands, in pixels from it: above the one that begins higher."""
    starts = [next((p.value for p in one.points if p.value is not None), Decimal(0)) for one in series]
    return -16 if rank == starts.index(max(starts)) else 20


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _moment(day: date) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day)


def _ends(points: Sequence[Point]) -> tuple[date, date]:
    """The days shown, with room at the right end for the target's label."""
    first, last = points[0].first, points[-1].first
    span = max((last - first).days, 1)
    return first - DAY * max(span // 60, 1), last + DAY * max(round(span * 0.145), 1)


def _x(points: Sequence[Point], grain: Grain) -> alt.X:
    """The time axis, ticked on Mondays, on firsts of months, or on every period."""
    starts = [point.first for point in points]
    short = (starts[-1] - starts[0]).days <= 40
    formats = {"month": "%b %y", "week": "%e %b", "day": "%a %e" if short else "%e %b"}
    if grain == "day":
        ticks = [day for day in starts if (day.weekday() == 0 if short else day.day == 1)]
    else:
        ticks = starts[:: len(starts) // 14 + 1]
    stamps = [_stamp(day) for day in ticks or starts[:1]]
    axis = alt.Axis(values=stamps, format=formats[grain], labelOverlap=True)
    ends = [_moment(day) for day in _ends(points)]
    return alt.X("at:T", scale=alt.Scale(domain=ends), axis=axis)


def _domain(series: Sequence[Series]) -> list[float]:
    """Values and targets with air above, and below for the bars of volume."""
    values = [
        float(number)
        for one in series
        for point in one.points
        for number in (point.value, point.target, *(point.corridor or ()), *(point.interval or ()))
        if number is not None
    ] or [0.0, 1.0]
    low, high = min(values), max(values)
    air = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    foot = 0.28 if _volumes(series[0]) else 0.08
    floor = low - (high - low + air) * foot
    return [max(floor, 0.0) if low >= 0 else floor, high + air]


def _volumes(series: Series) -> bool:
    return any(point.volume for point in series.points)


def _rows(series: Series) -> list[dict[str, Any]]:
    return [
        {
            "at": _stamp(point.first),
            "value": None if point.value is None else float(point.value),
            "volume": None if point.volume is None else float(point.volume),
            "hollow": point.provisional,
            "label": point.label or point.first.isoformat(),
            "shown": point.shown,
            "behind": point.volume_shown,
            "low": float(point.interval[0]) if point.interval else None,
            "high": float(point.interval[1]) if point.interval else None,
            "note": point.note,
        }
        for point in series.points
    ]


def _data(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _tips(words: TrendWords, series: Series) -> list[alt.Tooltip]:
    tips = [
        alt.Tooltip("label:N", title=words.period),
        alt.Tooltip("shown:N", title=series.name or words.value),
    ]
    tips += [alt.Tooltip("behind:N", title=words.volume)] if _volumes(series) else []
    noted = any(point.note for point in series.points)
    return [*tips, alt.Tooltip("note:N", title=words.note)] if noted else tips


def _corridor(
    series: Series, x: alt.X, y: alt.Scale, palette: Palette, words: TrendWords
) -> list[alt.Chart]:
    """The dead band in force in each period, a pale rectangle for each run of the same edges; its words
    stand over the last one, where no line comes.
    """
    runs: list[tuple[date, date, tuple[Decimal | None, Decimal | None]]] = []
    for point in series.points:
        if point.corridor is None or point.corridor == (None, None):
            continue
        if runs and runs[-1][2] == point.corridor:
            runs[-1] = (runs[-1][0], point.last + DAY, point.corridor)
        else:
            runs.append((point.first, point.last + DAY, point.corridor))
    if not runs:
        return []
    runs[-1] = (runs[-1][0], _ends(series.points)[1], runs[-1][2])
    floor, top = y.to_dict()["domain"]
    rows = [
        {
            "at": _stamp(first),
            "to": _stamp(last),
            "low": floor if edges[0] is None else float(edges[0]),
            "high": top if edges[1] is None else float(edges[1]),
        }
        for first, last, edges in runs
    ]
    band = (
        alt.Chart(_data(rows))
        .mark_rect(color=palette.bands["neutral"], opacity=0.75)
        .encode(x=x, x2="to:T", y=alt.Y("low:Q", scale=y, axis=None), y2="high:Q")
    )
    high = runs[-1][2][1]
    edge = rows[-1]["low" if high is None else "high"]
    label = (
        alt.Chart(_data([{"at": rows[-1]["at"], "edge": edge, "text": words.corridor}]))
        .mark_text(align="right", dy=13 if high is None else -9, fontSize=13, color=palette.muted)
        .encode(x=alt.value("width"), y=alt.Y("edge:Q", scale=y, axis=None), text="text:N")
    )
    return [band, label] if words.corridor else [band]


def _volume(series: Series, x: alt.X, palette: Palette, words: TrendWords) -> list[alt.Chart]:
    """Bars that stay in the lowest sixth of the view."""
    top = max(float(point.volume) for point in series.points if point.volume is not None)
    size = max(1.5, min(30.0, 620 / len(series.points)))
    return [
        alt.Chart(_data([row for row in _rows(series) if row["volume"]]))
        .mark_bar(color=palette.volume, size=size, cornerRadiusEnd=1)
        .encode(
            x=x,
            y=alt.Y("volume:Q", scale=alt.Scale(domain=[0, top * 6], nice=False), axis=None),
            tooltip=_tips(words, series),
        )
    ]


def _target(
    series: Series, x: alt.X, y: alt.Scale, palette: Palette, words: TrendWords
) -> list[alt.Chart]:
    """The target in force in each period: a rule for each run of the same value."""
    runs: list[tuple[date, date, Decimal]] = []
    for point in series.points:
        if point.target is None:
            continue
        if runs and runs[-1][2] == point.target:
            runs[-1] = (runs[-1][0], point.last + DAY, point.target)
        else:
            runs.append((point.first, point.last + DAY, point.target))
    if not runs:
        return []
    runs[-1] = (runs[-1][0], _ends(series.points)[1], runs[-1][2])
    rows = [
        {"at": _stamp(day), "target": float(target), "run": n}
        for n, (first, last, target) in enumerate(runs)
        for day in (first, last)
    ]
    scale = alt.Y("target:Q", scale=y, axis=None)
    line = (
        alt.Chart(_data(rows))
        .mark_line(color=palette.ink, strokeWidth=2, strokeCap="butt")
        .encode(x=x, y=scale, detail="run:N")
    )
    label = (
        alt.Chart(_data([{**rows[-1], "text": words.target}]))
        .mark_text(align="right", dy=-11, fontSize=15, fontWeight=600, color=palette.ink)
        .encode(x=alt.value("width"), y=scale, text="text:N")
    )
    return [line, label]


def _line(
    series: Series,
    x: alt.X,
    y: alt.Scale,
    palette: Palette,
    words: TrendWords,
    *,
    colour: str,
    named: int,
    main: bool,
) -> list[alt.Chart]:
    """The line with its points; a lone day between two gaps still shows as a point. `named` is how far
    from it its name stands, 0 for no name.
    """
    rows = _rows(series)
    suffix = f" + '{words.unit}'" if words.unit else ""
    axis = alt.Axis(grid=True, tickCount=5, labelExpr=f"format(datum.value, ',~f'){suffix}")
    height = alt.Y("value:Q", scale=y, axis=axis if main else None)
    base = alt.Chart(_data(rows))
    size = 55 if len(rows) <= 70 else 12
    line = base.mark_line(color=colour, invalid="break-paths-show-domains").encode(x=x, y=height)
    points = base.mark_point(color=colour, filled=True, size=size, opacity=1, strokeWidth=2).encode(
        x=x,
        y=alt.Y("value:Q", scale=y, axis=None),
        fill=alt.condition("datum.hollow", alt.value(palette.ground), alt.value(colour)),
        stroke=alt.value(colour),
        tooltip=_tips(words, series),
    )
    drawn = [line, points]
    if any(row["low"] is not None for row in rows):
        spans = base.mark_rule(color=colour, strokeWidth=6, opacity=0.22, strokeCap="round")
        drawn.insert(0, spans.encode(x=x, y=alt.Y("low:Q", scale=y, axis=None), y2="high:Q"))
    known = [row for row in rows if row["value"] is not None]
    if not (named and known):
        return drawn
    crest = (max if named < 0 else min)(row["value"] for row in known[: len(known) // 5 + 1])
    name = (
        alt.Chart(_data([{"at": known[0]["at"], "value": crest, "text": series.name}]))
        .mark_text(align="left", dy=named, fontSize=15, fontWeight=600, color=colour)
        .encode(x=x, y=alt.Y("value:Q", scale=y, axis=None), text="text:N")
    )
    return [*drawn, name]
