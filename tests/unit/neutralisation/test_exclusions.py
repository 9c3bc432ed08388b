"""What neutralisations hold whatever is neutralised: properties over random half-hours."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month
from tests.months import contract, half_hours, judged
from tests.steps import assert_every_step_evaluates

JANUARY = Month(2026, 1)
DAY = date(2026, 1, 5)
TERMS = contract("""
[[kpi]]
id = "QS"
formula = "service_level"
variant = "answered_in_time_over_offered"
within_s = 20
source = "contrat, 1"

[[sla]]
id = "QS"
kpi = "QS"
terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80 }]

[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, 4", price = 10 }]

[[consequence]]
id = "malus"
kind = "ladder"
slas = ["QS"]

  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, 3"
  bands = [{ below = 80, rate = -5 }, { at_least = 80, rate = 0 }]

[[neutralisation]]
id = "panne"
cause = "client_outage"
terms = [{ from = 2025-01-01, source = "contrat, 6", shape = "slots_out" }]

[[neutralisation]]
id = "volume"
cause = "volume_above_forecast"
terms = [{ from = 2025-01-01, source = "contrat, 6", shape = "slots_out", above = 110 }]
""")
slot = st.tuples(st.integers(1, 200), st.integers(0, 100), st.integers(0, 200))
days = st.lists(slot, min_size=2, max_size=12)
picks = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 4)), max_size=4)


def at(place):
    return datetime.combine(DAY, time(9)) + timedelta(minutes=30 * place)


def month(slots, relief=()):
    """The month judged on half-hours (offered, percent in time, forecast) from 9:00 on."""
    told = [
        {
            "at": at(n),
            "offered": offered,
            "answered_within_20s": offered * share // 100,
            "forecast": forecast,
        }
        for n, (offered, share, forecast) in enumerate(slots)
    ]
    whole = {name: sum(one[name] for one in told) for name in ("offered", "answered_within_20s")}
    rows = [{"day": DAY, "handled": whole["offered"], **whole}]
    return judged(TERMS, JANUARY, rows, half_hours=half_hours(told), relief=tuple(relief))


def outages(chosen):
    return tuple(
        Relief(str(n), "panne", DAY, (Span(at(first), at(first + length)),))
        for n, (first, length) in enumerate(chosen)
    )


def figure(result):
    return result.slas[0].occurrences[0].figure


@given(days)
def test_neutralising_nothing_changes_nothing(slots):
    assert month(slots, outages([(47, 1)])).slas == month(slots).slas
    assert month(slots, outages([(47, 1)])).bill == month(slots).bill


@given(days, picks)
def test_a_relief_removes_the_slots_that_it_names_and_no_other(slots, chosen):
    result = month(slots, outages(chosen))
    named = {first + n for first, length in chosen for n in range(length)}
    kept = [
        (offered, offered * share // 100) for n, (offered, share, _) in enumerate(slots) if n not in named
    ]
    if kept:
        assert figure(result).denominator == sum(offered for offered, _ in kept)
        assert figure(result).numerator == sum(in_time for _, in_time in kept)
        assert_every_step_evaluates(result)
    else:
        assert result.slas[0].status == "excluded"
        assert not result.bonus_malus


@given(days, picks)
def test_the_order_of_reliefs_does_not_matter(slots, chosen):
    relief = outages(chosen)
    assert month(slots, relief).slas == month(slots, relief[::-1]).slas


@given(days)
def test_only_what_exceeds_its_own_forecast_leaves_by_the_rule_of_volume(slots):
    result = month(slots, [Relief("1", "volume", DAY)])
    kept = [one for one in slots if one[0] * 100 <= one[2] * 110]
    if kept:
        assert figure(result).denominator == sum(offered for offered, _, _ in kept)
    else:
        assert result.slas[0].status == "excluded"


@given(days, picks)
def test_fees_never_move_when_only_the_sla_may(slots, chosen):
    before, after = month(slots), month(slots, outages(chosen))
    fees = [[line.amount for line in one.bill.lines if line.term == "appel"] for one in (before, after)]
    assert fees[0] == fees[1]


def test_the_steps_show_the_raw_sums_then_what_is_out_then_what_is_left():
    result = month([(100, 50, 0), (100, 90, 0)], outages([(0, 1)]))
    steps = result.slas[0].occurrences[0].steps
    assert [step.rule for step in steps][:6] == [
        "kpi.numerator",
        "kpi.denominator",
        "kpi.ratio",
        "relief.numerator",
        "relief.denominator",
        "kpi.ratio",
    ]
    assert dict(steps[3].inputs) == {"numerator": 140, "excluded": 50}
    assert [step.value for step in steps[2:6]] == [70, 90, 100, 90]
    assert steps[3].note == "0"
    assert str(steps[3].source) == "contrat, 6"


@pytest.mark.parametrize("clause", ["panne", "autre"])
def test_a_relief_without_a_rule_or_a_clause_takes_nothing(clause):
    slots = [(100, 50, 10), (100, 90, 10)]
    assert month(slots, [Relief("1", clause, DAY)]).slas == month(slots).slas


def test_half_hours_that_no_file_gives_leave_the_figure_as_it_is():
    rows = [{"day": DAY, "offered": 100, "answered_within_20s": 50, "handled": 100}]
    relief = (Relief("1", "panne", DAY, (Span(at(0), at(4)),)),)
    result = judged(TERMS, JANUARY, rows, relief=relief)
    assert figure(result).value == Decimal(50)
