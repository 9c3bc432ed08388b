"""Sample sizes and intervals: what a survey of so many answers can say."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.contract.model import KpiDefinition
from pilotage.counters import Sums
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Interval, Kpi
from pilotage.kpi.sampling import interval


def kpi(formula: str, **values: Any) -> Kpi:
    found, problems = resolve(KpiDefinition(id="K", formula=formula, source="contrat, 1", **values))
    assert found is not None, problems
    return found


def sums(**values: int | str) -> Sums:
    return Sums({name: Decimal(value) for name, value in values.items()})


def found(formula: str, **values: int | str) -> Interval | None:
    return interval(kpi(formula), sums(**values))


@pytest.mark.parametrize(("n", "half"), [(100, "7.0"), (400, "3.5")])
def test_85_percent_of_100_answers_is_known_to_7_points_and_of_400_to_3_5(n: int, half: str) -> None:
    made = found("csat", csat_n=n, csat_satisfied=n * 85 // 100)
    assert round(made.half, 1) == Decimal(half)
    assert (made.low + made.high) / 2 == 85
    assert made.n == n


def test_nps_has_the_interval_of_its_own_variance() -> None:
    made = found("nps", nps_n=400, nps_promoters=200, nps_detractors=100)
    assert (made.low + made.high) / 2 == 25
    assert round(made.half, 2) == Decimal("8.13")  # 1.96 x sqrt((0.5 + 0.25 - 0.0625) / 400)


def test_a_mean_has_an_interval_once_its_squares_are_counted() -> None:
    # 1, 2, 3, 4, 5: mean 3, variance 2.5
    assert found("csat_mean", csat_n=5, csat_sum=15) is None
    made = found("csat_mean", csat_n=5, csat_sum=15, csat_sum_sq=55)
    assert (made.low + made.high) / 2 == 3
    assert round(made.half, 3) == Decimal("1.963")  # Student, 4 degrees of freedom: 2.776
    many = found("csat_mean", csat_n=500, csat_sum=1500, csat_sum_sq=5500)
    assert round(many.half, 3) == Decimal("0.124")  # the normal law: 1.96


def test_squares_of_some_of_the_answers_only_give_no_interval() -> None:
    assert found("csat_mean", csat_n=5, csat_sum=15, csat_sum_sq=20) is None
    assert found("csat_mean", csat_n=1, csat_sum=5, csat_sum_sq=25) is None
    assert found("csat_mean", csat_n=9, csat_sum=45, csat_sum_sq=225) is None, "nine times the same score"


def test_a_handful_of_promoters_does_not_make_a_certain_nps() -> None:
    made = found("nps", nps_n=3, nps_promoters=3, nps_detractors=0)
    assert made.low < 30
    assert made.high == 100
    balanced = found("nps", nps_n=60, nps_promoters=30, nps_detractors=0)
    assert (balanced.low + balanced.high) / 2 == 50, "thirty passives: the sample speaks for itself"


def test_with_few_answers_on_a_side_the_interval_is_not_symmetrical_and_never_empty() -> None:
    made = found("csat", csat_n=40, csat_satisfied=40)
    assert made.high == 100
    assert round(made.low, 1) == Decimal("91.2")  # Wilson, 40 of 40
    none = found("critical_error_rate", quality_n=60, critical_errors=0)
    assert none.low == 0
    assert round(none.high, 1) == Decimal("6.0")


def test_the_complement_of_a_share_has_the_mirrored_interval() -> None:
    errors = found("critical_error_rate", quality_n=60, critical_errors=2)
    accuracy = found("critical_accuracy", quality_n=60, critical_errors=2)
    assert (accuracy.low, accuracy.high) == (100 - errors.high, 100 - errors.low)


def test_what_is_counted_in_full_has_no_interval() -> None:
    assert found("answer_rate", offered=100, answered=85) is None
    assert found("volume", handled=100) is None
    assert found("csat", csat_n=0, csat_satisfied=0) is None


def test_answers_that_may_be_counted_twice_have_no_interval() -> None:
    own = kpi(
        "custom",
        numerator={"nps_promoters": 1, "nps_n": 1},
        denominator={"csat_n": 1},
        unit="ratio",
        direction="higher",
    )
    assert interval(own, sums(nps_promoters=1, nps_n=2, csat_n=9)) is None


def test_a_figure_carries_its_sample_and_its_interval() -> None:
    figure = compute(kpi("csat"), sums(csat_n=100, csat_satisfied=85))
    assert (figure.sample, round(figure.interval.half, 1)) == (100, Decimal("7.0"))
    mean = compute(kpi("quality_score"), sums(quality_n=60, quality_sum=5200))
    assert (mean.sample, mean.interval) == (60, None)
    assert compute(kpi("answer_rate"), sums(offered=9, answered=9)).sample is None


@given(st.integers(1, 5000), st.integers(0, 100))
def test_the_figure_always_lies_in_its_interval_and_more_answers_narrow_it(n: int, share: int) -> None:
    yes = n * share // 100
    made = found("csat", csat_n=n, csat_satisfied=yes)
    assert made.low <= Decimal(yes) * 100 / n + Decimal("1e-20")
    assert made.high >= Decimal(yes) * 100 / n - Decimal("1e-20")
    assert 0 <= made.low <= made.high <= 100
    more = found("csat", csat_n=n * 100, csat_satisfied=yes * 100)
    assert more.high - more.low < made.high - made.low
