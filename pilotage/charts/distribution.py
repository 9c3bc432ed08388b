"""The days of a period one by one against their target: a dot a day, stacked where days are alike."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish

#: About so many steps from the lowest day to the highest.
_STEPS = 26


@dataclass(frozen=True, slots=True)
class DayDot:
    """A day and its value. `met` is None without a target."""

    value: Decimal
    met: bool | None
    label: str = ""
    shown: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A value drawn across, with its words."""

    value: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class DistributionWords:
    """The names of what is told when a day is pointed at; `unit` follows the figures of the axis."""

    day: str = "Day"
    value: str = "Value"
    volume: str = "Volume"
    unit: str = ""


def distribution(
    days: Sequence[DayDot],
    *,
    target: Line | None,
    whole: Line | None,
    words: DistributionWords,
    theme: ThemeName,
    language: str,
    height: int = 300,
) -> Spec:
    """Days that meet the target as discs, the others as squares. `whole` is the period's own value: a
    ratio of sums, not the mean of the days.
    """
    palette = PALETTES[theme]
    low, high = _ends(days, target, whole)
    step = nice_step((high - low) / _STEPS)
    rows = _stacked(days, step)
    most = max((row["rank"] for row in rows), default=1)
    suffix = f" + '{words.unit}'" if words.unit else ""
    axis = alt.Axis(tickCount=8, labelExpr=f"format(datum.value, ',~f'){suffix}", grid=False)
    x = alt.X(
        "at:Q", scale=alt.Scale(domain=[low - step, high + step], nice=False, zero=False), axis=axis
    )
    room = max(most + 1.5, 6)
    y = alt.Y("rank:Q", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    size = min(420.0, (height / room * 0.82) ** 2)
    dots = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(filled=True, opacity=1, size=size)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("shape:N", scale=None),
            color=alt.Color("colour:N", scale=None),
            tooltip=_tips(words),
        )
    )
    for row in rows:
        row["colour"] = _colour(row["met"], palette)
    lines = [
        *_rule(target, x, palette.ink, 2.0, 0),
        *_rule(whole, x, palette.muted, 1.5, 20, dashed=True),
    ]
    return finish(alt.layer(*lines, dots).properties(height=height).to_dict(), theme, language)


def _tips(words: DistributionWords) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=words.day),
        alt.Tooltip("shown:N", title=words.value),
        alt.Tooltip("behind:N", title=words.volume),
    ]


def nice_step(raw: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    if raw <= 0:
        return 1.0
    power = math.pow(10.0, math.floor(math.log10(raw)))
    return next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= raw * 0.999)


def _ends(days: Sequence[DayDot], target: Line | None, whole: Line | None) -> tuple[float, float]:
    values = [float(day.value) for day in days]
    values += [float(line.value) for line in (target, whole) if line]
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 1, high + 1)


def _stacked(days: Sequence[DayDot], step: float) -> list[dict[str, Any]]:
    """Each day in the middle of its step, on top of those that share it, missed days first."""
    heights: dict[int, int] = {}
    rows = []
    for day in sorted(days, key=lambda day: (bool(day.met), day.value)):
        place = math.floor(float(day.value) / step + 1e-9)
        heights[place] = heights.get(place, 0) + 1
        rows.append(
            {
                "at": (place + 0.5) * step,
                "rank": heights[place] - 0.4,
                "met": day.met,
                "shape": "square" if day.met is False else "circle",
                "label": day.label,
                "shown": day.shown,
                "behind": day.behind,
            }
        )
    return rows


def _colour(met: bool | None, palette: Palette) -> str:  # noqa: FBT001
    if met is None:
        return palette.first
    return palette.met if met else palette.missed


def _rule(
    line: Line | None, x: alt.X, colour: str, width: float, drop: int, *, dashed: bool = False
) -> list[alt.Chart]:
    if line is None:
        return []
    at = alt.Chart(alt.InlineData(values=[{"at": float(line.value), "text": line.label}]))
    dash = [5, 4] if dashed else [1, 0]
    return [
        at.mark_rule(color=colour, strokeWidth=width, strokeDash=dash).encode(x=x),
        at.mark_text(
            align="left", dx=7, fontSize=15, fontWeight=400 if dashed else 600, color=colour
        ).encode(x=x, y=alt.value(10 + drop), text="text:N"),
    ]
