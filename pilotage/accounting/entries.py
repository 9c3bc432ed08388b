"""Entries for the client's books: each set balances, and each one names what it comes from.

A proposal in the order of the French chart (408 *factures non parvenues*, 4098 *avoirs à recevoir*,
44586 *TVA sur factures non parvenues*): the accounts are those of the contract's `[accounting]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import Accrual, AccrualLine
from pilotage.contract.accounting import Accounting
from pilotage.money import ZERO


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a set: `debit` or `credit` is zero, neither is below. `label` is a code that the view
    turns into words (`expense`, `vat`, `vat_due`, `accrued`, `accrued_vat`, `credit`, `credit_vat`,
    `income`, `supplier`, and `reversal` when it takes one back); `term` the clause that it comes from.
    """

    set: str
    day: date
    account: str
    label: str
    debit: Decimal
    credit: Decimal
    auxiliary: str = ""
    term: str = ""
    order: str = ""
    order_line: str = ""
    cost_centre: str = ""
    vat_code: str = ""
    piece: str = ""
    piece_day: date | None = None
    reverses: bool = False


@dataclass(frozen=True, slots=True)
class VatDue:
    """The VAT of one rate: what the vendor charges, and what the client accounts for itself."""

    code: str
    amount: Decimal
    self_assessed: Decimal = ZERO


def accrual_entries(accrual: Accrual, books: Accounting) -> tuple[Entry, ...]:
    """What is not invoiced yet, on the last day of its month: expenses and their VAT against 408; a total
    that the vendor owes, against 4098. VAT that the client accounts for itself is accrued by no one.
    """
    owed = accrual.total < 0
    third, label = (books.credit, "credit") if owed else (books.accrued, "accrued")
    vat = books.credit_vat if owed else books.accrued_vat
    vat_label = "credit_vat" if owed else "accrued_vat"
    found = [_expense(accrual, one) for one in accrual.lines if one.amount]
    taxed = [_entry(accrual, vat, vat_label, one.amount, vat_code=one.code) for one in accrual.vat]
    found += [one for one in taxed if one.debit or one.credit]
    found.append(_entry(accrual, third, label, -accrual.total, auxiliary=books.supplier))
    return tuple(one for one in found if one.debit or one.credit)


def reversal(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """The same entries taken back on `day`: debits for credits."""
    return tuple(
        replace(one, day=day, debit=one.credit, credit=one.debit, reverses=True, set=f"{one.set}-X")
        for one in entries
    )


def invoice_entries(accrual: Accrual, books: Accounting, vat: Sequence[VatDue]) -> tuple[Entry, ...]:
    """An invoice (or, below zero, a credit note) received: expenses and deductible VAT against the
    supplier; VAT that the client accounts for itself stands on both sides.
    """
    found = [_expense(accrual, one) for one in accrual.lines if one.amount]
    for one in vat:
        found.append(_entry(accrual, books.vat, "vat", one.amount, vat_code=one.code))
        found.append(_entry(accrual, books.vat, "vat", one.self_assessed, vat_code=one.code))
        found.append(_entry(accrual, books.vat_due, "vat_due", -one.self_assessed, vat_code=one.code))
    total = sum((one.amount for one in accrual.lines), ZERO) + sum((one.amount for one in vat), ZERO)
    found.append(_entry(accrual, books.supplier or "401", "supplier", -total, auxiliary=books.supplier))
    return tuple(one for one in found if one.debit or one.credit)


def brought_to(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """The same entries on another day, a set of their own: what is still not invoiced at the end of a
    later month is accrued there again.
    """
    return tuple(replace(one, day=day, set=f"{one.set}-{day:%Y%m}") for one in entries)


def balance(entries: Iterable[Entry]) -> Decimal:
    """Debits less credits: zero for every set that this module makes."""
    return sum((one.debit - one.credit for one in entries), ZERO)


def _expense(accrual: Accrual, line: AccrualLine) -> Entry:
    kept = {"term": line.term, "order": line.order, "order_line": line.order_line}
    return _entry(accrual, line.account, "expense", line.amount, cost_centre=line.cost_centre, **kept)


def _entry(accrual: Accrual, account: str, label: str, amount: Decimal, **more: str) -> Entry:
    """A debit above zero, a credit below it."""
    return Entry(
        set=accrual.reference,
        day=accrual.month.last,
        account=account,
        label=label,
        debit=max(amount, ZERO),
        credit=max(-amount, ZERO),
        piece=accrual.reference,
        piece_day=accrual.on,
        **more,  # type: ignore[arg-type]
    )
