"""What was delivered under purchase orders, by contract."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from pilotage.store.price_tables import OrderRow
from pilotage.store.scope import Vendors, in_scope, next_id


def listed(session: Session, vendors: Vendors, contract: str) -> Sequence[OrderRow]:
    """The deliveries in scope, in the order in which they were kept."""
    query = select(OrderRow).where(in_scope(col(OrderRow.vendor), vendors), OrderRow.contract == contract)
    return session.exec(query.order_by(col(OrderRow.id))).all()


def add(session: Session, row: OrderRow) -> OrderRow:
    """Keeps a delivery under the next number."""
    row.id = next_id(session, col(OrderRow.id))
    session.add(row)
    session.flush()
    return row
