"""What committees leave: numbers without gaps, actions that live on after the meeting."""

from datetime import date

import pytest

from pilotage.committee.model import (
    ActionStatus,
    CommitteeType,
)
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import committees, outcomes
from services.meeting_room import (
    ARMOR,
    TODAY,
    ask,
    code_of,
    decide,
    portal,
    prepare,
    read,
)
from services.portal import (
    PILOT,
    contents,
)

__all__ = ["portal"]


def test_decisions_and_actions_are_numbered_without_gaps_by_committee_and_month(portal):
    meeting = prepare(portal)
    assert [decide(portal, meeting) for _ in range(3)] == [
        "COPIL-2026-09-D01",
        "COPIL-2026-09-D02",
        "COPIL-2026-09-D03",
    ]
    assert ask(portal, meeting) == "COPIL-2026-09-A01"
    second = prepare(portal, held_on=date(2026, 10, 21))
    assert decide(portal, second) == "COPIL-2026-09-D04"
    weekly = prepare(portal, committee=CommitteeType.PRODUCTION)
    assert decide(portal, weekly) == "CP-2026-09-D01"
    assert decide(portal, prepare(portal, month=Month(2026, 8))) == "COPIL-2026-08-D01"


def test_a_refused_decision_takes_no_number(portal):
    meeting = prepare(portal)
    with pytest.raises(ProblemsFoundError):
        outcomes.decide(portal, PILOT, meeting=meeting.id, item=999, text="Sous aucun point")
    with pytest.raises(ProblemsFoundError):
        decide(portal, meeting, "   ")
    assert decide(portal, meeting) == "COPIL-2026-09-D01"


def test_words_are_corrected_only_while_the_meeting_is_open(portal):
    meeting = prepare(portal)
    number, action = decide(portal, meeting), ask(portal, meeting)
    outcomes.reword(portal, PILOT, meeting=meeting.id, number=number, text="Malus remis")
    outcomes.reword(portal, PILOT, meeting=meeting.id, number=action, text="Former six conseillers")
    whole = read(portal, meeting)
    assert (whole.decisions[0].text, whole.actions[0].text) == ("Malus remis", "Former six conseillers")
    with pytest.raises(ProblemsFoundError) as refusal:
        outcomes.reword(portal, PILOT, meeting=meeting.id, number="COPIL-2026-09-D09", text="Autre")
    assert code_of(refusal) == ["meeting.unknown_outcome"]


# ---- actions live on ---------------------------------------------------------------------------


def the_action(db):
    return outcomes.actions(db, PILOT, contract=ARMOR)[0][1]


def test_a_later_date_is_counted_and_an_earlier_one_is_not(portal):
    number = ask(portal, prepare(portal))
    for due in (date(2026, 10, 27), date(2026, 11, 3), date(2026, 11, 2), date(2026, 11, 2)):
        outcomes.update_action(portal, PILOT, contract=ARMOR, number=number, due=due)
    assert (the_action(portal).postponed, the_action(portal).due) == (2, date(2026, 11, 2))


def test_an_action_is_settled_on_the_portals_day_and_may_be_reopened(portal):
    number = ask(portal, prepare(portal))
    outcomes.update_action(portal, PILOT, contract=ARMOR, number=number, status=ActionStatus.DONE)
    assert (the_action(portal).status, the_action(portal).closed_on) == (ActionStatus.DONE, TODAY)
    with pytest.raises(ProblemsFoundError) as refusal:
        outcomes.update_action(portal, PILOT, contract=ARMOR, number=number, due=date(2027, 1, 1))
    assert code_of(refusal) == ["action.settled"]
    outcomes.update_action(portal, PILOT, contract=ARMOR, number=number, status=ActionStatus.OPEN)
    assert (the_action(portal).status, the_action(portal).closed_on) == (ActionStatus.OPEN, None)


def test_an_action_lives_on_after_its_meeting_is_closed(portal):
    meeting = prepare(portal)
    number = ask(portal, meeting)
    committees.close(portal, PILOT, meeting=meeting.id)
    outcomes.update_action(portal, PILOT, contract=ARMOR, number=number, status=ActionStatus.DONE)
    assert read(portal, meeting).actions[0].status is ActionStatus.DONE


def test_an_update_that_changes_nothing_leaves_no_trace(portal):
    number = ask(portal, prepare(portal))
    before = contents(portal)
    outcomes.update_action(portal, PILOT, contract=ARMOR, number=number, due=date(2026, 10, 20))
    assert contents(portal) == before
