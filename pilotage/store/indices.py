"""Published values of index series, by contract."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from pilotage.store.price_tables import IndexRow
from pilotage.store.scope import Vendors, in_scope


def listed(session: Session, vendors: Vendors, contract: str) -> Sequence[IndexRow]:
    """The values in scope: by series, then by period and day of publication."""
    query = select(IndexRow).where(in_scope(col(IndexRow.vendor), vendors), IndexRow.contract == contract)
    order = (col(IndexRow.series), col(IndexRow.period), col(IndexRow.published))
    return session.exec(query.order_by(*order)).all()


def add(session: Session, row: IndexRow) -> None:
    """Keeps a value."""
    session.add(row)
    session.flush()
