"""What the database already knows of a file: it is there, it clashes, or this is what it changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col

from pilotage.counters import KEY_COLUMNS
from pilotage.feeds.model import Feed
from pilotage.periods import Window
from pilotage.problems import Problem, Severity
from pilotage.services import catalogue
from pilotage.services.intake import Arrived, Owner, Read
from pilotage.store import batches, contracts, projection, replacing
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
    now = contracts.texts(session, scope, ref, owner.version)
    for twin in batches.same(session, scope, ref, sha256=arrived.sha256):
        then = contracts.texts(session, scope, ref, twin.contract_version)
        if twin.feed == owner.feed.id and then and now and then.feeds_sha256 == now.feeds_sha256:
            return twin
    return None


def outcome(session: Session, row: ContractRow, got: Read, feed: Feed) -> Outcome:
    """What importing the file that was read would do to the contract `row`. Writes nothing."""
    scope = frozenset({row.vendor})
    same = batches.same(session, scope, row.ref, rows_sha256=got.rows_sha256)
    twin = next((batch for batch in same if batch.feed == feed.id), None)
    if twin is not None:
        return Outcome(twin)
    clash = tuple(_counted_twice(session, row, got, feed))
    if clash:
        return Outcome(problems=clash)
    number = next_id(session, col(Batch.id))
    normalised = got.normalised
    change = replacing.arrival(session, row, number, feed, normalised.rows, normalised.projection)
    return Outcome(change=change)


def _counted_twice(session: Session, row: ContractRow, got: Read, feed: Feed) -> Iterator[Problem]:
    """Counters that another feed already gives for the same streams and days: the two would add up."""
    scope, frame = frozenset({row.vendor}), got.normalised.projection
    counters = [counter for counter in frame.columns if counter not in KEY_COLUMNS]
    window = Window(frame["start"].min().date(), frame["start"].max().date())
    others = projection.counter_table(
        session, scope, row.ref, window=window, streams=set(frame["stream"])
    )
    own = {batch.id for batch in batches.of_feed(session, scope, row.ref, feed.id, window)}
    there = others.frame[~others.frame["batch"].isin(own)]
    met = frame.merge(there, on=["stream", "start", "grain"], suffixes=("", "_there"))
    for counter in counters:
        if counter in there.columns:
            both = met[met[counter].notna() & met[f"{counter}_there"].notna()]
            for number in sorted(both["batch"].unique().tolist()):
                other = batches.get(session, scope, int(number))
                first = both.loc[both["batch"] == number, "start"].min().date()
                yield Problem(
                    "import.counted_twice",
                    Severity.REFUSED,
                    got.normalised.file,
                    column=counter,
                    read=other.name if other else "",
                    expected=first.isoformat(),
                )
