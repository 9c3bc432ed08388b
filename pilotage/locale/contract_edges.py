"""The edges of a value in words, and the unit that they are told in."""

from __future__ import annotations

from pilotage.contract.model import Contract, Edges
from pilotage.kpi.computation import resolve
from pilotage.locale import N_, Words
from pilotage.locale.formulas import quantity


def edges_words(edges: Edges, unit: str, t: Words, currency: str = "") -> str:
    """`at least 75 % and below 78 %`."""
    parts = [
        t(text, value=quantity(value, unit, t, currency))
        for text, value in (
            (N_("at least {value}"), edges.at_least),
            (N_("above {value}"), edges.above),
            (N_("below {value}"), edges.below),
            (N_("at most {value}"), edges.at_most),
        )
        if value is not None
    ]
    return t(N_(" and ")).join(parts) or t(N_("any value"))


def unit_of(kpi: str, contract: Contract) -> tuple[str, str]:
    """The unit and the direction of a KPI of the contract."""
    for definition in contract.kpi:
        if definition.id == kpi and (found := resolve(definition)[0]):
            return found.unit, found.direction
    return "", "higher"
