"""Tables as vendors lay them out: wide, merged, by sheet, without a date, with totals and remarks."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from datetime import date, datetime

import pytest

from pilotage.problems import Severity
from tests.unit.feeds.feed_fixtures import (
    DAILY,
    codes,
    english,
    feed_of,
    french,
    total,
    workbook,
)

HEAD = "Date;Présentés;Décrochés;Abandonnés\n"
BY_QUEUE = DAILY.replace(
    'stream = { constant = "n1" }', 'stream = { column = "File", values = { "N1" = "n1", "N2" = "n2" } }'
)


def days(found, counter="offered"):
    """The counter by day and stream, in whole units."""
    rows = sorted(found.rows.to_pylist(), key=lambda row: (row["day"], row["stream"]))
    return [
        (str(row["day"]), row["stream"], row[counter] // 1_000_000)
        for row in rows
        if row[counter] is not None
    ]


def profile(body: str, *, grain: str = "day") -> str:
    return f'[[feed]]\nid = "essai"\ngrain = "{grain}"\n{body}\n'


# ---- totals, remarks, headers again -------------------------------------------------------------


def test_a_totals_row_is_left_out_with_its_arithmetic(read):
    found = read(
        HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\n03/10/2026;100;95;5\nTotal;350;326;24\n"
    )
    assert (found.read, found.kept, total(found, "offered")) == (3, 3, 350)
    assert english(found) == [
        "appels_test.csv, row 5, column “Présentés”: “Total” is a total (350, the sum of 3 rows): it was left out."
    ]
    assert "est un total (350, la somme de 3 lignes)" in french(found)[0]
    assert found.problems[0].severity is Severity.NOTE


def test_a_total_without_a_word_is_known_by_its_figures(read):
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\n;250;231;19\n")
    assert (found.kept, codes(found)) == (2, ["row.total"])


def test_a_total_that_its_rows_do_not_make_is_told(read):
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\nTOTAL GÉNÉRAL;251;231;19\n")
    assert codes(found) == ["row.total_differs"]
    assert "it says 251, and the 2 rows that it sums up make 250" in english(found)[0]
    assert found.problems[0].severity is Severity.WARNING
    assert found.kept == 2


def test_subtotals_a_grand_total_and_a_mean_are_all_left_out(read):
    rows = (
        "01/10/2026;10;9;1\n02/10/2026;20;18;2\nSous-total S40;30;27;3\n05/10/2026;40;39;1\n06/10/2026;50;45;5\n"
        "Sous-total S41;90;84;6\nTotal octobre;120;111;9\nMoyenne;30;27,75;2,25\n"
    )
    found = read(HEAD + rows)
    assert (found.read, found.kept, total(found, "offered")) == (4, 4, 120)
    assert codes(found) == ["row.total", "row.total", "row.total", "row.summary"]
    assert [p.row for p in found.problems] == [4, 7, 8, 9]
    assert [dict(p.params).get("summed") for p in found.problems] == [2, 2, 4, None]


def test_a_total_of_all_queues_by_day_is_no_queue(read):
    rows = "".join(
        f"{d:02d}/10/2026;N1;{10 + d};{9 + d};1\n{d:02d}/10/2026;N2;{20 + d};{18 + d};2\n{d:02d}/10/2026;Toutes files;{30 + 2 * d};{27 + 2 * d};3\n"
        for d in range(1, 8)
    )
    found = read("Date;File;Présentés;Décrochés;Abandonnés\n" + rows, BY_QUEUE)
    assert found.kept == 14
    assert set(codes(found)) == {"row.total"}


def test_totals_under_a_table_sorted_by_queue_are_those_of_their_day(read):
    rows = [f"{d:02d}/10/2026;{q};{n + d};{n}" for q, n in (("N1", 10), ("N2", 20)) for d in range(1, 5)]
    rows += [f"{d:02d}/10/2026;Armor;{30 + 2 * d};30" for d in range(1, 5)]
    found = read("Date;File;Présentés;Décrochés\n" + "\n".join(rows), BY_QUEUE)
    assert (found.kept, set(codes(found))) == (8, {"row.total"})


def test_an_unknown_queue_that_equals_two_others_once_is_not_taken_for_a_total(read):
    rows = "01/10/2026;N1;10;9;1\n01/10/2026;N2;20;18;2\n01/10/2026;N3;30;27;3\n02/10/2026;N1;10;9;1\n02/10/2026;N2;20;18;2\n02/10/2026;N3;31;27;4\n"
    found = read("Date;File;Présentés;Décrochés;Abandonnés\n" + rows, BY_QUEUE)
    assert codes(found) == ["stream.unknown"]
    assert found.problems[0].rows == (4, 7)


def test_a_total_above_its_rows_is_noticed(read):
    found = read(HEAD + "Total;250;231;19\n01/10/2026;120;110;10\n02/10/2026;130;121;9\n")
    assert (found.kept, codes(found)) == (2, ["row.total"])


def test_a_total_that_bears_a_day_of_its_own_is_left_out_with_a_warning(read):
    rows = "".join(f"{d:02d}/10/2026;{100 + d};{90 + d};10\n" for d in range(1, 8))
    found = read(HEAD + rows + "31/10/2026;728;658;70\n")
    assert found.kept == 7
    assert [(p.code, p.severity, p.row) for p in found.problems] == [("row.total", Severity.WARNING, 9)]


def test_totals_are_kept_when_the_profile_says_so(read):
    kept = DAILY.replace('grain = "day"', 'grain = "day"\ntotals = "kept"')
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\nTotal;250;231;19\n", kept)
    assert codes(found) == ["date.not_a_date"]


def test_remarks_are_left_out_and_told(read):
    found = read(
        HEAD
        + "01/10/2026;120;110;10\nSource : export du 3 novembre\n02/10/2026;130;121;9\n* chiffres provisoires;;;\n"
    )
    assert (found.read, found.kept) == (2, 2)
    assert codes(found) == ["row.comment"]
    assert found.problems[0].rows == (3, 5)


def test_what_the_profile_calls_a_comment_is_one(read):
    remarks = DAILY.replace('format = { decimal = "," }', 'format = { decimal = ",", comments = ["#*"] }')
    found = read(HEAD + "01/10/2026;120;110;10\n# 02/10/2026;130;121;9\n", remarks)
    assert (found.kept, codes(found)) == (1, ["row.comment"])


def test_a_date_alone_on_its_row_is_no_remark(read):
    found = read(HEAD + "01/10/2026;120;110;10\n2026-10-02;;;\n")
    assert codes(found) == ["date.not_a_date"]


def test_headers_that_stand_again_are_left_out(read):
    found = read(
        HEAD + "01/10/2026;120;110;10\n" + HEAD + "02/10/2026;130;121;9\n" + HEAD + "03/10/2026;1;1;0\n"
    )
    assert (found.read, found.kept) == (3, 3)
    assert [(p.code, p.rows) for p in found.problems] == [("row.header_again", (3, 5))]


def test_a_total_at_the_end_of_a_large_file_sums_what_stands_in_earlier_blocks(read, monkeypatch):
    from pilotage.feeds import texts

    monkeypatch.setattr(texts, "_BLOCK_BYTES", 200)
    rows = "".join(f"{n % 28 + 1:02d}/{n // 28 + 1:02d}/2026;{100 + n};90;{10 + n}\n" for n in range(56))
    made = sum(100 + n for n in range(56))
    found = read(HEAD + rows + f"Total;{made};{56 * 90};{made - 56 * 90}\n")
    assert (found.kept, codes(found)) == (56, ["row.total"])


# ---- wide tables ---------------------------------------------------------------------------------

WIDE_DAYS = profile(
    'when = { date = "Jour", format = "dd/mm/yyyy" }\n'
    'stream = { column = "File", values = { "N1" = "n1", "N2" = "n2" } }\n'
    'wide = { name = "Jour", value = "Appels" }\n'
    'column = [{ name = "Appels", counter = "offered" }]'
)
WIDE_INDICATORS = profile(
    'format = { decimal = "," }\n'
    'when = { date = "Jour", format = "dd/mm", year = "2026" }\n'
    'stream = { column = "File", values = { "N1" = "n1", "N2" = "n2" } }\n'
    'fill_down = ["File"]\n'
    'wide = { name = "Jour", indicator = "Indicateur" }\n'
    'column = [{ name = ["Reçus", "Entrants"], counter = "offered" }, { name = "Traités", counter = "answered" }, '
    '{ name = "QS", counter = "answered_within_20s", kind = "rate", times = "offered" }]'
)


def test_one_column_a_day_becomes_one_row_a_day(read):
    found = read("File;01/10/2026;02/10/2026;03/10/2026\nN1;10;20;\nN2;30;40;50\n", WIDE_DAYS)
    assert days(found) == [
        ("2026-10-01", "n1", 10),
        ("2026-10-01", "n2", 30),
        ("2026-10-02", "n1", 20),
        ("2026-10-02", "n2", 40),
        ("2026-10-03", "n2", 50),
    ]
    assert not found.problems


def test_a_bad_cell_of_a_wide_table_is_named_by_its_row_and_its_own_header(read):
    found = read("File;01/10/2026;02/10/2026\nN1;10;20\nN2;30;x4\n", WIDE_DAYS)
    assert english(found)[0] == "appels_test.csv, row 3, column “02/10/2026”: “x4” is not a number."


def test_the_totals_of_a_wide_table_are_left_out_both_ways(read):
    found = read(
        "File;01/10/2026;02/10/2026;Total\nN1;10;20;30\nN2;30;40;70\nTotal;40;60;100\n", WIDE_DAYS
    )
    assert total(found, "offered") == 100
    assert sorted(codes(found)) == ["column.unknown", "row.total", "row.total"]


def test_dates_of_a_workbook_may_be_headers(read):
    rows = [["File", date(2026, 10, 1), date(2026, 10, 2)], ["N1", 10, 20]]
    found = read(workbook(("Feuille", rows), date="dd/mm/yyyy"), WIDE_DAYS, name="a.xlsx")
    assert days(found) == [("2026-10-01", "n1", 10), ("2026-10-02", "n1", 20)]


def test_the_rows_of_a_wide_table_may_each_be_a_figure(read):
    text = "File;Indicateur;01/10;02/10\nN1;Entrants;10;20\n;Traités;9;18\n;QS;80 %;90 %\n;DMT;1;2\nN2;Reçus;5;6\n;Traités;5;x\n"
    found = read(text, WIDE_INDICATORS)
    assert total(found, "offered", "n1") == 30
    assert total(found, "answered_within_20s", "n1") == 26
    assert [(p.code, p.row, p.column, p.read) for p in found.problems] == [
        ("number.not_a_number", 7, "02/10", "x"),
        ("cell.blank_rate", 6, "01/10", ""),
        ("column.indicator_unknown", 5, "Indicateur", "DMT"),
    ]
    assert found.kept == 3


def test_days_over_figures_in_two_header_rows(read):
    two = profile(
        'format = { header_rows = 2 }\nwhen = { date = "Jour", format = "d mmm yyyy" }\n'
        'stream = { column = "Site", values = { "Rennes" = "n1", "Brest" = "n2" } }\n'
        'wide = { name = "Jour" }\n'
        'column = [{ name = "Reçus", counter = "offered" }, { name = "Traités", counter = "answered" }]'
    )
    found = read(
        "Site;1 oct. 2026;;2 oct. 2026;\n;Reçus;Traités;Reçus;Traités\nRennes;10;9;20;19\nBrest;30;28;40;39\n",
        two,
    )
    assert days(found, "answered") == [
        ("2026-10-01", "n1", 9),
        ("2026-10-01", "n2", 28),
        ("2026-10-02", "n1", 19),
        ("2026-10-02", "n2", 39),
    ]
    broken = read("Site;1 oct. 2026;;2 oct. 2026;\n;Reçus;Pris;Reçus;Pris\nRennes;10;9;20;19\n", two)
    assert (codes(broken), broken.problems[0].expected) == (["file.column_missing"], "Traités")


def test_one_column_a_site_and_one_a_shift(read):
    sites = profile(
        'when = { date = "Date", format = "dd/mm/yyyy" }\nsame_slot = "add"\n'
        'stream = { column = "Site", values = { "Rennes" = "n1", "Brest" = "n2" } }\n'
        'wide = { name = "Site", value = "Appels" }\ncolumn = [{ name = "Appels", counter = "offered" }]'
    )
    found = read("Date;Rennes;Brest\n01/10/2026;10;20\n02/10/2026;11;21\n", sites)
    assert days(found)[:2] == [("2026-10-01", "n1", 10), ("2026-10-01", "n2", 20)]
    shifts = sites.replace('"Rennes" = "n1", "Brest" = "n2"', '"Matin" = "n1", "Soir" = "n1"')
    assert total(read("Date;Matin;Soir\n01/10/2026;10;20\n", shifts), "offered") == 30


def test_one_column_a_slot(read):
    slots = profile(
        'when = { date = "Date", format = "dd/mm/yyyy", time = "Tranche" }\nstream = { constant = "n1" }\n'
        'wide = { name = "Tranche", value = "Appels" }\ncolumn = [{ name = "Appels", counter = "offered" }]',
        grain="half_hour",
    )
    found = read("Date;08:00-08:30;08:30-09:00;Total\n01/10/2026;10;20;30\n", slots)
    assert found.rows["start"].to_pylist() == [datetime(2026, 10, 1, 8), datetime(2026, 10, 1, 8, 30)]  # noqa: DTZ001


def test_a_wide_table_without_a_header_that_reads_is_refused(read):
    found = read("File;semaine 1;semaine 2\nN1;10;20\n", WIDE_DAYS)
    assert codes(found) == ["file.wide_missing"]
    assert "No header of a column reads as dd/mm/yyyy" in english(found)[0]


# ---- several sheets, merged cells, no date --------------------------------------------------------


def test_one_sheet_a_site(read):
    sheets = profile(
        'format = { sheets = ["all"] }\nwhen = { date = "Date" }\n'
        'stream = { found_in = "sheet", values = { "*rennes*" = "n1", "Brest" = "n2" } }\n'
        'column = [{ name = "Reçus", counter = "offered" }]'
    )
    rows = [["Date", "Reçus"], [date(2026, 10, 1), 10]]
    content = workbook(
        ("Site Rennes", rows), ("Brest", rows), ("Lille", rows), ("Notes", [["rien"]]), date="dd/mm/yyyy"
    )
    found = read(content, sheets, name="a.xlsx")
    assert days(found) == [("2026-10-01", "n1", 10), ("2026-10-01", "n2", 10)]
    assert [(p.code, p.sheet, p.read) for p in found.problems] == [
        ("stream.unknown", "Lille", "Lille"),
        ("sheet.passed_over", "Notes", ""),
    ]


def test_one_sheet_a_day_and_the_stream_in_the_name_of_the_file(read):
    sheets = profile(
        'format = { sheets = ["all"] }\nwhen = { date_in = "sheet", format = "dd-mm", year = "file", time = "Heure" }\n'
        'stream = { found_in = "file", values = { "*rennes*" = "n1" } }\n'
        'column = [{ name = "Reçus", counter = "offered" }]',
        grain="half_hour",
    )
    rows = [["Heure", "Reçus"], ["08:00", 10], ["08:30", 12]]
    found = read(workbook(("01-10", rows), ("02-10", rows)), sheets, name="Rennes_2026.xlsx")
    assert total(found, "offered", "n1") == 44
    assert (found.first, found.last) == (date(2026, 10, 1), date(2026, 10, 2))
    assert codes(read(workbook(("01-10", rows)), sheets, name="rennes.xlsx")) == ["date.year_not_found"]


def test_merged_cells_repeat_the_one_above(read):
    merged = BY_QUEUE.replace('grain = "day"', 'grain = "day"\nfill_down = ["Date"]')
    found = read(
        "Date;File;Présentés;Décrochés\n01/10/2026;N1;10;9\n;N2;20;19\n02/10/2026;N1;11;10\n;N2;21;20\n",
        merged,
    )
    assert [row[2] for row in days(found)] == [10, 20, 11, 21]
    assert not found.problems


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


def test_wide_profiles_that_cannot_work_are_told():
    from pilotage.feeds.profile import load_profiles

    def told(text: str) -> list[str]:
        return [problem.code for problem in load_profiles(text)[1]]

    assert told(WIDE_DAYS) == []
    assert told(WIDE_DAYS.replace('name = "Jour", value', 'name = "Autre", value')) == [
        "feeds.wide_unread"
    ]
    assert told(WIDE_DAYS.replace(', value = "Appels"', "")) == ["feeds.wide_unnamed"]
    assert told(WIDE_INDICATORS.replace(', year = "2026"', "")) == ["feeds.year_missing"]
    assert feed_of(WIDE_INDICATORS).required() == (("File",), ("Indicateur",))
