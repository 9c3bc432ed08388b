"""Every figure of the story of Atlas Relation, from the counters themselves."""

from datetime import date

import pytest

from pilotage.demo import atlas, files_atlas
from pilotage.demo.armor import total
from pilotage.demo.clock import MONTHS, OPENING
from pilotage.demo.facts import Calls
from pilotage.periods import Month

MARCH, SEPTEMBER, OCTOBER = Month(2026, 3), Month(2026, 9), Month(2026, 10)


def tenths(part, whole):
    return round(1000 * int(part) / int(whole))


def hundredths(month):
    hours = atlas.hours(month)
    return {name: int(value) for name, value in hours.groupby("stream")["productive"].sum().items()}


def test_march_has_4720_day_540_evening_and_96_sunday_hours_of_5400_ordered():
    assert hundredths(MARCH) == {
        "heures-jour": 472_000,
        "heures-soiree": 54_000,
        "heures-dimanche": 9_600,
    }
    assert int(atlas.hours(MARCH)["ordered"].sum()) == 540_000


def test_march_is_76_8_raw_and_78_4_without_the_outage_of_the_17th():
    calls = atlas.calls(MARCH)
    outage = calls[calls["group"] == "outage"]
    assert total(calls) == Calls(38_000, 34_300, 29_184)
    assert (len(outage), int(outage["offered"].sum()), int(outage["in_time"].sum())) == (11, 940, 113)
    assert tenths(29_184, 38_000) == 768
    assert tenths(29_071, 37_060) == 784


def test_the_outage_lasts_from_10_00_to_15_30_in_paris_and_shows_an_hour_less_in_the_file():
    outage = atlas.calls(MARCH).query("group == 'outage'")
    assert set(outage["day"]) == {date(2026, 3, 17)}
    assert list(outage["slot"]) == list(range(20, 31))
    assert f"{files_atlas.local(date(2026, 3, 17), 20):%H:%M}" == "09:00"
    assert f"{files_atlas.local(date(2026, 2, 10), 20):%H:%M}" == "10:00"
    assert f"{files_atlas.local(date(2026, 7, 7), 20):%H:%M}" == "09:00"


def test_104_5_hours_are_idle_during_the_outage():
    hours = atlas.hours(MARCH)
    idle = hours[
        [
            d == date(2026, 3, 17) and s in range(20, 31)
            for d, s in zip(hours["day"], hours["slot"], strict=True)
        ]
    ]
    assert set(idle["productive"]) == {950}, "19 seats"
    assert int(idle["productive"].sum()) == 10_450


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_contacts_per_hour_stay_between_6_3_and_6_9_idle_hours_set_apart(month):
    handled = total(atlas.calls(month)).answered
    hours = atlas.hours(month)
    idle = 10_450 if month == MARCH else 0
    for worked in ("productive", "connected"):
        assert 630 <= round(100 * handled / ((int(hours[worked].sum()) - idle) / 100)) <= 690


def test_the_missing_tuesday_costs_0_3_point():
    calls = atlas.calls(SEPTEMBER)
    everything, late = total(calls), total(calls[calls["day"] == date(2026, 9, 22)])
    without = everything.less(late)
    assert tenths(everything.in_time, everything.offered) == 792
    assert tenths(without.in_time, without.offered) == 795


def test_october_gives_the_hours_of_its_pre_invoice():
    hours = atlas.hours(OCTOBER)
    assert hundredths(OCTOBER) == {
        "heures-jour": 452_000,
        "heures-soiree": 48_000,
        "heures-dimanche": 8_700,
    }
    assert int(hours["breaks"].sum()) == 9_600, "what Atlas disputes"
    assert int(hours["connected"].sum()) == 518_300
    assert tenths(hours["productive"].sum(), hours["ordered"].sum()) == 942
    assert atlas.month_sheet(OCTOBER)["training"] == 64


@pytest.mark.parametrize("month", [m for m in MONTHS if m != OCTOBER], ids=str)
def test_no_other_month_falls_under_95_percent_of_the_hours_ordered(month):
    hours = atlas.hours(month)
    assert tenths(hours["productive"].sum(), hours["ordered"].sum()) >= 950


@pytest.mark.parametrize("month", [m for m in MONTHS if m != MARCH], ids=str)
def test_the_service_level_of_the_other_months_lies_in_the_neutral_zone(month):
    calls = total(atlas.calls(month))
    assert 770 <= tenths(calls.in_time, calls.offered) < 870


@pytest.mark.parametrize("month", [*MONTHS, OPENING], ids=str)
def test_only_the_outage_is_above_110_percent_of_the_forecast(month):
    both = atlas.calls(month).merge(atlas.forecast(month), on=["day", "slot", "stream"])
    above = both[both["offered"] * 1000 > both["forecast_10"] * 110]
    assert set(above["group"]) <= {"outage"}
    assert len(above) == (11 if month == MARCH else 0)


def test_atlas_opens_on_sundays_and_holidays_from_9_to_18_at_the_sunday_tariff():
    may = atlas.hours(Month(2026, 5))
    ascension = may[may["day"] == date(2026, 5, 14)]
    assert (ascension["slot"].min(), ascension["slot"].max()) == (18, 35)
    assert set(ascension["stream"]) == {"heures-dimanche"}


def test_evenings_begin_at_20_00_and_at_18_00_on_saturdays():
    assert atlas.band(date(2026, 3, 20), 39) == "heures-jour"
    assert atlas.band(date(2026, 3, 20), 40) == "heures-soiree"
    assert atlas.band(date(2026, 3, 21), 35) == "heures-jour"
    assert atlas.band(date(2026, 3, 21), 36) == "heures-soiree"
    assert atlas.band(date(2026, 3, 22), 36) == "heures-dimanche"


def test_the_drift_since_july_shows_in_turnover_and_quality():
    sheets = {month: atlas.month_sheet(month) for month in MONTHS}
    turnover = [tenths(s["leavers_10"], s["headcount_10"]) for s in sheets.values()]
    quality = [round(s["quality_sum_10"] / s["quality_n"]) for s in sheets.values()]
    assert turnover[9:] == [21, 28, 36, 44]
    assert max(turnover[:9]) <= 22
    assert quality[9:] == [860, 850, 840, 830]


def test_absence_rises_by_two_points_during_ramadan():
    february, march = atlas.month_sheet(Month(2026, 2)), atlas.month_sheet(MARCH)
    assert february["absence_10"] == 82 + round(20 * 11 / 28)
    assert march["absence_10"] == 81 + round(20 * 19 / 31)
