"""Indexation: prices, and amounts of bonus and malus, that follow published series."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from pilotage.contract.base import (
    Closed,
    Dated,
    Day,
    Identifier,
    Named,
    Number,
    Terms,
    Whole,
    YesNo,
)


class Series(Closed):
    """A published series: its weight in the formula and the value it starts from. `link` multiplies the
    values of a series that goes on after the one on which the base was read.
    """

    id: Identifier
    weight: Number = Field(gt=0)
    base: Number | None = Field(default=None, gt=0)
    link: Number = Field(default=Decimal(1), gt=0)


class IndexTerms(Terms):
    """`fixed` and the weights make one. From `first_revision`, every `every_months`, the coefficient is
    that of the month `lag_months` before; it holds until the next revision.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("series",), ("first_revision",))

    fixed: Number = Field(default=Decimal(0), ge=0, le=1)
    series: tuple[Series, ...] | None = Field(default=None, min_length=1)
    first_revision: Day | None = None
    every_months: Whole = Field(default=12, gt=0)
    lag_months: Whole = Field(default=0, ge=0, le=60)
    last_known: YesNo = False
    floor: Number | None = Field(default=None, gt=0)
    cap: Number | None = Field(default=None, gt=0)
    round_to: Number | None = Field(default=None, gt=0)
    price_round_to: Number | None = Field(default=None, gt=0)


class Index(Named, Dated[IndexTerms]):
    """A formula of revision, and what it revises."""

    prices: tuple[Identifier, ...] = ()
    consequences: tuple[Identifier, ...] = ()
