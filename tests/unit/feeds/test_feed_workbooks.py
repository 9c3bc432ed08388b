"""Workbooks: true dates and times, merged titles, one sheet a week, old formats."""

from datetime import date, time
from decimal import Decimal

from tests.unit.feeds.binary_workbook import binary_workbook
from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, codes, total, workbook
from tests.unit.feeds.seeds import as_csv, daily_rows, old_workbook, open_document

WEEKS = """
[[feed]]
id = "semaines"
grain = "day"
format = { sheets = ["Semaine *"], header_rows = 2, decimal = "," }
skip = [{ column = "Jour", like = "Total*" }]
when = { date_in = "sheet", format = "dd-mm-yyyy", weekday = "Jour" }
stream = { constant = "n1" }
column = [
  { name = "Volumes / Reçus", counter = "offered" },
  { name = "Volumes / Traités", counter = "handled" },
  { name = "Délais / DMT", counter = "handle_s", kind = "duration", times = "handled" },
]
"""


def week(monday: str, first: int) -> tuple[str, list[list[object]]]:
    return f"Semaine du {monday}", [
        ["Ravinala Contact", "", "", ""],
        ["", "Volumes", "", "Délais"],
        ["Jour", "Reçus", "Traités", "DMT"],
        ["lundi", first, first - 1, "5'00"],
        ["mardi", first + 1, first, time(0, 6, 0)],
        ["Total semaine", 2 * first + 1, 2 * first - 1, ""],
    ]


def test_one_sheet_a_week_with_merged_titles_and_the_date_in_its_name(read):
    content = workbook(
        ("Lisez-moi", [["rien"]]), week("05-10-2026", 100), week("12-10-2026", 200), time="h:mm:ss"
    )
    found = read(content, WEEKS, name="mails.xlsx")
    assert not found.problems
    assert found.projection["start"].astype(str).tolist() == [
        "2026-10-05",
        "2026-10-06",
        "2026-10-12",
        "2026-10-13",
    ]
    assert total(found, "offered") == 602
    assert total(found, "handle_s") == 99 * 300 + 100 * 360 + 199 * 300 + 200 * 360


def test_problems_name_the_sheet(read):
    name, rows = week("12-10-2026", 200)
    rows[3][1] = "beaucoup"
    found = read(
        workbook(week("05-10-2026", 100), (name, rows), time="h:mm:ss"), WEEKS, name="mails.xlsx"
    )
    assert [(p.sheet, p.row, p.column, p.read) for p in found.problems] == [
        ("Semaine du 12-10-2026", 4, "Volumes / Reçus", "beaucoup")
    ]
    assert found.kept == 3


def test_a_sheet_without_a_date_in_its_name_refuses_the_file(read):
    found = read(
        workbook(("Semaine", week("05-10-2026", 100)[1]), time="h:mm:ss"),
        WEEKS.replace("Semaine *", "Semaine*"),
        name="m.xlsx",
    )
    assert codes(found) == ["date.not_in_sheet"]


def test_a_sheet_without_the_header_is_passed_over_when_others_have_it(read):
    profile = DAILY.replace("decimal =", 'sheets = "all", decimal =')
    rows = [["Date", "Présentés", "Décrochés"], ["01/10/2026", 12, 11]]
    found = read(
        workbook(("Garde", [["Armor"], ["Confidentiel"]]), ("Données", rows)), profile, name="a.xlsx"
    )
    assert codes(found) == ["sheet.passed_over"]
    assert total(found, "offered") == 12


def test_hidden_sheets_are_not_read(read):
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for title, value in (("Vieux", 99), ("Données", 12)):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, ["Date", "Présentés", "Décrochés"])
        sheet.write_row(1, 0, ["01/10/2026", value, 1])
    book.worksheets()[1].activate()
    book.worksheets()[0].hide()
    book.close()
    assert total(read(out.getvalue(), name="a.xlsx"), "offered") == 12


def test_true_dates_and_times_need_no_format(read):
    rows = [["Date", "Heure", "Présentés", "Décrochés"], [date(2026, 10, 1), time(8, 30), 12, 11]]
    found = read(workbook(("S", rows), date="dd/mm/yyyy", time="hh:mm"), HALF_HOURS, name="a.xlsx")
    assert not found.problems
    assert str(found.rows["start"].to_pylist()[0]) == "2026-10-01 08:30:00"


def test_a_title_may_hold_the_date_of_every_row(read):
    profile = DAILY.replace('date = "Date"', 'date_in = "title"').replace("dd/mm/yyyy", "d mmmm yyyy")
    rows = [["Journée du 1 octobre 2026"], [], ["Présentés", "Décrochés"], [12, 11]]
    found = read(workbook(("S", rows)), profile, name="a.xlsx")
    assert found.projection["start"].astype(str).tolist() == ["2026-10-01"]


def test_the_name_of_the_file_may_hold_the_date(read):
    profile = DAILY.replace('date = "Date"', 'date_in = "file"').replace("dd/mm/yyyy", "yyyy-mm-dd")
    found = read("Présentés;Décrochés\n12;11\n", profile, name="appels_2026-10-01.csv")
    assert found.projection["start"].astype(str).tolist() == ["2026-10-01"]
    assert codes(read("Présentés;Décrochés\n12;11\n", profile, name="appels.csv")) == ["date.not_in_file"]


def test_every_format_gives_the_same_rows(read):
    rows = daily_rows()
    expected = read(as_csv(rows)).rows
    for content, name in (
        (workbook(("Feuille", rows)), "a.xlsx"),
        (old_workbook(rows), "a.xls"),
        (binary_workbook(rows), "a.xlsb"),
        (open_document(rows), "a.ods"),
    ):
        found = read(content, name=name)
        assert not found.problems
        assert found.rows.equals(expected), name


def test_decimals_of_a_workbook_are_the_ones_that_it_shows(read):
    rows = [
        ["Date", "Présentés", "Décrochés"],
        ["01/10/2026", 0.1 + 0.2, 0.3],
        ["02/10/2026", 1234.56, 1.005],
    ]
    found = read(
        workbook(("S", rows)),
        DAILY.replace('grain = "day"', 'grain = "day"\nover_parent = "warn"'),
        name="a.xlsx",
    )
    assert total(found, "offered") == Decimal("1234.86")
    assert total(found, "answered") == Decimal("1.305")


def test_percent_cells_of_a_workbook_are_fractions(read):
    profile = DAILY.replace(
        'counter = "abandoned", optional = true',
        'counter = "answered_within_20s", kind = "rate", form = "fraction", times = "offered"',
    )
    rows = [
        ["Date", "Présentés", "Décrochés", "Abandonnés"],
        ["01/10/2026", 200, 190, 0.814],
        ["02/10/2026", 100, 90, 81.4],
    ]
    found = read(workbook(("S", rows)), profile, name="a.xlsx")
    assert codes(found) == ["number.rate_out_of_range"]
    assert total(found, "answered_within_20s") == Decimal("162.8")
