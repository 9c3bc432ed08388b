"""What is known of files, in a query each: by their bytes, for folders looked at often; by a finding."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlmodel import Session, col

from pilotage.store.batches import problem_of
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Batch, BatchProblem, Quarantine


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


def refused_uses(session: Session, vendors: Vendors, contract: str) -> Mapping[int, frozenset[str]]:
    """The counters whose column was refused, by the number of the received file."""
    same = and_(col(BatchProblem.vendor) == col(Batch.vendor), col(BatchProblem.batch) == col(Batch.id))
    query = select(col(BatchProblem.batch), col(BatchProblem.data)).join(Batch, same)
    query = query.where(in_scope(col(Batch.vendor), vendors), col(Batch.contract) == contract)
    found: dict[int, frozenset[str]] = {}
    for batch, data in session.execute(query.where(col(BatchProblem.code) == "column.refused_use")):
        names = dict(problem_of(data).params).get("counters", "")
        found[batch] = found.get(batch, frozenset()) | {str(names)}
    return found
