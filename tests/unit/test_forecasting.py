"""Forecasts refined from the month to the half-hour, their versions, and how near they came."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.contract.loading import load_contract
from pilotage.forecasting import Statement, accuracy, allotted, by_day, by_half_hour, frozen_on
from pilotage.periods import Month, Window

NOVEMBER = Month(2026, 11)
ROOT = Path(__file__).resolve().parents[2]


def said(grain, day, value, version=1, hour=None, stream="n1"):
    at = hour or time()
    return Statement(stream, grain, datetime.combine(day, at), value * 1_000_000, version)


def mondays_to_saturdays(day):
    return day.weekday() < 6


OPEN = {"n1": mondays_to_saturdays}


def days(statements, window=NOVEMBER.window):
    return {one.start.date(): one.value // 1_000_000 for one in by_day(statements, window, OPEN)}


def test_a_month_alone_is_split_over_its_open_days():
    found = days([said("month", NOVEMBER.first, 25_000)])
    assert set(found.values()) == {1000}
    assert date(2026, 11, 8) not in found  # a Sunday


def test_a_day_that_is_named_keeps_its_figure_and_the_month_its_total():
    found = days([said("month", NOVEMBER.first, 25_000), said("day", date(2026, 11, 2), 3400)])
    assert found[date(2026, 11, 2)] == 3400
    assert sum(by_value for by_value in found.values()) == pytest.approx(25_000, abs=len(found))


def test_a_week_refines_its_month_and_is_never_added_to_it():
    weeks = [said("week", date(2026, 11, 2), 8000), said("week", date(2026, 11, 9), 5000)]
    found = by_day([said("month", NOVEMBER.first, 25_000), *weeks], NOVEMBER.window, OPEN)
    second = [one.value for one in found if date(2026, 11, 2) <= one.start.date() <= date(2026, 11, 7)]
    assert sum(second) == 8_000_000_000
    assert sum(one.value for one in found) == 25_000_000_000
    assert {one.stated for one in found} == {"week", "month"}


def test_a_later_month_gives_the_total_and_the_days_its_shape():
    early = [
        said("day", day, 100 if day.weekday() else 200) for day in NOVEMBER.window if day.weekday() < 6
    ]
    later = said("month", NOVEMBER.first, 6000, version=2)
    found = days([*early, later])
    assert sum(found.values()) == pytest.approx(6000, abs=len(found))
    assert found[date(2026, 11, 2)] == pytest.approx(2 * found[date(2026, 11, 3)], abs=1)


def test_a_later_day_replaces_its_own_share_of_an_older_month_only():
    month = said("month", NOVEMBER.first, 25_000)
    found = days([month, said("day", date(2026, 11, 2), 9000, version=2)])
    others = [value for day, value in found.items() if day != date(2026, 11, 2)]
    assert found[date(2026, 11, 2)] == 9000
    assert sum(others) < 25_000


def test_the_latest_version_of_a_day_goes_before_the_earlier_one():
    two = [said("day", date(2026, 11, 2), 100), said("day", date(2026, 11, 2), 120, version=2)]
    assert days(two) == {date(2026, 11, 2): 120}
    assert days(two[::-1]) == {date(2026, 11, 2): 120}


def test_half_hours_and_their_day_are_one_volume():
    monday = date(2026, 11, 2)
    halves = [
        said("half_hour", monday, 30, hour=time(8)),
        said("half_hour", monday, 70, hour=time(8, 30)),
    ]
    assert days([said("day", monday, 100), *halves]) == {monday: 100}


def test_a_later_day_scales_its_half_hours():
    monday = date(2026, 11, 2)
    halves = [
        said("half_hour", monday, 30, hour=time(8)),
        said("half_hour", monday, 70, hour=time(8, 30)),
    ]
    found = by_half_hour([*halves, said("day", monday, 200, version=2)], Window(monday, monday), OPEN)
    assert [one.value // 1_000_000 for one in found] == [60, 140]


def test_a_day_without_half_hours_takes_the_shape_of_the_same_weekday():
    monday, next_monday = date(2026, 11, 2), date(2026, 11, 9)
    halves = [
        said("half_hour", monday, 30, hour=time(8)),
        said("half_hour", monday, 70, hour=time(8, 30)),
    ]
    found = by_half_hour([*halves, said("day", next_monday, 50)], Window(next_monday, next_monday), OPEN)
    assert [(one.start.hour, one.value // 1_000_000) for one in found] == [(8, 15), (8, 35)]


def test_a_day_for_which_no_half_hour_was_ever_stated_stays_whole():
    (found,) = by_half_hour([said("day", NOVEMBER.first, 50)], NOVEMBER.window, {})
    assert (found.stated, found.value) == ("day", 50_000_000)


@st.composite
def forecasts(draw):
    grains = st.sampled_from(["month", "week", "day", "half_hour"])
    made = []
    for version in range(1, draw(st.integers(1, 6)) + 1):
        grain, day = draw(grains), draw(st.dates(date(2026, 10, 26), date(2026, 12, 6)))
        start = {
            "month": day.replace(day=1),
            "week": date.fromordinal(day.toordinal() - day.weekday()),
        }.get(grain, day)
        hour = time(draw(st.integers(8, 19))) if grain == "half_hour" else None
        made.append(said(grain, start, draw(st.integers(0, 50_000)), version, hour))
    return made


@given(forecasts())
def test_the_half_hours_add_up_to_the_days_whatever_was_said(statements):
    daily = {one.start.date(): one.value for one in by_day(statements, NOVEMBER.window, OPEN)}
    fine: dict[date, int] = {}
    for one in by_half_hour(statements, NOVEMBER.window, OPEN):
        fine[one.start.date()] = fine.get(one.start.date(), 0) + one.value
    assert fine == daily
    assert all(value >= 0 for value in daily.values())


@given(forecasts())
def test_the_last_word_on_a_whole_month_is_its_total(statements):
    last = said("month", NOVEMBER.first, 33_333, version=9)
    named = sum(s.value for s in statements if s.grain in {"day", "half_hour"})
    found = by_day([*statements, last], NOVEMBER.window, OPEN)
    if named <= last.value and not any(s.grain == "week" for s in statements):
        assert sum(one.value for one in found) == last.value


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
def test_a_split_gives_back_its_total_to_the_unit(total, weights):
    shares = allotted(total, weights)
    assert sum(shares) == total
    assert min(shares) >= 0


# ---- the day on which it stops moving ------------------------------------------------------------


@pytest.mark.parametrize("ref", ["ARMOR-2025", "ATLAS-2025"])
def test_the_demo_freezes_on_the_fifteenth_two_months_before(ref):
    text = (ROOT / "contracts" / ref / "contract.toml").read_text(encoding="utf-8")
    contract, _ = load_contract(text)
    stream = contract.stream[0].id
    assert frozen_on(contract, stream, Month(2026, 11)) == date(2026, 9, 15)
    assert frozen_on(contract, stream, Month(2026, 1)) == date(2025, 11, 15)


def test_the_thirty_first_is_the_last_day_of_a_shorter_month():
    text = (ROOT / "contracts" / "ARMOR-2025" / "contract.toml").read_text(encoding="utf-8")
    contract, _ = load_contract(text.replace("freeze_day = 15", "freeze_day = 31"))
    assert frozen_on(contract, "n1", Month(2026, 4)) == date(2026, 2, 28)


def test_a_contract_without_the_clause_freezes_nothing():
    text = (ROOT / "contracts" / "TEJO-2025" / "contract.toml").read_text(encoding="utf-8")
    contract, _ = load_contract(text)
    assert frozen_on(contract, contract.stream[0].id, Month(2026, 11)) is None


# ---- how near it came ----------------------------------------------------------------------------


def test_errors_add_up_without_being_set_off():
    found = accuracy([(Decimal(100), Decimal(110)), (Decimal(100), Decimal(80))])
    assert (found.wape, found.bias, found.slots) == (Decimal(15), Decimal(-5), 2)


def test_without_a_forecast_there_is_no_accuracy():
    assert accuracy([]).wape is None
