"""A line of fees: a quantity at one unit price, indexed where a clause says so, rounded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from pilotage.contract.model import InForce, Price, PriceTerms
from pilotage.money import CENT, ZERO
from pilotage.periods import DAY, Window
from pilotage.pricing.indexation import coefficient, revisions
from pilotage.pricing.measuring import Measured
from pilotage.pricing.model import Desk, Detail, Line, LineKind
from pilotage.trace import Source, Step, Value, computed


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a quantity under one unit price."""

    suffix: str
    price: Decimal
    quantity: Decimal
    source: Source
    steps: tuple[Step, ...] = ()
    detail: Detail = ()


Part = tuple[Window, InForce[PriceTerms]]
"""Days of service of a month, and the terms of a price that are in force on all of them."""


def parts_of(desk: Desk, price: Price) -> Iterator[Part]:
    """The days of service of the month, cut where a block of terms begins or ends and at a revision."""
    contract = desk.contract
    served = desk.month.window.within(Window(contract.starts, contract.ends or date.max))
    if served is None:
        return
    edges = {block.since for block in price.terms}
    edges |= {block.until + DAY for block in price.terms if block.until is not None}
    edges |= set(revisions(contract, price.id, served))
    firsts = sorted({served.first} | {edge for edge in edges if edge in served})
    for first, after in pairwise([*firsts, served.last + DAY]):
        in_force = price.terms_on(first)
        if in_force is not None:
            yield Window(first, after - DAY), in_force


def days_of(window: Window) -> Detail:
    """What tells a line of some days of the month from those of the others."""
    return (("since", window.first.isoformat()), ("until", window.last.isoformat()))


def line_of(
    desk: Desk, price: Price, measured: Measured, part: Slice, since: date, days: Detail = ()
) -> Line:
    """The line of a slice, under the prices of the day `since`."""
    unit_price, steps = part.price, measured.steps + part.steps
    revised = coefficient(desk.contract, price.id, since, desk.extras.index_values)
    if revised is not None:
        if revised.alert and revised.alert not in desk.problems:
            desk.problems.append(revised.alert)
        indexed = revised.applied(unit_price)
        # the last step stays that of the quantity: the amount is reached from it
        steps = (*steps[:-1], *revised.steps, indexed, *steps[-1:])
        unit_price = indexed.value
    return priced(
        Line(
            id=price.id + part.suffix + (f"@{since}" if days else ""),
            term=price.id,
            kind=LineKind.FEE,
            quantity=part.quantity,
            unit=price.unit,
            unit_price=unit_price,
            amount=ZERO,
            source=part.source,
            activity=price.activity,
            detail=part.detail + measured.detail + days,
            provisional=measured.provisional,
            estimated=measured.estimated,
            typed=measured.typed,
            steps=steps,
            batches=measured.batches,
            streams=desk.contract.streams_of(price),
        )
    )


def priced(line: Line) -> Line:
    """The line with its amount: rounded here and nowhere else, half-up to the cent. Its last step is that
    of its quantity.
    """
    inputs: dict[str, Value] = {"quantity": line.quantity, "price": line.unit_price, "cent": CENT}
    formula = "round(quantity * price, cent)"
    part = line.steps[-1]
    if part.rule == "fee.days":
        # a third of a month has no last decimal: multiply first, so that the cent is exact
        inputs = {**part.inputs, "price": line.unit_price, "cent": CENT}
        formula = f"round(price * {part.formula}, cent)"
    step = computed("fee.amount", formula, inputs, "currency", line.source)
    return replace(line, amount=step.value, steps=(*line.steps, step))
