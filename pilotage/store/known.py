"""What is known of files by their bytes alone, in two queries: for folders that are looked at often."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Batch, Quarantine


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A received file, withdrawn since or not."""

    batch: int
    contract: str
    feed: str
    rows: int


def received(session: Session, vendors: Vendors, contract: str | None = None) -> Mapping[str, KnownFile]:
    """The received files in scope by the SHA-256 of their bytes, the latest of each."""
    rows = Batch.__table__.c  # type: ignore[attr-defined]
    query = select(rows.sha256, rows.id, rows.contract, rows.feed, rows.rows_kept)
    query = query.where(in_scope(rows.vendor, vendors)).order_by(rows.id)
    if contract is not None:
        query = query.where(rows.contract == contract)
    return {sha256: KnownFile(*rest) for sha256, *rest in session.execute(query)}


def refused(session: Session, vendors: Vendors) -> frozenset[str]:
    """The SHA-256 of the refused files in scope."""
    query = select(col(Quarantine.sha256)).where(in_scope(col(Quarantine.vendor), vendors))
    return frozenset(session.scalars(query))
