"""What an SLA's clause asks along its scale: the bands that stand behind a figure in committee."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pilotage.committee.model import Rung
from pilotage.contract.model import (
    Contract,
    Edges,
    LadderConsequence,
    LadderTerms,
    PerUnitConsequence,
    PerUnitTerms,
)


def rungs_of(contract: Contract, sla: str, on: date, value: Decimal | None = None) -> tuple[Rung, ...]:
    """The scale of the first ladder, else of the first amount per point, that judges the SLA alone
    on that day, lowest first, with the part on which `value` stands; empty when no clause draws one.
    """
    for consequence in contract.consequence:
        if isinstance(consequence, LadderConsequence) and consequence.slas == (sla,):
            ladder = consequence.terms_on(on)
            if ladder is not None:
                return _of_ladder(ladder.terms, value)
    for consequence in contract.consequence:
        if isinstance(consequence, PerUnitConsequence) and consequence.slas == (sla,):
            per_unit = consequence.terms_on(on)
            if per_unit is not None:
                return _of_points(per_unit.terms, value)
    return ()


def _of_ladder(terms: LadderTerms, value: Decimal | None) -> tuple[Rung, ...]:
    rungs = [
        Rung(*_ends(band), rate=band.rate, here=value is not None and band.holds(value))
        for band in terms.bands or ()
    ]
    return tuple(sorted(rungs, key=lambda rung: (rung.low is not None, rung.low or Decimal(0))))


def _of_points(terms: PerUnitTerms, value: Decimal | None) -> tuple[Rung, ...]:
    """Beyond the edge each point costs; elsewhere nothing is due."""
    if terms.beyond is None:
        return ()
    low, high = _ends(terms.beyond)
    due = value is not None and terms.beyond.holds(value)
    asked = Rung(low, high, amount=terms.amount, here=due)
    rungs = [asked]
    if low is not None:
        rungs.insert(0, Rung(None, low, here=value is not None and not due and value <= low))
    if high is not None:
        rungs.append(Rung(high, None, here=value is not None and not due and value >= high))
    return tuple(rungs)


def _ends(edges: Edges) -> tuple[Decimal | None, Decimal | None]:
    low = edges.at_least if edges.at_least is not None else edges.above
    return low, edges.below if edges.below is not None else edges.at_most
