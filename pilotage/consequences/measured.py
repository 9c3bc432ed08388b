"""A coefficient on unit prices, by a KPI of the month that no SLA need promise."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.consequences.desk import About, Desk, Marks
from pilotage.consequences.hours import figure_of
from pilotage.consequences.kinds import Claim
from pilotage.consequences.model import ConsequenceResult
from pilotage.consequences.paying import coefficient, lines_of
from pilotage.contract.model import CoefficientConsequence
from pilotage.kpi.computation import resolve
from pilotage.money import ZERO
from pilotage.sla import Maturity, maturity_on
from pilotage.sla.missing import missing_days


def multiplied(desk: Desk, clause: CoefficientConsequence) -> Iterator[ConsequenceResult]:
    """What the coefficient of the month changes on the lines of the prices; nothing when the KPI is
    not measured, or on open days that lack.
    """
    in_force = clause.terms_on(desk.month.first)
    definition = next((kpi for kpi in desk.contract.kpi if kpi.id == clause.kpi), None)
    kpi = resolve(definition)[0] if definition else None
    if in_force is None or kpi is None:
        return
    streams, window = desk.contract.streams_of(clause), desk.month.window
    figure = figure_of(desk.contract, kpi, desk.counters, streams, desk.month, desk.relief)
    lines = lines_of(clause.prices, desk.fees)
    claim = Claim(None, ZERO, in_force.terms.origin)
    lack = missing_days(desk.contract, desk.counters, streams, window, desk.today, kpi.counters)
    if (figure.value is None or lack) and desk.over:
        desk.warn("consequence.kpi_missing", clause, kpi=kpi.id)
    elif figure.value is not None:
        claim = coefficient(in_force, figure.value, lines)
        claim = claim.after(figure.steps)
        if claim.zone is None:
            desk.warn("consequence.no_band", clause, value=str(figure.value))
    maturity = maturity_on(desk.today, window.last, kpi.matures_after_days)
    marks = Marks(
        provisional=maturity is Maturity.PROVISIONAL or any(line.provisional for line in lines),
        estimated=figure.estimated or any(line.estimated for line in lines),
        typed=figure.typed or any(line.typed for line in lines),
    )
    yield desk.result(clause, claim, About(batches=figure.batches, marks=marks))
