"""Neutralisations as they are kept: requests, their evidence, what was decided. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from pilotage.periods import Month
from pilotage.store import batches
from pilotage.store.scope import Vendors, in_scope, next_id
from pilotage.store.tables import ReliefAttachment, ReliefDecision, ReliefRequest


def requests(
    session: Session, vendors: Vendors, contract: str | None = None, month: Month | None = None
) -> Sequence[ReliefRequest]:
    """The requests in scope, the oldest first."""
    query = select(ReliefRequest).where(in_scope(col(ReliefRequest.vendor), vendors))
    if contract is not None:
        query = query.where(ReliefRequest.contract == contract)
    if month is not None:
        query = query.where(ReliefRequest.month == str(month))
    return session.exec(query.order_by(col(ReliefRequest.id))).all()


def find(session: Session, vendors: Vendors, number: int) -> ReliefRequest | None:
    """The request of that number, None when there is none in scope."""
    query = select(ReliefRequest).where(ReliefRequest.id == number)
    return session.exec(query.where(in_scope(col(ReliefRequest.vendor), vendors))).first()


def decisions(session: Session, vendors: Vendors, numbers: Iterable[int]) -> Mapping[int, ReliefDecision]:
    """What was decided of these requests, by their number; nothing for those that wait."""
    query = select(ReliefDecision).where(in_scope(col(ReliefDecision.vendor), vendors))
    query = query.where(col(ReliefDecision.request).in_(sorted(numbers)))
    return {row.request: row for row in session.exec(query)}


def attachments(
    session: Session, vendors: Vendors, numbers: Iterable[int]
) -> Mapping[int, tuple[ReliefAttachment, ...]]:
    """The evidence of these requests, in the order in which it was attached."""
    query = select(ReliefAttachment).where(in_scope(col(ReliefAttachment.vendor), vendors))
    query = query.where(col(ReliefAttachment.request).in_(sorted(numbers)))
    found: dict[int, tuple[ReliefAttachment, ...]] = {}
    for row in session.exec(query.order_by(col(ReliefAttachment.position))):
        found[row.request] = (*found.get(row.request, ()), row)
    return found


def document(session: Session, vendors: Vendors, number: int, position: int) -> tuple[str, bytes] | None:
    """The name and the bytes of a piece of evidence, None when there is none in scope."""
    for row in attachments(session, vendors, [number]).get(number, ()):
        if row.position == position:
            return row.name, batches.content(session, row.vendor, row.sha256)
    return None


def add(session: Session, row: ReliefRequest) -> ReliefRequest:
    """Keeps a request under the next number."""
    row.id = next_id(session, col(ReliefRequest.id))
    session.add(row)
    session.flush()
    return row
