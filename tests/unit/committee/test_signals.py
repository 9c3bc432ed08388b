"""Before a clause is missed, a figure may already say where it goes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pilotage.committee.signals import Trend, drift, drifts, near_miss
from pilotage.kpi.model import Direction
from pilotage.periods import Month

THREE, FIVE = Decimal(3), Decimal(5)


def trend(*values: str | None, direction: Direction = "lower", kpi: str = "turnover") -> Trend:
    months = (Month(2026, 10).plus(n + 1 - len(values)) for n in range(len(values)))
    points = tuple((m, None if v is None else Decimal(v)) for m, v in zip(months, values, strict=True))
    return Trend(kpi, "percent", direction, points)


def test_turnover_that_rises_three_months_running_is_a_drift():
    found = drift(trend("2.2", "2.1", "2.8", "3.5", "4.4"), 3, FIVE)
    assert found is not None
    assert (found.first, found.begins, found.ends, found.months) == (
        Month(2026, 7),
        Decimal("2.1"),
        Decimal("4.4"),
        3,
    )


def test_a_quality_score_that_falls_drifts_too():
    scores = trend("86", "85", "84", "83", direction="higher")
    found = drift(scores, 3, THREE)
    assert found is not None
    assert round(found.percent, 1) == Decimal("3.5")


@pytest.mark.parametrize(
    "values",
    [
        ("2.1", "2.8", "2.7", "4.4"),
        ("2.1", "2.8", "2.8", "4.4"),
        ("2.1", None, "3.5", "4.4"),
        ("3.5", "4.4"),
        ("2.100", "2.101", "2.102", "2.103"),
        ("0", "1", "2", "3"),
        (),
    ],
    ids=["better", "still", "not measured", "too short", "too little", "from nothing", "empty"],
)
def test_what_is_no_drift(values: tuple[str | None, ...]):
    assert drift(trend(*values), 3, FIVE) is None


def test_what_gets_better_is_no_drift():
    assert drift(replace(trend("2.1", "2.8", "3.5", "4.4"), direction="higher"), 3, FIVE) is None


def test_the_strongest_drift_comes_first():
    slow, fast = trend("10", "11", "12", "13", kpi="slow"), trend("2", "3", "4", "5", kpi="fast")
    assert [one.trend.kpi for one in drifts((slow, fast), 3, FIVE)] == ["fast", "slow"]


@pytest.mark.parametrize(
    ("value", "near"), [("80", True), ("81.6", True), ("81.7", False), ("79.9", False)]
)
def test_a_target_met_by_two_percent_of_itself_is_a_near_miss(value: str, near: bool):
    assert near_miss(Decimal(value), Decimal(80), "higher", Decimal(2)) is near


def test_a_time_just_under_its_ceiling_is_a_near_miss():
    assert near_miss(Decimal(295), Decimal(300), "lower", Decimal(2))
    assert not near_miss(Decimal(301), Decimal(300), "lower", Decimal(2))
