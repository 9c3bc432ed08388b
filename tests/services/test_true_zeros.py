"""Zeros that somebody knows to be true: in the files that were seen, and in no other."""

from datetime import date, timedelta

import pytest

from pilotage.periods import Month
from pilotage.services import controls, imports, months, register, restating
from pilotage.services.true_zeros import accept_zeros
from pilotage.sla import Status
from pilotage.store import true_zeros as kept
from services.portal import ADMIN, calls, opened

REF, SEPTEMBER = "ARMOR-2025", Month(2026, 9)
LAST_FILLED = date(2026, 9, 25)
STRIKE = [date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)]


@pytest.fixture
def portal(db_left_by):
    return db_left_by(opened)


def take(db, days, offered, name, slots=("09:00", "09:30", "10:00", "10:30")):
    rows = [
        (day, slot, "n1", offered(day), max(offered(day) - 1, 0), max(offered(day) - 2, 0))
        for day in days
        for slot in slots
    ]
    report = imports.import_file(db, ADMIN, content=calls(rows), name=name)
    assert report.status == "imported", report.problems
    return report.batch


def september(db):
    """The month, nobody at work from the 28th on."""
    days = [day for day in SEPTEMBER.window if day.weekday() < 6]
    return take(db, days, lambda day: 60 if day <= STRIKE[0] - timedelta(1) else 0, "armor_appels.csv")


def asked(db):
    found = controls.findings(db, ADMIN, contract=REF, month=SEPTEMBER)
    return [day for one in found if one.code.startswith("controls.zero") for day in one.days]


def status(db):
    return months.judged(db, ADMIN, contract=REF, month=SEPTEMBER).slas[0].status


def accepted(db):
    accept_zeros(db, ADMIN, contract=REF, days=STRIKE, reason="strike, site shut")
    assert asked(db) == []
    assert status(db) is Status.MET


def test_a_new_file_for_the_same_day_and_stream_asks_the_question_again(portal):
    september(portal)
    assert asked(portal) == STRIKE
    accepted(portal)
    take(portal, STRIKE[1:2], lambda _: 0, "armor_appels_29.csv", slots=("09:00", "12:00"))
    assert asked(portal) == STRIKE[1:2], "the other days were seen, and stay as they were said to be"
    assert status(portal) is Status.NOT_MEASURED


def test_a_file_of_other_days_asks_nothing_again(portal):
    september(portal)
    accepted(portal)
    take(portal, [date(2026, 10, 1)], lambda _: 60, "armor_appels_01.csv")
    assert asked(portal) == []
    assert status(portal) is Status.MET


def test_what_was_seen_holds_again_when_the_new_file_is_withdrawn(portal):
    september(portal)
    accepted(portal)
    new = take(portal, STRIKE[1:2], lambda _: 0, "armor_appels_29.csv", slots=("09:00", "12:00"))
    register.withdraw(portal, ADMIN, batch=new, reason="sent for another client")
    assert asked(portal) == []


def test_the_new_file_is_accepted_in_its_turn_and_the_first_one_stays_so(portal):
    september(portal)
    accepted(portal)
    new = take(portal, STRIKE[1:2], lambda _: 0, "armor_appels_29.csv", slots=("09:00", "12:00"))
    accepted(portal)
    register.withdraw(portal, ADMIN, batch=new, reason="sent for another client")
    assert asked(portal) == []


def test_a_preview_of_zeros_says_that_the_accepted_days_would_be_asked_about_again(portal):
    september(portal)
    accepted(portal)
    rows = [(STRIKE[1], slot, "n1", 0, 0, 0) for slot in ("09:00", "12:00")]
    seen = imports.preview(portal, ADMIN, content=calls(rows), name="armor_appels_29.csv")
    (month,) = restating.effect(portal, ADMIN, preview=seen).months
    assert month.comparison.slas[0].status_after is Status.NOT_MEASURED


def test_a_preview_of_other_days_leaves_the_accepted_ones_alone(portal):
    september(portal)
    accepted(portal)
    rows = [(date(2026, 9, 1), slot, "n1", 0, 0, 0) for slot in ("09:00",)]
    rows += [(date(2026, 9, 1), slot, "n1", 60, 59, 58) for slot in ("09:30", "10:00", "10:30")]
    seen = imports.preview(portal, ADMIN, content=calls(rows), name="armor_appels_01.csv")
    (month,) = restating.effect(portal, ADMIN, preview=seen).months
    assert month.comparison.slas[0].status_after is Status.MET


def test_what_was_accepted_without_its_files_is_asked_about_again(portal):
    september(portal)
    with portal.writing() as session:
        kept.put(session, REF, {day: frozenset() for day in STRIKE}, "strike")
        from pilotage.store import contracts

        contracts.bump(session, "armor", REF)
    assert asked(portal) == STRIKE
