"""Several figures of one KPI on one scale: a dot each, its interval, and the target that it has."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish

#: Letters of a name on a line.
_WIDTH = 34
#: Letters on a line of why a figure is not measured.
_SILENT = 60
#: The share of the scale from which a figure is written before its dot.
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A line of the chart. `value` None writes `shown` (why it is not measured) where the dot would be.

    `low` and `high` are its interval; `target` what is promised there; `strong` marks the line that
    the page is about.
    """

    name: str
    value: Decimal | None
    shown: str
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None
    target_shown: str = ""
    interval_shown: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    """The names of what is told; `unit` follows the figures of the axis."""

    name: str = "Vendor"
    value: str = "Value"
    target: str = "Target"
    interval: str = "95% interval"
    unit: str = ""


def ranked_dots(
    figures: Sequence[ComparedFigure],
    *,
    words: ComparisonWords,
    theme: ThemeName,
    language: str,
    row_height: int = 52,
) -> Spec:
    """A row a figure in the order given, all on the same scale; targets as upright marks."""
    palette = PALETTES[theme]
    low, high = _ends(figures)
    suffix = f" + '{words.unit}'" if words.unit else ""
    axis = alt.Axis(grid=True, tickCount=7, labelExpr=f"format(datum.value, ',~f'){suffix}")
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("value:Q", scale=scale, axis=axis)
    names = _names(figures, palette)
    tips = _tips(words)
    rows = [_datum(figure) for figure in figures]
    known = alt.Chart(alt.InlineData(values=[row for row in rows if row["value"] is not None]))
    silent = alt.Chart(alt.InlineData(values=[row for row in rows if row["value"] is None]))
    promised = alt.Chart(alt.InlineData(values=[row for row in rows if row["target"] is not None]))
    colour = alt.condition("datum.strong", alt.value(palette.first), alt.value(palette.second))
    layers = [
        promised.mark_tick(color=palette.ink, thickness=2.5, height={"band": 0.75}).encode(
            x=alt.X("target:Q", scale=scale, axis=axis), y=names, tooltip=tips
        ),
        known.mark_rule(strokeWidth=5, opacity=0.35, strokeCap="round").encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=names, color=colour
        ),
        known.mark_point(filled=True, size=210, opacity=1).encode(
            x=x, y=names, color=colour, tooltip=tips
        ),
        *(
            alt.Chart(alt.InlineData(values=beside))
            .mark_text(align=align, dx=dx, dy=-13, fontSize=16, fontWeight=600)
            .encode(x=x, y=names, text="shown:N", color=colour)
            for align, dx, beside in _sides(rows, low, high)
        ),
        silent.mark_text(align="left", dx=6, fontSize=14, color=palette.muted, lineBreak="|").encode(
            x=alt.value(0), y=names, text="shown:N"
        ),
    ]
    chart = alt.layer(*layers).properties(height=row_height * len(figures) + 30)
    return finish(chart.to_dict(), theme, language)


def _sides(
    rows: Sequence[dict[str, Any]], low: float, high: float
) -> Iterator[tuple[Literal["left", "right"], int, list[dict[str, Any]]]]:
    """The figures written after their dot, and those written before it, too near the right edge."""
    edge = low + (high - low) * _NEAR
    known = [row for row in rows if row["value"] is not None]
    yield "left", 14, [row for row in known if row["value"] < edge]
    yield "right", -14, [row for row in known if row["value"] >= edge]


def _ends(figures: Sequence[ComparedFigure]) -> tuple[float, float]:
    """The scale: every figure, interval and target, with air and room for the last figure's text."""
    known = (n for one in figures for n in (one.value, one.low, one.high, one.target) if n is not None)
    numbers = [float(number) for number in known] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    air = (high - low) * 0.12 or abs(high) * 0.05 or 1.0
    return low - air, high + air * 2


def _names(figures: Sequence[ComparedFigure], palette: Palette) -> alt.Y:
    """The names down the left, on several lines where they are long."""
    axis = alt.Axis(
        labelExpr="split(datum.label, '|')",
        labelFontSize=15,
        labelLimit=330,
        grid=False,
        labelColor=palette.ink,
    )
    order = [_lines(figure.name) for figure in figures]
    return alt.Y("name:N", sort=order, axis=axis, scale=alt.Scale(padding=0.3))


def _tips(words: ComparisonWords) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("full:N", title=words.name),
        alt.Tooltip("shown:N", title=words.value),
        alt.Tooltip("interval:N", title=words.interval),
        alt.Tooltip("target_shown:N", title=words.target),
    ]


def _datum(figure: ComparedFigure) -> dict[str, Any]:
    numbers = {
        "value": figure.value,
        "low": figure.value if figure.low is None else figure.low,
        "high": figure.value if figure.high is None else figure.high,
        "target": figure.target,
    }
    return {
        "name": _lines(figure.name),
        "full": figure.name,
        "shown": figure.shown if figure.value is not None else _lines(figure.shown, _SILENT),
        "interval": figure.interval_shown,
        "target_shown": figure.target_shown,
        "strong": figure.strong,
        **{name: None if value is None else float(value) for name, value in numbers.items()},
    }


def _lines(text: str, width: int = _WIDTH) -> str:
    """A text in lines that fit, a name beside the plot."""
    return "|".join(textwrap.wrap(text.replace("|", "/"), width)) or "—"
