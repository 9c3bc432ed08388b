"""Received files, as they came."""

import pytest

from pilotage.services import register
from pilotage.services.actor import Actor, RefusedError, Role, local_administrator
from pilotage.store.database import Database

ADMIN = local_administrator()


def test_a_viewer_does_not_take_away_a_file_that_may_name_people(demo: Database) -> None:
    with pytest.raises(RefusedError):
        register.original(demo, Actor("somebody", Role.VIEWER), batch=1)
    name, content = register.original(demo, Actor("somebody", Role.FINANCE), batch=1)
    assert name
    assert content


def test_a_file_asked_for_alone_is_as_the_list_shows_it(demo: Database) -> None:
    whole = {one.batch: one for one in register.received_files(demo, ADMIN)}
    states = {one.state for one in whole.values()}
    assert {"counted", "partly_replaced"} <= states
    changed = [one for one in whole.values() if one.state != "counted"]
    for one in [*changed, *list(whole.values())[::20]]:
        assert register.received_file(demo, ADMIN, batch=one.batch) == one


def test_a_withdrawn_file_keeps_its_reason_when_asked_for_alone(demo_db: Database) -> None:
    last = register.received_files(demo_db, ADMIN)[-1]
    register.withdraw(demo_db, ADMIN, batch=last.batch, reason="sent twice")
    found = register.received_file(demo_db, ADMIN, batch=last.batch)
    assert (found.state, found.reason) == ("withdrawn", "sent twice")
    assert found in register.received_files(demo_db, ADMIN)


@pytest.mark.parametrize("number", [0, -1, 10**6, 10**30])
def test_a_number_that_no_file_has_is_unknown(demo: Database, number: int) -> None:
    with pytest.raises(register.UnknownFileError):
        register.received_file(demo, ADMIN, batch=number)


def test_a_file_of_a_vendor_out_of_sight_is_unknown(demo: Database) -> None:
    atlas = register.received_files(demo, ADMIN, contract="ATLAS-2025")[0]
    only = Actor("armor.pilot", Role.PILOT, frozenset({"armor"}))
    with pytest.raises(register.UnknownFileError):
        register.received_file(demo, only, batch=atlas.batch)
