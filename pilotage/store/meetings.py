"""Committees as they are kept: meetings, their items, seats, decisions and actions.

Every read is in scope; a write names the vendor, and its service has checked the actor.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from pilotage.committee.frozen import freeze, thaw
from pilotage.committee.model import (
    Action,
    ActionStatus,
    AttendanceState,
    Attendee,
    CommitteeType,
    Decision,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingState,
    ProposedItem,
)
from pilotage.periods import Month
from pilotage.store import tables
from pilotage.store.scope import Vendors, in_scope, next_id


def listed(session: Session, vendors: Vendors, contract: str | None = None) -> list[tables.Meeting]:
    """The meetings in scope, the latest first."""
    query = select(tables.Meeting).where(in_scope(col(tables.Meeting.vendor), vendors))
    if contract is not None:
        query = query.where(tables.Meeting.contract == contract)
    ordered = query.order_by(col(tables.Meeting.held_on).desc(), col(tables.Meeting.id).desc())
    return list(session.exec(ordered))


def find(session: Session, vendors: Vendors, meeting: int) -> tables.Meeting | None:
    """The meeting of that number, or None when there is none in scope."""
    query = select(tables.Meeting).where(tables.Meeting.id == meeting)
    return session.exec(query.where(in_scope(col(tables.Meeting.vendor), vendors))).first()


def find_for(
    session: Session,
    vendors: Vendors,
    contract: str,
    committee: CommitteeType,
    month: Month,
    held_on: date | None = None,
) -> tables.Meeting | None:
    """The latest meeting of a type on a month's figures, or the one held on that day; else None."""
    for row in listed(session, vendors, contract):
        if row.type == committee and row.month == str(month) and held_on in {None, row.held_on}:
            return row
    return None


def create(
    session: Session,
    *,
    vendor: str,
    contract: str,
    committee: CommitteeType,
    month: Month,
    held_on: date,
    data_version: int,
    at: datetime,
    by: str,
) -> tables.Meeting:
    """A meeting in preparation, without items."""
    row = tables.Meeting(
        vendor=vendor,
        id=next_id(session, col(tables.Meeting.id)),
        contract=contract,
        type=committee,
        month=str(month),
        held_on=held_on,
        state=MeetingState.PREPARED,
        data_version=data_version,
        created_at=at,
        created_by=by,
    )
    session.add(row)
    session.flush()
    return row


def add_items(session: Session, meeting: tables.Meeting, items: Sequence[ProposedItem]) -> None:
    """Items at the end of the agenda, their figures frozen."""
    of_meeting = select(func.max(tables.AgendaItem.id), func.max(tables.AgendaItem.position)).where(
        tables.AgendaItem.vendor == meeting.vendor, tables.AgendaItem.meeting == meeting.id
    )
    last_id, last_position = session.exec(of_meeting).one()
    for offset, item in enumerate(items, start=1):
        session.add(
            tables.AgendaItem(
                vendor=meeting.vendor,
                meeting=meeting.id,
                id=(last_id or 0) + offset,
                position=(last_position or 0) + offset,
                kind=item.kind,
                data=frozen_data(item),
                minutes_allotted=item.minutes,
                status=ItemStatus.TO_DO,
            )
        )
    session.flush()


def frozen_data(item: ProposedItem) -> dict[str, Any]:
    """The figures of an item as its row keeps them."""
    told = {"confidential": True} if item.confidential else {}
    return {"subject": item.subject, **told, **freeze(item.facts, item.steps)}


def remove_items(session: Session, meeting: tables.Meeting, items: Sequence[int]) -> None:
    """Takes items off the agenda; those that stay are numbered without a gap."""
    session.execute(
        delete(tables.AgendaItem).where(
            col(tables.AgendaItem.vendor) == meeting.vendor,
            col(tables.AgendaItem.meeting) == meeting.id,
            col(tables.AgendaItem.id).in_(items),
        )
    )
    for position, kept in enumerate(item_rows(session, meeting), start=1):
        kept.position = position


def item_row(session: Session, meeting: tables.Meeting, item: int) -> tables.AgendaItem | None:
    return session.get(tables.AgendaItem, (meeting.vendor, meeting.id, item))


def item_rows(session: Session, meeting: tables.Meeting) -> list[tables.AgendaItem]:
    """The items of a meeting in the order of the agenda."""
    query = select(tables.AgendaItem).where(
        tables.AgendaItem.vendor == meeting.vendor, tables.AgendaItem.meeting == meeting.id
    )
    return list(session.exec(query.order_by(col(tables.AgendaItem.position))))


def items_with_outcomes(session: Session, meeting: tables.Meeting) -> set[int]:
    """The items under which something was decided or asked."""
    taken: set[int] = set()
    for table in (tables.Decision, tables.Action):
        query = select(table.item).where(
            table.vendor == meeting.vendor, table.meeting == meeting.id, col(table.item).is_not(None)
        )
        taken |= {item for item in session.exec(query) if item is not None}
    return taken


def outcome_row(
    session: Session, meeting: tables.Meeting, number: str
) -> tables.Decision | tables.Action | None:
    """The decision or action of that number that was taken in the meeting, or None."""
    key = (meeting.vendor, meeting.contract, number)
    row = session.get(tables.Decision, key) or session.get(tables.Action, key)
    return row if row is not None and row.meeting == meeting.id else None


def seat(session: Session, meeting: tables.Meeting, attendees: Sequence[Attendee]) -> None:
    """Who sits at the table, in place of whoever was written there before."""
    session.execute(
        delete(tables.Attendance).where(
            col(tables.Attendance.vendor) == meeting.vendor,
            col(tables.Attendance.meeting) == meeting.id,
        )
    )
    for position, attendee in enumerate(attendees, start=1):
        session.add(
            tables.Attendance(
                vendor=meeting.vendor,
                meeting=meeting.id,
                position=position,
                role=attendee.role,
                side=attendee.side,
                state=attendee.state,
                represented_by=attendee.represented_by,
            )
        )
    session.flush()


def add_decision(
    session: Session, meeting: tables.Meeting, *, number: str, item: int, text: str, on: date
) -> None:
    session.add(
        tables.Decision(
            vendor=meeting.vendor,
            contract=meeting.contract,
            number=number,
            meeting=meeting.id,
            item=item,
            text=text,
            decided_on=on,
        )
    )
    session.flush()


def add_action(session: Session, vendor: str, contract: str, action: Action) -> None:
    session.add(
        tables.Action(
            vendor=vendor,
            contract=contract,
            number=action.number,
            meeting=action.meeting,
            item=action.item,
            text=action.text,
            owner=action.owner,
            side=action.side,
            opened_on=action.opened_on,
            due=action.due,
            status=action.status,
            postponed=action.postponed,
        )
    )
    session.flush()


def action_row(session: Session, vendors: Vendors, contract: str, number: str) -> tables.Action | None:
    """One action of a contract in scope, to be changed, or None."""
    query = select(tables.Action).where(
        tables.Action.contract == contract, tables.Action.number == number
    )
    return session.exec(query.where(in_scope(col(tables.Action.vendor), vendors))).first()


def actions(session: Session, vendors: Vendors, contract: str | None = None) -> list[tuple[str, Action]]:
    """(contract, action) of those in scope, by due date."""
    query = select(tables.Action).where(in_scope(col(tables.Action.vendor), vendors))
    if contract is not None:
        query = query.where(tables.Action.contract == contract)
    rows = session.exec(query.order_by(col(tables.Action.due), col(tables.Action.number)))
    return [(row.contract, _action(row)) for row in rows]


def decisions(
    session: Session, vendors: Vendors, contract: str | None = None
) -> list[tuple[str, Decision]]:
    """(contract, decision) of those in scope, the latest first."""
    query = select(tables.Decision).where(in_scope(col(tables.Decision.vendor), vendors))
    if contract is not None:
        query = query.where(tables.Decision.contract == contract)
    rows = session.exec(
        query.order_by(col(tables.Decision.decided_on).desc(), col(tables.Decision.number).desc())
    )
    return [(row.contract, _decision(row)) for row in rows]


def numbers(session: Session, meeting: tables.Meeting, table: Any) -> list[str]:  # noqa: ANN401
    """The numbers already given to the decisions or actions of a contract."""
    query = select(table.number).where(table.vendor == meeting.vendor, table.contract == meeting.contract)
    return list(session.exec(query))


def assemble(session: Session, row: tables.Meeting) -> Meeting:
    """The meeting whole, as pages and documents show it."""
    seats = session.exec(
        select(tables.Attendance)
        .where(tables.Attendance.vendor == row.vendor, tables.Attendance.meeting == row.id)
        .order_by(col(tables.Attendance.position))
    )
    scope = frozenset({row.vendor})
    taken = [d for _, d in decisions(session, scope, row.contract) if d.meeting == row.id]
    opened = [a for _, a in actions(session, scope, row.contract) if a.meeting == row.id]
    return Meeting(
        id=row.id,
        contract=row.contract,
        vendor=row.vendor,
        type=CommitteeType(row.type),
        month=Month.parse(row.month),
        held_on=row.held_on,
        state=MeetingState(row.state),
        frozen_at=row.created_at,
        attendees=tuple(_attendee(seat) for seat in seats),
        items=tuple(_item(item) for item in item_rows(session, row)),
        decisions=tuple(sorted(taken, key=lambda decision: decision.number)),
        actions=tuple(sorted(opened, key=lambda action: action.number)),
        data_version=row.data_version,
        current_item=row.current_item,
    )


def _attendee(row: tables.Attendance) -> Attendee:
    return Attendee(
        role=row.role,
        side="client" if row.side == "client" else "vendor",
        state=AttendanceState(row.state),
        represented_by=row.represented_by,
    )


def _item(row: tables.AgendaItem) -> Item:
    facts, steps = thaw(row.data)
    return Item(
        id=row.id,
        position=row.position,
        kind=ItemKind(row.kind),
        subject=row.data["subject"],
        title=row.title,
        minutes_allotted=row.minutes_allotted,
        facts=facts,
        steps=steps,
        status=ItemStatus(row.status),
        owner=row.owner,
        minutes_text=row.minutes,
        private_note=row.private_note,
        confidential=row.data.get("confidential", False),
    )


def _action(row: tables.Action) -> Action:
    return Action(
        number=row.number,
        text=row.text,
        owner=row.owner,
        side="client" if row.side == "client" else "vendor",
        opened_on=row.opened_on,
        due=row.due,
        status=ActionStatus(row.status),
        postponed=row.postponed,
        closed_on=row.closed_on,
        meeting=row.meeting,
        item=row.item,
    )


def _decision(row: tables.Decision) -> Decision:
    return Decision(row.number, row.text, row.meeting, row.item, row.decided_on)
