"""The stream of a row or of a column: its names, those that add up, those that nobody knows."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from decimal import Decimal

from tests.unit.feeds.feed_fixtures import DAILY, total

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


def test_a_column_of_unknown_streams_is_told_in_few_problems(read):
    """The wrong column as a stream: a hundred thousand values must not be a hundred thousand problems."""
    rows = "".join(f"{n % 28 + 1:02d}/10/2026;V{n};10;9\n" for n in range(100_000))
    found = read("Date;File;Présentés;Décrochés\n01/10/2026;N1 Rennes;1;1\n" + rows, STREAMS)
    unknown = [problem for problem in found.problems if problem.code == "stream.unknown"]
    assert len(unknown) == 31
    assert sum(problem.count for problem in unknown) == 100_000
    assert found.kept == 1
