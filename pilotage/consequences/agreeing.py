"""What was agreed with the vendor takes the place of what was proposed, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pilotage.consequences.model import Agreed, ConsequenceResult
from pilotage.pricing import Line
from pilotage.problems import Problem, Severity
from pilotage.trace import Step, Value, computed


def agree(
    results: Sequence[ConsequenceResult], agreed: Sequence[Agreed]
) -> tuple[list[ConsequenceResult], list[Problem]]:
    """The results whose lines bear what was agreed, before any cap, and what could not be applied: an
    amount for a line that the month does not have, or a bonus that would turn into a malus.
    """
    settled, problems = list(results), list[Problem]()
    for decision in agreed:
        params = (("line", decision.line), ("reference", decision.reference))
        place = next((n for n, r in enumerate(settled) if r.line and r.line.id == decision.line), None)
        line = settled[place].line if place is not None else None
        if place is None or line is None:
            problems.append(Problem("consequence.agreed_no_line", Severity.WARNING, params=params))
        elif line.amount * decision.amount < 0:
            problems.append(Problem("consequence.agreed_sign", Severity.WARNING, params=params))
        else:
            borne = _bearing(line, decision)
            settled[place] = replace(settled[place], line=borne, agreed=decision.amount)
    return settled, problems


def _bearing(line: Line, decision: Agreed) -> Line:
    """The line with the agreed amount; its quantity and its price stay when nothing was waived."""
    inputs: dict[str, Value] = {"proposed": line.amount, "waived": decision.amount - line.amount}
    step: Step = computed(
        "agreed.amount", "proposed + waived", inputs, "currency", line.source, decision.reference
    )
    kept = replace(line, basis="agreed", decision=decision.reference, steps=(*line.steps, step))
    if decision.amount == line.amount:
        return kept
    one = Decimal(1).copy_sign(line.amount)
    return replace(
        kept, quantity=abs(decision.amount), unit="amount", unit_price=one, amount=decision.amount
    )
