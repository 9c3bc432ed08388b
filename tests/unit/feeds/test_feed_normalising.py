"""Rows to counters: weights, blanks, checks, rows that stand twice; what is kept and what is told."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from pilotage.feeds.projecting import project
from pilotage.problems import Severity
from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, HEAD, codes, english, feed_of, french, total


def column(text: str) -> str:
    """The daily profile with its third column replaced."""
    return DAILY.replace('{ name = "Abandonnés", counter = "abandoned", optional = true }', text)


def test_the_projection_has_the_shape_that_the_store_keeps(read):
    found = read(HEAD + "02/10/2026;130;121;9\n01/10/2026;120;110;10\n")
    frame = found.projection
    assert list(frame.columns) == [
        "stream",
        "start",
        "grain",
        "estimated",
        "offered",
        "answered",
        "abandoned",
    ]
    assert [str(day.date()) for day in frame["start"]] == ["2026-10-01", "2026-10-02"]
    assert set(frame["grain"]) == {"day"}
    assert frame["offered"].dtype == "Int64"
    assert frame["offered"].tolist() == [120_000_000, 130_000_000]
    assert (found.first, found.last) == (date(2026, 10, 1), date(2026, 10, 2))
    assert found.rows.schema.names[:4] == ["stream", "start", "start_utc", "day"]
    assert found.rows["start_utc"].to_pylist()[1].isoformat() == "2026-09-30T22:00:00+00:00"


def test_projecting_the_evidence_again_gives_the_same_table(read):
    found = read(HEAD + "02/10/2026;130;121;9\n01/10/2026;120;110;10\n")
    assert project(found.rows, feed_of(DAILY)).equals(found.projection)
    assert len(project(found.rows.filter(pa.array([True, False])), feed_of(DAILY))) == 1


def test_a_printed_rate_becomes_an_estimated_counter(read):
    profile = column('{ name = "QS", counter = "answered_within_20s", kind = "rate", times = "offered" }')
    found = read("Date;Présentés;Décrochés;QS\n01/10/2026;120;110;81,4 %\n02/10/2026;0;0;\n", profile)
    assert total(found, "answered_within_20s") == Decimal("97.68")
    assert set(found.projection["estimated"]) == {"answered_within_20s"}


def test_an_unrounded_mean_is_exact_when_the_profile_says_so(read):
    profile = column(
        '{ name = "DMA", counter = "wait_s", kind = "duration", form = "seconds", times = "answered", exact = true }'
    )
    found = read("Date;Présentés;Décrochés;DMA\n01/10/2026;120;90;37,4666666666667\n", profile)
    assert total(found, "wait_s") == 3372
    assert set(found.projection["estimated"]) == {""}


def test_a_blank_rate_over_something_is_told_and_missing(read):
    profile = column('{ name = "QS", counter = "answered_within_20s", kind = "rate", times = "offered" }')
    found = read("Date;Présentés;Décrochés;QS\n01/10/2026;120;110;\n", profile)
    assert codes(found) == ["cell.blank_rate"]
    assert total(found, "answered_within_20s") is None


@pytest.mark.parametrize(
    ("blank", "value", "problems"),
    [("missing", None, []), ("zero", 0, []), ("problem", 5, ["cell.blank"])],
)
def test_a_blank_cell_means_what_the_profile_says(read, blank, value, problems):
    profile = column(f'{{ name = "Transferts", counter = "transfers", blank = "{blank}" }}')
    rows = "01/10/2026;120;110;\n" + ("02/10/2026;1;1;5\n" if problems else "")
    found = read("Date;Présentés;Décrochés;Transferts\n" + rows, profile)
    assert total(found, "transfers") == value
    assert codes(found) == problems


def test_a_missing_counter_is_not_zero_beside_days_that_have_it(read):
    profile = column('{ name = "Transferts", counter = "transfers" }')
    found = read("Date;Présentés;Décrochés;Transferts\n01/10/2026;1;1;n/a\n02/10/2026;1;1;0\n", profile)
    assert found.projection["transfers"].isna().tolist() == [True, False]


def test_a_negative_quantity_loses_its_row(read):
    found = read(HEAD + "01/10/2026;-120;110;1\n02/10/2026;10;9;1\n")
    assert english(found) == [
        "appels_test.csv, row 2, column “Présentés”: “-120” is negative; this quantity cannot be."
    ]
    assert found.kept == 1


def test_more_answered_than_offered_by_day_loses_the_row(read):
    found = read(HEAD + "01/10/2026;100;110;0\n02/10/2026;10;9;1\n")
    assert codes(found) == ["row.over_parent"]
    assert "110 dans « Décrochés » dépasse les 100 de « Présentés »" in french(found)[0].replace(
        "\u00a0", " "
    )
    assert (found.read, found.kept) == (2, 1)


def test_more_answered_than_offered_in_a_half_hour_is_kept_and_told(read):
    """A call offered at 9:59 is answered at 10:00."""
    found = read("Date;Heure;Présentés;Décrochés\n01/10/2026;10:00;5;6\n", HALF_HOURS)
    assert [(p.code, p.severity) for p in found.problems] == [("row.over_parent_kept", Severity.WARNING)]
    assert total(found, "answered") == 6


def test_rows_that_do_not_balance_are_told_together_with_their_rows(read):
    rows = "".join(f"{d:02d}/10/2026;120;110;5\n" for d in range(1, 16)) + "16/10/2026;100;90;20\n"
    found = read(HEAD + rows)
    over, under = found.problems[::-1] if found.problems[0].code == "row.unbalanced" else found.problems
    assert (over.code, over.row, over.count) == ("row.exceeds_offered", 17, 1)
    assert (under.code, under.count, under.rows) == ("row.unbalanced", 15, tuple(range(2, 12)))
    assert found.kept == 16
    assert any("(15 rows: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\u00a0…)" in text for text in english(found))


def test_a_printed_rate_that_its_counters_contradict_is_told(read):
    profile = column(
        '{ name = "Taux", kind = "rate", check = { numerator = "answered", denominator = "offered", tolerance = 0.1 } }'
    )
    found = read(
        "Date;Présentés;Décrochés;Taux\n01/10/2026;120;110;91,7 %\n02/10/2026;120;110;95 %\n", profile
    )
    assert [(p.code, p.row, p.read, p.expected) for p in found.problems] == [
        ("row.rate_contradicted", 3, "95.00 %", "91.67 %")
    ]
    assert found.kept == 2


def test_the_same_slot_twice_with_the_same_figures_counts_once(read):
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;1;1;0\n01/10/2026;120;110;10\n")
    assert [(p.code, p.row) for p in found.problems] == [("slot.repeated", 4)]
    assert total(found, "offered") == 121


def test_the_same_slot_twice_with_other_figures_keeps_neither(read):
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;1;1;0\n01/10/2026;121;110;11\n")
    assert [(p.code, p.rows) for p in found.problems] == [("slot.conflict", (2, 4))]
    assert total(found, "offered") == 1
    assert "01" in english(found)[0]


def test_rows_of_one_slot_add_up_when_the_profile_says_so(read):
    profile = DAILY.replace('grain = "day"', 'grain = "day"\nsame_slot = "add"')
    found = read(HEAD + "01/10/2026;120;110;10\n01/10/2026;20;20;0\n", profile)
    assert total(found, "offered") == 140
    assert found.kept == 2


@pytest.mark.parametrize(("rule", "kept", "told"), [("first", 120, 4), ("last", 121, 2)])
def test_of_two_rows_of_one_slot_the_one_that_the_profile_says_counts(read, rule, kept, told):
    profile = DAILY.replace('grain = "day"', f'grain = "day"\nsame_slot = "{rule}"')
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;1;1;0\n01/10/2026;121;110;11\n", profile)
    assert [(p.code, p.severity.value, p.row) for p in found.problems] == [
        ("slot.one_kept", "warning", told)
    ]
    assert total(found, "offered") == kept + 1
    assert "does not count" in english(found)[0]


def test_a_derived_counter_is_the_sum_of_others_and_estimated_with_them(read):
    profile = (
        DAILY + '\n[[feed.derived]]\ncounter = "handled"\nplus = ["offered"]\nminus = ["abandoned"]\n'
    )
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;5;5;\n", profile)
    assert total(found, "handled") == 110
    assert found.projection["handled"].isna().tolist() == [False, True]


def test_people_are_never_read_and_their_columns_are_told(read):
    profile = DAILY.replace(
        'grain = "day"', 'grain = "day"\npersonal = ["Superviseur", "Agent*"]\nignore = ["Rang"]'
    )
    found = read(
        "Date;Présentés;Décrochés;Superviseur;Agent 1;Rang;Autre\n01/10/2026;12;11;Dupont;Durand;1;x\n",
        profile,
    )
    assert [(p.code, p.severity, p.read) for p in found.problems] == [
        ("column.personal", Severity.NOTE, "Superviseur, Agent 1"),
        ("column.unknown", Severity.NOTE, "Autre"),
    ]
    assert "Dupont" not in str(found.rows.to_pydict())


def test_a_column_of_nonsense_is_one_problem_with_its_count(read):
    rows = "".join(f"{n % 28 + 1:02d}/{n // 28 % 12 + 1:02d}/2025;x{n};9\n" for n in range(50_000))
    found = read("Date;Présentés;Décrochés\n" + rows)
    assert [(p.code, p.count) for p in found.problems] == [
        ("file.no_good_rows", 1),
        ("number.not_a_number", 50_000),
    ]
