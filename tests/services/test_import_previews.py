"""Before a file is taken in: what it would change, and how far the reading has come."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from pilotage.services import imports, inspecting
from services.portal import ADMIN, calls, contents, day_of_calls
from services.two_vendors import MONDAY, NAME, take, two_vendors


@pytest.fixture
def portal(db_left_by):
    return db_left_by(two_vendors)


def test_a_dry_run_says_the_same_and_writes_nothing(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    before = contents(portal)
    correction = calls(day_of_calls(MONDAY, offered=20) + day_of_calls(MONDAY + timedelta(days=1)))
    tried = take(portal, correction, dry_run=True)
    bad = take(portal, b"", dry_run=True)
    assert contents(portal) == before
    done = take(portal, correction)
    assert tried.batch is None
    assert (tried.rows, tried.days_added, tried.days_replaced) == (
        done.rows,
        done.days_added,
        done.days_replaced,
    )
    assert bad.status == "refused"


def test_a_preview_shows_rows_as_understood_and_what_would_change(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    before = contents(portal)
    shown = imports.preview(
        portal, ADMIN, content=calls(day_of_calls(MONDAY, offered=20, slots=["08:30"])), name=NAME
    )
    assert contents(portal) == before
    assert (shown.status, shown.contract, shown.vendor_name, shown.feed) == (
        "imported",
        "ARMOR-2025",
        "Armor",
        "appels",
    )
    assert shown.columns == ("stream", "start", "offered", "answered", "answered_within_20s")
    assert shown.rows == (("n1", datetime(2026, 11, 2, 8, 30), 20, 19, 18),)  # noqa: DTZ001  local
    assert isinstance(shown.rows[0][2], Decimal)
    assert (shown.rows_read, shown.rows_kept, shown.first, shown.last) == (1, 1, MONDAY, MONDAY)
    assert shown.days_replaced == (MONDAY,)
    assert [(d.day, d.stream, d.counter, d.before, d.after) for d in shown.differences] == [
        (MONDAY, "n1", "answered", 27, 37),
        (MONDAY, "n1", "answered_within_20s", 24, 34),
        (MONDAY, "n1", "offered", 30, 40),
    ]


def test_a_preview_of_a_known_file_names_the_one_that_is_there(portal):
    content = calls(day_of_calls(MONDAY))
    take(portal, content)
    shown = imports.preview(portal, ADMIN, content=content, name=NAME)
    assert (shown.status, shown.already_there) == ("already_there", 1)


def test_a_preview_of_a_bad_file_says_why(portal):
    shown = imports.preview(portal, ADMIN, content=b"colour;taste\nred;sweet\n", name="x.csv")
    assert shown.status == "refused"
    assert [problem.code for problem in shown.problems] == ["file.not_recognised"]


def test_the_stages_are_told_in_order(portal):
    told = []
    take(portal, calls(day_of_calls(MONDAY)), progress=told.append)
    assert told == ["recognising", "reading", "writing"]


def test_a_file_is_inspected_without_any_contract():
    found = inspecting.inspect(ADMIN, content=calls(day_of_calls(MONDAY)), name=NAME)
    assert (found.file, found.delimiter, found.problems) == (NAME, ";", ())
    assert [column.name for column in found.columns][:3] == ["Date", "Heure", "File"]
