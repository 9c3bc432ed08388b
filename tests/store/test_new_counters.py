"""The counters that came later: the figures received before are kept, and every guard stands."""

from datetime import date

from alembic import command
from sqlalchemy import insert, select

from pilotage.store import guards, migrating
from pilotage.store.projection import counter_table
from pilotage.store.tables import projection
from tests.store import rows

KEY = {"vendor": "armor", "contract": "ARMOR-2025", "stream": "n1", "start": date(2026, 1, 5)}


def test_a_database_from_before_the_new_counters_keeps_its_figures_and_its_guards(db):
    with db.writing() as session:
        rows.contract(session)
        session.add(rows.batch(1))
        session.flush()
        given = {**KEY, "grain": "day", "batch": 1, "offered": 7_000_000, "estimated": ""}
        session.execute(insert(projection).values(given))
    with db.connection(writes=True) as connection:
        command.downgrade(migrating._config(connection), "0002")
        connection.commit()
    assert migrating.upgrade(db) is True
    assert migrating.check(db) == ()
    with db.reading() as session:
        assert guards.differences(session.connection()) == []
        kept = session.execute(select(projection.c.offered, projection.c.net_sales)).all()
    assert kept == [(7_000_000, None)]


def test_a_new_counter_is_written_to_its_own_column_and_read_from_it(db):
    with db.writing() as session:
        rows.contract(session)
        session.add(rows.batch(1, counters="backlog,net_sales,offered"))
        session.flush()
        given = {**KEY, "grain": "day", "batch": 1, "backlog": 9, "net_sales": 3, "offered": 4}
        session.execute(insert(projection).values({**given, "estimated": ""}))
        table = counter_table(session, frozenset({"armor"}), "ARMOR-2025")
    (row,) = table.frame.to_dict("records")
    assert (row["backlog"], row["net_sales"], row["offered"]) == (9, 3, 4)
