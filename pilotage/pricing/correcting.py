"""What stands on a bill beside its clauses: lines entered by hand, adjustments of closed months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pilotage.money import CENT
from pilotage.periods import Month
from pilotage.pricing.model import Detail, Line, LineKind
from pilotage.trace import Source, Step, Value, computed

CORRECTIONS = frozenset({LineKind.MANUAL, LineKind.ADJUSTMENT})
"""The kinds of line that enter no base, no cap and no history."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of a bill that no clause of the month gives, in the contract's currency, before VAT.

    A `manual` one is `quantity * unit_price` under its own `label`, for a `reason`; `unit` is a price
    unit, or `amount` with a price of 1. An `adjustment` goes from `before` to `after` on the line `term`
    of a closed month, `of_month`, and names what it corrects: the `document` issued for that month and
    the day of its issue, empty when none was. `settles` says that the closed month only rested on
    quantities that were still to mature. `account` and `cost_centre` take the place of the contract's.
    """

    id: str
    kind: LineKind
    term: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    source: Source
    label: str = ""
    reason: str = ""
    account: str = ""
    cost_centre: str = ""
    vat_treatment: str = "price_reduction"
    of_month: Month | None = None
    document: str = ""
    issued_on: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    settles: bool = False
    detail: Detail = ()


def correction_lines(corrections: Iterable[Correction]) -> tuple[Line, ...]:
    """The lines of the corrections, in their order, each rounded once to the cent."""
    return tuple(_line(one) for one in corrections)


def _line(one: Correction) -> Line:
    steps = _steps(one)
    return Line(
        id=one.id,
        term=one.term,
        kind=one.kind,
        quantity=one.quantity,
        unit=one.unit,
        unit_price=one.unit_price,
        amount=steps[-1].value,
        source=one.source,
        detail=_detail(one),
        typed=one.kind is LineKind.MANUAL,
        steps=steps,
        vat_treatment=one.vat_treatment,
        decision=one.document,
    )


def _steps(one: Correction) -> tuple[Step, ...]:
    if one.kind is LineKind.ADJUSTMENT and one.before is not None and one.after is not None:
        inputs: dict[str, Value] = {"after": one.after, "before": one.before, "cent": CENT}
        formula = "round(after - before, cent)"
        rule = "adjustment.settled" if one.settles else "adjustment.amount"
        return (computed(rule, formula, inputs, "currency", one.source, str(one.of_month or "")),)
    inputs = {"quantity": one.quantity, "price": one.unit_price, "cent": CENT}
    formula = "round(quantity * price, cent)"
    return (computed("manual.amount", formula, inputs, "currency", one.source),)


def _detail(one: Correction) -> Detail:
    """What completes the label, and what the books need: only what is said."""
    told = (
        ("label", one.label),
        ("corrects_month", str(one.of_month or "")),
        ("settles", "yes" if one.settles else ""),
        ("document", one.document),
        ("issued_on", one.issued_on),
        ("reason", one.reason),
        ("account", one.account),
        ("cost_centre", one.cost_centre),
    )
    return (*one.detail, *((name, value) for name, value in told if value))
