"""The register of refused files."""

from datetime import timedelta

from pilotage.problems import Problem, Severity
from pilotage.store import quarantine
from store.rows import NOW

PROBLEM = Problem("file.empty", Severity.REFUSED, "a.csv")


def refuse(session, name="a.csv", vendor="armor", at=NOW, problems=(PROBLEM,), **values):
    given = {"contract": "", "feed": "", "size": 3, "sha256": "0", "by": "someone"} | values
    return quarantine.add(session, vendor=vendor, name=name, at=at, problems=problems, **given)


def test_a_refused_file_is_entered_with_its_problems(db):
    with db.writing() as session:
        refuse(session)
    with db.reading() as session:
        (entry,) = quarantine.listed(session, None)
        assert (entry.name, entry.times, entry.first_at, entry.last_at) == ("a.csv", 1, NOW, NOW)
        assert quarantine.problems(entry) == (PROBLEM,)


def test_the_same_bytes_refused_again_are_counted(db):
    later = NOW + timedelta(days=1)
    with db.writing() as session:
        refuse(session)
    with db.writing() as session:
        refuse(session, name="b.csv", at=later, problems=[], by="another")
    with db.reading() as session:
        (entry,) = quarantine.listed(session, None)
        assert (entry.name, entry.times, entry.first_at, entry.last_at, entry.last_by) == (
            "b.csv",
            2,
            NOW,
            later,
            "another",
        )


def test_the_latest_stands_first(db):
    with db.writing() as session:
        refuse(session, sha256="1")
        refuse(session, sha256="2", at=NOW + timedelta(hours=1))
    with db.reading() as session:
        assert [entry.sha256 for entry in quarantine.listed(session, None)] == ["2", "1"]
