"""Received files, as they came."""

import pytest

from pilotage.services import register
from pilotage.services.actor import Actor, RefusedError, Role
from pilotage.store.database import Database


def test_a_viewer_does_not_take_away_a_file_that_may_name_people(demo: Database) -> None:
    with pytest.raises(RefusedError):
        register.original(demo, Actor("somebody", Role.VIEWER), batch=1)
    name, content = register.original(demo, Actor("somebody", Role.FINANCE), batch=1)
    assert name
    assert content
