"""An amount shared out to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pilotage.money import ZERO, round_half_up


def shared(total: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """`total` in proportion to the weights, each part to the cent: the largest weight (the first of
    equals) bears what rounding leaves, so that the parts add up. Raises `ValueError` when the weights
    add up to nothing: nothing then says how to share.
    """
    whole = sum(weights, ZERO)
    if not whole:
        raise ValueError("weights that add up to nothing")
    parts = [round_half_up(total * weight / whole) for weight in weights]
    largest = max(range(len(weights)), key=lambda n: abs(weights[n]))
    parts[largest] += total - sum(parts, ZERO)
    return tuple(parts)
