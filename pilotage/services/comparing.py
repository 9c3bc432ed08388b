"""What the database already knows of a file: it is there, it clashes, or this is what it changes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col

from pilotage.counters import KEY_COLUMNS
from pilotage.feeds.model import Feed
from pilotage.problems import Problem, stops
from pilotage.services import catalogue
from pilotage.services.beside import beside
from pilotage.services.intake import Arrived, Owner, Read, last_day
from pilotage.store import batches, contracts, replacing
from pilotage.store.replacing import Change
from pilotage.store.scope import next_id
from pilotage.store.tables import Batch, ContractRow


@dataclass(frozen=True)
class Outcome:
    """What the database says of a file: it is there already, it clashes, or it changes this."""

    twin: Batch | None = None
    problems: tuple[Problem, ...] = ()
    change: Change | None = None


def row_of(session: Session, owner: Owner) -> ContractRow:
    """The contract's row of the database."""
    row = contracts.find(session, frozenset({owner.contract.vendor}), owner.contract.ref)
    if row is None:
        raise catalogue.UnknownContractError(owner.contract.ref)
    return row


def same_bytes(session: Session, arrived: Arrived, owner: Owner) -> Batch | None:
    """The file that came already, byte for byte, and was read with the same profile."""
    ref, scope = owner.contract.ref, frozenset({owner.contract.vendor})
    for twin in batches.same(session, scope, ref, sha256=arrived.sha256):
        then, now = (
            contracts.feeds_sha256(session, scope, ref, version)
            for version in (twin.contract_version, owner.version)
        )
        if twin.feed == owner.feed.id and then == now:
            return twin
    return None


def outcome(session: Session, row: ContractRow, got: Read, feed: Feed) -> Outcome:
    """What importing the file that was read would do to the contract `row`. Writes nothing."""
    scope = frozenset({row.vendor})
    same = batches.same(session, scope, row.ref, rows_sha256=got.rows_sha256)
    twin = next((batch for batch in same if batch.feed == feed.id), None)
    if twin is not None:
        return Outcome(twin)
    met = tuple(beside(session, row, got, feed))
    if stops(met):
        return Outcome(problems=met)
    number = next_id(session, col(Batch.id))
    normalised = got.normalised
    change = replacing.arrival(session, row, number, feed, normalised.rows, normalised.projection)
    return Outcome(change=change, problems=met)


def entry(
    number: int, arrived: Arrived, owner: Owner, got: Read, change: Change, *, at: datetime, by: str
) -> Batch:
    """The line of the register of a file that was read, and what it changes. `at`: when it came."""
    normalised = got.normalised
    if normalised.first is None or normalised.last is None:
        raise ValueError("a file without rows is refused, never written")
    counters = [name for name in normalised.projection.columns if name not in KEY_COLUMNS]
    return Batch(
        vendor=owner.contract.vendor,
        id=number,
        contract=owner.contract.ref,
        feed=owner.feed.id,
        contract_version=owner.version,
        name=arrived.name,
        size=arrived.size,
        sha256=arrived.sha256,
        rows_sha256=got.rows_sha256,
        evidence_sha256=got.evidence_sha256,
        received_at=at,
        imported_at=datetime.now(UTC),
        imported_by=by,
        first_day=normalised.first,
        last_day=last_day(normalised.last, owner.feed),
        slot=owner.feed.slot_grain,
        counters=",".join(counters),
        rows_read=normalised.read,
        rows_kept=normalised.kept,
        days_added=len(change.added),
        days_replaced=",".join(day.isoformat() for day in change.replaced),
    )
