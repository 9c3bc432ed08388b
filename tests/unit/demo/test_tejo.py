"""Every figure of the story of Tejo Vendas, from the counters themselves."""

from datetime import date, timedelta

import pytest

from pilotage.demo import tejo
from pilotage.demo.clock import MONTHS, OPENING
from pilotage.periods import Month

APRIL, JULY, AUGUST, OCTOBER = (Month(2026, number) for number in (4, 7, 8, 10))


def sold(month):
    sales = tejo.sales(month)
    return len(sales), int(sales["withdrawn"].notna().sum())


def contacts(month):
    return int(tejo.production(month)["contacts"].sum())


def test_april_is_9800_useful_contacts_1020_gross_and_880_net_sales():
    assert contacts(APRIL) == 9_800
    assert sold(APRIL) == (1_020, 140)
    assert round(1000 * 1_020 / 9_800) == 104
    assert round(1000 * 140 / 1_020) == 137
    assert int(tejo.production(APRIL)["hours_10"].sum()) == 17_500


def test_july_has_three_calls_outside_permitted_hours_one_of_them_on_the_holiday():
    made = tejo.production(JULY)
    events = made[made["off_hours"] > 0]
    assert list(events["day"]) == [date(2026, 7, 9), date(2026, 7, 14), date(2026, 7, 22)]
    assert int(events["off_hours"].sum()) == 3


@pytest.mark.parametrize("month", [m for m in (*MONTHS, OPENING) if m != JULY], ids=str)
def test_no_other_month_has_one(month):
    assert int(tejo.production(month)["off_hours"].sum()) == 0


def test_consents_are_counted_from_11_august_and_every_contact_has_one():
    august = tejo.production(AUGUST)
    law = [day >= date(2026, 8, 11) for day in august["day"]]
    assert august["consents"].notna().tolist() == law
    after = august[law]
    assert (after["consents"] == after["contacts"]).all()
    before = august[[not held for held in law]]
    assert after["contacts"].mean() < 0.75 * before["contacts"].mean(), "the file was cut"


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_conversion_and_withdrawals_call_for_no_money_before_october(month):
    gross, withdrawn = sold(month)
    conversion = round(1000 * gross / contacts(month))
    assert withdrawn * 100 <= 15 * gross
    if month == OCTOBER:
        assert 75 <= conversion < 90
    else:
        assert 90 <= conversion < 110


def test_october_sold_1010_gross_and_its_withdrawals_are_still_open():
    sales = tejo.sales(OCTOBER)
    assert len(sales) == 1_010
    assert max(day for day in sales["withdrawn"] if day is not None) <= date(2026, 11, 8)


@pytest.mark.parametrize("month", [*MONTHS, OPENING], ids=str)
def test_sales_are_made_in_permitted_hours_and_withdrawn_within_14_days(month):
    sales = tejo.sales(month)
    assert all(600 <= m < 780 or 840 <= m < 1200 for m in sales["minute"])
    assert all(day.weekday() < 5 for day in sales["day"])
    delays = [
        end - day for day, end in zip(sales["day"], sales["withdrawn"], strict=True) if end is not None
    ]
    assert all(timedelta(days=1) <= delay <= timedelta(days=14) for delay in delays)
    assert sales["number"].is_unique


def test_no_more_sales_than_useful_contacts_on_any_day():
    for month in (*MONTHS, OPENING):
        gross = tejo.sales(month).groupby(["day", "stream"]).size()
        useful = tejo.production(month).set_index(["day", "stream"])["contacts"]
        assert (gross <= useful.reindex(gross.index)).all()
