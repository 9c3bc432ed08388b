"""Minimums and ceilings on what several prices count together."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Dated,
    Identifier,
    Named,
    Number,
    Terms,
    YesNo,
)


class MinimumTerms(Terms):
    """What is guaranteed: a `quantity`, `rate` percent of a counter (the frozen forecast), both valued
    at the price `at_price_of`, or an `amount` of fees. `share` percent of the shortfall is due. A
    quantity or an amount of a month or a year in which the contract begins or ends is by calendar day,
    unless `pro_rata` is false.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("quantity", "rate", "amount"),)

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"quantity", "rate", "amount"}),)

    quantity: Number | None = Field(default=None, gt=0)
    rate: Number | None = Field(default=None, gt=0)
    of: Identifier = "forecast"
    amount: Number | None = Field(default=None, gt=0)
    at_price_of: Identifier | None = None
    share: Number = Field(default=Decimal(100), gt=0, le=100)
    pro_rata: YesNo = True


class MinimumLimit(Named, Dated[MinimumTerms]):
    """A minimum charge on the prices named together, by month or over a longer time, at whose end it is
    due.
    """

    kind: Literal["minimum"]
    prices: tuple[Identifier, ...] = Field(min_length=1)
    per: Literal["month", "contract_year", "calendar_year", "contract"] = "month"


class MaxQuantityTerms(Terms):
    """At most `rate` percent of a counter is billed; the excess leaves the cheapest price first."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("rate",), ("of",))

    rate: Number | None = Field(default=None, gt=0)
    of: Identifier | None = None


class MaxQuantityLimit(Named, Dated[MaxQuantityTerms]):
    """A ceiling on the volume of the prices named together: on the month's total, or half-hour by
    half-hour.
    """

    kind: Literal["max_quantity"]
    prices: tuple[Identifier, ...] = Field(min_length=1)
    grain: Literal["month", "half_hour"] = "month"
