"""A month completed to its last day: volumes as forecast, everything else as the month began."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.controls.zeros import unfilled, without
from pilotage.kpi.computation import compute, resolve
from pilotage.landing import Past, adjusted, completed, outlook
from pilotage.periods import Month, Window
from pilotage.sources import refer
from tests.months import contract, table

NOVEMBER = Month(2026, 11)
TODAY = date(2026, 11, 12)
MILLION = 1_000_000
TERMS = contract(
    """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "08:00"
closes = "18:00"
[[kpi]]
id = "QS20"
formula = "service_level"
within_s = 20
source = "contrat, annexe 1"
"""
)
QS = resolve(TERMS.kpi[0])[0]


HOLIDAY = date(2026, 11, 11)


def weekdays(first, last):
    return [day for day in Window(first, last) if day.weekday() < 5 and day != HOLIDAY]


def calls(first, last, offered=100, good=80, **more):
    return [
        {"day": day, "offered": offered, "answered": 90, "answered_within_20s": good, **more}
        for day in weekdays(first, last)
    ]


def done(rows, forecast=None, today=TODAY, **more):
    past = Past(table(rows))
    return completed(past, TERMS, NOVEMBER, today, forecast or {}, **more)


BEGUN = [
    *calls(date(2026, 9, 1), date(2026, 10, 31), good=70),
    *calls(date(2026, 11, 2), date(2026, 11, 11)),
]


def value(found, name):
    return found.table.sums(("n1",), NOVEMBER.window).values[name]


def test_days_to_come_go_as_the_days_of_the_month_and_not_as_those_before():
    found = done(BEGUN)
    assert value(found, "answered_within_20s") * 100 / value(found, "offered") == 80


def test_without_a_forecast_a_day_takes_the_volume_of_the_same_weekdays():
    found = done(BEGUN)
    assert value(found, "offered") == 100 * len(weekdays(NOVEMBER.first, NOVEMBER.last))


def test_with_a_forecast_the_volume_to_come_is_the_forecast():
    expected = {("n1", day): 150 * MILLION for day in weekdays(TODAY, NOVEMBER.last)}
    found = done(BEGUN, expected)
    so_far = len(weekdays(NOVEMBER.first, date(2026, 11, 11)))
    assert value(found, "offered") == 100 * so_far + 150 * len(expected)
    assert value(found, "answered_within_20s") * 100 / value(found, "offered") == 80


def test_a_supposed_volume_moves_what_is_to_come_alone():
    found = done(BEGUN, change=Decimal(10))
    so_far = len(weekdays(NOVEMBER.first, date(2026, 11, 11)))
    left = len(weekdays(TODAY, NOVEMBER.last))
    assert value(found, "offered") == 100 * so_far + 110 * left


def test_a_month_that_is_over_is_left_as_it_is():
    whole = calls(NOVEMBER.first, NOVEMBER.last)
    found = done(whole, today=date(2026, 12, 1))
    assert found.rest == ()
    assert value(found, "offered") == 100 * len(weekdays(NOVEMBER.first, NOVEMBER.last))


def test_closed_days_get_nothing():
    assert all(day.weekday() < 5 for day in done(BEGUN).rest)


def test_a_past_day_without_its_file_is_completed_too():
    rows = [row for row in BEGUN if row["day"] != date(2026, 11, 9)]
    found = done(rows)
    assert date(2026, 11, 9) in found.rest
    assert value(found, "offered") == 100 * len(weekdays(NOVEMBER.first, NOVEMBER.last))


def test_what_comes_by_month_is_taken_as_over_the_last_months():
    sheets = [
        {"month": f"2026-{month:02d}", "quality_n": 100, "quality_sum": 100 * score}
        for month, score in ((8, 84), (9, 86), (10, 88))
    ]
    found = done([*BEGUN, *sheets])
    assert value(found, "quality_sum") / value(found, "quality_n") == 86


def test_what_still_moves_is_not_read_on_the_last_days():
    late = [{**row, "repeats": 10 if row["day"] < date(2026, 11, 5) else 1} for row in BEGUN]
    found = done(late, lags={"repeats": 7})
    days = len(weekdays(NOVEMBER.first, NOVEMBER.last))
    assert value(found, "repeats") == 10 * days


def test_a_stock_keeps_its_level_and_is_not_added_up():
    found = done([{**row, "backlog": 500} for row in BEGUN])
    assert value(found, "backlog") == 500


def test_a_target_set_on_the_rest_moves_the_whole_to_it_and_nothing_counted():
    found = done(BEGUN)
    moved = adjusted(found, QS, ("n1",), NOVEMBER.window, Decimal(75))
    sums = moved.sums(("n1",), NOVEMBER.window).values
    assert sums["answered_within_20s"] * 100 / sums["offered"] == pytest.approx(75, abs=Decimal("0.001"))
    known = Window(NOVEMBER.first, date(2026, 11, 11))
    assert moved.sums(("n1",), known).values == found.table.sums(("n1",), known).values


def test_nothing_can_be_set_once_the_month_is_over():
    found = done(calls(NOVEMBER.first, NOVEMBER.last), today=date(2026, 12, 1))
    assert adjusted(found, QS, ("n1",), NOVEMBER.window, Decimal(75)) is None


def test_a_holiday_counted_under_another_stream_is_not_a_hole():
    terms = contract(
        """
stream = [{ id = "n1", activity = "voix" }, { id = "fetes", activity = "voix" }]
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "08:00"
closes = "18:00"
on_holidays = true
"""
    )
    rows = [{"stream": "n1", "day": row["day"], "productive_hours": 8} for row in BEGUN]
    rows.append({"stream": "fetes", "day": HOLIDAY, "productive_hours": 3})
    found = completed(Past(table(rows)), terms, NOVEMBER, TODAY, {})
    assert HOLIDAY not in found.rest
    assert min(found.rest) == TODAY


def test_the_first_morning_of_a_month_goes_by_the_days_before_it():
    found = done(calls(date(2026, 9, 1), date(2026, 10, 31), good=70), today=NOVEMBER.first)
    assert value(found, "answered_within_20s") * 100 / value(found, "offered") == 70
    assert found.rest == tuple(weekdays(NOVEMBER.first, NOVEMBER.last))


def test_days_of_zeros_that_nobody_filled_are_completed_whole():
    filled = [
        *calls(date(2026, 9, 1), date(2026, 11, 6)),
        *calls(date(2026, 11, 9), date(2026, 11, 11), offered=0, good=0),
    ]
    for row in filled[-2:]:
        row["answered"] = 0
    counted = table(filled)
    found = completed(
        Past(without(counted, unfilled(TERMS, counted, Window(date(2026, 9, 1), TODAY)))),
        TERMS,
        NOVEMBER,
        TODAY,
        {},
    )
    assert found.known.unfilled == {date(2026, 11, 9), date(2026, 11, 10)}
    assert value(found, "offered") == 100 * len(weekdays(NOVEMBER.first, NOVEMBER.last))
    assert value(found, "answered_within_20s") * 100 / value(found, "offered") == 80


def test_what_a_silent_source_withholds_belongs_to_the_rest():
    ours = [{"day": row["day"], "offered": 110, "batch": 2} for row in BEGUN[:-2]]
    told = contract(
        """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "08:00"
closes = "18:00"
[[kpi]]
id = "QS20"
formula = "service_level"
within_s = 20
source = "contrat, annexe 1"
[[sla]]
id = "QS"
kpi = "QS20"
terms = [{ from = 2025-01-01, source = "contrat, art. 1", target = 80 }]
[[reference]]
id = "acd"
counters = ["offered"]
terms = [{ from = 2025-01-01, source = "contrat, art. 6", holder = "client" }]
"""
    )
    believed = refer(table([*BEGUN, *ours]), told, {2: "client"})
    assert len(believed.withheld["offered"]) == 2
    target = outlook(Past(believed), told, NOVEMBER, TODAY, {}).targets[0]
    assert target.so_far.value == Decimal(8000) / 110
    assert round(target.likely) == 72
    days = len(weekdays(NOVEMBER.first, NOVEMBER.last))
    assert target.so_far.denominator + target.rest == 110 * days


def test_a_column_refused_for_its_use_completes_nothing():
    counted = replace(table(BEGUN), refused={1: frozenset({"offered"})})
    found = completed(Past(counted), TERMS, NOVEMBER, TODAY, {})
    assert compute(QS, found.table.sums(("n1",), NOVEMBER.window)).reason == "refused_column"
