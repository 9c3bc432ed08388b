"""An invoice of which only the totals are known: what its difference looks like."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.money import CENT, ZERO, sum_of
from pilotage.reconciliation.classifying import difference, gap
from pilotage.reconciliation.model import Expected, ExpectedLine, Gap, GapClass
from pilotage.trace import Step, Value, computed


def total_gaps(expected: Expected, invoiced: Decimal, documents: tuple[str, ...]) -> Iterator[Gap]:
    """The gaps that explain the difference of two totals before tax: lines left out, a line twice,
    a sign, the month before, cents; else one gap that nothing explains.
    """
    moved = invoiced - expected.subtotal
    if moved == ZERO:
        return
    left_out = _left_out(expected, moved)
    if left_out:
        for line in left_out:
            steps = (difference("not_invoiced", ZERO, line.amount, line),)
            kind = GapClass.BONUS_MALUS if line.consequence else GapClass.VOLUME
            yield gap(
                *(line.id, kind, line.amount, ZERO, steps), labels=line.labels, reason="not_invoiced"
            )
        return
    step = _step(expected, invoiced)
    one, kind, reason = _like(expected, invoiced, moved)
    name = one.id if one else "total"
    labels = one.labels if one else ()
    yield gap(name, kind, expected.subtotal, invoiced, (step,), labels=labels, reason=reason)


def _left_out(expected: Expected, moved: Decimal) -> tuple[ExpectedLine, ...]:
    """The consequences together, or the only line, whose absence gives the whole difference."""
    money = tuple(one for one in expected.lines if one.consequence and one.amount)
    if money and moved == -sum_of(one.amount for one in money):
        return money
    alone = [one for one in expected.lines if one.amount and moved == -one.amount]
    return (alone[0],) if alone else ()


def _like(
    expected: Expected, invoiced: Decimal, moved: Decimal
) -> tuple[ExpectedLine | None, GapClass, str]:
    if abs(moved) <= CENT * max(1, len(expected.lines)):
        return None, GapClass.ROUNDING, "rounding"
    if expected.before and invoiced == sum_of(one.amount for one in expected.before):
        return None, GapClass.PERIOD, "month_before"
    for one in expected.lines:
        if one.amount and moved == -2 * one.amount:
            return one, GapClass.SIGN, "sign"
        if one.amount and moved == one.amount:
            return one, GapClass.DUPLICATE, "line_twice"
    return None, GapClass.UNKNOWN, "other_amount"


def _step(expected: Expected, invoiced: Decimal) -> Step:
    inputs: dict[str, Value] = {"invoiced": invoiced, "expected": expected.subtotal}
    return computed("gap.total_typed", "invoiced - expected", inputs, "currency")
