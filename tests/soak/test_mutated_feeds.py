"""Damaged files of every layout through the door: each is taken in whole, or refused and nothing else."""

import random

import pytest

from pilotage.problems import Severity
from pilotage.services import audit, catalogue, imports, maintenance, publishing
from pilotage.services.actor import local_administrator
from tests.unit.feeds.feed_fixtures import CONTRACT, TODAY
from tests.unit.feeds.seeds import SEEDS, mutated

pytestmark = pytest.mark.soak

ACTOR = local_administrator()


@pytest.fixture
def portal(tmp_path):
    """A database with one contract for each layout."""
    db = maintenance.opened(f"sqlite:///{tmp_path / 'soak.db'}")
    for rank, seed in enumerate(SEEDS):
        text = CONTRACT.format(zone="Europe/Paris", vendor=f"v{rank}", vendor_name=f"Vendeur {rank}")
        text = text.replace("TEST-2026", f"TEST-{rank}")
        text += "".join(
            f'\n[[stream]]\nid = "{stream}"\nname = "{stream}"\nactivity = "voix"\n'
            for stream in ("n1", "n2", "n3")
        )
        done = publishing.publish(db, ACTOR, contract_text=text, feeds_text=seed.profile)
        assert done.changed, done.problems
    return db


def test_a_damaged_file_is_taken_in_whole_or_not_at_all(portal, soak, monkeypatch):
    monkeypatch.setattr(catalogue, "today", lambda _: TODAY)
    rng = random.Random(20_261_130)
    taken = refused = 0
    for turn in range(500 if soak else 50):
        rank = turn % len(SEEDS)
        seed = SEEDS[rank]
        knowingly = bool(turn % 3)
        before = imports.received_files(portal, ACTOR)
        report = imports.import_file(
            portal,
            ACTOR,
            content=mutated(seed.data, rng),
            name=seed.name,
            contract=f"TEST-{rank}",
            period=seed.period,
            partial=knowingly,
        )
        after = imports.received_files(portal, ACTOR)
        stopped = [p for p in report.problems if p.severity is Severity.REFUSED]
        assert bool(stopped) == (report.status == "refused")
        assert all(problem.file == seed.name for problem in stopped)
        taken += report.status == "imported"
        refused += report.status == "refused"
        assert len(after) == len(before) + (report.status == "imported")
        bad = [problem for problem in report.problems if problem.severity is Severity.ROW]
        assert knowingly or not bad or report.status == "refused"
    assert taken > 5 < refused
    assert 0 < len(imports.refused_files(portal, ACTOR)) <= refused, "the same bytes are refused once"
    assert audit.verify(portal, ACTOR) == ()
    assert maintenance.check(portal, ACTOR) == ()
