"""Committees: prepared from the month, edited, run and minuted, each change audited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from pilotage.calendars import working_day_after
from pilotage.committee.agenda import Matter, Template, house_template, propose
from pilotage.committee.model import (
    Action,
    ActionStatus,
    Attendee,
    CommitteeType,
    Decision,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingState,
    ProposedItem,
    Side,
)
from pilotage.contract.model import Contract
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.months import judged
from pilotage.store import audit, tables
from pilotage.store import meetings as stored
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A meeting in a list."""

    id: int
    contract: str
    vendor: str
    type: CommitteeType
    month: Month
    held_on: date
    state: MeetingState


def meetings(db: Database, actor: Actor, *, contract: str | None = None) -> tuple[MeetingCard, ...]:
    """The meetings that the actor sees, the latest first."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(
            MeetingCard(
                row.id,
                row.contract,
                row.vendor,
                CommitteeType(row.type),
                Month.parse(row.month),
                row.held_on,
                MeetingState(row.state),
            )
            for row in stored.listed(session, actor.vendors, contract)
        )


def meeting(db: Database, actor: Actor, *, id: int) -> Meeting:  # noqa: A002  the number users see
    """One meeting, whole. Raises `ProblemsFoundError` when there is none in sight."""
    actor.require(Right.READ)
    with db.reading() as session:
        return stored.assemble(session, _row(session, actor, id))


def actions(db: Database, actor: Actor, *, contract: str | None = None) -> tuple[tuple[str, Action], ...]:
    """(contract, action) of those that the actor sees, by due date."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(stored.actions(session, actor.vendors, contract))


def decisions(
    db: Database, actor: Actor, *, contract: str | None = None
) -> tuple[tuple[str, Decision], ...]:
    """(contract, decision) of those that the actor sees, the latest first."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(stored.decisions(session, actor.vendors, contract))


def template_for(contract: Contract, committee: CommitteeType) -> Template:
    """The house's template, with the duration and the day that the contract imposes."""
    house = house_template(committee)
    for imposed in contract.committee:
        if imposed.type == committee:
            return Template(
                house.prefix,
                imposed.duration_min or house.duration_min,
                imposed.working_day or house.working_day,
                house.items,
            )
    return house


def prepare(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    committee: CommitteeType,
    month: Month,
    held_on: date | None = None,
) -> Meeting:
    """The meeting on a month's figures: the one that exists, else a new one with its agenda.

    Without `held_on` it is held on the working day that the contract says. Figures are frozen now.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    actor.require(Right.MEET, terms.vendor)
    template = template_for(terms, committee)
    items = _proposed(db, actor, terms, template, month)
    version = catalogue.data_version(db, actor, ref=contract)
    day = held_on or working_day_after(month, template.working_day, terms.calendar.country)
    with db.writing() as session:
        found = stored.find_for(session, actor.vendors, contract, committee, month)
        if found is not None and (held_on is None or found.held_on == held_on):
            return stored.assemble(session, found)
        row = stored.create(
            session,
            vendor=terms.vendor,
            contract=contract,
            committee=committee,
            month=month,
            held_on=day,
            data_version=version,
            at=_now(),
            by=actor.user,
        )
        stored.add_items(session, row, items)
        stored.seat(session, row, _seats(terms, committee))
        _audit(session, actor, row, "meeting.prepare", after={"month": row.month, "day": day})
        return stored.assemble(session, row)


def refresh(db: Database, actor: Actor, *, meeting: int) -> Meeting:
    """Proposes the agenda again from today's figures; items added by hand or minuted are kept."""
    known = _known(db, actor, meeting)
    terms = catalogue.contract(db, actor, ref=known.contract)
    items = _proposed(db, actor, terms, template_for(terms, known.type), known.month)
    with _changing(db, actor, meeting, "meeting.refresh") as (session, row):
        rows = stored.item_rows(session, row)
        replaced = [r.id for r in rows if r.kind != ItemKind.FREE and not (r.minutes or r.private_note)]
        taken = {(d.item) for _, d in stored.decisions(session, actor.vendors, row.contract)}
        taken |= {a.item or 0 for _, a in stored.actions(session, actor.vendors, row.contract)}
        replaced = [item for item in replaced if item not in taken]
        kept = {(r.kind, r.data["subject"]) for r in rows if r.id not in replaced}
        stored.remove_items(session, row, replaced)
        fresh = [item for item in items if (item.kind, item.subject) not in kept]
        stored.add_items(session, row, fresh)
        row.data_version = catalogue.data_version(db, actor, ref=row.contract)
        row.created_at = _now()
        return stored.assemble(session, row)


def add_item(db: Database, actor: Actor, *, meeting: int, title: str, minutes: int) -> None:
    """An item of one's own at the end of the agenda."""
    _filled("title", title)
    with _changing(db, actor, meeting, "agenda.add", {"title": title}) as (session, row):
        stored.add_items(session, row, [ProposedItem(ItemKind.FREE, minutes)])
        stored.item_rows(session, row)[-1].title = title.strip()


def edit_item(
    db: Database,
    actor: Actor,
    *,
    meeting: int,
    item: int,
    title: str | None = None,
    minutes_allotted: int | None = None,
    owner: str | None = None,
    minutes_text: str | None = None,
    private_note: str | None = None,
    status: ItemStatus | None = None,
) -> None:
    """Changes what is given of an item and leaves the rest."""
    changes = {
        "title": title,
        "minutes_allotted": minutes_allotted,
        "owner": owner,
        "minutes": minutes_text,
        "private_note": private_note,
        "status": status,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    # A private note is audited as having been written, never by its words.
    told = {name: value for name, value in given.items() if name != "private_note"}
    with _changing(db, actor, meeting, "agenda.edit", {"item": item, **told}) as (session, row):
        target = _item(session, row, item)
        for name, value in given.items():
            setattr(target, name, value)
        session.add(target)


def move_item(db: Database, actor: Actor, *, meeting: int, item: int, by: int) -> None:
    """Moves an item up (-1) or down (+1) the agenda."""
    with _changing(db, actor, meeting, "agenda.move", {"item": item, "by": by}) as (session, row):
        rows = stored.item_rows(session, row)
        at = rows.index(_item(session, row, item))
        rows.insert(max(0, at + by), rows.pop(at))
        for position, moved in enumerate(rows, start=1):
            moved.position = position


def remove_item(db: Database, actor: Actor, *, meeting: int, item: int) -> None:
    """Takes an item off the agenda; refused once something was decided or asked under it."""
    with _changing(db, actor, meeting, "agenda.remove", {"item": item}) as (session, row):
        _item(session, row, item)
        whole = stored.assemble(session, row)
        under = {d.item for d in whole.decisions} | {a.item for a in whole.actions}
        if item in under:
            raise _problem("meeting.item_has_outcomes")
        stored.remove_items(session, row, [item])


def seat(db: Database, actor: Actor, *, meeting: int, attendees: tuple[Attendee, ...]) -> None:
    """Who was there, excused or represented."""
    told = {"seats": [asdict(attendee) for attendee in attendees]}
    with _changing(db, actor, meeting, "meeting.attendance", told) as (session, row):
        stored.seat(session, row, attendees)


def start(db: Database, actor: Actor, *, meeting: int) -> None:
    """The meeting runs: from now on the room sees it."""
    with _changing(db, actor, meeting, "meeting.start") as (_, row):
        row.state, row.started_at = MeetingState.RUNNING, _now()


def close(db: Database, actor: Actor, *, meeting: int) -> None:
    """The meeting is over: its agenda and its minutes no longer change."""
    with _changing(db, actor, meeting, "meeting.close") as (_, row):
        row.state, row.closed_at = MeetingState.CLOSED, _now()


def decide(db: Database, actor: Actor, *, meeting: int, item: int, text: str) -> str:
    """A numbered decision under an item. Returns its number (COPIL-2026-10-D01)."""
    _filled("text", text)
    with _changing(db, actor, meeting, "decision.add", {"item": item, "text": text}) as (session, row):
        _item(session, row, item)
        number = _next_number(session, row, "D", tables.Decision)
        stored.add_decision(session, row, number=number, item=item, text=text.strip(), on=row.held_on)
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
    _filled("text", text)
    _filled("owner", owner)
    told = {"item": item, "text": text, "owner": owner, "side": side, "due": due}
    with _changing(db, actor, meeting, "action.add", told) as (session, row):
        _item(session, row, item)
        number = _next_number(session, row, "A", tables.Action)
        action = Action(
            number=number,
            text=text.strip(),
            owner=owner.strip(),
            side=side,
            opened_on=row.held_on,
            due=due,
            meeting=row.id,
            item=item,
        )
        stored.add_action(session, row.vendor, row.contract, action)
        return number


def update_action(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    number: str,
    status: ActionStatus | None = None,
    due: date | None = None,
) -> None:
    """Closes, cancels or reopens an action, or gives it another date; a later date is counted."""
    actor.require(Right.MEET)
    with db.writing() as session:
        row = stored.action_row(session, actor.vendors, contract, number)
        if row is None:
            raise _problem("action.unknown", read=number)
        before = {"status": row.status, "due": row.due}
        if due is not None and due != row.due:
            row.postponed += due > row.due
            row.due = due
        if status is not None:
            row.status = status
            row.closed_on = None if status is ActionStatus.OPEN else catalogue.today(db)
        session.add(row)
        audit.record(
            session,
            actor=actor.user,
            action="action.update",
            entity=f"action {contract} {number}",
            at=_now(),
            vendor=row.vendor,
            before=before,
            after={"status": row.status, "due": row.due, "postponed": row.postponed},
        )


def _proposed(
    db: Database, actor: Actor, terms: Contract, template: Template, month: Month
) -> tuple[ProposedItem, ...]:
    result = judged(db, actor, contract=terms.ref, month=month)
    owed = tuple(action for _, action in actions(db, actor, contract=terms.ref))
    return propose(template, Matter(result, owed, catalogue.today(db)))


def _seats(terms: Contract, committee: CommitteeType) -> tuple[Attendee, ...]:
    return tuple(
        Attendee(participant.role, participant.side)
        for imposed in terms.committee
        if imposed.type == committee
        for participant in imposed.participants
    )


def _next_number(session: Session, row: tables.Meeting, letter: str, table: type[Any]) -> str:
    stem = f"{house_template(CommitteeType(row.type)).prefix}-{row.month}-{letter}"
    given = [n for n in stored.numbers(session, row, table) if n.startswith(stem)]
    return f"{stem}{max((int(n.removeprefix(stem)) for n in given), default=0) + 1:02d}"


@contextmanager
def _changing(
    db: Database, actor: Actor, meeting: int, action: str, told: dict[str, Any] | None = None
) -> Iterator[tuple[Session, tables.Meeting]]:
    """A writing session on an open meeting that the actor may change, audited at its end."""
    with db.writing() as session:
        row = _row(session, actor, meeting)
        actor.require(Right.MEET, row.vendor)
        if row.state == MeetingState.CLOSED:
            raise _problem("meeting.closed")
        yield session, row
        session.add(row)
        _audit(session, actor, row, action, after=told or {"state": row.state})


def _audit(
    session: Session, actor: Actor, row: tables.Meeting, action: str, *, after: dict[str, Any]
) -> None:
    audit.record(
        session,
        actor=actor.user,
        action=action,
        entity=f"meeting {row.id} {row.contract} {row.type} {row.month}",
        at=_now(),
        vendor=row.vendor,
        after=after,
    )


def _known(db: Database, actor: Actor, meeting_id: int) -> Meeting:
    return meeting(db, actor, id=meeting_id)


def _row(session: Session, actor: Actor, meeting: int) -> tables.Meeting:
    row = stored.find(session, actor.vendors, meeting)
    if row is None:
        raise _problem("meeting.unknown", read=str(meeting))
    return row


def _item(session: Session, row: tables.Meeting, item: int) -> tables.AgendaItem:
    found = stored.item_row(session, row, item)
    if found is None:
        raise _problem("meeting.unknown_item", read=str(item))
    return found


def _filled(name: str, text: str) -> None:
    if not text.strip():
        raise _problem("meeting.empty_text", column=name)


def _problem(code: str, *, column: str = "", read: str = "") -> ProblemsFoundError:
    return ProblemsFoundError([Problem(code, Severity.REFUSED, column=column, read=read)])


def _now() -> datetime:
    return datetime.now(UTC)
