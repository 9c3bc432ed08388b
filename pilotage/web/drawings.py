"""From a service's rows to a finding and its chart, made once and kept."""

from __future__ import annotations

from collections.abc import Sequence

from pilotage.charts.theme import Spec
from pilotage.charts.trend import Series, TrendWords, kpi_trend
from pilotage.contract.model import Contract
from pilotage.kpi.model import Direction, Unit
from pilotage.locale import N_
from pilotage.locale.judged import sla_name
from pilotage.periods import Window
from pilotage.services.kpis import KpiRow
from pilotage.services.sla_days import kept_rows, sla_rows
from pilotage.sla import SlaResult
from pilotage.web.figures import (
    Grain,
    corridor_words,
    exact_words,
    missed_days,
    points,
    unit_suffix,
)
from pilotage.web.findings import periods_finding
from pilotage.web.session import Visit

Drawing = tuple[str, Spec]


def sla_drawing(visit: Visit, sla: SlaResult, contract: Contract) -> Drawing | None:
    """The days of the month against the target; the months before it when a feed has no days.

    None when nothing was measured at all.
    """

    def build() -> Drawing | None:
        spans: tuple[tuple[Window, Grain], ...] = (
            (visit.month.window, "day"),
            (Window(visit.month.plus(-12).first, visit.month.last), "month"),
        )
        for window, grain in spans:
            rows = sla_rows(
                visit.db, visit.actor, contract=contract.ref, sla=sla.id, window=window, by=grain
            )
            if any(row.figure.value is not None for row in rows):
                return _drawn(visit, sla, contract, rows, grain)
        return None

    return visit.kept("sla", sla.id, build=build)


def _drawn(
    visit: Visit, sla: SlaResult, contract: Contract, rows: Sequence[KpiRow], grain: Grain
) -> Drawing:
    """The figures as they came; where some of them are neutralised, what is left first."""
    t, name = visit.t, sla_name(sla.id, contract, visit.t)
    kept = (
        kept_rows(visit.db, visit.actor, contract=contract.ref, sla=sla.id, month=visit.month)
        if grain == "day"
        else ()
    )
    if not any(row.figure.value is not None for row in kept):
        return drawing(visit, rows, grain, name, unit=sla.unit, direction=sla.direction)
    other = (t(N_("Raw")), rows)
    after = t(N_("After neutralisation"))
    finding, spec = drawing(
        visit, kept, grain, after, unit=sla.unit, direction=sla.direction, other=other
    )
    return t(N_("{finding}, once neutralised"), finding=finding), spec


def drawing(
    visit: Visit,
    rows: Sequence[KpiRow],
    grain: Grain,
    name: str,
    *,
    unit: Unit,
    direction: Direction,
    denominator: Sequence[str] = (),
    height: int = 340,
    other: tuple[str, Sequence[KpiRow]] | None = None,
) -> Drawing:
    """Rows of one KPI as a line against its target; months before the first figure are left out.

    `other` is a second line and its name: the same KPI by another formula.
    """
    t = visit.t
    first = next(n for n, row in enumerate(rows) if row.figure.value is not None)
    shown = rows if grain == "day" else rows[first:]
    targets = [row.target for row in shown if row.target is not None]
    goal = t(N_("Target {value}"), value=exact_words(targets[-1], unit, t)) if targets else ""
    words = TrendWords(
        target=goal,
        unit=unit_suffix(unit, t),
        period=t(N_("Period")),
        value=name,
        volume=t(N_("Measured on")),
        corridor=corridor_words(shown[-1], unit, t),
        note=t(N_("Note")),
    )
    series = [Series(points(shown, grain, t, denominator=denominator), name if other else "")]
    if other is not None:
        beside = [row for row in other[1] if row.period.first >= shown[0].period.first]
        series.append(Series(points(beside, grain, t), other[0]))
    spec = kpi_trend(
        series,
        grain=grain,
        words=words,
        theme=visit.theme,
        language=t.language,
        height=height,
    )
    finding = periods_finding(*missed_days(shown, direction), grain, t) if targets else name
    return finding, spec
