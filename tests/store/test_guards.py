"""What was written once stays as it was, whoever asks and however."""

import sqlite3
from contextlib import closing as shutting
from datetime import date

import pytest
from sqlalchemy import Date, Integer, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from pilotage.store.base import Utc
from pilotage.store.guards import INSERT_ONLY
from pilotage.store.tables import AuditEvent, AuditText, Batch, Vendor, metadata
from store.rows import closed_row, closing, one_of_each


def _one_row_in_each_table(db):
    with db.writing() as session:
        one_of_each(session)


@pytest.fixture
def filled(db_left_by):
    return db_left_by(_one_row_in_each_table)


def contents(db):
    with db.connection(writes=False) as connection:
        return {
            name: sorted(map(repr, connection.execute(table.select()).all()))
            for name, table in metadata.tables.items()
        }


def attack(db, statement):
    """Runs it as someone with the database's own tools would; it must fail and change nothing."""
    before = contents(db)
    with pytest.raises(DBAPIError):
        run(db, statement)
    assert contents(db) == before


def run(db, *statements):
    with db.connection(writes=True) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def test_every_guarded_table_was_filled_by_this_test(filled):
    assert all(contents(filled)[table] for table in INSERT_ONLY)


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_no_row_is_updated(filled, table):
    column = next(iter(metadata.tables[table].primary_key)).name
    attack(filled, f'UPDATE {table} SET "{column}" = "{column}"')


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_no_row_is_deleted(filled, table):
    attack(filled, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_no_table_is_emptied_at_once(filled, table):
    if filled.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE: its DELETE without a condition is tested above")
    attack(filled, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_no_row_is_replaced(filled, table):
    if filled.is_sqlite:
        attack(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        attack(filled, f"REPLACE INTO {table} SELECT * FROM {table}")
    else:
        keys = ", ".join(f'"{column.name}"' for column in metadata.tables[table].primary_key)
        last = list(metadata.tables[table].columns)[-1].name
        attack(
            filled,
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({keys}) "
            f'DO UPDATE SET "{last}" = EXCLUDED."{last}"',
        )


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_a_connection_that_asks_for_nothing_replaces_no_row_either(filled, table):
    if not filled.is_sqlite:
        pytest.skip("a setting of SQLite's own")
    before = contents(filled)
    with shutting(sqlite3.connect(filled.engine.url.database)) as bare:
        assert bare.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
            bare.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
        bare.commit()
    assert contents(filled) == before


def other_values(column):
    """A value of the column's kind that no row has: a row with no key in common."""
    if isinstance(column.type, (Date, Utc)):
        return "'2031-01-01 00:00:00'" if isinstance(column.type, Utc) else "'2031-01-01'"
    return "987654" if isinstance(column.type, Integer) else "'other'"


@pytest.mark.parametrize("rowid", ["rowid", "oid", "_rowid_"])
@pytest.mark.parametrize("table", INSERT_ONLY)
def test_no_row_is_replaced_through_its_place_in_the_file(filled, table, rowid):
    if not filled.is_sqlite:
        pytest.skip("PostgreSQL has no REPLACE")
    before = contents(filled)
    columns = list(metadata.tables[table].columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    with shutting(sqlite3.connect(filled.engine.url.database)) as bare:
        keys = {c.name for c in metadata.tables[table].primary_key} | {"number", "hash", "prev_hash"}
        keys -= {"seq"}  # the number of an event is its place
        values = ", ".join(
            other_values(column) if column.name in keys else f'"{column.name}"' for column in columns
        )
        for place in (rowid, f"CAST({rowid} AS TEXT)"):
            with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
                bare.execute(
                    f"REPLACE INTO {table} ({rowid}, {names}) SELECT {place}, {values} FROM {table}"
                )
        bare.commit()
    assert contents(filled) == before


@pytest.mark.parametrize(
    "change", ["seq = 99", "seq = 99, hash = 'other'", "seq = 99, prev_hash = 'other'"]
)
def test_no_event_is_replaced_through_another_of_its_keys(filled, change):
    if not filled.is_sqlite:
        pytest.skip("PostgreSQL has no REPLACE")
    before = contents(filled)
    columns = [column.name for column in metadata.tables["audit_event"].columns]
    given = dict(part.split(" = ") for part in change.split(", "))
    values = ", ".join(given.get(name, name) for name in columns)
    with shutting(sqlite3.connect(filled.engine.url.database)) as bare:
        with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
            bare.execute(f"REPLACE INTO audit_event SELECT {values} FROM audit_event")
        bare.commit()
    assert contents(filled) == before


def test_sqlite_ignores_a_conflict_without_rewriting(filled):
    if not filled.is_sqlite:
        pytest.skip("a form of SQLite's own")
    attack(filled, "UPDATE OR REPLACE audit_event SET action = 'other'")
    attack(filled, "UPDATE OR IGNORE audit_event SET action = 'other'")


def test_no_object_is_changed_through_a_session(filled):
    def change():
        with filled.writing() as session:
            session.exec(select(Batch)).one().name = "other.csv"

    before = contents(filled)
    with pytest.raises(DBAPIError):
        change()
    assert contents(filled) == before


def test_no_object_is_deleted_through_a_session(filled):
    def delete(kind):
        with filled.writing() as session:
            session.delete(session.exec(select(kind)).one())

    before = contents(filled)
    for kind in (AuditEvent, AuditText, Batch):
        with pytest.raises(DBAPIError):
            delete(kind)
    assert contents(filled) == before


def test_a_session_that_plays_a_replica_is_refused_too(filled):
    if filled.is_sqlite:
        pytest.skip("a setting of PostgreSQL's own")
    before = contents(filled)
    with pytest.raises(DBAPIError):
        run(filled, "SET LOCAL session_replication_role = replica", "DELETE FROM audit_event")
    assert contents(filled) == before


def test_a_closed_month_takes_no_row_more(filled):
    before = contents(filled)
    with pytest.raises(DBAPIError, match="closed month"), filled.writing() as session:
        session.add(closed_row(day=date(2026, 1, 6)))
    columns = ", ".join(metadata.tables["closed_projection"].columns.keys())
    values = columns.replace("start", "'2026-01-07'")
    attack(
        filled,
        f"INSERT INTO closed_projection ({columns}) SELECT {values} FROM closed_projection",
    )
    assert contents(filled) == before


@pytest.mark.parametrize(
    "shadow",
    [
        ["CREATE TEMP TABLE closing (vendor text, contract text, month text) ON COMMIT DROP"],
        [
            "CREATE SCHEMA apart",
            "CREATE TABLE apart.closing (vendor text, contract text, month text)",
            "SET LOCAL search_path = apart, public",
        ],
        [
            "CREATE FUNCTION never(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
            "CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = never)",
            "SET LOCAL search_path = public, pg_catalog",
        ],
    ],
    ids=["temporary table", "other schema", "other equality"],
)
def test_a_closed_month_takes_no_row_more_from_a_session_with_tables_of_its_own(filled, shadow):
    if filled.is_sqlite:
        pytest.skip("a trigger of SQLite's reads the tables of its own file")
    before = contents(filled)
    columns = ", ".join(metadata.tables["closed_projection"].columns.keys())
    values = columns.replace("start", "'2026-01-07'")
    late = f"INSERT INTO closed_projection ({columns}) SELECT {values} FROM closed_projection"
    with pytest.raises(DBAPIError, match="closed month"):
        run(filled, *shadow, late)
    assert contents(filled) == before


def test_the_month_beside_a_closed_one_stays_open_until_its_own_closing(filled):
    with filled.writing() as session:
        session.add(closed_row("2026-02", date(2026, 1, 26)))
    with filled.writing() as session:
        session.add(closing("2026-02", 2))
    with pytest.raises(DBAPIError, match="closed month"), filled.writing() as session:
        session.add(closed_row("2026-02", date(2026, 2, 2)))


@pytest.mark.parametrize(("month", "number"), [("2026-01", 2), ("2026-02", 1)])
def test_a_month_is_closed_once_and_a_rank_is_given_once(filled, month, number):
    before = contents(filled)
    with pytest.raises(DBAPIError), filled.writing() as session:
        session.add(closing(month, number))
    assert contents(filled) == before


def test_other_tables_stay_open(filled):
    with filled.writing() as session:
        session.get(Vendor, "armor").name = "Armor Dialogue"
    with filled.reading() as session:
        assert session.get(Vendor, "armor").name == "Armor Dialogue"
