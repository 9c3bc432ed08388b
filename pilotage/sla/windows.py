"""The windows over which an SLA is judged in a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pilotage.contract.model import Contract, Sla
from pilotage.contract.promises import MONTHS_OF
from pilotage.keeping import kept_by_identity
from pilotage.periods import DAY, Month, Window, contract_year_start, week_of


class Judged(NamedTuple):
    """A window, and whether it is still open at the end of the month in which it is read."""

    window: Window
    ongoing: bool = False


@kept_by_identity(2)
def windows(contract: Contract, sla: Sla, month: Month) -> tuple[Judged, ...]:
    """Those that end in the month, in order, then the one still open at its end.

    The contract's end closes the window that it falls in; its first day opens those that count from
    it. A rolling window is judged once all its months have passed under the SLA.
    """
    found = [Judged(one, one.last > month.last) for one in _whole(contract, sla, month)]
    if sla.window == "month":
        return tuple(found)
    ends = contract.ends or date.max
    kept: list[Judged] = []
    for window, ongoing in found:
        cut = Window(window.first, min(window.last, ends))
        if cut.first <= cut.last:
            kept.append(Judged(cut, ongoing and cut.last > month.last))
    return tuple(kept)


def _whole(contract: Contract, sla: Sla, month: Month) -> Iterable[Window]:
    match sla.window:
        case "half_hour" | "day":
            return (Window(day, day) for day in month.window)
        case "week":
            return _weeks(month)
        case "half_month":
            middle = month.first + DAY * 14
            return Window(month.first, middle), Window(middle + DAY, month.last)
        case "rolling":
            return (_rolling(sla, month, sla.months or 1),)
        case _:
            return (_of_months(contract, sla, month),)


def _weeks(month: Month) -> Iterator[Window]:
    """The ISO weeks that end in the month, and the one that runs into the next."""
    week = week_of(month.first)
    while week.first <= month.last:
        yield week
        week = week_of(week.last + DAY)


def _of_months(contract: Contract, sla: Sla, month: Month) -> Window:
    """The month, quarter, half-year or contract year that holds the month."""
    size = MONTHS_OF[sla.window]
    of_contract = sla.window == "contract_year" or (sla.of == "contract" and size > 1)
    year = contract_year_start(contract.starts, month) if of_contract else Month(month.year, 1)
    elapsed = (month.year - year.year) * 12 + month.number - year.number
    start = year.plus(elapsed // size * size)
    first = max(start.first, contract.starts) if of_contract else start.first
    return Window(first, start.plus(size - 1).last)


def _rolling(sla: Sla, month: Month, months: int) -> Window:
    """The last `months`, or those that the SLA must run before it is judged for the first time."""
    start = month.plus(1 - months)
    while start < month and sla.terms_on(start.first) is None:
        start = start.plus(1)
    return Window(start.first, start.plus(months - 1).last)
