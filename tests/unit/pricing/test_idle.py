"""Hours decided payable though nobody could work: when they add a line, and when they add none."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month
from tests.months import contract, judged

JANUARY = Month(2026, 1)
HOUR = """
[[price]]
id = "heure"
activity = "voix"
unit = "productive_hour"
[[price.terms]]
from = 2025-01-01
source = "contrat, 7"
price = 20
[[price]]
id = "tranche"
activity = "voix"
unit = "productive_hour"
[[price.terms]]
from = 2025-01-01
source = "contrat, 7"
until = 2026-01-15
tiers = [{{ price = 20 }}]
[[neutralisation]]
id = "panne"
cause = "client_outage"
[[neutralisation.terms]]
from = 2025-01-01
source = "contrat, 12"
shape = "whole"
{terms}
"""
ADDED = 'may_change = "both"\nidle = "added"'
DAY = date(2026, 1, 20)
OUTAGE = Span(datetime.combine(DAY, time(9)), datetime.combine(DAY, time(12)))


def idle(terms=ADDED, price="heure", spans=(OUTAGE,), month=None):
    decided = Relief(
        "R1", "panne", date(2026, 1, 25), spans, idle_hours=((price, Decimal(5)),), month=month
    )
    result = judged(
        contract(HOUR.format(terms=terms)), JANUARY, [{"productive_hours": 0}], relief=(decided,)
    )
    return {line.id: line.amount for line in result.bill.lines if "idle" in line.id}


def test_hours_decided_are_paid_at_the_price_of_their_day():
    assert idle() == {"heure.idle": Decimal("100.00")}
    assert idle(spans=()) == {"heure.idle": Decimal("100.00")}


@pytest.mark.parametrize(
    "terms",
    [
        'may_change = "both"\nidle = "counted"',
        'may_change = "sla"\nidle = "added"',
    ],
)
def test_a_clause_that_adds_no_hours_or_leaves_the_billing_alone_adds_no_line(terms):
    assert idle(terms) == {}


def test_hours_asked_for_another_month_wait_for_it():
    assert idle(month=JANUARY) == {"heure.idle": Decimal("100.00")}
    assert idle(month=Month(2025, 12)) == {}


@pytest.mark.parametrize("price", ["tranche", "inconnu"])
def test_hours_at_a_price_that_has_no_amount_that_day_add_no_line(price):
    assert idle(price=price) == {}
    assert idle(price=price, spans=()) == {}


def test_a_decision_that_adds_nothing_hides_no_other():
    decided = (
        Relief("R0", "panne", DAY, (OUTAGE,), (), (("heure", Decimal(9)),), Month(2025, 12)),
        Relief("R1", "panne", DAY, (OUTAGE,), (), (("absent", Decimal(9)), ("heure", Decimal(5)))),
    )
    terms = contract(HOUR.format(terms=ADDED))
    lines = judged(terms, JANUARY, [{"productive_hours": 0}], relief=decided).bill.lines
    assert [(line.id, line.quantity) for line in lines if "idle" in line.id] == [("heure.idle", 5)]
