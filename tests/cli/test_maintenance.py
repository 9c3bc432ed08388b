"""`db` and `audit`: the database itself."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

CONTRACT = Path(__file__).resolve().parents[2] / "contracts" / "ARMOR-2025"


def path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


def test_an_upgrade_says_whether_it_did_anything(cli):
    assert "is up to date" in cli("db", "upgrade").out
    assert "already" in cli("db", "upgrade").out


def test_a_database_that_was_never_made_is_not_trusted(cli):
    said = cli("db", "check")
    assert said.code == 1
    assert said.aside


def test_a_database_just_made_is_trusted_and_its_trail_whole(cli):
    cli("db", "upgrade")
    assert cli("db", "check").code == 0
    assert cli("audit", "verify").code == 0


def test_a_dropped_guard_is_noticed(cli, url):
    cli("db", "upgrade")
    with closing(sqlite3.connect(path_of(url))) as connection, connection:
        (name,) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()
        connection.execute(f'DROP TRIGGER "{name}"')
    assert cli("db", "check").code == 1
    assert cli("db", "upgrade").code == 0
    assert cli("db", "check").code == 0


def test_a_copy_comes_back_as_it_was(cli, cli_on, tmp_path):
    cli("db", "upgrade")
    copy = tmp_path / "copies" / "copy.db"
    assert cli("db", "backup", copy).code == 0
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert cli_on(other, "db", "restore", copy).code == 0
    assert cli_on(other, "db", "check").code == 0


def test_a_copy_never_overwrites_an_earlier_one(cli, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"precious")
    assert cli("db", "backup", copy).code == 2
    assert copy.read_bytes() == b"precious"


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00 truncated"])
def test_a_file_that_is_no_copy_of_ours_changes_nothing(cli, tmp_path, content):
    cli("db", "upgrade")
    file = tmp_path / "wrong.db"
    file.write_bytes(content)
    said = cli("db", "restore", file)
    assert said.code == 1
    assert said.aside.count("\n") == 1
    assert cli("db", "check").code == 0


def test_a_copy_that_is_not_there_is_said(cli, tmp_path):
    assert cli("db", "restore", tmp_path / "absent.db").code == 1


@pytest.fixture
def postgres_bases(postgres_url):
    """Two empty databases of a PostgreSQL server, dropped afterwards."""
    if shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump on this machine")
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    names = [f"pilotage_copy_{uuid4().hex[:12]}" for _ in range(2)]
    with server.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    yield [server.url.set(database=name).render_as_string(hide_password=False) for name in names]
    with server.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.mark.postgres
def test_a_copy_of_postgresql_comes_back_with_its_contracts_and_its_guards(
    cli_on, postgres_bases, tmp_path
):
    one, other = postgres_bases
    assert cli_on(one, "publish", CONTRACT).code == 0
    assert cli_on(one, "db", "backup", tmp_path / "copy.dump").code == 0
    assert cli_on(other, "db", "restore", tmp_path / "copy.dump").code == 0
    assert cli_on(other, "db", "check").code == 0
    assert cli_on(other, "audit", "verify").out == cli_on(one, "audit", "verify").out
    assert "already published" in cli_on(other, "publish", CONTRACT).out


@pytest.mark.postgres
def test_a_broken_copy_leaves_postgresql_as_it_was(cli_on, postgres_bases, tmp_path):
    one, _ = postgres_bases
    assert cli_on(one, "publish", CONTRACT).code == 0
    broken = tmp_path / "broken.dump"
    broken.write_bytes(b"PGDMP and no more")
    said = cli_on(one, "db", "restore", broken, "--replace")
    assert (said.code, said.aside.count("\n")) == (1, 1)
    assert "already published" in cli_on(one, "publish", CONTRACT).out


def test_a_database_with_contracts_is_replaced_only_when_asked(cli, cli_on, url, tmp_path):
    assert cli("db", "backup", tmp_path / "empty.db").code == 0
    assert cli("publish", CONTRACT).code == 0
    said = cli("db", "restore", tmp_path / "empty.db")
    assert said.code == 1
    assert "--replace" in said.aside
    assert "already published" in cli("publish", CONTRACT).out
    assert cli_on(url, "db", "restore", tmp_path / "empty.db", "--replace").code == 0
    assert "version 1" in cli("publish", CONTRACT).out
