"""A KPI or a volume by half-hour and weekday: closed hours blank, colours that turn at the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A half-hour of a weekday. `value` None in opening hours is drawn as an empty frame; closed hours
    have no cell. `text` stands in the cell, `label` and `shown` are told when it is pointed at.
    """

    column: str
    row: str
    value: Decimal | None
    text: str = ""
    label: str = ""
    shown: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class HeatWords:
    """The names of what is told when a cell is pointed at."""

    slot: str = "Half-hour"
    value: str = "Value"
    volume: str = "Volume"


def heat_map(
    cells: Sequence[HeatCell],
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    target: Decimal | None,
    higher: bool,
    words: HeatWords,
    theme: ThemeName,
    language: str,
    row_height: int = 40,
) -> Spec:
    """Weekdays down, half-hours across. With a target, colours go from one state to the other through
    the ground; without one, from pale to dark. `higher`: beyond the target is the good side.
    """
    palette = PALETTES[theme]
    values = [float(cell.value) for cell in cells if cell.value is not None]
    colour = (
        _turning(values, target, palette, higher=higher)
        if target is not None
        else _rising(values, palette)
    )
    shape = {
        "x": alt.X("column:N", sort=list(columns), axis=_axis(columns)),
        "y": alt.Y("row:N", sort=list(rows), axis=alt.Axis(grid=False, labelLimit=110)),
    }
    known = [_datum(cell, values, target) for cell in cells if cell.value is not None]
    silent = [_datum(cell, values, target) for cell in cells if cell.value is None]
    tips = [
        alt.Tooltip("label:N", title=words.slot),
        alt.Tooltip("shown:N", title=words.value),
        alt.Tooltip("behind:N", title=words.volume),
    ]
    layers = [
        alt.Chart(alt.InlineData(values=known))
        .mark_rect(cornerRadius=2, xOffset=1, x2Offset=-1, yOffset=1, y2Offset=-1)
        .encode(**shape, color=colour, tooltip=tips),
        alt.Chart(alt.InlineData(values=known))
        .mark_text(fontSize=13)
        .encode(
            **shape,
            text="text:N",
            color=alt.condition("datum.strong", alt.value(palette.ground), alt.value(palette.ink)),
        ),
    ]
    if silent:
        layers.append(
            alt.Chart(alt.InlineData(values=silent))
            .mark_rect(
                filled=False, stroke=palette.volume, strokeWidth=1, strokeDash=[3, 3], cornerRadius=2
            )
            .encode(**shape, tooltip=tips[:2])
        )
    chart = alt.layer(*layers).properties(height=row_height * len(rows))
    return finish(chart.to_dict(), theme, language)


def _axis(columns: Sequence[str]) -> alt.Axis:
    """A label for each full hour."""
    return alt.Axis(
        values=list(columns)[::2], orient="top", labelAngle=0, labelAlign="center", grid=False
    )


def _datum(cell: HeatCell, values: Sequence[float], target: Decimal | None) -> dict[str, Any]:
    return {
        "column": cell.column,
        "row": cell.row,
        "value": None if cell.value is None else float(cell.value),
        "text": cell.text,
        "label": cell.label,
        "shown": cell.shown,
        "behind": cell.behind,
        "strong": cell.value is not None and _strength(float(cell.value), values, target) > 0.62,
    }


def _reach(values: Sequence[float], target: float) -> float:
    """How far the scale goes on either side of the target."""
    return max((abs(value - target) for value in values), default=0.0) or 1.0


def _strength(value: float, values: Sequence[float], target: Decimal | None) -> float:
    """From 0 (the colour of the ground) to 1 (the end of the scale)."""
    if target is not None:
        return abs(value - float(target)) / _reach(values, float(target))
    low, high = min(values), max(values)
    return (value - low) / (high - low) if high > low else 0.5


def _turning(values: Sequence[float], target: Decimal, palette: Palette, *, higher: bool) -> alt.Color:
    """Missed on one side, met on the other, the same distance on both."""
    middle = float(target)
    reach = _reach(values, middle)
    ends = [palette.missed, palette.bands["neutral"], palette.met]
    scale = alt.Scale(
        domain=[middle - reach, middle, middle + reach],
        range=ends if higher else ends[::-1],
        interpolate="lab",
        clamp=True,
    )
    return alt.Color("value:Q", scale=scale)


def _rising(values: Sequence[float], palette: Palette) -> alt.Color:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        low -= 1.0
    scale = alt.Scale(domain=[low, high], range=[palette.shade, palette.first], interpolate="lab")
    return alt.Color("value:Q", scale=scale)
