"""Five thousand figures as four countries print them, and two hundred that two readers read otherwise."""

# ruff: noqa: DTZ001  what a vendor prints has no zone

import random
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest

from pilotage.feeds.numbers import PICO, Marks, durations, number, plain_numbers, rates
from pilotage.wizard.inspecting import inspect
from tests.unit.feeds.feed_fixtures import DAILY, codes
from tests.unit.feeds.test_feed_numbers import NARROW, NBSP, written

COMMA, POINT, BARE = Marks(","), Marks("."), Marks()
ASKED = {"number.ambiguous", "duration.ambiguous", "duration.bare_number", "number.rate_undeclared"}


def a_duration(seconds: int, country: str, rng: random.Random) -> tuple[object, tuple[str, ...], Marks]:
    """The duration as a country, a telephone system or a spreadsheet prints it: cell, form, marks."""
    h, rest = divmod(seconds, 3600)
    m, s = divmod(rest, 60)
    minutes = seconds // 60
    space = rng.choice(["", " ", NBSP, NARROW])
    quote = rng.choice(["'", "\u2019", "\u2032"])
    clock = (f"{rng.choice(['', '0'])}{h}:{m:02d}:{s:02d}", ("h:mm:ss",), BARE)
    spelt = {
        "FR": [
            (f"{h}{space}h{space}{m:02d}{space}min{space}{s:02d}{space}s", ("h:mm:ss",), BARE),
            (f"{minutes}{quote}{s:02d}{rng.choice(['', chr(34), quote * 2])}", ("h:mm:ss",), BARE),
            (f"{minutes}{space}mn{space}{s:02d}", ("h:mm:ss",), BARE),
            (f"{seconds:,}".replace(",", space or " ") + f"{NBSP}s", ("seconds",), COMMA),
        ],
        "EN": [
            (f"{h}h {m}m {s}s", ("h:mm:ss",), BARE),
            (f"{minutes}:{s:02d}", ("mm:ss",), BARE),
            (f"{seconds:,}", ("seconds",), Marks(".", ",")),
            (f"{h // 24}.{h % 24:02d}:{m:02d}:{s:02d}", ("h:mm:ss",), BARE),
        ],
        "CH": [
            (f"{h}.{m:02d}.{s:02d}", ("h:mm:ss",), POINT),
            (f"{minutes}{quote}{s:02d}", ("h:mm:ss",), POINT),
            (f"{seconds:,}".replace(",", rng.choice("'\u2019")), ("seconds",), POINT),
        ],
        "DE": [
            (f"{h} Std. {m} Min. {s} Sek.", ("h:mm:ss",), COMMA),
            (f"{minutes} Min. {s:02d} Sek.", ("h:mm:ss",), COMMA),
            (f"{seconds:,}".replace(",", "."), ("seconds",), Marks(",", ".")),
            (f"{h // 24} Tage {h % 24}:{m:02d}:{s:02d}", ("h:mm:ss",), COMMA),
        ],
    }
    cells: list[tuple[object, tuple[str, ...], Marks]] = [
        (timedelta(seconds=seconds), ("h:mm:ss",), BARE),
        (seconds / 86_400, ("days",), BARE),
        (datetime(1899, 12, 30) + timedelta(seconds=seconds), ("h:mm:ss",), BARE),
    ]
    if seconds < 86_400:
        cells.append((time(h, m, s), ("h:mm:ss",), BARE))
    return rng.choice([clock, *spelt[country], rng.choice(cells)])


def test_five_thousand_numbers_and_durations_of_four_countries_are_read_back_exactly():
    rng = random.Random(5_000)
    for n in range(5_000):
        country = ("FR", "EN", "CH", "DE")[n % 4]
        if n % 2:
            value = Decimal(rng.randrange(-(10**10), 10**10)) / 10 ** rng.randrange(5)
            text, marks = written(value, country, rng)
            assert number(text, marks) == value, text
            continue
        seconds = rng.choice([rng.randrange(60), rng.randrange(3600), rng.randrange(300_000)])
        cell, form, marks = a_duration(seconds, country, rng)
        understand, _ = durations(marks, form)
        assert understand(cell) == seconds * 1_000_000, (cell, form, seconds)


def test_a_sign_may_stand_behind_and_a_currency_before():
    assert number("1 234,5-", COMMA) == Decimal("-1234.5")
    assert number("12\u2212", COMMA) == -12
    assert number("(12)", COMMA) == -12
    assert number("CHF 1'234.50", POINT) == Decimal("1234.50")
    assert number("$1,234.50", Marks(".", ",")) == Decimal("1234.50")
    assert number("-€ 5", POINT) == -5
    assert number("--5", POINT) == number("-5-", POINT) == "number.not_a_number"


def test_a_thousand_percentages_in_every_writing_are_the_same_share():
    rng = random.Random(95)
    for _ in range(1_000):
        share = Decimal(rng.randrange(0, 10_001)) / 10_000
        points = share * 100
        french = f"{points.normalize():f}".replace(".", ",")
        for cell, form, marks in (
            (f"{french}{rng.choice(['', ' ', NBSP, NARROW])}%", rng.choice([(), ("percent",)]), COMMA),
            (f"{points:.2f}%", ("fraction",), POINT),
            (french, ("percent",), COMMA),
            (f"{share}", ("fraction",), POINT),
            (float(share), ("fraction",), BARE),
            (float(points), ("percent",), BARE),
        ):
            assert rates(marks, form)(cell) == int(share * PICO), (cell, form)


def test_a_whole_percentage_beside_one_with_decimals_is_the_same_kind():
    understand = rates(POINT, ())
    assert [understand(cell) for cell in ("75%", "43.7%", "100 %")] == [
        PICO * 3 // 4,
        PICO * 437 // 1000,
        PICO,
    ]


def ambiguous(rng: random.Random) -> str | int:
    """What a reader makes of a cell that two readers read otherwise: the code of a question."""
    figure = f"{rng.randrange(1, 1000)}{{}}{rng.randrange(1000):03d}"
    match rng.randrange(6):
        case 0:
            return plain_numbers(BARE)(figure.format(rng.choice(",.")))
        case 1:
            return plain_numbers(COMMA)(figure.format("."))
        case 2:
            return plain_numbers(POINT)(figure.format(","))
        case 3:
            understand, _ = durations(BARE, ("h:mm:ss",))
            return understand(f"{rng.randrange(60):02d}:{rng.randrange(60):02d}")
        case 4:
            understand, _ = durations(BARE, ())
            return understand(str(rng.randrange(1, 900)))
    return rates(COMMA, ())(f"{rng.randrange(1, 100)},{rng.randrange(10)}")


def test_two_hundred_ambiguous_figures_are_all_asked():
    rng = random.Random(200)
    found = [ambiguous(rng) for _ in range(200)]
    assert set(found) == ASKED


@pytest.mark.parametrize(
    ("cells", "question"),
    [
        (["1.234", "2.345", "3.456"], "question.decimal"),
        (["1,234", "12,345", "123,456"], "question.decimal"),
        (["05:12", "04:48", "06:31"], "question.duration"),
    ],
)
def test_a_column_of_ambiguous_figures_is_a_question_about_the_file(cells, question):
    text = "Date;DMT\n" + "".join(f"2026-10-{n:02d};{cell}\n" for n, cell in enumerate(cells, 13))
    asked = inspect(text.encode(), name="a.csv").questions
    assert (question, "DMT") in [(problem.code, problem.column) for problem in asked]


def test_days_that_may_all_be_read_both_ways_are_a_question_about_the_file():
    rng = random.Random(34)
    for _ in range(40):
        days = rng.sample([(d, m) for d in range(1, 13) for m in range(1, 13) if d != m], 5)
        text = "Date;Appels\n" + "".join(f"{d:02d}/{m:02d}/2026;{d}\n" for d, m in days)
        asked = inspect(text.encode(), name="a.csv").questions
        assert "question.date_order" in [problem.code for problem in asked], text


def test_an_undeclared_mark_refuses_the_rows_that_need_it_and_no_other(read):
    undeclared = DAILY.replace('format = { decimal = "," }\n', "")
    found = read("Date;Présentés;Décrochés\n01/10/2026;1 200;1100\n02/10/2026;1.234;1100\n", undeclared)
    assert (codes(found), found.kept, found.problems[0].row) == (["number.ambiguous"], 1, 3)
