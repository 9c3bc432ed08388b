"""A value against its own past: the same weekday of the weeks before, what they vary by, the break."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish


@dataclass(frozen=True, slots=True)
class Mark:
    """A day and its value, with the words shown for them."""

    day: date
    value: Decimal
    label: str
    shown: str


def history(
    marks: Sequence[Mark],
    *,
    usual: Decimal,
    spread: Decimal,
    usual_name: str,
    theme: ThemeName,
    language: str,
    height: int = 190,
) -> Spec:
    """The values as dots from the oldest to the last, which is the one in question and carries its
    words; the usual value as a dashed line with its name; the band that values usually stay in.
    """
    palette = PALETTES[theme]
    rows: list[dict[str, Any]] = [
        {"n": n, "value": float(mark.value), "label": mark.label, "shown": mark.shown}
        for n, mark in enumerate(marks)
    ]
    low, high = float(usual - 3 * spread), float(usual + 3 * spread)
    values = [*(float(mark.value) for mark in marks), low, high]
    air = (max(values) - min(values)) * 0.12 or 1.0
    scale = alt.Scale(domain=[min(values) - air, max(values) + air], zero=False, nice=False)
    x = alt.X("n:Q", scale=alt.Scale(domain=[-0.5, len(rows) + 0.6], nice=False), axis=None)
    layers = [
        *_usual(float(usual), low, high, usual_name, scale, palette, len(rows)),
        *_dots(rows, x, scale, palette),
    ]
    chart = alt.layer(*layers).properties(height=height)
    return finish(chart.to_dict(), theme, language)


def _data(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _y(field: str, scale: alt.Scale) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=scale, axis=alt.Axis(tickCount=4))


def _usual(
    usual: float, low: float, high: float, name: str, scale: alt.Scale, palette: Palette, count: int
) -> list[alt.Chart]:
    band = [{"low": low, "high": high, "usual": usual, "name": name, "n": -0.4, "end": count + 0.6}]
    across = alt.X("n:Q", axis=None)
    return [
        alt.Chart(_data(band))
        .mark_rect(color=palette.shade)
        .encode(x=across, x2="end:Q", y=_y("low", scale), y2="high:Q"),
        alt.Chart(_data(band))
        .mark_rule(color=palette.muted, strokeDash=[4, 3])
        .encode(x=across, x2="end:Q", y=_y("usual", scale)),
        alt.Chart(_data(band))
        .mark_text(align="left", baseline="bottom", dy=-4, color=palette.muted, fontSize=14)
        .encode(x=across, y=_y("usual", scale), text="name:N"),
    ]


def _dots(rows: list[dict[str, Any]], x: alt.X, scale: alt.Scale, palette: Palette) -> list[alt.Chart]:
    tips = [alt.Tooltip("label:N", title=" "), alt.Tooltip("shown:N", title=" ")]
    past, last = rows[:-1], rows[-1:]
    return [
        alt.Chart(_data(past))
        .mark_point(filled=True, size=70, color=palette.quiet, opacity=1)
        .encode(x=x, y=_y("value", scale), tooltip=tips),
        alt.Chart(_data(last))
        .mark_point(filled=True, shape="diamond", size=190, color=palette.watch_edge, opacity=1)
        .encode(x=x, y=_y("value", scale), tooltip=tips),
        alt.Chart(_data(last))
        .mark_text(align="right", dx=-14, fontWeight=600, color=palette.ink, fontSize=15)
        .encode(x=x, y=_y("value", scale), text="shown:N"),
    ]
