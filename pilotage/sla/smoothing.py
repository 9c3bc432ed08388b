"""A value smoothed with those of the windows before it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pilotage.contract.model import InForce, SlaTerms
from pilotage.kpi.model import Figure, Kpi
from pilotage.sla.model import Occurrence, Status
from pilotage.trace import Step, Value, computed

_JUDGED = frozenset({Status.MET, Status.MISSED})


def smoothed(
    figure: Figure, kpi: Kpi, in_force: InForce[SlaTerms], earlier: Sequence[Occurrence]
) -> Step | None:
    """The value over the last windows, this one included; None when the terms do not smooth.

    `earlier` are the windows before it, oldest first. One that was not measured, or that another KPI
    judged, does not count: alone, the window stands for itself.
    """
    terms = in_force.terms
    if terms.smoothing is None or terms.smoothing < 2 or figure.value is None:
        return None
    before = [
        one.figure
        for one in earlier[1 - terms.smoothing :]
        if one.status in _JUDGED and one.figure.kpi == figure.kpi and one.figure.value is not None
    ]
    figures = (*before, figure)
    if terms.smoothed_by == "ratio" and all(one.denominator for one in figures):
        inputs, formula = _ratio(figures, kpi, in_force.terms.aggregation)
    else:
        inputs = {f"value_{n}": one.value for n, one in enumerate(figures, 1)}
        formula = f"({' + '.join(inputs)}) / windows"
        inputs["windows"] = Decimal(len(figures))
    return computed("sla.smoothed", formula, inputs, figure.unit, in_force.source("smoothing"))


def _ratio(figures: Sequence[Figure], kpi: Kpi, aggregation: str) -> tuple[dict[str, Value], str]:
    """The sums of the windows added, then their ratio at the scale of what they measure."""
    scale = {"ratio": kpi.scale, "share_of_compliant": Decimal(100)}.get(aggregation, Decimal(1))
    tops = {f"numerator_{n}": one.numerator for n, one in enumerate(figures, 1)}
    bottoms = {f"denominator_{n}": one.denominator for n, one in enumerate(figures, 1)}
    formula = f"({' + '.join(tops)}) * scale / ({' + '.join(bottoms)})"
    return {**tops, **bottoms, "scale": scale}, formula
