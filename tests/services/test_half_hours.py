"""Half-hours come from the evidence: what still counts of each file, at the contract's own hours."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from pilotage.counters.half_hours import HalfHours, Slot
from pilotage.periods import Month
from pilotage.services import catalogue, imports
from pilotage.store.half_hours import half_hours
from services.portal import ADMIN, calls, day_of_calls, opened

MONDAY = date(2026, 11, 2)
NOVEMBER = Month(2026, 11).window
FALL = Month(2026, 10).window


@pytest.fixture
def portal(db_left_by):
    return db_left_by(opened)


def take(db, rows, name="armor_appels_2026-11.csv"):
    report = imports.import_file(db, ADMIN, content=calls(rows), name=name)
    assert report.status == "imported", report.problems


def slots(db, window=NOVEMBER, by="day", vendors=None, streams=("n1",)):
    with db.reading() as session:
        found = half_hours(session, vendors, "ARMOR-2025", window)
    return {slot: sums.get("offered") for slot, sums in HalfHours(found).by(streams, by).items()}


def test_each_half_hour_is_that_of_the_file(portal):
    take(portal, [(MONDAY, "08:00", "n1", 10, 9, 8), (MONDAY, "08:30", "n1", 4, 4, 4)])
    assert slots(portal) == {Slot(MONDAY, time(8)): 10, Slot(MONDAY, time(8, 30)): 4}


def test_a_later_file_replaces_its_half_hours_and_no_other(portal):
    take(portal, day_of_calls(MONDAY, offered=10))
    take(portal, [(MONDAY, "08:30", "n1", 7, 7, 7)], "armor_appels_bis.csv")
    assert list(slots(portal).values()) == [10, 7, 10]


def test_a_withdrawn_file_leaves_what_it_had_replaced(portal):
    take(portal, day_of_calls(MONDAY, offered=10))
    take(portal, [(MONDAY, "08:30", "n1", 7, 7, 7)], "armor_appels_bis.csv")
    imports.withdraw(portal, ADMIN, batch=2, reason="sent by mistake")
    assert list(slots(portal).values()) == [10, 10, 10]


def test_the_same_half_hour_of_several_mondays_is_one_of_the_weekday(portal):
    take(portal, day_of_calls(MONDAY) + day_of_calls(MONDAY + timedelta(days=7), offered=3))
    assert slots(portal, by="weekday")[Slot(0, time(8))] == 13


def test_the_hour_that_clocks_repeat_is_one_half_hour_and_its_sum_is_right(portal):
    long_day = date(2026, 10, 25)
    rows = [
        (long_day, hour, "n1", 1, 1, 1) for hour in ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00")
    ]
    take(portal, rows, "armor_appels_octobre.csv")
    found = slots(portal, FALL)
    assert found[Slot(long_day, time(2))] == 2
    table = catalogue.counters(portal, ADMIN, ref="ARMOR-2025", window=FALL)
    assert sum(found.values()) == table.sums(["n1"], FALL).get("offered") == 6


def test_half_hours_add_up_to_the_projection_of_the_demo(demo):
    for month in (Month(2026, 2), Month(2026, 11)):
        with demo.reading() as session:
            found = HalfHours(half_hours(session, None, "ARMOR-2025", month.window))
        cells = found.by(["n1", "reclamations"], "weekday").values()
        table = catalogue.counters(demo, ADMIN, ref="ARMOR-2025", window=month.window)
        whole = table.sums(["n1", "reclamations"], month.window)
        for name in ("answered", "answered_within_20s", "handle_s", "forecast"):
            assert sum(sums.get(name) or 0 for sums in cells) == whole.get(name)


def test_days_without_hours_give_none(demo):
    with demo.reading() as session:
        assert half_hours(session, None, "RAVINALA-2025", NOVEMBER).empty
        sales = half_hours(session, None, "TEJO-2025", Month(2026, 7).window)
    assert "gross_sales" in sales.columns
    assert "withdrawals" not in sales.columns  # their file bears a date alone


def test_a_vendor_out_of_sight_has_no_half_hours(portal):
    take(portal, day_of_calls(MONDAY))
    assert slots(portal, vendors=frozenset({"atlas"})) == {}


def test_a_half_hour_with_calls_and_no_word_of_those_in_time_is_not_whole(portal):
    take(portal, [(MONDAY, "08:00", "n1", 10, 9, ""), (MONDAY, "08:30", "n1", 4, 4, 4)])
    with portal.reading() as session:
        found = HalfHours(half_hours(session, None, "ARMOR-2025", NOVEMBER))
    cells = found.by(["n1"], "day")
    assert "answered_within_20s" in cells[Slot(MONDAY, time(8))].partial
    assert cells[Slot(MONDAY, time(8, 30))].partial == frozenset()


def test_the_source_that_is_believed_counts_where_both_give_half_hours():
    import pandas as pd

    at = pd.to_datetime(["2026-11-02 08:00"] * 2).astype("datetime64[s]")
    frame = pd.DataFrame(
        {
            "stream": ["n1", "n1"],
            "start": at,
            "batch": [1, 2],
            "holder": ["vendor", "client"],
            "estimated": ["", ""],
            "offered": pd.array([100_000_000, 101_000_000], dtype="Int64"),
            "answered": pd.array([90_000_000, None], dtype="Int64"),
        }
    )
    cell = HalfHours(frame).of(lambda _name, _stream, _day: "client").by(["n1"], "day")
    assert dict(cell[Slot(MONDAY, time(8))].values) == {"offered": Decimal(101), "answered": Decimal(90)}
