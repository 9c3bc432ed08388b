"""Meetings moved or cancelled, as they are kept: nothing is rewritten, the last change stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from pilotage.store.meeting_tables import OccurrenceChange
from pilotage.store.scope import Vendors, in_scope, next_id


def changes(
    session: Session, vendors: Vendors, contract: str | None = None
) -> Sequence[OccurrenceChange]:
    """The changes in scope, the oldest first."""
    query = select(OccurrenceChange).where(in_scope(col(OccurrenceChange.vendor), vendors))
    if contract is not None:
        query = query.where(OccurrenceChange.contract == contract)
    return session.exec(query.order_by(col(OccurrenceChange.id))).all()


def next_sequence(session: Session, vendor: str, contract: str, committee: str, planned: date) -> int:
    """The number of the next change of a meeting: 1 for the first."""
    query = select(func.max(OccurrenceChange.sequence)).where(
        OccurrenceChange.vendor == vendor,
        OccurrenceChange.contract == contract,
        OccurrenceChange.type == committee,
        OccurrenceChange.planned == planned,
    )
    return (session.exec(query).one() or 0) + 1


def add(session: Session, row: OccurrenceChange) -> OccurrenceChange:
    """Keeps a change under the next number."""
    row.id = next_id(session, col(OccurrenceChange.id))
    session.add(row)
    session.flush()
    return row
