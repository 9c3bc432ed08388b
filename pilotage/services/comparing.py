"""What the database already knows of a file: it is there, it clashes, or this is what it changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col

from pilotage.counters import KEY_COLUMNS
from pilotage.feeds.model import Feed
from pilotage.periods import Window
from pilotage.problems import Problem, Severity, stops
from pilotage.services import catalogue
from pilotage.services.intake import Arrived, Owner, Read, last_day
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
    beside = tuple(_beside(session, row, got, feed))
    if stops(beside):
        return Outcome(problems=beside)
    number = next_id(session, col(Batch.id))
    normalised = got.normalised
    change = replacing.arrival(session, row, number, feed, normalised.rows, normalised.projection)
    return Outcome(change=change, problems=beside)


def _beside(session: Session, row: ContractRow, got: Read, feed: Feed) -> Iterator[Problem]:
    """Counters that another feed gives too. For the same streams and periods the two would add up:
    refused. In periods of another length, the longer ones are left out of every sum: a warning.
    """
    frame, scope = got.normalised.projection, frozenset({row.vendor})
    own = {name for name in frame.columns if name not in KEY_COLUMNS}
    window = Window(frame["start"].min().date(), last_day(frame["start"].max().date(), feed))
    others = {
        file.id: file
        for file in batches.standing(session, scope, row.ref, window)
        if file.feed != feed.id and own.intersection(file.counters.split(","))
    }
    if not others:
        return
    table = projection.counter_table(session, scope, row.ref, window=window, streams=set(frame["stream"]))
    there = table.frame[table.frame["batch"].isin(others)]
    met = frame.merge(there, on=["stream", "start", "grain"], suffixes=("", "_there"))
    for counter in sorted(own.intersection(there.columns)):
        both = met[met[counter].notna() & met[f"{counter}_there"].notna()]
        twice = [(others[int(str(number))], part) for number, part in both.groupby("batch")]
        for other, part in twice:
            since = part["start"].min().date().isoformat()
            yield _met("import.counted_twice", Severity.REFUSED, got, other, counter, since)
        streams = set(frame.loc[frame[counter].notna(), "stream"])
        longer = there[there[counter].notna() & there["stream"].isin(streams)]
        longer = longer[longer["grain"] != frame["grain"].iloc[0]]
        for number in sorted(set(longer["batch"])):
            yield _met("import.two_grains", Severity.WARNING, got, others[number], counter)


def _met(
    code: str, severity: Severity, got: Read, other: Batch, counter: str, since: str = ""
) -> Problem:
    params = (("counters", counter), ("since", since))
    return Problem(code, severity, got.normalised.file, read=other.name, params=params)
