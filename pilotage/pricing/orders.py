"""What is billed without being counted: acts ordered, costs passed on, a set-up and its instalments."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.model import InForce, Price, PriceTerms
from pilotage.money import CENT, ZERO
from pilotage.periods import Month, Window
from pilotage.pricing.lines import Slice, line_of, parts_of
from pilotage.pricing.measuring import Measured, origin
from pilotage.pricing.model import Desk, Line
from pilotage.trace import Step, Value, computed

ORDERED = frozenset({"purchase", "pass_through"})
"""Units whose quantities come from purchase orders."""


def ordered_lines(desk: Desk, price: Price) -> list[Line]:
    """A line for each purchase order and run of days under the same terms."""
    return [
        line_of(desk, price, measured, part, window.first)
        for window, in_force in parts_of(desk, price)
        for measured, part in _delivered(desk, price, window, in_force)
    ]


def _delivered(
    desk: Desk, price: Price, window: Window, in_force: InForce[PriceTerms]
) -> Iterator[tuple[Measured, Slice]]:
    here = [o for o in desk.extras.orders if o.price == price.id and o.on in window]
    terms, source = in_force.terms, origin(in_force)
    costs = price.unit == "pass_through"
    steps: tuple[Step, ...]
    for number in dict.fromkeys(order.purchase_order for order in sorted(here, key=lambda o: o.on)):
        amounts = [order.quantity for order in here if order.purchase_order == number]
        inputs: dict[str, Value] = {f"delivered_{n}": amount for n, amount in enumerate(amounts, 1)}
        unit = "currency" if costs else "count"
        step = computed("fee.ordered", " + ".join(inputs), inputs, unit, source, number)
        suffix = f".{number}" + ("" if window.first == desk.month.first else f"@{window.first}")
        if costs:
            inputs = {"mark_up_rate": terms.mark_up or ZERO}
            rate = computed("fee.mark_up", "1 + mark_up_rate / 100", inputs, "", source)
            unit_price, steps = rate.value, (rate,)
        else:
            unit_price, steps = terms.price or ZERO, ()
        measured = Measured((step,), provisional=not desk.over)
        detail = (("order", number),)
        yield measured, Slice(suffix, unit_price, step.value, source, steps, detail)


def set_up_lines(desk: Desk, price: Price) -> list[Line]:
    """The set-up on its day, or its instalment of the month: to the cent, and exact over all of them."""
    parts = list(parts_of(desk, price))
    if not parts:
        return []
    last, in_force = parts[-1]
    terms, day = in_force.terms, in_force.terms.on
    if day is None or terms.price is None:
        return []
    begins = Month.of(day)
    number = (desk.month.year - begins.year) * 12 + desk.month.number - begins.number + 1
    if not 1 <= number <= terms.months:
        return []
    inputs: dict[str, Value] = {
        "price": terms.price,
        "number": Decimal(number),
        "months": Decimal(terms.months),
        "cent": CENT,
    }
    formula = "round(price * number / months, cent) - round(price * (number - 1) / months, cent)"
    source = in_force.source("price")
    step = computed("fee.instalment", formula, inputs, "currency", source)
    detail = (("instalment", Decimal(number)), ("of_months", Decimal(terms.months)))
    share = Slice("", step.value, Decimal(1), source, (step,), detail if terms.months > 1 else ())
    measured = Measured((), provisional=not desk.over)
    return [line_of(desk, price, measured, share, max(day, last.first))]
