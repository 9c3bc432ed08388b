"""Additional and reduced charges: a volume paid elsewhere, and what lies beyond its dead band."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pilotage.contract.model import Price
from pilotage.money import ZERO
from pilotage.periods import Window
from pilotage.pricing.lines import Part, Slice, days_of, line_of
from pilotage.pricing.measuring import Measured, measure
from pilotage.pricing.model import Desk, Detail, Line
from pilotage.trace import Source, Step, Value, computed


def baseline_lines(desk: Desk, price: Price, parts: Sequence[Part], *, whole_month: bool) -> list[Line]:
    """The line of what was done beyond the band, or short of it (given back); none inside, nor while
    the month goes on. Terms of the first of the days `parts`, which have their part of the baseline;
    `whole_month` says that the price has no other days in the month.
    """
    if not desk.over:
        return []
    in_force = parts[0][1]
    measured = measure(desk, price, Window(parts[0][0].first, parts[-1][0].last), in_force)
    base, source = in_force.terms.baseline, in_force.source("baseline")
    if base is None:
        return []
    covered = _covered(desk, sum(part.days for part, _ in parts), base.quantity, measured, source)
    volume = covered[-1].value if covered else base.quantity
    for side, sign, rate in (("more", 1, base.additional), ("less", -1, base.reduced)):
        inputs: dict[str, Value] = {"baseline": volume, "band_rate": sign * base.dead_band}
        formula = "baseline * (100 + band_rate) / 100"
        edge = computed("baseline.edge", formula, inputs, measured.steps[0].unit, source)
        if sign * (measured.quantity - edge.value) <= 0:
            continue
        start = edge.value if base.counted_from == "edge" else volume
        beyond = _beyond(measured.quantity, start, measured.steps[0].unit, edge)
        detail: Detail = (("baseline", volume), (side, sign * beyond.value))
        part = Slice(f".{side}", rate or ZERO, beyond.value, source, (*covered, edge, beyond), detail)
        days = () if whole_month else days_of(Window(parts[0][0].first, parts[-1][0].last))
        return [line_of(desk, price, measured, part, parts[0][0].first, days)]
    return []


def _covered(
    desk: Desk, days: int, baseline: Decimal, measured: Measured, source: Source
) -> tuple[Step, ...]:
    """The baseline of a month that the price covers in part only: by calendar day, like a fee."""
    of_days = desk.month.window.days
    if days == of_days:
        return ()
    inputs: dict[str, Value] = {
        "baseline": baseline,
        "days": Decimal(days),
        "of_days": Decimal(of_days),
    }
    formula, unit = "baseline * days / of_days", measured.steps[0].unit
    return (computed("baseline.days", formula, inputs, unit, source),)


def _beyond(quantity: Decimal, start: Decimal, unit: str, edge: Step) -> Step:
    inputs: dict[str, Value] = {"quantity": quantity, "start": start}
    return computed("baseline.beyond", "quantity - start", inputs, unit, edge.source)
