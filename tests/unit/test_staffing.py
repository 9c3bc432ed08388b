"""Erlang C against what is published, against exact fractions, and against common sense."""

from fractions import Fraction
from math import factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.staffing import agents_for, erlangs, queue, wait_chance

# 100 calls in a half-hour, 180 s each, 80 % within 20 s, shrinkage 30 %: the example printed by
# CRAN's package ErlangC 0.1.0 (`calculate_agents`, its $process table) and by pyworkforce 0.2.1 (PyPI),
# and worked out by Call Centre Helper ("Erlang C formula made simple"): 14 agents, 20 people.
PUBLISHED = [
    # agents, chance to wait, service level in percent
    (11, 0.6821182, 38.96138),
    (14, 0.1741319, 88.83500),
]


@pytest.mark.parametrize(("agents", "waits", "level"), PUBLISHED)
def test_the_published_table_is_found_again(agents, waits, level):
    found = queue(erlangs(100, 180), agents, 180, 20)
    assert found.wait_chance == pytest.approx(waits, abs=5e-8)
    assert found.service_level == pytest.approx(level, abs=5e-6)


def test_the_published_example_takes_fourteen_agents_and_twenty_people():
    need = agents_for(100, 180, 80, 20, shrinkage=30)
    assert (need.agents, need.rostered) == (14, 20)
    assert need.queue.service_level == pytest.approx(88.83500191794669, abs=1e-9)
    assert need.queue.asa_s == pytest.approx(7.83593701177724, abs=1e-9)
    assert need.queue.occupancy == pytest.approx(71.42857142857143, abs=1e-9)


def test_thirteen_agents_miss_eighty_percent_by_half_a_point():
    assert queue(erlangs(100, 180), 13, 180, 20).service_level == pytest.approx(79.56, abs=0.005)


def test_a_second_published_example_is_found_again():
    # 360 calls a half-hour of 240 s, 55 agents, 15 s: chance to wait 0.239, occupancy 87.3 %
    # ("The Erlang-C Formula", a calculation step by step, Mitan Ltd)
    found = queue(erlangs(360, 240), 55, 240, 15)
    assert found.wait_chance == pytest.approx(0.239, abs=5e-4)
    assert found.occupancy == pytest.approx(87.3, abs=0.05)


def exactly(load: Fraction, agents: int) -> Fraction:
    """Erlang C as its author wrote it, in fractions."""
    last = load**agents / factorial(agents) * Fraction(agents) / (agents - load)
    return last / (sum(load**k / factorial(k) for k in range(agents)) + last)


@pytest.mark.parametrize(("load", "agents"), [(1, 2), (10, 14), (48, 55), (95, 100), (120, 121)])
def test_the_recursion_loses_no_digit(load, agents):
    assert wait_chance(load, agents) == pytest.approx(float(exactly(Fraction(load), agents)), rel=1e-12)


def test_two_thousand_erlangs_are_as_steady_as_ten():
    need = agents_for(12_000, 300, 80, 20)
    assert need.queue.erlangs == 2000
    assert 2000 < need.agents < 2100
    assert need.queue.service_level >= 80
    assert queue(2000, need.agents - 1, 300, 20).service_level < 80
    assert queue(2000, 2400, 300, 20).service_level == pytest.approx(100, abs=1e-6)


loads = st.floats(0.05, 2000, allow_nan=False)


@given(loads, st.integers(1, 60), st.floats(20, 900), st.floats(0, 120))
def test_one_more_agent_never_lowers_the_service_level(load, spare, aht, within):
    agents = int(load) + spare
    fewer, more = queue(load, agents, aht, within), queue(load, agents + 1, aht, within)
    assert more.service_level >= fewer.service_level - 1e-9
    assert more.asa_s <= fewer.asa_s
    assert 0 <= more.wait_chance <= fewer.wait_chance <= 1


@given(st.floats(0.1, 400), st.floats(30, 900), st.floats(1, 99), st.floats(0, 120), st.floats(0, 60))
def test_what_is_asked_is_reached_by_these_agents_and_by_none_fewer(calls, aht, target, within, away):
    need = agents_for(calls, aht, target, within, shrinkage=away)
    assert need.queue.service_level >= target
    assert queue(erlangs(calls, aht), need.agents - 1, aht, within).service_level < target
    assert need.rostered * (100 - away) / 100 >= need.agents - 1e-6


@given(st.floats(0.1, 300), st.floats(0.1, 100))
def test_more_calls_never_take_fewer_agents(calls, more):
    assert agents_for(calls + more, 300, 80, 20).agents >= agents_for(calls, 300, 80, 20).agents


def test_a_half_hour_without_calls_takes_nobody():
    need = agents_for(0, 300, 80, 20, shrinkage=30)
    assert (need.agents, need.rostered, need.queue.service_level) == (0, 0, 100.0)


def test_with_as_many_agents_as_erlangs_everybody_waits_without_end():
    found = queue(10, 10, 180, 20)
    assert (found.service_level, found.asa_s, found.wait_chance) == (0.0, inf, 1.0)


def test_two_chats_at_once_take_half_the_agents():
    assert agents_for(100, 180, 80, 20, at_once=2).agents == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": 100},
        {"target": -1},
        {"shrinkage": 100},
        {"within_s": -1},
        {"aht_s": 0},
        {"calls": -1},
        {"at_once": 0},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    asked = {"calls": 10, "aht_s": 300, "target": 80, "within_s": 20} | wrong
    with pytest.raises(ValueError, match=r"percentages|negative"):
        agents_for(**asked)
