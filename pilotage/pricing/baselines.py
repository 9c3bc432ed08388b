"""Additional and reduced charges: a volume paid elsewhere, and what lies beyond its dead band."""

from __future__ import annotations

from decimal import Decimal

from pilotage.contract.model import Price
from pilotage.money import ZERO
from pilotage.periods import Window
from pilotage.pricing.lines import Slice, line_of, parts_of
from pilotage.pricing.measuring import measure
from pilotage.pricing.model import Desk, Detail, Line
from pilotage.trace import Step, Value, computed


def baseline_lines(desk: Desk, price: Price) -> list[Line]:
    """The line of what was done beyond the band, or short of it (given back); none inside, nor while
    the month goes on. Terms of the first day of service.
    """
    parts = list(parts_of(desk, price))
    if not parts or not desk.over:
        return []
    in_force = parts[0][1]
    measured = measure(desk, price, Window(parts[0][0].first, parts[-1][0].last), in_force)
    base, source = in_force.terms.baseline, in_force.source("baseline")
    if base is None:
        return []
    for side, sign, rate in (("more", 1, base.additional), ("less", -1, base.reduced)):
        inputs: dict[str, Value] = {"baseline": base.quantity, "band_rate": sign * base.dead_band}
        formula = "baseline * (100 + band_rate) / 100"
        edge = computed("baseline.edge", formula, inputs, measured.steps[0].unit, source)
        if sign * (measured.quantity - edge.value) <= 0:
            continue
        start = edge.value if base.counted_from == "edge" else base.quantity
        beyond = _beyond(measured.quantity, start, measured.steps[0].unit, edge)
        detail: Detail = (("baseline", base.quantity), (side, sign * beyond.value))
        part = Slice(f".{side}", rate or ZERO, beyond.value, source, (edge, beyond), detail)
        return [line_of(desk, price, measured, part, parts[0][0].first)]
    return []


def _beyond(quantity: Decimal, start: Decimal, unit: str, edge: Step) -> Step:
    inputs: dict[str, Value] = {"quantity": quantity, "start": start}
    return computed("baseline.beyond", "quantity - start", inputs, unit, edge.source)
