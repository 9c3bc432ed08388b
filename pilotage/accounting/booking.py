"""What is not a month's accrual: credit notes that are owed, invoices that came. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import Accrual, AccrualLine, AccruedVat, code_of
from pilotage.accounting.entries import VatDue
from pilotage.accounting.sharing import shared
from pilotage.billing import Bill
from pilotage.contract.model import Contract
from pilotage.invoice.allotting import DAMAGES, allotted, order_line_of
from pilotage.money import ZERO, round_half_up, sum_of
from pilotage.periods import Month


@dataclass(frozen=True, slots=True)
class Part:
    """So much of an invoice on a line that was expected: `line` its id and `term` its clause (empty for
    what nothing was expected of), `outside` VAT when it is damages.
    """

    line: str
    term: str
    amount: Decimal
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Charged:
    """VAT as an invoice sums it; `rate` in percent, None where it says none."""

    rate: Decimal | None
    amount: Decimal


def credit_owed(
    contract: Contract, month: Month, on: date, bill: Bill, gaps: Iterable[tuple[str, Decimal, bool]]
) -> Accrual:
    """What the vendor owes back of a month, as an accrual below zero.

    `gaps` are (line of the bill or of the invoice, amount above zero, whether it is VAT itself). VAT
    follows the bill's: none on damages, none under reverse charge, which the vendor does not charge.
    """
    by_id = {line.id: line for line in bill.lines}
    found = tuple(gaps)
    parts = [
        Part(line, by_id[line].term if line in by_id else "", -amount, _outside(bill, line))
        for line, amount, vat in found
        if not vat
    ]
    charged = next((one for one in bill.vat_lines if one.treatment == "standard"), None)
    owed = sum_of(one.amount for one in parts if not one.outside)
    tax = round_half_up(owed * charged.rate / 100) if charged else ZERO
    tax -= sum((amount for _, amount, vat in found if vat), ZERO)
    code = code_of(charged) if charged else "vat"
    return Accrual(
        contract=contract.ref,
        month=month,
        on=on,
        currency=contract.currency,
        lines=tuple(_line(contract, bill, one) for one in parts),
        vat=(AccruedVat(code, owed, tax, ZERO),) if tax else (),
        reference=f"AAR-{month}-{contract.ref}",
    )


def invoiced(
    contract: Contract,
    month: Month,
    on: date,
    number: str,
    bill: Bill,
    parts: Iterable[Part],
) -> Accrual:
    """An invoice or a credit note as its lines in the books, each where its expected line goes, the
    contract's own account taking what nothing was expected of. `reference` is the document's number.
    """
    return Accrual(
        contract=contract.ref,
        month=month,
        on=on,
        currency=contract.currency,
        lines=tuple(_line(contract, bill, one) for one in parts if one.amount),
        vat=(),
        reference=number,
    )


def with_rest(parts: Sequence[Part], subtotal: Decimal) -> tuple[Part, ...]:
    """The parts of an invoice that has lines, and what they leave of its total before tax."""
    rest = subtotal - sum((one.amount for one in parts), ZERO)
    return (*parts, Part("", "", rest)) if rest else tuple(parts)


def split(expected: Sequence[Part], subtotal: Decimal) -> tuple[Part, ...]:
    """A total without lines, over the lines that were expected, in proportion and to the cent. Raises
    `ValueError` when they add up to nothing: it cannot be told on which account the total goes.
    """
    amounts = shared(subtotal, [one.amount for one in expected])
    return tuple(replace(one, amount=amount) for one, amount in zip(expected, amounts, strict=True))


def vat_due(bill: Bill, parts: Iterable[Part], charged: Iterable[Charged]) -> tuple[VatDue, ...]:
    """The VAT of an invoice: what it charges, by rate; and under reverse charge what the client accounts
    for at the rate of the bill, on what is not outside VAT.
    """
    usual = next((one for one in bill.vat_lines if one.treatment == "standard"), None)
    rate = usual.rate if usual is not None else None
    found = [VatDue(_code(one.rate, rate), one.amount) for one in charged if one.amount]
    reverse = next((one for one in bill.vat_lines if one.treatment == "reverse_charge"), None)
    if reverse is not None:
        base = sum((one.amount for one in parts if not one.outside), ZERO)
        found.append(VatDue(code_of(reverse), ZERO, round_half_up(base * reverse.rate / 100)))
    return tuple(found)


def _code(rate: Decimal | None, usual: Decimal | None) -> str:
    known = rate if rate is not None else usual
    return "standard" if known is None else f"standard {known.normalize():f}"


def _outside(bill: Bill, line: str) -> bool:
    return any(one.id == line and one.vat_treatment == DAMAGES for one in bill.lines)


def _line(contract: Contract, bill: Bill, part: Part) -> AccrualLine:
    ordered, books = order_line_of(contract, part.term), contract.accounting
    known = next((one for one in bill.lines if one.id == part.line), None)
    where = allotted(contract, known) if known is not None else None
    account = (ordered.account if ordered else "") or books.expense
    centre = (ordered.cost_centre if ordered else "") or books.cost_centre
    return AccrualLine(
        line=part.line,
        term=part.term,
        kind="fee",
        amount=part.amount,
        account=where.account if where else books.income if part.outside else account,
        cost_centre=where.cost_centre if where else centre,
        order=ordered.order if ordered else "",
        order_line=ordered.line if ordered else "",
    )
