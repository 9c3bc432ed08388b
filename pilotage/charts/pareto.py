"""Contact reasons, the most frequent first: how many, how many avoidable, and what they add up to."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from pilotage.charts.theme import PALETTES, Spec, ThemeName, finish

#: The share of the height that the bars take, and that where the line begins, above their figures.
_BARS, _LINE, _HIGHEST = 0.6, 0.74, 108.0
#: Letters of names under all the bars together, and of one.
_LETTERS, _SHORTEST, _LONGEST = 100, 10, 17


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """A reason: its count, the part of it that could have been avoided, the share of all up to it."""

    name: str
    count: Decimal
    avoidable: Decimal | None
    cumulative: Decimal
    count_shown: str = ""
    avoidable_shown: str = ""
    cumulative_shown: str = ""


@dataclass(frozen=True, slots=True)
class ParetoWords:
    """The names of the series, in the reader's language."""

    reason: str
    count: str
    avoidable: str
    cumulative: str


def pareto(
    bars: Sequence[ParetoBar],
    *,
    words: ParetoWords,
    theme: ThemeName,
    language: str,
    height: int = 330,
) -> Spec:
    """Bars from the tallest to the shortest, the avoidable part dark at the foot of each, and the line
    of the running total, from 0 to 100 % over the same height.
    """
    palette = PALETTES[theme]
    width = max(_SHORTEST, min(_LONGEST, _LETTERS // max(len(bars), 1)))
    top = float(max((bar.count for bar in bars), default=Decimal(1))) / _BARS
    x = alt.X(
        "name:N",
        sort=[_lines(bar.name, width) for bar in bars],
        axis=alt.Axis(labelExpr="split(datum.label, '|')", labelAngle=0, labelLimit=160, labelPadding=6),
        scale=alt.Scale(paddingInner=0.35),
    )
    y = alt.Scale(domain=[0, top], nice=False)
    grid = alt.Axis(grid=True, tickCount=5, labelExpr="format(datum.value, ',~f')")
    share = alt.Scale(domain=[_foot(bars), _HIGHEST], nice=False)
    tips = _tips(words)
    rows = [_datum(bar, width) for bar in bars]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    running = alt.Y("cumulative:Q", scale=share, axis=None)
    layers = [
        base.mark_bar(color=palette.quiet, cornerRadiusEnd=2).encode(
            y=alt.Y("count:Q", scale=y, axis=grid), tooltip=tips
        ),
        base.mark_bar(color=palette.first).encode(
            y=alt.Y("avoidable:Q", scale=y, axis=None), tooltip=tips
        ),
        base.mark_text(dy=-10, fontSize=15, fontWeight=600, color=palette.ink).encode(
            y=alt.Y("count:Q", scale=y, axis=None), text="count_shown:N"
        ),
        base.mark_line(color=palette.muted, strokeWidth=2, strokeDash=[5, 4]).encode(y=running),
        base.mark_point(color=palette.muted, filled=True, size=45, opacity=1).encode(
            y=running, tooltip=tips
        ),
        base.mark_text(dy=-13, fontSize=13, color=palette.muted).encode(
            y=running, text="cumulative_shown:N"
        ),
    ]
    chart = alt.layer(*layers).resolve_scale(y="independent").properties(height=height)
    return finish(chart.to_dict(), theme, language)


def _foot(bars: Sequence[ParetoBar]) -> float:
    """Where the scale of the line begins, for its first point to stand above the bars and their figures:
    the two would be written over one another.
    """
    first = float(bars[0].cumulative) if bars else 0.0
    return min(0.0, (first - _LINE * _HIGHEST) / (1 - _LINE))


def _tips(words: ParetoWords) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("full:N", title=words.reason),
        alt.Tooltip("count_shown:N", title=words.count),
        alt.Tooltip("avoidable_shown:N", title=words.avoidable),
        alt.Tooltip("cumulative_shown:N", title=words.cumulative),
    ]


def _datum(bar: ParetoBar, width: int) -> dict[str, Any]:
    return {
        "name": _lines(bar.name, width),
        "full": bar.name,
        "count": float(bar.count),
        "avoidable": None if bar.avoidable is None else float(bar.avoidable),
        "cumulative": float(bar.cumulative),
        "count_shown": bar.count_shown,
        "avoidable_shown": bar.avoidable_shown,
        "cumulative_shown": bar.cumulative_shown,
    }


def _lines(name: str, width: int) -> str:
    """A name in lines of so many letters, that fit under a bar; a longer word stays whole."""
    return "|".join(textwrap.wrap(name.replace("|", "/"), width, break_long_words=False)) or "—"
