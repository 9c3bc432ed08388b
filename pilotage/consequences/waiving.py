"""Small penalties waived: none is due while their total since the contract began stays small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.contract.model import Contract, InForce, WaiverLimit, WaiverTerms
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import Line, LineKind
from pilotage.trace import Step, Value, computed


def apply_waivers(
    contract: Contract, results: Sequence[ConsequenceResult], month: Month, past: Sequence[PastMonth]
) -> tuple[list[ConsequenceResult], list[Line]]:
    """The results with what the waivers leave of them, and their lines: what is given back this month,
    or what was given back before and is due now that the total has passed the amount.
    """
    settled, lines = list(results), list[Line]()
    for limit in contract.limit:
        in_force = limit.terms_on(month.first) if isinstance(limit, WaiverLimit) else None
        if not isinstance(limit, WaiverLimit) or in_force is None:
            continue
        held = [n for n, found in enumerate(settled) if found.retained < 0 and _concerns(limit, found)]
        steps, within = _total(limit, in_force, [settled[n] for n in held], past)
        lines += _lines(limit, in_force, [settled[n] for n in held], past, steps, within=within)
        for n in held if within else ():
            named = ", ".join(filter(None, (settled[n].limit, limit.id)))
            settled[n] = replace(settled[n], limit=named, capped=ZERO)
    return settled, lines


def _concerns(limit: WaiverLimit, found: ConsequenceResult) -> bool:
    named = not limit.consequences or found.id in limit.consequences
    return named and found.kind != "coefficient" and found.line is not None


def _total(
    limit: WaiverLimit,
    in_force: InForce[WaiverTerms],
    held: Sequence[ConsequenceResult],
    past: Sequence[PastMonth],
) -> tuple[tuple[Step, ...], bool]:
    """The malus since the contract began, before any cap, and whether it stays within the amount."""
    source = in_force.source("waived_up_to")
    inputs: dict[str, Value] = {
        f"month_{n}": sum(
            (-f.line.amount for f in one.results if f.line and f.line.amount < 0 and _concerns(limit, f)),
            ZERO,
        )
        for n, one in enumerate(past, 1)
    }
    inputs |= {f"due_{n}": -found.retained for n, found in enumerate(held, 1)}
    note = ", ".join(found.id for found in held)
    total = computed("waiver.total", " + ".join(inputs) or "0", inputs, "currency", source, note)
    most = {"amount": in_force.terms.waived_up_to}
    limit_step = computed("waiver.limit", "amount", most, "currency", source)
    return (total, limit_step), total.value <= limit_step.value


def _lines(
    limit: WaiverLimit,
    in_force: InForce[WaiverTerms],
    held: Sequence[ConsequenceResult],
    past: Sequence[PastMonth],
    steps: tuple[Step, ...],
    *,
    within: bool,
) -> Iterator[Line]:
    """One line for each VAT treatment of what is waived now, or of what was waived and is due now."""
    source = in_force.source("waived_up_to")
    parts: dict[str, Decimal] = {}
    if within:
        for found in held:
            treatment = found.line.vat_treatment if found.line else ""
            parts[treatment] = parts.get(treatment, ZERO) - found.retained
    else:
        for line in (line for one in past for line in one.lines if line.term == limit.id):
            parts[line.vat_treatment] = parts.get(line.vat_treatment, ZERO) - line.amount
    parts = {treatment: part for treatment, part in parts.items() if part}
    for treatment, part in sorted(parts.items(), reverse=True):
        rule = "waiver.amount" if within else "waiver.recalled"
        amount = computed(rule, "part", {"part": part}, "currency", source)
        yield Line(
            id=limit.id if len(parts) == 1 else f"{limit.id}.{treatment}",
            term=limit.id,
            kind=LineKind.CAP,
            quantity=abs(part),
            unit="amount",
            unit_price=Decimal(1 if part > 0 else -1),
            amount=amount.value,
            source=source,
            steps=(*steps, amount),
            provisional=any(found.line.provisional for found in held if found.line),
            vat_treatment=treatment,
        )
