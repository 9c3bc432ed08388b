"""The kinds of consequence: each a function from a judged value to what its clause asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pilotage.contract.model import Edges, InForce, LadderTerms, PerEventTerms, PerUnitTerms
from pilotage.money import CENT, ZERO
from pilotage.sla import Zone
from pilotage.trace import Source, Step, Value, computed


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause asks before its conditions and the caps: `quantity` of `unit` at `unit_price`.

    `amount` is the value of the last step. `zone` is None when no band holds the value.
    """

    zone: Zone | None
    amount: Decimal
    source: Source
    steps: tuple[Step, ...] = ()
    quantity: Decimal = ZERO
    unit: str = "base"
    unit_price: Decimal = ZERO


def zone_of(amount: Decimal) -> Zone:
    """The zone that an amount or a rate stands for."""
    if not amount:
        return Zone.NEUTRAL
    return Zone.BONUS if amount > 0 else Zone.MALUS


def ladder(in_force: InForce[LadderTerms], value: Decimal, base: Step) -> Claim:
    """A rate of the base, by the band in which the value falls."""
    source = in_force.source("bands")
    band = next((band for band in in_force.terms.bands or () if band.holds(value)), None)
    if band is None:
        return Claim(None, ZERO, source)
    inputs = {"value": value, **_edges(band), "rate": band.rate}
    formula = "band(value, at_least, above, below, at_most, rate)"
    step = computed("ladder.band", formula, inputs, "percent", source)
    inputs = {"base": base.value, "rate": step.value, "cent": CENT}
    formula = "round(base * rate / 100, cent)"
    amount = computed("ladder.amount", formula, inputs, "currency", source)
    return Claim(
        zone=zone_of(step.value),
        amount=amount.value,
        source=source,
        steps=(base, step, amount) if step.value else (step,),
        quantity=base.value,
        unit_price=band.rate / 100,
    )


def per_unit(in_force: InForce[PerUnitTerms], value: Decimal, base: Step) -> Claim:
    """An amount for each unit, or portion of a unit, beyond a value; no base."""
    del base
    terms, source = in_force.terms, in_force.source("amount")
    if terms.beyond is None or terms.amount is None:
        raise ValueError(f"{terms.source}: an amount a unit without a value or an amount")
    if not terms.beyond.holds(value):
        return Claim(Zone.NEUTRAL, ZERO, source)
    edge, formula = _distance(terms.beyond)
    inputs: dict[str, Value] = {"value": value, "edge": edge}
    beyond = computed("unit.beyond", formula, inputs, "points", in_force.source("beyond"))
    inputs = {"beyond": beyond.value, "unit": terms.unit}
    count = {"ceiling": "ceiling(beyond / unit)", "floor": "floor(beyond / unit)"}
    formula = count.get(terms.portion, "beyond / unit")
    units = computed("unit.count", formula, inputs, "count", in_force.source("portion"))
    return _counted("unit", units, (beyond, units), terms.amount, "point", source)


def per_event(in_force: InForce[PerEventTerms], events: Decimal) -> Claim:
    """An amount for each event beyond the tolerance."""
    terms, source = in_force.terms, in_force.source("amount")
    if terms.amount is None or terms.counter is None:
        raise ValueError(f"{terms.source}: an amount an event without a counter or an amount")
    inputs: dict[str, Value] = {terms.counter: events, "tolerance": terms.tolerance}
    formula = f"max({terms.counter} - tolerance, 0)"
    count = computed("event.count", formula, inputs, "count", source)
    return _counted("event", count, (count,), terms.amount, "event", source)


def _counted(
    rule: str, count: Step, steps: tuple[Step, ...], price: Decimal, unit: str, source: Source
) -> Claim:
    """So many units at so much each, rounded to the cent."""
    inputs: dict[str, Value] = {"quantity": count.value, "price": price, "cent": CENT}
    formula = "round(quantity * price, cent)"
    amount = computed(f"{rule}.amount", formula, inputs, "currency", source)
    return Claim(
        zone=zone_of(amount.value),
        amount=amount.value,
        source=source,
        steps=(*steps, amount),
        quantity=count.value,
        unit=unit,
        unit_price=price,
    )


def _edges(edges: Edges) -> dict[str, Value]:
    return {
        "at_least": edges.at_least,
        "above": edges.above,
        "below": edges.below,
        "at_most": edges.at_most,
    }


def _distance(beyond: Edges) -> tuple[Decimal, str]:
    """The edge that the value passed, and how far beyond it lies."""
    for low in (beyond.below, beyond.at_most):
        if low is not None:
            return low, "edge - value"
    for high in (beyond.above, beyond.at_least):
        if high is not None:
            return high, "value - edge"
    raise ValueError("an amount a unit beyond no value")


KINDS: Mapping[str, Callable[[InForce[Any], Decimal, Step], Claim]] = {
    "ladder": ladder,
    "per_unit": per_unit,
}
"""The kinds that hold an SLA's value against a base: a new one is a function and a line here."""
