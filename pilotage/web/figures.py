"""Figures for the eye: a KPI in its unit, a target with its sign, a row as a point of a chart."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from pilotage.charts.trend import Point
from pilotage.kpi.model import Direction, Figure, Unit
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.counter_names import counter_words
from pilotage.periods import Month, Window
from pilotage.services.kpis import KpiRow

Grain = Literal["day", "week", "month"]
_DIGITS: dict[str, int] = {"percent": 1, "seconds": 0, "count": 0, "hours": 1, "points": 1, "ratio": 2}


def value_words(value: Decimal | None, unit: Unit, t: Words, digits: int | None = None) -> str:
    """`58,4 %`, `6 min 40 s`, `85,6`; a dash when nothing was measured."""
    if value is None:
        return "—"
    if unit == "seconds" and abs(value) >= 3600:
        hours, minutes = divmod(int((value / 60).to_integral_value()), 60)
        return f"{t.number(hours)}{NBSP}h{NBSP}{minutes:02d}{NBSP}min"
    if unit == "seconds" and abs(value) >= 60:
        minutes, seconds = divmod(int(value.to_integral_value()), 60)
        return f"{t.number(minutes)}{NBSP}min{NBSP}{seconds:02d}{NBSP}s"
    places = _DIGITS[unit] if digits is None else digits
    return t.number(value, places) + unit_suffix(unit, t)


def exact_words(value: Decimal, unit: Unit, t: Words) -> str:
    """All the decimals there are: a target, a value already rounded by the contract."""
    return t.number(value) + unit_suffix(unit, t)


def unit_suffix(unit: Unit, t: Words) -> str:
    match unit:
        case "percent":
            return f"{NBSP}%" if t.language == "fr" else "%"
        case "seconds":
            return f"{NBSP}s"
        case "hours":
            return f"{NBSP}h"
    return ""


def target_words(target: Decimal, unit: Unit, direction: Direction, t: Words) -> str:
    """`≥ 80 %`, `≤ 5 %`."""
    return ("≥" if direction == "higher" else "≤") + NBSP + exact_words(target, unit, t)


def gap_words(value: Decimal | None, target: Decimal, unit: Unit, t: Words) -> str:
    """`−21,6 pt`: the value less its target; points for a percentage."""
    if value is None:
        return "—"
    suffix = f"{NBSP}pt" if unit == "percent" else unit_suffix(unit, t)
    return t.signed(value - target) + suffix


def volume_words(figure: Figure, denominator: Iterable[str], t: Words) -> str:
    """`33 900 présentés`: what the ratio was taken on."""
    if figure.denominator is None:
        return ""
    names = " + ".join(counter_words(name, t).lower() for name in denominator)
    return f"{t.number(figure.denominator, 0)}{NBSP}{names}"


def meets(value: Decimal, target: Decimal, direction: Direction) -> bool:
    return value >= target if direction == "higher" else value <= target


def period_words(period: Window, grain: Grain, t: Words) -> str:
    """`lun. 2 févr.`, `du 02/02/2026 au 08/02/2026`, `février 2026`."""
    if grain == "day":
        return t.date(period.first, "day")
    if grain == "week":
        return t(N_("from {first} to {last}"), first=period.first, last=period.last)
    return t.month(Month.of(period.first))


def points(
    rows: Iterable[KpiRow], grain: Grain, t: Words, *, denominator: Iterable[str] = ()
) -> tuple[Point, ...]:
    """Rows of one KPI as points of a chart, with the words shown when they are pointed at."""
    names = tuple(denominator)
    return tuple(
        Point(
            first=row.period.first,
            last=row.period.last,
            value=row.figure.value,
            target=row.target,
            volume=row.figure.denominator,
            label=period_words(row.period, grain, t),
            shown=value_words(row.figure.value, row.figure.unit, t),
            volume_shown=volume_words(row.figure, names, t),
            provisional=row.provisional or row.figure.estimated,
            corridor=None if row.low is None and row.high is None else (row.low, row.high),
            interval=_edges(row.figure),
            note=", ".join(marks(row, t)),
        )
        for row in rows
    )


def _edges(figure: Figure) -> tuple[Decimal, Decimal] | None:
    return (figure.interval.low, figure.interval.high) if figure.interval else None


def marks(row: KpiRow, t: Words) -> list[str]:
    """What keeps a figure from being taken for a final one, in words."""
    if row.figure.value is None:
        return []
    found = []
    if row.missing:
        found.append(missing_words(len(row.missing), t))
    elif row.provisional:
        found.append(t(N_("provisional")))
    if row.figure.estimated:
        found.append(t(N_("estimated")))
    if row.figure.typed:
        found.append(t(N_("typed in")))
    return found


def missing_words(days: int, t: Words) -> str:
    """`2 jours ouverts sans données`."""
    return t(N_("1 open day without data")) if days == 1 else t(N_("{n} open days without data"), n=days)


def corridor_words(row: KpiRow, unit: Unit, t: Words) -> str:
    """`Zone neutre de 78 à 86 %`; empty where the ladder has none."""
    if row.low is None and row.high is None:
        return ""
    if row.high is None and row.low is not None:
        return t(N_("Dead band from {low}"), low=exact_words(row.low, unit, t))
    if row.low is None and row.high is not None:
        return t(N_("Dead band up to {high}"), high=exact_words(row.high, unit, t))
    low, high = (exact_words(edge, unit, t) for edge in (row.low, row.high) if edge is not None)
    return t(N_("Dead band, {low} to {high}"), low=low, high=high)


def missed_days(rows: Iterable[KpiRow], direction: Direction) -> tuple[int, int]:
    """(periods that miss their target, periods measured)."""
    judged = [
        meets(row.figure.value, row.target, direction)
        for row in rows
        if row.figure.value is not None and row.target is not None
    ]
    return judged.count(False), len(judged)
