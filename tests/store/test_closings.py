"""A closed month keeps the rows on which it was closed, of its own key and no other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pilotage.periods import Month
from pilotage.store import closings, contracts, projection
from store.feeds import REF, evidence, publish, receive, table
from store.rows import closing

JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
DAY = datetime(2026, 1, 30, 8, tzinfo=UTC)


@pytest.fixture
def portal(db):
    with db.writing() as session:
        publish(session)
        publish(session, "atlas", "ATLAS-2025")
        rows = [("n1", DAY + timedelta(days=n), 10 + n, 9) for n in range(4)]
        receive(session, 1, "calls", evidence("calls", rows))
        receive(session, 2, "calls", evidence("calls", rows), "atlas", "ATLAS-2025")
    return db


def close(db, month=JANUARY, number=1, ref=REF):
    with db.writing() as session:
        row = contracts.find(session, None, ref)
        closings.freeze(session, row, month)
        session.add(closing(str(month), number, vendor=row.vendor, contract=ref))


def kept(db, month=JANUARY, ref=REF, vendors=None):
    with db.reading() as session:
        return closings.counter_table(session, vendors, ref, month).frame


def test_the_frozen_rows_are_those_of_the_live_month(portal):
    close(portal)
    with portal.reading() as session:
        live = projection.counter_table(session, None, REF, window=JANUARY.window).frame
    assert kept(portal).equals(live)
    assert {name: str(kind) for name, kind in kept(portal).dtypes.items()} == {
        name: str(kind) for name, kind in live.dtypes.items()
    }
    assert {key[1] for key in table(kept(portal))} == {date(2026, 1, 30), date(2026, 1, 31)}


def test_a_later_file_moves_the_live_rows_and_not_the_frozen_ones(portal):
    close(portal)
    before = kept(portal)
    with portal.writing() as session:
        receive(session, 3, "calls", evidence("calls", [("n1", DAY, 99, 1)]))
        live = projection.counter_table(session, None, REF, window=JANUARY.window).frame
    assert not live.equals(before)
    assert kept(portal).equals(before)


def test_only_the_month_and_the_contract_named_are_closed(portal):
    close(portal)
    assert kept(portal, FEBRUARY).empty
    assert kept(portal, JANUARY, "ATLAS-2025").empty
    with portal.reading() as session:
        assert closings.get(session, None, REF, FEBRUARY) is None
        assert closings.get(session, None, "ATLAS-2025", JANUARY) is None


def test_a_reader_sees_the_closings_of_his_vendors_only(portal):
    close(portal)
    seen = frozenset({"atlas"})
    assert kept(portal, vendors=seen).empty
    with portal.reading() as session:
        assert closings.keys(session, seen, REF) == ()
        assert closings.get(session, seen, REF, JANUARY) is None
        assert [key.month for key in closings.keys(session, frozenset({"armor"}), REF)] == [JANUARY]


def test_rows_that_no_closing_wrote_are_not_taken_for_frozen_ones(portal):
    with portal.writing() as session:
        closings.freeze(session, contracts.find(session, None, REF), JANUARY)
    with pytest.raises(ValueError, match="frozen already"):
        close(portal)


def test_a_month_without_a_row_can_be_closed(portal):
    close(portal, Month(2025, 12))
    assert kept(portal, Month(2025, 12)).empty


def test_closings_are_listed_in_the_order_in_which_they_were_made(portal):
    close(portal, FEBRUARY, 1)
    close(portal, JANUARY, 2)
    with portal.reading() as session:
        assert [key.month for key in closings.keys(session, None, REF)] == [FEBRUARY, JANUARY]
        assert [one.month for one in closings.listed(session, None, REF)] == ["2026-02", "2026-01"]
