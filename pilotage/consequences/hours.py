"""A KPI of the month that no SLA judges, less the hours in which nobody could work."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.kpi.computation import compute
from pilotage.kpi.model import Figure, Kpi
from pilotage.neutralisation import Exclusion, Relief, worked
from pilotage.neutralisation.exclusions import WORKED, held_of
from pilotage.periods import Month
from pilotage.sla.relieved import after


def figure_of(
    contract: Contract,
    kpi: Kpi,
    counters: CounterTable,
    streams: Collection[str],
    month: Month,
    relief: Sequence[Relief],
) -> Figure:
    """The KPI over the month. Where it divides by hours worked, those that were decided idle are out of
    them, under a clause that may change a judgement and not the bill alone: an SLA reads them the same.
    """
    raw = compute(kpi, counters.sums(streams, month.window))
    held = tuple(
        one
        for one in held_of(contract, month, relief)
        if one.relief.idle_hours and one.terms.may_change != "billing"
    )
    if not held or WORKED not in kpi.denominator:
        return raw
    left = worked(contract, counters, [one.relief for one in held], month)
    kept = compute(kpi, left.sums(streams, month.window))
    return after(raw, kept, Exclusion(left, None, counters, None, held))
