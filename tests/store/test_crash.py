"""The plug pulled in the middle of imports: a file is there whole, or it never came."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from services.portal import ADMIN, on, publish
from sqlalchemy import func, select

from pilotage.services import audit, imports, unattended
from pilotage.store import contracts, migrating, projection, replacing
from pilotage.store.tables import AuditEvent, Batch, blob
from store.feeds import table

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent


@pytest.fixture
def portal(db):
    from datetime import date

    publish(db)
    on(db, date(2026, 11, 12))
    return db


def kill(db, kills, seed=1, folder=()):
    # Children must not inherit a connection that this process holds.
    url = db.engine.url.render_as_string(hide_password=False)
    db.close()
    paths = os.pathsep.join([str(ROOT), str(TESTS)])
    subprocess.run(
        [
            sys.executable,
            str(TESTS / "store" / "killing.py"),
            url,
            str(kills),
            str(seed),
            *map(str, folder),
        ],
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_a_process_killed_while_importing_leaves_nothing_half_done(portal, soak):
    kill(portal, _kills(portal, soak))
    whole(portal)


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_a_run_over_a_folder_that_is_killed_is_finished_by_the_next_one(portal, soak, tmp_path):
    folder = tmp_path / "arrivals"
    folder.mkdir()
    kill(portal, _kills(portal, soak), folder=[folder])
    whole(portal)
    last = unattended.import_folder(portal, ADMIN, folder=folder)
    assert not last.busy, "a killed run keeps the lock"
    assert {file.status for file in last.files} <= {
        "imported",
        "already_there",
        "refused",
        "refused_before",
        "still_written",
    }
    again = unattended.import_folder(portal, ADMIN, folder=folder)
    assert {file.status for file in again.files} <= {"already_there", "refused_before", "still_written"}
    whole(portal)


def _kills(db, soak):
    """200 on SQLite and 50 on PostgreSQL, a tenth of them otherwise."""
    number = 200 if db.is_sqlite else 50
    return number if soak else number // 10


def whole(portal):
    """The files that are in, once everything that must agree was seen to agree."""
    assert migrating.check(portal) == ()
    assert audit.verify(portal, ADMIN) == ()
    with portal.reading() as session:
        files = session.scalars(select(Batch)).all()
        assert len(files) >= 3, "the children had no time to import anything"
        imported = select(func.count()).where(AuditEvent.action == "file.import")
        assert session.scalar(imported) == len(files)
        kept = set(session.scalars(select(blob.c.sha256)))
        assert kept == {file.sha256 for file in files} | {file.evidence_sha256 for file in files}
        row = contracts.find(session, None, "ARMOR-2025")
        assert row.data_version == 1 + len(files)
        before = table(projection.counter_table(session, None, "ARMOR-2025").frame)
        replacing.rebuild(session, row)
        assert table(projection.counter_table(session, None, "ARMOR-2025").frame) == before
    for file in files:
        name, content = imports.original(portal, ADMIN, batch=file.id)
        assert name == file.name
        assert hashlib.sha256(content).hexdigest() == file.sha256
