"""Nothing that comes later moves a closed month, and what is altered behind it is found."""

import pytest
from sqlalchemy.exc import DBAPIError

from pilotage.periods import Month
from pilotage.services import audit, imports, maintenance, publishing
from pilotage.services.frozen import fingerprint, frozen
from pilotage.services.months import judged_live
from pilotage.store import closings, contracts, projection, replacing
from services.books import (
    AUGUST,
    FEEDS,
    JULY,
    REF,
    close,
    days_of,
    publish,
    receive,
    restate,
    result,
    run,
    three_months,
    week,
    withdraw_first,
)
from services.portal import ADMIN, contents


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def later_import(db):
    restate(db)


def rebuild(db):
    restate(db)
    with db.writing() as session:
        replacing.rebuild(session, contracts.required(session, REF))


def republication(db):
    publish(db, price=9)


def another_month(db):
    close(db, AUGUST)


def an_earlier_month(db):
    receive(db, days_of(Month(2026, 6)), "armor_appels_2026-06.csv")


def raw_projection(db):
    run(
        db,
        "UPDATE projection SET handled = 1 WHERE start < '2026-08-01'",
        "DELETE FROM projection WHERE start < '2026-07-15'",
    )


ATTACKS = [
    later_import,
    withdraw_first,
    rebuild,
    republication,
    another_month,
    an_earlier_month,
    raw_projection,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nothing_that_comes_later_moves_a_closed_month(portal, attack):
    close(portal, JULY)
    before = result(portal)
    attack(portal)
    frozen.cache_clear()
    after = result(portal)
    assert fingerprint(after) == fingerprint(before)
    assert after == before
    assert audit.verify(portal, ADMIN) == ()


def test_many_things_that_come_later_move_no_closed_month(portal):
    for month in (JULY, AUGUST):
        close(portal, month)
    before = [result(portal, month) for month in (JULY, AUGUST)]
    for attack in (later_import, republication, an_earlier_month, withdraw_first, raw_projection):
        attack(portal)
    frozen.cache_clear()
    assert [result(portal, month) for month in (JULY, AUGUST)] == before
    live = judged_live(portal, ADMIN, contract=REF, month=JULY)
    assert live.bill.subtotal != before[0].bill.subtotal, "what is known now did move"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE closing SET comment = 'x'",
        "UPDATE closing SET month = '2026-12'",
        "UPDATE closing SET result_sha256 = 'x'",
        "DELETE FROM closing",
        "UPDATE closed_projection SET counters = '{}'",
        "UPDATE closed_projection SET month = '2026-12'",
        "DELETE FROM closed_projection WHERE stream = 'n1'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_closing(portal, statement):
    close(portal, JULY)
    before = contents(portal)
    with pytest.raises(DBAPIError):
        run(portal, statement)
    assert contents(portal) == before


def test_the_rows_of_a_closing_come_back_from_the_files_that_it_lists(portal):
    close(portal, JULY)
    restate(portal)
    withdraw_first(portal)
    with portal.reading() as session:
        row = contracts.required(session, REF)
        kept = closings.counter_table(session, None, REF, JULY).frame
        made = closings.rebuilt(session, row, closings.get(session, None, REF, JULY)).frame
        live = projection.counter_table(session, None, REF, window=JULY.window).frame
    assert made[kept.columns].equals(kept)
    assert not live.equals(kept)


def test_the_check_of_the_database_holds_closed_months_against_their_files(portal):
    close(portal, JULY)
    restate(portal)
    withdraw_first(portal)
    assert maintenance.check(portal, ADMIN) == ()


def test_rows_altered_behind_the_guards_are_found(portal):
    """Whoever owns the database can take a guard away: the files and the fingerprint tell."""
    close(portal, JULY)
    table = "" if portal.is_sqlite else " ON closed_projection"
    guard = "closed_projection_no_update" if portal.is_sqlite else "closed_projection_insert_only"
    run(
        portal,
        f"DROP TRIGGER {guard}{table}",
        """UPDATE closed_projection SET counters = '{"handled": 1000000}' WHERE start = '2026-07-06'""",
    )
    frozen.cache_clear()
    assert [problem.code for problem in maintenance.check(portal, ADMIN)] == ["database.guard"]
    assert maintenance.upgrade(portal, ADMIN), "the guard is put back"
    codes_found = [problem.code for problem in maintenance.check(portal, ADMIN)]
    assert codes_found == ["closing.rows", "closing.differs"]
    frozen.cache_clear()


def test_a_closed_month_of_a_contract_published_with_other_feeds_stays(portal):
    close(portal, JULY)
    before = result(portal)
    feeds = FEEDS.replace("Présentés", "Offerts")
    text_of = "ref = "
    with portal.reading() as session:
        kept = contracts.texts(session, None, REF)
    assert kept.contract.lstrip().startswith(text_of)
    assert publishing.publish(portal, ADMIN, contract_text=kept.contract, feeds_text=feeds).changed
    assert result(portal) == before


def test_a_file_is_still_imported_for_a_closed_month(portal):
    close(portal, JULY)
    report = restate(portal)
    assert report.days_replaced == tuple(week(JULY))
    assert imports.import_file(portal, ADMIN, content=b"", name="x.csv").status == "refused"
