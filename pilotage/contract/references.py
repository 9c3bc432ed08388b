"""Whose count is believed, counter by counter, when the client and the vendor both count."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import Dated, Identifier, Named, Scope, Terms

Holder = Literal["client", "vendor"]


class ReferenceTerms(Terms):
    """`holder` is believed. Where it gives nothing, `other` lets the other source stand in (the figure
    is then marked estimated); by default nothing is measured.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("holder",),)

    holder: Holder | None = None
    fallback: Literal["none", "other"] = "none"


class Reference(Named, Scope, Dated[ReferenceTerms]):
    """The reference source of some counters, for the streams of its scope (all when it names none)."""

    counters: tuple[Identifier, ...] = Field(min_length=1)
