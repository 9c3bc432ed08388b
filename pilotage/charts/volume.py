"""Volume against forecast: what was offered and handled, bar by bar, and a mark where it was foretold."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Palette, Spec, ThemeName, finish

#: Two names at the right end stay at least so far apart, in pixels.
_APART = 19


@dataclass(frozen=True, slots=True)
class VolumeBar:
    """A day or a half-hour: None leaves a gap. `tick` is its label on the axis, empty for none."""

    key: str
    tick: str
    offered: Decimal | None
    handled: Decimal | None
    forecast: Decimal | None
    label: str = ""
    shown: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class VolumeWords:
    """The names of the three series and of the period, in the reader's language."""

    offered: str
    handled: str
    forecast: str
    period: str = "Period"


def volume_against_forecast(
    bars: Sequence[VolumeBar],
    *,
    words: VolumeWords,
    theme: ThemeName,
    language: str,
    height: int = 330,
) -> Spec:
    """Offered as broad pale bars, handled as narrow dark ones within, the forecast as a mark across.
    The names stand at the right end, at the height of the last figures.
    """
    palette = PALETTES[theme]
    numbers = [n for bar in bars for n in (bar.offered, bar.handled, bar.forecast) if n is not None]
    top = float(max(numbers, default=Decimal(1))) * 1.06 or 1.0
    ticks = {bar.key: bar.tick for bar in bars if bar.tick}
    axis = alt.Axis(
        values=list(ticks), labelExpr=f"{_lookup(ticks)}[datum.value]", labelAngle=0, labelOverlap=True
    )
    x = alt.X("key:N", sort=[bar.key for bar in bars], axis=axis, scale=alt.Scale(paddingInner=0.2))
    y = alt.Scale(domain=[0, top], nice=False)
    tips = [
        alt.Tooltip("label:N", title=words.period),
        alt.Tooltip("offered_shown:N", title=words.offered),
        alt.Tooltip("handled_shown:N", title=words.handled),
        alt.Tooltip("forecast_shown:N", title=words.forecast),
    ]
    base = alt.Chart(alt.InlineData(values=[_datum(bar) for bar in bars]))
    grid = alt.Axis(grid=True, tickCount=5, labelExpr="format(datum.value, ',~f')")
    layers = [
        base.mark_bar(color=palette.volume, width={"band": 1}).encode(
            x=x, y=alt.Y("offered:Q", scale=y, axis=grid), tooltip=tips
        ),
        base.mark_bar(color=palette.first, width={"band": 0.5}).encode(
            x=x, y=alt.Y("handled:Q", scale=y, axis=grid), tooltip=tips
        ),
        base.mark_tick(color=palette.watch_edge, thickness=3, width={"band": 1}).encode(
            x=x, y=alt.Y("forecast:Q", scale=y, axis=grid), tooltip=tips
        ),
        *_names(bars, words, palette, alt.Y("at:Q", scale=y, axis=grid), top * _APART / height),
    ]
    return finish(alt.layer(*layers).properties(height=height).to_dict(), theme, language)


def _lookup(ticks: dict[str, str]) -> str:
    """The labels of the axis as a Vega expression: keys and texts are ours, quotes taken out."""
    pairs = ", ".join(f"'{_plain(key)}': '{_plain(text)}'" for key, text in ticks.items())
    return "{" + pairs + "}"


def _plain(text: str) -> str:
    return text.replace("\\", "").replace("'", "’")


def _datum(bar: VolumeBar) -> dict[str, Any]:
    numbers = {"offered": bar.offered, "handled": bar.handled, "forecast": bar.forecast}
    shown = zip((f"{name}_shown" for name in numbers), bar.shown, strict=True)
    return {
        "key": bar.key,
        "label": bar.label or bar.key,
        **{name: None if value is None else float(value) for name, value in numbers.items()},
        **dict(shown),
    }


def _names(
    bars: Sequence[VolumeBar], words: VolumeWords, palette: Palette, y: alt.Y, apart: float
) -> list[alt.Chart]:
    """The name of each series at the height of its last figure, spread where they would overlap."""
    colours = {"offered": palette.muted, "handled": palette.first, "forecast": palette.watch_edge}
    lasts = {
        name: next((float(v) for bar in reversed(bars) if (v := getattr(bar, name)) is not None), None)
        for name in colours
    }
    places = spread({name: at for name, at in lasts.items() if at is not None}, apart)
    rows = [
        {"at": at, "text": getattr(words, name), "colour": colours[name]} for name, at in places.items()
    ]
    return [
        alt.Chart(alt.InlineData(values=rows))
        .mark_text(align="left", dx=8, fontSize=15, fontWeight=600)
        .encode(x=alt.value("width"), y=y, text="text:N", color=alt.Color("colour:N", scale=None))
    ]


def spread(places: dict[str, float], apart: float) -> dict[str, float]:
    """The same names, each at least `apart` above the one below it; order and lowest place kept."""
    found: dict[str, float] = {}
    floor = 0.0
    for name, at in sorted(places.items(), key=lambda pair: pair[1]):
        found[name] = max(at, floor)
        floor = found[name] + apart
    return found
