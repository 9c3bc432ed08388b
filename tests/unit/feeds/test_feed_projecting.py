"""What a day keeps of a counter that some of its rows lack."""

from datetime import date

import pytest

from tests.unit.feeds.feed_fixtures import HALF_HOURS

HEAD = "Date;Heure;Présentés;Décrochés\n"


@pytest.mark.parametrize(
    ("cell", "answered"),
    [("8", 17_000_000), ("0", 9_000_000), ("", None)],
    ids=["given", "zero", "blank"],
)
def test_a_half_hour_with_calls_and_no_word_of_the_answered_leaves_the_day_without(read, cell, answered):
    found = read(HEAD + f"01/10/2026;08:00;10;9\n01/10/2026;08:30;10;{cell}\n", HALF_HOURS)
    (row,) = found.projection.astype(object).where(found.projection.notna(), None).to_dict("records")
    assert (row["offered"], row["answered"]) == (20_000_000, answered)


def test_a_quiet_half_hour_needs_no_answered_and_another_day_keeps_its_own(read):
    text = (
        HEAD + "01/10/2026;08:00;10;9\n01/10/2026;08:30;0;\n02/10/2026;08:00;10;\n02/10/2026;08:30;5;4\n"
    )
    found = read(text, HALF_HOURS).projection.set_index("start")
    assert found.loc[str(date(2026, 10, 1)), "answered"] == 9_000_000
    assert found["answered"].isna().tolist() == [False, True]


def test_a_profile_may_say_that_blank_is_zero(read):
    zero = HALF_HOURS.replace('counter = "answered"', 'counter = "answered", blank = "zero"')
    found = read(HEAD + "01/10/2026;08:00;10;9\n01/10/2026;08:30;10;\n", zero)
    assert found.projection["answered"].tolist() == [9_000_000]


STOCK = HALF_HOURS.replace(
    '{ name = "Décrochés", counter = "answered" }',
    '{ name = "Stock", counter = "backlog" }, { name = "Effectif", counter = "headcount" }',
)


def test_a_stock_told_every_half_hour_is_the_last_of_its_day_and_a_headcount_its_mean(read):
    text = "Date;Heure;Présentés;Stock;Effectif\n" + "".join(
        f"{day}/10/2026;{hour};10;{stock};{staff}\n"
        for day, hour, stock, staff in (
            ("01", "08:30", 300, 10),
            ("01", "08:00", 400, 8),
            ("01", "19:30", "", 8),
            ("02", "08:00", 250, ""),
        )
    )
    found = read(text, STOCK).projection
    assert found["offered"].tolist() == [30_000_000, 10_000_000]
    assert found["backlog"].tolist() == [300_000_000, 250_000_000]
    assert found["headcount"].isna().tolist() == [False, True]
    assert found["headcount"].iloc[0] == 8_666_667


def test_two_stocks_of_one_moment_add_up_before_the_last_is_taken(read):
    text = (
        "Date;Heure;Présentés;Stock;Effectif\n"
        "01/10/2026;08:00;10;300;1\n01/10/2026;08:00;10;50;1\n01/10/2026;07:30;10;900;1\n"
    )
    found = read(text, STOCK.replace('grain = "half_hour"', 'grain = "half_hour"\nsame_slot = "add"'))
    assert found.projection["backlog"].tolist() == [350_000_000]
