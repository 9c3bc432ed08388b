"""Caps as a sheet can compute them again: what they are taken on, and what they cut."""

from __future__ import annotations

from decimal import Decimal

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import CapLimit, CapTerms, FloorLimit, OffsetLimit
from pilotage.exports.paper import Paper, limit_key
from pilotage.money import ZERO, percent_of, round_half_up
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source


def caps_of(paper: Paper) -> tuple[CapLimit, ...]:
    """The caps in force in the month, in the order of the contract."""
    limits = (limit for limit in paper.contract.limit if isinstance(limit, CapLimit))
    return tuple(limit for limit in limits if cap_terms(paper, limit) is not None)


def others_of(paper: Paper) -> tuple[OffsetLimit | FloorLimit, ...]:
    """What makes up for what, and the floors, that bite in the month."""
    limits = (one for one in paper.contract.limit if isinstance(one, OffsetLimit | FloorLimit))
    return tuple(one for one in limits if cap_lines(paper, one))


def cap_terms(paper: Paper, limit: CapLimit) -> tuple[CapTerms, Source] | None:
    """The terms of a cap on the first day of the month, and where they come from."""
    terms = limit.terms_on(paper.result.month.first)
    if terms is None:
        return None
    return terms.terms, terms.source("rate" if terms.terms.rate is not None else "amount")


def cap_amount(paper: Paper, limit: CapLimit) -> Decimal | None:
    """The most that may be due this month under a monthly cap; None for the other periods."""
    found, base = cap_terms(paper, limit), paper.bases.get(limit_key(limit))
    if found is None or limit.per != "month":
        return None
    terms = found[0]
    amounts = [terms.amount] if terms.amount is not None else []
    if terms.rate is not None:
        amounts.append(round_half_up(percent_of(base.amount if base else ZERO, terms.rate)))
    return min(amounts, default=None)


def concerned(paper: Paper, limit: CapLimit) -> tuple[tuple[int, ConsequenceResult], ...]:
    """The results under a cap: those of the consequences that it names, or all of them."""
    named = limit.consequences
    rows = ((n, r) for n, r in paper.rows if r.kind != "coefficient")
    return tuple((n, r) for n, r in rows if not named or r.id in named)


def part_under(limit: CapLimit, result: ConsequenceResult) -> Decimal:
    """What a result adds under a cap: a malus under a cap on the malus, a bonus under the other."""
    amount = result.line.amount if result.line else ZERO
    counts = amount < 0 if limit.kind == "cap_malus" else amount > 0
    return amount if counts else ZERO


def before_cap(paper: Paper, limit: CapLimit) -> Decimal:
    """The sum of the amounts under a cap, negative for a malus."""
    return sum((part_under(limit, result) for _, result in concerned(paper, limit)), start=ZERO)


def cap_lines(paper: Paper, limit: CapLimit | OffsetLimit | FloorLimit) -> tuple[Line, ...]:
    """The lines that give back what exceeds the cap: none, one, or one a VAT treatment."""
    return tuple(line for _, line in paper.lines if line.kind is LineKind.CAP and line.term == limit.id)


def is_live(paper: Paper, limit: CapLimit) -> bool:
    """Whether the excess over the cap, computed from this sheet alone, is the judged one: not so
    for a yearly cap, nor where another cap has already cut the same amounts.
    """
    cap = cap_amount(paper, limit)
    if cap is None:
        return False
    judged = sum((line.quantity for line in cap_lines(paper, limit)), start=ZERO)
    return max(abs(before_cap(paper, limit)) - cap, ZERO) == judged


def is_live_line(paper: Paper, line: Line) -> bool:
    """The same, from the cap's only line."""
    limits = (limit for limit in caps_of(paper) if limit.id == line.term)
    return any(is_live(paper, limit) and len(cap_lines(paper, limit)) == 1 for limit in limits)
