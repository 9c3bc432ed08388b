"""How far back the prices of a month look, and in what detail."""

from __future__ import annotations

from pilotage.contract.model import Contract
from pilotage.periods import Month


def first_result(contract: Contract, month: Month) -> Month:
    """The first month whose result the prices of `month` read: itself when they read none."""
    del contract
    return month


def reads_half_hours(contract: Contract) -> bool:
    """Whether a price counts by half-hour: an uplift by the clock, hours ordered by half-hour."""
    del contract
    return False
