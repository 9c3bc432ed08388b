"""What is not a month's accrual: credit notes that are owed, invoices that came. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import Accrual, AccrualLine, AccruedVat
from pilotage.accounting.entries import VatDue
from pilotage.billing import Bill
from pilotage.contract.model import Contract
from pilotage.invoice.allotting import order_line_of
from pilotage.money import ZERO, round_half_up, sum_of
from pilotage.periods import Month


def credit_owed(
    contract: Contract, month: Month, on: date, bill: Bill, gaps: Iterable[tuple[str, Decimal, bool]]
) -> Accrual:
    """What the vendor owes back of a month, as an accrual below zero.

    `gaps` are (line of the bill or of the invoice, amount above zero, whether it is VAT itself). VAT
    follows the bill's: none under reverse charge, which the vendor does not charge.
    """
    terms = {line.id: line.term for line in bill.lines}
    found = tuple(gaps)
    lines = tuple(
        _line(contract, line, terms.get(line, ""), -amount) for line, amount, vat in found if not vat
    )
    charged = next((one for one in bill.vat_lines if one.treatment == "standard"), None)
    owed = sum_of(one.amount for one in lines)
    tax = round_half_up(owed * charged.rate / 100) if charged else ZERO
    tax -= sum((amount for _, amount, vat in found if vat), ZERO)
    code = f"standard {charged.rate.normalize():f}" if charged else "vat"
    return Accrual(
        contract=contract.ref,
        month=month,
        on=on,
        currency=contract.currency,
        lines=lines,
        vat=(AccruedVat(code, owed, tax, ZERO),) if tax else (),
        reference=f"AAR-{month}-{contract.ref}",
    )


def invoiced(
    contract: Contract,
    month: Month,
    on: date,
    number: str,
    lines: Iterable[tuple[str, Decimal]],
    subtotal: Decimal,
) -> Accrual:
    """An invoice or a credit note as its lines in the books: (term, amount) for what was recognised, the
    rest of `subtotal` under the contract's own account. `reference` is the document's number.
    """
    known = tuple(lines)
    rest = subtotal - sum((amount for _, amount in known), ZERO)
    every = (*known, *((("", rest),) if rest else ()))
    return Accrual(
        contract=contract.ref,
        month=month,
        on=on,
        currency=contract.currency,
        lines=tuple(_line(contract, term, term, amount) for term, amount in every),
        vat=(),
        reference=number,
    )


def vat_due(bill: Bill, subtotal: Decimal, charged: Decimal) -> tuple[VatDue, ...]:
    """The VAT of an invoice: what it charges; and under reverse charge what the client accounts for, at
    the rate of the bill.
    """
    reverse = next((one for one in bill.vat_lines if one.treatment == "reverse_charge"), None)
    own = round_half_up(subtotal * reverse.rate / 100) if reverse else ZERO
    return (VatDue("reverse_charge" if reverse else "standard", charged, own),)


def _line(contract: Contract, line: str, term: str, amount: Decimal) -> AccrualLine:
    ordered, books = order_line_of(contract, term), contract.accounting
    return AccrualLine(
        line=line,
        term=term,
        kind="fee",
        amount=amount,
        account=(ordered.account if ordered else "") or books.expense,
        cost_centre=(ordered.cost_centre if ordered else "") or books.cost_centre,
        order=ordered.order if ordered else "",
        order_line=ordered.line if ordered else "",
    )
