"""The pre-invoice as finance receives it: a month of a contract, of all vendors, the year to date."""

from __future__ import annotations

from pilotage.exports.beside import DocumentRow, GapRow, ReconciledMonth
from pilotage.exports.workbook import ReceivedFileRef, workbook_name
from pilotage.locale import Language
from pilotage.periods import Month
from pilotage.services import catalogue, preinvoice_book, reconciling
from pilotage.services.actor import Actor, Right
from pilotage.services.gathering import (
    month_workbook,
    month_workbook_name,
    year_workbook,
    year_workbook_name,
)
from pilotage.services.preinvoice_book import files_behind
from pilotage.services.reconciling_views import GapView
from pilotage.store.database import Database

__all__ = [
    "ReceivedFileRef",
    "files_behind",
    "month_workbook",
    "month_workbook_name",
    "reconciled_month",
    "workbook",
    "workbook_name",
    "year_workbook",
    "year_workbook_name",
]


def workbook(
    db: Database, actor: Actor, *, contract: str, month: Month, language: Language
) -> tuple[str, bytes]:
    """The file name and the .xlsx of a month: its bill, what was invoiced against it, its accrual. The
    same figures give the same bytes.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.EXPORT, catalogue.contract(db, actor, ref=contract).vendor)
    found = reconciled_month(db, actor, contract=contract, month=month)
    return preinvoice_book.made(
        db, actor, contract=contract, month=month, language=language, reconciled=found
    )


def reconciled_month(
    db: Database, actor: Actor, *, contract: str, month: Month
) -> ReconciledMonth | None:
    """The month's invoices against what was expected, as the workbook lays them out; None before one.

    Raises `RefusedError`, `UnknownContractError`.
    """
    found = reconciling.reconciled(db, actor, contract=contract, month=month)
    if found is None:
        return None
    return ReconciledMonth(
        documents=tuple(
            DocumentRow(one.invoice, one.received_on, one in found.counting) for one in found.documents
        ),
        pairs=found.pairs,
        gaps=tuple(_gap(one) for one in found.gaps),
        limits=found.limits,
        invoiced=found.invoiced,
        suggestion=found.suggestion,
    )


def _gap(one: GapView) -> GapRow:
    made = one.decision
    if made is None:
        return GapRow(one.gap, one.state)
    return GapRow(one.gap, one.state, made.reason, made.by, one.due_on)
