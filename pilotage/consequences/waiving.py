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
    """The results with what the waivers leave of them, and the lines of what is given back this month.

    Once the total has passed the amount, what was given back before is due: a result of its own for each
    consequence, which the caps hold like any other.
    """
    settled, lines = list(results), list[Line]()
    for limit in contract.limit:
        in_force = limit.terms_on(month.first) if isinstance(limit, WaiverLimit) else None
        if not isinstance(limit, WaiverLimit) or in_force is None:
            continue
        held = [n for n, found in enumerate(settled) if found.retained < 0 and _concerns(limit, found)]
        due = [settled[n] for n in held]
        steps, within = _total(limit, in_force, due, past)
        if not within:
            settled += _recalled(limit, in_force, steps, past)
            continue
        lines += _given_back(limit, in_force, steps, due)
        for n in held:
            settled[n] = replace(settled[n], limit=limit.id, capped=ZERO)
    return settled, lines


def _concerns(limit: WaiverLimit, found: ConsequenceResult) -> bool:
    """Whether a result counts: once, in the month that it was first due."""
    named = not limit.consequences or found.id in limit.consequences
    first_due = found.line is not None and found.line.term == found.id and found.carried_from is None
    return named and first_due


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


def _given_back(
    limit: WaiverLimit,
    in_force: InForce[WaiverTerms],
    steps: tuple[Step, ...],
    held: Sequence[ConsequenceResult],
) -> Iterator[Line]:
    """One line for each VAT treatment of what is waived this month."""
    parts: dict[str, Decimal] = {}
    for found in held:
        treatment = found.line.vat_treatment if found.line else ""
        parts[treatment] = parts.get(treatment, ZERO) - found.retained
    provisional = any(found.line.provisional for found in held if found.line)
    for treatment, part in sorted(parts.items(), reverse=True):
        own = limit.id if len(parts) == 1 else f"{limit.id}.{treatment}"
        yield _line(limit, in_force, steps, (own, part, treatment), provisional=provisional)


def _recalled(
    limit: WaiverLimit,
    in_force: InForce[WaiverTerms],
    steps: tuple[Step, ...],
    past: Sequence[PastMonth],
) -> Iterator[ConsequenceResult]:
    """What was waived in earlier months and not recalled yet, consequence by consequence."""
    parts: dict[tuple[str, str, str], Decimal] = {}
    for found in (found for month in past for found in month.results):
        line = found.line
        waived = found.limit == limit.id
        if line and (waived or (line.term == limit.id and found.carried_from is None)):
            key = (found.id, found.kind, line.vat_treatment)
            parts[key] = parts.get(key, ZERO) + (1 if waived else -1) * line.amount
    parts = {key: part for key, part in parts.items() if part}
    for (name, kind, treatment), part in parts.items():
        own = limit.id if len(parts) == 1 else f"{limit.id}.{name}"
        line = _line(limit, in_force, steps, (own, part, treatment))
        yield ConsequenceResult(
            id=name,
            kind=kind,
            slas=(),
            zone=None,
            computed=part,
            source=line.source,
            steps=line.steps,
            line=line,
        )


def _line(
    limit: WaiverLimit,
    in_force: InForce[WaiverTerms],
    steps: tuple[Step, ...],
    told: tuple[str, Decimal, str],
    *,
    provisional: bool = False,
) -> Line:
    own, part, treatment = told
    source, rule = in_force.source("waived_up_to"), "waiver.amount" if part > 0 else "waiver.recalled"
    amount = computed(rule, "part", {"part": part}, "currency", source)
    return Line(
        id=own,
        term=limit.id,
        kind=LineKind.CAP if part > 0 else LineKind.MALUS,
        quantity=abs(part),
        unit="amount",
        unit_price=Decimal(1 if part > 0 else -1),
        amount=amount.value,
        source=source,
        steps=(*steps, amount),
        provisional=provisional,
        vat_treatment=treatment,
    )
