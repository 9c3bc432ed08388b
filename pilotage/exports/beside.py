"""What stands beside the bill of a month in its workbook: invoices received, accrual, orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import Accrual
from pilotage.reconciliation.model import Gap, Limits, Pair, ReceivedInvoice
from pilotage.reconciliation.suggesting import Suggestion


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document received for the month; `counts` unless it repeats another or was set aside."""

    invoice: ReceivedInvoice
    received_on: date
    counts: bool


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap and what became of it: `state` is the code of the reconciliation, `owner` who decided."""

    gap: Gap
    state: str
    reason: str = ""
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class ReconciledMonth:
    """The month's documents against what was expected; `invoiced` before tax, credit notes taken off."""

    documents: tuple[DocumentRow, ...]
    pairs: tuple[Pair, ...]
    gaps: tuple[GapRow, ...]
    limits: Limits
    invoiced: Decimal
    suggestion: Suggestion


@dataclass(frozen=True)
class AccruedMonth:
    """An accrual: `kept` for good at the cut-off, else what a cut-off would keep on its day."""

    accrual: Accrual
    kept: bool
    by: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Beside:
    """`billed_before` is what the earlier months billed on each order line, by its id, before tax."""

    reconciled: ReconciledMonth | None = None
    accrued: AccruedMonth | None = None
    billed_before: Mapping[str, Decimal] = field(default_factory=dict)


ALONE = Beside()
"""The bill alone: nothing received, nothing accrued, the first month of its orders."""
