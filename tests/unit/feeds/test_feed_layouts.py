"""Tables as vendors lay them out: wide, merged, by sheet."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from datetime import date, datetime

from tests.unit.feeds.feed_fixtures import (
    BY_QUEUE,
    codes,
    days,
    english,
    feed_of,
    profile,
    total,
    workbook,
)

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


# ---- several sheets, merged cells -----------------------------------------------------------------


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
