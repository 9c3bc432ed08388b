"""Fee lines: quantities at the price of their day of service, minimums and ceilings."""

from dataclasses import replace
from datetime import date

from pilotage.contract.model import Contract, MaxQuantityLimit, MinimumLimit
from pilotage.counters import CounterTable
from pilotage.periods import Month
from pilotage.pricing.correcting import CORRECTIONS, Correction, correction_lines
from pilotage.pricing.fees import fee_lines, holes
from pilotage.pricing.idle import idle_lines, with_kept_hours
from pilotage.pricing.indexation import Coefficient, coefficient
from pilotage.pricing.limits import at_most
from pilotage.pricing.minimums import at_least, turn
from pilotage.pricing.model import (
    NONE,
    Desk,
    Detail,
    Extras,
    IndexValue,
    Line,
    LineKind,
    Order,
    UnmeasuredError,
)
from pilotage.pricing.reach import first_result, reads_half_hours
from pilotage.problems import Problem

__all__ = [
    "CORRECTIONS",
    "Coefficient",
    "Correction",
    "Detail",
    "Extras",
    "IndexValue",
    "Line",
    "LineKind",
    "Order",
    "UnmeasuredError",
    "coefficient",
    "correction_lines",
    "first_result",
    "price_month",
    "reads_half_hours",
]


def price_month(
    contract: Contract,
    counters: CounterTable,
    month: Month,
    today: date,
    extras: Extras = NONE,
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The fee and minimum lines of the month, in the order of the contract, and what is missing.

    A price whose quantity is not measured gives no line and a problem: an absence is not a zero. One
    that lacks an open day is billed on what came, and stays provisional.
    `extras` are what prices read beside the counters.
    A minimum is due when the month is over, and not while a quantity that it counts is unknown.
    Wherever they stand in the contract, ceilings cut first, then come minimums, the shortest first.
    """
    desk = Desk(contract, counters, month, today, extras)
    lines: list[Line] = []
    problems = desk.problems
    unmeasured: set[str] = set()
    for price in contract.price:
        try:
            found = fee_lines(desk, price)
            incomplete = holes(desk, price)
            lines += [replace(line, provisional=True) for line in found] if incomplete else found
            problems += incomplete
        except UnmeasuredError as absence:
            problems.append(absence.problem)
            unmeasured.add(price.id)
    lines += idle_lines(desk)
    for limit in sorted(contract.limit, key=turn):
        try:
            if isinstance(limit, MaxQuantityLimit):
                lines = at_most(limit, desk, lines)
            elif isinstance(limit, MinimumLimit) and desk.over:
                lines += at_least(limit, desk, lines, unmeasured)
        except UnmeasuredError as absence:
            problems.append(absence.problem)
    return tuple(with_kept_hours(desk, lines)), tuple(problems)
