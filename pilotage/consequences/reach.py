"""How far back the consequences of a month look."""

from __future__ import annotations

from pilotage.contract.model import CapLimit, Contract
from pilotage.periods import Month, contract_year_start


def first_result(contract: Contract, month: Month) -> Month:
    """The first month whose result the consequences of `month` read: itself when they read none."""
    if all(limit.per == "month" for limit in contract.limit if isinstance(limit, CapLimit)):
        return month
    return min(contract_year_start(contract.starts, month), Month(month.year, 1))
