from decimal import Decimal
from typing import Any

import pytest

from pilotage.contract.model import KpiDefinition
from pilotage.counters import Sums, is_counter
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Kpi
from pilotage.trace import evaluate


def definition(**values: Any) -> KpiDefinition:
    return KpiDefinition(**{"id": "K", "source": "contrat, annexe 1", **values})


def kpi(**values: Any) -> Kpi:
    found, problems = resolve(definition(**values))
    assert found is not None, problems
    return found


def sums(**values: int | str) -> Sums:
    return Sums({name: Decimal(value) for name, value in values.items()}, batches=(4,))


@pytest.mark.parametrize("code", FORMULAS)
def test_every_formula_and_variant_is_made_of_counters(code: str) -> None:
    for variant in FORMULAS[code].variants:
        for short in (None, 5):
            made = kpi(formula=code, variant=variant, within_s=20, within_h=24, short_s=short)
            assert all(is_counter(name) for name in made.counters)
            assert made.unit == FORMULAS[code].unit
            assert made.numerator
            assert made.denominator


@pytest.mark.parametrize("code", FORMULAS)
def test_a_rate_never_passes_a_hundred_when_counters_respect_their_parents(code: str) -> None:
    made = kpi(formula=code, within_s=20, within_h=24)
    if made.unit == "percent":
        assert compute(made, Sums(dict.fromkeys(made.counters, Decimal(7)))).value in {0, 100}


def test_the_definition_fills_the_thresholds() -> None:
    made = kpi(formula="service_level", variant="short_abandons_good", within_s=30, short_s=5)
    assert dict(made.numerator) == {"answered_within_30s": 1, "abandoned_within_5s": 1}
    written = kpi(formula="responded_in_time", within_h=24)
    assert dict(written.numerator) == {"responded_within_24wh": 1}


def test_a_definition_goes_before_the_catalogue() -> None:
    assert kpi(formula="fcr").matures_after_days == 7
    assert kpi(formula="fcr", matures_after_days=30).matures_after_days == 30
    assert kpi(formula="fcr", matures_after_days=0).matures_after_days == 0
    assert kpi(formula="backlog_days", direction="higher").direction == "higher"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"formula": "service"}, "kpi.unknown_formula"),
        ({"formula": "service_level", "variant": "best", "within_s": 20}, "kpi.unknown_variant"),
        ({"formula": "service_level"}, "kpi.threshold_missing"),
        ({"formula": "responded_in_time"}, "kpi.threshold_missing"),
        ({"formula": "custom", "numerator": {"handled": 1}}, "kpi.custom_incomplete"),
    ],
)
def test_a_definition_that_says_nothing_computable_is_a_problem(values: dict, code: str) -> None:
    found, problems = resolve(definition(**values))
    assert found is None
    assert [problem.code for problem in problems] == [code]
    assert dict(problems[0].params)["kpi"] == "K"


def test_a_figure_prints_its_two_sums() -> None:
    figure = compute(
        kpi(formula="service_level", within_s=20), sums(offered=33900, answered_within_20s=19798)
    )
    assert (figure.numerator, figure.denominator) == (19798, 33900)
    assert round(figure.value, 4) == Decimal("58.4012")
    assert [step.rule for step in figure.steps] == ["kpi.numerator", "kpi.denominator", "kpi.ratio"]
    assert all(evaluate(step) == step.value for step in figure.steps)
    assert figure.batches == (4,)


def test_sums_with_other_weights_than_one_are_explained_too() -> None:
    made = kpi(
        formula="custom",
        numerator={"transfers": 2, "repeats": Decimal("-0.5")},
        denominator={"handled": 1},
        scale=10,
        unit="ratio",
        direction="lower",
    )
    figure = compute(made, sums(transfers=10, repeats=8, handled=100))
    assert figure.value == Decimal("1.6")
    assert figure.steps[0].formula == "weight_transfers * transfers - weight_repeats * repeats"


def test_nps_may_be_below_zero() -> None:
    figure = compute(kpi(formula="nps"), sums(nps_n=100, nps_promoters=20, nps_detractors=45))
    assert figure.value == -25


def test_a_zero_denominator_is_not_a_zero() -> None:
    figure = compute(kpi(formula="answer_rate"), sums(offered=0, answered=0))
    assert (figure.value, figure.reason, figure.missing) == (None, "zero_denominator", ("offered",))
    assert figure.denominator == 0


def test_no_data_and_a_missing_counter_are_told_apart() -> None:
    made = kpi(formula="answer_rate")
    nothing, half = compute(made, sums()), compute(made, sums(offered=5))
    assert (nothing.value, nothing.reason) == (None, "no_data")
    assert (half.value, half.reason, half.missing) == (None, "counter_missing", ("answered",))


def test_a_question_finer_than_the_grain_is_not_measured() -> None:
    coarse = Sums({"offered": Decimal(5)}, coarse=frozenset({"answered"}))
    figure = compute(kpi(formula="answer_rate"), coarse)
    assert (figure.value, figure.reason, figure.missing) == (None, "grain", ("answered",))


def test_a_threshold_known_on_some_days_only_measures_nothing() -> None:
    partial = Sums(
        {"offered": Decimal(20), "answered_within_20s": Decimal(8)},
        partial=frozenset({"answered_within_20s"}),
    )
    figure = compute(kpi(formula="service_level", within_s=20), partial)
    assert (figure.value, figure.reason) == (None, "counter_missing")


def test_an_estimated_counter_marks_the_figure_that_uses_it() -> None:
    marked = Sums({"offered": Decimal(5), "answered": Decimal(4)}, estimated=frozenset({"answered"}))
    other = Sums({"offered": Decimal(5), "answered": Decimal(4)}, estimated=frozenset({"handled"}))
    assert compute(kpi(formula="answer_rate"), marked).estimated
    assert not compute(kpi(formula="answer_rate"), other).estimated
