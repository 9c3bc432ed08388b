"""The VAT of the invoicing entity."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Dated,
    Number,
    Terms,
)


class VatTerms(Terms):
    """The regime of the invoicing entity; under `reverse_charge` the client accounts for `rate`."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("regime",),)

    regime: Literal["standard", "reverse_charge", "exempt"] | None = None
    rate: Number | None = Field(default=None, ge=0, le=100)


class Vat(Dated[VatTerms]):
    """The VAT of the invoicing entity (not of the site)."""
