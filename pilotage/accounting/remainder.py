"""What is left of an accrual once a part of its month was invoiced. Pure.

An invoice ends the accruing of what it bills, not of the month: the rest is still to come. In the books
the accrual is taken back whole on the day after its month, as always, and the rest is accrued again at
the end of each later month. Taking back a part of it would come to the same balances, but would leave an
entry of which no document says the amount; whole, each entry is that of a document or of a remainder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pilotage.accounting.accrual import Accrual, AccrualLine, AccruedVat, rate_of
from pilotage.accounting.sharing import shared
from pilotage.money import ZERO, round_half_up, sum_of


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a month, before tax. `placed` is what invoices hold of each line, `total` what came as
    a bare total; `expected` what each line of the bill is known to come to. Nothing more is awaited of
    the lines in `ended` (what they differ by was let through, accepted, or is owed as a credit note),
    nor of any when `over`.
    """

    placed: Mapping[str, Decimal]
    total: Decimal
    expected: Mapping[str, Decimal]
    ended: frozenset[str]
    over: bool = False


def left_of(accrual: Accrual, came: Came) -> Accrual | None:
    """The accrual of what has not come, None when nothing is left.

    Of each line, what was accrued or what is expected of it today, whichever is nearer to zero, less
    what was invoiced: an estimate that was too high is not owed for that. A total without lines takes of
    each in proportion. What was invoiced too much is a credit note to receive, never a negative rest.
    """
    if came.over:
        return None
    lines = [replace(one, amount=_left(one, came)) for one in accrual.lines]
    lines = [one for one in lines if one.amount]
    before = sum_of(one.amount for one in lines)
    after = before - came.total
    if not lines or not _same_side(after, accrual.subtotal) or not _same_side(before, after):
        return None
    if came.total:
        parts = shared(after, [one.amount for one in lines])
        lines = [replace(one, amount=part) for one, part in zip(lines, parts, strict=True) if part]
    return replace(accrual, lines=tuple(lines), vat=_vat(accrual, lines))


def _left(one: AccrualLine, came: Came) -> Decimal:
    expected = came.expected.get(one.line, ZERO)
    if one.line in came.ended or not _same_side(one.amount, expected):
        return ZERO
    awaited = min(one.amount, expected, key=abs)
    rest = awaited - came.placed.get(one.line, ZERO)
    return rest if _same_side(rest, awaited) else ZERO


def _same_side(one: Decimal, other: Decimal) -> bool:
    return one * other > 0


def _vat(accrual: Accrual, lines: list[AccrualLine]) -> tuple[AccruedVat, ...]:
    """The VAT of what is left, by treatment and rate, rounded once on its base."""
    found = []
    for one in accrual.vat:
        base = sum_of(line.amount for line in lines if accrual.vat_of(line) == one.code)
        own = round_half_up(base * rate_of(one.code) / 100)
        found.append(
            AccruedVat(one.code, base, own if one.amount else ZERO, own if one.self_assessed else ZERO)
        )
    return tuple(found)
