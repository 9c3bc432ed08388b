"""Opening days and half-hours, clock changes and holidays included."""

from datetime import date, datetime

from pilotage.controls.openings import closes_at, open_slots
from tests.months import contract

ALWAYS = """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
opens = "00:00"
closes = "24:00"
on_holidays = true
"""
SHORT = """
[[opening]]
activity = "voix"
days = ["mon"]
opens = "08:15"
closes = "10:10"
"""


def at(text):
    return datetime.fromisoformat(text)


def test_a_day_open_without_end_has_forty_eight_half_hours():
    assert len(open_slots(contract(ALWAYS), "voix", date(2026, 10, 24), 30)) == 48


def test_the_hour_that_clocks_skip_is_not_expected():
    slots = open_slots(contract(ALWAYS), "voix", date(2026, 3, 29), 30)
    assert len(slots) == 46
    assert at("2026-03-29T02:00") not in slots


def test_only_whole_half_hours_within_the_hours_are_expected():
    slots = open_slots(contract(SHORT), "voix", date(2026, 10, 5), 30)
    assert [f"{slot:%H:%M}" for slot in slots] == ["08:30", "09:00", "09:30"]
    assert open_slots(contract(SHORT), "voix", date(2026, 10, 6), 30) == []


def test_a_day_closes_with_its_last_activity():
    assert closes_at(contract(SHORT), date(2026, 10, 5)) == at("2026-10-05T10:10")
    assert closes_at(contract(SHORT), date(2026, 10, 6)) == at("2026-10-06T00:00")
    assert closes_at(contract(), date(2026, 10, 6)) == at("2026-10-07T00:00")
    assert closes_at(contract(ALWAYS), date(2026, 10, 6)) == at("2026-10-07T00:00")
