"""Committees: prepared from the month, edited, run and closed, each change audited."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from pilotage.calendars import working_day_after
from pilotage.committee.agenda import Matter, propose
from pilotage.committee.ladder import rungs_of
from pilotage.committee.model import (
    Attendee,
    CommitteeType,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingState,
    ProposedItem,
)
from pilotage.committee.template import about_of, template_for
from pilotage.contract.model import Contract
from pilotage.periods import Month
from pilotage.services import catalogue, matters, outcomes
from pilotage.services.actor import Actor, RefusedError, Right
from pilotage.services.meeting_changes import (
    NAME_MAX,
    TITLE_MAX,
    changing,
    filled,
    fitting,
    item_of,
    record,
    refused,
    row_of,
)
from pilotage.services.months import judged
from pilotage.store import meetings as stored
from pilotage.store.database import Database

LONGEST_ITEM = 240


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


def settled_on(db: Database, actor: Actor, *, contract: str, month: Month) -> date | None:
    """The day of the steering committee, over by now, whose minutes say what was agreed for the month."""
    found = meetings(db, actor, contract=contract)
    kind, over = CommitteeType.STEERING, MeetingState.CLOSED
    held = (one.held_on for one in found if (one.type, one.month, one.state) == (kind, month, over))
    return next(held, None)


def meeting(db: Database, actor: Actor, *, id: int) -> Meeting:  # noqa: A002  the number users see
    """One meeting, with the private notes for those who run committees and for nobody else.

    Raises `ProblemsFoundError` when there is none in sight.
    """
    actor.require(Right.READ)
    with db.reading() as session:
        row = row_of(session, actor, id)
        whole = stored.assemble(session, row)
    try:
        actor.require(Right.MEET, whole.vendor)
    except RefusedError:
        return _public(whole)
    return whole


def shown(db: Database, actor: Actor, *, id: int) -> Meeting:  # noqa: A002  the number users see
    """The meeting as the room and the documents have it: no private note, whoever asks."""
    return _public(meeting(db, actor, id=id))


def _public(whole: Meeting) -> Meeting:
    """Without private notes nor confidential items; what is left is numbered without a gap."""
    open_items = (item for item in whole.items if not item.confidential)
    items = tuple(
        replace(item, position=n, private_note="") for n, item in enumerate(open_items, start=1)
    )
    left = {item.id for item in items}
    turned = whole.item(whole.current_item)
    return replace(
        whole,
        held_back=turned is not None and turned.confidential,
        items=items,
        decisions=tuple(one for one in whole.decisions if one.item in left),
        actions=tuple(one for one in whole.actions if one.item is None or one.item in left),
    )


def usual_day(contract: Contract, committee: CommitteeType, month: Month) -> date:
    """The working day on which the contract, else the house, holds the committee on a month."""
    number = template_for(contract, committee).template.working_day
    return working_day_after(month, number, contract.calendar.country)


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

    Without `held_on` it is held on the working day that the contract says. Figures are frozen as they
    stand today, or as they stood on the day of a meeting that is past.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    actor.require(Right.MEET, terms.vendor)
    with db.reading() as session:
        found = stored.find_for(session, actor.vendors, contract, committee, month, held_on)
        if found is not None:
            return stored.assemble(session, found)
    day = held_on or usual_day(terms, committee, month)
    as_of = min(day, catalogue.today(db))
    items = _proposed(db, actor, terms, committee, month, day)
    version = catalogue.data_version(db, actor, ref=contract)
    with db.writing() as session:
        found = stored.find_for(session, actor.vendors, contract, committee, month, held_on)
        if found is not None:
            return stored.assemble(session, found)
        row = stored.create(
            session,
            vendor=terms.vendor,
            contract=contract,
            committee=committee,
            month=month,
            held_on=day,
            data_version=version,
            at=_frozen_at(as_of),
            by=actor.user,
        )
        stored.add_items(session, row, items)
        stored.seat(session, row, _seats(terms, committee))
        record(session, actor, row, "meeting.prepare", after={"month": row.month, "day": day})
        return stored.assemble(session, row)


def proposals(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    committee: CommitteeType,
    month: Month,
    held_on: date,
) -> tuple[ProposedItem, ...]:
    """What a meeting held on that day would be asked to look at; nothing is written.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    actor.require(Right.MEET, terms.vendor)
    return _proposed(db, actor, terms, committee, month, held_on)


def refresh(db: Database, actor: Actor, *, meeting: int) -> Meeting:
    """Reads the figures again. Items keep their place, title and minutes with fresh figures; new ones
    come last; one that the month no longer calls for leaves, unless something was written under it.
    """
    known = shown(db, actor, id=meeting)
    terms = catalogue.contract(db, actor, ref=known.contract)
    as_of = min(known.held_on, catalogue.today(db))
    fresh = {
        (item.kind, item.subject): item
        for item in _proposed(db, actor, terms, known.type, known.month, known.held_on, meeting)
    }
    version = catalogue.data_version(db, actor, ref=known.contract)
    with changing(db, actor, meeting, "meeting.refresh", {"data_version": version}) as (session, row):
        taken = stored.items_with_outcomes(session, row)
        gone = []
        for item in stored.item_rows(session, row):
            proposed = fresh.pop((ItemKind(item.kind), item.data["subject"]), None)
            if proposed is not None:
                item.data = stored.frozen_data(proposed)
            elif item.kind != ItemKind.FREE and item.id not in taken and not _written(item):
                gone.append(item.id)
        stored.remove_items(session, row, gone)
        stored.add_items(session, row, list(fresh.values()))
        row.data_version, row.created_at = version, _frozen_at(as_of)
        session.flush()
        return stored.assemble(session, row)


def reschedule(db: Database, actor: Actor, *, meeting: int, held_on: date) -> None:
    """Holds the meeting on another day. Raises `ProblemsFoundError` when one is held on it already."""
    with changing(db, actor, meeting, "meeting.reschedule", {"day": held_on}) as (session, row):
        committee, month = CommitteeType(row.type), Month.parse(row.month)
        other = stored.find_for(session, actor.vendors, row.contract, committee, month, held_on)
        if other is not None and other.id != row.id:
            raise refused("meeting.same_day")
        row.held_on = held_on


def add_item(db: Database, actor: Actor, *, meeting: int, title: str, minutes: int) -> None:
    """An item of one's own at the end of the agenda."""
    title = filled("title", title, TITLE_MAX)
    _within_the_hours(minutes)
    with changing(db, actor, meeting, "agenda.add", {"title": title}) as (session, row):
        stored.add_items(session, row, [ProposedItem(ItemKind.FREE, minutes)])
        stored.item_rows(session, row)[-1].title = title


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
    """Changes what is given of an item and leaves the rest. An empty title is the one of its matter;
    an item of one's own keeps its own.
    """
    changes: dict[str, Any] = {
        "title": None if title is None else fitting("title", title.strip(), TITLE_MAX),
        "minutes_allotted": minutes_allotted,
        "owner": None if owner is None else fitting("owner", owner.strip(), NAME_MAX),
        "minutes": None if minutes_text is None else fitting("minutes", minutes_text),
        "private_note": None if private_note is None else fitting("private_note", private_note),
        "status": status,
    }
    if minutes_allotted is not None:
        _within_the_hours(minutes_allotted)
    given = {name: value for name, value in changes.items() if value is not None}
    # A private note is audited as having been written, never by its words.
    told = {name: value for name, value in given.items() if name != "private_note"}
    with changing(db, actor, meeting, "agenda.edit", {"item": item, **told}) as (session, row):
        target = item_of(session, row, item)
        if target.kind == ItemKind.FREE and title is not None:
            filled("title", title)
        for name, value in given.items():
            setattr(target, name, value)
        session.add(target)


def move_item(db: Database, actor: Actor, *, meeting: int, item: int, by: int) -> None:
    """Moves an item up (-1) or down (+1) the agenda."""
    with changing(db, actor, meeting, "agenda.move", {"item": item, "by": by}) as (session, row):
        rows = stored.item_rows(session, row)
        at = rows.index(item_of(session, row, item))
        rows.insert(max(0, at + by), rows.pop(at))
        for position, moved in enumerate(rows, start=1):
            moved.position = position


def remove_item(db: Database, actor: Actor, *, meeting: int, item: int) -> None:
    """Takes an item off the agenda; refused once something was decided or asked under it."""
    with changing(db, actor, meeting, "agenda.remove", {"item": item}) as (session, row):
        item_of(session, row, item)
        if item in stored.items_with_outcomes(session, row):
            raise refused("meeting.item_has_outcomes")
        stored.remove_items(session, row, [item])


def seat(db: Database, actor: Actor, *, meeting: int, attendees: tuple[Attendee, ...]) -> None:
    """Who was there, excused or represented."""
    for attendee in attendees:
        filled("role", attendee.role, NAME_MAX)
        fitting("represented_by", attendee.represented_by, NAME_MAX)
    told = {"seats": [asdict(attendee) for attendee in attendees]}
    with changing(db, actor, meeting, "meeting.attendance", told) as (session, row):
        stored.seat(session, row, attendees)


def start(db: Database, actor: Actor, *, meeting: int) -> None:
    """The meeting runs: from now on the room sees it."""
    with changing(db, actor, meeting, "meeting.start") as (_, row):
        if row.state == MeetingState.PREPARED:
            row.state, row.started_at = MeetingState.RUNNING, datetime.now(UTC)


def turn_to(db: Database, actor: Actor, *, meeting: int, item: int) -> None:
    """The item becomes the one under discussion: the room's screen follows."""
    with changing(db, actor, meeting, "meeting.item", {"item": item}) as (session, row):
        item_of(session, row, item)
        row.current_item = item


def leave_item(
    db: Database, actor: Actor, *, meeting: int, item: int, status: ItemStatus = ItemStatus.DONE
) -> int | None:
    """The item is done with, or put off; turns to the next one still to do, and returns it.

    None once nothing is left to do; the item then stays on the screen.
    """
    told = {"item": item, "status": status}
    with changing(db, actor, meeting, "agenda.leave", told) as (session, row):
        left = item_of(session, row, item)
        left.status = status
        rows = stored.item_rows(session, row)
        at = rows.index(left)
        rest = (other for other in rows[at + 1 :] + rows[:at] if other.status == ItemStatus.TO_DO)
        following = next((other.id for other in rest), None)
        row.current_item = following or item
        return following


def close(db: Database, actor: Actor, *, meeting: int) -> None:
    """The meeting is over: its agenda and its minutes no longer change."""
    with changing(db, actor, meeting, "meeting.close") as (_, row):
        row.state, row.closed_at = MeetingState.CLOSED, datetime.now(UTC)


def _proposed(
    db: Database,
    actor: Actor,
    terms: Contract,
    committee: CommitteeType,
    month: Month,
    held_on: date,
    meeting: int | None = None,
) -> tuple[ProposedItem, ...]:
    """The items that the month calls for on that day; actions asked later, or in the meeting itself,
    are not yet owed.
    """
    as_of = min(held_on, catalogue.today(db))
    template = template_for(terms, committee).template
    result = judged(db, actor, contract=terms.ref, month=month, as_of=as_of)
    asked = outcomes.actions(db, actor, contract=terms.ref)
    owed = tuple(
        a for _, a in asked if a.opened_on <= as_of and (meeting is None or a.meeting != meeting)
    )
    rungs = {sla.id: rungs_of(terms, sla.id, month.first, sla.value) for sla in result.slas}
    about = about_of(template, month, held_on)
    subject = matters.Subject(db, actor, terms, committee, about, as_of, result)
    told = matters.gathered(subject, template)
    return propose(template, Matter(result, owed, as_of, rungs, told, matters.escalations(subject)))


def _seats(terms: Contract, committee: CommitteeType) -> tuple[Attendee, ...]:
    held = template_for(terms, committee).template
    return tuple(Attendee(participant.role, participant.side) for participant in held.participants)


def _written(item: Any) -> bool:  # noqa: ANN401  a row of the store, whose type stays there
    return bool(item.minutes or item.private_note)


def _within_the_hours(minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_ITEM:
        raise refused("meeting.minutes_allotted", expected=f"1 - {LONGEST_ITEM}")


def _frozen_at(day: date) -> datetime:
    """The moment of the figures: the hour is the machine's, the day is the portal's."""
    return datetime.combine(day, datetime.now(UTC).timetz())
