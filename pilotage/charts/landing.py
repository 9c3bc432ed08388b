"""A month that is not over: what was done, what is expected, the range in which it will likely end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish
from pilotage.periods import DAY


@dataclass(frozen=True, slots=True)
class LandingPoint:
    """A day of the month. `value` is the day's own, `so_far` that of the month up to it, both None on a
    day without figures (a gap); `volume` what came, `forecast` what was expected. The texts are shown
    when the day is pointed at.
    """

    day: date
    value: Decimal | None
    so_far: Decimal | None
    volume: Decimal | None
    forecast: Decimal | None
    label: str = ""
    shown: str = ""
    volume_shown: str = ""
    forecast_shown: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the month is expected to end: the likely value and its range, None where there is none."""

    likely: Decimal | None
    low: Decimal | None
    high: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class LandingWords:
    """The texts of the chart, in the reader's language."""

    target: str
    likely: str
    unit: str
    day: str
    value: str
    volume: str
    forecast: str


def landing_chart(
    points: Sequence[LandingPoint],
    ending: Ending,
    *,
    words: LandingWords,
    theme: ThemeName,
    language: str,
    height: int = 330,
) -> Spec:
    """The month up to each day as a line, the days as points, the likely end dashed with its range as a
    fan, the target labelled; along the foot, the volume that came over the one expected.
    """
    palette = PALETTES[theme]
    x = _x(points)
    y = alt.Scale(domain=_domain(points, ending), nice=True, zero=False)
    layers = [
        *_volumes(points, x, palette, words),
        *_fan(points, ending, x, y, palette, words),
        *_target(points, ending, x, y, palette, words),
        *_days(points, x, y, palette, words),
    ]
    chart = alt.layer(*layers).resolve_scale(y="independent").properties(height=height)
    return finish(chart.to_dict(), theme, language)


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _moment(day: date) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day)


def _data(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _x(points: Sequence[LandingPoint]) -> alt.X:
    """Every Monday is named; there is room at the right end for the likely value."""
    first, last = points[0].day, points[-1].day
    mondays = [point.day for point in points if point.day.weekday() == 0]
    axis = alt.Axis(values=[_stamp(day) for day in mondays], format="%a %e", labelOverlap=True)
    ends = [_moment(first - DAY), _moment(last + DAY * 7)]
    return alt.X("at:T", scale=alt.Scale(domain=ends), axis=axis)


def _domain(points: Sequence[LandingPoint], ending: Ending) -> list[float]:
    """Values, target and range with air above, and room below for the bars."""
    known = [ending.likely, ending.low, ending.high, ending.target]
    known += [number for point in points for number in (point.value, point.so_far)]
    numbers = [float(number) for number in known if number is not None] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    air = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    return [low - (high - low + air) * 0.34, high + air]


def _rows(points: Sequence[LandingPoint]) -> list[dict[str, Any]]:
    return [
        {
            "at": _stamp(point.day),
            "value": None if point.value is None else float(point.value),
            "so_far": None if point.so_far is None else float(point.so_far),
            "volume": None if point.volume is None else float(point.volume),
            "forecast": None if point.forecast is None else float(point.forecast),
            "label": point.label,
            "shown": point.shown,
            "came": point.volume_shown,
            "expected": point.forecast_shown,
        }
        for point in points
    ]


def _tips(words: LandingWords) -> list[alt.Tooltip]:
    named = (
        ("label", words.day),
        ("shown", words.value),
        ("came", words.volume),
        ("expected", words.forecast),
    )
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in named]


def _volumes(
    points: Sequence[LandingPoint], x: alt.X, palette: Palette, words: LandingWords
) -> list[alt.Chart]:
    """Two bars a day in the lowest fifth: expected behind, wide and pale; what came before it, narrow."""
    rows = _rows(points)
    numbers = [n for row in rows for n in (row["volume"], row["forecast"]) if n]
    if not numbers:
        return []
    scale = alt.Scale(domain=[0, max(numbers) * 4.6], nice=False)
    bars = []
    for name, size, colour in (("forecast", 18, palette.volume), ("volume", 9, palette.quiet)):
        shown = [row for row in rows if row[name]]
        bars.append(
            alt.Chart(_data(shown))
            .mark_bar(color=colour, size=size, cornerRadiusEnd=1)
            .encode(x=x, y=alt.Y(f"{name}:Q", scale=scale, axis=None), tooltip=_tips(words))
        )
    return bars


def _fan(
    points: Sequence[LandingPoint],
    ending: Ending,
    x: alt.X,
    y: alt.Scale,
    palette: Palette,
    words: LandingWords,
) -> list[alt.Chart]:
    """From the last day known to the end: the range widens, the likely value is dashed."""
    known = [point for point in points if point.so_far is not None]
    last = points[-1].day
    if ending.likely is None or (known and known[-1].day >= last):
        return []
    start = known[-1].day if known else points[0].day
    begins = float(known[-1].so_far or 0) if known else float(ending.likely)
    likely = float(ending.likely)
    layers = []
    if ending.low is not None and ending.high is not None:
        rows = [
            {"at": _stamp(start), "low": begins, "high": begins},
            {"at": _stamp(last), "low": float(ending.low), "high": float(ending.high)},
        ]
        area = alt.Chart(_data(rows)).mark_area(color=palette.first, opacity=0.16)
        layers.append(area.encode(x=x, y=alt.Y("low:Q", scale=y, axis=None), y2="high:Q"))
    dashed = [{"at": _stamp(start), "value": begins}, {"at": _stamp(last), "value": likely}]
    line = alt.Chart(_data(dashed)).mark_line(color=palette.first, strokeDash=[5, 5])
    dot = alt.Chart(_data(dashed[1:])).mark_point(
        size=110, filled=True, opacity=1, stroke=palette.first, fill=palette.ground, strokeWidth=2.5
    )
    value = alt.Y("value:Q", scale=y, axis=None)
    layers += [line.encode(x=x, y=value), dot.encode(x=x, y=value)]
    label = [{"at": _stamp(last + DAY), "value": likely, "text": words.likely}]
    return [*layers, _texts(label, x, y, palette.first, size=16, weight=600)]


def _texts(
    rows: list[dict[str, Any]],
    x: alt.X,
    y: alt.Scale,
    colour: str,
    *,
    size: int,
    weight: Literal[400, 600],
) -> alt.Chart:
    marks: alt.Chart = alt.Chart(_data(rows)).mark_text(
        align="left", baseline="middle", fontSize=size, fontWeight=weight, color=colour
    )
    named: alt.Chart = marks.encode(x=x, y=alt.Y("value:Q", scale=y, axis=None), text="text:N")
    return named


def _target(
    points: Sequence[LandingPoint],
    ending: Ending,
    x: alt.X,
    y: alt.Scale,
    palette: Palette,
    words: LandingWords,
) -> list[alt.Chart]:
    if ending.target is None:
        return []
    rows = [
        {"at": _stamp(day), "target": float(ending.target)}
        for day in (points[0].day - DAY, points[-1].day)
    ]
    scale = alt.Y("target:Q", scale=y, axis=None)
    line = alt.Chart(_data(rows)).mark_line(color=palette.ink, strokeWidth=2, strokeCap="butt")
    above = ending.likely is not None and ending.likely < ending.target
    at = {**rows[1], "text": words.target}
    # Against the right edge: what is too long for the room beside the last day is not cut.
    label = alt.Chart(_data([at])).mark_text(
        align="right", dy=-16 if above else 16, fontSize=14, fontWeight=600, color=palette.ink
    )
    return [line.encode(x=x, y=scale), label.encode(x=alt.value("width"), y=scale, text="text:N")]


def _days(
    points: Sequence[LandingPoint], x: alt.X, y: alt.Scale, palette: Palette, words: LandingWords
) -> list[alt.Chart]:
    """Each day as a point, the month so far as a line, both broken by days without figures."""
    rows = _rows(points)
    suffix = f" + '{words.unit}'" if words.unit else ""
    axis = alt.Axis(grid=True, tickCount=5, labelExpr=f"format(datum.value, ',~f'){suffix}")
    days = (
        alt.Chart(_data([row for row in rows if row["value"] is not None]))
        .mark_point(color=palette.second, filled=True, size=48, opacity=0.75)
        .encode(x=x, y=alt.Y("value:Q", scale=y, axis=axis), tooltip=_tips(words))
    )
    line = alt.Chart(_data(rows)).mark_line(
        color=palette.first, strokeWidth=3, invalid="break-paths-show-domains"
    )
    return [days, line.encode(x=x, y=alt.Y("so_far:Q", scale=y, axis=None))]
