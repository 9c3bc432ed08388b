"""One row a contact, counted by conditions."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from pilotage.feeds.projecting import project
from tests.unit.feeds.feed_fixtures import feed_of, total

CONTACTS = """
[[feed]]
id = "contacts"
grain = "contact"
personal = ["Agent"]
format = { decimal = "," }
when = { date = "Date", format = "dd/mm/yyyy", time = "Heure" }
stream = { constant = "n1" }
column = [
  { name = "Pris", kind = "text" },
  { name = "Attente", kind = "number" },
  { name = "Durée", kind = "duration" },
  { name = "Note", kind = "number" },
]
measure = [
  { counter = "offered" },
  { counter = "answered", where = [{ column = "Pris", equals = ["O", "oui"] }] },
  { counter = "answered_within_20s", where = [{ column = "Pris", equals = "O" }, { column = "Attente", at_most = 20 }] },
  { counter = "abandoned", where = [{ column = "Pris", equals = "N" }] },
  { counter = "talk_s", sum = "Durée" },
  { counter = "csat_n", where = [{ column = "Note", filled = true }] },
  { counter = "csat_satisfied", where = [{ column = "Note", above = 3, below = 6 }] },
  { counter = "csat_sum", sum = "Note" },
]
"""


CALLS = (
    "Agent;Date;Heure;Pris;Attente;Durée;Note\nA;01/10/2026;09:01:02;O;20;0:05:00;5\nB;01/10/2026;09:01:02;o;21;0:01:00;3\n"
    "A;01/10/2026;23:59:59;N;50;;\nC;02/10/2026;00:00:00;oui;;0:02:00;\n"
)


def test_contacts_are_kept_one_by_one_and_counted_by_conditions(read):
    found = read(CALLS, CONTACTS)
    sums = {name: total(found, name) for name in feed_of(CONTACTS).counters}
    assert sums == {
        "offered": 4,
        "answered": 3,
        "answered_within_20s": 1,
        "abandoned": 1,
        "talk_s": 480,
        "csat_n": 2,
        "csat_satisfied": 1,
        "csat_sum": 8,
        "csat_sum_sq": 34,
    }
    assert found.rows.num_rows == 4
    assert found.rows["Attente"].to_pylist() == [20_000_000, 21_000_000, 50_000_000, None]
    assert "Agent" not in found.rows.column_names
    assert found.projection["start"].astype(str).tolist() == ["2026-10-01", "2026-10-02"]


def test_a_new_threshold_needs_no_new_file(read):
    evidence = read(CALLS, CONTACTS).rows
    other = CONTACTS.replace("answered_within_20s", "answered_within_30s").replace(
        "at_most = 20", "at_most = 30"
    )
    assert project(evidence, feed_of(other))["answered_within_30s"].sum() == 2_000_000


def test_seconds_are_rounded_contact_by_contact_where_they_are_billed_so(read):
    evidence = read(CALLS, CONTACTS).rows  # 300 s, 60 s, none, 120 s
    for asked, expected in (
        ("increment_s = 90", 360 + 90 + 180),
        ("minimum_s = 100", 300 + 100 + 120),
        ("increment_s = 90, minimum_s = 100", 360 + 180 + 180),
    ):
        other = CONTACTS.replace('sum = "Durée"', f'sum = "Durée", {asked}')
        assert project(evidence, feed_of(other))["talk_s"].sum() == expected * 1_000_000
