"""A copy put back under a portal that runs."""

import shutil
from datetime import date

import pytest
from services.books import JULY, REF, days_of, publish, receive
from services.portal import ADMIN, on

from pilotage.services import catalogue
from pilotage.services.months import judged
from pilotage.store import copies, data_versions
from pilotage.store.emptying import drop_everything
from pilotage.store.migrating import upgrade


def version_of(db):
    return catalogue.data_version(db, ADMIN, ref=REF)


def subtotal(db):
    return judged(db, ADMIN, contract=REF, month=JULY).bill.subtotal


def test_a_portal_that_runs_shows_the_figures_of_the_copy_that_was_put_back(db, tmp_path):
    if not db.is_sqlite and shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump on this machine")
    on(db, date(2026, 8, 20))
    publish(db)
    days = days_of(JULY)
    receive(db, days[:10], "armor_appels_1.csv")
    copied, before = subtotal(db), version_of(db)
    assert copies.backup(db, tmp_path / "copy") is None
    receive(db, days[10:], "armor_appels_2.csv")
    later = version_of(db)
    assert subtotal(db) > copied
    assert copies.restore(db, tmp_path / "copy", replace=True) is None
    assert subtotal(db) == copied
    assert version_of(db) > later > before
    receive(db, days[10:12], "armor_appels_3.csv")
    assert subtotal(db) == copied / 10 * 12


def test_a_contract_that_comes_after_the_copy_begins_above_what_it_had(db, tmp_path):
    on(db, date(2026, 8, 20))
    if not db.is_sqlite:
        pytest.skip("one kind of copy is enough: versions are counted the same way")
    assert copies.backup(db, tmp_path / "copy") is None
    publish(db)
    receive(db, days_of(JULY), "armor_appels_1.csv")
    had = version_of(db)
    assert copies.restore(db, tmp_path / "copy", replace=True) is None
    publish(db)
    assert version_of(db) > had


def test_a_database_begun_again_twice_never_gives_a_version_twice(db):
    given = []
    for _ in range(3):
        on(db, date(2026, 8, 20))
        publish(db)
        receive(db, days_of(JULY)[:2], "armor_appels_1.csv")
        given.append(version_of(db))
        with db.reading() as session:
            past = data_versions.highest(session)
        drop_everything(db)
        upgrade(db)
        with db.writing() as session:
            data_versions.begin_above(session, past)
    assert given == sorted(set(given))


def test_a_database_that_is_not_made_yet_had_no_version(db):
    drop_everything(db)
    with db.reading() as session:
        assert data_versions.highest(session) == 0
