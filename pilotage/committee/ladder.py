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


def rungs_of(contract: Contract, sla: str, on: date) -> tuple[Rung, ...]:
    """The scale of the first ladder, else of the first amount per point, that judges the SLA alone
    on that day, lowest first; empty when no clause draws one.
    """
    for consequence in contract.consequence:
        if isinstance(consequence, LadderConsequence) and consequence.slas == (sla,):
            ladder = consequence.terms_on(on)
            if ladder is not None:
                return _of_ladder(ladder.terms)
    for consequence in contract.consequence:
        if isinstance(consequence, PerUnitConsequence) and consequence.slas == (sla,):
            per_unit = consequence.terms_on(on)
            if per_unit is not None:
                return _of_points(per_unit.terms)
    return ()


def _of_ladder(terms: LadderTerms) -> tuple[Rung, ...]:
    rungs = [Rung(*_ends(band), rate=band.rate) for band in terms.bands or ()]
    return tuple(sorted(rungs, key=lambda rung: (rung.low is not None, rung.low or Decimal(0))))


def _of_points(terms: PerUnitTerms) -> tuple[Rung, ...]:
    """Beyond the edge each point costs; on its other side nothing is due."""
    if terms.beyond is None:
        return ()
    low, high = _ends(terms.beyond)
    asked = Rung(low, high, amount=terms.amount)
    if low is None:
        return (asked, Rung(high, None))
    return (Rung(None, low), asked) if high is None else (Rung(None, low), asked, Rung(high, None))


def _ends(edges: Edges) -> tuple[Decimal | None, Decimal | None]:
    low = edges.at_least if edges.at_least is not None else edges.above
    return low, edges.below if edges.below is not None else edges.at_most
