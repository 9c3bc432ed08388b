"""What is paid: units, prices and tiers, day of service by day of service."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Closed,
    Dated,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
    Whole,
)

PriceUnit = Literal[
    "handled_contact", "productive_hour", "training_hour", "gross_sale", "net_sale", "month"
]


class Tier(Closed):
    """A slice of volume: the last one has no `up_to`."""

    price: Number
    up_to: Number | None = None


class Provisional(Closed):
    """Before the quantity matures, `share` percent of another unit is billed instead."""

    unit: PriceUnit
    share: Number


class PriceTerms(Terms):
    """`price` alone, or `tiers`; `month` units are pro rata by calendar day of service."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("price", "tiers"),)

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"price", "tiers"}),)

    price: Number | None = None
    tiers: tuple[Tier, ...] | None = Field(default=None, min_length=1)
    tiering: Literal["marginal", "whole_volume"] = "marginal"
    provisional: Provisional | None = None
    matures_after_days: Whole = Field(default=0, ge=0)


class Price(Named, Scope, Dated[PriceTerms]):
    """A unit that is paid. `activity` says whose fee it is; a fee without one stays out of bases."""

    activity: Identifier | None = None
    unit: PriceUnit
    part: Literal["fixed", "variable"] | None = Field(
        default=None, description="A price by the month is fixed, any other variable, unless it says"
    )
