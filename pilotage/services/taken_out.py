"""The half-hours or days that a decision takes out of the SLA that loses most, with their counters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from pilotage.contract.model import Contract, Sla
from pilotage.counters import Sums
from pilotage.exports.taken_out import Taken, TakenSlot
from pilotage.judgement import MonthInputs
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Kpi
from pilotage.neutralisation import Exclusion, Relief, Span, exclusion
from pilotage.periods import Window

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)


def taken_out(inputs: MonthInputs, held: tuple[Relief, ...]) -> Taken | None:
    """The slots of these decisions with their counters; None when the window leaves as a whole or nothing
    leaves. What the slots add up to is what the steps of the SLA subtract.
    """
    found: tuple[Sla, Exclusion] | None = None
    for sla in inputs.contract.sla:
        out = exclusion(inputs.contract, sla, inputs.counters, inputs.half_hours, held, inputs.month)
        if out.cells and (found is None or len(out.cells) > len(found[1].cells)):
            found = sla, out
    if found is None:
        return None
    sla, out = found
    kpi = _kpi(inputs.contract, sla, inputs)
    counts: dict[Span, tuple[Decimal | None, Decimal | None]] = {}
    for cell in sorted(out.cells, key=lambda one: (one.at, one.stream)):
        span = Span(cell.at, cell.at + (DAY if cell.whole else HALF_HOUR))
        sums = _sums(out, cell.stream, cell.at, whole=cell.whole)
        figure = compute(kpi, sums) if kpi and sums else None
        both = (figure.numerator, figure.denominator) if figure else (None, None)
        before = counts.get(span, (None, None))
        counts[span] = (_plus(before[0], both[0]), _plus(before[1], both[1]))
    slots = tuple(TakenSlot(span, *both) for span, both in counts.items())
    names = (kpi.numerator, kpi.denominator) if kpi else ({}, {})
    return Taken(sla.id, _only(names[0]), _only(names[1]), slots)


def _kpi(contract: Contract, sla: Sla, inputs: MonthInputs) -> Kpi | None:
    """The KPI by which the SLA is judged on the month's first day."""
    in_force = sla.terms_on(inputs.month.first)
    name = (in_force.terms.kpi if in_force else None) or sla.kpi
    definition = next((one for one in contract.kpi if one.id == name), None)
    return resolve(definition)[0] if definition else None


def _sums(out: Exclusion, stream: str, at: datetime, *, whole: bool) -> Sums | None:
    if whole:
        return out.raw.sums([stream], Window(at.date(), at.date()))
    if out.raw_half_hours is None:
        return None
    day = out.raw_half_hours.by([stream], "day", [at.date()])
    return next((sums for slot, sums in day.items() if slot.at == at.time()), None)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


def _only(names: Iterable[object]) -> str:
    """The counter, when there is a single one."""
    known = [str(name) for name in names]
    return known[0] if len(known) == 1 else ""
