"""A month comes to the same open and closed, whatever it reads of the months before it."""

from datetime import date

import pytest

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
