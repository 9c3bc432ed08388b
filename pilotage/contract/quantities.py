"""Minimums and ceilings on what several prices count together."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Dated,
    Identifier,
    Named,
    Number,
    Terms,
)


class MinimumTerms(Terms):
    """The shortfall below `quantity` is billed at the price `at_price_of`."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("quantity",), ("at_price_of",))

    quantity: Number | None = Field(default=None, gt=0)
    at_price_of: Identifier | None = None


class MinimumLimit(Named, Dated[MinimumTerms]):
    """A minimum charge on the volume of the prices named together."""

    kind: Literal["minimum"]
    prices: tuple[Identifier, ...] = Field(min_length=1)


class MaxQuantityTerms(Terms):
    """At most `rate` percent of a counter is billed; the excess leaves the cheapest price first."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("rate",), ("of",))

    rate: Number | None = Field(default=None, gt=0)
    of: Identifier | None = None


class MaxQuantityLimit(Named, Dated[MaxQuantityTerms]):
    """A ceiling on the volume of the prices named together, on the month's total."""

    kind: Literal["max_quantity"]
    prices: tuple[Identifier, ...] = Field(min_length=1)
