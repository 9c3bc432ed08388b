"""Titles that state the finding: what the month, a KPI or a bill says, in one line."""

from __future__ import annotations

from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.kpi.model import Unit
from pilotage.locale import N_, Words
from pilotage.locale.judged import sla_name
from pilotage.sla import SlaResult, Status
from pilotage.web.figures import exact_words, value_words


def month_finding(result: MonthResult, contract: Contract, t: Words) -> str:
    """What the month's SLAs come to: the missed one with its figure, or how many."""
    missed = [sla for sla in result.slas if sla.status is Status.MISSED]
    silent = [sla for sla in result.slas if sla.status in {Status.NOT_MEASURED, Status.ERROR}]
    total = len(result.slas)
    if not result.slas:
        return t(N_("No SLA in force this month"))
    if len(missed) == 1 and missed[0].value is not None:
        return _one_missed(missed[0], contract, t)
    if missed:
        under = t(N_("{n} SLAs of {total} under their target"), n=len(missed), total=total)
        owed = t.money(result.bonus_malus, contract.currency)
        return t(N_("{name}: {value}"), name=under, value=owed) if result.bonus_malus else under
    if all(sla.status is Status.NOT_DUE for sla in result.slas):
        return t(N_("No SLA is due yet in {month}"), month=result.month)
    if silent:
        return t(N_("SLAs not measured: {n} of {total}"), n=len(silent), total=total)
    return t(N_("All SLAs met: {total} of {total}"), total=total)


def _one_missed(sla: SlaResult, contract: Contract, t: Words) -> str:
    value = sla.value if sla.value is not None else Decimal(0)
    return t(
        N_("{name} at {value}, target {target}"),
        name=sla_name(sla.id, contract, t),
        value=exact_words(value, sla.unit, t),
        target=exact_words(sla.target, sla.unit, t),
    )


def days_finding(missed: int, measured: int, t: Words) -> str:
    """Over the days of a month: how many missed the target."""
    if not measured:
        return t(N_("No day measured"))
    if not missed:
        return t(N_("Target met on all {n} days measured"), n=measured)
    return t(N_("Target missed on {n} of {total} days"), n=missed, total=measured)


def periods_finding(missed: int, measured: int, grain: str, t: Words) -> str:
    """Over days, weeks or months."""
    if grain == "day" or not measured:
        return days_finding(missed, measured, t)
    if not missed:
        return (
            t(N_("Target met in all {n} weeks"), n=measured)
            if grain == "week"
            else t(N_("Target met in all {n} months"), n=measured)
        )
    if grain == "week":
        return t(N_("Target missed in {n} of {total} weeks"), n=missed, total=measured)
    return t(N_("Target missed in {n} of {total} months"), n=missed, total=measured)


def kpi_finding(
    name: str,
    value: Decimal | None,
    unit: Unit,
    target: Decimal | None,
    t: Words,
) -> str:
    """A KPI in the month, against its target when it has one."""
    if value is None:
        return t(N_("{name}: not measured"), name=name)
    shown = value_words(value, unit, t)
    if target is None:
        return t(N_("{name}: {value}"), name=name, value=shown)
    goal = exact_words(target, unit, t)
    return t(N_("{name} at {value}, target {target}"), name=name, value=shown, target=goal)
