"""Figures that contradict each other: told by day, with what was read and what was expected."""

from datetime import date

import pytest

from pilotage.controls.figures import contradictions
from pilotage.periods import Month
from tests.months import table

WINDOW = Month(2026, 10).window
DAY, NEXT = date(2026, 10, 5), date(2026, 10, 6)


def found(*rows):
    return {finding.code: finding for finding in contradictions(table(rows), ("n1",), WINDOW)}


def test_figures_that_agree_raise_nothing():
    good = {"offered": 100, "answered": 95, "abandoned": 5, "handled": 95, "handle_s": 95 * 400}
    assert found({"day": DAY, **good}, {"day": NEXT, **good, "handle_s": 95 * 410}) == {}


def test_a_counter_above_the_one_it_is_part_of_is_serious():
    one = found({"day": DAY, "offered": 100, "answered": 120})["controls.over_parent"]
    assert (one.gravity, one.measure, one.days) == ("serious", "answered", (DAY,))
    assert (one.lines[0].read, one.lines[0].expected) == (120, 100)


def test_an_estimate_above_its_parent_is_rounding():
    row = {"day": DAY, "answered": 100, "answered_within_20s": 101, "estimated": ["answered_within_20s"]}
    assert found(row) == {}


@pytest.mark.parametrize(
    ("counters", "measure"),
    [
        ({"handled": 100, "handle_s": 100 * 10_801}, "handle_s"),
        ({"handled": 100, "handle_s": 100 * 4}, "handle_s"),
        ({"offered": 100, "wait_s": 100 * 10_801}, "wait_s"),
        ({"csat_n": 30, "csat_sum": 30 * 11}, "csat_sum"),
        ({"quality_n": 30, "quality_sum": 30 * 101}, "quality_sum"),
    ],
)
def test_a_mean_at_which_nobody_works_is_a_unit_read_wrongly(counters, measure):
    one = found({"day": DAY, **counters})["controls.impossible_mean"]
    assert (one.gravity, one.measure) == ("serious", measure)


def test_three_hours_sharp_may_be_true():
    assert found({"day": DAY, "handled": 100, "handle_s": 100 * 10_800}) == {}


def test_nothing_counts_below_zero():
    assert found({"day": DAY, "offered": -3})["controls.negative"].lines[0].read == -3


def test_offered_is_answered_and_abandoned_within_a_tolerance_over_the_month():
    near = {"offered": 1000, "answered": 900, "abandoned": 90}
    assert "controls.unbalanced_days" not in found({"day": DAY, **near})
    far = {**near, "abandoned": 89}
    one = found({"day": DAY, **far})["controls.unbalanced_days"]
    assert one.gravity == "watch"
    assert (one.lines[0].read, one.lines[0].expected) == (1000, 989)
    very = found({"day": DAY, **near, "abandoned": 40})["controls.unbalanced_days"]
    assert very.gravity == "serious"


def test_a_day_pasted_over_another_is_recognised_by_its_figures():
    day = {"offered": 143, "answered": 131, "abandoned": 12, "handle_s": 52_341}
    one = found({"day": DAY, **day}, {"day": NEXT, **day})["controls.copied_day"]
    assert (one.days, dict(one.params)["other"]) == ((NEXT,), DAY)
    other = found({"day": DAY, **day}, {"day": NEXT, **day, "handle_s": 52_342})
    assert "controls.copied_day" not in other
