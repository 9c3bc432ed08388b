"""Every figure of the story of Ravinala Contact, from the counters themselves."""

from datetime import date

import pytest

from pilotage.demo import ravinala
from pilotage.demo.clock import MONTHS, OPENING
from pilotage.periods import Month

MAY = Month(2026, 5)


def tenths(part, whole):
    return round(1000 * int(part) / int(whole))


def handled(month):
    return int(ravinala.mails(month)["handled"].sum()), int(ravinala.chats(month)["handled"].sum())


def test_april_is_24000_mails_and_9500_chats_with_every_promise_kept():
    april = Month(2026, 4)
    assert handled(april) == (24_000, 9_500)
    mails, chats = ravinala.mails(april), ravinala.chats(april)
    assert tenths(mails["in_time"].sum(), mails["handled"].sum()) >= 900
    assert tenths(chats["in_time"].sum(), chats["offered"].sum()) >= 850


def test_august_is_4800_contacts_short_of_the_minimum_and_no_other_month_is():
    assert handled(Month(2026, 8)) == (17_900, 7_300)
    short = [month for month in MONTHS if sum(handled(month)) < 30_000]
    assert short == [Month(2026, 8)]


def test_may_was_22025_of_24310_before_the_restatement_and_is_20445_of_22998_after():
    before, after = ravinala.mails_before_restatement(MAY), ravinala.mails(MAY)
    assert (int(before["in_time"].sum()), int(before["handled"].sum())) == (22_025, 24_310)
    assert (int(after["in_time"].sum()), int(after["handled"].sum())) == (20_445, 22_998)
    assert tenths(22_025, 24_310) == 906
    assert tenths(20_445, 22_998) == 889
    assert sum(handled(MAY)) == 32_238


def test_the_restatement_touches_4_to_17_may_and_nothing_else():
    before, after = ravinala.mails_before_restatement(MAY), ravinala.mails(MAY)
    changed = [
        d for d, a, b in zip(before["day"], before["handled"], after["handled"], strict=True) if a != b
    ]
    assert changed[0] == date(2026, 5, 4)
    assert changed[-1] == date(2026, 5, 16)
    assert (before["in_time"] <= before["handled"]).all()
    for month in MONTHS:
        if month != MAY:
            assert ravinala.mails_before_restatement(month).equals(ravinala.mails(month))


@pytest.mark.parametrize("month", [m for m in MONTHS if m != MAY], ids=str)
def test_24_working_hours_are_kept_every_other_month(month):
    mails = ravinala.mails(month)
    assert tenths(mails["in_time"].sum(), mails["handled"].sum()) >= 900


def test_october_misses_one_point_of_chats_exactly():
    chats = ravinala.chats(Month(2026, 10))
    assert int(chats["in_time"].sum()) * 100 == 84 * int(chats["offered"].sum())


@pytest.mark.parametrize("month", [m for m in MONTHS if m != Month(2026, 10)], ids=str)
def test_no_other_month_misses_its_chats(month):
    chats = ravinala.chats(month)
    assert tenths(chats["in_time"].sum(), chats["offered"].sum()) >= 850


def test_reopened_mails_go_from_9_to_17_percent_while_the_promise_is_kept():
    shares = [
        tenths(ravinala.mails(month)["reopened"].sum(), ravinala.mails(month)["handled"].sum())
        for month in MONTHS
    ]
    assert (shares[0], shares[-1]) == (90, 170)
    assert shares[6:] == sorted(shares[6:])


@pytest.mark.parametrize("month", [*MONTHS, OPENING], ids=str)
def test_the_stock_stays_under_a_day_and_every_day_holds_together(month):
    mails, chats = ravinala.mails(month), ravinala.chats(month)
    assert int(mails["backlog"].sum()) <= int(mails["handled"].sum())
    assert (mails["in_time"] <= mails["handled"]).all()
    assert (mails["reopened"] <= mails["handled"]).all()
    assert (chats["in_time"] <= chats["handled"]).all()
    assert (chats["handled"] <= chats["offered"]).all()


def test_the_hours_of_april_pay_10_5_euros_each():
    sheets = ravinala.month_sheet(Month(2026, 4))
    hours = sum(sheet.productive_10 for sheet in sheets.values()) / 10
    assert round(51_990 / hours, 1) == 10.5


def test_the_chats_of_9_november_have_not_come():
    assert date(2026, 11, 9) not in set(ravinala.chats(OPENING)["day"])
    assert date(2026, 11, 9) in set(ravinala.mails(OPENING)["day"])
