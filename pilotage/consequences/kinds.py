"""The kinds of consequence: each a function from a judged value to what its clause asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from pilotage.contract.model import (
    AtRiskTerms,
    Band,
    Edges,
    EscalatingTerms,
    InForce,
    LadderTerms,
    PerEventTerms,
    PerUnitTerms,
)
from pilotage.money import CENT, ZERO
from pilotage.sla import Occurrence, SlaResult, Status, Zone
from pilotage.trace import Source, Step, Value, computed

Edged = TypeVar("Edged", bound=Edges)


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

    def after(self, steps: tuple[Step, ...]) -> Claim:
        """The same claim, with the steps that led to its value before its own."""
        return replace(self, steps=(*steps, *self.steps))


@dataclass(frozen=True, slots=True)
class Held:
    """A judged value, and what a clause may ask beside it: its base, its SLA, whether it falls short of
    the target, and how often it did before, as far as the clause looks back.
    """

    value: Decimal
    base: Step
    sla: str = ""
    missed: bool = False
    failures: int = 0


def zone_of(amount: Decimal) -> Zone:
    """The zone that an amount or a rate stands for."""
    if not amount:
        return Zone.NEUTRAL
    return Zone.BONUS if amount > 0 else Zone.MALUS


def fell_short(sla: SlaResult, occurrence: Occurrence) -> bool:
    """Whether a judged value is a failure; that of a window still open is held against the target."""
    if occurrence.status is not Status.NOT_DUE or occurrence.value is None:
        return occurrence.status is Status.MISSED
    gap = occurrence.value - sla.target
    return gap < 0 if sla.direction == "higher" else gap > 0


def reached(bands: Sequence[Edged] | None, value: Decimal) -> Edged | None:
    """The band in which a value falls."""
    return next((band for band in bands or () if band.holds(value)), None)


def band_step(
    rule: str, band: Edges, value: Decimal, given: Mapping[str, Decimal], unit: str, source: Source
) -> Step:
    """What a band gives (`given`: one name, one value) to a value that lies between its edges."""
    (name,) = given
    inputs = {"value": value, **edges_of(band), **given}
    formula = f"band(value, at_least, above, below, at_most, {name})"
    return computed(rule, formula, inputs, unit, source)


def share_of(
    base: Step, rate: Step, before: Sequence[Step], source: Source, rule: str = "ladder.amount"
) -> Claim:
    """A rate, in percent, of an amount, rounded to the cent; the base is not shown at a rate of zero."""
    inputs = {"base": base.value, "rate": rate.value, "cent": CENT}
    amount = computed(rule, "round(base * rate / 100, cent)", inputs, "currency", source)
    return Claim(
        zone=zone_of(rate.value),
        amount=amount.value,
        source=source,
        steps=(*before, amount) if rate.value else tuple(step for step in before if step is not base),
        quantity=base.value,
        unit_price=rate.value / 100,
    )


def ladder(in_force: InForce[LadderTerms], held: Held) -> Claim:
    """A rate of the base, by the band in which the value falls."""
    return _laddered(in_force.terms.bands, in_force.source("bands"), held)


def _laddered(bands: Sequence[Band] | None, source: Source, held: Held) -> Claim:
    band = reached(bands, held.value)
    if band is None:
        return Claim(None, ZERO, source)
    rate = band_step("ladder.band", band, held.value, {"rate": band.rate}, "percent", source)
    return share_of(held.base, rate, (held.base, rate), source)


def escalating(in_force: InForce[EscalatingTerms], held: Held) -> Claim:
    """A rate that rises with each failure: its own, or a multiple of that of the band."""
    terms = in_force.terms
    name = "rates" if terms.rates else "factors"
    source, scale = in_force.source(name), terms.rates or terms.factors or ()
    claim = Claim(Zone.NEUTRAL, ZERO, source)
    if terms.bands:
        claim = _laddered(terms.bands, in_force.source("bands"), held)
    failed = claim.zone is Zone.MALUS if terms.bands else held.missed
    if not failed:
        return claim
    before = Decimal(held.failures)
    count = computed("escalation.count", "before + 1", {"before": before}, "count", source)
    step = scale[min(held.failures, len(scale) - 1)]
    if not terms.bands:
        rate = computed("escalation.rate", "rate", {"rate": step}, "percent", source)
        return replace(share_of(held.base, rate, (held.base, count, rate), source), zone=Zone.MALUS)
    inputs: dict[str, Value] = {"rate": claim.unit_price * 100, "factor": step}
    rate = computed("escalation.rate", "rate * factor", inputs, "percent", source)
    return share_of(held.base, rate, (*claim.steps[:-1], count, rate), source)


def at_risk(in_force: InForce[AtRiskTerms], held: Held) -> Claim:
    """The share, by the band, of what is at risk on the SLA."""
    terms, source = in_force.terms, in_force.source("bands")
    band = reached(terms.bands, held.value)
    if band is None:
        return Claim(None, ZERO, source)
    share = band_step("risk.share", band, held.value, {"share": band.rate}, "percent", source)
    inputs: dict[str, Value] = {"amount": terms.amount}
    formula, origin = "amount", in_force.source("amount")
    if terms.rate is not None:
        inputs = {"base": held.base.value, "rate": terms.rate}
        formula, origin = "base * rate / 100", in_force.source("rate")
    if terms.weights is not None:
        inputs["weight"] = terms.weights.get(held.sla, ZERO)
        formula = f"{formula} * weight / 100"
    risk = computed("risk.amount", formula, inputs, "currency", origin)
    before = (held.base,) if terms.rate is not None else ()
    return share_of(risk, share, (*before, risk, share), source, "risk.due")


def per_unit(in_force: InForce[PerUnitTerms], held: Held) -> Claim:
    """An amount, or a rate of the base, for each unit or portion of a unit beyond a value."""
    value = held.value
    terms = in_force.terms
    source = in_force.source("amount" if terms.rate is None else "rate")
    if terms.beyond is None or (terms.amount is None and terms.rate is None):
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
    if terms.amount is not None:
        return _counted("unit", units, (beyond, units), terms.amount, "point", source)
    inputs = {"units": units.value, "rate": terms.rate}
    share = computed("unit.rate", "units * rate", inputs, "percent", source)
    return share_of(held.base, share, (beyond, units, held.base, share), source)


def per_event(in_force: InForce[PerEventTerms], events: Decimal, of: Decimal | None = None) -> Claim:
    """An amount for each event beyond the tolerance, which may be a percentage of another count."""
    terms, source = in_force.terms, in_force.source("amount")
    if terms.amount is None or terms.counter is None:
        raise ValueError(f"{terms.source}: an amount an event without a counter or an amount")
    tolerance, steps = terms.tolerance, tuple[Step, ...]()
    if terms.tolerance_percent is not None and terms.of is not None:
        inputs: dict[str, Value] = {terms.of: of, "percent": terms.tolerance_percent}
        origin = in_force.source("tolerance_percent")
        formula = f"{terms.of} * percent / 100"
        steps = (computed("event.tolerance", formula, inputs, "count", origin),)
        tolerance = steps[0].value
    formula = f"max({terms.counter} - tolerance, 0)"
    if terms.portion != "exact":
        formula = f"{terms.portion}({formula})"
    inputs = {terms.counter: events, "tolerance": tolerance}
    count = computed("event.count", formula, inputs, "count", source)
    return _counted("event", count, (*steps, count), terms.amount, "event", source)


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


def edges_of(edges: Edges) -> dict[str, Value]:
    """The edges as a step names them, None where the band is open."""
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


KINDS: Mapping[str, Callable[[InForce[Any], Held], Claim]] = {
    "ladder": ladder,
    "per_unit": per_unit,
    "at_risk": at_risk,
    "escalating": escalating,
}
"""The kinds that hold an SLA's value against a base: a new one is a function and a line here."""
