"""Files that vendors send: looked at before any decision, then taken in, in one transaction."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import pyarrow as pa
from sqlmodel import Session, col

from pilotage.feeds.normalised import EVIDENCE_KEYS
from pilotage.money import from_millionths
from pilotage.periods import Window
from pilotage.problems import Problem, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.arrivals import Arrival, FeedDay, feed_days
from pilotage.services.comparing import Outcome, entry, outcome, row_of, same_bytes
from pilotage.services.intake import Arrived, Content, Owner, Progress, Read, identify, last_day, read
from pilotage.services.layouts import layout_change
from pilotage.services.register import (
    ReceivedFile,
    RefusedFile,
    UnknownFileError,
    original,
    received_files,
    refused_files,
    withdraw,
)
from pilotage.store import audit, batches, closings, projection, quarantine, replacing
from pilotage.store.database import Database
from pilotage.store.replacing import Change
from pilotage.store.scope import next_id
from pilotage.store.tables import Batch
from pilotage.wizard.proposal import LayoutChange

__all__ = [
    "Arrival",
    "FeedDay",
    "ReceivedFile",
    "RefusedFile",
    "UnknownFileError",
    "feed_days",
    "original",
    "received_files",
    "refused_files",
    "withdraw",
]

Status = Literal["imported", "already_there", "refused"]
FIRST_ROWS = 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `batch` is the number of the received file (of the earlier one when it was
    already there), None when it was refused or only tried. `rows` were kept as evidence; `layout` says
    how a file that no feed can read differs from what it used to be; `change` is what a file that was
    only tried would do, for `restating.effect`.
    """

    batch: int | None
    status: Status
    contract: str = ""
    feed: str = ""
    rows: int = 0
    days_added: tuple[date, ...] = ()
    days_replaced: tuple[date, ...] = ()
    problems: tuple[Problem, ...] = ()
    layout: LayoutChange | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter of a stream on a day, before and after the file (None: not given)."""

    day: date
    stream: str
    counter: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it is understood, before any decision. `status` is what an import would answer.

    `rows` are the first ones under `columns`: stream, local time, then the counters as exact numbers
    (of contacts, the columns kept). `differences` is what the file would change on the days that it
    replaces; `already_there` the number of the received file that says the same; `change` is for
    `restating.effect`, which says what it comes to in euros; `layout` how a file that no feed can read
    differs from what it used to be.
    """

    name: str
    status: Status
    contract: str = ""
    vendor_name: str = ""
    feed: str = ""
    feed_name: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    first: date | None = None
    last: date | None = None
    days_added: tuple[date, ...] = ()
    days_replaced: tuple[date, ...] = ()
    differences: tuple[Difference, ...] = ()
    already_there: int | None = None
    problems: tuple[Problem, ...] = ()
    change: Change | None = None
    layout: LayoutChange | None = None


def preview(
    db: Database,
    actor: Actor,
    *,
    content: Content,
    name: str,
    contract: str | None = None,
    feed: str | None = None,
    period: str = "",
) -> Preview:
    """What `import_file` would make of the file. Nothing is written.

    Raises `RefusedError` when the actor may not import, `UnknownContractError` for a contract that
    he does not see.
    """
    trail.require(db, actor, Right.IMPORT, entity=name)
    arrived = identify(db, actor, content=content, name=name, contract=contract, feed=feed)
    if arrived.owner is None:
        lost = layout_change(
            db, actor, content=content, name=name, problems=arrived.problems, contract=contract or ""
        )
        return Preview(name, "refused", problems=arrived.problems, layout=lost)
    got = read(arrived, arrived.owner, today=catalogue.today(db), period=period)
    if got.normalised.refused:
        problems, ref = got.normalised.problems, arrived.owner.contract.ref
        lost = layout_change(db, actor, content=content, name=name, problems=problems, contract=ref)
        return replace(_preview(arrived, got, Outcome()), layout=lost)
    with db.reading() as session:
        row = row_of(session, arrived.owner)
        found = outcome(session, row, got, arrived.owner.feed)
        told = replacing.differences(session, row, found.change) if found.change else ()
        return _preview(arrived, got, found, told)


def _preview(
    arrived: Arrived, got: Read, found: Outcome, told: tuple[replacing.Difference, ...] = ()
) -> Preview:
    owner, normalised = arrived.owner, got.normalised
    columns, rows = _first_rows(normalised.rows)
    status: Status = "imported" if found.change else "already_there" if found.twin else "refused"
    return Preview(
        name=arrived.name,
        status=status,
        contract=owner.contract.ref if owner else "",
        vendor_name=owner.contract.vendor_name if owner else "",
        feed=owner.feed.id if owner else "",
        feed_name=owner.feed.name if owner else "",
        columns=columns,
        rows=rows,
        rows_read=normalised.read,
        rows_kept=normalised.kept,
        first=normalised.first,
        last=last_day(normalised.last, owner.feed) if owner and normalised.last else None,
        days_added=found.change.added if found.change else (),
        days_replaced=found.change.replaced if found.change else (),
        differences=tuple(
            Difference(d.day, d.stream, d.counter, _exact(d.before), _exact(d.after)) for d in told
        ),
        already_there=found.twin.id if found.twin else None,
        problems=(*arrived.problems, *normalised.problems, *found.problems),
        change=found.change,
    )


def _exact(value: int | None) -> Decimal | None:
    return None if value is None else from_millionths(value)


def _first_rows(rows: pa.Table) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    columns = [name for name in rows.column_names if name not in EVIDENCE_KEYS]
    shown = rows.slice(0, FIRST_ROWS).to_pylist()
    values = ((row["stream"], row["start"], *(_plain(row[name]) for name in columns)) for row in shown)
    return ("stream", "start", *columns), tuple(values)


def _plain(value: object) -> object:
    return from_millionths(value) if isinstance(value, int) else value


def import_file(
    db: Database,
    actor: Actor,
    *,
    content: Content,
    name: str,
    contract: str | None = None,
    feed: str | None = None,
    dry_run: bool = False,
    partial: bool = False,
    received: datetime | None = None,
    progress: Progress | None = None,
    period: str = "",
) -> ImportReport:
    """Takes a file in, in one transaction; `dry_run` only says what would happen.

    A file with rows that cannot be read is refused whole, unless `partial` says that somebody saw
    them and takes the others in knowingly.

    The same bytes, or the same rows saved again, change nothing (the same bytes for another period are
    other rows). A refused file changes nothing but
    the audit trail and the register of refused files. `received` is when it came, for a file that the
    pilot records later; `progress` is told the stage; `period` is that of a file that does not say it
    (`2026-10-01`, `2026-W43`, `2026-10`). Raises `RefusedError` when the actor may not
    import, `UnknownContractError` for a contract that he does not see.
    """
    trail.require(db, actor, Right.IMPORT, entity=name)
    tell = progress or _nobody
    tell("recognising")
    arrived = identify(db, actor, content=content, name=name, contract=contract, feed=feed)
    owner = arrived.owner
    if owner is None:
        return _refuse(db, actor, arrived, arrived.problems, dry_run=dry_run)
    with db.reading() as session:
        twin = None if period else same_bytes(session, arrived, owner)
    if twin is not None:
        return _already_there(db, twin)
    tell("reading")
    got = read(arrived, owner, today=catalogue.today(db), period=period)
    problems = (*arrived.problems, *got.normalised.problems)
    left_out = () if partial else _left_out(got, name)
    if got.normalised.refused or left_out:
        return _refuse(db, actor, arrived, (*left_out, *problems), dry_run=dry_run)
    tell("comparing" if dry_run else "writing")
    at = None if dry_run else received or _moment(db)
    found, number = _settled(db, actor, arrived, owner, got, at)
    if found.twin is not None:
        return _already_there(db, found.twin)
    problems += found.problems
    if found.change is None:
        return _refuse(db, actor, arrived, problems, dry_run=dry_run)
    ref, kept, change = owner.contract.ref, got.normalised.kept, found.change
    told = ImportReport(
        number, "imported", ref, owner.feed.id, kept, change.added, change.replaced, problems
    )
    return replace(told, change=change) if dry_run else told


def _left_out(got: Read, name: str) -> tuple[Problem, ...]:
    """The refusal of a file some of whose rows cannot be read; nothing when all are good."""
    found = got.normalised
    bad = sum(problem.count for problem in found.problems if problem.severity is Severity.ROW)
    if found.refused or not bad:
        return ()
    params = (("kept", found.kept),)
    return (Problem("import.rows_left_out", Severity.REFUSED, name, count=bad, params=params),)


def _nobody(_stage: str) -> None:
    """Nobody follows the progress."""


def _moment(db: Database) -> datetime:
    """Now, on the day that the portal lives in: the demo has a clock of its own."""
    now = datetime.now(UTC)
    return datetime.combine(catalogue.today(db), now.timetz()) if catalogue.is_demo(db) else now


def _already_there(db: Database, twin: Batch) -> ImportReport:
    """Nothing changed; a note says when the earlier file no longer counts, being wholly replaced."""
    window = Window(twin.first_day, twin.last_day)
    with db.reading() as session:
        counts = projection.cells_of(session, twin.vendor, twin.contract, [twin.id], window)
    problems = () if counts else (Problem("import.replaced_since", Severity.NOTE, twin.name),)
    return ImportReport(
        twin.id, "already_there", twin.contract, twin.feed, rows=twin.rows_kept, problems=problems
    )


def _settled(
    db: Database, actor: Actor, arrived: Arrived, owner: Owner, got: Read, at: datetime | None
) -> tuple[Outcome, int | None]:
    """What the file does, and its number once it is written: with its projection and its audit event,
    in one transaction. With no moment `at` it is only tried.
    """
    with db.reading() if at is None else db.writing() as session:
        row = row_of(session, owner)
        found = outcome(session, row, got, owner.feed)
        if at is None or found.change is None:
            return found, None
        number = next_id(session, col(Batch.id))
        batch = entry(number, arrived, owner, got, found.change, at=at, by=actor.user)
        problems = (*arrived.problems, *got.normalised.problems, *found.problems)
        batches.save(session, batch, problems, got.contents)
        replacing.apply(session, row, found.change)
        _tell(session, batch)
        return found, batch.id


def _tell(session: Session, batch: Batch) -> None:
    """One event. A closed month takes nothing of a file that reaches it: the event names it."""
    keys = closings.keys(session, frozenset({batch.vendor}), batch.contract)
    window = Window(batch.first_day, batch.last_day)
    kept = sorted(str(key.month) for key in keys if key.month.window.within(window))
    audit.record(
        session,
        actor=batch.imported_by,
        action="file.import",
        entity=f"{batch.contract}/{batch.feed}/{batch.id}",
        vendor=batch.vendor,
        after={
            "name": batch.name,
            "sha256": batch.sha256,
            "rows_sha256": batch.rows_sha256,
            "rows": batch.rows_kept,
            "days_added": batch.days_added,
            "days_replaced": batch.days_replaced,
            **({"closed_months_refused": kept} if kept else {}),
        },
        at=batch.imported_at,
    )


def _refuse(
    db: Database, actor: Actor, arrived: Arrived, problems: tuple[Problem, ...], *, dry_run: bool
) -> ImportReport:
    """Enters the file in the register of those refused, with its audit event and nothing else."""
    owner = arrived.owner
    ref, feed = (owner.contract.ref, owner.feed.id) if owner else ("", "")
    lost = layout_change(
        db, actor, content=arrived.content, name=arrived.name, problems=problems, contract=ref
    )
    report = ImportReport(None, "refused", ref, feed, problems=problems, layout=lost)
    if dry_run:
        return report
    seen = actor.vendors or frozenset()
    vendor = owner.contract.vendor if owner else next(iter(seen)) if len(seen) == 1 else ""
    now = datetime.now(UTC)
    with db.writing() as session:
        quarantine.add(
            session,
            vendor=vendor,
            contract=ref,
            feed=feed,
            name=arrived.name,
            size=arrived.size,
            sha256=arrived.sha256,
            problems=problems,
            at=now,
            by=actor.user,
        )
        audit.record(
            session,
            actor=actor.user,
            action="file.refused",
            entity=arrived.name,
            vendor=vendor,
            after={"sha256": arrived.sha256, "problems": [problem.code for problem in problems]},
            at=now,
        )
    return report
