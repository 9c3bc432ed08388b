"""A KPI or a volume by half-hour and weekday: closed hours blank, colours that turn at the target."""

from __future__ import annotations

import math
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
    scale = _Scale.of(values, target, palette, higher=higher)
    shape = {
        "x": alt.X("column:N", sort=list(columns), axis=_axis(columns)),
        "y": alt.Y("row:N", sort=list(rows), axis=alt.Axis(grid=False, labelLimit=110)),
    }
    known = [_datum(cell, scale) for cell in cells if cell.value is not None]
    silent = [_datum(cell, scale) for cell in cells if cell.value is None]
    tips = [
        alt.Tooltip("label:N", title=words.slot),
        alt.Tooltip("shown:N", title=words.value),
        alt.Tooltip("behind:N", title=words.volume),
    ]
    layers = [
        alt.Chart(alt.InlineData(values=known))
        .mark_rect(cornerRadius=2, xOffset=1, x2Offset=-1, yOffset=1, y2Offset=-1)
        .encode(**shape, color=alt.Color("fill:N", scale=None), tooltip=tips),
        alt.Chart(alt.InlineData(values=known))
        .mark_text(fontSize=13)
        .encode(**shape, text="text:N", color=alt.Color("ink:N", scale=None)),
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


def _datum(cell: HeatCell, scale: _Scale) -> dict[str, Any]:
    fill = scale.colour(float(cell.value)) if cell.value is not None else ""
    return {
        "column": cell.column,
        "row": cell.row,
        "value": None if cell.value is None else float(cell.value),
        "text": cell.text,
        "label": cell.label,
        "shown": cell.shown,
        "behind": cell.behind,
        "fill": fill,
        "ink": readable_on(fill, scale.inks) if fill else "",
    }


@dataclass(frozen=True, slots=True)
class _Scale:
    """Colours from `low` through the middle to `high`, and the two inks to write on them with."""

    low: float
    middle: float
    high: float
    colours: tuple[str, str, str]
    inks: tuple[str, str]

    @classmethod
    def of(
        cls, values: Sequence[float], target: Decimal | None, palette: Palette, *, higher: bool
    ) -> _Scale:
        """With a target, as far on either side of it; else from the lowest value to the highest."""
        inks = (palette.ink, palette.ground)
        if target is not None:
            middle = float(target)
            reach = max((abs(value - middle) for value in values), default=0.0) or 1.0
            ends = (palette.missed, palette.bands["neutral"], palette.met)
            turned = ends if higher else (ends[2], ends[1], ends[0])
            return cls(middle - reach, middle, middle + reach, turned, inks)
        low, high = min(values, default=0.0), max(values, default=1.0)
        half = mixed(palette.shade, palette.first, 0.5)
        return cls(low, (low + high) / 2, high, (palette.shade, half, palette.first), inks)

    def colour(self, value: float) -> str:
        first, middle, last = self.colours
        if value <= self.middle:
            span = self.middle - self.low
            return mixed(middle, first, (self.middle - value) / span if span else 0.0)
        span = self.high - self.middle
        return mixed(middle, last, (value - self.middle) / span if span else 0.0)


def mixed(start: str, end: str, share: float) -> str:
    """The colour that lies at `share` (0 to 1) of the way between two others."""
    return "#" + "".join(
        f"{round(a + (b - a) * min(max(share, 0.0), 1.0)):02X}"
        for a, b in zip(_rgb(start), _rgb(end), strict=True)
    )


def readable_on(fill: str, inks: Sequence[str]) -> str:
    """The ink with the most contrast on a colour, as WCAG counts it."""
    return max(inks, key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in _rgb(colour))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4) for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
