"""Received files: bytes in parts, evidence as it was, problems in their order."""

import hashlib
import io
import random

import pyarrow as pa
import pytest
from sqlalchemy import select

from pilotage.periods import Window
from pilotage.problems import Problem, Severity
from pilotage.store import batches
from pilotage.store.tables import blob
from store.feeds import REF, evidence, publish
from store.rows import batch
from store.test_projection import at


@pytest.fixture
def portal(db):
    with db.writing() as session:
        publish(session)
    return db


def packed(content):
    return batches.compressed(io.BytesIO(content), hashlib.sha256(content).hexdigest())


def keep(db, number, *contents, problems=(), **values):
    with db.writing() as session:
        batches.save(session, batch(number, ref=REF, **values), problems, contents)


def test_the_bytes_come_back_as_they_were(portal):
    content = b"Date;File\n" * 1000
    kept = packed(content)
    keep(portal, 1, kept, sha256=kept.sha256, name="a.csv")
    with portal.reading() as session:
        assert batches.original(session, None, 1) == ("a.csv", content)
        (row,) = session.execute(select(blob)).all()
    assert (row.part, row.codec) == (0, "zstd")
    assert len(row.bytes) < len(content)


def test_large_bytes_travel_in_parts(portal, monkeypatch):
    monkeypatch.setattr(batches, "PART", 1000)
    content = random.Random(1).randbytes(4500)  # noise does not compress
    kept = packed(content)
    keep(portal, 1, kept, sha256=kept.sha256)
    with portal.reading() as session:
        parts = session.execute(select(blob.c.part, blob.c.bytes).order_by(blob.c.part)).all()
        assert [row.part for row in parts] == [0, 1, 2, 3, 4]
        assert max(len(row.bytes) for row in parts) == 1000
        assert batches.original(session, None, 1)[1] == content


def test_no_part_is_over_64_mib():
    assert batches.PART == 64 * 2**20


def test_an_empty_file_has_one_part(portal):
    kept = packed(b"")
    keep(portal, 1, kept, sha256=kept.sha256)
    with portal.reading() as session:
        assert batches.original(session, None, 1)[1] == b""


def test_the_same_bytes_are_kept_once_a_vendor(portal):
    kept = packed(b"same")
    keep(portal, 1, kept, sha256=kept.sha256)
    keep(portal, 2, kept, sha256=kept.sha256)
    with portal.reading() as session:
        assert len(session.execute(select(blob)).all()) == 1
        assert batches.original(session, None, 2)[1] == b"same"


def test_evidence_comes_back_as_it_was_whole_or_for_a_window(portal):
    rows = evidence("calls", [("n1", at(8), 10, None), ("n2", at(32), 3, 2)])
    kept = batches.parquet(rows)
    assert kept.sha256 == hashlib.sha256(b"".join(kept.parts)).hexdigest()
    keep(portal, 1, kept, evidence_sha256=kept.sha256)
    with portal.reading() as session:
        file = batches.get(session, None, 1)
        whole = batches.evidence(session, file)
        day = at(32).date()
        part = batches.evidence(session, file, Window(day, day))
    assert whole.select(["stream", "offered", "answered_within_20s"]).to_pylist() == [
        {"stream": "n1", "offered": 10_000_000, "answered_within_20s": None},
        {"stream": "n2", "offered": 3_000_000, "answered_within_20s": 2_000_000},
    ]
    assert part["stream"].to_pylist() == ["n2"]


def test_texts_with_a_blank_are_kept(portal):
    texts = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["yes", None]))
    rows = evidence("survey", [("n1", at(8), 1), ("n1", at(9), 2)]).append_column("Avis", texts)
    kept = batches.parquet(rows)
    keep(portal, 1, kept, evidence_sha256=kept.sha256)
    with portal.reading() as session:
        found = batches.evidence(session, batches.get(session, None, 1))
    assert found["Avis"].to_pylist() == ["yes", None]


def test_problems_come_back_as_they_were_found(portal):
    found = (
        Problem("b.second", Severity.WARNING, "a.csv", "Feuil1", 12, "Offerts", "x", "a number"),
        Problem("a.first", row=3, count=2, rows=(3, 4), params=(("unit", "s"), ("most", 5))),
    )
    keep(portal, 1, problems=found)
    with portal.reading() as session:
        assert batches.problems(session, None, [1, 2]) == {1: found}
        assert batches.with_problems(session, None, [1], [Severity.WARNING]) == {1}
        assert batches.with_problems(session, None, [1], [Severity.REFUSED]) == frozenset()


def test_a_file_is_found_by_its_bytes_or_by_its_rows_unless_withdrawn(portal):
    from pilotage.store.tables import Withdrawal
    from store.rows import NOW

    keep(portal, 1, sha256="a" * 64, rows_sha256="b" * 64)
    with portal.writing() as session:
        assert [file.id for file in batches.same(session, None, REF, sha256="a" * 64)] == [1]
        assert [file.id for file in batches.same(session, None, REF, rows_sha256="b" * 64)] == [1]
        assert batches.same(session, None, REF, sha256="b" * 64) == []
        session.add(
            Withdrawal(vendor="armor", batch=1, reason="x", withdrawn_at=NOW, withdrawn_by="someone")
        )
        session.flush()
        assert batches.same(session, None, REF, sha256="a" * 64) == []
        assert batches.standing(session, None, REF) == []
