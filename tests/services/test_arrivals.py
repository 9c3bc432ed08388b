"""The calendar of feeds: what was due, what came, when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pilotage.periods import Window
from pilotage.services import imports, publishing
from services.portal import ADMIN, calls, contract_text, day_of_calls, feeds_text, hours, on, publish

MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 12)


@pytest.fixture
def portal(db):
    publish(db)
    on(db, TODAY)
    return db


def take(db, day, at=None, **values):
    """A day of calls, received at an hour of Paris on the next day."""
    came = at or datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC).replace(hour=8)
    content = calls(day_of_calls(day, **values))
    return imports.import_file(db, ADMIN, content=content, name="armor_appels.csv", received=came)


def shown(db, first, last, feed="appels"):
    days = imports.feed_days(db, ADMIN, window=Window(first, last))
    return {day.day: day.status for day in days if day.feed == feed}


def test_a_day_is_received_in_time_late_or_missing(portal):
    take(portal, MONDAY)
    take(portal, MONDAY + timedelta(days=1), at=datetime(2026, 11, 4, 8, 31, tzinfo=UTC))
    assert shown(portal, MONDAY, MONDAY + timedelta(days=2)) == {
        MONDAY: "received",
        MONDAY + timedelta(days=1): "late",
        MONDAY + timedelta(days=2): "missing",
    }


def test_the_due_hour_is_that_of_the_contract_s_zone(portal):
    take(portal, MONDAY, at=datetime(2026, 11, 3, 8, 30, tzinfo=UTC))
    take(portal, MONDAY + timedelta(days=1), at=datetime(2026, 11, 4, 8, 31, tzinfo=UTC))
    days = imports.feed_days(portal, ADMIN, window=Window(MONDAY, MONDAY + timedelta(days=1)))
    assert [(day.status, f"{day.received:%H:%M}") for day in days] == [
        ("received", "09:30"),
        ("late", "09:31"),
    ]


def test_closed_days_and_holidays_are_not_expected(portal):
    # Sunday 1 November is All Saints' Day and Wednesday 11 the Armistice: Armor closes on both.
    expected = shown(portal, date(2026, 10, 31), date(2026, 11, 10))
    assert date(2026, 11, 1) not in expected
    assert date(2026, 11, 8) not in expected
    assert date(2026, 11, 7) in expected


def test_a_file_is_due_on_the_next_working_day(portal):
    days = imports.feed_days(portal, ADMIN, window=Window(date(2026, 11, 6), TODAY))
    due = {day.day: day.due for day in days if day.feed == "appels"}
    assert due[date(2026, 11, 6)] == date(2026, 11, 9)  # Friday: Monday
    assert due[date(2026, 11, 7)] == date(2026, 11, 9)  # Saturday: Monday
    # Tuesday's is due on Thursday 12, Wednesday 11 being a holiday: today, so it is not missing yet.
    assert date(2026, 11, 10) not in due


def test_a_replaced_day_and_a_doubtful_one_are_told_apart(portal):
    take(portal, MONDAY)
    take(portal, MONDAY, offered=50)
    tuesday = MONDAY + timedelta(days=1)
    rows = [*day_of_calls(tuesday), (tuesday, "10:00", "n1", "dix", 1, 1)]
    imports.import_file(portal, ADMIN, content=calls(rows), name="armor_appels.csv", partial=True)
    assert shown(portal, MONDAY, tuesday) == {MONDAY: "replaced", tuesday: "doubtful"}


def test_a_withdrawn_file_leaves_its_day_missing(portal):
    take(portal, MONDAY)
    imports.withdraw(portal, ADMIN, batch=1, reason="wrong file")
    assert shown(portal, MONDAY, MONDAY) == {MONDAY: "missing"}


def test_a_monthly_feed_is_one_file_due_after_the_month(portal):
    window = Window(date(2026, 9, 1), date(2026, 11, 30))
    content = hours([(date(2026, 9, day), "n1", "7,5") for day in range(1, 31)])
    came = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
    imports.import_file(portal, ADMIN, content=content, name="armor_heures.csv", received=came)
    days = [day for day in imports.feed_days(portal, ADMIN, window=window) if day.feed == "heures"]
    assert [(day.day, day.due, day.status, day.batches) for day in days] == [
        (date(2026, 9, 1), date(2026, 10, 5), "received", (1,)),
        (date(2026, 10, 1), date(2026, 11, 4), "missing", ()),
    ]


def test_nothing_is_expected_before_the_contract_begins(portal):
    assert shown(portal, date(2024, 12, 28), date(2025, 1, 3)) == {
        date(2025, 1, 2): "missing",
        date(2025, 1, 3): "missing",
    }


def test_without_opening_hours_working_days_are_expected(db):
    publish(db, opening="")
    on(db, TODAY)
    assert list(shown(db, date(2026, 10, 30), date(2026, 11, 3))) == [
        date(2026, 10, 30),
        date(2026, 11, 2),
        date(2026, 11, 3),
    ]


def test_a_feed_agreed_later_is_awaited_from_its_first_day_on(db):
    feeds = feeds_text().replace('grain = "half_hour"', 'since = 2026-11-04\ngrain = "half_hour"', 1)
    assert publishing.publish(db, ADMIN, contract_text=contract_text(), feeds_text=feeds).changed
    on(db, TODAY)
    assert min(shown(db, MONDAY, TODAY)) == date(2026, 11, 4)
