"""Where a value stands on its ladder: bands behind, the target, and the way a relief moves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish

#: Nearer to the target than this share of the axis, a figure would be crossed by its line.
_CLOSE = 0.16
_NUDGE = {"left": -22, "center": 0, "right": 22}


@dataclass(frozen=True, slots=True)
class LadderBand:
    """A band: None at an open end, and the words above it (`malus −5 %`)."""

    low: Decimal | None
    high: Decimal | None
    zone: Literal["malus", "neutral", "bonus"]
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on the ladder with its name and its figure as text."""

    value: Decimal
    name: str
    shown: str


def ladder_position(
    bands: Sequence[LadderBand],
    *,
    value: Mark,
    target: Decimal,
    target_label: str,
    theme: ThemeName,
    language: str,
    after: Mark | None = None,
    move: str = "",
    height: int = 430,
) -> Spec:
    """The ladder at a projector's size (28 to 84 px). `after` is the value once relief is granted,
    and `move` the words on the arrow between the two.
    """
    palette = PALETTES[theme]
    low, high = _range(bands, [value.value, target, *([after.value] if after else [])])
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    top, foot = 46, height - 44
    layers = [
        *_bands(bands, scale, (low, high), (top, foot), palette),
        *_target(target, target_label, scale, (top, foot), palette),
        *_marks(value, after, move, scale, top, palette, aside=_aside(value, target, (low, high))),
    ]
    spec = alt.layer(*layers).properties(height=height).to_dict()
    return finish(spec, theme, language, text=26)


def _range(bands: Sequence[LadderBand], values: Sequence[Decimal]) -> tuple[float, float]:
    """What the axis shows: every edge and every value, with room for the open ends."""
    edges = [float(e) for band in bands for e in (band.low, band.high) if e is not None]
    known = edges + [float(value) for value in values]
    span = (max(known) - min(known)) or 1.0
    return min(known) - span * 0.35, max(known) + span * 0.22


def _data(rows: list[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _bands(
    bands: Sequence[LadderBand],
    scale: alt.Scale,
    ends: tuple[float, float],
    rows: tuple[int, int],
    palette: Palette,
) -> list[alt.Chart]:
    """The bands, paler towards the target, with their words above and the axis beneath."""
    malus = [band for band in bands if band.zone == "malus"]
    drawn = []
    for band in bands:
        low = ends[0] if band.low is None else float(band.low)
        high = ends[1] if band.high is None else float(band.high)
        fade = 1 - 0.28 * malus.index(band) if band in malus else 1
        drawn.append(
            {
                "low": low,
                "high": high,
                "mid": (low + high) / 2,
                "text": band.label,
                "fill": palette.bands[band.zone],
                "fade": max(fade, 0.4),
            }
        )
    axis = alt.Axis(
        orient="bottom",
        tickCount=6,
        labelFontSize=26,
        labelPadding=10,
        labelExpr="format(datum.value, ',~f')",
    )
    return [
        alt.Chart(_data(drawn))
        .mark_rect()
        .encode(
            x=alt.X("low:Q", scale=scale, axis=axis),
            x2="high:Q",
            y=alt.value(rows[0]),
            y2=alt.value(rows[1]),
            fill=alt.Fill("fill:N", scale=None),
            opacity=alt.Opacity("fade:Q", scale=None),
        ),
        alt.Chart(_data(drawn))
        .mark_text(fontSize=26, color=palette.muted)
        .encode(x=alt.X("mid:Q", scale=scale), y=alt.value(18), text="text:N"),
    ]


def _target(
    target: Decimal, label: str, scale: alt.Scale, rows: tuple[int, int], palette: Palette
) -> list[alt.Chart]:
    at = alt.Chart(_data([{"at": float(target), "text": label}]))
    x = alt.X("at:Q", scale=scale)
    return [
        at.mark_rule(color=palette.ink, strokeWidth=5).encode(
            x=x, y=alt.value(rows[0]), y2=alt.value(rows[1])
        ),
        at.mark_text(align="left", dx=14, fontSize=32, fontWeight=600, color=palette.ink).encode(
            x=x, y=alt.value(rows[0] + 36), text="text:N"
        ),
    ]


def _aside(value: Mark, target: Decimal, ends: tuple[float, float]) -> Literal["left", "center", "right"]:
    """Where the figure is anchored: a value close to its target is written away from the target."""
    distance = float(target - value.value) / (ends[1] - ends[0])
    if abs(distance) > _CLOSE:
        return "center"
    return "right" if distance >= 0 else "left"


def _marks(
    value: Mark,
    after: Mark | None,
    move: str,
    scale: alt.Scale,
    top: int,
    palette: Palette,
    *,
    aside: Literal["left", "center", "right"],
) -> list[alt.Chart]:
    """The value, and the arrow to what it becomes."""
    line = top + 215
    pairs = [(value, palette.second if after else palette.first, palette.ink)]
    pairs += [(after, palette.first, palette.first)] if after else []
    layers: list[alt.Chart] = []
    if after:
        layers += _arrow(value, after, move, scale, line, palette)
    for mark, dot, ink in pairs:
        at = alt.Chart(_data([{"at": float(mark.value), "name": mark.name, "shown": mark.shown}]))
        x = alt.X("at:Q", scale=scale)
        layers += [
            at.mark_point(filled=True, size=1900, color=dot, opacity=1).encode(x=x, y=alt.value(line)),
            at.mark_text(fontSize=28, color=palette.ink).encode(
                x=x, y=alt.value(top + 62), text="name:N"
            ),
            at.mark_text(
                fontSize=84,
                fontWeight=600,
                color=ink,
                align="center" if after else aside,
                dx=0 if after else _NUDGE[aside],
            ).encode(x=x, y=alt.value(top + 136), text="shown:N"),
        ]
    return layers


def _arrow(
    value: Mark, after: Mark, move: str, scale: alt.Scale, line: int, palette: Palette
) -> list[alt.Chart]:
    start, end = float(value.value), float(after.value)
    row = _data([{"at": start, "to": end, "mid": (start + end) / 2, "text": move}])
    pointing = "triangle-right" if end >= start else "triangle-left"
    return [
        alt.Chart(row)
        .mark_rule(color=palette.first, strokeWidth=10)
        .encode(x=alt.X("at:Q", scale=scale), x2="to:Q", y=alt.value(line)),
        alt.Chart(row)
        .mark_point(
            shape=pointing,
            filled=True,
            size=1400,
            color=palette.first,
            opacity=1,
            xOffset=-44 if end >= start else 44,
        )
        .encode(x=alt.X("to:Q", scale=scale), y=alt.value(line)),
        alt.Chart(row)
        .mark_text(fontSize=30, fontWeight=600, color=palette.first)
        .encode(x=alt.X("mid:Q", scale=scale), y=alt.value(line + 42), text="text:N"),
    ]
