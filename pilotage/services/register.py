"""The register of files: those received, those refused; one read again, one withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from sqlmodel import Session

from pilotage.feeds.typed import is_typed
from pilotage.periods import Window
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.arrivals import days
from pilotage.sources import silent
from pilotage.store import audit, batches, contracts, projection, quarantine, replacing
from pilotage.store.database import Database
from pilotage.store.tables import Batch, Withdrawal

#: Numbers of files are below this one, whatever somebody asks for.
_NUMBERS = 2**63
FileState = Literal["counted", "partly_replaced", "replaced", "withdrawn"]


class UnknownFileError(Exception):
    """No received file has this number, or the actor may not see its vendor."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"no received file {number} in sight")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A received file. `state` says what is left of it: later files of the feed may have taken the
    place of a part of it (`partly_replaced`) or of all (`replaced`); `reason` is that of a withdrawal.
    """

    batch: int
    contract: str
    vendor: str
    feed: str
    name: str
    size: int
    sha256: str
    received: datetime
    by: str
    first: date
    last: date
    rows_read: int
    rows_kept: int
    days_added: int
    days_replaced: tuple[date, ...]
    state: FileState
    reason: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was refused, how often and why. `contract` is empty when nobody recognised it."""

    name: str
    size: int
    sha256: str
    vendor: str
    contract: str
    feed: str
    times: int
    first: datetime
    last: datetime
    by: str
    problems: tuple[Problem, ...]


def received_files(
    db: Database, actor: Actor, *, contract: str | None = None, window: Window | None = None
) -> tuple[ReceivedFile, ...]:
    """The received files that the actor sees, whose days touch the window, in order of arrival."""
    actor.require(Right.READ)
    with db.reading() as session:
        files = batches.listed(session, actor.vendors, contract=contract, window=window)
        if not files:
            return ()
        gone = batches.withdrawn(session, actor.vendors)
        whole = Window(min(file.first_day for file in files), max(file.last_day for file in files))
        live = projection.live_batches(session, actor.vendors, whole)
        live -= _given_way(db, actor, [file for file in files if file.id in live])
        problems = batches.problems(session, actor.vendors, (file.id for file in files))
        states = _states(files, gone, live)
        return tuple(
            _received(file, states[file.id], gone.get(file.id), problems.get(file.id, ()))
            for file in files
        )


def received_file(db: Database, actor: Actor, *, batch: int) -> ReceivedFile:
    """One received file, as the register lists it; only its own feed over its own days is looked at.
    Raises `UnknownFileError` for one that does not exist or is out of the actor's sight.
    """
    actor.require(Right.READ)
    if not 0 < batch < _NUMBERS:
        raise UnknownFileError(batch)
    with db.reading() as session:
        file = batches.get(session, actor.vendors, batch)
        if file is None:
            raise UnknownFileError(batch)
        scope, whole = frozenset({file.vendor}), Window(file.first_day, file.last_day)
        known = batches.listed(session, scope, contract=file.contract, window=whole)
        alike = [one for one in known if one.feed == file.feed]
        gone = batches.withdrawn(session, scope)
        live = projection.live_batches(session, scope, whole) & {batch}
        live -= _given_way(db, actor, [file] if live else [])
        problems = batches.problems(session, scope, [batch])
        state = _states(alike, gone, live)[batch]
        return _received(file, state, gone.get(batch), problems.get(batch, ()))


def _given_way(db: Database, actor: Actor, files: Sequence[Batch]) -> frozenset[int]:
    """The typed figures among these files of which nothing counts any more: a file brought the same."""
    found: frozenset[int] = frozenset()
    for contract in {file.contract for file in files if is_typed(file.feed)}:
        typed = [file for file in files if file.contract == contract and is_typed(file.feed)]
        window = Window(min(file.first_day for file in typed), max(file.last_day for file in typed))
        found |= silent(catalogue.counters(db, actor, ref=contract, window=window))
    return found


def _received(
    file: Batch, state: FileState, gone: Withdrawal | None, problems: tuple[Problem, ...]
) -> ReceivedFile:
    return ReceivedFile(
        batch=file.id,
        contract=file.contract,
        vendor=file.vendor,
        feed=file.feed,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        received=file.received_at,
        by=file.imported_by,
        first=file.first_day,
        last=file.last_day,
        rows_read=file.rows_read,
        rows_kept=file.rows_kept,
        days_added=file.days_added,
        days_replaced=days(file.days_replaced),
        state=state,
        reason=gone.reason if gone else "",
        problems=problems,
    )


def _states(
    files: Sequence[Batch], gone: Mapping[int, Withdrawal], live: set[int]
) -> dict[int, FileState]:
    """What is left of each file, walking from the latest: the days that later ones replaced."""
    states: dict[int, FileState] = {}
    replaced: dict[tuple[str, str], set[date]] = {}
    for file in sorted(files, key=lambda file: -file.id):
        later = replaced.setdefault((file.contract, file.feed), set())
        if file.id in gone:
            states[file.id] = "withdrawn"
            continue
        touched = any(file.first_day <= day <= file.last_day for day in later)
        whole = file.id not in live
        states[file.id] = "replaced" if whole else "partly_replaced" if touched else "counted"
        later.update(days(file.days_replaced))
    return states


def refused_files(db: Database, actor: Actor) -> tuple[RefusedFile, ...]:
    """The files that were refused, the latest first."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(
            RefusedFile(
                name=entry.name,
                size=entry.size,
                sha256=entry.sha256,
                vendor=entry.vendor,
                contract=entry.contract,
                feed=entry.feed,
                times=entry.times,
                first=entry.first_at,
                last=entry.last_at,
                by=entry.last_by,
                problems=quarantine.problems(entry),
            )
            for entry in quarantine.listed(session, actor.vendors)
        )


def original(db: Database, actor: Actor, *, batch: int) -> tuple[str, bytes]:
    """The name and the bytes of a received file, as it came. Raises `UnknownFileError`.

    It may hold what an import drops, names of people first: looking at figures is not enough.
    """
    actor.require(Right.EXPORT)
    with db.reading() as session:
        found = batches.original(session, actor.vendors, batch)
    if found is None:
        raise UnknownFileError(batch)
    return found


def withdraw(db: Database, actor: Actor, *, batch: int, reason: str) -> None:
    """Makes a received file count no more, for a reason that is kept; earlier files of the feed count
    again where it had taken their place. The file itself stays.

    Raises `UnknownFileError`; `ProblemsFoundError` without a reason, or when it was withdrawn already.
    """
    trail.require(db, actor, Right.IMPORT, entity=str(batch))
    if not reason.strip():
        raise ProblemsFoundError([Problem("import.no_reason", Severity.REFUSED)])
    with db.writing() as session:
        file = batches.get(session, actor.vendors, batch)
        if file is None:
            raise UnknownFileError(batch)
        if batch in batches.withdrawn(session, actor.vendors):
            raise ProblemsFoundError([Problem("import.withdrawn", Severity.REFUSED, file.name)])
        _withdraw(session, actor, file, reason.strip())


def _withdraw(session: Session, actor: Actor, file: Batch, reason: str) -> None:
    row = contracts.find(session, frozenset({file.vendor}), file.contract)
    if row is None:
        raise UnknownFileError(file.id)
    now = datetime.now(UTC)
    change = replacing.departure(session, row, file)
    session.add(
        Withdrawal(
            vendor=file.vendor, batch=file.id, reason=reason, withdrawn_at=now, withdrawn_by=actor.user
        )
    )
    session.flush()
    replacing.apply(session, row, change)
    audit.record(
        session,
        actor=actor.user,
        action="file.withdraw",
        entity=f"{file.contract}/{file.feed}/{file.id}",
        vendor=file.vendor,
        before={"sha256": file.sha256},
        after={"sha256": file.sha256, "withdrawn": reason},
        at=now,
    )
