"""A figure before and after what was neutralised."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from pilotage.kpi.computation import resolve
from pilotage.kpi.model import Figure, Interval
from pilotage.neutralisation import Relief, Share, Span, exclusion
from pilotage.periods import Month
from pilotage.sla.relieved import EXCLUDED, after, on_denominator
from pilotage.trace import Source, evaluate
from tests.months import contract, table

JANUARY, MONDAY = Month(2026, 1), date(2026, 1, 5)
TERMS = contract("""
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, 1"
[[sla]]
id = "QS"
kpi = "QS"
terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80 }]
[[neutralisation]]
id = "panne"
cause = "client_outage"
terms = [{ from = 2025-01-01, source = "contrat, 6", shape = "slots_out" }]
""")
KPI, _ = resolve(TERMS.kpi[0])
SHARE = Share(Decimal(1100), Decimal(1300), "denominator", Source("contrat", "6"), "12")


def figure(top, bottom=1000, **more):
    """A share of `bottom`; without `top`, a figure that is not measured."""
    if top is None:
        return Figure("QS", None, None, None, "percent", **more)
    value, top, bottom = Decimal(top) * 100 / bottom, Decimal(top), Decimal(bottom)
    return Figure("QS", value, top, bottom, "percent", **more)


def left():
    spans = (Span(datetime.combine(MONDAY, time(9)), datetime.combine(MONDAY, time(10))),)
    given = table([]), None, (Relief("12", "panne", MONDAY, spans),), JANUARY
    return exclusion(TERMS, TERMS.sla[0], *given)


def told(found):
    return [(step.rule, step.value) for step in found.steps]


def measured(top, bottom=1000):
    """A figure with the step of its ratio."""
    return on_denominator(figure(top, bottom), KPI, SHARE._replace(kept=Decimal(1300)))


@pytest.mark.parametrize(("kept", "reason"), [("no_data", EXCLUDED), ("zero_denominator", EXCLUDED)])
def test_a_figure_that_loses_all_that_it_was_measured_on_is_neutralised(kept, reason):
    raw = measured(700)
    found = after(raw, figure(None, reason=kept), left())
    assert (found.value, found.reason, found.steps) == (None, reason, raw.steps)


def test_a_figure_that_can_no_longer_be_measured_for_another_reason_says_that_reason():
    found = after(figure(700), figure(None, reason="counter_missing"), left())
    assert (found.value, found.reason) == (None, "counter_missing")


def test_what_was_not_measured_stays_so():
    raw = figure(None, reason="counter_missing")
    assert after(raw, figure(None, reason="no_data"), left()) is raw


def test_a_decision_that_takes_nothing_leaves_the_figure_and_its_steps():
    raw = figure(700)
    assert after(raw, measured(700), left()) is raw


def test_what_leaves_each_sum_stands_in_the_steps_before_what_is_left():
    raw, kept = measured(700), measured(650, 800)
    found = after(raw, kept, left())
    assert (found.value, found.numerator, found.denominator) == (kept.value, 650, 800)
    assert told(found)[:2] == told(raw)
    top, bottom, last = found.steps[2:]
    assert (top.rule, dict(top.inputs)) == ("relief.numerator", {"numerator": 700, "excluded": 50})
    assert (bottom.rule, bottom.value) == ("relief.denominator", 800)
    assert dict(bottom.inputs) == {"denominator": 1000, "excluded": 200}
    assert last == kept.steps[-1]
    assert {(str(step.source), step.note) for step in (top, bottom)} == {("contrat, 6", "12")}


def test_slots_without_a_call_in_time_leave_the_denominator_alone():
    found = after(measured(700), measured(700, 800), left())
    assert [rule for rule, _ in told(found)[2:4]] == ["relief.numerator", "relief.denominator"]
    assert dict(found.steps[2].inputs) == {"numerator": 700, "excluded": 0}


def test_a_plain_sum_has_no_denominator_to_take_from():
    raw = Figure("QS", Decimal(9), Decimal(9), None, "count", steps=measured(9).steps)
    kept = Figure("QS", Decimal(7), Decimal(7), None, "count", steps=measured(7).steps)
    rules = [step.rule for step in after(raw, kept, left()).steps]
    assert rules == ["relief.share", "kpi.ratio", "relief.numerator", "kpi.ratio"]


def test_the_denominator_is_brought_back_to_the_volume_held_against_the_vendor():
    found = on_denominator(figure(780, 1300), KPI, SHARE)
    assert (found.denominator, found.numerator) == (1100, 780)
    assert round(found.value, 4) == Decimal("70.9091")
    share, ratio = found.steps
    inputs = {"numerator": 780, "denominator": 1300, "kept": 1100, "actual": 1300}
    assert (share.rule, share.unit, dict(share.inputs)) == ("relief.share", "count", inputs)
    assert (ratio.rule, ratio.unit) == ("kpi.ratio", "percent")
    assert all(str(step.source) == "contrat, 6" for step in found.steps)
    assert (share.note, ratio.note) == ("12", "QS")
    assert all(evaluate(step) == step.value for step in found.steps)


def test_the_steps_of_the_figure_stay_before_those_of_its_share():
    raw = measured(780, 1300)
    assert on_denominator(raw, KPI, SHARE).steps[: len(raw.steps)] == raw.steps


def test_a_share_of_the_volume_never_passes_the_whole():
    found = on_denominator(figure(1250, 1300), KPI, SHARE)
    assert (found.value, found.denominator) == (100, 1250)


def test_a_figure_brought_to_another_volume_no_longer_has_the_interval_of_its_sample():
    sampled = figure(780, 1300, interval=Interval(Decimal(58), Decimal(62), Decimal(1300)))
    assert on_denominator(sampled, KPI, SHARE).interval is None


@pytest.mark.parametrize(("top", "bottom"), [(None, None), (780, None), (None, 1300)])
def test_what_has_no_two_sums_is_brought_to_no_other_volume(top, bottom):
    sums = [Decimal(one) if one is not None else None for one in (top, bottom)]
    found = Figure("QS", None, *sums, "percent")
    assert on_denominator(found, KPI, SHARE) is found
