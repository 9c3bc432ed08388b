"""Committees: an agenda made from the month, put in order, run item by item."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.committee.model import (
    AttendanceState,
    Attendee,
    CommitteeType,
    ItemKind,
    ItemStatus,
    MeetingState,
)
from pilotage.problems import ProblemsFoundError
from pilotage.services import committees, outcomes
from services.meeting_room import (
    ARMOR,
    HELD,
    ask,
    code_of,
    decide,
    first,
    kinds,
    portal,
    prepare,
    read,
    send,
)
from services.portal import (
    PILOT,
    VIEWER,
    contents,
    month_of_calls,
    on,
)

__all__ = ["portal"]


# ---- prepared from the month -------------------------------------------------------------------


def test_the_agenda_is_made_of_what_the_month_says(portal):
    meeting = prepare(portal)
    assert kinds(meeting) == [ItemKind.SCORECARD, ItemKind.BREACH]
    assert first(meeting, ItemKind.BREACH).facts[0].value == Decimal(60)
    assert first(meeting, ItemKind.BREACH).steps
    assert meeting.held_on == HELD  # J+10, the house's day where the contract says nothing
    assert meeting.state is MeetingState.PREPARED


def test_preparing_twice_gives_the_same_meeting_and_writes_nothing(portal):
    one = prepare(portal)
    before = contents(portal)
    assert prepare(portal) == one
    assert contents(portal) == before


def test_another_day_is_another_meeting(portal):
    one = prepare(portal)
    other = prepare(portal, held_on=date(2026, 10, 21))
    assert other.id != one.id
    assert [card.id for card in committees.meetings(portal, PILOT, contract=ARMOR)] == [other.id, one.id]


def test_figures_stay_frozen_until_they_are_asked_for_again(portal):
    meeting = prepare(portal)
    send(
        portal,
        [(day, slot, "n1", 10, 9, 7) for day, slot, *_ in month_of_calls()],
        "armor_appels_bis.csv",
    )
    assert first(read(portal, meeting), ItemKind.BREACH).facts[0].value == Decimal(60)
    fresh = committees.refresh(portal, PILOT, meeting=meeting.id)
    assert first(fresh, ItemKind.BREACH).facts[0].value == Decimal(70)
    assert fresh.data_version > meeting.data_version


def test_refreshing_keeps_the_order_the_titles_and_what_was_written(portal):
    meeting = prepare(portal)
    breach = first(meeting, ItemKind.BREACH)
    committees.edit_item(
        portal, PILOT, meeting=meeting.id, item=breach.id, title="La crise", minutes_text="Vu."
    )
    committees.add_item(portal, PILOT, meeting=meeting.id, title="Divers", minutes=5)
    committees.move_item(portal, PILOT, meeting=meeting.id, item=breach.id, by=-1)
    send(portal, month_of_calls(), "armor_appels_bis.csv")  # the target is now met
    fresh = committees.refresh(portal, PILOT, meeting=meeting.id)
    assert [item.title for item in fresh.items[:3]] == ["La crise", "", "Divers"]
    assert [item.kind for item in fresh.items[3:]] == [ItemKind.NEAR_MISS]  # what is new comes last
    assert fresh.items[0].minutes_text == "Vu."


def test_refreshing_takes_off_what_the_month_no_longer_calls_for(portal):
    meeting = prepare(portal)
    send(portal, month_of_calls(), "armor_appels_bis.csv")
    fresh = kinds(committees.refresh(portal, PILOT, meeting=meeting.id))
    assert fresh == [ItemKind.SCORECARD, ItemKind.NEAR_MISS]


def test_an_item_with_a_decision_survives_every_refresh(portal):
    meeting = prepare(portal)
    breach = first(meeting, ItemKind.BREACH)
    outcomes.decide(portal, PILOT, meeting=meeting.id, item=breach.id, text="Retenu")
    send(portal, month_of_calls(), "armor_appels_bis.csv")
    assert ItemKind.BREACH in kinds(committees.refresh(portal, PILOT, meeting=meeting.id))


def test_a_past_meeting_knows_only_what_was_asked_before_it(portal):
    ask(portal, prepare(portal))
    earlier = prepare(portal, committee=CommitteeType.PRODUCTION, held_on=date(2026, 9, 30))
    assert ItemKind.OPEN_ACTIONS not in kinds(earlier)
    on(portal, date(2026, 10, 30))
    later = prepare(portal, committee=CommitteeType.PRODUCTION, held_on=date(2026, 10, 20))
    assert ItemKind.OPEN_ACTIONS in kinds(later)


def test_the_actions_of_a_meeting_are_not_owed_to_itself(portal):
    on(portal, HELD)
    meeting = prepare(portal)
    ask(portal, meeting)
    assert ItemKind.OPEN_ACTIONS not in kinds(committees.refresh(portal, PILOT, meeting=meeting.id))


# ---- edited ------------------------------------------------------------------------------------


def test_items_move_and_leave_and_their_numbers_have_no_gap(portal):
    meeting = prepare(portal)
    committees.add_item(portal, PILOT, meeting=meeting.id, title="Divers", minutes=5)
    last = read(portal, meeting).items[-1]
    committees.move_item(portal, PILOT, meeting=meeting.id, item=last.id, by=-1)
    committees.move_item(portal, PILOT, meeting=meeting.id, item=last.id, by=-1)
    committees.move_item(portal, PILOT, meeting=meeting.id, item=last.id, by=-1)
    committees.remove_item(portal, PILOT, meeting=meeting.id, item=meeting.items[0].id)
    assert [(i.position, i.kind) for i in read(portal, meeting).items] == [
        (1, ItemKind.FREE),
        (2, ItemKind.BREACH),
    ]


def test_an_item_under_which_something_was_decided_stays(portal):
    meeting = prepare(portal)
    decide(portal, meeting)
    with pytest.raises(ProblemsFoundError) as refusal:
        committees.remove_item(portal, PILOT, meeting=meeting.id, item=meeting.items[0].id)
    assert code_of(refusal) == ["meeting.item_has_outcomes"]


@pytest.mark.parametrize("minutes_allotted", [0, -5, 241])
def test_the_time_of_an_item_is_bounded(portal, minutes_allotted):
    meeting = prepare(portal)
    with pytest.raises(ProblemsFoundError) as refusal:
        committees.add_item(portal, PILOT, meeting=meeting.id, title="X", minutes=minutes_allotted)
    assert code_of(refusal) == ["meeting.minutes_allotted"]


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "meeting.empty_text"), ("  \n", "meeting.empty_text"), ("x" * 501, "meeting.too_long")],
)
def test_a_title_is_neither_empty_nor_endless(portal, words, code):
    meeting = prepare(portal)
    with pytest.raises(ProblemsFoundError) as refusal:
        committees.add_item(portal, PILOT, meeting=meeting.id, title=words, minutes=5)
    assert code_of(refusal) == [code]
    assert len(read(portal, meeting).items) == len(meeting.items)


def test_seats_are_kept_as_they_were_filled(portal):
    meeting = prepare(portal)
    seats = (
        Attendee("Directeur de compte", "vendor", AttendanceState.REPRESENTED, "Son adjoint"),
        Attendee("Pilote de prestataires", "client", AttendanceState.PRESENT),
    )
    committees.seat(portal, PILOT, meeting=meeting.id, attendees=seats)
    assert read(portal, meeting).attendees == seats


def test_a_meeting_moves_to_a_day_on_which_none_is_held(portal):
    one, other = prepare(portal), prepare(portal, held_on=date(2026, 10, 21))
    committees.reschedule(portal, PILOT, meeting=one.id, held_on=date(2026, 10, 15))
    assert read(portal, one).held_on == date(2026, 10, 15)
    with pytest.raises(ProblemsFoundError) as refusal:
        committees.reschedule(portal, PILOT, meeting=one.id, held_on=other.held_on)
    assert code_of(refusal) == ["meeting.same_day"]


# ---- run ---------------------------------------------------------------------------------------


def test_leaving_an_item_turns_to_the_next_one_still_to_do(portal):
    meeting = prepare(portal)
    committees.start(portal, PILOT, meeting=meeting.id)
    one, two = (item.id for item in meeting.items)
    assert read(portal, meeting).current.id == one
    following = committees.leave_item(
        portal, PILOT, meeting=meeting.id, item=one, status=ItemStatus.POSTPONED
    )
    assert following == two == read(portal, meeting).current.id
    assert committees.leave_item(portal, PILOT, meeting=meeting.id, item=two) is None
    assert [item.status for item in read(portal, meeting).items] == [
        ItemStatus.POSTPONED,
        ItemStatus.DONE,
    ]


def test_the_room_goes_where_the_pilot_turns(portal):
    meeting = prepare(portal)
    committees.turn_to(portal, PILOT, meeting=meeting.id, item=meeting.items[1].id)
    assert committees.shown(portal, VIEWER, id=meeting.id).current.id == meeting.items[1].id


def test_what_is_confidential_stays_off_the_shared_screen(portal, monkeypatch):
    from pilotage.committee.template import house

    steering = house()[CommitteeType.STEERING]
    secret = tuple(
        item.model_copy(update={"confidential": item.kind == "breach"}) for item in steering.items
    )
    monkeypatch.setitem(house(), CommitteeType.STEERING, steering.model_copy(update={"items": secret}))
    meeting = prepare(portal)
    breach = first(meeting, ItemKind.BREACH)
    assert breach.confidential
    committees.turn_to(portal, PILOT, meeting=meeting.id, item=breach.id)
    shared = committees.shown(portal, PILOT, id=meeting.id)
    assert kinds(shared) == [ItemKind.SCORECARD]
    assert shared.current is None
    assert kinds(read(portal, meeting, VIEWER)) == [ItemKind.SCORECARD]
