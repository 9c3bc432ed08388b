"""Every figure of the story of Armor Dialogue, from the counters themselves."""

from datetime import date

import pytest

from pilotage.demo import armor
from pilotage.demo.clock import MONTHS, OPENING
from pilotage.demo.facts import Calls
from pilotage.periods import Month

FEBRUARY, APRIL = Month(2026, 2), Month(2026, 4)
QS = (812, 793, 846, 771, 584, 789, 823, 867, 851, 838, 872, 764, 810)
CSAT = (83, 82, 84, 80, 77, 79, 82, 84, 84, 83, 85, 81, 82)


def tenths(part, whole):
    return round(1000 * int(part) / int(whole))


@pytest.mark.parametrize(("month", "expected"), list(zip(MONTHS, QS, strict=True)), ids=str)
def test_the_service_level_of_each_month_is_the_one_of_the_story(month, expected):
    total = armor.total(armor.calls(month))
    assert tenths(total.in_time, total.offered) == expected


@pytest.mark.parametrize(("month", "percent"), list(zip(MONTHS, CSAT, strict=True)), ids=str)
def test_the_satisfaction_of_each_month_is_the_one_of_the_story_to_the_tenth(month, percent):
    surveys = armor.surveys(month)
    satisfied = int((surveys["score"] >= 4).sum())
    assert len(surveys) >= 300
    assert tenths(satisfied, len(surveys)) == percent * 10
    assert satisfied * 100 >= percent * len(surveys), "never under the printed value: bands are exact"


def test_april_is_the_ordinary_month_of_22000_offered_and_20680_handled():
    assert armor.total(armor.calls(APRIL)) == Calls(22_000, 20_680, 18_106)
    assert armor.month_sheet(APRIL)["productive_10"] == 29_543  # 7.0 an hour


def test_february_is_the_crisis_of_33900_offered_against_25400_foreseen():
    assert armor.total(armor.calls(FEBRUARY)) == Calls(33_900, 26_780, 19_798)
    assert armor.forecast(FEBRUARY)["forecast_10"].sum() == 254_000


def above_forecast(month):
    calls, forecast = armor.calls(month), armor.forecast(month)
    offered = calls.groupby(["day", "slot"])["offered"].sum()
    foreseen = forecast.groupby(["day", "slot"])["forecast_10"].sum().reindex(offered.index)
    return offered[offered * 1000 > foreseen * 110].index


def test_february_without_the_half_hours_above_110_percent_of_forecast_is_13950_of_19400():
    above = set(above_forecast(FEBRUARY))
    calls = armor.calls(FEBRUARY)
    kept = calls[[cell not in above for cell in zip(calls["day"], calls["slot"], strict=True)]]
    assert (int(kept["in_time"].sum()), int(kept["offered"].sum())) == (13_950, 19_400)
    assert tenths(13_950, 19_400) == 719
    assert len(above) == 192


def test_queue_by_queue_the_same_half_hours_of_february_are_above_110_percent():
    calls, forecast = armor.calls(FEBRUARY), armor.forecast(FEBRUARY)
    keys = ["day", "slot", "stream"]
    both = calls.merge(forecast, on=keys, validate="one_to_one")
    above = both[both["offered"] * 1000 > both["forecast_10"] * 110]
    assert set(above["group"]) == {"crisis"}
    assert int(above["offered"].sum()) == 14_500


@pytest.mark.parametrize("month", [m for m in MONTHS if m != FEBRUARY] + [OPENING], ids=str)
def test_no_other_month_has_a_half_hour_above_110_percent_of_its_forecast(month):
    assert list(above_forecast(month)) == []


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_quality_score_stays_between_85_and_89_with_few_critical_errors(month):
    sheet = armor.month_sheet(month)
    assert 850 * sheet["quality_n"] <= sheet["quality_sum_10"] <= 890 * sheet["quality_n"]
    assert sheet["critical_errors"] * 100 <= 3 * sheet["quality_n"]


@pytest.mark.parametrize("month", [*MONTHS, OPENING], ids=str)
def test_the_client_counts_12_per_mille_more_offered_calls_than_armor(month):
    ours, theirs = armor.total(armor.calls(month)), armor.total(armor.printed(month))
    assert tenths(ours.offered - theirs.offered, theirs.offered) == 12
    assert (ours.answered, ours.in_time) == (theirs.answered, theirs.in_time)


@pytest.mark.parametrize("month", [*MONTHS, OPENING], ids=str)
@pytest.mark.parametrize("counted", [armor.calls, armor.printed], ids=["client", "vendor"])
def test_every_half_hour_holds_together(counted, month):
    calls = counted(month)
    assert (calls["in_time"] <= calls["answered"]).all()
    assert (calls["answered"] + calls["abandoned"] == calls["offered"]).all()
    assert (calls["short_abandoned"] <= calls["abandoned_in_time"]).all()
    assert (calls["abandoned_in_time"] <= calls["abandoned"]).all()
    assert calls["slot"].between(16, 39).all()
    assert all(day.weekday() < 6 for day in calls["day"])


def test_armor_closes_on_french_holidays():
    days = {day for month in (*MONTHS, OPENING) for day in armor.calls(month)["day"]}
    assert date(2026, 5, 14) not in days
    assert date(2026, 11, 11) not in days
    assert date(2026, 5, 15) in days


def test_handling_takes_6_minutes_40_and_mondays_are_the_heaviest_days():
    calls = armor.calls(APRIL)
    handled = int(calls["answered"].sum())
    assert 395 <= int(calls[["talk_s", "hold_s", "wrap_s"]].to_numpy().sum()) / handled <= 405
    by_weekday = calls.groupby([day.weekday() for day in calls["day"]])["offered"].sum()
    days = calls.groupby([day.weekday() for day in calls["day"]])["day"].nunique()
    assert (by_weekday / days).idxmax() == 0


def test_november_opens_at_79_1_and_80_4_without_the_network_failure_of_the_5th():
    calls = armor.calls(OPENING)
    total, failure = armor.total(calls), armor.total(calls[calls["group"] == "failure"])
    assert tenths(total.in_time, total.offered) == 791
    without = total.less(failure)
    assert tenths(without.in_time, without.offered) == 804


def test_eight_people_in_twelve_months_make_a_turnover_of_28_percent():
    year = [armor.month_sheet(month) for month in MONTHS[1:]]
    leavers, people = sum(s["leavers"] for s in year), sum(s["headcount"] for s in year) / 12
    assert 27.5 <= 100 * leavers / people <= 28.5
