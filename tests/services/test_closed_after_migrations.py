"""A closed month through every migration: the same cells, and judged again the same steps."""

from alembic import command
from alembic.script import ScriptDirectory

from pilotage.services.frozen import frozen
from pilotage.store import migrating
from services.books import AUGUST, JULY, close, result, three_months

FIRST = "0005"
TABLES = ("closing", "closed_projection")


def two_closed(db):
    three_months(db)
    for month in (JULY, AUGUST):
        close(db, month)


def cells(db):
    """What is kept of the closed months, but for the columns that a later revision adds."""
    with db.connection(writes=False) as connection:
        return {
            table: sorted(
                repr(sorted((name, str(value)) for name, value in row.items() if name != "edition"))
                for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()
            )
            for table in TABLES
        }


def to(db, move, revision):
    with db.connection(writes=True) as connection:
        if db.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        move(migrating._config(connection), revision)
        connection.commit()


def test_closed_months_come_to_the_same_after_every_migration(db_left_by):
    db = db_left_by(two_closed)
    kept, before = cells(db), [result(db, month) for month in (JULY, AUGUST)]
    to(db, command.downgrade, FIRST)
    assert cells(db) == kept
    known = ScriptDirectory.from_config(migrating._config()).walk_revisions()
    for one in reversed([one.revision for one in known if one.revision > FIRST]):
        to(db, command.upgrade, one)
        assert cells(db) == kept, one
    migrating.upgrade(db)
    frozen.cache_clear()
    assert [result(db, month) for month in (JULY, AUGUST)] == before, "figures and steps"
    assert migrating.check(db) == ()
