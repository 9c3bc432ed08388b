"""A value smoothed with those of the windows before it."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.kpi.computation import resolve
from pilotage.kpi.model import Figure
from pilotage.periods import Month
from pilotage.sla.model import Occurrence, Status
from pilotage.sla.smoothing import smoothed
from tests.months import contract

TERMS = """
[[kpi]]
id = "QS"
formula = "service_level"
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
LAST_TWO = 'smoothing = 2\n  smoothed_by = "mean"'
RATIO = 'smoothing = 2\n  smoothed_by = "ratio"'


def figure(top, bottom=100, kpi="QS"):
    known = top is not None
    value = Decimal(top) * 100 / bottom if known else None
    return Figure(kpi, value, Decimal(top) if known else None, Decimal(bottom), "percent")


def before(top, status=Status.MET, **more):
    of = figure(top, **more)
    return Occurrence(Month(2025, 12).window, "", of, of.value, status)


def smooth(terms, now, *earlier):
    made = contract(TERMS.format(terms=terms))
    kpi, _ = resolve(made.kpi[0])
    in_force = made.sla[0].terms_on(date(2026, 1, 1))
    return smoothed(now, kpi, in_force, earlier)


def test_the_last_windows_count_and_no_older_one():
    step = smooth(LAST_TWO, figure(90), before(10), before(70))
    assert (step.value, str(step.source)) == (80, "contrat, 2")
    assert dict(step.inputs) == {"value_1": 70, "value_2": 90, "windows": 2}


@pytest.mark.parametrize(
    "out",
    [
        before(70, Status.NOT_MEASURED),
        before(70, Status.EXCLUDED),
        before(70, kpi="QS30"),
        before(None),
    ],
)
def test_a_window_not_judged_or_of_another_kpi_does_not_count(out):
    assert smooth(LAST_TWO, figure(90), out).value == 90


def test_a_missed_window_counts():
    assert smooth(LAST_TWO, figure(90), before(70, Status.MISSED)).value == 80


@pytest.mark.parametrize("terms", ["", "smoothing = 1"])
def test_terms_that_do_not_smooth_say_nothing(terms):
    assert smooth(terms, figure(90), before(70)) is None


def test_a_window_without_a_value_is_not_smoothed():
    assert smooth(LAST_TWO, figure(None), before(70)) is None


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [
        ("", Decimal(85)),
        ('aggregation = "share_of_compliant"\n  grain = "day"\n  compliant = { at_least = 80 }', 85),
        ('aggregation = "mean"\n  grain = "day"', Decimal("0.85")),
    ],
)
def test_sums_are_added_before_they_are_divided_at_the_scale_of_what_they_measure(aggregation, value):
    step = smooth(f"{RATIO}\n  {aggregation}", figure(270, 300), before(70))
    assert step.value == value
