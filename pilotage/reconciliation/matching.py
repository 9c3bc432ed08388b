"""Invoiced lines paired with expected ones: by order line, unit and period, then by price and quantity,
then by label. Pure, and the same whatever the order in which the vendor writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pilotage.money import ZERO
from pilotage.reconciliation.alike import (
    likeness,
    of_other_period,
    price_of,
    same_amount,
    same_order,
    same_price,
    same_quantity,
    tokens,
    unit_fits,
)
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import Expected, ExpectedLine, InvoicedLine, Pair
from pilotage.reconciliation.reversing import put_back, set_apart

_CLOSE, _SAME = 0.6, 0.85
Test = Callable[[ExpectedLine, InvoicedLine], bool]


@dataclass
class _Table:
    """What is still to be paired, and what is."""

    month_of: Expected
    expected: list[ExpectedLine]
    invoiced: list[InvoicedLine]
    pairs: list[Pair] = field(default_factory=list)

    def take(self, how: str, test: Test) -> None:
        """Pairs what passes the test, the closest labels and amounts first."""
        found = sorted(
            (
                (-likeness(e.labels, i.label), abs(i.amount - e.amount), at, n)
                for at, e in enumerate(self.expected)
                for n, i in enumerate(self.invoiced)
                if test(e, i)
            ),
        )
        left, taken = set[int](), set[int]()
        for _, _, at, n in found:
            if at not in left and n not in taken:
                left.add(at)
                taken.add(n)
                self.pairs.append(Pair(self.expected[at], (self.invoiced[n],), how))
        self.expected = [e for at, e in enumerate(self.expected) if at not in left]
        self.invoiced = [i for n, i in enumerate(self.invoiced) if n not in taken]


def paired(expected: Expected, lines: Sequence[InvoicedLine]) -> tuple[Pair, ...]:
    """Every expected line with what was invoiced for it, in the order of the pre-invoice, then the
    invoiced lines for which nothing was expected. A line that is taken back and written again is one.
    """
    left, groups = set_apart(expected, lines)
    table = _Table(expected, list(expected.lines), left)
    alone = _alone(expected.lines, left)
    for how, test in (*_passes(expected), ("order_line", alone), *_LAST):
        table.take(how, test)
    pairs = put_back(list(_absorbed(table)), groups)
    rank = {line.id: at for at, line in enumerate(expected.lines)}
    pairs += [Pair(line, ()) for line in table.expected]
    pairs.sort(key=lambda pair: rank[pair.expected.id] if pair.expected else len(rank))
    return (*pairs, *(Pair(None, (line,)) for line in table.invoiced))


def _passes(expected: Expected) -> Iterator[tuple[str, Test]]:
    month = expected.month

    def known(e: ExpectedLine, i: InvoicedLine) -> bool:
        return bool(i.reference) and plain(i.reference) == plain(e.id) and unit_fits(e, i.unit)

    def placed(e: ExpectedLine, i: InvoicedLine) -> bool:
        return same_order(e, i) and unit_fits(e, i.unit) and not of_other_period(i, month)

    def valued(e: ExpectedLine, i: InvoicedLine) -> bool:
        if not e.counted:
            return same_amount(e.amount, i.amount)
        return i.quantity == e.quantity and same_price(e.unit_price, price_of(i))

    def fits(e: ExpectedLine, i: InvoicedLine) -> bool:
        return unit_fits(e, i.unit) and (not e.counted or i.amount * e.amount >= ZERO)

    def called(e: ExpectedLine, i: InvoicedLine) -> bool:
        return likeness(e.labels, i.label) >= _SAME

    def priced(e: ExpectedLine, i: InvoicedLine) -> bool:
        return e.counted and same_price(e.unit_price, price_of(i))

    yield "reference", lambda e, i: known(e, i) and not of_other_period(i, month)
    yield "order_line", lambda e, i: placed(e, i) and valued(e, i)
    yield "order_line", lambda e, i: placed(e, i) and called(e, i)
    yield "price", lambda e, i: fits(e, i) and valued(e, i) and not of_other_period(i, month)
    yield "order_line", lambda e, i: placed(e, i) and fits(e, i) and priced(e, i)
    yield "order_line", lambda e, i: placed(e, i) and fits(e, i) and e.counted and same_quantity(e, i)
    yield "label", lambda e, i: called(e, i) and unit_fits(e, i.unit) and not of_other_period(i, month)
    yield (
        "label",
        lambda e, i: (
            likeness(e.labels, i.label) >= _CLOSE
            and unit_fits(e, i.unit)
            and not of_other_period(i, month)
        ),
    )
    yield "price", lambda e, i: fits(e, i) and e.counted and same_quantity(e, i)


def _alone(expected: Sequence[ExpectedLine], lines: Sequence[InvoicedLine]) -> Test:
    """The only expected line of an order line, and the only invoiced one."""

    def test(e: ExpectedLine, i: InvoicedLine) -> bool:
        if not (e.counted and same_order(e, i) and unit_fits(e, i.unit)):
            return False
        mine = [one for one in expected if (one.order, one.order_line) == (e.order, e.order_line)]
        theirs = [one for one in lines if same_order(e, one)]
        return len(mine) == 1 and len(theirs) == 1

    return test


_LAST: tuple[tuple[str, Test], ...] = (
    ("amount", lambda e, i: e.amount != ZERO and same_amount(e.amount, i.amount)),
    ("amount", lambda e, i: not e.counted and e.amount != ZERO and same_amount(e.amount, -i.amount)),
    (
        "label",
        lambda e, i: (
            unit_fits(e, i.unit)
            and likeness(e.labels, i.label) >= _SAME
            and i.quantity == e.quantity
            and same_price(e.unit_price, price_of(i))
        ),
    ),
)


def _absorbed(table: _Table) -> Iterator[Pair]:
    """The pairs, with what was invoiced in several parts: as long as their sum is not beyond what was
    expected, lines of one price are one line.
    """
    for pair in table.pairs:
        e, items = pair.expected, pair.invoiced
        if e is None or not e.counted:
            yield pair
            continue
        done = sum((one.quantity or ZERO for one in items), ZERO)
        for one in list(table.invoiced):
            if _part_of(e, items[0], one, table) and done + (one.quantity or ZERO) <= e.quantity:
                done += one.quantity or ZERO
                items = (*items, one)
                table.invoiced.remove(one)
        yield replace(pair, invoiced=items)


def _part_of(e: ExpectedLine, first: InvoicedLine, one: InvoicedLine, table: _Table) -> bool:
    if one.quantity is None or one.quantity <= 0 or of_other_period(one, table.month_of.month):
        return False
    price = price_of(first)
    alike = tokens(first.label) == tokens(one.label) or likeness(e.labels, one.label) >= _CLOSE
    return price is not None and same_price(price, price_of(one)) and unit_fits(e, one.unit) and alike
