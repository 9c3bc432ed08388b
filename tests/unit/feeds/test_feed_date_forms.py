"""Every way of writing a day: names of months, ranges, weeks, serial numbers; the other way round."""

# ruff: noqa: DTZ001, E501  what a vendor prints has no zone

import random
from datetime import date, datetime, time, timedelta

import pytest

from pilotage.feeds.dates import moments, period_start, swapped_form, time_of_day, year_within
from pilotage.feeds.looks import date_formats, kind_of_cells
from pilotage.problems import Severity
from tests.unit.feeds.feed_fixtures import DAILY, HEAD, TODAY, codes, english, french, workbook

MONTHS = {
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "fr court": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    "fr nu": ["jan", "fev", "mar", "avr", "mai", "jun", "juil", "aout", "sep", "oct", "nov", "dec"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "en short": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "en point": ["Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."],
    "capitals": ["JANVIER", "FÉVRIER", "MARS", "AVRIL", "MAI", "JUIN", "JUILLET", "AOÛT", "SEPTEMBRE", "OCTOBRE", "NOVEMBRE", "DÉCEMBRE"],
    "mac": ["janvier", "fe\u0301vrier", "mars", "avril", "mai", "juin", "juillet", "aou\u0302t", "septembre", "octobre", "novembre", "de\u0301cembre"],
}  # fmt: skip


@pytest.mark.parametrize("language", MONTHS)
def test_months_are_known_by_their_names_in_two_languages_however_written(language):
    for number, name in enumerate(MONTHS[language], 1):
        assert moments("d mmmm yyyy")(f"3 {name} 2026") == datetime(2026, number, 3), name
        assert moments("mmm yy")(f"{name} 26") == datetime(2026, number, 1), name
        assert moments("mmm-yyyy")(f"{name}-2026") == datetime(2026, number, 1), name


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("1er octobre 2026", "d mmmm yyyy", datetime(2026, 10, 1)),
        ("October 1st, 2026", "mmmm d, yyyy", datetime(2026, 10, 1)),
        ("oct. 26", "mmm yy", datetime(2026, 10, 1)),
        ("Apr-15", "mmm-yy", datetime(2015, 4, 1)),
        ("octobre 2026", "mmmm yyyy", datetime(2026, 10, 1)),
        ("jeu. 1 oct. 2026", "ddd d mmm yyyy", datetime(2026, 10, 1)),
        ("12/01/2015 12:00:00 AM", "mm/dd/yyyy hh:mm:ss AM/PM", datetime(2015, 12, 1)),
        ("12/01/2015 12:30:00 PM", "mm/dd/yyyy hh:mm:ss AM/PM", datetime(2015, 12, 1, 12, 30)),
        ("1/2/2026 9:05 p.m.", "d/m/yyyy h:mm AM/PM", datetime(2026, 2, 1, 21, 5)),
        ("08:30 01/10/2026", "hh:mm dd/mm/yyyy", datetime(2026, 10, 1, 8, 30)),
        ("2026-W43", "yyyy-Www", datetime(2026, 10, 19)),
        ("S43 2026", "'S'ww yyyy", datetime(2026, 10, 19)),
        ("semaine 43 de 2026", "'semaine 'ww' de 'yyyy", datetime(2026, 10, 19)),
        ("2026/10/01", "yyyy/mm/dd", datetime(2026, 10, 1)),
        ("10-2026", "mm-yyyy", datetime(2026, 10, 1)),
        (20261001.0, "yyyymmdd", datetime(2026, 10, 1)),
        (46296, "excel", datetime(2026, 10, 1)),
        (46296.5, "excel", datetime(2026, 10, 1, 12)),
        ("46296", "excel", datetime(2026, 10, 1)),
        ("46296,25", "excel", datetime(2026, 10, 1, 6)),
        (date(2026, 10, 1), "excel", datetime(2026, 10, 1)),
    ],
)
def test_days_of_every_kind_are_read(text, form, expected):
    assert moments(form)(text) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("13:00:00 PM", "hh:mm:ss AM/PM"),
        ("12/01/2015 00:10:00 AM", "mm/dd/yyyy hh:mm:ss AM/PM"),
        ("2026-W54", "yyyy-Www"),
        ("brumaire 2026", "mmmm yyyy"),
        (312, "excel"),
        ("01/10/2026", "excel"),
        (True, "yyyymmdd"),
        (1.5, "m"),
    ],
)
def test_what_is_no_day_is_never_made_one(text, form):
    assert moments(form, year=2026)(text) == "date.not_a_date"


def test_a_format_without_a_year_takes_the_one_given():
    assert moments("dd/mm", year=2026)("01/10") == datetime(2026, 10, 1)
    assert moments("d mmm", year=2025)("1er oct.") == datetime(2025, 10, 1)
    assert moments("m", year=2026)("7") == moments("m", year=2026)(7.0) == datetime(2026, 7, 1)
    assert moments("m", year=2026)("0") == "date.not_a_date"


@pytest.mark.parametrize(
    ("text", "form", "grain", "expected"),
    [
        ("06/02/14-06/08/14", "mm/dd/yy-mm/dd/yy", "week", datetime(2014, 6, 2)),
        ("du 02/06/2014 au 08/06/2014", "'du 'dd/mm/yyyy' au 'dd/mm/yyyy", "week", datetime(2014, 6, 2)),
        ("02-08/06/2014", "dd-dd/mm/yyyy", "week", datetime(2014, 6, 2)),
        ("29/12-04/01/2015", "dd/mm-dd/mm/yyyy", "week", datetime(2014, 12, 29)),
        ("01/10/2026 - 31/10/2026", "dd/mm/yyyy - dd/mm/yyyy", "month", datetime(2026, 10, 1)),
        ("01/10/2026-01/10/2026", "dd/mm/yyyy-dd/mm/yyyy", "day", datetime(2026, 10, 1)),
        ("06/01/14-06/07/14", "mm/dd/yy-mm/dd/yy", "week", "date.range_not_week"),
        ("06/02/14-06/09/14", "mm/dd/yy-mm/dd/yy", "week", "date.range_not_week"),
        ("01/10/2026 - 30/10/2026", "dd/mm/yyyy - dd/mm/yyyy", "month", "date.range_not_month"),
        ("01/10/2026-02/10/2026", "dd/mm/yyyy-dd/mm/yyyy", "day", "date.range_not_day"),
    ],
)
def test_a_range_is_read_by_its_first_day_when_it_is_one_period(text, form, grain, expected):
    assert moments(form, grain=grain)(text) == expected


def written(day: date, rng: random.Random) -> tuple[str, str]:
    """The day as somebody prints it, with the format that says so."""
    month = MONTHS[rng.choice(list(MONTHS))][day.month - 1]
    iso = day.isocalendar()
    return rng.choice(
        [
            (f"{day:%d/%m/%Y}", "dd/mm/yyyy"),
            (f"{day:%m/%d/%Y}", "mm/dd/yyyy"),
            (f"{day:%Y-%m-%d}", "yyyy-mm-dd"),
            (f"{day:%d.%m.%y}", "dd.mm.yy"),
            (f"{day.day}-{day.month}-{day.year}", "d-m-yyyy"),
            (f"{day:%Y%m%d}", "yyyymmdd"),
            (f"{day.day} {month} {day.year}", "d mmmm yyyy"),
            (f"{month} {day.day}, {day.year}", "mmmm d, yyyy"),
            (f"{day.day}-{month}-{day:%y}", "d-mmm-yy"),
            (f"{day:%d/%m/%Y} 12:00:00 AM", "dd/mm/yyyy hh:mm:ss AM/PM"),
            (str((day - date(1899, 12, 30)).days), "excel"),
            (f"{iso.year}-W{iso.week:02d}", "yyyy-Www"),
        ]
    )


def test_days_come_back_from_every_form_as_they_went():
    rng = random.Random(43)
    for _ in range(3000):
        day = date(2024, 1, 1) + timedelta(days=rng.randrange(1461))
        text, form = written(day, rng)
        expected = day - timedelta(days=day.weekday()) if "ww" in form else day
        assert moments(form)(text) == datetime.combine(expected, time()), (text, form)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("8:30 AM", 30_600),
        ("12:00 AM", 0),
        ("12:15 pm", 44_100),
        ("8am-9am", 28_800),
        ("8:30 PM - 9:00 PM", 73_800),
        ("0830", 30_600),
        ("0830-0900", 30_600),
        ("08.30", 30_600),
        ("13:00 PM", "date.not_a_time"),
        ("2560", "date.not_a_time"),
        ("8", "date.not_a_time"),
        ("8h-9", 28_800),
        ("01/10", "date.not_a_time"),
        ("8-9", "date.not_a_time"),
        ("830", "date.not_a_time"),
    ],
)
def test_the_time_of_a_slot_is_read_with_twelve_hours_or_twenty_four(cell, expected):
    assert time_of_day(cell) == expected


def test_a_period_is_a_day_a_week_or_a_month():
    assert period_start("2026-10-01") == date(2026, 10, 1)
    assert period_start("2026-W43") == date(2026, 10, 19)
    assert period_start("2026-10") == date(2026, 10, 1)
    assert period_start("01/10/2026") == period_start("1.10.2026") == date(2026, 10, 1)
    assert period_start("10/2026") == date(2026, 10, 1)
    assert [period_start(text) for text in ("2026", "2026-13", "2026-W60", "octobre", "")] == [None] * 5


def test_a_year_is_found_in_a_name():
    assert year_within("suivi_rennes_2026.xlsx") == 2026
    assert year_within("12025_x") is None


# ---- day and month the other way round ------------------------------------------------------------


def october(form: str, first: int = 1, last: int = 31) -> str:
    return HEAD + "".join(
        f"{date(2026, 10, d):{form}};{100 + d};{90 + d};10\n" for d in range(first, last + 1)
    )


def test_the_format_the_other_way_round():
    assert swapped_form("dd/mm/yyyy hh:mm") == "mm/dd/yyyy hh:mm"
    assert swapped_form("m/d/yy") == "d/m/yy"
    assert [swapped_form(form) for form in ("yyyy-mm-dd", "d mmm yyyy", "mm/yyyy", "excel")] == [""] * 4


def test_a_file_whose_dates_make_sense_only_the_other_way_round_is_refused(read):
    found = read(october("%m/%d/%Y"))
    assert (codes(found), found.kept) == (["date.swapped"], 0)
    problem = found.problems[0]
    assert (problem.severity, problem.row, problem.column, problem.read) == (
        Severity.REFUSED,
        14,
        "Date",
        "10/13/2026",
    )
    assert (problem.count, problem.rows[:2]) == (19, (14, 15))
    assert "with day and month the other way round: dd/mm/yyyy was declared" in english(found)[0]
    assert "en inversant le jour et le mois" in french(found)[0]


def test_one_swapped_row_among_good_ones_is_a_row_to_correct(read):
    found = read(october("%d/%m/%Y", 13, 20) + "10/21/2026;121;111;10\n")
    assert [(p.code, p.severity, p.row) for p in found.problems] == [("date.swapped", Severity.ROW, 10)]
    assert found.kept == 8


def test_days_that_jump_from_month_to_month_are_refused_when_swapped_they_follow(read):
    found = read(october("%m/%d/%Y", 1, 10))
    assert codes(found) == ["date.swapped_days"]
    assert found.problems[0].row == 2
    assert "sautent d’un mois à l’autre (2026-01-10, 2026-02-10, 2026-03-10)" in french(found)[0]


def test_true_dates_that_a_spreadsheet_swapped_are_told(read):
    rows = [["Date", "Présentés", "Décrochés"], *([date(2026, d, 10), 100 + d, 90] for d in range(1, 12))]
    told = read(
        workbook(("Feuille", rows), date="dd/mm/yyyy"),
        DAILY.replace(', format = "dd/mm/yyyy"', ""),
        name="a.xlsx",
        today=date(2026, 12, 31),
    )
    assert [(p.code, p.severity) for p in told.problems] == [("date.swapped_days", Severity.WARNING)]
    assert told.kept == 11


def test_days_in_their_order_and_first_days_of_months_are_left_alone(read):
    assert not read(october("%d/%m/%Y")).problems
    months = HEAD + "".join(f"01/{m:02d}/2026;{1000 + m};900;100\n" for m in range(1, 11))
    monthly = DAILY.replace('grain = "day"', 'grain = "month"\nover_parent = "warn"')
    assert "date.swapped_days" not in codes(read(months, monthly, today=TODAY))
    scattered = HEAD + "".join(
        f"{d:02d}/{m:02d}/2026;5;5;0\n" for d, m in ((3, 1), (9, 4), (2, 7), (11, 9))
    )
    assert not read(scattered).problems


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["oct. 26", "nov. 26"], "mmm. yy"),
        (["Apr-15", "May-15"], "mmm-yy"),
        (["06/02/14-06/08/14", "06/09/14-06/15/14"], "mm/dd/yy-mm/dd/yy"),
        (["du 02/06/2014 au 08/06/2014"], "'du 'dd/mm/yyyy' au 'dd/mm/yyyy"),
        (["S43 2026", "S44 2026"], "'S'ww yyyy"),
        (["semaine 43 2026"], "'Semaine 'ww yyyy"),
        (["2026-W43"], "yyyy-Www"),
        (["12/01/2015 12:00:00 AM"], "mm/dd/yyyy hh:mm:ss AM/PM"),
        (["1-oct-26", "15-oct-26"], "d-mmm-yy"),
        (["Thursday, October 1, 2026"], "dddd, mmmm d, yyyy"),
        (["1er octobre 2026"], "d mmmm yyyy"),
    ],
)
def test_the_look_of_a_column_of_days_tells_its_format(cells, form):
    assert kind_of_cells(cells)[0] == "date"
    assert form in date_formats(cells)
