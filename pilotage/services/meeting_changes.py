"""One door to change a meeting: in scope, allowed, still open, and audited in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from pilotage.committee.model import MeetingState
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services.actor import Actor, Right
from pilotage.store import audit, tables
from pilotage.store import meetings as stored
from pilotage.store.database import Database

TITLE_MAX, NAME_MAX, TEXT_MAX = 500, 200, 20_000


@contextmanager
def changing(
    db: Database, actor: Actor, meeting: int, action: str, told: dict[str, Any] | None = None
) -> Iterator[tuple[Session, tables.Meeting]]:
    """A writing session on an open meeting that the actor may change, audited at its end.

    `told` is what the audit keeps: it never holds the words of a private note.
    """
    with db.writing() as session:
        row = row_of(session, actor, meeting)
        actor.require(Right.MEET, row.vendor)
        if row.state == MeetingState.CLOSED:
            raise refused("meeting.closed")
        yield session, row
        session.add(row)
        record(session, actor, row, action, after=told or {"state": row.state})


def record(
    session: Session, actor: Actor, row: tables.Meeting, action: str, *, after: dict[str, Any]
) -> None:
    """The audit event of a change of a meeting."""
    audit.record(
        session,
        actor=actor.user,
        action=action,
        entity=f"meeting {row.id} {row.contract} {row.type} {row.month}",
        at=datetime.now(UTC),
        vendor=row.vendor,
        after=after,
    )


def row_of(session: Session, actor: Actor, meeting: int) -> tables.Meeting:
    """The meeting, in the actor's sight. Raises `ProblemsFoundError`."""
    row = stored.find(session, actor.vendors, meeting)
    if row is None:
        raise refused("meeting.unknown", read=str(meeting))
    return row


def item_of(session: Session, row: tables.Meeting, item: int) -> tables.AgendaItem:
    """An item of the meeting's agenda. Raises `ProblemsFoundError`."""
    found = stored.item_row(session, row, item)
    if found is None:
        raise refused("meeting.unknown_item", read=str(item))
    return found


def filled(name: str, text: str, most: int = TEXT_MAX) -> str:
    """The text without the blanks around it. Raises `ProblemsFoundError` when empty or too long."""
    kept = fitting(name, text.strip(), most)
    if not kept:
        raise refused("meeting.empty_text", column=name)
    return kept


def fitting(name: str, text: str, most: int = TEXT_MAX) -> str:
    """The text, once it is known to fit where it is kept. Raises `ProblemsFoundError`."""
    if len(text) > most:
        raise refused("meeting.too_long", column=name, expected=str(most))
    return text


def refused(code: str, *, column: str = "", read: str = "", expected: str = "") -> ProblemsFoundError:
    """What is raised when a change cannot be made."""
    return ProblemsFoundError(
        [Problem(code, Severity.REFUSED, column=column, read=read, expected=expected)]
    )
