"""The clauses that carry money or a promise: prices, SLAs, consequences, limits, gates, VAT."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Base,
    Closed,
    Dated,
    Edges,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
    Whole,
)

VatTreatment = Literal["price_reduction", "damages"]
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


class SlaTerms(Terms):
    """What is promised: met at or beyond `target` in the KPI's direction, after `round_to`."""

    target: Number | None = None
    round_to: Number | None = Field(default=None, gt=0)
    kpi: Identifier | None = None
    minimum_sample: Number | None = Field(default=None, gt=0)


class Sla(Named, Scope, Dated[SlaTerms]):
    """A KPI judged over a window; `per = "stream"` judges each stream apart."""

    kpi: Identifier
    window: Literal["month"] = "month"
    per: Literal["scope", "stream"] = "scope"


class Band(Edges):
    """A step of a ladder: the rate, in percent of the base, negative for a malus."""

    rate: Number = Field(ge=-100, le=100)


class LadderTerms(Terms):
    """The steps, which leave no value without a rate once the SLA's `round_to` is applied."""

    bands: tuple[Band, ...] | None = Field(default=None, min_length=1)


class PerUnitTerms(Terms):
    """`amount` a unit beyond the edge; `ceiling` counts every portion of a unit as one."""

    beyond: Edges | None = None
    unit: Number = Field(default=Decimal(1), gt=0)
    portion: Literal["ceiling", "floor", "exact"] = "exact"
    amount: Number | None = None


class PerEventTerms(Terms):
    """`amount` for each event that the counter counts, beyond `tolerance`."""

    counter: Identifier | None = None
    amount: Number | None = None
    tolerance: Number = Field(default=Decimal(0), ge=0)


class _Consequence(Named):
    slas: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"
    vat_treatment: VatTreatment = "price_reduction"


class LadderConsequence(_Consequence, Dated[LadderTerms]):
    """Bonus or malus in percent of a base, by the band in which the KPI falls."""

    kind: Literal["ladder"]


class PerUnitConsequence(_Consequence, Dated[PerUnitTerms]):
    """An amount for each unit, or portion of a unit, beyond a value."""

    kind: Literal["per_unit"]


class PerEventConsequence(_Consequence, Scope, Dated[PerEventTerms]):
    """An amount for each event beyond a tolerance."""

    kind: Literal["per_event"]


Consequence = Annotated[
    LadderConsequence | PerUnitConsequence | PerEventConsequence, Field(discriminator="kind")
]


class CapTerms(Terms):
    """The most that may be due, above zero: `rate` percent of the base, or an amount."""

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"rate", "amount"}),)

    rate: Number | None = Field(default=None, ge=0, le=100)
    amount: Number | None = Field(default=None, ge=0)


class CapLimit(Named, Dated[CapTerms]):
    """A cap on the malus, or on the bonus, of the consequences named (all of them when none is)."""

    kind: Literal["cap_malus", "cap_bonus"]
    per: Literal["month", "contract_year", "calendar_year"] = "month"
    consequences: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"


class MinimumTerms(Terms):
    """The shortfall below `quantity` is billed at the price `at_price_of`."""

    quantity: Number | None = Field(default=None, gt=0)
    at_price_of: Identifier | None = None


class MinimumLimit(Named, Dated[MinimumTerms]):
    """A minimum charge on the volume of the prices named together."""

    kind: Literal["minimum"]
    prices: tuple[Identifier, ...] = Field(min_length=1)


class MaxQuantityTerms(Terms):
    """At most `rate` percent of a counter is billed; the excess leaves the cheapest price first."""

    rate: Number | None = Field(default=None, gt=0)
    of: Identifier | None = None


class MaxQuantityLimit(Named, Dated[MaxQuantityTerms]):
    """A ceiling on the volume of the prices named together, on the month's total."""

    kind: Literal["max_quantity"]
    prices: tuple[Identifier, ...] = Field(min_length=1)


Limit = Annotated[CapLimit | MinimumLimit | MaxQuantityLimit, Field(discriminator="kind")]


class Requirement(Edges):
    """A value that an SLA must show."""

    sla: Identifier


class GateTerms(Terms):
    """What must be so for the bonus (or the malus) to stand."""

    requires: Requirement | None = None


class Gate(Named, Dated[GateTerms]):
    """A condition: without it, the bonus (or the malus) of the consequences named falls to zero."""

    consequences: tuple[Identifier, ...] = Field(min_length=1)
    applies_to: Literal["bonus", "malus"] = "bonus"


class VatTerms(Terms):
    """The regime of the invoicing entity; under `reverse_charge` the client accounts for `rate`."""

    regime: Literal["standard", "reverse_charge", "exempt"] | None = None
    rate: Number | None = Field(default=None, ge=0, le=100)


class Vat(Dated[VatTerms]):
    """The VAT of the invoicing entity (not of the site)."""
