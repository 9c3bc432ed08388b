"""What a month is expected to cost, on the day on which the books are cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.billing import VatLine
from pilotage.contract.model import Contract
from pilotage.invoice.allotting import allotted
from pilotage.judgement import MonthResult
from pilotage.money import ZERO, sum_of
from pilotage.periods import Month
from pilotage.pricing import LineKind


@dataclass(frozen=True, slots=True)
class AccrualLine:
    """A line of the pre-invoice as it is accrued: before tax, in the contract's currency. `estimated`
    when a part of it is a guess (a missing day, a printed rate). `vat` is the code of its VAT; empty in
    what was kept before lines held it.
    """

    line: str
    term: str
    kind: str
    amount: Decimal
    account: str
    cost_centre: str
    order: str
    order_line: str
    estimated: bool = False
    vat: str = ""


@dataclass(frozen=True, slots=True)
class AccruedVat:
    """The VAT of one treatment and rate that the vendor will charge; zero under reverse charge."""

    code: str
    base: Decimal
    amount: Decimal
    self_assessed: Decimal


@dataclass(frozen=True)
class Accrual:
    """A month as it is accrued on the day `on`: `subtotal` before tax, `total` what the vendor will be
    owed. `reference` names it in the books (`FNP-2026-10-ARMOR-2025`); `estimated_days` are the open
    days of which nothing was known.
    """

    contract: str
    month: Month
    on: date
    currency: str
    lines: tuple[AccrualLine, ...]
    vat: tuple[AccruedVat, ...]
    estimated_days: tuple[date, ...] = ()
    reference: str = ""

    @property
    def subtotal(self) -> Decimal:
        return sum_of(one.amount for one in self.lines)

    @property
    def total(self) -> Decimal:
        return self.subtotal + sum_of(one.amount for one in self.vat)

    def vat_of(self, line: AccrualLine) -> str:
        """The code of the line's VAT; of a line that does not say it, the treatment that is not
        `outside`: only damages are.
        """
        taxed = (one.code for one in self.vat if not one.code.startswith("outside"))
        return line.vat or next(taxed, "")

    @property
    def estimated(self) -> bool:
        return bool(self.estimated_days) or any(one.estimated for one in self.lines)


def accrual_of(
    result: MonthResult, contract: Contract, on: date, estimated_days: tuple[date, ...] = ()
) -> Accrual:
    """The accrual of a judged month: each of its lines, where the books hold it. Pure."""
    guessed = bool(estimated_days)
    lines = []
    for line in result.bill.lines:
        where = allotted(contract, line)
        rests_on_days = guessed and line.kind in {LineKind.FEE, LineKind.MINIMUM} and bool(line.streams)
        lines.append(
            AccrualLine(
                line=line.id,
                term=line.term,
                kind=line.kind.value,
                amount=line.amount,
                account=where.account,
                cost_centre=where.cost_centre,
                order=where.order,
                order_line=where.order_line,
                estimated=line.estimated or line.provisional or rests_on_days,
                vat=code_of(result.bill.vat_of(line)),
            )
        )
    vat = tuple(
        AccruedVat(code_of(one), one.base, one.amount, one.self_assessed) for one in result.bill.vat_lines
    )
    return Accrual(
        contract=contract.ref,
        month=result.month,
        on=on,
        currency=result.bill.currency,
        lines=tuple(lines),
        vat=vat,
        estimated_days=estimated_days,
        reference=f"FNP-{result.month}-{contract.ref}",
    )


def code_of(vat: VatLine) -> str:
    """The treatment and its rate: `standard 20`, `reverse_charge 20`, `outside 0`."""
    return f"{vat.treatment} {vat.rate.normalize():f}"


def rate_of(code: str) -> Decimal:
    """The rate of a code of VAT, in percent."""
    return Decimal(code.rpartition(" ")[2])


def as_data(accrual: Accrual) -> dict[str, Any]:
    """The accrual as it is kept: amounts as text, days ISO 8601. `of_data` reads it back."""
    return {
        "currency": accrual.currency,
        "reference": accrual.reference,
        "estimated_days": [day.isoformat() for day in accrual.estimated_days],
        "lines": [
            {name: _plain(getattr(line, name)) for name in AccrualLine.__slots__}
            for line in accrual.lines
        ],
        "vat": [
            {name: _plain(getattr(one, name)) for name in AccruedVat.__slots__} for one in accrual.vat
        ],
    }


def of_data(contract: str, month: Month, on: date, data: Mapping[str, Any]) -> Accrual:
    """An accrual from what was kept of it."""
    return Accrual(
        contract=contract,
        month=month,
        on=on,
        currency=data["currency"],
        lines=tuple(AccrualLine(**{**line, "amount": Decimal(line["amount"])}) for line in data["lines"]),
        vat=tuple(
            AccruedVat(one["code"], *(Decimal(one[name]) for name in ("base", "amount", "self_assessed")))
            for one in data["vat"]
        ),
        estimated_days=tuple(date.fromisoformat(day) for day in data["estimated_days"]),
        reference=data["reference"],
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def by_kind(accrual: Accrual) -> Mapping[str, Decimal]:
    """The amounts by kind of line, before tax."""
    kinds = dict.fromkeys(line.kind for line in accrual.lines)
    return {
        kind: sum((line.amount for line in accrual.lines if line.kind == kind), ZERO) for kind in kinds
    }
