"""A fresh, upgraded database for each test, on SQLite and on PostgreSQL: a copy of a template."""

import os
import shutil
import uuid

import pytest
from sqlalchemy import create_engine, make_url

from pilotage.store.database import open_database
from pilotage.store.migrating import upgrade

POSTGRES = os.environ.get("PILOTAGE_TEST_POSTGRES", "")
BACKENDS = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=[
            pytest.mark.postgres,
            pytest.mark.skipif(not POSTGRES, reason="PILOTAGE_TEST_POSTGRES is not set"),
        ],
    ),
]


def on_server(statement):
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def url_of(name):
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Makes the template of a backend once, when first asked."""
    made = {}

    def template(backend):
        if backend not in made:
            made[backend] = _template(backend, tmp_path_factory)
        return made[backend]

    yield template
    if "postgresql" in made:
        on_server(f"DROP DATABASE IF EXISTS {made['postgresql']} WITH (FORCE)")


def _template(backend, tmp_path_factory):
    name = f"pilotage_{uuid.uuid4().hex[:12]}"
    if backend == "sqlite":
        path = tmp_path_factory.mktemp("template") / "template.db"
        url, name = f"sqlite:///{path}", path
    else:
        on_server(f"CREATE DATABASE {name}")
        url = url_of(name)
    db = open_database(url)
    upgrade(db)
    if backend == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # a checkpoint wants no transaction
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    db.close()
    return name


@pytest.fixture
def fresh(templates, tmp_path):
    """A function from a backend to the address of a fresh database."""
    dropped = []

    def fresh_url(backend):
        template = templates(backend)
        name = f"pilotage_{uuid.uuid4().hex[:12]}"
        if backend == "sqlite":
            path = tmp_path / f"{name}.db"
            shutil.copyfile(template, path)
            return f"sqlite:///{path}"
        on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
        dropped.append(name)
        return url_of(name)

    yield fresh_url
    for name in dropped:
        on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=BACKENDS)
def db(request, fresh):
    """An upgraded, empty database; each test runs on both backends."""
    database = open_database(fresh(request.param))
    yield database
    database.close()
