"""Who meets when: the series of every contract, what was moved or cancelled, and whether it is ready."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal

from pilotage.committee.model import CommitteeType, MeetingState
from pilotage.committee.series import (
    LONGEST_BRIDGE,
    Change,
    Occurrence,
    Overlap,
    occurrences,
    overlaps,
    working_days_before,
    working_days_later,
)
from pilotage.committee.template import Template, series_of, template_for
from pilotage.contract.model import Contract
from pilotage.exports.ics import MeetingEvent, meeting_file
from pilotage.locale import N_, Language, Words
from pilotage.locale.committee import committee_name, short_name
from pilotage.periods import DAY, Window
from pilotage.services import audit as trail
from pilotage.services import catalogue, committees
from pilotage.services.actor import Actor, Right
from pilotage.services.arrivals import feed_days
from pilotage.services.committees import MeetingCard
from pilotage.services.meeting_changes import fitting, refused
from pilotage.store import audit
from pilotage.store import occurrences as kept
from pilotage.store.database import Database
from pilotage.store.meeting_tables import OccurrenceChange

DutyCode = Literal["feeds", "agenda", "minutes"]


@dataclass(frozen=True, slots=True)
class Which:
    """A meeting of a series, told by the day that its rule gives, whatever became of it."""

    contract: str
    committee: CommitteeType
    planned: date


@dataclass(frozen=True, slots=True)
class Duty:
    """What must be ready for a meeting, by which day, and whether it is; `late` when it is not and the
    day has passed.
    """

    code: DutyCode
    due: date
    done: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of the calendar: its occurrence, the meeting prepared for it (None before its agenda)
    and what must be ready by when.
    """

    contract: Contract
    occurrence: Occurrence
    template: Template
    meeting: MeetingCard | None
    duties: tuple[Duty, ...]

    @property
    def committee(self) -> CommitteeType:
        return self.occurrence.series.type

    @property
    def ready(self) -> bool:
        """Whether nothing that is due before it is missing."""
        return all(duty.done for duty in self.duties if duty.code != "minutes")


@dataclass(frozen=True, slots=True)
class Agenda:
    """The meetings of a window, and those that the same people cannot attend both."""

    window: Window
    held: tuple[Held, ...]
    overlaps: tuple[Overlap, ...]


def calendar(db: Database, actor: Actor, *, window: Window, contract: str | None = None) -> Agenda:
    """The meetings of the window that the actor sees, in order, cancelled ones among them.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.READ)
    refs = [contract] if contract else [card.ref for card in catalogue.contracts(db, actor)]
    found: list[Held] = []
    for ref in refs:
        found += _held(db, actor, catalogue.contract(db, actor, ref=ref), window)
    found.sort(key=lambda one: (one.occurrence.begins, one.occurrence.key))
    return Agenda(window, tuple(found), overlaps([one.occurrence for one in found]))


def move(
    db: Database, actor: Actor, *, which: Which, day: date, at: time | None = None, why: str = ""
) -> Held:
    """Holds the meeting on another day or at another hour.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` when the rule gives no meeting
    on that day, or another of the same committee is held on the new one.
    """
    one = _one(db, actor, which)
    there = _series(db, actor, one.contract, which.committee, day)
    if any(other.planned != which.planned and not other.cancelled for other in there):
        raise refused("meeting.same_day")
    return _change(db, actor, one, "meeting.move", (day, at or one.occurrence.at), why)


def cancel(db: Database, actor: Actor, *, which: Which, why: str) -> Held:
    """Says that the meeting is not held, and why. Raises as `move` does, and for a reason left empty."""
    one = _one(db, actor, which)
    if not why.strip():
        raise refused("meeting.empty_text", column="why")
    return _change(db, actor, one, "meeting.cancel", None, why)


def invitation(db: Database, actor: Actor, *, which: Which, language: Language) -> tuple[str, bytes]:
    """The .ics file of a meeting, to send: an invitation, its update, or its cancellation. The same
    meeting keeps its UID; each change raises its sequence. Raises as `move` does.
    """
    one = _one(db, actor, which)
    t = Words(language)
    method: Literal["REQUEST", "CANCEL"] = "CANCEL" if one.occurrence.cancelled else "REQUEST"
    day, said = one.occurrence.day.isoformat(), short_name(which.committee, t)
    content = meeting_file(t(N_("Committees")), [_event(one, t)], method=method, stamp=_stamp(db))
    return f"{day}_{said}_{which.contract}.ics", content


def subscription(db: Database, actor: Actor, *, window: Window, language: Language) -> bytes:
    """Every meeting of the window that the actor sees, as a calendar to subscribe to."""
    t = Words(language)
    events = [_event(one, t) for one in calendar(db, actor, window=window).held]
    return meeting_file(t(N_("Committees")), events, method="PUBLISH", stamp=_stamp(db))


# --- what is kept ---------------------------------------------------------------------------------


def _change(
    db: Database, actor: Actor, one: Held, action: str, held: tuple[date, time] | None, why: str
) -> Held:
    contract, planned = one.contract, one.occurrence.planned
    entity = f"{contract.ref}/{one.committee}/{planned}"
    trail.require(db, actor, Right.MEET, contract.vendor, entity=entity)
    if one.meeting is not None and one.meeting.state is MeetingState.CLOSED:
        raise refused("meeting.closed")
    row = OccurrenceChange(
        vendor=contract.vendor,
        id=0,
        contract=contract.ref,
        type=one.committee,
        planned=planned,
        sequence=0,
        day=held[0] if held else None,
        at=held[1].isoformat("minutes") if held else "",
        why=fitting("why", why.strip()),
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )
    with db.writing() as session:
        row.sequence = kept.next_sequence(session, row.vendor, row.contract, row.type, planned)
        kept.add(session, row)
        told = {"day": row.day, "at": row.at, "why": row.why, "sequence": row.sequence}
        audit.record(
            session,
            actor=actor.user,
            action=action,
            entity=entity,
            at=row.recorded_at,
            vendor=row.vendor,
            after=told,
        )
    if one.meeting is not None and held and one.meeting.held_on != held[0]:
        committees.reschedule(db, actor, meeting=one.meeting.id, held_on=held[0])
    return _one(db, actor, Which(contract.ref, one.committee, planned))


def _changes(db: Database, actor: Actor, ref: str) -> dict[CommitteeType, list[Change]]:
    found: dict[CommitteeType, list[Change]] = {}
    with db.reading() as session:
        for row in kept.changes(session, actor.vendors, ref):
            at = time.fromisoformat(row.at) if row.at else None
            change = Change(row.planned, row.day, at, row.why, row.sequence)
            found.setdefault(CommitteeType(row.type), []).append(change)
    return found


def _series(
    db: Database, actor: Actor, terms: Contract, committee: CommitteeType, around: date
) -> tuple[Occurrence, ...]:
    changes = _changes(db, actor, terms.ref).get(committee, [])
    return occurrences(series_of(terms, committee), Window(around, around), changes)


def _one(db: Database, actor: Actor, which: Which) -> Held:
    terms = catalogue.contract(db, actor, ref=which.contract)
    known = _changes(db, actor, which.contract).get(which.committee, ())
    changes = [change for change in known if change.planned == which.planned]
    days = [which.planned, *(change.day for change in changes if change.day)]
    around = Window(min(days) - DAY * LONGEST_BRIDGE, max(days) + DAY * LONGEST_BRIDGE)
    found = occurrences(series_of(terms, which.committee), around, changes)
    occurrence = next((one for one in found if one.planned == which.planned), None)
    if occurrence is None:
        raise refused("meeting.no_occurrence", read=which.planned.isoformat())
    return _with_duties(db, actor, terms, occurrence, _meetings(db, actor, which.contract))


def _held(db: Database, actor: Actor, terms: Contract, window: Window) -> Iterator[Held]:
    changes, known = _changes(db, actor, terms.ref), _meetings(db, actor, terms.ref)
    for committee in CommitteeType:
        for one in occurrences(series_of(terms, committee), window, changes.get(committee, ())):
            yield _with_duties(db, actor, terms, one, known)


def _meetings(db: Database, actor: Actor, ref: str) -> dict[tuple[CommitteeType, date], MeetingCard]:
    found = committees.meetings(db, actor, contract=ref)
    return {(one.type, one.held_on): one for one in found}


def _with_duties(
    db: Database,
    actor: Actor,
    terms: Contract,
    occurrence: Occurrence,
    known: dict[tuple[CommitteeType, date], MeetingCard],
) -> Held:
    committee = occurrence.series.type
    template = template_for(terms, committee).template
    meeting = known.get((committee, occurrence.day)) or known.get((committee, occurrence.planned))
    one = Held(terms, occurrence, template, meeting, ())
    if occurrence.cancelled:
        return one
    today = catalogue.today(db)
    duties = _duties(db, actor, one, today)
    return replace(one, duties=tuple(_told(duty, today) for duty in duties))


def _duties(db: Database, actor: Actor, one: Held, today: date) -> Iterable[Duty]:
    """The files of its days, the agenda, then the minutes, by their working days."""
    template, day, country = one.template, one.occurrence.day, one.contract.calendar.country
    state = one.meeting.state if one.meeting else None
    about = one.occurrence.about
    if about.last < today:
        days = feed_days(db, actor, window=about, contract=one.contract.ref)
        complete = all(found.status != "missing" for found in days)
        yield Duty("feeds", working_days_before(day, template.agenda_days, country), complete, late=False)
    agenda = working_days_before(day, template.agenda_days, country)
    yield Duty("agenda", agenda, state is not None, late=False)
    minutes = working_days_later(day, template.minutes_days, country)
    yield Duty("minutes", minutes, state is MeetingState.CLOSED, late=False)


def _told(duty: Duty, today: date) -> Duty:
    return replace(duty, late=not duty.done and duty.due < today)


# --- as calendar files ----------------------------------------------------------------------------


def _event(one: Held, t: Words) -> MeetingEvent:
    terms, occurrence = one.contract, one.occurrence
    lines = [f"{seat.label(t.language)} ({seat.side})" for seat in one.template.participants]
    name = committee_name(one.committee, t)
    return MeetingEvent(
        uid=f"{occurrence.key}@pilotage",
        begins=occurrence.begins,
        finishes=occurrence.finishes,
        timezone=terms.timezone,
        title=f"{name} · {terms.vendor_name}",
        description="\n".join([*lines, *([occurrence.why] if occurrence.why else [])]),
        place=one.template.place,
        sequence=occurrence.sequence,
        cancelled=occurrence.cancelled,
    )


def _stamp(db: Database) -> datetime:
    return datetime.combine(catalogue.today(db), time(), UTC)
