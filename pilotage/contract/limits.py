"""Every kind of limit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pilotage.contract.caps import CapLimit
from pilotage.contract.quantities import MaxQuantityLimit, MinimumLimit

Limit = Annotated[CapLimit | MinimumLimit | MaxQuantityLimit, Field(discriminator="kind")]
