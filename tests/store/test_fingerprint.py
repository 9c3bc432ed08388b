"""Rows have one fingerprint, whatever their order; other rows have another."""

import random

import pyarrow as pa

from pilotage.store import batches
from pilotage.store.fingerprint import fingerprint
from store.feeds import evidence
from store.test_projection import at

ROWS = [("n1", at(8), 10, 9), ("n1", at(8.5), 5, None), ("n2", at(8), 0, 0)]


def mark(rows, feed="calls"):
    return fingerprint(evidence(feed, rows))


def test_the_order_of_rows_and_columns_does_not_matter():
    table = evidence("calls", ROWS)
    assert mark(ROWS[::-1]) == mark(ROWS)
    assert fingerprint(table.select(table.column_names[::-1])) == mark(ROWS)


def test_a_blank_column_is_no_column():
    table = evidence("calls", [("n1", at(8), 10, None)])
    assert fingerprint(table) == fingerprint(table.drop_columns(["answered_within_20s"]))


def test_a_blank_is_not_a_zero():
    assert mark([("n1", at(8), 10, None)]) != mark([("n1", at(8), 10, 0)])


def test_a_row_given_twice_is_not_a_row_given_once():
    assert mark(ROWS + ROWS[:1]) != mark(ROWS)


def test_values_that_change_places_are_noticed():
    swapped_columns = [("n1", at(8), 9, 10), *ROWS[1:]]
    swapped_rows = [("n1", at(8), 5, 9), ("n1", at(8.5), 10, None), ROWS[2]]
    swapped_streams = [("n2", at(8), 10, 9), ROWS[1], ("n1", at(8), 0, 0)]
    marks = {mark(rows) for rows in (ROWS, swapped_columns, swapped_rows, swapped_streams)}
    assert len(marks) == 4


def test_the_fingerprint_survives_parquet():
    import pyarrow.parquet as pq

    table = evidence("calls", ROWS)
    kept = batches.parquet(table)
    assert fingerprint(pq.read_table(pa.BufferReader(b"".join(kept.parts)))) == fingerprint(table)


def test_texts_count_too():
    rows = evidence("survey", [("n1", at(8), 1), ("n1", at(9), 2)])
    yes, no = (rows.append_column("Avis", pa.array(texts)) for texts in (["oui", "non"], ["non", "oui"]))
    assert fingerprint(yes) != fingerprint(no)


def test_no_row_has_a_fingerprint():
    assert len(fingerprint(evidence("calls", ROWS).slice(0, 0))) == 64


def test_ten_thousand_single_changes_give_ten_thousand_fingerprints():
    draw, seen = random.Random(3), {mark(ROWS)}
    values = {(draw.randrange(1000), draw.randrange(1000)) for _ in range(2000)}
    for offered, answered in values:
        seen.add(mark([("n1", at(8), offered, answered), *ROWS[1:]]))
    assert len(seen) >= len(values)
