"""When each month of the demo was closed: on the contract's day, J+15, but for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract
from pilotage.demo.clock import MONTHS, TODAY
from pilotage.periods import Month

#: May was closed a day early, a week before the figures that restated it.
_CLOSED_ON: Mapping[tuple[str, str], date] = {("RAVINALA-2025", "2026-05"): date(2026, 6, 18)}


def closing_days(contract: Contract) -> Iterator[tuple[date, Month]]:
    """The months of the contract closed by the demo's « today », and the day of each."""
    number = contract.calendar.steps["closing"]
    for month in MONTHS:
        usual = working_day_after(month, number, contract.calendar.country)
        day = _CLOSED_ON.get((contract.ref, str(month)), usual)
        if day < TODAY:
            yield day, month
