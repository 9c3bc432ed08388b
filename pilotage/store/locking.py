"""One run at a time: a lock on the database that ends with whoever holds it, killed or not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import text

from pilotage.store.database import Database

_KEYS = {"import": 0x494D50}


@contextmanager
def alone(db: Database, what: str) -> Iterator[bool]:
    """Whether nobody else is at `what` on this database; if so, nobody else will be until the end.

    Never waits. PostgreSQL keeps the lock itself; for SQLite it is a file beside the database. Either
    lets go when the process ends, however it ends.
    """
    if db.is_sqlite:
        path = Path(f"{db.engine.url.database}.{what}.lock")
        with path.open("a+b") as file:
            yield _locked(file)
        return
    with db.engine.connect() as connection:
        key = {"key": _KEYS[what]}
        mine = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), key).scalar())
        connection.commit()
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
                connection.commit()


def _locked(file: IO[bytes]) -> bool:
    """Takes the system's own lock of the file, which closing it releases."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415  only there

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl  # noqa: PLC0415  not on Windows

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
