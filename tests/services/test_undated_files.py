"""A file that never says its period: whoever imports it does, and the same bytes may come for another."""

from datetime import date

import pytest

from pilotage.services import catalogue, imports, maintenance, publishing
from pilotage.services.actor import local_administrator
from tests.unit.feeds.feed_fixtures import CONTRACT, TODAY
from tests.unit.feeds.seeds import UNDATED

ACTOR = local_administrator()
FILE = "Reçus;Traités\n217;204\n200;182\n216;198\n".encode()


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "today", lambda _: TODAY)
    made = maintenance.opened(f"sqlite:///{tmp_path / 'undated.db'}")
    text = CONTRACT.format(zone="Europe/Paris", vendor="armor", vendor_name="Armor Dialogue")
    text += '\n[[stream]]\nid = "n1"\nname = "n1"\nactivity = "voix"\n'
    assert publishing.publish(made, ACTOR, contract_text=text, feeds_text=UNDATED).changed
    return made


def taken(db, period: str):
    return imports.import_file(db, ACTOR, content=FILE, name="volumes.csv", period=period)


def test_without_its_period_it_is_refused_with_the_question(db):
    report = taken(db, "")
    assert (report.status, [problem.code for problem in report.problems]) == ("refused", ["date.asked"])


def test_the_same_bytes_for_another_period_are_another_file(db):
    october, september = taken(db, "2026-10-01"), taken(db, "2026-09-01")
    assert october.days_added == tuple(date(2026, 10, day) for day in (1, 2, 3))
    assert september.days_added == tuple(date(2026, 9, day) for day in (1, 2, 3))
    again = taken(db, "2026-10-01")
    assert (again.status, again.batch) == ("already_there", october.batch)


def test_a_look_before_the_decision_takes_the_period_too(db):
    seen = imports.preview(db, ACTOR, content=FILE, name="volumes.csv", period="2026-10-01")
    assert (seen.status, seen.first, seen.last) == ("imported", date(2026, 10, 1), date(2026, 10, 3))
