"""A tariff of bonus and malus that is revised like the prices are: so much a point, so much an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pilotage.consequences.kinds import Claim
from pilotage.contract.model import Contract
from pilotage.money import CENT
from pilotage.pricing import IndexValue, coefficient
from pilotage.problems import Problem
from pilotage.trace import Value, computed

_TARIFFS = frozenset({"point", "event"})


def indexed(
    contract: Contract, term: str, claim: Claim, day: date, index_values: Sequence[IndexValue]
) -> tuple[Claim, Problem | None]:
    """The claim at the tariff of the day, and what a floor or a cap did to it; as it is without a clause.

    Raises `UnmeasuredError` when a value of the index is not known.
    """
    if claim.unit not in _TARIFFS or not claim.amount:
        return claim, None
    revised = coefficient(contract, term, day, index_values)
    if revised is None:
        return claim, None
    price = revised.applied(claim.unit_price)
    inputs: dict[str, Value] = {"quantity": claim.quantity, "price": price.value, "cent": CENT}
    formula = "round(quantity * price, cent)"
    amount = computed("index.amount", formula, inputs, "currency", claim.source)
    steps = (*claim.steps[:-1], *revised.steps, price, amount)
    told = replace(claim, amount=amount.value, unit_price=price.value, steps=steps)
    return told, revised.alert
