"""Dates as vendors print them, and the two days a year that have another length."""

# ruff: noqa: DTZ001  what a vendor prints has no zone

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from pilotage.feeds.dates import date_within, moments, seconds_of_many, time_of_day, weekday
from pilotage.feeds.zones import zone_of


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("01/10/2026", "dd/mm/yyyy", datetime(2026, 10, 1)),
        ("2026-10-01", "yyyy-mm-dd", datetime(2026, 10, 1)),
        ("10/1/26", "m/d/yy", datetime(2026, 10, 1)),
        ("1.10.2026", "d.m.yyyy", datetime(2026, 10, 1)),
        ("oct-26", "mmm-yy", datetime(2026, 10, 1)),
        ("oct.-26", "mmm-yy", datetime(2026, 10, 1)),
        ("Apr-15", "mmm-yy", datetime(2015, 4, 1)),
        ("août-26", "mmm-yy", datetime(2026, 8, 1)),
        ("févr.-26", "mmm-yy", datetime(2026, 2, 1)),
        ("octobre 2026", "mmmm yyyy", datetime(2026, 10, 1)),
        ("jeudi 1 octobre 2026", "dddd d mmmm yyyy", datetime(2026, 10, 1)),
        ("01/10/2026 08:30", "dd/mm/yyyy hh:mm", datetime(2026, 10, 1, 8, 30)),
        ("01/10/2026 08:30:00", "dd/mm/yyyy hh:mm", datetime(2026, 10, 1, 8, 30)),
        ("2026-10-01T08:30:15", "yyyy-mm-ddThh:mm:ss", datetime(2026, 10, 1, 8, 30, 15)),
        ("20261001", "yyyymmdd", datetime(2026, 10, 1)),
        ("2026-S40", "yyyy-Sww", datetime(2026, 9, 28)),
        (date(2026, 10, 1), "dd/mm/yyyy", datetime(2026, 10, 1)),
        (datetime(2026, 10, 1, 8, 29, 59, 999_600), "dd/mm/yyyy", datetime(2026, 10, 1, 8, 30)),
    ],
)
def test_dates_are_read_with_the_declared_format(text, form, expected):
    assert moments(form)(text) == expected


@pytest.mark.parametrize(
    "text", ["31/11/2026", "2026-10-01", "1/10/2026", "", "Total", "01/13/2026", 46296.0, "01/10/26"]
)
def test_a_date_in_another_format_is_a_problem_never_a_guess(text):
    assert moments("dd/mm/yyyy")(text) == "date.not_a_date"


def test_many_dates_at_once_are_read_as_one_by_one():
    """The fast way must never read what the careful one refuses, nor otherwise."""
    texts = ["01/10/2026 08:30", "31/11/2026 08:30", "1/10/2026 08:30", "29/02/2028 23:59", "", "x"]
    texts += [
        "01/10/2026 24:00",
        "01/10/26 08:30",
        " 1/10/2026 08:30",
        "01/10/2026 08:60",
        "00/10/2026 08:30",
    ]
    form = "dd/mm/yyyy hh:mm"
    fast = seconds_of_many(texts, form)
    for text, seconds in zip(texts, fast, strict=True):
        careful = moments(form)(text)
        if seconds is not None:
            assert datetime(1970, 1, 1) + timedelta(seconds=seconds) == careful, text
    assert [seconds is not None for seconds in fast[:4]] == [True, False, False, True]
    assert seconds_of_many(["oct-26"], "mmm-yy") == [None]


def test_a_date_is_found_in_a_title_or_a_name():
    assert date_within("Semaine du 05-10-2026 au 11-10-2026", "dd-mm-yyyy") == datetime(2026, 10, 5)
    assert date_within("suivi_2026-10.xlsx", "yyyy-mm") == datetime(2026, 10, 1)
    assert date_within("Feuil1", "dd-mm-yyyy") is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("08:00", 28_800),
        ("8h30", 30_600),
        ("8h", 28_800),
        ("08:00-08:30", 28_800),
        ("08h00 - 08h30", 28_800),
        ("08:00:00", 28_800),
        ("24:00", 86_400),
        (time(8, 30), 30_600),
        (0.5, 43_200),
        ("25:00", "date.not_a_time"),
        ("matin", "date.not_a_time"),
        (1.5, "date.not_a_time"),
    ],
)
def test_the_start_of_a_slot_is_read(cell, expected):
    assert time_of_day(cell) == expected


def test_days_of_the_week_are_known_in_two_languages():
    assert [weekday(name) for name in ("Lundi", "mar.", "Wed", "dimanche 11")] == [0, 1, 2, 6]
    assert weekday("férié") == "date.not_a_weekday"


def seconds(*moment: int) -> np.ndarray:
    return np.array([int((datetime(*moment) - datetime(1970, 1, 1)).total_seconds())])


def hours_of(zone: str, day: date) -> int:
    """How long a local day lasts."""
    found = zone_of(zone, 2025, 2027)
    start = seconds(day.year, day.month, day.day)
    return int((found.utc(start + 86_400) - found.utc(start))[0]) // 3600


def test_the_days_of_the_clock_change_have_23_and_25_hours():
    assert hours_of("Europe/Paris", date(2026, 3, 29)) == 23
    assert hours_of("Europe/Paris", date(2026, 10, 25)) == 25
    assert hours_of("Europe/Paris", date(2026, 7, 1)) == 24


def test_the_repeated_hour_has_two_moments_and_the_skipped_one_none():
    paris = zone_of("Europe/Paris", 2025, 2027)
    twice = seconds(2026, 10, 25, 2, 30)
    assert paris.repeated(twice)[0]
    assert paris.utc_again(twice) - paris.utc(twice) == 3600
    assert not paris.repeated(seconds(2026, 10, 25, 3, 0))[0]
    assert paris.skipped(seconds(2026, 3, 29, 2, 30))[0]
    assert not paris.skipped(seconds(2026, 3, 29, 3, 0))[0]


def test_casablanca_leaves_its_offset_during_ramadan():
    casablanca = zone_of("Africa/Casablanca", 2025, 2027)
    noon = seconds(2026, 2, 1, 12, 0)
    ramadan = seconds(2026, 3, 1, 12, 0)
    assert (noon - casablanca.utc(noon))[0] == 3600
    assert (ramadan - casablanca.utc(ramadan))[0] == 0


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "Africa/Casablanca", "America/Vancouver", "Indian/Mauritius"]
)
def test_every_hour_of_three_years_comes_back_to_itself(name):
    zone = zone_of(name, 2025, 2027)
    utc = np.arange(1_735_689_600, 1_735_689_600 + 3 * 365 * 86_400, 1800)
    local = zone.local(utc)
    first, again = zone.utc(local), zone.utc_again(local)
    assert ((first == utc) | (again == utc)).all()
    assert not zone.skipped(local).any()
    assert (first[~zone.repeated(local)] == utc[~zone.repeated(local)]).all()
