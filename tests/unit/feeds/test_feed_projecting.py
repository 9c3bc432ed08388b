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
