"""The trail seen from outside: whole or not, and refusals in it."""

import pytest
from sqlalchemy import text

from pilotage.services import audit
from pilotage.services.actor import RefusedError, Right
from services.portal import ADMIN, ATLAS_ONLY, PILOT, VIEWER, actions, publish


def test_a_portal_in_use_has_a_whole_trail(db):
    publish(db)
    publish(db, streams=("n1",))
    assert audit.verify(db, VIEWER) == ()
    number, mark = audit.head(db, VIEWER)
    assert (number, len(mark)) == (2, 64)


def test_a_trail_that_was_tampered_with_is_a_problem_that_names_the_event(db):
    publish(db)
    with db.connection(writes=True) as connection:
        guard = "audit_event_no_update" if db.is_sqlite else "audit_event_insert_only ON audit_event"
        connection.execute(text(f"DROP TRIGGER {guard}"))
        connection.execute(text("UPDATE audit_event SET actor = 'someone else'"))
        connection.commit()
    (problem,) = audit.verify(db, ADMIN)
    assert (problem.code, problem.row) == ("audit.content", 1)


def test_a_right_that_is_missing_is_refused_and_kept(db):
    with pytest.raises(RefusedError):
        audit.require(db, PILOT, Right.ADMINISTER, entity="the portal")
    assert actions(db) == ["administer.refused"]
    (event,) = audit.events(db, ADMIN)
    assert (event.actor, event.entity) == ("pilot", "the portal")


def test_a_right_that_is_held_leaves_no_event(db):
    audit.require(db, PILOT, Right.IMPORT)
    assert actions(db) == []


def test_events_are_shown_in_the_scope_of_the_reader(db):
    publish(db)
    assert audit.events(db, ATLAS_ONLY) == ()
    assert [event.action for event in audit.events(db, ADMIN)] == ["contract.publish"]
