"""The figure of a window: a ratio of sums, the share of its compliant periods, or their mean."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from pilotage.kpi.computation import resolve
from pilotage.periods import Month, Window
from pilotage.sla.measuring import NO_HALF_HOURS, Clocked, measure
from tests.months import contract, half_hours, table

JANUARY = Month(2026, 1).window
MONDAY = date(2026, 1, 5)
TERMS = """
[[kpi]]
id = "QS"
formula = "service_level"
variant = "answered_in_time_over_offered"
within_s = 20
source = "contrat, 1"
[[sla]]
id = "QS"
kpi = "QS"
  [[sla.terms]]
  from = 2025-01-01
  source = "contrat, 2"
  target = 80
  {terms}
  [[sla.terms]]
  from = 2026-01-01
  source = "avenant-1, 3"
  target = 85
"""
MEAN = 'aggregation = "mean"\n  grain = "day"'
SHARE = 'aggregation = "share_of_compliant"\n  grain = "day"\n  compliant = { at_least = 80 }'


def day(n, offered=100, **more):
    return {"day": date(2026, 1, n), "offered": offered, "answered_within_20s": 90, **more}


def figure(terms, rows, clock=None, typed=()):
    made = contract(TERMS.format(terms=terms))
    kpi, _ = resolve(made.kpi[0])
    counters = replace(table(rows), typed=frozenset(typed))
    in_force = made.sla[0].terms_on(date(2026, 1, 1))
    return measure(kpi, in_force, counters, clock, ("n1",), JANUARY)


@pytest.mark.parametrize(("terms", "value"), [(MEAN, 75), (SHARE, 50)])
def test_each_day_weighs_the_same_and_the_step_cites_the_clause_that_says_how(terms, value):
    found = figure(terms, [day(5), day(6, offered=150)])
    assert (found.value, found.denominator, found.unit, found.reason) == (value, 2, "percent", "")
    (step,) = found.steps
    assert (str(step.source), step.note) == ("contrat, 2", "day")


@pytest.mark.parametrize("terms", [MEAN, SHARE])
def test_a_window_without_any_activity_has_no_data(terms):
    for rows in ([], [{"day": MONDAY, "offered": 0, "answered_within_20s": 0}]):
        found = figure(terms, rows)
        assert (found.value, found.reason, found.missing, found.steps) == (None, "no_data", (), ())


@pytest.mark.parametrize("terms", [MEAN, SHARE])
def test_one_day_that_cannot_be_measured_leaves_the_window_without_a_value(terms):
    found = figure(terms, [day(5), {"day": date(2026, 1, 6), "offered": 100}])
    assert (found.value, found.reason) == (None, "counter_missing")
    assert found.missing == ("answered_within_20s",)


@pytest.mark.parametrize("terms", [MEAN, SHARE])
def test_what_was_estimated_or_typed_on_one_day_is_said_of_the_window(terms):
    plain = figure(terms, [day(5), day(6)])
    assert (plain.estimated, plain.typed, plain.batches) == (False, False, (1,))
    marked = figure(terms, [day(5), day(6, batch=2, estimated=("offered",))], typed=[2])
    assert (marked.estimated, marked.typed, marked.batches) == (True, True, (1, 2))


def test_periods_of_half_hours_need_half_hours():
    found = figure(SHARE.replace('"day"', '"half_hour"'), [day(5)])
    assert (found.value, found.unit, found.reason) == (None, "percent", NO_HALF_HOURS)
    found = figure(MEAN.replace('"day"', '"half_hour"'), [day(5)])
    assert (found.unit, found.reason) == ("percent", NO_HALF_HOURS)


def test_the_half_hours_of_a_window_come_by_day_with_that_day_as_their_window():
    at = [datetime.combine(MONDAY, time(9)), datetime.combine(date(2026, 1, 12), time(9))]
    clock = Clocked(half_hours([{"at": one, "offered": 5} for one in at]))
    ((slot, sums),) = clock.slots(("n1",), Window(MONDAY, date(2026, 1, 11)))
    assert (slot.day, slot.at, sums.values["offered"]) == (MONDAY, time(9), 5)
    assert sums.window == Window(MONDAY, MONDAY)
