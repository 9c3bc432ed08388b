"""Reopened months as they are kept: who asked and why, who confirmed. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from pilotage.store.scope import Vendors, in_scope, next_id
from pilotage.store.tables import Reopening, ReopeningRequest


def requests(
    session: Session, vendors: Vendors, contract: str | None = None
) -> Sequence[ReopeningRequest]:
    """The requests in scope, the oldest first."""
    query = select(ReopeningRequest).where(in_scope(col(ReopeningRequest.vendor), vendors))
    if contract is not None:
        query = query.where(ReopeningRequest.contract == contract)
    return session.exec(query.order_by(col(ReopeningRequest.id))).all()


def find(session: Session, vendors: Vendors, number: int) -> ReopeningRequest | None:
    """The request of that number, None when there is none in scope."""
    query = select(ReopeningRequest).where(ReopeningRequest.id == number)
    return session.exec(query.where(in_scope(col(ReopeningRequest.vendor), vendors))).first()


def confirmed(
    session: Session, vendors: Vendors, contract: str | None = None
) -> Mapping[tuple[str, str, int], Reopening]:
    """The reopenings in scope, by contract, month and edition of the closing."""
    query = select(Reopening).where(in_scope(col(Reopening.vendor), vendors))
    if contract is not None:
        query = query.where(Reopening.contract == contract)
    return {(row.contract, row.month, row.edition): row for row in session.exec(query)}


def add(session: Session, row: ReopeningRequest) -> ReopeningRequest:
    """Keeps a request under the next number."""
    row.id = next_id(session, col(ReopeningRequest.id))
    session.add(row)
    session.flush()
    return row
