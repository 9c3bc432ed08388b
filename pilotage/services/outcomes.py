"""What committees leave behind: the register of decisions and the plan of actions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from pilotage.committee.model import Action, ActionStatus, CommitteeType, Decision, Side
from pilotage.committee.template import house
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.meeting_changes import NAME_MAX, changing, filled, item_of, refused
from pilotage.store import audit, tables
from pilotage.store import meetings as stored
from pilotage.store.database import Database


def actions(db: Database, actor: Actor, *, contract: str | None = None) -> tuple[tuple[str, Action], ...]:
    """(contract, action) of those that the actor sees, by due date."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(stored.actions(session, actor.vendors, contract))


def sessions(
    db: Database, actor: Actor, *, contract: str, before: date
) -> tuple[tuple[Action, CommitteeType, tuple[date, ...]], ...]:
    """Every action of the contract, the committee that asked for it, and the days of its sessions since,
    up to `before`: those that found the action there.
    """
    actor.require(Right.READ)
    with db.reading() as session:
        held = [
            (row.id, CommitteeType(row.type), row.held_on)
            for row in stored.listed(session, actor.vendors, contract)
        ]
    level = {number: committee for number, committee, _ in held}
    found = []
    for _, action in actions(db, actor, contract=contract):
        asked_in = level.get(action.meeting or 0)
        if asked_in is not None:
            days = sorted(d for _, of, d in held if of is asked_in and action.opened_on < d <= before)
            found.append((action, asked_in, tuple(days)))
    return tuple(found)


def decisions(
    db: Database, actor: Actor, *, contract: str | None = None
) -> tuple[tuple[str, Decision], ...]:
    """(contract, decision) of those that the actor sees, the latest first."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(stored.decisions(session, actor.vendors, contract))


def decide(db: Database, actor: Actor, *, meeting: int, item: int, text: str) -> str:
    """A numbered decision under an item. Returns its number (COPIL-2026-10-D01)."""
    text = filled("text", text)
    with changing(db, actor, meeting, "decision.add", {"item": item, "text": text}) as (session, row):
        item_of(session, row, item)
        number = _next_number(session, row, "D", tables.Decision)
        stored.add_decision(session, row, number=number, item=item, text=text, on=row.held_on)
        return number


def add_action(
    db: Database,
    actor: Actor,
    *,
    meeting: int,
    item: int,
    text: str,
    owner: str,
    side: Side,
    due: date,
) -> str:
    """A numbered action under an item, with its owner and its date. Returns its number."""
    text, owner = filled("text", text), filled("owner", owner, NAME_MAX)
    told = {"item": item, "text": text, "owner": owner, "side": side, "due": due}
    with changing(db, actor, meeting, "action.add", told) as (session, row):
        item_of(session, row, item)
        number = _next_number(session, row, "A", tables.Action)
        action = Action(
            number=number,
            text=text,
            owner=owner,
            side=side,
            opened_on=row.held_on,
            due=due,
            meeting=row.id,
            item=item,
        )
        stored.add_action(session, row.vendor, row.contract, action)
        return number


def reword(db: Database, actor: Actor, *, meeting: int, number: str, text: str) -> None:
    """Corrects the words of a decision or an action taken in a meeting that is still open."""
    text = filled("text", text)
    told = {"number": number, "text": text}
    with changing(db, actor, meeting, "outcome.reword", told) as (session, row):
        found = stored.outcome_row(session, row, number)
        if found is None:
            raise refused("meeting.unknown_outcome", read=number)
        found.text = text
        session.add(found)


def update_action(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    number: str,
    status: ActionStatus | None = None,
    due: date | None = None,
) -> None:
    """Closes, cancels or reopens an action, or gives it another date; a later date is counted.

    Raises `ProblemsFoundError` for an action out of sight, and for a date given to one that is settled.
    """
    today = catalogue.today(db)
    with db.writing() as session:
        row = stored.action_row(session, actor.vendors, contract, number)
        if row is None:
            actor.require(Right.MEET)
            raise refused("action.unknown", read=number)
        actor.require(Right.MEET, row.vendor)
        before = _state_of(row)
        if status is not None and status != row.status:
            row.status = status
            row.closed_on = None if status is ActionStatus.OPEN else today
        if due is not None and due != row.due:
            if row.status != ActionStatus.OPEN:
                raise refused("action.settled", read=number)
            row.postponed += due > row.due
            row.due = due
        after = _state_of(row)
        if after == before:
            return
        session.add(row)
        audit.record(
            session,
            actor=actor.user,
            action="action.update",
            entity=f"action {contract} {number}",
            at=datetime.now(UTC),
            vendor=row.vendor,
            before=before,
            after=after,
        )


def _state_of(row: tables.Action) -> dict[str, Any]:
    return {"status": row.status, "due": row.due, "postponed": row.postponed}


def _next_number(session: Session, row: tables.Meeting, letter: str, table: type[Any]) -> str:
    """The number after the last one given for this committee and month: none is skipped or reused."""
    stem = f"{house()[CommitteeType(row.type)].prefix}-{row.month}-{letter}"
    given = [n for n in stored.numbers(session, row, table) if n.startswith(stem)]
    return f"{stem}{max((int(n.removeprefix(stem)) for n in given), default=0) + 1:02d}"
