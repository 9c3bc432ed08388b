"""A month comes to the same open and closed, whatever it reads of the months before it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.pricing import IndexValue, Order
from pilotage.services import indices, orders
from pilotage.services.adjusting import adjustments
from pilotage.services.months import judged_live
from services.books import (
    AUGUST,
    JULY,
    OCTOBER,
    REF,
    SEPTEMBER,
    close,
    days_of,
    hours_of,
    publish,
    receive,
    result,
)
from services.portal import ADMIN, on

ESCALATION = """
[[consequence]]
id = "escalade"
kind = "escalating"
place = "next_invoice"
slas = ["QS"]
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 7"
within = 2
rates = [-5, -10]
"""

ALL_FEES = """
[[price]]
id = "{price}"
activity = "voix"
unit = "{unit}"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 6"
price = 5000
{index}
[[limit]]
id = "cap"
kind = "cap_malus"
per = "calendar_year"
base = "all_fees"
[[limit.terms]]
from = 2025-01-01
source = "contrat, art. 9"
rate = 1
"""
INDEX = """
[[index]]
id = "revision"
prices = ["forfait"]
[[index.terms]]
from = 2025-01-01
source = "contrat, art. 8"
series = [{ id = "SYNTEC", weight = 1, base = 100 }]
first_revision = 2026-01-01
"""
SYNTEC = IndexValue("SYNTEC", Month(2026, 1), Decimal(110), date(2026, 1, 15), "INSEE")
MARCH_ORDER = Order("carte", "BC-1", date(2026, 3, 5), Decimal(2))


def three_missed_months(db):
    on(db, date(2026, 10, 20))
    publish(db, head=ESCALATION)
    for month in (JULY, AUGUST, SEPTEMBER):
        receive(db, days_of(month), f"armor_appels_{month}.csv", in_time=50)
    hours_of(db)


@pytest.fixture
def escalating(db_left_by):
    return db_left_by(three_missed_months)


def test_what_a_month_reads_comes_to_the_same_while_the_months_before_it_are_open(escalating):
    opened = result(escalating, SEPTEMBER).bonus_malus
    for month in (JULY, AUGUST, SEPTEMBER):
        close(escalating, month, despite=True, comment="heures absentes")
    assert result(escalating, SEPTEMBER).bonus_malus == opened
    live = judged_live(escalating, ADMIN, contract=REF, month=SEPTEMBER)
    assert live.bonus_malus == opened
    assert not adjustments(escalating, ADMIN, contract=REF, month=OCTOBER)


def july_missed(db, head):
    on(db, date(2026, 10, 20))
    publish(db, head=head)
    receive(db, days_of(JULY), "armor_appels_07.csv", in_time=50)


def capped(db):
    """What the yearly cap gives back in July."""
    return sum(line.amount for line in result(db).bill.lines if line.id == "cap")


def closes_to_the_same(db):
    opened = result(db)
    close(db, JULY, despite=True, comment="heures absentes")
    assert [(x.id, x.amount) for x in result(db).bill.lines] == [
        (x.id, x.amount) for x in opened.bill.lines
    ]
    assert not [one for one in result(db).problems if one.code == "closing.differs"]
    assert not adjustments(db, ADMIN, contract=REF, month=AUGUST)


def test_a_revised_fee_of_the_months_before_the_first_figures_is_that_of_the_closing(db):
    july_missed(db, ALL_FEES.format(price="forfait", unit="month", index=INDEX))
    indices.add(db, ADMIN, contract=REF, value=SYNTEC)
    # Seven fees of 5,000 revised to 5,500, and the calls of July, 13,000: 1 % of 51,500.
    assert capped(db) == Decimal("925.00") - Decimal("515.00")
    closes_to_the_same(db)
    indices.add(db, ADMIN, contract=REF, value=replace(SYNTEC, period=Month(2026, 7), value=Decimal(120)))
    assert capped(db) == Decimal("410.00")


def test_an_order_before_the_first_figures_counts_in_a_closed_month_as_it_did_open(db):
    july_missed(db, ALL_FEES.format(price="carte", unit="purchase", index=""))
    orders.add(db, ADMIN, contract=REF, order=MARCH_ORDER)
    # The order of March, 10,000, and the calls of July, 13,000: 1 % of 23,000.
    assert capped(db) == Decimal("650.00") - Decimal("230.00")
    closes_to_the_same(db)
    orders.add(db, ADMIN, contract=REF, order=replace(MARCH_ORDER, purchase_order="BC-2"))
    assert capped(db) == Decimal("420.00")
    (late,) = adjustments(db, ADMIN, contract=REF, month=AUGUST)
    assert late.month == JULY
