"""Committees come back by rule, give way to holidays, and keep one identity whatever becomes of them."""

from dataclasses import replace
from datetime import date, time

import pytest

from pilotage.committee.model import CommitteeType
from pilotage.committee.series import (
    Change,
    Series,
    occurrences,
    overlaps,
    working_days_before,
    working_days_later,
)
from pilotage.periods import Month, Window

WEEKLY = Series(
    "ARMOR-2025",
    "production",
    CommitteeType.PRODUCTION,
    date(2025, 1, 1),
    every="week",
    weekday="tue",
    minutes=45,
    roles=("Pilote de prestataires",),
)
MONTHLY = replace(
    WEEKLY, id="copil", type=CommitteeType.STEERING, every="month", working_day=10, minutes=60
)


def days(series: Series, first: date, last: date, changes: tuple[Change, ...] = ()) -> list[date]:
    return [one.day for one in occurrences(series, Window(first, last), changes)]


def test_a_weekly_committee_is_held_on_its_day_and_looks_at_the_week_before():
    held = occurrences(WEEKLY, Window(date(2026, 11, 2), date(2026, 11, 15)))
    assert [one.day for one in held] == [date(2026, 11, 3), date(2026, 11, 10)]
    assert held[0].about == Window(date(2026, 10, 26), date(2026, 11, 1))


def test_a_steering_committee_is_held_on_the_tenth_working_day_on_the_month_that_ended():
    (held,) = occurrences(MONTHLY, Window(date(2026, 11, 1), date(2026, 11, 30)))
    assert (held.day, held.month) == (date(2026, 11, 16), Month(2026, 10))


def test_a_half_yearly_committee_looks_at_the_six_months():
    board = replace(MONTHLY, every="half_year", working_day=15)
    (held,) = occurrences(board, Window(date(2026, 7, 1), date(2026, 12, 31)))
    assert held.about == Window(date(2026, 1, 1), date(2026, 6, 30))
    assert held.day == date(2026, 7, 22)


def test_a_rule_of_rfc_5545_says_the_third_thursday():
    thursdays = replace(MONTHLY, rule="FREQ=MONTHLY;BYDAY=3TH")
    held = occurrences(thursdays, Window(date(2026, 9, 1), date(2026, 10, 31)))
    assert [one.day for one in held] == [date(2026, 9, 17), date(2026, 10, 15)]
    assert held[0].month == Month(2026, 8)


def test_a_holiday_of_the_vendor_s_country_moves_the_meeting_too():
    thursdays = replace(WEEKLY, weekday="thu")
    assert days(thursdays, date(2026, 7, 27), date(2026, 8, 2)) == [date(2026, 7, 30)]
    with_morocco = replace(thursdays, countries=("FR", "MA"))
    assert days(with_morocco, date(2026, 7, 27), date(2026, 8, 2)) == [date(2026, 7, 31)]


@pytest.mark.parametrize(
    ("shift", "held"),
    [("next", date(2026, 7, 15)), ("previous", date(2026, 7, 13)), ("none", date(2026, 7, 14))],
)
def test_a_meeting_on_the_fourteenth_of_july_goes_where_the_committee_says(shift, held):
    assert days(replace(WEEKLY, shift=shift), date(2026, 7, 13), date(2026, 7, 17)) == [held]


def test_a_moved_meeting_keeps_its_identity_and_leaves_its_week():
    moved = Change(date(2026, 11, 10), date(2026, 11, 18), time(14), "Salon professionnel")
    assert days(WEEKLY, date(2026, 11, 9), date(2026, 11, 15), (moved,)) == []
    held = occurrences(WEEKLY, Window(date(2026, 11, 16), date(2026, 11, 22)), (moved,))
    assert [(one.day, one.at, one.sequence) for one in held] == [
        (date(2026, 11, 17), time(10), 0),
        (date(2026, 11, 18), time(14), 1),
    ]
    assert held[1].key == "ARMOR-2025.production.2026-11-10"


def test_the_last_change_of_a_meeting_holds():
    changes = (
        Change(date(2026, 11, 10), why="Annulé", sequence=2),
        Change(date(2026, 11, 10), date(2026, 11, 12), sequence=1),
    )
    (held,) = occurrences(WEEKLY, Window(date(2026, 11, 9), date(2026, 11, 15)), changes)
    assert held.cancelled
    assert (held.day, held.sequence) == (date(2026, 11, 10), 2)


def test_no_meeting_before_the_contract_begins_nor_after_it_ends():
    short = replace(WEEKLY, starts=date(2026, 11, 9), ends=date(2026, 11, 20))
    assert days(short, date(2026, 11, 1), date(2026, 12, 31)) == [date(2026, 11, 10), date(2026, 11, 17)]


def test_two_meetings_of_the_same_people_at_the_same_time_are_told():
    other = replace(WEEKLY, contract="ATLAS-2025", at=time(10, 30))
    later = replace(WEEKLY, contract="TEJO-2025", at=time(10, 45))
    window = Window(date(2026, 11, 9), date(2026, 11, 15))
    held = [one for series in (WEEKLY, other, later) for one in occurrences(series, window)]
    assert [(o.first.series.contract, o.second.series.contract) for o in overlaps(held)] == [
        ("ARMOR-2025", "ATLAS-2025"),
        ("ATLAS-2025", "TEJO-2025"),
    ]


def test_people_of_two_vendors_who_never_meet_do_not_overlap():
    other = replace(WEEKLY, contract="ATLAS-2025", roles=("Responsable qualité",))
    window = Window(date(2026, 11, 9), date(2026, 11, 15))
    held = [one for series in (WEEKLY, other) for one in occurrences(series, window)]
    assert overlaps(held) == ()


def test_an_agenda_due_two_working_days_before_a_monday_is_due_on_thursday():
    assert working_days_before(date(2026, 11, 16), 2, "FR") == date(2026, 11, 12)


def test_minutes_due_the_day_after_a_friday_are_due_on_monday():
    assert working_days_later(date(2026, 11, 13), 1, "FR") == date(2026, 11, 16)
