"""Limits on bonus and malus: caps, what makes up for what, the floor."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Base,
    Dated,
    Identifier,
    Named,
    Number,
    Terms,
    Whole,
)

CapPeriod = Literal["month", "quarter", "half_year", "calendar_year", "contract_year", "rolling_12"]


class CapTerms(Terms):
    """The most that may be due, above zero: `rate` percent of the base, or an amount.

    What exceeds it is lost, or `carried`: due the next month within that month's cap, and so on until
    it is absorbed or `carried_for` months are over.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("rate", "amount"),)

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"rate", "amount"}),)

    rate: Number | None = Field(default=None, ge=0, le=100)
    amount: Number | None = Field(default=None, ge=0)
    excess: Literal["lost", "carried"] = "lost"
    carried_for: Whole | None = Field(default=None, ge=1, description="Months")


class CapLimit(Named, Dated[CapTerms]):
    """A cap on the malus, or on the bonus, of the consequences named (all of them when none is).

    Its base is the fees of the period so far, this month included.
    """

    kind: Literal["cap_malus", "cap_bonus"]
    per: CapPeriod = "month"
    consequences: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"


class OffsetTerms(Terms):
    """`net`: a bonus makes up for a malus, and only the difference is due; `each`: it does not."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("due",),)

    due: Literal["net", "each"] | None = None


class OffsetLimit(Named, Dated[OffsetTerms]):
    """Consequences whose bonus and malus make up for each other, before any cap."""

    kind: Literal["offset"]
    consequences: tuple[Identifier, ...] = ()


class FloorTerms(Terms):
    """The least that is due for a month: `rate` percent of the base, or an amount."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("rate", "amount"),)

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"rate", "amount"}),)

    rate: Number | None = Field(default=None, ge=0)
    amount: Number | None = Field(default=None, ge=0)


class FloorLimit(Named, Dated[FloorTerms]):
    """A floor under the total before tax of a month, which gives malus back."""

    kind: Literal["floor"]
    base: Base = "all_fees"


DueLimit = CapLimit | OffsetLimit | FloorLimit
"""The limits on what bonus and malus come to, beside those on what is billed."""
