"""A fresh, upgraded database for each test, on SQLite and on PostgreSQL: a copy of a template."""

import os
import shutil
import uuid
from functools import cache

import pytest
from sqlalchemy import NullPool, create_engine, make_url

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


@cache
def _server():
    return create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def on_server(statement):
    with _server().connect() as connection:
        connection.exec_driver_sql(statement)


def url_of(name):
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _new(backend, folder, template=""):
    """The address of a new database and the name by which it is copied or dropped."""
    name = f"pilotage_{uuid.uuid4().hex[:12]}"
    if backend == "sqlite":
        path = folder / f"{name}.db"
        if template:
            shutil.copyfile(template, path)
        return f"sqlite:///{path}", path
    on_server(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return url_of(name), name


def _drop(name):
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Makes a template once, when first asked: a backend's empty database, or as `left_by` leaves it."""
    folder = tmp_path_factory.mktemp("templates")
    made, dropped = {}, []

    def template(backend, left_by=None):
        if (backend, left_by) not in made:
            url, name = _new(backend, folder, template(backend) if left_by else "")
            if backend == "postgresql":
                dropped.append(name)
            _fill(url, left_by or upgrade)
            made[backend, left_by] = name
        return made[backend, left_by]

    yield template
    for name in dropped:
        _drop(name)


def _fill(url, left_by):
    db = open_database(url)
    left_by(db)
    if db.is_sqlite:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # a checkpoint wants no transaction
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    db.close()


@pytest.fixture
def fresh(templates, tmp_path):
    """`fresh(backend, left_by=None)`: the address of a database of the test's own, empty or as the
    function `left_by(db)` leaves one. What it leaves is made once and copied: it asks for nothing else.
    """
    dropped = []

    def fresh_url(backend, left_by=None):
        url, name = _new(backend, tmp_path, templates(backend, left_by))
        if backend == "postgresql":
            dropped.append(name)
        return url

    yield fresh_url
    for name in dropped:
        _drop(name)


@pytest.fixture(params=BACKENDS)
def db_left_by(request, fresh):
    """`db_left_by(function)`: a database as `function(db)` leaves it; each test runs on both backends."""
    opened = []

    def left_by(function):
        opened.append(open_database(fresh(request.param, function)))
        return opened[-1]

    yield left_by
    for database in opened:
        database.close()


@pytest.fixture(params=BACKENDS)
def db(request, fresh):
    """An upgraded, empty database; each test runs on both backends."""
    database = open_database(fresh(request.param))
    yield database
    database.close()
