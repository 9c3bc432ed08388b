"""What columns say of one another, on files made for each rule."""

import numpy as np
import pytest

from pilotage.wizard.arithmetic import (
    counts_whole,
    is_constant,
    is_ratio,
    is_row_number,
    steps_of,
    stretches,
    sums_to,
    totals,
    within,
)


def column(*values: float) -> np.ndarray:
    return np.array(values, np.float64)


OFFERED = column(100, 120, 90, 110, 95, 130, 70, 105, 88, 99)
ANSWERED = column(90, 110, 85, 100, 90, 120, 66, 99, 80, 97)


def test_a_total_is_known_by_its_parts_on_every_row():
    found = sums_to(OFFERED, [ANSWERED, OFFERED - ANSWERED])
    assert (found.agree, found.of, found.holds) == (10, 10, True)


def test_one_wrong_row_in_twenty_does_not_undo_a_sum_and_is_told():
    parts = np.tile(OFFERED - ANSWERED, 2)
    parts[3] += 1
    found = sums_to(np.tile(OFFERED, 2), [np.tile(ANSWERED, 2), parts])
    assert found.holds
    assert np.flatnonzero(found.against).tolist() == [3]


def test_two_wrong_rows_in_ten_are_no_sum():
    parts = OFFERED - ANSWERED
    parts[:2] += 1
    assert not sums_to(OFFERED, [ANSWERED, parts]).holds


def test_the_total_is_found_among_many_columns():
    columns = {"a": ANSWERED, "b": OFFERED, "c": OFFERED - ANSWERED, "d": column(*range(10)) * 7}
    assert totals(columns) == {"b": ("a", "c")}


def test_a_rate_is_the_ratio_of_two_columns_within_what_was_printed():
    printed = np.round(ANSWERED / OFFERED, 3)
    assert is_ratio(printed, ANSWERED, OFFERED, 0.001).holds
    assert not is_ratio(printed + 0.01, ANSWERED, OFFERED, 0.001).holds


def test_a_rate_of_nothing_is_not_compared():
    rate = is_ratio(column(0.5, 0.9), column(0, 9), column(0, 10), 0.001)
    assert (rate.agree, rate.of) == (1, 1)


def test_a_mean_that_was_not_rounded_gives_whole_numbers_back():
    seconds = np.floor(ANSWERED * 37.3)
    assert counts_whole(seconds / ANSWERED, ANSWERED).holds
    assert not counts_whole(np.round(seconds / ANSWERED, 1), ANSWERED).holds
    assert counts_whole(np.round(seconds / ANSWERED), ANSWERED).of == 0, "a whole mean says nothing"


def test_a_part_never_exceeds_the_whole():
    found = within(column(5, 12, 7), column(10, 11, 12))
    assert np.flatnonzero(found.against).tolist() == [1]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (range(1, 40), True),
        (range(40, 1, -1), True),
        ([5, 3, 4, 1, 2], True),
        ([1, 2, 2, 3, 4], False),
        ([10, 20, 30, 40], False),
        ([1.5, 2.5, 3.5, 4.5], False),
    ],
)
def test_numbers_that_only_number_the_rows(values, expected):
    assert is_row_number(column(*values)) is expected


def test_a_constant_says_one_thing_on_every_row():
    assert is_constant(column(20, 20, 20, 20))
    assert not is_constant(column(20, 20, 20, 21))
    assert not is_constant(column(20)), "one row says nothing"


def test_a_stretch_that_never_moves_though_its_weight_does():
    mean = column(*([5.1, 5.3, 5.2] * 4), *([14.575] * 8), 5.4)
    assert stretches(mean, column(*range(100, 121))) == (12, 8)
    assert stretches(mean, np.full(21, 100.0)) == (0, 0)


def test_the_step_of_what_is_printed():
    assert steps_of(["95,6 %", "3,1 %", "100 %"]) == pytest.approx(0.1)
    assert steps_of(["0.956", "0.874"]) == pytest.approx(0.001)
    assert steps_of(["12", "13"]) == pytest.approx(1)
