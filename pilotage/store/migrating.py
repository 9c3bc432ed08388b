"""Upgrading the database, and checking that it is what the code expects."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pilotage.problems import Problem, Severity
from pilotage.store import audit, guards
from pilotage.store.database import Database
from pilotage.store.tables import metadata


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(db: Database) -> bool:
    """Brings the tables to this version of the code and reinstalls the guards, in one transaction.

    A database that is up to date is left as it is. Says whether anything was done.
    """
    with db.reading() as session:
        if _revision(session.connection()) == _head() and not guards.differences(session.connection()):
            return False
    with db.connection(writes=True) as connection:
        if db.is_sqlite:
            # A batch migration drops tables that others refer to: references are checked at commit.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        command.upgrade(_config(connection), "head")
        guards.install(connection)
        connection.commit()
    return True


def check(db: Database) -> tuple[Problem, ...]:
    """What keeps the database from being trusted: an old version, tables or guards that differ, a
    damaged file, a broken audit chain. Empty when all is well.
    """
    with db.reading() as session:
        connection = session.connection()
        revision, head = _revision(connection), _head()
        if revision != head:
            return (_refused("database.version", read=revision or "-", expected=head),)
        found = [_refused("database.table", read=change) for change in differences(connection)]
        found += [_refused("database.guard", read=name) for name in guards.differences(connection)]
        found += [_refused("database.damaged", read=line) for line in _damages(connection)]
        broken = audit.verify(session)
        if broken is not None:
            found.append(broken.problem())
    return tuple(found)


def differences(connection: Connection) -> list[str]:
    """Where the tables differ from the metadata, in Alembic's own words."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(change) for change in compare_metadata(context, metadata)]


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _damages(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL checks its own pages
    lines = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    orphans = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [line for line in lines if line != "ok"] + orphans


def _refused(code: str, *, read: str, expected: str = "") -> Problem:
    return Problem(code, Severity.REFUSED, read=read, expected=expected)
