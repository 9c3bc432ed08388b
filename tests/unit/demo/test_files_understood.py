"""The demo's files under the demo's profiles: each one known for what it is, and read to its last row."""

from datetime import date
from pathlib import Path

import pytest

from pilotage.contract.loading import load_contract
from pilotage.demo.files import received
from pilotage.feeds.normalising import normalise
from pilotage.feeds.profile import load_profiles
from pilotage.feeds.recognising import recognise
from pilotage.problems import Severity

ROOT = Path(__file__).resolve().parents[3]
FILES = received(ROOT / "data")
CARELESS = "atlas_heures_2026-11-11.csv"


@pytest.fixture(scope="module")
def candidates():
    found = []
    for path in sorted((ROOT / "contracts").glob("*-2025/contract.toml")):
        contract, problems = load_contract(path.read_text(encoding="utf-8"))
        profiles, others = load_profiles((path.parent / "feeds.toml").read_text(encoding="utf-8"))
        assert (problems, others) == ((), ())
        found += [(contract, feed) for feed in profiles.feed]
    return found


@pytest.fixture(scope="module")
def understood(candidates):
    """Each file as its profile reads it, under the feed by which it was recognised."""
    read = {}
    for _, _, path in FILES:
        known = recognise(path, name=path.name, candidates=candidates)
        assert known.feed is not None, (path.name, known.problems)
        read[path.name] = normalise(
            path, name=path.name, feed=known.feed, contract=known.contract, today=date(2026, 11, 12)
        )
    return read


def test_every_file_is_known_among_the_feeds_of_all_vendors(understood):
    for _, ref, path in FILES:
        assert understood[path.name].contract == ref


def test_nothing_of_them_is_lost_but_the_two_rows_that_atlas_typed_by_hand(understood):
    for name, result in understood.items():
        assert not result.refused, name
        assert result.read - result.kept == (2 if name == CARELESS else 0), name


def test_their_only_other_finding_is_that_telephones_are_never_read(understood):
    codes = {
        problem.code
        for name, result in understood.items()
        for problem in result.problems
        if name != CARELESS
    }
    assert codes == {"column.personal"}
    left_out = [p.row for p in understood[CARELESS].problems if p.severity is Severity.ROW]
    assert sorted(left_out) == [20, 21]


def test_no_evidence_holds_a_telephone(understood):
    for result in understood.values():
        assert not any(
            "tel" in name.lower() or "tél" in name.lower() for name in result.rows.column_names
        )


def test_every_stream_and_every_feed_of_the_contracts_is_fed(candidates, understood):
    fed = {(result.contract, result.feed) for result in understood.values()}
    assert fed == {(contract.ref, feed.id) for contract, feed in candidates}
    streams = {
        (result.contract, stream)
        for result in understood.values()
        for stream in result.projection["stream"].unique()
    }
    assert streams == {(c.ref, stream.id) for c, _ in candidates for stream in c.stream}
