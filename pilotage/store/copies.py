"""Whole copies of the database: a SQLite file, or an archive of PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text

from pilotage.problems import Problem, Severity
from pilotage.store import data_versions
from pilotage.store.database import Database


def backup(db: Database, file: Path) -> Problem | None:
    """Copies the database to `file`; the copy is one state of it, whoever writes meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not db.is_sqlite:
        return _run(db, "pg_dump", "--format=custom", "--no-owner", f"--file={file}")
    with closing(sqlite3.connect(_path(db))) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    return None


def restore(db: Database, file: Path, *, replace: bool) -> Problem | None:
    """Puts `file` in the place of the database, under data versions that neither of them had. Nothing
    changes when a problem comes back.
    """
    if not file.is_file():
        return Problem("copy.absent", Severity.REFUSED, file=str(file))
    if not replace and _holds_contracts(db):
        return Problem("copy.not_empty", Severity.REFUSED, file=str(file), read=db.url)
    if db.is_sqlite and not _is_ours(file):
        return Problem("copy.foreign", Severity.REFUSED, file=str(file))
    with db.reading() as session:
        past = data_versions.highest(session)
    problem = _put(db, file)
    if problem is None:
        with db.writing() as session:
            data_versions.begin_above(session, past)
    return problem


def _put(db: Database, file: Path) -> Problem | None:
    if not db.is_sqlite:
        # One transaction: a broken archive leaves the database as it was.
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        return _run(db, "pg_restore", *options, str(file))
    db.close()
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(_path(db))) as target:
        source.backup(target)
    return None


def _path(db: Database) -> str:
    return db.engine.url.database or ""


def _holds_contracts(db: Database) -> bool:
    with db.reading() as session:
        connection = session.connection()
        if not inspect(connection).has_table("contract"):
            return False
        return connection.execute(text("SELECT 1 FROM contract LIMIT 1")).first() is not None


def _is_ours(file: Path) -> bool:
    """A whole SQLite file with a trail of ours in it."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return False
    return sound and {"alembic_version", "contract", "audit_event"} <= tables


def _run(db: Database, tool: str, *arguments: str) -> Problem | None:
    """One of PostgreSQL's tools on this database; its password goes by the environment."""
    path = shutil.which(tool)
    if path is None:
        return Problem("copy.tool", Severity.REFUSED, expected=tool)
    url = db.engine.url.set(drivername="postgresql")
    bare = url.set(password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603  a tool of PostgreSQL's, found on the path, and our own arguments
        [path, f"--dbname={bare}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **secret},
    )
    if done.returncode == 0:
        return None
    last = (done.stderr.strip().splitlines() or ["?"])[-1]
    return Problem("copy.failed", Severity.REFUSED, read=last, expected=tool)
