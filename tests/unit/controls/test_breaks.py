"""Breaks against a vendor's own past: what happened rings, an ordinary month does not."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pilotage.controls.breaks import LEAST_WEEKS, Series, breaks, scored
from pilotage.periods import Month, Window

OCTOBER = Month(2026, 10).window
START = date(2026, 7, 1)


def ratio(change=None, seed=1, of=800, mean=80.0, noise=1.0, unit="percent"):
    """A rate by day from July to October, 80 % give or take a point."""
    draw = random.Random(seed)
    values, samples = {}, {}
    for day in Window(START, OCTOBER.last):
        value = draw.gauss(mean, noise)
        values[day] = Decimal(str(round((change or {}).get(day, value), 3)))
        samples[day] = Decimal(of)
    return Series("voix", "QS", unit, values, samples)


def volume(change=None, seed=1, mean=800):
    draw = random.Random(seed)
    week = (1.2, 1.1, 1.0, 1.0, 0.9, 0.5, 0.1)
    values = {
        day: Decimal(round((change or {}).get(day, mean * week[day.weekday()] * draw.gauss(1, 0.05))))
        for day in Window(START, OCTOBER.last)
    }
    return Series("voix", "offered", "count", values)


def test_a_day_far_from_its_weekdays_is_told_with_its_history():
    tuesday = date(2026, 10, 13)
    (finding,) = breaks([ratio({tuesday: 41.7})], OCTOBER, ())
    assert (finding.code, finding.gravity, finding.days) == ("controls.break", "watch", (tuesday,))
    assert finding.history.values[-1] == (tuesday, Decimal("41.7"))
    assert all(day.weekday() == 1 for day, _ in finding.history.values)
    assert len(finding.history.values) == 14
    assert abs(finding.history.usual - 80) < 2


def test_measures_that_move_together_are_one_finding():
    day = date(2026, 10, 13)
    other = Series("voix", "DMA", "seconds", **_waits({day: 90}))
    (finding,) = breaks([ratio({day: 41.7}), other], OCTOBER, ())
    assert {line.what for line in finding.lines} == {"QS", "DMA"}


def _waits(change):
    one = ratio(change, mean=20.0, noise=0.5)
    return {"values": one.values, "of": one.of}


def test_a_step_is_one_finding_for_all_its_days():
    shifted = {date(2026, 10, 12) + timedelta(days=n): 72.0 + n % 3 for n in range(12)}
    (finding,) = breaks([ratio(shifted)], OCTOBER, ())
    assert finding.code == "controls.step_down"
    params = dict(finding.params)
    assert (params["first"], params["last"], params["spell"]) == (
        date(2026, 10, 12),
        date(2026, 10, 23),
        12,
    )


def test_a_crisis_in_the_past_moves_neither_the_usual_value_nor_what_it_varies_by():
    crisis = {date(2026, 8, 4) + timedelta(days=n): 30.0 for n in range(10)}
    day = date(2026, 10, 13)
    (calm,) = list(scored(ratio({day: 70.0}), Window(day, day), ()))
    (after,) = list(scored(ratio({**crisis, day: 70.0}), Window(day, day), ()))
    assert abs(calm.history.usual - after.history.usual) < 1
    assert after.score < -3


def test_a_small_sample_varies_by_chance_alone():
    day = date(2026, 10, 13)
    assert breaks([ratio({day: 60.0}, of=30, noise=6.0)], OCTOBER, ()) == ()


def test_less_than_eight_weeks_say_nothing():
    few = ratio({date(2026, 10, 13): 10.0})
    young = {day: value for day, value in few.values.items() if day >= date(2026, 9, 1)}
    assert breaks([Series("voix", "QS", "percent", young, few.of)], OCTOBER, ()) == ()
    assert LEAST_WEEKS == 8


def test_holidays_are_neither_judged_nor_compared_with():
    holiday = date(2026, 10, 13)
    assert breaks([ratio({holiday: 10.0})], OCTOBER, [holiday]) == ()


def test_a_season_does_not_make_a_step_of_a_week_but_a_new_level_does():
    week = {date(2026, 10, 1) + timedelta(days=n): 1250 for n in range(6)}
    assert not [f for f in breaks([volume(week)], OCTOBER, ()) if f.code.startswith("controls.step")]
    month = {day: value * Decimal("1.6") for day, value in volume().values.items() if day in OCTOBER}
    (finding,) = [f for f in breaks([volume(month)], OCTOBER, ()) if f.code == "controls.step_up"]
    assert dict(finding.params)["spell"] == 31


@pytest.mark.parametrize("make", [ratio, volume])
def test_ordinary_months_do_not_ring(make):
    rung = sum(len(breaks([make(seed=seed)], OCTOBER, ())) for seed in range(100))
    assert rung <= 3, "more than three ordinary months of a hundred rang"


def test_a_rate_that_leaves_little_room_is_judged_by_the_room_it_leaves():
    day = date(2026, 10, 13)
    steady = ratio({day: 98.0}, mean=99.0, noise=0.05, of=100_000)
    assert breaks([steady], OCTOBER, ()) == (), "a point of 99 is no break, however regular"
    (finding,) = breaks([ratio({day: 93.0}, mean=99.0, noise=0.05, of=100_000)], OCTOBER, ())
    assert finding.days == (day,)
