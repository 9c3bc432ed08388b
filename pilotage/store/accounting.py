"""Accruals, budgets and client costs as they are kept. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from pilotage.periods import Month
from pilotage.store.accounting_tables import AccrualRow, BudgetRow, ClientCostRow, JournalSet
from pilotage.store.scope import Vendors, in_scope, next_id


def accrual(session: Session, vendors: Vendors, contract: str, month: Month) -> AccrualRow | None:
    """What was accrued of a month, None before its cut-off or out of scope."""
    query = select(AccrualRow).where(AccrualRow.contract == contract, AccrualRow.month == str(month))
    return session.exec(query.where(in_scope(col(AccrualRow.vendor), vendors))).first()


def accruals(session: Session, vendors: Vendors, contract: str | None = None) -> Sequence[AccrualRow]:
    """Every accrual in scope, by month."""
    query = select(AccrualRow).where(in_scope(col(AccrualRow.vendor), vendors))
    if contract is not None:
        query = query.where(AccrualRow.contract == contract)
    return session.exec(query.order_by(col(AccrualRow.month), col(AccrualRow.contract))).all()


def budget(session: Session, vendors: Vendors, contract: str, month: Month) -> Sequence[BudgetRow]:
    """The rows of the budget that stands for a month: those of its highest version; none without one."""
    query = select(BudgetRow).where(BudgetRow.contract == contract, BudgetRow.month == str(month))
    rows = session.exec(query.where(in_scope(col(BudgetRow.vendor), vendors))).all()
    last = max((row.version for row in rows), default=0)
    return sorted((row for row in rows if row.version == last), key=lambda row: row.term)


def keep_budget(session: Session, rows: Iterable[BudgetRow]) -> int:
    """Keeps a month's budget, whole, under its next version, which it returns."""
    rows = list(rows)
    first = rows[0]
    query = select(func.max(col(BudgetRow.version))).where(
        BudgetRow.vendor == first.vendor,
        BudgetRow.contract == first.contract,
        BudgetRow.month == first.month,
    )
    version = int(session.exec(query).one() or 0) + 1
    for row in rows:
        row.version = version
        session.add(row)
    session.flush()
    return version


def client_costs(
    session: Session, vendors: Vendors, contract: str | None = None, months: Iterable[Month] = ()
) -> Sequence[ClientCostRow]:
    """The client's own costs in scope, in the order in which they were kept."""
    query = select(ClientCostRow).where(in_scope(col(ClientCostRow.vendor), vendors))
    if contract is not None:
        query = query.where(ClientCostRow.contract == contract)
    wanted = [str(month) for month in months]
    if wanted:
        query = query.where(col(ClientCostRow.month).in_(wanted))
    return session.exec(query.order_by(col(ClientCostRow.id))).all()


def add_client_cost(session: Session, row: ClientCostRow) -> ClientCostRow:
    """Keeps a cost under the next number."""
    row.id = next_id(session, col(ClientCostRow.id))
    session.add(row)
    session.flush()
    return row


def journal_sets(session: Session, vendors: Vendors, contract: str, kind: str) -> Sequence[JournalSet]:
    """The sets of a contract that left for the books, the oldest first."""
    query = select(JournalSet).where(JournalSet.contract == contract, JournalSet.kind == kind)
    query = query.where(in_scope(col(JournalSet.vendor), vendors))
    return session.exec(query.order_by(col(JournalSet.recorded_at), col(JournalSet.number))).all()


def next_entry_number(session: Session, client: str, journal: str, year: int) -> int:
    """The next number of a client entity's journal and year, whoever its vendors are. The session must be
    a writing one: writers come one at a time.
    """
    query = select(func.max(JournalSet.number)).where(
        JournalSet.client == client, JournalSet.journal == journal, JournalSet.year == year
    )
    return int(session.exec(query).one() or 0) + 1
