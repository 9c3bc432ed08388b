"""The bill of a month as its lines are looked for on the vendor's invoice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pilotage.billing import Bill, VatLine
from pilotage.contract.accounting import OrderLine
from pilotage.contract.model import Contract
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import Line
from pilotage.reconciliation.model import Expected, ExpectedLine

Labels = Mapping[str, tuple[str, ...]]
_CATEGORIES = {"standard": "S", "reverse_charge": "AE", "exempt": "E", "outside": "O"}


def expected_of(
    contract: Contract,
    month: Month,
    bill: Bill,
    labels: Labels,
    *,
    before: Iterable[tuple[Bill, Labels]] = (),
    clauses: Iterable[tuple[str, tuple[str, ...]]] = (),
    document: str = "",
) -> Expected:
    """What the vendor should invoice for the month. `labels` are the words of each line in each language;
    `before` the bills of the months before, the latest first, whose prices and quantities tell an old
    revision or another month from a mistake.
    """
    earlier = tuple(before)
    past = tuple(_line(one, contract, month.plus(-1), *earlier[0], ()) for one in _lines_of(earlier))
    prices = [line for found, _ in earlier for line in found.lines]
    return Expected(
        contract=contract.ref,
        month=month,
        currency=bill.currency,
        lines=tuple(_line(one, contract, month, bill, labels, prices) for one in bill.lines),
        subtotal=bill.subtotal,
        vat=bill.vat,
        total=bill.total,
        seller=f"{contract.vendor_name} {contract.entity.name}",
        seller_id=contract.entity.registration,
        buyer=contract.client.name,
        document=document,
        before=past,
        clauses=tuple(clauses),
    )


def _lines_of(earlier: tuple[tuple[Bill, Labels], ...]) -> tuple[Line, ...]:
    return earlier[0][0].lines if earlier else ()


def _line(
    line: Line, contract: Contract, month: Month, bill: Bill, labels: Labels, past: Iterable[Line]
) -> ExpectedLine:
    order = order_of(contract, line.term)
    category, rate = _vat(bill.vat_of(line))
    return ExpectedLine(
        id=line.id,
        term=line.term,
        kind=line.kind.value,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        labels=labels.get(line.id, ()),
        order=order.order if order else "",
        order_line=order.line if order else "",
        tiered=any(name == "tier" for name, _ in line.detail),
        tiers=_tiers(contract, line, month),
        stale=tuple(_stale(contract, line, month, past)),
        vat_category=category,
        vat_rate=rate,
        source=line.source,
    )


def order_of(contract: Contract, term: str) -> OrderLine | None:
    """The order line that bears a term: the one that names it, else the one that names none."""
    named = (one for one in contract.order_line if term in one.terms)
    return next(named, next((one for one in contract.order_line if not one.terms), None))


def _vat(found: VatLine) -> tuple[str, Decimal]:
    """The category as invoices write it, and the rate that they add: none under reverse charge."""
    return _CATEGORIES[found.treatment], found.rate if found.treatment == "standard" else ZERO


def _tiers(contract: Contract, line: Line, month: Month) -> tuple[Decimal, ...]:
    price = next((one for one in contract.price if one.id == line.term), None)
    in_force = price.terms_on(month.last) if price else None
    found = [tier.price for tier in (in_force.terms.tiers or ())] if in_force else []
    return tuple(one for one in found if one is not None and len(found) > 1)


def _stale(
    contract: Contract, line: Line, month: Month, past: Iterable[Line]
) -> Iterable[tuple[str, Decimal]]:
    """Prices of the same line that no longer hold: those billed before, those before any revision, those
    of earlier terms.
    """
    indexed = any(line.term in {*one.prices, *one.consequences} for one in contract.index)
    why = "index" if indexed else "terms"
    for one in past:
        if one.id == line.id and one.unit_price != line.unit_price:
            yield why, one.unit_price
    price = next((one for one in contract.price if one.id == line.term), None)
    for block in price.terms if price else ():
        old = block.price
        if block.since <= month.last and old is not None and old != line.unit_price:
            yield why, old
