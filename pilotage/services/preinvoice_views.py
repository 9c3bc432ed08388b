"""The life of a pre-invoice as it is read: where it stands, the steps taken, what the vendor claims."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilotage.billing import Bill
from pilotage.invoice.life import State, Step
from pilotage.periods import Month
from pilotage.problems import Problem
from pilotage.services.issuing import Issued
from pilotage.store.preinvoice_tables import PreinvoiceStep


@dataclass(frozen=True, slots=True)
class Claim:
    """What the vendor claims of a line: the amount that it asks, and the quantity where it says one."""

    line: str
    amount: Decimal | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step that was taken. `on` is the portal's day; `on_behalf` was received outside the portal and
    recorded for the vendor; `evidence` is the name of the file attached, empty without one.
    """

    rank: int
    kind: str
    on: date
    at: datetime
    by: str
    role: str
    on_behalf: bool
    comment: str
    lines: tuple[Claim, ...]
    amount: Decimal | None
    evidence: str
    document: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """Where the pre-invoice of a month stands. `number` and `version` are those of the document that
    stands, empty and 0 before the first; `next` the steps that the state allows, the usual one first;
    `blocking` what keeps the usual one from being taken; `vendor_amount` what the vendor asks while it
    disputes. `rank` counts the steps taken, `figures` is the fingerprint of the bill: `seen` says both,
    to be given with the next step.
    """

    contract: str
    month: Month
    state: str
    version: int
    number: str
    steps: tuple[LifeStep, ...]
    next: tuple[str, ...]
    blocking: tuple[Problem, ...]
    vendor_amount: Decimal | None
    documents: tuple[Issued, ...]
    figures: str = ""

    @property
    def rank(self) -> int:
        return len(self.steps)

    @property
    def seen(self) -> str:
        """What a person saw who takes a step from here: refused once either is no longer so."""
        return f"{self.rank}-{self.figures}" if self.figures else str(self.rank)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the vendor claims line by line, while it disputes."""
        contested = [one for one in self.steps if one.kind == Step.CONTEST]
        return contested[-1].lines if contested and self.state == State.CONTESTED else ()


def figures_of(bill: Bill) -> str:
    """Eight signs that change with any line of the bill."""
    told = [(one.id, f"{one.quantity:f}", f"{one.unit_price:f}", f"{one.amount:f}") for one in bill.lines]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def step_of(row: PreinvoiceStep) -> LifeStep:
    """A step as it was kept."""
    return LifeStep(
        rank=row.rank,
        kind=row.kind,
        on=row.day,
        at=row.recorded_at,
        by=row.recorded_by,
        role=row.role,
        on_behalf=row.on_behalf,
        comment=row.comment,
        lines=tuple(_claim(one) for one in row.lines),
        amount=None if row.amount_cents is None else Decimal(row.amount_cents).scaleb(-2),
        evidence=row.evidence_name,
        document=row.document,
    )


def _claim(told: Mapping[str, Any]) -> Claim:
    amount, quantity = told.get("amount"), told.get("quantity")
    return Claim(
        told["line"],
        None if amount is None else Decimal(amount),
        None if quantity is None else Decimal(quantity),
    )


def told_of(one: Claim) -> dict[str, Any]:
    """A claim as it is kept."""
    told: dict[str, Any] = {"line": one.line}
    if one.amount is not None:
        told["amount"] = f"{one.amount:.2f}"
    if one.quantity is not None:
        told["quantity"] = f"{one.quantity:f}"
    return told
