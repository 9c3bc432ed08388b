"""How far back the SLAs of a month look, and in what detail."""

from __future__ import annotations

from pilotage.contract.model import Contract
from pilotage.periods import Month


def first_counters(contract: Contract, month: Month) -> Month:
    """The first month whose counters the SLAs of `month` sum: itself when no window is longer."""
    del contract
    return month


def first_result(contract: Contract, month: Month) -> Month:
    """The first month whose result the SLAs of `month` read: itself when none is smoothed."""
    del contract
    return month


def reads_half_hours(contract: Contract) -> bool:
    """Whether an SLA is measured by half-hour."""
    del contract
    return False
