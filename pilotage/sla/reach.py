"""How far back the SLAs of a month look, and in what detail."""

from __future__ import annotations

from pilotage.contract.model import Contract, Sla
from pilotage.contract.promises import MONTHS_OF, SHORT
from pilotage.periods import Month
from pilotage.sla.windows import windows


def first_counters(contract: Contract, month: Month) -> Month:
    """The first month whose counters the SLAs of `month` sum: itself when no window is longer."""
    days = (one.window.first for sla in contract.sla for one in windows(contract, sla, month))
    first = min((Month.of(day) for day in days), default=month)
    return min(month, max(first, Month.of(contract.starts)))


def first_result(contract: Contract, month: Month) -> Month:
    """The first month whose result the SLAs of `month` read: itself when none is smoothed."""
    back = max((_months_of_smoothing(sla) for sla in contract.sla), default=0)
    return min(month, max(month.plus(-back), Month.of(contract.starts)))


def reads_half_hours(contract: Contract) -> bool:
    """Whether an SLA is measured by half-hour."""
    return any(_by_half_hour(sla) for sla in contract.sla)


def _by_half_hour(sla: Sla) -> bool:
    """Whether the SLA has ever been measured by half-hour."""
    return sla.window == "half_hour" or any(
        block.grain == "half_hour" and "grain" in block.model_fields_set for block in sla.terms
    )


def _months_of_smoothing(sla: Sla) -> int:
    """How many months hold the windows that a value is smoothed with, the month itself left out."""
    others = max(block.smoothing or 1 for block in sla.terms) - 1
    if not others:
        return 0
    if sla.window == "rolling":
        return others
    if sla.window in SHORT:
        return -(-others * _DAYS[sla.window] // 28)
    return others * MONTHS_OF[sla.window]


_DAYS = {"half_hour": 1, "day": 1, "week": 7, "half_month": 16}
