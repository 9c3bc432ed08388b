"""Ceilings on the quantities of several prices together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from pilotage.contract.model import InForce, MaxQuantityLimit, MaxQuantityTerms
from pilotage.money import ZERO
from pilotage.pricing.lines import parts_of, priced
from pilotage.pricing.measuring import Counted, counted
from pilotage.pricing.model import Desk, Line, UnmeasuredError
from pilotage.pricing.uplifts import half_hours_of, tell_gap
from pilotage.trace import Step, Value, computed


def at_most(limit: MaxQuantityLimit, desk: Desk, lines: list[Line]) -> list[Line]:
    """The lines, cut so that together they bill at most `rate` percent of a counter: of the month, or of
    each half-hour.

    Terms of the month's first day. The excess leaves the cheapest unit price first; an uplift is not a
    quantity. Raises `UnmeasuredError` when the counter of reference is not known: nothing can be cut.
    """
    in_force = limit.terms_on(desk.month.first)
    held = [x for x in lines if x.term in limit.prices and not is_uplift(x)]
    if in_force is None or not held:
        return lines
    if in_force.terms.of is None or in_force.terms.rate is None:
        raise ValueError(f"{in_force.terms.source}: a ceiling without a rate or a counter")
    done, source = done_step(held), in_force.source("rate")
    by_half_hour = limit.grain == "half_hour"
    allowed = (
        _within(limit, desk, in_force, done) if by_half_hour else _allowed(desk, held, limit, in_force)
    )
    inputs: dict[str, Value] = {"done": done.value, "allowed": allowed.value}
    excess = computed("limit.excess", "max(done - allowed, 0)", inputs, allowed.unit, source)
    left, cut = excess.value, {}
    for line in sorted(held, key=lambda line: line.unit_price):
        if left:
            inputs = {"quantity": line.quantity, "left": left}
            off = computed("limit.cut", "min(quantity, left)", inputs, allowed.unit, source)
            cut[line.id] = _less(line, (done, allowed, excess, off))
            left -= off.value
    return [cut.get(line.id, line) for line in lines]


def is_uplift(line: Line) -> bool:
    """Whether the line is a percentage on what another one bills already."""
    return any(name == "uplift" for name, _ in line.detail)


def _allowed(
    desk: Desk, held: list[Line], limit: MaxQuantityLimit, in_force: InForce[MaxQuantityTerms]
) -> Step:
    counter, rate = in_force.terms.of or "", in_force.terms.rate
    streams = {stream for line in held for stream in line.streams}
    sums = desk.counters.sums(sorted(streams), desk.month.window)
    if counter in sums.coarse or counter not in sums.values:
        raise UnmeasuredError("pricing.ceiling_unknown", limit.id, [counter])
    inputs: dict[str, Value] = {counter: sums.values[counter], "rate": rate}
    formula = f"{counter} * rate / 100"
    return computed("limit.allowed", formula, inputs, unit_of(held[0]), in_force.source("rate"))


def _within(limit: MaxQuantityLimit, desk: Desk, in_force: InForce[MaxQuantityTerms], done: Step) -> Step:
    """What of the done is within the ceiling of its own half-hour: the total, not its 1,400 lines."""
    counter, rate = in_force.terms.of or "", in_force.terms.rate or ZERO
    prices = [price for price in desk.contract.price if price.id in limit.prices]
    made, most = (defaultdict[tuple[date, time], Decimal](Decimal) for _ in range(2))
    streams: set[str] = set()
    for price in prices:
        streams.update(desk.contract.streams_of(price))
        for part, terms in parts_of(desk, price):
            for day, at, value in half_hours_of(desk, price, part, counted(price.unit, terms.terms)):
                made[day, at] += value
    everything = prices[0].model_copy(update={"activity": None, "streams": tuple(sorted(streams))})
    what = Counted(counter, (counter,), {})
    for day, at, value in half_hours_of(desk, everything, desk.month.window, what):
        most[day, at] += value * rate / 100
    tell_gap(desk, limit.id, sum(made.values(), ZERO), done.value)
    inside = sum((min(value, most[slot]) for slot, value in made.items()), ZERO)
    inputs: dict[str, Value] = {"within": inside}
    source, note = in_force.source("rate"), f"{counter}, {rate:f} %"
    return computed("limit.within", "within", inputs, done.unit, source, note)


def _less(line: Line, reasons: tuple[Step, ...]) -> Line:
    """The line with what is above the ceiling taken off its quantity."""
    off = reasons[-1].value
    inputs: dict[str, Value] = {"quantity": line.quantity, "cut": off}
    billed = computed("limit.billed", "quantity - cut", inputs, reasons[-1].unit, reasons[-1].source)
    return priced(
        replace(
            line,
            quantity=billed.value,
            detail=(*line.detail, ("cut", off)),
            steps=(*line.steps[:-1], *reasons, billed),
        )
    )


def done_step(lines: list[Line]) -> Step:
    """What the lines bill together, before any limit."""
    inputs: dict[str, Value] = {f"quantity_{n}": line.quantity for n, line in enumerate(lines, 1)}
    note = ", ".join(line.id for line in lines)
    formula = " + ".join(inputs) or "0"
    unit = unit_of(lines[0]) if lines else "count"
    return computed("limit.done", formula, inputs or {"none": Decimal(0)}, unit, note=note)


def unit_of(line: Line) -> str:
    """In what the quantity of the line is counted."""
    return next((s.unit for s in line.steps if s.rule == "fee.quantity"), line.steps[0].unit)
