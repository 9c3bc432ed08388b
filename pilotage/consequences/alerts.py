"""Alerts: repeated failures, or deductions too high, that open a right; no money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pilotage.consequences.bases import base_step, ground_of, in_base
from pilotage.consequences.memory import Memory
from pilotage.consequences.model import ConsequenceResult
from pilotage.contract.model import AlertConsequence, AlertTerms, Contract, InForce
from pilotage.contract.promises import MONTHS_OF
from pilotage.money import ZERO
from pilotage.pricing import Line
from pilotage.sla import SlaResult, Status
from pilotage.trace import Step, Value, computed


def alert(
    contract: Contract,
    clause: AlertConsequence,
    in_force: InForce[AlertTerms],
    slas: Sequence[SlaResult],
    results: Sequence[ConsequenceResult],
    fees: Sequence[Line],
    memory: Memory,
) -> ConsequenceResult:
    """Whether one of the triggers is reached, with the steps of each that is counted.

    A window that is still open counts for nothing. The deductions are those of the month, after its caps.
    """
    counted = list(_misses(in_force, slas, memory))
    if in_force.terms.deductions_from is not None:
        counted += _deductions(contract, clause, in_force, results, fees)
    return ConsequenceResult(
        id=clause.id,
        kind=clause.kind,
        slas=clause.slas,
        zone=None,
        computed=ZERO,
        source=in_force.terms.origin,
        steps=tuple(step for steps, _ in counted for step in steps),
        line=None,
        raised=any(reached for _, reached in counted),
    )


def _misses(
    in_force: InForce[AlertTerms], slas: Sequence[SlaResult], memory: Memory
) -> Iterator[tuple[tuple[Step, ...], bool]]:
    terms = in_force.terms
    for sla in slas:
        for stream in dict.fromkeys(one.stream for one in sla.due):
            here = [one.status for one in sla.due if one.stream == stream]
            now = [one is Status.MISSED for one in here if one in {Status.MET, Status.MISSED}]
            name = ", ".join(filter(None, (sla.id, stream)))
            if terms.misses is not None and now:
                before = memory.misses(sla.id, stream, terms.within - 1)
                inputs: dict[str, Value] = {"before": Decimal(before), "now": Decimal(sum(now))}
                source = in_force.source("misses")
                step = computed("alert.misses", "before + now", inputs, "count", source, name)
                yield (step,), any(now) and step.value >= terms.misses
            if terms.consecutive is not None and now:
                months = terms.consecutive * MONTHS_OF.get(sla.window, 1) - 1
                judged = [missed for _, missed in memory.statuses(sla.id, stream, months)] + now
                run = next((n for n, missed in enumerate(reversed(judged)) if not missed), len(judged))
                source = in_force.source("consecutive")
                step = computed("alert.run", "run", {"run": Decimal(run)}, "count", source, name)
                yield (step,), run >= terms.consecutive


def _deductions(
    contract: Contract,
    clause: AlertConsequence,
    in_force: InForce[AlertTerms],
    results: Sequence[ConsequenceResult],
    fees: Sequence[Line],
) -> Iterator[tuple[tuple[Step, ...], bool]]:
    source = in_force.source("deductions_from")
    taken = [-found.retained for found in results if found.retained < 0 and found.kind != "coefficient"]
    inputs: dict[str, Value] = {f"due_{n}": amount for n, amount in enumerate(taken, 1)}
    due = computed("alert.deductions", " + ".join(inputs) or "0", inputs, "currency", source)
    base = base_step(clause.base, in_base(clause.base, fees, ground_of(contract, (clause,))), source)
    if base.value <= 0:
        return
    inputs = {"due": due.value, "base": base.value}
    share = computed("alert.share", "due * 100 / base", inputs, "percent", source)
    yield (due, base, share), share.value >= (in_force.terms.deductions_from or ZERO)
