"""The way into the database: SQLite by default, PostgreSQL when several people work at once."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlmodel import Session

DEFAULT_URL = "sqlite:///data/pilotage.db"
_BUSY_MS = 30_000
#: Writers wait for one another on this key of PostgreSQL, as they do on SQLite's single write lock:
#: numbers are given and the audit chain grows by one transaction at a time.
_WRITER_LOCK = 0x50494C4F


@dataclass(frozen=True)
class Database:
    """An engine, and the only two ways to a session: reading, and writing."""

    engine: Engine

    @property
    def url(self) -> str:
        """Where it is, without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one state of the database; what it would write is dropped."""
        with self.connection(writes=False) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are kept together, or not at all. One writer at a time."""
        with self.connection(writes=True) as connection:
            with Session(connection, expire_on_commit=False) as session:
                yield session
                session.commit()
            connection.commit()

    @contextmanager
    def connection(self, *, writes: bool) -> Iterator[Connection]:
        """A connection in its transaction, rolled back at the end unless it was committed."""
        isolation = {} if self.is_sqlite else {"isolation_level": _isolation(writes=writes)}
        with self.engine.connect() as plain:
            connection = plain.execution_options(pilotage_writes=writes, **isolation)
            connection.begin()
            if writes and not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection

    def close(self) -> None:
        """Lets go of every connection of the pool."""
        self.engine.dispose()


def _isolation(*, writes: bool) -> str:
    # A writer that has waited for the lock must see what the one before it wrote.
    return "READ COMMITTED" if writes else "REPEATABLE READ"


def open_database(url: str | None = None) -> Database:
    """The database at `url`, else at `DATABASE_URL`, else the SQLite file under `data/`.

    Nothing is created but the folder of a SQLite file: tables come from `upgrade`.
    """
    target = make_url(url or os.environ.get("DATABASE_URL") or DEFAULT_URL)
    if target.get_backend_name() == "sqlite":
        return Database(_sqlite(target))
    if target.drivername in {"postgresql", "postgres"}:
        target = target.set(drivername="postgresql+psycopg")
    return Database(create_engine(target, pool_pre_ping=True))


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite in memory is seen by one thread only: give a file")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401  the pool's own
    # The driver must not open transactions by itself: `_begin` says which kind it is.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it INSERT OR REPLACE deletes behind the guards' back
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("pilotage_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
