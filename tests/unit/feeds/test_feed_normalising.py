"""Rows to counters: weights, streams, blanks, slots, checks; what is kept and what is told."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from pilotage.feeds.projecting import project
from pilotage.problems import Severity
from tests.unit.feeds.feed_fixtures import (
    DAILY,
    HALF_HOURS,
    codes,
    contract_of,
    english,
    feed_of,
    french,
    total,
)

HEAD = "Date;Présentés;Décrochés;Abandonnés\n"


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


STREAMS = DAILY.replace(
    'constant = "n1"',
    'column = "File", values = { "N1 Rennes" = "n1", "N1 Brest" = "n1", "Récla" = "n2" }, ignore = ["TEST*"]',
)


def test_two_values_of_one_stream_add_up_and_are_no_repetition(read):
    found = read(
        "Date;File;Présentés;Décrochés\n01/10/2026;N1 Rennes;10;9\n01/10/2026;N1 Brest;20;19\n01/10/2026;récla;5;5\n",
        STREAMS,
    )
    assert not found.problems
    assert (total(found, "offered", "n1"), total(found, "offered", "n2")) == (30, 5)


def test_an_unknown_stream_is_a_problem_once_a_value_and_an_ignored_one_is_not(read):
    rows = "01/10/2026;N1 Rennes;10;9\n01/10/2026;TEST 1;1;1\n"
    rows += "".join(f"{d:02d}/10/2026;N3 Lyon;5;5\n" for d in range(1, 5)) + "05/10/2026;;1;1\n"
    found = read("Date;File;Présentés;Décrochés\n" + rows, STREAMS)
    assert [(p.code, p.read, p.count, p.row) for p in found.problems] == [
        ("stream.unknown", "N3 Lyon", 4, 4),
        ("stream.blank", "", 1, 8),
    ]
    assert (found.read, found.kept, found.left_out) == (6, 1, 5)


def test_a_stream_named_as_it_is_must_be_of_the_contract(read):
    profile = DAILY.replace('constant = "n1"', 'column = "File", verbatim = true')
    found = read("Date;File;Présentés;Décrochés\n01/10/2026;n2;10;9\n01/10/2026;n7;10;9\n", profile)
    assert [(p.code, p.read) for p in found.problems] == [("stream.unknown", "n7")]


def test_a_stream_that_goes_by_two_names_is_told_once(read):
    profile = DAILY.replace('constant = "n1"', 'column = "Code", verbatim = true, label = "Nom"')
    rows = "".join(f"{d:02d}/10/2026;n1;{'Nord' if d < 4 else 'Nord et Est'};10;9\n" for d in range(1, 8))
    found = read("Date;Code;Nom;Présentés;Décrochés\n" + rows, profile)
    assert [(p.code, p.row, p.read) for p in found.problems] == [
        ("stream.two_names", 2, "Nord / Nord et Est")
    ]
    assert found.kept == 7


def test_columns_may_belong_to_other_streams_than_their_row(read):
    profile = """
[[feed]]
id = "heures"
grain = "day"
format = { decimal = "," }
when = { date = "Date", format = "dd/mm/yyyy" }
stream = { constant = "n1" }
column = [
  { name = "Jour", counter = "productive_hours", kind = "hours" },
  { name = "Soir", counter = "productive_hours", kind = "hours", stream = "n2" },
  { name = "Dimanche", counter = "productive_hours", kind = "hours", stream = "n3", blank = "missing" },
]
"""
    found = read("Date;Jour;Soir;Dimanche\n01/10/2026;7,5;2,25;\n02/10/2026;8;0;1\n", profile)
    assert [total(found, "productive_hours", s) for s in ("n1", "n2", "n3")] == [
        Decimal("15.5"),
        Decimal("2.25"),
        1,
    ]
    assert (found.read, found.kept, found.rows.num_rows) == (2, 2, 6)


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


def test_weeks_and_months_keep_their_grain(read):
    month = DAILY.replace('grain = "day"', 'grain = "month"').replace("dd/mm/yyyy", "mmm-yy")
    found = read("Date;Présentés;Décrochés\noct-26;300;290\nsept.-26;200;190\n", month)
    assert found.projection[["start", "grain"]].astype(str).values.tolist() == [
        ["2026-09-01", "month"],
        ["2026-10-01", "month"],
    ]
    week = DAILY.replace('grain = "day"', 'grain = "week"')
    found = read("Date;Présentés;Décrochés\n07/10/2026;300;290\n", week)
    assert found.projection[["start", "grain"]].astype(str).values.tolist() == [["2026-10-05", "week"]]


def half_hours(day: str, *, twice: bool = False, skip: bool = False) -> str:
    text = "Date;Heure;Présentés;Décrochés\n"
    for n in range(48):
        hour, minute = divmod(n * 30, 60)
        if skip and hour == 2:
            continue
        text += f"{day};{hour:02d}:{minute:02d};2;1\n" * 1
        if twice and hour == 2 and minute == 30:
            text += f"{day};02:00;3;2\n{day};02:30;4;2\n"
    return text


def test_both_hours_of_the_autumn_night_are_kept_and_none_of_the_spring_one_is_missed(read):
    autumn = read(half_hours("25/10/2026", twice=True), HALF_HOURS)
    assert not autumn.problems
    assert autumn.kept == 50
    assert total(autumn, "offered") == 48 * 2 + 7
    assert len(set(autumn.rows["start_utc"].to_pylist())) == 50
    spring = read(half_hours("29/03/2026", skip=True), HALF_HOURS)
    assert (spring.kept, len(spring.projection)) == (46, 1)


def test_a_time_that_the_clock_skips_is_told(read):
    found = read(half_hours("29/03/2026"), HALF_HOURS)
    assert [(p.code, p.rows) for p in found.problems] == [("date.skipped_hour", (6, 7))]
    assert found.kept == 46


def test_a_third_row_of_the_repeated_hour_is_a_repetition(read):
    found = read(half_hours("25/10/2026", twice=True) + "25/10/2026;02:00;9;9\n", HALF_HOURS)
    assert "slot.conflict" in codes(found)


def test_slots_of_casablanca_fall_on_the_business_days_of_paris(read):
    """During Ramadan the vendor's clock is one hour behind Paris: 23:30 there is half past midnight here."""
    profile = HALF_HOURS.replace(
        'grain = "half_hour"', 'grain = "half_hour"\ntime_zone = "Africa/Casablanca"'
    )
    text = "Date;Heure;Présentés;Décrochés\n17/03/2026;23:00;5;5\n17/03/2026;22:30;7;7\n01/02/2026;23:30;1;1\n"
    found = read(text, profile)
    assert [
        (str(d.date()), int(v))
        for d, v in zip(found.projection["start"], found.projection["offered"], strict=True)
    ] == [
        ("2026-02-01", 1_000_000),
        ("2026-03-17", 7_000_000),
        ("2026-03-18", 5_000_000),
    ]


def test_a_time_between_two_slots_is_a_problem(read):
    found = read(
        "Date;Heure;Présentés;Décrochés\n01/10/2026;08:10;1;1\n01/10/2026;08:30;1;1\n", HALF_HOURS
    )
    assert [(p.code, p.row, p.read) for p in found.problems] == [("date.off_slot", 2, "08:10")]


def test_a_slot_may_be_named_by_its_end(read):
    profile = HALF_HOURS.replace('time = "Heure"', 'time = "Heure", slot = "end"')
    found = read("Date;Heure;Présentés;Décrochés\n01/10/2026;08:30;1;1\n01/10/2026;24:00;2;2\n", profile)
    assert [str(start) for start in found.rows["start"].to_pylist()] == [
        "2026-10-01 08:00:00",
        "2026-10-01 23:30:00",
    ]


def test_quarter_hours_are_a_grain(read):
    profile = HALF_HOURS.replace('"half_hour"', '"quarter_hour"')
    found = read(
        "Date;Heure;Présentés;Décrochés\n01/10/2026;08:00-08:15;1;1\n01/10/2026;08:15-08:30;2;2\n",
        profile,
    )
    assert not found.problems
    assert total(found, "offered") == 3


def test_a_contract_of_another_zone_has_its_own_days(read):
    found = read(
        "Date;Heure;Présentés;Décrochés\n01/10/2026;00:30;1;1\n",
        HALF_HOURS.replace('grain = "half_hour"', 'grain = "half_hour"\ntime_zone = "Europe/Paris"'),
        contract=contract_of(zone="America/Vancouver"),
    )
    assert found.projection["start"].astype(str).tolist() == ["2026-09-30"]


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


def test_a_column_of_unknown_streams_is_told_in_few_problems(read):
    """The wrong column as a stream: a hundred thousand values must not be a hundred thousand problems."""
    rows = "".join(f"{n % 28 + 1:02d}/10/2026;V{n};10;9\n" for n in range(100_000))
    found = read("Date;File;Présentés;Décrochés\n01/10/2026;N1 Rennes;1;1\n" + rows, STREAMS)
    unknown = [problem for problem in found.problems if problem.code == "stream.unknown"]
    assert len(unknown) == 31
    assert sum(problem.count for problem in unknown) == 100_000
    assert found.kept == 1


def test_a_column_of_nonsense_is_one_problem_with_its_count(read):
    rows = "".join(f"{n % 28 + 1:02d}/{n // 28 % 12 + 1:02d}/2025;x{n};9\n" for n in range(50_000))
    found = read("Date;Présentés;Décrochés\n" + rows)
    assert [(p.code, p.count) for p in found.problems] == [
        ("file.no_good_rows", 1),
        ("number.not_a_number", 50_000),
    ]


def test_dates_at_the_edge_of_the_calendar_are_refused_not_crashed_on(read):
    profile = HALF_HOURS.replace(
        'grain = "half_hour"', 'grain = "half_hour"\ntime_zone = "Africa/Casablanca"'
    )
    text = "Date;Heure;Présentés;Décrochés\n01/01/0001;00:00;1;1\n31/12/9999;23:30;1;1\n01/10/2026;10:00;1;1\n"
    found = read(text, profile, contract=contract_of(zone="America/Vancouver"))
    assert sorted(codes(found)) == ["date.before_contract", "date.future"]
    assert found.kept == 1
