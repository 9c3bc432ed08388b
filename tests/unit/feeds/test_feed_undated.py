"""Files without a date of their own: the period that is asked, or fixed."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

import pytest

from tests.unit.feeds.feed_fixtures import codes, days, english, profile

ASKED = profile(
    'when = { date_in = "asked", rows = "consecutive" }\nstream = { constant = "n1" }\n'
    'column = [{ name = "Incoming Calls", counter = "offered" }, { name = "Answered Calls", counter = "answered" }]'
)


NO_DATE = "Incoming Calls,Answered Calls\n217,204\n200,182\n216,198\n"


def test_a_file_without_a_date_asks_for_its_period(read):
    found = read(NO_DATE, ASKED)
    assert codes(found) == ["date.asked"]
    assert "give its first day when importing it" in english(found)[0]


def test_consecutive_rows_are_days_from_the_first_one(read):
    found = read(NO_DATE, ASKED, period="2026-10-01")
    assert days(found) == [
        ("2026-10-01", "n1", 217),
        ("2026-10-02", "n1", 200),
        ("2026-10-03", "n1", 216),
    ]
    assert codes(read(NO_DATE, ASKED, period="octobre")) == ["date.not_a_period"]


def test_a_total_below_rows_without_a_date_is_left_out_by_its_arithmetic(read):
    rows = [(200 + n, 190 + n // 2) for n in range(12)]
    text = "".join(f"{a},{b}\n" for a, b in [*rows, (sum(a for a, _ in rows), sum(b for _, b in rows))])
    found = read("Incoming Calls,Answered Calls\n" + text, ASKED, period="2026-10-01")
    assert (found.kept, codes(found)) == (12, ["row.total"])


@pytest.mark.parametrize(
    ("grain", "period", "starts"),
    [
        ("week", "2026-W40", ["2026-09-28", "2026-10-05", "2026-10-12"]),
        ("month", "2026-08", ["2026-08-01", "2026-09-01", "2026-10-01"]),
    ],
)
def test_consecutive_rows_follow_the_grain(read, grain, period, starts):
    found = read(NO_DATE, ASKED.replace('"day"', f'"{grain}"'), period=period)
    assert [str(day) for day in found.rows["day"].to_pylist()] == starts


def test_consecutive_half_hours_cross_the_night_of_the_clocks(read):
    halves = ASKED.replace('"day"', '"half_hour"')
    text = "Incoming Calls,Answered Calls\n" + "2,1\n" * 98
    found = read(text, halves, period="2026-10-25")
    assert (found.kept, found.problems) == (98, ())
    halves_of = found.projection.set_index("start")["offered"] // 2_000_000
    assert halves_of.tolist() == [50, 48], "twenty-five hours, then twenty-four"


def test_consecutive_rows_count_apart_for_each_stream(read):
    by_rep = ASKED.replace('constant = "n1"', 'column = "File", verbatim = true')
    found = read(
        "File,Incoming Calls,Answered Calls\nn1,5,4\nn2,7,6\nn1,9,8\nn2,3,2\n",
        by_rep,
        period="2026-10-01",
    )
    assert days(found) == [
        ("2026-10-01", "n1", 5),
        ("2026-10-01", "n2", 7),
        ("2026-10-02", "n1", 9),
        ("2026-10-02", "n2", 3),
    ]


def test_a_fixed_period_is_that_of_every_row(read):
    fixed = profile(
        'when = { fixed = "2026-10" }\nstream = { column = "File", verbatim = true }\n'
        'column = [{ name = "Reçus", counter = "offered" }]',
        grain="month",
    )
    found = read("File;Reçus\nn1;10\nn2;20\n", fixed)
    assert days(found) == [("2026-10-01", "n1", 10), ("2026-10-01", "n2", 20)]


def test_a_month_number_takes_the_year_that_is_asked(read):
    months = profile(
        'when = { date = "Month", format = "m", year = "asked" }\nstream = { constant = "n1" }\nsame_slot = "add"\n'
        'column = [{ name = "Hours", counter = "absent_hours", kind = "hours" }]',
        grain="month",
    )
    found = read("Month;Hours\n7;4\n7;8\n0;0\n10;2\n", months, period="2026")
    assert codes(found) == ["date.not_a_period"]
    found = read("Month;Hours\n7;4\n7;8\n0;0\n10;2\n", months, period="2026-01")
    assert [
        (str(row.start.date()), row.absent_hours // 1_000_000) for row in found.projection.itertuples()
    ] == [
        ("2026-07-01", 12),
        ("2026-10-01", 2),
    ]
    assert [(p.code, p.row, p.read) for p in found.problems] == [("date.not_a_date", 4, "0")]
