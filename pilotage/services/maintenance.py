"""Looking after the database: opening it up to date, checking it, keeping a copy, taking one back."""

from __future__ import annotations

from pathlib import Path

from pilotage.problems import Problem, ProblemsFoundError
from pilotage.services import closing
from pilotage.services.actor import Actor, Right
from pilotage.store import copies, migrating
from pilotage.store.database import Database, open_database


def at(url: str | None = None) -> Database:
    """The database at `url` (else `DATABASE_URL`, else the demo's file), as it stands."""
    return open_database(url)


def opened(url: str | None = None) -> Database:
    """The same, its tables brought up to date."""
    db = at(url)
    migrating.upgrade(db)
    return db


def upgrade(db: Database, actor: Actor) -> bool:
    """Brings the tables to this version of the code. Says whether anything was done."""
    actor.require(Right.ADMINISTER)
    return migrating.upgrade(db)


def check(db: Database, actor: Actor) -> tuple[Problem, ...]:
    """What keeps the database from being trusted, closed months included; empty when all is well."""
    actor.require(Right.READ)
    return migrating.check(db) or closing.check(db, actor)


def backup(db: Database, actor: Actor, *, file: Path) -> None:
    """Writes a whole copy of the database to `file`, while others go on working.

    Raises `FileExistsError` rather than overwrite an earlier copy, `ProblemsFoundError` when the
    copy could not be made.
    """
    actor.require(Right.ADMINISTER)
    if file.exists():
        raise FileExistsError(17, "already there", str(file))
    _raise(copies.backup(db, file))


def restore(db: Database, actor: Actor, *, file: Path, replace: bool = False) -> None:
    """Puts the copy in `file` in the place of this database, and brings it up to date.

    A database that already holds a contract is left alone unless `replace`. Raises
    `ProblemsFoundError` for a file that is no copy of a database of ours; nothing has then changed.
    """
    actor.require(Right.ADMINISTER)
    _raise(copies.restore(db, file, replace=replace))
    migrating.upgrade(db)


def _raise(problem: Problem | None) -> None:
    if problem is not None:
        raise ProblemsFoundError([problem])
