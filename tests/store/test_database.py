"""The database itself: sessions, migrations, and what `check` notices."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from pilotage.store import guards, migrating
from pilotage.store.database import open_database
from pilotage.store.tables import Setting, Vendor, Withdrawal, metadata


def test_the_migrations_give_exactly_the_tables_of_the_code(db):
    with db.connection(writes=False) as connection:
        assert migrating.differences(connection) == []


def test_a_fresh_database_passes_check(db):
    assert migrating.check(db) == ()


def test_upgrading_twice_does_nothing_the_second_time(db):
    assert migrating.upgrade(db) is False


def test_a_database_without_tables_is_named_by_check(tmp_path):
    db = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    (problem,) = migrating.check(db)
    assert problem.code == "database.version"
    assert migrating.upgrade(db) is True
    assert migrating.check(db) == ()


def test_an_older_database_is_brought_to_this_version(db):
    from alembic import command

    with db.connection(writes=True) as connection:
        command.downgrade(migrating._config(connection), "base")
        connection.commit()
    assert [problem.code for problem in migrating.check(db)] == ["database.version"]
    assert migrating.upgrade(db) is True
    assert migrating.check(db) == ()


def test_check_names_a_table_that_differs(db):
    with db.connection(writes=True) as connection:
        connection.exec_driver_sql("ALTER TABLE vendor ADD COLUMN extra TEXT")
        connection.commit()
    (problem,) = migrating.check(db)
    assert problem.code == "database.table"
    assert "extra" in problem.read


def test_check_names_a_guard_that_was_dropped_and_upgrade_puts_it_back(db):
    drop = "DROP TRIGGER blob_no_delete" if db.is_sqlite else "DROP TRIGGER blob_insert_only ON blob"
    with db.connection(writes=True) as connection:
        connection.exec_driver_sql(drop)
        connection.commit()
    (problem,) = migrating.check(db)
    assert problem.code == "database.guard"
    assert problem.read.startswith("blob_")
    assert migrating.upgrade(db) is True
    assert migrating.check(db) == ()


def test_check_names_a_guard_that_was_emptied_or_disabled(db):
    emptied = (
        (
            "DROP TRIGGER blob_no_update",
            "CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob BEGIN SELECT 1; END",
        )
        if db.is_sqlite
        else ("ALTER TABLE blob DISABLE TRIGGER blob_insert_only",)
    )
    with db.connection(writes=True) as connection:
        for statement in emptied:
            connection.exec_driver_sql(statement)
        assert len(guards.differences(connection)) == 1


def test_the_downgrade_leaves_no_table_behind(db):
    from alembic import command
    from sqlalchemy import inspect

    with db.connection(writes=True) as connection:
        command.downgrade(migrating._config(connection), "base")
        assert not set(inspect(connection).get_table_names()) & set(metadata.tables)


def test_a_reading_session_keeps_nothing(db):
    with db.reading() as session:
        session.add(Vendor(id="a", name="A"))
        session.flush()
    with db.reading() as session:
        assert session.exec(select(Vendor)).all() == []


def test_a_writing_session_keeps_everything_or_nothing(db):
    def stumble():
        with db.writing() as session:
            session.add(Vendor(id="a", name="A"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    with db.writing() as session:
        session.add(Vendor(id="b", name="B"))
    with db.reading() as session:
        assert [vendor.id for vendor in session.exec(select(Vendor))] == ["b"]


def test_references_are_kept(db):
    orphan = Withdrawal(
        vendor="a", batch=1, reason="", withdrawn_at=datetime.now(UTC), withdrawn_by="someone"
    )
    with pytest.raises(IntegrityError), db.writing() as session:
        session.add(orphan)


def test_a_moment_comes_back_aware_and_in_utc(db):
    paris = timezone(timedelta(hours=2))
    moment = datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=paris)
    with db.connection(writes=True) as connection:
        from pilotage.store.tables import Quarantine

        connection.execute(
            Quarantine.__table__.insert().values(
                vendor="",
                sha256="0",
                contract="",
                feed="",
                name="x",
                size=1,
                problems=[],
                times=1,
                first_at=moment,
                last_at=moment,
                last_by="someone",
            )
        )
        (found,) = connection.execute(select(Quarantine.first_at)).one()
    assert found == moment
    assert found.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused(db):
    naive = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001  the very fault
    with pytest.raises((StatementError, ValueError)), db.writing() as session:
        session.add(Withdrawal(vendor="a", batch=1, reason="", withdrawn_at=naive, withdrawn_by="x"))


def test_the_default_address_is_the_environment_then_a_file_under_data(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert open_database().url.endswith("data/pilotage.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert open_database().url.endswith("other.db")
    assert open_database(f"sqlite:///{tmp_path / 'third.db'}").url.endswith("third.db")


def test_a_password_is_not_shown_in_the_address():
    db = open_database("postgresql://someone:secret@nowhere/portal")
    assert "secret" not in db.url
    assert db.engine.url.drivername == "postgresql+psycopg"


def test_sqlite_in_memory_is_refused():
    with pytest.raises(ValueError, match="memory"):
        open_database("sqlite://")


def test_sqlite_is_opened_for_several_at_once(tmp_path):
    db = open_database(f"sqlite:///{tmp_path / 'portal.db'}")
    with db.connection(writes=False) as connection:
        asked = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "recursive_triggers", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 30000,
    }


def test_a_reader_sees_one_state_while_a_writer_works(db):
    with db.reading() as reader:
        assert reader.get(Setting, "today") is None
        with db.writing() as writer:
            writer.add(Setting(key="today", value="2026-11-12"))
        assert reader.exec(select(Setting)).all() == []
    with db.reading() as session:
        assert session.get(Setting, "today").value == "2026-11-12"
