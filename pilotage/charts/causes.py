"""Why a total differs from another, cause by cause: bars left and right of zero, their amounts beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Spec, ThemeName, finish


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in words, its amount (above zero when it costs more) and how that amount is written."""

    label: str
    amount: Decimal
    shown: str


def causes_chart(causes: Sequence[Cause], *, theme: ThemeName, language: str) -> Spec:
    """A bar a cause in the order given: what costs more to the right, what costs less, lighter, to the
    left; each amount is written at the end of its bar.
    """
    palette = PALETTES[theme]
    rows = [
        {"label": one.label, "value": float(one.amount), "shown": one.shown, "more": one.amount >= 0}
        for one in causes
    ]
    reach = max((abs(float(one.amount)) for one in causes), default=1.0) or 1.0
    y = alt.Y("label:N", sort=[one.label for one in causes], axis=alt.Axis(labelLimit=260, domain=False))
    x = alt.X(
        "value:Q",
        axis=alt.Axis(tickCount=5, format=",~f"),
        scale=alt.Scale(domain=[-1.35 * reach, 1.35 * reach]),
    )
    tips = [alt.Tooltip(f"{name}:N", title=" ") for name in ("label", "shown")]
    colour = alt.condition("datum.more", alt.value(palette.first), alt.value(palette.quiet))
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y, tooltip=tips)
    bars = base.mark_bar(height={"band": 0.6}).encode(x=x, color=colour)
    layers = [bars]
    style: dict[str, Any] = {"fontSize": 14, "fontWeight": 600, "color": palette.ink}
    for align, dx, own in (
        ("left", 6, [row for row in rows if row["more"]]),
        ("right", -6, [row for row in rows if not row["more"]]),
    ):
        if own:
            text = alt.Chart(alt.InlineData(values=own)).encode(y=y, x=x, text="shown:N", tooltip=tips)
            layers.append(text.mark_text(align=align, dx=dx, **style))  # type: ignore[arg-type]
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=palette.muted)
    chart = alt.layer(*layers, zero.encode(x="zero:Q")).properties(height=44 * max(len(causes), 1))
    return finish(chart.to_dict(), theme, language)
