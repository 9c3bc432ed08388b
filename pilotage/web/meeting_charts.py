"""The charts of an agenda: drawn from the points frozen with it, never from the live figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from pilotage.charts.theme import Spec
from pilotage.charts.trend import Grain, Point, Series, TrendWords, kpi_trend
from pilotage.committee.model import Fact, Item, ItemKind
from pilotage.contract.model import Contract
from pilotage.kpi.model import Unit
from pilotage.locale import N_
from pilotage.locale.committee_items import place_words, shown
from pilotage.locale.formulas import quantity
from pilotage.periods import DAY, Month, week_of
from pilotage.web.figures import unit_suffix
from pilotage.web.session import Visit

_MONEY = {ItemKind.COST, ItemKind.YEAR_MONEY}


def drawn(item: Item) -> Fact | None:
    """The fact whose points the item draws: one that missed its target, else the first with a past."""
    if item.kind in _MONEY:
        return None
    able = [fact for fact in item.facts if sum(point.value is not None for point in fact.points) > 1]
    return next((fact for fact in able if fact.status == "missed"), able[0] if able else None)


def trend(
    visit: Visit, item: Item, contract: Contract, *, height: int = 300, text: int = 14
) -> Spec | None:
    """The past of the item's first figure against its target; None where there is none to draw."""
    fact = drawn(item)
    if fact is None:
        return None
    t = visit.t
    grain = _grain([point.day for point in fact.points])
    target = "" if fact.target is None else quantity(fact.target, fact.unit, t, contract.currency)
    words = TrendWords(
        target=t("Target {value}", value=target) if target else "",
        unit=unit_suffix(cast("Unit", fact.unit), t),
        period=t(N_("Period")),
        value=place_words(fact, contract, t),
        note=t(N_("Note")),
    )
    return kpi_trend(
        [Series(tuple(_points(visit, fact, contract, grain)))],
        grain=grain,
        words=words,
        theme=visit.theme,
        language=t.language,
        height=height,
        text=text,
    )


def _points(visit: Visit, fact: Fact, contract: Contract, grain: Grain) -> list[Point]:
    t = visit.t
    return [
        Point(
            first=point.day,
            last=_last(point.day, grain),
            value=point.value,
            target=fact.target,
            label=t.month(Month.of(point.day)) if grain == "month" else t.date(point.day, "medium"),
            shown=shown(point.value, fact.unit, contract, t),
        )
        for point in fact.points
    ]


def _last(day: date, grain: Grain) -> date:
    match grain:
        case "month":
            return Month.of(day).last
        case "week":
            return week_of(day).last
    return day


def _grain(days: Sequence[date]) -> Grain:
    """The period of the points, from the step between the first two."""
    step = days[1] - days[0]
    if step > timedelta(days=20):
        return "month"
    return "week" if step > DAY else "day"
