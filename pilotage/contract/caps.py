"""Caps: the most that the malus, or the bonus, may come to."""

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
)


class CapTerms(Terms):
    """The most that may be due, above zero: `rate` percent of the base, or an amount."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("rate", "amount"),)

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"rate", "amount"}),)

    rate: Number | None = Field(default=None, ge=0, le=100)
    amount: Number | None = Field(default=None, ge=0)


class CapLimit(Named, Dated[CapTerms]):
    """A cap on the malus, or on the bonus, of the consequences named (all of them when none is)."""

    kind: Literal["cap_malus", "cap_bonus"]
    per: Literal["month", "contract_year", "calendar_year"] = "month"
    consequences: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"
