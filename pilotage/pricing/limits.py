"""Ceilings and minimums on the quantities of several prices together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from pilotage.contract.model import Contract, MaxQuantityLimit, MinimumLimit
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing.fees import UnmeasuredError, priced
from pilotage.pricing.model import Line, LineKind
from pilotage.trace import Step, Value, computed


def at_most(
    limit: MaxQuantityLimit,
    contract: Contract,
    counters: CounterTable,
    month: Month,
    lines: list[Line],
) -> list[Line]:
    """The lines, cut so that together they bill at most `rate` percent of a counter of the month.

    Terms of the month's first day. The excess leaves the cheapest unit price first. Raises
    `UnmeasuredError` when the counter of reference is not known: nothing can then be cut.
    """
    in_force = limit.terms_on(month.first)
    held = [line for line in lines if line.term in limit.prices]
    if in_force is None or not held:
        return lines
    counter, rate = in_force.terms.of, in_force.terms.rate
    if counter is None or rate is None:
        raise ValueError(f"{in_force.terms.source}: a ceiling without a rate or a counter")
    streams = {stream for line in held for stream in line.streams}
    sums = counters.sums(sorted(streams), month.window)
    if counter in sums.coarse or counter not in sums.values:
        raise UnmeasuredError("pricing.ceiling_unknown", limit.id, [counter])
    source = in_force.source("rate")
    inputs: dict[str, Value] = {counter: sums.values[counter], "rate": rate}
    unit = held[0].steps[0].unit
    allowed = computed("limit.allowed", f"{counter} * rate / 100", inputs, unit, source)
    done = _done(held)
    inputs = {"done": done.value, "allowed": allowed.value}
    excess = computed("limit.excess", "max(done - allowed, 0)", inputs, unit, source)
    left, cut = excess.value, {}
    for line in sorted(held, key=lambda line: line.unit_price):
        if left:
            inputs = {"quantity": line.quantity, "left": left}
            off = computed("limit.cut", "min(quantity, left)", inputs, unit, source)
            cut[line.id] = _less(line, (done, allowed, excess, off))
            left -= off.value
    return [cut.get(line.id, line) for line in lines]


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


def at_least(
    limit: MinimumLimit, contract: Contract, month: Month, lines: list[Line], unmeasured: Iterable[str]
) -> list[Line]:
    """The line of the shortfall below the minimum, at the last unit price of the price named.

    Terms of the month's first day. None when the minimum is reached. Raises `UnmeasuredError` when
    a quantity that it counts is not known.
    """
    in_force = limit.terms_on(month.first)
    if in_force is None:
        return []
    unknown = [price for price in limit.prices if price in set(unmeasured)]
    at_price = [line for line in lines if line.term == in_force.terms.at_price_of]
    if unknown or not at_price:
        raise UnmeasuredError("pricing.minimum_unknown", limit.id, unknown)
    minimum = in_force.terms.quantity
    if minimum is None:
        raise ValueError(f"{in_force.terms.source}: a minimum without a quantity")
    held = [line for line in lines if line.term in limit.prices]
    done, source = _done(held), in_force.source("quantity")
    inputs: dict[str, Value] = {"minimum": minimum, "done": done.value}
    unit = at_price[-1].steps[0].unit
    short = computed("limit.shortfall", "max(minimum - done, 0)", inputs, unit, source)
    if not short.value:
        return []
    line = Line(
        id=limit.id,
        term=limit.id,
        kind=LineKind.MINIMUM,
        quantity=short.value,
        unit=at_price[-1].unit,
        unit_price=at_price[-1].unit_price,
        amount=ZERO,
        source=source,
        activity=at_price[-1].activity,
        detail=(("done", done.value), ("minimum", minimum)),
        provisional=any(line.provisional for line in held),
        estimated=any(line.estimated for line in held),
        typed=any(line.typed for line in held),
        steps=(done, short),
        batches=tuple(sorted({batch for line in held for batch in line.batches})),
        streams=tuple(dict.fromkeys(stream for line in held for stream in line.streams)),
    )
    return [priced(line)]


def _done(lines: list[Line]) -> Step:
    """What the lines bill together, before any limit."""
    inputs: dict[str, Value] = {f"quantity_{n}": line.quantity for n, line in enumerate(lines, 1)}
    note = ", ".join(line.id for line in lines)
    formula = " + ".join(inputs) or "0"
    unit = lines[0].steps[0].unit if lines else "count"
    return computed("limit.done", formula, inputs or {"none": Decimal(0)}, unit, note=note)
