"""Tiers wrongly split: the quantity is right, the euros are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pilotage.money import ZERO, sum_of
from pilotage.reconciliation.alike import likeness, of_other_period, price_of, same_price, unit_fits
from pilotage.reconciliation.classifying import gap
from pilotage.reconciliation.model import Expected, ExpectedLine, Gap, GapClass, InvoicedLine, Pair
from pilotage.trace import Value, computed

_CLOSE = 0.6


def split_gaps(pairs: Sequence[Pair], expected: Expected) -> tuple[tuple[Gap, ...], tuple[Pair, ...]]:
    """The gaps of terms whose tiers were invoiced for the right quantity in all, otherwise split; and the
    pairs that they leave to be looked at one by one. Terms whose split changes no amount leave no gap.
    """
    gaps: list[Gap] = []
    left = list(pairs)
    for term in dict.fromkeys(line.term for line in expected.lines if line.tiered):
        mine = [p for p in left if p.expected and p.expected.term == term]
        lines = tuple(p.expected for p in mine if p.expected)
        spare = [p for p in left if p.expected is None and _may_be(p.invoiced[0], lines, expected)]
        items = tuple(i for p in (*mine, *spare) for i in p.invoiced)
        if not _only_split(lines, items):
            continue
        left = [p for p in left if p not in mine and p not in spare]
        gaps += _gap(lines, items)
    return tuple(gaps), tuple(left)


def _may_be(i: InvoicedLine, lines: Sequence[ExpectedLine], expected: Expected) -> bool:
    if not lines or i.quantity is None or of_other_period(i, expected.month):
        return False
    first, price = lines[0], price_of(i)
    if not unit_fits(first, i.unit) or price is None:
        return False
    labels = tuple(label for line in lines for label in line.labels)
    at_tier = any(same_price(one, price) for one in first.tiers)
    return at_tier and (likeness(labels, i.label) >= _CLOSE or not i.label)


def _only_split(lines: Sequence[ExpectedLine], items: Sequence[InvoicedLine]) -> bool:
    """Whether the quantities agree in all and every price is that of a tier, but not line by line."""
    if not lines or not items or any(i.quantity is None for i in items):
        return False
    same = sum_of(i.quantity or ZERO for i in items) == sum_of(line.quantity for line in lines)
    prices = [price_of(i) for i in items]
    known = all(any(same_price(tier, price) for tier in lines[0].tiers) for price in prices)
    apart = sorted((x.quantity, x.unit_price) for x in lines) != sorted(
        (i.quantity or ZERO, price_of(i) or ZERO) for i in items
    )
    return (
        same and apart and (known or sum_of(i.amount for i in items) == sum_of(x.amount for x in lines))
    )


def _gap(lines: Sequence[ExpectedLine], items: tuple[InvoicedLine, ...]) -> Iterator[Gap]:
    wanted, invoiced = sum_of(line.amount for line in lines), sum_of(i.amount for i in items)
    if wanted == invoiced:
        return
    inputs: dict[str, Value] = {}
    inputs |= {f"invoiced_{n}": one.amount for n, one in enumerate(items, 1)}
    inputs |= {f"expected_{n}": one.amount for n, one in enumerate(lines, 1)}
    plus = " + ".join(name for name in inputs if name.startswith("invoiced"))
    minus = " + ".join(name for name in inputs if name.startswith("expected"))
    step = computed("gap.split", f"({plus}) - ({minus})", inputs, "currency", lines[0].source)
    yield gap(
        *(lines[0].term, GapClass.TIER, wanted, invoiced, (step,)),
        labels=lines[0].labels,
        items=items,
        reason="split",
    )
