"""What is paid: units, prices and tiers, day of service by day of service."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Clock,
    Closed,
    Dated,
    Day,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
    Whole,
    YesNo,
)

PriceUnit = Literal[
    "handled_contact",
    "productive_hour",
    "training_hour",
    "gross_sale",
    "net_sale",
    "month",
    "minute",
    "fte",
    "resolution",
    "subscription",
    "purchase",
    "set_up",
    "pass_through",
    "counter",
]
COUNTED_BY_CHOICE: frozenset[str] = frozenset({"minute", "fte", "resolution", "subscription", "counter"})
"""Units whose `counter` the contract may name."""


NOT_COUNTED: frozenset[str] = frozenset({"month", "purchase", "set_up", "pass_through", "counter"})
"""Units that count nothing by themselves."""


class Tier(Closed):
    """A slice of volume: the last one has no `up_to`."""

    price: Number
    up_to: Number | None = None


class Provisional(Closed):
    """Before the quantity matures, `share` percent of another unit is billed instead."""

    unit: PriceUnit
    share: Number


class Baseline(Closed):
    """A volume paid elsewhere: beyond the dead band (percent of it, either side) more costs
    `additional` a unit, less gives `reduced` back. `counted_from`: the edge of the band, or the volume
    itself once the band is left.
    """

    quantity: Number = Field(gt=0)
    dead_band: Number = Field(default=Decimal(0), ge=0, lt=100)
    additional: Number | None = Field(default=None, ge=0)
    reduced: Number | None = Field(default=None, ge=0)
    counted_from: Literal["edge", "baseline"] = "edge"


class Uplift(Closed):
    """`percent` on top of the price, for what is done at night, on a Saturday, a Sunday or a holiday of
    the price's country; between two hours when it says them (`21:00` to `06:00` spans midnight).
    """

    when: Literal["night", "saturday", "sunday", "holiday"]
    percent: Number = Field(gt=0)
    begins: Clock | None = Field(default=None, alias="from")
    finishes: Clock | None = Field(default=None, alias="to")


class PriceTerms(Terms):
    """`price` alone, `tiers` of volume, `brackets` of mean handling time (`up_to` in seconds), a
    `baseline` or a `mark_up` on costs; `month` units are pro rata by calendar day of service.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("price", "tiers", "brackets", "baseline", "mark_up"),
    )

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (
        frozenset({"price", "tiers", "brackets", "baseline", "mark_up"}),
    )

    price: Number | None = None
    tiers: tuple[Tier, ...] | None = Field(default=None, min_length=1)
    tiering: Literal["marginal", "whole_volume"] = "marginal"
    brackets: tuple[Tier, ...] | None = Field(default=None, min_length=1)
    baseline: Baseline | None = None
    mark_up: Number | None = Field(default=None, ge=0)
    provisional: Provisional | None = None
    matures_after_days: Whole = Field(default=0, ge=0)
    billable: tuple[Identifier, ...] | None = Field(default=None, min_length=1)
    counter: Identifier | None = None
    increment_s: Whole | None = Field(default=None, gt=0)
    minimum_s: Whole | None = Field(default=None, ge=0)
    hours_per_fte: Number | None = Field(default=None, gt=0)
    quantity: Number | None = Field(default=None, ge=0)
    on: Day | None = None
    months: Whole = Field(default=1, gt=0)
    uplifts: tuple[Uplift, ...] | None = None
    cumulate: YesNo = False


class Price(Named, Scope, Dated[PriceTerms]):
    """A unit that is paid. `activity` says whose fee it is; a fee without one stays out of bases.
    `country` is that of the site, whose holidays count (else the calendar's).
    """

    activity: Identifier | None = None
    unit: PriceUnit
    part: Literal["fixed", "variable"] | None = Field(
        default=None, description="A price by the month is fixed, any other variable, unless it says"
    )
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
