"""`db` and `audit`: the database itself."""

import sqlite3
from contextlib import closing

import pytest


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
