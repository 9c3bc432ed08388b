"""For which days figures came, contract by contract."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlmodel import Session, col

from pilotage.periods import Window
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import ContractRow, projection


def spans(session: Session, vendors: Vendors) -> dict[str, Window]:
    """First and last day of live figures of each contract in scope that has any."""
    query = select(col(ContractRow.ref), _edge(func.min), _edge(func.max))
    query = query.where(in_scope(col(ContractRow.vendor), vendors))
    return {ref: Window(first, last) for ref, first, last in session.execute(query) if first}


def _edge(function: Any) -> ScalarSelect[Any]:  # noqa: ANN401  min or max
    """One end of a contract's days, which the key gives without reading the rows between."""
    cells = projection.c
    query = select(function(cells.start)).where(
        cells.vendor == ContractRow.vendor, cells.contract == ContractRow.ref
    )
    return query.correlate(ContractRow).scalar_subquery()
