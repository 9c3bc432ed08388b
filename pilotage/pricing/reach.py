"""How far back the prices of a month look, and in what detail."""

from __future__ import annotations

from pilotage.contract.model import Contract, MaxQuantityLimit, MinimumLimit
from pilotage.periods import Month
from pilotage.pricing.minimums import period_of


def first_result(contract: Contract, month: Month) -> Month:
    """The first month whose result the prices of `month` read: itself when they read none."""
    minimums = [limit for limit in contract.limit if isinstance(limit, MinimumLimit)]
    return min([month, *(period_of(limit, contract, month)[0] for limit in minimums)])


def reads_half_hours(contract: Contract) -> bool:
    """Whether a price counts by half-hour: an uplift by the clock, hours ordered by half-hour."""
    ceilings = [limit for limit in contract.limit if isinstance(limit, MaxQuantityLimit)]
    uplifts = any(block.uplifts for price in contract.price for block in price.terms)
    return uplifts or any(limit.grain == "half_hour" for limit in ceilings)
