"""Waivers of small penalties: none is due while their total stays small."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import Dated, Identifier, Named, Number, Terms


class WaiverTerms(Terms):
    """The total, since the first day of the contract, up to which no malus is due."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("waived_up_to",),)

    waived_up_to: Number | None = Field(default=None, gt=0)


class WaiverLimit(Named, Dated[WaiverTerms]):
    """The malus of the consequences named (all when none is) is waived while its total stays within
    the amount; the month that passes it makes all of it due, what was waived before included.
    """

    kind: Literal["waiver"]
    consequences: tuple[Identifier, ...] = ()
