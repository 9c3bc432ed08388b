"""For which days figures came, contract by contract."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session

from pilotage.periods import Window
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import projection


def spans(session: Session, vendors: Vendors) -> dict[str, Window]:
    """First and last day of live figures of each contract in scope that has any."""
    cells = projection.c
    query = select(cells.contract, func.min(cells.start), func.max(cells.start))
    query = query.where(in_scope(cells.vendor, vendors)).group_by(cells.contract)
    return {ref: Window(first, last) for ref, first, last in session.execute(query)}
