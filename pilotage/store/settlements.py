"""Amounts settled for the lines of consequences: each decision is a row, the latest of a line stands."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from pilotage.periods import Month
from pilotage.store.scope import Vendors, in_scope, next_id
from pilotage.store.tables import SettlementRow


def listed(
    session: Session, vendors: Vendors, contract: str | None = None, month: Month | None = None
) -> Sequence[SettlementRow]:
    """The settlements in scope, in the order in which they were kept."""
    query = select(SettlementRow).where(in_scope(col(SettlementRow.vendor), vendors))
    if contract is not None:
        query = query.where(SettlementRow.contract == contract)
    if month is not None:
        query = query.where(SettlementRow.month == str(month))
    return session.exec(query.order_by(col(SettlementRow.id))).all()


def add(session: Session, row: SettlementRow) -> SettlementRow:
    """Keeps a settlement under the next number."""
    row.id = next_id(session, col(SettlementRow.id))
    session.add(row)
    session.flush()
    return row
