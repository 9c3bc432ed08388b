"""Why a pair differs: each gap with the arithmetic that tells its class from the others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.money import CENT, ZERO, round_half_up, sum_of
from pilotage.reconciliation.alike import (
    likeness,
    of_other_period,
    price_of,
    same_price,
    same_quantity,
    tokens,
    unit_fits,
)
from pilotage.reconciliation.model import Expected, ExpectedLine, Gap, GapClass, InvoicedLine, Pair
from pilotage.trace import Step, Value, computed

_CLOSE = 0.6


def gaps_of(pair: Pair, expected: Expected, others: tuple[Pair, ...]) -> Iterator[Gap]:
    """The gaps of a pair: none when it agrees. `others` are all the pairs of the invoice."""
    if pair.expected is None:
        if sum_of(one.amount for one in pair.invoiced):  # one that was taken back whole is nothing
            yield from _extra(pair.invoiced[0], expected, others)
    elif not pair.invoiced:
        yield from _missing(pair.expected)
    else:
        yield from _differs(pair.expected, pair.invoiced, expected)


def gap(
    line: str,
    kind: GapClass,
    wanted: Decimal,
    invoiced: Decimal,
    steps: tuple[Step, ...],
    *,
    labels: tuple[str, ...] = (),
    items: tuple[InvoicedLine, ...] = (),
    reason: str = "",
) -> Gap:
    """A gap and the documents that it comes from."""
    return Gap(
        line=line,
        kind=kind,
        expected=wanted,
        invoiced=invoiced,
        steps=steps,
        labels=labels,
        documents=tuple(dict.fromkeys(one.document for one in items if one.document)),
        invoiced_label=items[0].label if items else "",
        reason=reason,
    )


def told(rule: str, formula: str, e: ExpectedLine | None = None, **inputs: Value) -> Step:
    """A step of a gap, in currency."""
    return computed(f"gap.{rule}", formula, inputs, "currency", e.source if e else None)


def difference(rule: str, invoiced: Decimal, wanted: Decimal, e: ExpectedLine | None = None) -> Step:
    if wanted < ZERO:  # nobody reads « 0 - -1,784.24 »
        return told(rule, "invoiced + taken_off", e, invoiced=invoiced, taken_off=-wanted)
    return told(rule, "invoiced - expected", e, invoiced=invoiced, expected=wanted)


# --- what has no counterpart ----------------------------------------------------------------------


def _missing(e: ExpectedLine) -> Iterator[Gap]:
    """An expected line that the vendor did not invoice."""
    if e.amount == ZERO:
        return
    kind = GapClass.BONUS_MALUS if e.consequence else GapClass.VOLUME
    steps = (difference("not_invoiced", ZERO, e.amount, e),)
    yield gap(e.id, kind, e.amount, ZERO, steps, labels=e.labels, reason="not_invoiced")


def _extra(i: InvoicedLine, expected: Expected, others: tuple[Pair, ...]) -> Iterator[Gap]:
    """An invoiced line for which nothing was expected."""
    if i.amount == ZERO:
        return
    twin = next((p for p in others if p.expected and any(_twins(i, one) for one in p.invoiced)), None)
    name = f"{i.document}/{i.number}"
    labels: tuple[str, ...] = ()
    if of_other_period(i, expected.month):
        kind, reason = GapClass.PERIOD, "other_period"
    elif twin is not None and twin.expected is not None:
        kind, reason, labels = GapClass.DUPLICATE, "line_twice", twin.expected.labels
        name = f"{twin.expected.id}/{i.document}/{i.number}"
    elif _of_month_before(i, expected):
        kind, reason = GapClass.PERIOD, "month_before"
    elif clause := next((c for c in expected.clauses if likeness(c[1], i.label) >= _CLOSE), None):
        kind, reason, labels = GapClass.BONUS_MALUS, "not_due", clause[1]
    else:
        kind, reason = GapClass.UNKNOWN, "nothing_expected"
    steps = (difference(reason, i.amount, ZERO),)
    yield gap(name, kind, ZERO, i.amount, steps, labels=labels, items=(i,), reason=reason)


def _twins(a: InvoicedLine, b: InvoicedLine) -> bool:
    """Whether a line is the same one again, whatever its label says a second time."""
    same = (a.amount, a.quantity) == (b.amount, b.quantity)
    price, other = price_of(a), price_of(b)
    close = (price is None and other is None) or (
        price is not None and other is not None and same_price(price, other)
    )
    named = tokens(a.label) == tokens(b.label) or (a.quantity is not None and a.quantity != 1)
    return same and close and named


def _of_month_before(i: InvoicedLine, expected: Expected) -> bool:
    return any(
        one.counted
        and same_quantity(one, i)
        and unit_fits(one, i.unit)
        and (same_price(one.unit_price, price_of(i)) or likeness(one.labels, i.label) >= _CLOSE)
        for one in expected.before
    )


# --- what is not the same -------------------------------------------------------------------------


def _differs(e: ExpectedLine, items: tuple[InvoicedLine, ...], expected: Expected) -> Iterator[Gap]:
    amount = sum_of(one.amount for one in items)
    if any(of_other_period(one, expected.month) for one in items):
        steps = (difference("other_period", amount, e.amount, e),)
        yield gap(
            *(e.id, GapClass.PERIOD, e.amount, amount, steps),
            labels=e.labels,
            items=items,
            reason="other_period",
        )
        return
    if amount == e.amount:
        return
    simple = _simple(e, items, amount, expected)
    if simple is not None:
        kind, reason = simple
        steps = (difference(reason, amount, e.amount, e),)
        yield gap(e.id, kind, e.amount, amount, steps, labels=e.labels, items=items, reason=reason)
    else:
        yield from _counted(e, items, amount)


def _simple(
    e: ExpectedLine, items: tuple[InvoicedLine, ...], amount: Decimal, expected: Expected
) -> tuple[GapClass, str] | None:
    """The class of a gap that needs no more than its two amounts, None when price and quantity tell."""
    if amount == -e.amount:
        return GapClass.SIGN, "sign"
    if e.consequence:
        return GapClass.BONUS_MALUS, "other_amount"
    quantity = _quantity(items)
    same = quantity == e.quantity and same_price(e.unit_price, price_of(items[0]))
    if abs(amount - e.amount) <= CENT * len(items) and (same or quantity is None):
        return GapClass.ROUNDING, "rounding"
    if any(_off(one) for one in items):
        return GapClass.ARITHMETIC, "own_arithmetic"
    if not e.counted or quantity is None:
        return GapClass.UNKNOWN, "other_amount"
    last = next((one for one in expected.before if one.id == e.id), None)
    if last and quantity != e.quantity and quantity == last.quantity != 1:
        return GapClass.PERIOD, "month_before"
    return None


def _quantity(items: tuple[InvoicedLine, ...]) -> Decimal | None:
    found = [one.quantity for one in items if one.quantity is not None]
    return sum_of(found) if len(found) == len(items) else None


def _off(i: InvoicedLine) -> bool:
    """Whether quantity times price, with the line's own allowances, is not the amount of the line."""
    if i.quantity is None or i.unit_price is None:
        return False
    return abs(round_half_up(i.quantity * i.unit_price) + i.adjusted - i.amount) > CENT


def _counted(e: ExpectedLine, items: tuple[InvoicedLine, ...], amount: Decimal) -> Iterator[Gap]:
    """What the quantity moves at the expected price, and what the price moves on the quantity invoiced:
    together the whole of the difference.
    """
    quantity = _quantity(items) or ZERO
    price = price_of(items[0]) or ZERO
    middle = e.amount
    more = {"labels": e.labels, "items": items}
    if quantity != e.quantity:
        inputs: dict[str, Value] = {
            "invoiced_quantity": quantity,
            "expected_quantity": e.quantity,
            "unit_price": e.unit_price,
            "cent": CENT,
        }
        formula = "round((invoiced_quantity - expected_quantity) * unit_price, cent)"
        step = computed("gap.volume", formula, inputs, "currency", e.source)
        alone = same_price(e.unit_price, price)
        middle = amount if alone else e.amount + step.value
        yield gap(e.id, GapClass.VOLUME, e.amount, middle, (step,), reason="quantity", **more)  # type: ignore[arg-type]
        if alone:
            return
    kind, reason = _of_price(e, price)
    inputs = {
        "invoiced_price": price,
        "expected_price": e.unit_price,
        "quantity": quantity,
        "cent": CENT,
    }
    formula = "round((invoiced_price - expected_price) * quantity, cent)"
    step = computed(f"gap.{reason}", formula, inputs, "currency", e.source)
    yield gap(e.id, kind, middle, amount, (step,), reason=reason, **more)  # type: ignore[arg-type]


def _of_price(e: ExpectedLine, price: Decimal) -> tuple[GapClass, str]:
    """What a price that is not the expected one is: another tier's, one no longer in force, or none."""
    if any(same_price(one, price) for one in e.tiers):
        return GapClass.TIER, "other_tier"
    for why, stale in e.stale:
        if same_price(stale, price):
            return (GapClass.INDEX, "old_index") if why == "index" else (GapClass.PRICE, "old_price")
    return GapClass.PRICE, "price"
