"""What is in an unknown file: shown and asked, never decided."""

import hashlib
from datetime import date

import pytest

from pilotage.feeds.guessing import guess
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.wizard.inspecting import inspect
from tests.unit.feeds.feed_fixtures import workbook

FILE = (
    "Armor Dialogue;;;;;\nExport du 02/10/2026;;;;;\n\nDate;Heure;File;Présentés;QS 20 s;DMT\n"
    + "".join(
        f"{d:02d}/10/2026;08:{m};N1;1 2{d:02d};95,{d % 10} %;0:05:12\n"
        for d in range(1, 20)
        for m in ("00", "30")
    )
).encode("cp1252")


def questions(found, language: str = "en") -> list[str]:
    return [sentence(problem, Words(language)) for problem in found.questions]


def test_a_french_export_is_described_as_it_is():
    found = inspect(FILE, name="dossier/armor.csv")
    assert (found.file, found.encoding, found.delimiter, found.header_row) == (
        "armor.csv",
        "cp1252",
        ";",
        4,
    )
    assert found.layout == "half_hour"
    assert found.sha256 == hashlib.sha256(FILE).hexdigest()
    assert [column.type for column in found.columns] == [
        "date",
        "time",
        "text",
        "whole",
        "percent",
        "duration",
    ]
    assert found.columns[0].format == "dd/mm/yyyy"
    assert found.columns[4].sample[0] == "95,1 %"
    assert found.rows[0][:4] == ("01/10/2026", "08:00", "N1", "1 201")
    guesses = [column.guess.counter for column in found.columns]
    assert guesses == ["date", "time", "stream", "offered", "answered_within_20s", "handle_s"]
    assert found.columns[4].guess.times == "offered"


def test_what_a_profile_will_have_to_say_is_asked():
    found = inspect(FILE, name="armor.csv")
    asked = [problem.code for problem in found.questions]
    assert asked == ["question.encoding", "question.time_zone", "question.weight", "question.weight"]
    assert "armor.csv: In which time zone are the times?" in questions(found)
    assert any("quel volume la pondère" in text for text in questions(found, "fr"))


def test_a_day_and_month_that_cannot_be_told_apart_are_asked():
    found = inspect(b"Date;Calls offered\n01/02/2026;5\n03/04/2026;6\n", name="a.csv")
    asked = next(problem for problem in found.questions if problem.code == "question.date_order")
    assert asked.expected.startswith("dd/mm/yyyy, mm/dd/yyyy")
    sure = inspect(b"Date;Calls offered\n01/02/2026;5\n23/04/2026;6\n", name="a.csv")
    assert (
        "question.date_order" not in [p.code for p in sure.questions]
        or "mm/dd" not in sure.columns[0].format
    )


def test_a_number_that_can_be_two_is_asked():
    found = inspect(b"Date;Offered\n2026-02-01;1.234\n2026-02-02;2.345\n", name="a.csv")
    assert found.columns[1].type == "ambiguous"
    assert any("“1.234”, does the mark stand before decimals" in text for text in questions(found))


@pytest.mark.parametrize(
    ("dates", "layout"),
    [
        (["2026-01-01", "2026-01-02", "2026-01-03"], "day"),
        (["2026-01-05", "2026-01-12", "2026-01-19"], "week"),
        (["2026-01-01", "2026-02-01", "2026-03-01"], "month"),
        (["oct-25", "nov-25", "déc-25"], "month"),
        (["2026-01-01 08:00", "2026-01-01 08:15", "2026-01-01 08:30"], "quarter_hour"),
        (["2026-01-01 08:00", "2026-01-01 08:07", "2026-01-01 08:31"], "contact"),
        (["un", "deux", "trois"], "unknown"),
    ],
)
def test_the_rhythm_of_the_dates_gives_the_layout(dates, layout):
    content = "Date;Offered\n" + "".join(f"{day};5\n" for day in dates)
    assert inspect(content.encode(), name="a.csv").layout == layout


def test_a_workbook_shows_its_sheets_and_the_fullest_one():
    rows = [
        ["Suivi"],
        [],
        ["Date", "Reçus", "Agent"],
        *[[date(2026, 10, n), 100 + n, "x"] for n in range(1, 9)],
    ]
    found = inspect(workbook(("Garde", [["rien"]]), ("Octobre", rows), date="dd/mm/yyyy"), name="a.xlsx")
    assert (found.kind, found.sheet, found.sheets) == ("xlsx", "Octobre", ("Garde", "Octobre"))
    assert found.header_row == 3
    assert found.layout == "day"
    assert {"question.sheets", "question.person"} <= {problem.code for problem in found.questions}


def test_a_file_without_a_header_is_asked_about():
    found = inspect(b"2026-01-01;5;6\n2026-01-02;7;8\n", name="a.csv")
    assert found.header_row is None
    assert "question.header" in [problem.code for problem in found.questions]
    assert found.rows[0] == ("2026-01-01", "5", "6")


def test_a_bad_file_is_described_by_its_problem():
    found = inspect(b"MZ" + bytes(200), name="a.xlsx")
    assert [problem.code for problem in found.problems] == ["file.not_a_table"]
    assert found.columns == ()
    assert inspect(b"", name="a.csv").problems[0].code == "file.empty"


@pytest.mark.parametrize(
    ("name", "kind", "counter"),
    [
        ("Appels présentés", "whole", "offered"),
        ("CallsOffered", "whole", "offered"),
        ("Décrochés <= 20 s", "whole", "answered_within_20s"),
        ("Taux d'abandon", "percent", "abandoned"),
        ("Abandons < 5 s", "whole", "abandoned_within_5s"),
        ("AverageSpeedofAnswer", "decimal", "wait_s"),
        ("Durée moyenne de traitement", "duration", "handle_s"),
        ("H. production", "decimal", "productive_hours"),
        ("Satisfaction rating", "whole", "csat_sum"),
        ("Nom du conseiller", "text", "person"),
        ("Prévision", "whole", "forecast"),
    ],
)
def test_names_in_two_languages_suggest_counters(name, kind, counter):
    found = guess(name, kind)
    assert found is not None
    assert found.counter == counter


def test_a_name_that_says_nothing_suggests_nothing():
    assert guess("Colonne 7", "whole") is None
