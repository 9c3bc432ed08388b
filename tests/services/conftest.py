import shutil

import pytest
from store.databases import db, db_left_by, fresh, templates

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
