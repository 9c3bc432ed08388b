"""The audit trail: every change of it is noticed, at the place where it was made."""

import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from pilotage.store import audit, guards
from pilotage.store.database import open_database
from pilotage.store.tables import AuditEvent
from store.rows import NOW

EVENTS = 40


def write(session, number, **values):
    return audit.record(
        session,
        actor="someone",
        action="file.import",
        entity=f"batch {number}",
        vendor="armor" if number % 2 else "atlas",
        before={"rows": number},
        after={"rows": number + 1},
        at=NOW + timedelta(seconds=number),
        **values,
    )


@pytest.fixture
def trail(db):
    """A trail of forty events, with the guards taken away as an intruder would."""
    with db.writing() as session:
        for number in range(EVENTS):
            write(session, number)
    with db.connection(writes=True) as connection:
        disarm(connection)
        connection.commit()
    return db


def disarm(connection):
    if connection.dialect.name == "sqlite":
        names = guards._sqlite_guards()
        statements = [f"DROP TRIGGER {name}" for name in names]
    else:
        statements = [f"DROP TRIGGER {t}_insert_only ON {t}" for t in guards.INSERT_ONLY]
    for statement in statements:
        connection.exec_driver_sql(statement)


def test_an_untouched_trail_is_whole(trail):
    with trail.reading() as session:
        assert audit.verify(session) is None
        assert audit.head(session)[0] == EVENTS


def test_an_empty_trail_is_whole(db):
    with db.reading() as session:
        assert audit.verify(session) is None
        assert audit.head(session) == (0, audit.FIRST)


def test_an_event_says_who_when_what_and_what_changed(db):
    with db.writing() as session:
        mark = write(session, 1)
    with db.reading() as session:
        (event,) = audit.events(session, None)
        assert (event.seq, event.actor, event.action, event.entity) == (
            1,
            "someone",
            "file.import",
            "batch 1",
        )
        assert event.at == NOW + timedelta(seconds=1)
        assert event.hash == mark
        assert event.before == audit.digest('{"rows":1}')
        kept = session.execute(
            text("SELECT text FROM audit_text WHERE sha256 = :key"), {"key": event.after}
        ).scalar()
        assert kept == '{"rows":2}'


def test_a_change_that_fails_leaves_no_event(db):
    def stumble():
        with db.writing() as session:
            write(session, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    with db.reading() as session:
        assert audit.head(session)[0] == 0


def test_the_same_text_is_kept_once(db):
    with db.writing() as session:
        write(session, 1)
        write(session, 1)
    with db.reading() as session:
        assert session.execute(text("SELECT count(*) FROM audit_text")).scalar() == 2


def test_events_are_read_in_the_scope_of_the_reader(trail):
    with trail.reading() as session:
        assert {event.vendor for event in audit.events(session, frozenset({"atlas"}))} == {"atlas"}
        assert audit.events(session, frozenset()) == []
        assert len(audit.events(session, None)) == EVENTS


def tampered(db, tamper, seed):
    """What `verify` says after `tamper`, which is then undone."""
    with db.connection(writes=True) as connection:
        from sqlmodel import Session

        tamper(connection, random.Random(seed))
        with Session(connection) as session:
            return audit.verify(session)


def flip(connection, rng):
    seq = rng.randint(1, EVENTS)
    column = rng.choice(["actor", "action", "entity", "vendor", "before", "after", "prev_hash", "hash"])
    row = connection.execute(text(f"SELECT {column} FROM audit_event WHERE seq = {seq}")).scalar_one()
    place = rng.randrange(len(row))
    other = rng.choice([c for c in "0123456789abcdef" if c != row[place]])
    changed = row[:place] + other + row[place + 1 :]
    connection.execute(text(f"UPDATE audit_event SET {column} = :v WHERE seq = {seq}"), {"v": changed})


def shift_time(connection, rng):
    connection.execute(
        AuditEvent.__table__.update()
        .where(AuditEvent.__table__.c.seq == rng.randint(1, EVENTS))
        .values(at=NOW + timedelta(days=rng.randint(1, 400), microseconds=1))
    )


def alter_text(connection, rng):
    keys = [row[0] for row in connection.execute(text("SELECT sha256 FROM audit_text ORDER BY 1"))]
    connection.execute(
        text("UPDATE audit_text SET text = text || ' ' WHERE sha256 = :key"), {"key": rng.choice(keys)}
    )


def delete(connection, rng):
    # The last one is left alone: a cut tail needs the head that was printed elsewhere.
    connection.execute(text(f"DELETE FROM audit_event WHERE seq = {rng.randint(1, EVENTS - 1)}"))


def swap(connection, rng):
    one, two = rng.sample(range(1, EVENTS + 1), 2)
    for old, new in ((one, 0), (two, one), (0, two)):
        connection.execute(text(f"UPDATE audit_event SET seq = {new} WHERE seq = {old}"))


def insert(connection, rng):
    """A link slipped in, with a hash that is right for its own content."""
    seq = rng.randint(1, EVENTS - 1)
    for old in range(EVENTS, seq, -1):
        connection.execute(text(f"UPDATE audit_event SET seq = {old + 1} WHERE seq = {old}"))
    table = AuditEvent.__table__
    event = dict(connection.execute(table.select().where(table.c.seq == seq)).mappings().one())
    event |= {"seq": seq + 1, "prev_hash": event["hash"], "entity": f"slipped in {rng.random()}"}
    event["hash"] = audit._hash(event)
    connection.execute(
        table.update().where(table.c.prev_hash == event["prev_hash"]).values(prev_hash="moved")
    )
    connection.execute(table.insert().values(event))


@pytest.mark.soak
@pytest.mark.parametrize("tamper", [flip, shift_time, alter_text, delete, swap, insert])
def test_a_trail_that_was_tampered_with_is_always_noticed(trail, tamper, soak):
    rounds = 1000 if soak else 100
    unnoticed = [seed for seed in range(rounds) if tampered(trail, tamper, seed) is None]
    assert unnoticed == []


@pytest.mark.parametrize(
    ("statement", "reason", "place"),
    [
        ("UPDATE audit_event SET actor = 'other' WHERE seq = 7", "content", 7),
        ("DELETE FROM audit_event WHERE seq = 7", "place", 7),
        ("UPDATE audit_event SET prev_hash = 'x' WHERE seq = 7", "chain", 7),
        ("UPDATE audit_text SET text = '{\"rows\":60}' WHERE text = '{\"rows\":6}'", "text", 6),
        ("DELETE FROM audit_text WHERE text = '{\"rows\":6}'", "text", 6),
    ],
)
def test_verify_names_the_first_broken_link_and_what_is_wrong_with_it(trail, statement, reason, place):
    with trail.connection(writes=True) as connection:
        connection.exec_driver_sql(statement)
        connection.commit()
    with trail.reading() as session:
        broken = audit.verify(session)
    assert (broken.reason, broken.seq) == (reason, place)
    assert broken.problem().code == f"audit.{reason}"


def test_a_rewritten_chain_no_longer_ends_on_the_printed_head(trail):
    with trail.reading() as session:
        printed = audit.head(session)
    with trail.connection(writes=True) as connection:
        connection.exec_driver_sql(f"DELETE FROM audit_event WHERE seq = {EVENTS}")
        connection.commit()
    with trail.reading() as session:
        assert audit.verify(session) is None
        assert audit.head(session) != printed


def test_twenty_threads_and_two_doors_never_fork_the_chain(db):
    # Two engines stand for two processes: no lock of Python's is shared between them.
    second = open_database(db.engine.url.render_as_string(hide_password=False))
    failures = []

    def work(database, number):
        try:
            for step in range(5):
                with database.writing() as session:
                    write(session, number * 10 + step)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=((db, second)[number % 2], number)) for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert failures == []
    with db.reading() as session:
        assert audit.verify(session) is None
        assert audit.head(session)[0] == 100
