"""What the demo's vendors invoice: their months as they were agreed, but for what the story tells."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pilotage.money import CENT, ZERO, round_half_up, sum_of
from pilotage.reconciliation.model import (
    Expected,
    ExpectedLine,
    InvoicedLine,
    InvoicedVat,
    ReceivedInvoice,
)

_PRINTED = Decimal("0.0001")  # what an invoice prints of a quantity; a share of a month is one amount
_UNITS: Mapping[str, str] = {"month": "MON", "base": "C62", "amount": "C62"}


@dataclass(frozen=True, slots=True)
class Sender:
    """How a vendor writes its invoices: the form, the number, the words beside ours."""

    form: str
    number: str
    buyer_id: str = "552100554"


def invoice(expected: Expected, sender: Sender, issued_on: date, seller: str) -> ReceivedInvoice:
    """The month as it should be invoiced, in the vendor's own document."""
    first = expected.month.first
    last = date(first.year, first.month, monthrange(first.year, first.month)[1])
    lines = tuple(
        _line(line, n, first, last) for n, line in enumerate(expected.lines, 1) if line.amount != ZERO
    )
    return totalled(
        ReceivedInvoice(
            form=sender.form,
            number=sender.number.format(month=expected.month, year=first.year, rank=first.month),
            issued_on=issued_on,
            currency=expected.currency,
            lines=lines,
            subtotal=None,
            vat=None,
            total=None,
            seller=seller,
            buyer=expected.buyer,
            buyer_id=sender.buyer_id,
            order=next((line.order for line in expected.lines if line.order), ""),
            contract=expected.contract,
            first=first,
            last=last,
        )
    )


def _line(line: ExpectedLine, number: int, first: date, last: date) -> InvoicedLine:
    counted = line.counted and line.quantity == round_half_up(line.quantity, _PRINTED)
    return InvoicedLine(
        number=str(number),
        label=line.labels[0] if line.labels else line.id,
        amount=line.amount,
        quantity=line.quantity if counted else Decimal(1),
        unit="HUR" if line.unit.endswith("hour") else _UNITS.get(line.unit, "C62"),
        unit_price=line.unit_price if counted else line.amount,
        order=line.order,
        order_line=line.order_line,
        first=first,
        last=last,
        vat_category=line.vat_category,
        vat_rate=line.vat_rate,
    )


def totalled(found: ReceivedInvoice) -> ReceivedInvoice:
    """The document with the totals that its lines give, VAT rounded once a category and rate."""
    bases: dict[tuple[str, Decimal], Decimal] = {}
    for line in found.lines:
        key = (line.vat_category, line.vat_rate or ZERO)
        bases[key] = bases.get(key, ZERO) + line.amount
    taxes = tuple(
        InvoicedVat(category, rate, base, round_half_up(base * rate / 100, CENT))
        for (category, rate), base in sorted(bases.items())
    )
    subtotal, vat = sum_of(line.amount for line in found.lines), sum_of(one.amount for one in taxes)
    return replace(found, vat_lines=taxes, subtotal=subtotal, vat=vat, total=subtotal + vat)


def without(found: ReceivedInvoice, lines: Iterable[str]) -> ReceivedInvoice:
    """The document without the lines of these labels."""
    left = frozenset(lines)
    return totalled(replace(found, lines=tuple(one for one in found.lines if one.label not in left)))


def with_quantity(found: ReceivedInvoice, label: str, quantity: Decimal) -> ReceivedInvoice:
    """The document with another quantity on the line of that label."""

    def line(one: InvoicedLine) -> InvoicedLine:
        if one.label != label:
            return one
        return replace(
            one, quantity=quantity, amount=round_half_up(quantity * (one.unit_price or ZERO), CENT)
        )

    return totalled(replace(found, lines=tuple(line(one) for one in found.lines)))


def credit_note(
    found: ReceivedInvoice, number: str, issued_on: date, lines: Iterable[InvoicedLine]
) -> ReceivedInvoice:
    """A credit note on a document, of these lines: amounts below zero, as they count."""
    return totalled(
        replace(
            found, number=number, issued_on=issued_on, credit=True, about=found.number, lines=tuple(lines)
        )
    )
