from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.contract.model import KpiDefinition
from pilotage.counters import Sums, is_counter, over_time
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.computation import compute, matures_on, months_of, resolve
from pilotage.kpi.model import Kpi
from pilotage.periods import Month, Window
from pilotage.trace import evaluate
from tests.months import table

APRIL = Month(2026, 4).window


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
            assert made.denominator or code == "volume"


@pytest.mark.parametrize("code", FORMULAS)
def test_a_rate_never_passes_a_hundred_when_counters_respect_their_parents(code: str) -> None:
    made = kpi(formula=code, within_s=20, within_h=24)
    same = Sums(dict.fromkeys((*made.terms, *made.counters), Decimal(7)), window=APRIL)
    if made.unit == "percent":
        figure = compute(made, same)
        assert figure.value is not None
        assert 0 <= figure.value <= 100


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


# ---- sums, days, months --------------------------------------------------------------------------


def april(day: int) -> date:
    return date(2026, 4, day)


def test_a_volume_is_a_plain_sum() -> None:
    figure = compute(kpi(formula="volume"), sums(handled=1200, offered=1300))
    assert (figure.value, figure.numerator, figure.denominator) == (1200, 1200, None)
    assert figure.unit == "count"
    assert [step.rule for step in figure.steps] == ["kpi.numerator", "kpi.ratio"]
    assert all(evaluate(step) == step.value for step in figure.steps)


def test_the_backlog_in_days_is_the_last_stock_over_a_day_of_work() -> None:
    rows = [
        {"day": april(day), "handled": 100, "backlog": 250 - day, "stream": "n1"} for day in range(1, 23)
    ]
    counters = table(rows)
    worked = compute(kpi(formula="backlog_days"), counters.sums(("n1",), APRIL))
    assert worked.numerator == 228, "the stock of the 22nd, not thirty stocks added up"
    assert worked.value == Decimal("2.28")
    calendar = kpi(formula="backlog_days", variant="calendar_days")
    assert round(compute(calendar, counters.sums(("n1",), APRIL)).value, 4) == Decimal("3.1091")
    assert all(evaluate(step) == step.value for step in worked.steps)


def test_days_worked_are_unknown_where_contacts_come_by_month() -> None:
    counters = table([{"month": "2026-04", "handled": 2200, "backlog": 200}])
    figure = compute(kpi(formula="backlog_days"), counters.sums(("n1",), APRIL))
    assert (figure.value, figure.reason, figure.missing) == (None, "grain", ("handled",))
    calendar = kpi(formula="backlog_days", variant="calendar_days")
    assert round(compute(calendar, counters.sums(("n1",), APRIL)).value, 4) == Decimal("2.7273")


def test_turnover_is_taken_on_the_mean_headcount_a_month_or_a_year() -> None:
    rows = [
        {"day": april(1), "headcount": 40, "leavers": 1},
        {"day": april(15), "headcount": 38, "leavers": 2},
        {"day": april(30), "headcount": 36},
    ]
    found = table(rows).sums(("n1",), APRIL)
    monthly = compute(kpi(formula="turnover"), found)
    assert (monthly.numerator, monthly.denominator) == (3, 38)
    assert round(monthly.value, 4) == Decimal("7.8947")
    yearly = compute(kpi(formula="turnover", variant="annualised"), found)
    assert round(yearly.value, 4) == Decimal("94.7368")
    assert all(evaluate(step) == step.value for step in (*monthly.steps, *yearly.steps))


def test_a_quarter_of_leavers_is_brought_to_a_month() -> None:
    rows = [{"month": f"2026-0{n}", "headcount": 40, "leavers": n - 3} for n in (4, 5, 6)]
    found = table(rows).sums(("n1",), Window(date(2026, 4, 1), date(2026, 6, 30)))
    assert compute(kpi(formula="turnover"), found).value == 5, "6 of 40 in three months"
    assert compute(kpi(formula="turnover", variant="annualised"), found).value == 60


def test_turnover_on_the_mean_of_start_and_end() -> None:
    rows = [
        {"day": april(1), "headcount_start": 42, "leavers": 4},
        {"day": april(30), "headcount_end": 38},
    ]
    made = kpi(formula="turnover", variant="start_and_end")
    assert compute(made, table(rows).sums(("n1",), APRIL)).value == 10


@pytest.mark.parametrize(
    ("window", "months"),
    [
        (APRIL, "1"),
        (Window(date(2026, 1, 1), date(2026, 12, 31)), "12"),
        (Window(date(2025, 12, 1), date(2026, 2, 28)), "3"),
    ],
)
def test_whole_months_are_counted(window: Window, months: str) -> None:
    assert months_of(window) == Decimal(months)
    part = Window(window.first, date.fromordinal(window.last.toordinal() - 1))
    assert months_of(part) == Decimal(part.days * 12) / 365


def test_a_figure_by_month_without_a_window_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="needs its window"):
        compute(kpi(formula="turnover"), sums(leavers=1, headcount=10))


# ---- the gap to the forecast ---------------------------------------------------------------------


def test_wape_adds_up_the_gaps_of_the_days_without_their_signs() -> None:
    rows = [
        {"day": april(1), "offered": 1100, "forecast": 1000},
        {"day": april(2), "offered": 900, "forecast": 1000, "batch": 2},
        {"day": april(3), "forecast": 1000},  # a day to come: not compared
        {"day": april(4), "offered": 50},  # a day that nobody forecast
    ]
    found = table(rows).sums(("n1",), APRIL)
    error = compute(kpi(formula="wape"), found)
    assert (error.numerator, error.denominator, error.value) == (200, 2000, 10)
    assert compute(kpi(formula="forecast_accuracy"), found).value == 90
    assert error.steps[0].rule == "kpi.gap"
    assert error.steps[0].formula == "abs(actual_1 - forecast_1) + abs(actual_2 - forecast_2)"
    assert all(evaluate(step) == step.value for step in error.steps)
    assert error.steps[0].value == error.numerator


def test_streams_are_added_up_before_the_gap_is_taken() -> None:
    rows = [
        {"stream": "a", "day": april(1), "offered": 120, "forecast": 100},
        {"stream": "b", "day": april(1), "offered": 80, "forecast": 100},
    ]
    counters = table(rows)
    assert compute(kpi(formula="wape"), counters.sums(("a", "b"), APRIL)).value == 0
    assert compute(kpi(formula="wape"), counters.sums(("a",), APRIL)).value == 20


def test_a_forecast_by_month_says_nothing_of_the_days() -> None:
    rows = [{"month": "2026-04", "forecast": 3000}, {"day": april(1), "offered": 90}]
    figure = compute(kpi(formula="wape"), table(rows).sums(("n1",), APRIL))
    assert (figure.value, figure.reason) == (None, "grain")
    apart = [{"day": april(2), "forecast": 100}, {"day": april(1), "offered": 90}]
    figure = compute(kpi(formula="wape"), table(apart).sums(("n1",), APRIL))
    assert (figure.reason, figure.missing) == ("counter_missing", ("offered", "forecast"))


# ---- marks ----------------------------------------------------------------------------------------


def test_the_marks_of_the_counters_behind_a_figure_follow_it() -> None:
    found = Sums(
        {"offered": Decimal(10), "forecast": Decimal(10), "offered_gap": Decimal(0)}
        | {"offered_forecast": Decimal(10)},
        estimated=frozenset({"offered"}),
        typed=frozenset({"forecast"}),
    )
    figure = compute(kpi(formula="wape"), found)
    assert (figure.estimated, figure.typed) == (True, True)
    other = compute(kpi(formula="volume", variant="offered"), found)
    assert (other.estimated, other.typed) == (True, False)


def test_a_figure_may_move_until_its_last_repeat_could_have_come() -> None:
    assert matures_on(kpi(formula="fcr"), APRIL) == date(2026, 5, 8)
    assert matures_on(kpi(formula="aht"), APRIL) == date(2026, 5, 1)


# ---- what always holds ---------------------------------------------------------------------------

ADDING_UP = [
    made
    for code, formula in FORMULAS.items()
    for variant in formula.variants
    if (made := kpi(formula=code, variant=variant, within_s=20, within_h=24))
    if not made.per and all(over_time(name) == "sum" for name in made.counters)
]


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_every_formula_is_a_ratio_of_sums_at_any_grain(chance: Random) -> None:
    names = sorted({name for made in ADDING_UP for name in made.counters})
    rows = [
        {"stream": stream, "day": april(day), **{name: chance.randint(0, 50) for name in names}}
        for stream in "ab"
        for day in (1, 8, 9, 30)
    ]
    counters = table(rows)
    for made in ADDING_UP:
        whole = compute(made, counters.sums("ab", APRIL))
        for by in ("day", "week", "month"):
            parts = [compute(made, sums) for _, _, sums in counters.by("ab", APRIL, by)]
            known = [part for part in parts if part.numerator is not None]
            assert sum(part.numerator for part in known) == whole.numerator, (made.formula, by)
            if made.denominator:
                assert sum(part.denominator for part in known) == whole.denominator, (made.formula, by)
