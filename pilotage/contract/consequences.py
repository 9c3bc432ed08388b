"""What a promise kept or missed is worth: the kinds of consequence, each with its dated terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Base,
    Dated,
    Edges,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
)

VatTreatment = Literal["price_reduction", "damages"]


class Band(Edges):
    """A step of a ladder: the rate, in percent of the base, negative for a malus."""

    rate: Number = Field(ge=-100, le=100)


class LadderTerms(Terms):
    """The steps, which leave no value without a rate once the SLA's `round_to` is applied."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("bands",),)

    bands: tuple[Band, ...] | None = Field(default=None, min_length=1)


class PerUnitTerms(Terms):
    """`amount` a unit beyond the edge; `ceiling` counts every portion of a unit as one."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("beyond",), ("amount",))

    beyond: Edges | None = None
    unit: Number = Field(default=Decimal(1), gt=0)
    portion: Literal["ceiling", "floor", "exact"] = "exact"
    amount: Number | None = None


class PerEventTerms(Terms):
    """`amount` for each event that the counter counts, beyond `tolerance`."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("counter",), ("amount",))

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
