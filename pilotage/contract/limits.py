"""Every kind of limit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pilotage.contract.caps import CapLimit, FloorLimit, OffsetLimit
from pilotage.contract.quantities import MaxQuantityLimit, MinimumLimit
from pilotage.contract.waivers import WaiverLimit

Limit = Annotated[
    CapLimit | OffsetLimit | FloorLimit | MinimumLimit | MaxQuantityLimit | WaiverLimit,
    Field(discriminator="kind"),
]
