"""Who meets when: from the house's and the contract's rules, moved and cancelled, as calendar files."""

from datetime import date, time

import pytest
from icalendar import Calendar

from pilotage.committee.model import CommitteeType
from pilotage.periods import Window
from pilotage.problems import ProblemsFoundError
from pilotage.services import committees, meeting_calendar
from pilotage.services.actor import RefusedError
from pilotage.services.meeting_calendar import Which
from services.meeting_room import ARMOR, HELD, SEPTEMBER, code_of, portal
from services.portal import ATLAS_ONLY, PILOT, VIEWER

__all__ = ["portal"]

OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
COPIL = Which(ARMOR, CommitteeType.STEERING, HELD)


def held(db, actor=PILOT, committee=CommitteeType.STEERING, window=OCTOBER, contract=ARMOR):
    found = meeting_calendar.calendar(db, actor, window=window, contract=contract)
    return [one for one in found.held if one.committee is committee]


def test_a_contract_without_committees_meets_as_the_house_does(portal):
    found = meeting_calendar.calendar(portal, PILOT, window=OCTOBER, contract=ARMOR).held
    weekly = [one.occurrence.day.day for one in found if one.committee is CommitteeType.PRODUCTION]
    assert weekly == [6, 13, 20, 27]
    assert [one.occurrence.day for one in held(portal)] == [HELD]


def test_an_agenda_that_nobody_made_is_due_two_working_days_before(portal):
    (copil,) = held(portal)
    duties = {duty.code: (duty.due, duty.done, duty.late) for duty in copil.duties}
    assert duties["agenda"] == (date(2026, 10, 12), False, False)
    assert duties["minutes"] == (date(2026, 10, 15), False, False)
    committees.prepare(portal, PILOT, contract=ARMOR, committee=CommitteeType.STEERING, month=SEPTEMBER)
    (copil,) = held(portal)
    assert copil.meeting is not None
    assert {duty.code: duty.done for duty in copil.duties}["agenda"]


def test_a_moved_meeting_takes_its_agenda_along(portal):
    meeting = committees.prepare(
        portal, PILOT, contract=ARMOR, committee=CommitteeType.STEERING, month=SEPTEMBER
    )
    day = date(2026, 10, 16)
    meeting_calendar.move(portal, PILOT, which=COPIL, day=day, at=time(15), why="Salon")
    (copil,) = held(portal)
    assert (copil.occurrence.day, copil.occurrence.at) == (day, time(15))
    assert copil.meeting is not None
    assert copil.meeting.id == meeting.id


def test_a_cancelled_meeting_says_why_and_asks_for_nothing(portal):
    with pytest.raises(ProblemsFoundError) as refusal:
        meeting_calendar.cancel(portal, PILOT, which=COPIL, why=" ")
    assert code_of(refusal) == ["meeting.empty_text"]
    meeting_calendar.cancel(portal, PILOT, which=COPIL, why="Grève nationale")
    (copil,) = held(portal)
    assert copil.occurrence.cancelled
    assert (copil.occurrence.why, copil.duties) == ("Grève nationale", ())


def test_two_meetings_of_a_committee_are_never_held_on_one_day(portal):
    which = Which(ARMOR, CommitteeType.PRODUCTION, date(2026, 10, 6))
    with pytest.raises(ProblemsFoundError) as refusal:
        meeting_calendar.move(portal, PILOT, which=which, day=date(2026, 10, 13))
    assert code_of(refusal) == ["meeting.same_day"]


def test_a_day_that_the_rule_does_not_give_is_refused(portal):
    which = Which(ARMOR, CommitteeType.STEERING, date(2026, 10, 1))
    with pytest.raises(ProblemsFoundError) as refusal:
        meeting_calendar.cancel(portal, PILOT, which=which, why="x")
    assert code_of(refusal) == ["meeting.no_occurrence"]


def test_who_does_not_run_committees_moves_none_and_nobody_sees_another_vendor_s(portal):
    with pytest.raises(RefusedError):
        meeting_calendar.move(portal, VIEWER, which=COPIL, day=date(2026, 10, 16))
    found = meeting_calendar.calendar(portal, ATLAS_ONLY, window=OCTOBER).held
    assert {one.contract.vendor for one in found} == {"atlas"}


def test_the_same_people_at_the_same_time_are_told(portal):
    found = meeting_calendar.calendar(portal, PILOT, window=OCTOBER).overlaps
    assert {(o.first.series.contract, o.second.series.contract) for o in found} == {
        ("ARMOR-2025", "ATLAS-2025")
    }


def event_of(db, language="fr"):
    name, content = meeting_calendar.invitation(db, PILOT, which=COPIL, language=language)
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return name, calendar, event


def test_an_invitation_keeps_its_uid_through_an_update_and_a_cancellation(portal):
    name, asked, first = event_of(portal)
    assert name == "2026-10-14_COPIL_ARMOR-2025.ics"
    assert (asked["METHOD"], first["SEQUENCE"], first["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert first.decoded("dtstart").isoformat() == "2026-10-14T14:00:00+02:00"
    assert len(asked.walk("VTIMEZONE")) == 1
    meeting_calendar.move(portal, PILOT, which=COPIL, day=date(2026, 10, 16), why="Salon")
    _, moved, second = event_of(portal)
    meeting_calendar.cancel(portal, PILOT, which=COPIL, why="Grève")
    _, cancelled, third = event_of(portal)
    assert {first["UID"], second["UID"], third["UID"]} == {"ARMOR-2025.steering.2026-10-14@pilotage"}
    assert [one["SEQUENCE"] for one in (first, second, third)] == [0, 1, 2]
    assert (moved["METHOD"], cancelled["METHOD"], third["STATUS"]) == (
        "REQUEST",
        "CANCEL",
        "CANCELLED",
    )


def test_the_subscription_holds_every_meeting_once_and_gives_the_same_bytes(portal):
    one = meeting_calendar.subscription(portal, PILOT, window=OCTOBER, language="fr")
    assert one == meeting_calendar.subscription(portal, PILOT, window=OCTOBER, language="fr")
    uids = [str(event["UID"]) for event in Calendar.from_ical(one).walk("VEVENT")]
    assert len(uids) == len(set(uids)) >= 12
