"""Two amounts a month, as signed and under a draft: where the draft would have moved them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Spec, ThemeName, finish


@dataclass(frozen=True, slots=True)
class TwoAmounts:
    """A month: its name, both amounts, their words, and those of the difference where there is one."""

    label: str
    current: Decimal
    draft: Decimal
    current_shown: str
    draft_shown: str
    difference_shown: str = ""


def two_by_month(
    months: Sequence[TwoAmounts],
    *,
    names: tuple[str, str],
    theme: ThemeName,
    language: str,
    height: int = 300,
) -> Spec:
    """Bars in pairs from a line at zero, the draft's in front; the difference is written where there is
    one. `names` are those of the two sides, for the tips.
    """
    palette = PALETTES[theme]
    rows = _rows(months, names)
    order = [one.label for one in months]
    x = alt.X("label:N", sort=order, axis=alt.Axis(labelAngle=0, labelOverlap=True), scale=_bands())
    tips = [alt.Tooltip(f"{name}:N", title=" ") for name in ("label", "side", "shown")]
    colours = alt.Scale(domain=list(names), range=[palette.second, palette.first])
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=x,
            xOffset=alt.XOffset("side:N", sort=list(names)),
            y=alt.Y("value:Q", axis=alt.Axis(tickCount=5, format=",~f")),
            color=alt.Color("side:N", scale=colours),
            tooltip=tips,
        )
    )
    moved = [row for row in rows[1::2] if row["moved"]]
    told = [
        alt.Chart(alt.InlineData(values=moved[start::2]))
        .mark_text(baseline="bottom", dy=rise, fontSize=13, fontWeight=600, color=palette.ink)
        .encode(x=x, y=alt.Y("top:Q"), text="moved:N", tooltip=tips)
        for start, rise in ((0, -6), (1, -24))
        if moved[start::2]  # one above the other: neighbours never touch
    ]
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=palette.muted)
    chart = alt.layer(bars, zero.encode(y="zero:Q"), *told).properties(height=height)
    return finish(chart.to_dict(), theme, language)


def _rows(months: Sequence[TwoAmounts], names: tuple[str, str]) -> list[dict[str, Any]]:
    """Two data a month, the draft's after that of what was signed."""
    return [
        {
            "label": one.label,
            "side": side,
            "value": float(amount),
            "shown": shown,
            "moved": one.difference_shown,
            "top": float(max(one.current, one.draft, Decimal(0))),
        }
        for one in months
        for side, amount, shown in (
            (names[0], one.current, one.current_shown),
            (names[1], one.draft, one.draft_shown),
        )
    ]


def _bands() -> alt.Scale:
    return alt.Scale(paddingInner=0.3, paddingOuter=0.15)
