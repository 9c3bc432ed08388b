"""Half-hours left out of opening hours, and contacts outside them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pilotage.controls.slots import missing_slots, outside_hours
from tests.months import contract

TERMS = contract(
    """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "08:00"
closes = "18:00"
on_holidays = true
"""
)
MONDAY = date(2026, 10, 5)


def at(text):
    return datetime.fromisoformat(text)


def filled(days=10, volume=20, but=(), only=None):
    """Two weeks of half-hours from 8 to 18, less some."""
    found = {}
    for n in range(days):
        day = MONDAY + timedelta(days=n + 2 * (n // 5))
        for slot in range(16, 36):
            moment = datetime.combine(day, time(slot // 2, 30 * (slot % 2)))
            if moment not in but and (only is None or slot in only):
                found[moment] = Decimal(volume)
    return found


def test_half_hours_of_a_morning_that_are_lacking_are_listed_with_what_they_usually_bring():
    gone = [at("2026-10-07T09:00"), at("2026-10-07T09:30")]
    (finding,) = missing_slots(TERMS, "voix", "appels", filled(but=gone), 30)
    assert [(line.day, line.at, line.expected) for line in finding.lines] == [
        (date(2026, 10, 7), "09:00", 20),
        (date(2026, 10, 7), "09:30", 20),
    ]
    params = dict(finding.params)
    assert (params["count"], params["days"], params["share"]) == (2, 1, 10)
    assert finding.gravity == "serious"


def test_a_file_that_leaves_out_quiet_half_hours_is_not_accused():
    # the first and last hours are there one day in two: that is how this file is made
    there = filled()
    for moment in list(there):
        if moment.hour in {8, 17} and moment.day % 2:
            del there[moment]
    assert list(missing_slots(TERMS, "voix", "appels", there, 30)) == []


def test_a_whole_day_without_rows_is_a_missing_day_not_twenty_half_hours():
    there = {moment: volume for moment, volume in filled().items() if moment.day != 7}
    assert list(missing_slots(TERMS, "voix", "appels", there, 30)) == []


def test_a_holiday_with_hours_of_its_own_is_not_held_against_other_days():
    there = filled(days=40)
    holiday = date(2026, 11, 11)
    there = {
        moment: v for moment, v in there.items() if moment.date() != holiday or 9 <= moment.hour < 12
    }
    assert list(missing_slots(TERMS, "voix", "appels", there, 30)) == []


def test_one_half_hour_of_little_weight_is_to_check_not_serious():
    gone = at("2026-10-07T08:00")
    there = filled(but=[gone])
    for moment in there:
        if moment.hour == 8 and moment.minute == 0:
            there[moment] = Decimal(1)
    (finding,) = missing_slots(TERMS, "voix", "appels", there, 30)
    assert finding.gravity == "watch"


def test_contacts_after_closing_are_told_with_their_share():
    there = filled()
    there[at("2026-10-06T19:00")] = Decimal(50)
    there[at("2026-10-06T20:00")] = Decimal(0)
    (finding,) = outside_hours(TERMS, "voix", "appels", there, 30)
    assert [(line.at, line.read) for line in finding.lines] == [("19:00", 50)]
    assert dict(finding.params)["volume"] == 50
    assert finding.gravity == "watch"
    assert list(outside_hours(contract(), "voix", "appels", there, 30)) == []
