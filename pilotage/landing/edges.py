"""From which value an SLA costs no malus: what its own clauses say on the first day of the month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.model import Consequence, Contract, Edges, LadderTerms, PerUnitTerms
from pilotage.kpi.model import Direction
from pilotage.periods import Month


def malus_edge(contract: Contract, sla: str, direction: Direction, month: Month) -> Decimal | None:
    """The worst value of the SLA that still costs nothing, None without a malus of its own."""
    found = [edge for one in contract.consequence if one.slas == (sla,) for edge in _free(one, month)]
    return (min if direction == "higher" else max)(found, default=None)


def _free(clause: Consequence, month: Month) -> Iterator[Decimal]:
    """The edges of the bands of a ladder that cost nothing, or that of a malus by unit."""
    in_force = clause.terms_on(month.first)
    terms = in_force.terms if in_force else None
    if isinstance(terms, LadderTerms):
        for band in terms.bands or ():
            if band.rate >= 0:
                yield from _edges(band)
    elif isinstance(terms, PerUnitTerms) and terms.beyond is not None:
        yield from _edges(terms.beyond)


def _edges(band: Edges) -> Iterator[Decimal]:
    known = (band.at_least, band.above, band.below, band.at_most)
    yield from (edge for edge in known if edge is not None)
