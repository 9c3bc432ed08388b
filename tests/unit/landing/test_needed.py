"""What the rest of a month must show: exact, reached already, or out of reach."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.contract.model import KpiDefinition
from pilotage.kpi.computation import resolve
from pilotage.landing import bounds, needed


def kpi(formula, **more):
    found, problems = resolve(KpiDefinition(id="x", formula=formula, source="contrat, art. 1", **more))
    assert found is not None, problems
    return found


QS = kpi("service_level", within_s=20)
ASA = kpi("asa")
ABANDON = kpi("abandon_rate")
NPS = kpi("nps")


def test_day_20_with_77_percent_of_16000_needs_86_percent_of_8000_to_land_80():
    found = needed(QS, Decimal(12_320), Decimal(16_000), Decimal(8_000), Decimal(80))
    assert (found.state, found.value, found.count) == ("open", Decimal("86.0"), Decimal(6880))


def test_a_perfect_rest_that_is_not_enough_is_said_impossible():
    found = needed(QS, Decimal(5_000), Decimal(16_000), Decimal(2_000), Decimal(80))
    assert found.state == "impossible"
    assert found.value > 100


def test_a_target_that_nothing_can_lose_is_said_reached():
    assert needed(QS, Decimal(16_000), Decimal(16_000), Decimal(1_000), Decimal(80)).state == "reached"


def test_with_nothing_left_to_come_nothing_is_needed():
    assert needed(QS, Decimal(8), Decimal(10), Decimal(0), Decimal(80)).state == "over"


def test_a_rate_to_keep_low_is_lost_when_even_none_is_too_many():
    lost = needed(ABANDON, Decimal(200), Decimal(1000), Decimal(1000), Decimal(5))
    kept = needed(ABANDON, Decimal(10), Decimal(1000), Decimal(10), Decimal(5))
    assert (lost.state, kept.state) == ("impossible", "reached")


def test_a_mean_time_may_take_any_value_above_zero():
    found = needed(ASA, Decimal(40_000), Decimal(1000), Decimal(1000), Decimal(30))
    assert (found.state, found.value) == ("open", Decimal(20))
    assert needed(ASA, Decimal(70_000), Decimal(1000), Decimal(1000), Decimal(30)).state == "impossible"


@pytest.mark.parametrize(
    ("formula", "more", "expected"),
    [
        ("service_level", {"within_s": 20}, (0, 100)),
        ("service_level", {"within_s": 20, "variant": "short_abandons_removed"}, (0, None)),
        ("csat", {}, (0, 100)),
        ("nps", {}, (-100, 100)),
        ("fcr", {}, (0, 100)),
        ("asa", {}, (0, None)),
        ("delivery_rate", {}, (0, None)),
        ("conversion", {}, (0, 100)),
    ],
)
def test_a_share_lies_between_its_bounds_and_nothing_else_does(formula, more, expected):
    assert bounds(kpi(formula, **more)) == expected


counts = st.integers(0, 10**6)


@given(counts, st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 1000))
def test_what_is_needed_then_achieved_gives_exactly_the_target(top, bottom, rest, tenths):
    target = Decimal(tenths) / 10
    found = needed(NPS, Decimal(min(top, bottom)), Decimal(bottom), Decimal(rest), target)
    if found.state == "open":
        whole = (Decimal(min(top, bottom)) + found.count) * NPS.scale / Decimal(bottom + rest)
        assert abs(whole - target) < Decimal("1e-20")
        assert abs(found.count * NPS.scale / rest - found.value) < Decimal("1e-20")


@given(counts, st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_higher_target_never_needs_less(top, bottom, rest):
    done = min(top, bottom)
    values = [
        needed(QS, Decimal(done), Decimal(bottom), Decimal(rest), Decimal(target))
        for target in (20, 50, 80, 95)
    ]
    order = {"reached": 0, "open": 1, "impossible": 2}
    ranks = [order[one.state] for one in values]
    assert ranks == sorted(ranks)
