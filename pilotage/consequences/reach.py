"""How far back the consequences of a month look."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage import sla as promises
from pilotage.consequences.caps import first_month
from pilotage.consequences.events import window_of
from pilotage.contract.model import (
    AlertConsequence,
    CapLimit,
    Consequence,
    Contract,
    EarnBackConsequence,
    EscalatingConsequence,
    PerEventConsequence,
    PointsConsequence,
    WaiverLimit,
)
from pilotage.contract.promises import MONTHS_OF
from pilotage.periods import Month, contract_year_start

_YEARS = ("calendar_year", "contract_year")


def first_result(contract: Contract, month: Month) -> Month:
    """The first month whose result the consequences of `month` read: itself when they read none."""
    caps = [limit for limit in contract.limit if isinstance(limit, CapLimit)]
    first = [promises.first_counters(contract, month) if contract.consequence else month, month]
    first += [first_month(contract, cap, month) for cap in caps]
    if any(clause.place == "next_invoice" for clause in contract.consequence):
        first += [first_month(contract, cap, month.plus(-1)) for cap in caps]
    if any(cap.per in _YEARS for cap in caps):
        first += [contract_year_start(contract.starts, month), Month(month.year, 1)]
    since_ever = any(block.excess == "carried" for cap in caps for block in cap.terms)
    if since_ever or any(isinstance(limit, WaiverLimit) for limit in contract.limit):
        first.append(min(Month.of(contract.starts), month))
    first += [month.plus(-max(_looks_back(contract, one)) - _again(one)) for one in contract.consequence]
    return min(*first, month.plus(-_last_due(contract)))


def _last_due(contract: Contract) -> int:
    """How many months back the last value stands of an SLA whose value a condition names, and which is
    not due every month.
    """
    asked = (block.requires for gate in contract.gate for block in gate.terms)
    named = {one.sla for one in asked if one is not None}
    back = max((MONTHS_OF.get(sla.window, 1) - 1 for sla in contract.sla if sla.id in named), default=0)
    return back + max(map(_again, contract.consequence), default=0) if back else 0


def first_counters(contract: Contract, month: Month) -> Month:
    """The first month whose counters the events of `month` are summed over."""
    events = [one for one in contract.consequence if isinstance(one, PerEventConsequence)]
    first = [month, *(Month.of(window_of(contract, one, month).first) for one in events)]
    again = max(map(_again, contract.consequence), default=0) if contract.gate else 0
    return min(*first, month.plus(-again))


def _again(clause: Consequence) -> int:
    """How many months back the clause is worked out again, on the fees of the invoice that bears it."""
    return 1 if clause.base_of == "next_invoice" else 0


def _looks_back(contract: Contract, clause: Consequence) -> Iterator[int]:
    """How many months before its own the clause reads, under any of its terms."""
    yield 1 if clause.place == "next_invoice" else 0
    windows = [MONTHS_OF.get(sla.window, 1) for sla in contract.sla if sla.id in clause.slas]
    match clause:
        case PointsConsequence():
            yield from (block.repeat.within for block in clause.terms if block.repeat)
        case EscalatingConsequence():
            yield from (block.within - 1 for block in clause.terms if block.within)
        case EarnBackConsequence():
            yield from (block.look_back for block in clause.terms if block.look_back)
        case AlertConsequence():
            for block in clause.terms:
                yield block.within - 1 if block.misses else 0
                yield (block.consecutive or 0) * max(windows, default=1)
