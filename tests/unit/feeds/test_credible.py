"""A column that cannot be what its profile says is refused for that use; its rows go on without it."""

from datetime import date

from pilotage.contract.model import Contract
from pilotage.feeds.normalising import normalise
from pilotage.feeds.profile import load_profiles
from tests.months import contract

FEEDS = """
[[feed]]
id = "appels"
grain = "day"
recognise = { files = ["*"] }
when = { date = "Jour", format = "yyyy-mm-dd" }
stream = { constant = "n1" }
column = [
  { name = "Présentés", counter = "offered" },
  { name = "Décrochés", counter = "answered" },
  { name = "Sous 20 s", counter = "answered_within_20s" },
]
"""
DERIVED = '[[feed.derived]]\ncounter = "handled"\nplus = ["answered"]\n'


def file(rows):
    lines = ["Jour;Présentés;Décrochés;Sous 20 s"]
    lines += [f"2026-10-{day:02d};{offered};{answered};{fast}" for day, offered, answered, fast in rows]
    return "\n".join(lines).encode()


def imported(rows, feeds=FEEDS):
    profiles, problems = load_profiles(feeds)
    assert profiles, problems
    terms: Contract = contract()
    return normalise(
        file(rows), name="f.csv", feed=profiles.feed[0], contract=terms, today=date(2026, 11, 1)
    )


def days(over, total=20, more=30):
    """So many days, the first of which have more answered in time than answered."""
    return [(n + 1, 100, 90, 90 + more if n < over else 80) for n in range(total)]


def test_a_column_above_its_whole_in_most_rows_is_refused_with_its_arithmetic():
    found = imported(days(12))
    (problem,) = [p for p in found.problems if p.code == "column.refused_use"]
    assert (problem.column, problem.count, problem.row) == ("Sous 20 s", 12, 2)
    assert (problem.read, problem.expected) == ("120", "90")
    assert dict(problem.params) == {
        "counters": "answered_within_20s",
        "parent": "Décrochés",
        "compared": 20,
    }
    assert not found.refused


def test_its_rows_are_kept_for_the_counters_that_can_be_trusted():
    found = imported(days(12))
    assert found.kept == 20
    assert "answered_within_20s" not in found.projection.columns
    assert found.projection["answered"].sum() == 20 * 90 * 1_000_000
    assert not [p for p in found.problems if p.code.startswith("row.over_parent")]


def test_a_row_or_two_above_their_whole_are_rows_not_a_column():
    found = imported(days(2))
    assert "answered_within_20s" in found.projection.columns
    assert {p.code for p in found.problems} == {"row.over_parent"}
    assert found.kept == 18


def test_a_quarter_of_the_rows_is_enough_when_the_sum_is_above_as_well():
    assert "answered_within_20s" in imported(days(6, more=1)).projection.columns
    assert "answered_within_20s" not in imported(days(6, more=100)).projection.columns


def test_four_rows_are_too_few_to_refuse_a_column():
    found = imported(days(4, total=4))
    assert not [p for p in found.problems if p.code == "column.refused_use"]


def test_what_is_made_of_a_refused_column_goes_with_it():
    rows = [(n + 1, 50, 90, 40) for n in range(20)]
    found = imported(rows, FEEDS + DERIVED)
    assert {p.code for p in found.problems} == {"column.refused_use"}
    assert set(found.projection.columns) & {"answered", "handled"} == set()
    assert found.projection["offered"].sum() == 20 * 50 * 1_000_000
