import shutil

import pytest
from store.databases import db, db_left_by, fresh, templates

from pilotage.services import checklist
from pilotage.store.database import open_database

__all__ = ["db", "db_left_by", "fresh", "templates"]


@pytest.fixture(scope="session")
def demo(demo_url):
    """The demo, for tests that only read."""
    database = open_database(demo_url)
    yield database
    database.close()


@pytest.fixture
def demo_db(demo_file, tmp_path):
    """A copy of the demo, for a test that writes."""
    path = shutil.copy(demo_file, tmp_path / "demo.db")
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(autouse=True)
def days_alike(request, monkeypatch):
    """The small portals have days that are all alike, which the controls take for copies: that would
    stand against every closing. A test marked `with_findings` sees what the controls find.
    """
    if "with_findings" not in request.keywords:
        monkeypatch.setattr(checklist, "serious", lambda *_, **__: 0)
