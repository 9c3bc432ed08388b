"""Caps: what the malus (or the bonus) of a month may cost at most, by month or over a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pilotage.consequences.bases import base_step, ground_of, in_base
from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.contract.model import CapLimit, CapTerms, Contract, InForce
from pilotage.money import CENT, ZERO, round_half_up
from pilotage.periods import Month
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source, Step, Value, computed


def apply_caps(
    contract: Contract,
    results: Sequence[ConsequenceResult],
    fees: Sequence[Line],
    month: Month,
    past: Sequence[PastMonth],
) -> tuple[list[ConsequenceResult], list[Line]]:
    """The results with what the caps leave of them, and the line of each cap that bites.

    Monthly caps come first, then those of the year, each on what the earlier ones left. Within a
    cap the excess is shared in proportion, to the cent, so that a later cap, the VAT of each part
    and the next months know what is left of each consequence.
    """
    settled, lines = list(results), list[Line]()
    caps = [limit for limit in contract.limit if isinstance(limit, CapLimit)]
    for cap in sorted(caps, key=lambda cap: cap.per != "month"):
        in_force = cap.terms_on(month.first)
        sign = -1 if cap.kind == "cap_malus" else 1
        held = [n for n, r in enumerate(settled) if _concerns(cap, r) and sign * r.retained > 0]
        if in_force is None or not held:
            continue
        earlier = list(_same_year(contract, cap, month, past))
        steps = _excess(contract, cap, in_force, [settled[n] for n in held], fees, earlier)
        excess = steps[-1].value
        if not excess:
            continue
        taken = _shared(excess, [abs(settled[n].retained) for n in held])
        for n, part in zip(held, taken, strict=True):
            limit = ", ".join(filter(None, (settled[n].limit, cap.id)))
            left = settled[n].retained - sign * part
            settled[n] = replace(settled[n], limit=limit, capped=left)
        cut = [(settled[n], part) for n, part in zip(held, taken, strict=True)]
        lines += _lines(cap, steps[-2].source, sign, cut, steps)
    return settled, lines


def _concerns(cap: CapLimit, result: ConsequenceResult) -> bool:
    return not cap.consequences or result.id in cap.consequences


def _same_year(
    contract: Contract, cap: CapLimit, month: Month, past: Sequence[PastMonth]
) -> Iterator[PastMonth]:
    """The earlier months of the cap's year; none for a monthly cap."""
    if cap.per == "month":
        return
    first = Month(month.year, 1)
    if cap.per == "contract_year":
        first = Month(month.year, contract.starts.month)
        first = first if first <= month else first.plus(-12)
    for earlier in past:
        if first <= earlier.month < month:
            yield earlier


def _excess(
    contract: Contract,
    cap: CapLimit,
    in_force: InForce[CapTerms],
    held: Sequence[ConsequenceResult],
    fees: Sequence[Line],
    earlier: Sequence[PastMonth],
) -> tuple[Step, ...]:
    """The steps from the base of the cap to what exceeds it this month (zero when nothing does)."""
    source = in_force.terms.origin
    due = {f"due_{n}": abs(result.retained) for n, result in enumerate(held, 1)}
    note = ", ".join(result.id for result in held)
    steps = [computed("cap.due", " + ".join(due), due, "currency", source, note)]
    taken = ZERO
    if earlier:
        sign = -1 if cap.kind == "cap_malus" else 1
        months: dict[str, Value] = {
            f"taken_{n}": sum(
                (max(sign * r.retained, ZERO) for r in m.results if _concerns(cap, r)), ZERO
            )
            for n, m in enumerate(earlier, 1)
        }
        note = ", ".join(str(m.month) for m in earlier)
        steps.append(computed("cap.taken", " + ".join(months), months, "currency", source, note))
        taken = steps[-1].value
    base = _base(contract, cap, fees, earlier, source)
    limit = _limit(in_force, base[-1].value)
    if in_force.terms.rate is None:
        base = []
    steps += [*base, limit]
    inputs = {"due": steps[0].value, "limit": steps[-1].value}
    formula = "max(due - limit, 0)"
    if earlier:
        inputs["taken"] = taken
        formula = "min(due, max(taken + due - limit, 0))"
    return (*steps, computed("cap.excess", formula, inputs, "currency", source, cap.per))


def _base(
    contract: Contract,
    cap: CapLimit,
    fees: Sequence[Line],
    earlier: Sequence[PastMonth],
    source: Source,
) -> list[Step]:
    """The fees of the month, and for a yearly cap those of its year up to this month."""
    named = [c for c in contract.consequence if not cap.consequences or c.id in cap.consequences]
    ground = ground_of(contract, named)
    steps = [base_step(cap.base, in_base(cap.base, fees, ground), source)]
    if earlier:
        inputs: dict[str, Value] = {
            f"base_{n}": sum((line.amount for line in in_base(cap.base, m.lines, ground)), ZERO)
            for n, m in enumerate(earlier, 1)
        }
        inputs["base_now"] = steps[0].value
        note = ", ".join(str(m.month) for m in earlier)
        steps.append(computed("cap.year_base", " + ".join(inputs), inputs, "currency", source, note))
    return steps


def _limit(in_force: InForce[CapTerms], base: Decimal) -> Step:
    """The most that may be due: the rate of the base, or the amount."""
    terms = in_force.terms
    if terms.rate is not None:
        inputs: dict[str, Value] = {"base": base, "rate": terms.rate, "cent": CENT}
        formula, name = "round(base * rate / 100, cent)", "rate"
    elif terms.amount is not None:
        inputs, formula, name = {"amount": terms.amount}, "amount", "amount"
    else:
        raise ValueError(f"{terms.source}: a cap without a rate or an amount")
    return computed("cap.limit", formula, inputs, "currency", in_force.source(name))


def _shared(excess: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    """The excess in proportion to the amounts: to the cent, none beyond its own, exact in sum."""
    whole = sum(amounts, ZERO)
    shares, reached, given = list[Decimal](), ZERO, ZERO
    for amount in amounts:
        reached += amount
        share = round_half_up(excess * reached / whole) - given
        given += share
        shares.append(share)
    return shares


def _lines(
    cap: CapLimit,
    source: Source,
    sign: int,
    cut: Sequence[tuple[ConsequenceResult, Decimal]],
    steps: tuple[Step, ...],
) -> Iterator[Line]:
    """The line of the cap: one, or one for each VAT treatment of what it cuts."""
    treatments = sorted({r.line.vat_treatment for r, _ in cut if r.line}, reverse=True)
    for treatment in treatments:
        here = [(r, part) for r, part in cut if r.line and r.line.vat_treatment == treatment]
        excess = sum((part for _, part in here), ZERO)
        inputs: dict[str, Value] = {"excess": excess}
        formula = "-excess" if sign > 0 else "excess"
        amount = computed("cap.amount", formula, inputs, "currency", source)
        yield Line(
            id=cap.id if len(treatments) == 1 else f"{cap.id}.{treatment}",
            term=cap.id,
            kind=LineKind.CAP,
            quantity=excess,
            unit="amount",
            unit_price=Decimal(-sign),
            amount=amount.value,
            source=source,
            provisional=any(r.line.provisional for r, _ in here if r.line),
            estimated=any(r.line.estimated for r, _ in here if r.line),
            typed=any(r.line.typed for r, _ in here if r.line),
            steps=(*steps, amount),
            batches=tuple(sorted({batch for r, _ in here if r.line for batch in r.line.batches})),
            slas=tuple(dict.fromkeys(sla for r, _ in here for sla in r.slas)),
            vat_treatment=treatment,
        )
