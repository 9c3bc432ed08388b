"""Minimums over a period: how far back they look, and what they need to know."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.judgement import reach
from pilotage.periods import Month
from pilotage.pricing import price_month
from tests.months import contract, judged, table

PRICE = """
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
[[price.terms]]
from = 2025-01-01
source = "contrat, 7"
price = 2
"""
MINIMUM = """
[[limit]]
id = "minimum"
kind = "minimum"
per = "{per}"
prices = ["appel"]
[[limit.terms]]
from = 2025-01-01
source = "contrat, 8"
{terms}
"""


def clause(per="contract_year", terms='quantity = 1200\nat_price_of = "appel"'):
    return contract(PRICE + MINIMUM.format(per=per, terms=terms))


def year(terms, given, uncounted=0):
    history = ()
    for number in range(1, 13):
        rows = [] if number == uncounted else [{"handled": given}]
        history += (judged(terms, Month(2025, number), rows, history=history),)
    return history


@pytest.mark.parametrize(
    ("per", "first"),
    [
        ("month", Month(2026, 6)),
        ("contract_year", Month(2026, 1)),
        ("calendar_year", Month(2026, 1)),
        ("contract", Month(2025, 1)),
    ],
)
def test_a_minimum_reads_the_months_of_its_period(per, first):
    assert reach(clause(per), Month(2026, 6)).results == first


def test_the_shortfall_of_a_year_is_due_in_its_last_month_alone():
    results = year(clause(), 90)
    assert [len(result.bill.lines) for result in results] == [1] * 11 + [2]
    assert results[-1].bill.lines[1].quantity == 120  # 1 200 - 12 x 90
    assert results[-1].bill.lines[1].amount == Decimal("240.00")


def test_the_last_month_of_a_year_judged_again_does_not_count_itself_twice():
    history = year(clause(), 90)
    again = judged(clause(), Month(2025, 12), [{"handled": 90}], history=history)
    assert again.bill.lines[1].quantity == 120


def test_a_year_whose_minimum_is_reached_owes_nothing():
    assert len(year(clause(), 100)[-1].bill.lines) == 1


def test_a_month_that_was_never_counted_leaves_the_minimum_of_the_year_unknown():
    history = year(clause(), 90, uncounted=5)
    assert [problem.code for problem in history[-1].problems] == ["pricing.minimum_unknown"]
    assert len(history[-1].bill.lines) == 1


def test_a_share_of_the_shortfall_is_what_is_due():
    terms = clause("month", 'quantity = 1000\nat_price_of = "appel"\nshare = 40')
    line = judged(terms, Month(2026, 1), [{"handled": 800}]).bill.lines[1]
    assert (line.quantity, line.amount) == (Decimal(80), Decimal("160.00"))


def test_nothing_is_due_while_the_month_goes_on():
    terms = clause("month", "amount = 5000")
    result = judged(terms, Month(2026, 1), [{"handled": 800}], today=date(2026, 1, 20))
    assert [line.id for line in result.bill.lines] == ["appel"]


def test_a_commitment_over_the_contract_is_not_due_after_its_first_year():
    result = judged(clause("contract", "amount = 5000"), Month(2025, 12), [{"handled": 800}])
    assert ([line.id for line in result.bill.lines], result.problems) == (["appel"], ())


@pytest.mark.parametrize("terms", ['quantity = 1000\nat_price_of = "appel"', "amount = 5000"])
def test_a_shortfall_on_a_figure_that_may_still_change_may_change_too(terms):
    minimum = clause("month", terms)
    sure = judged(minimum, Month(2026, 1), [{"handled": 800}]).bill.lines[1]
    assert (sure.estimated, sure.provisional) == (False, False)
    made = judged(minimum, Month(2026, 1), [{"handled": 800, "estimated": ["handled"]}]).bill.lines[1]
    assert made.estimated
    opening = '[[opening]]\nactivity = "voix"\ndays = ["mon"]\nopens = "08:00"\ncloses = "20:00"\n'
    awaited = contract(opening + PRICE + MINIMUM.format(per="month", terms=terms))
    lines = judged(awaited, Month(2026, 1), [{"day": date(2026, 1, 5), "handled": 800}]).bill.lines
    assert [line.provisional for line in lines] == [True, True]


@pytest.mark.parametrize("terms", ['quantity = 1000\nat_price_of = "appel"', "amount = 5000"])
def test_a_shortfall_on_a_figure_typed_by_hand_says_so(terms):
    typed = replace(table([{"handled": 800, "batch": 7}], Month(2026, 1)), typed=frozenset({7}))
    lines, _ = price_month(clause("month", terms), typed, Month(2026, 1), date(2026, 11, 12))
    assert [(line.typed, line.batches) for line in lines] == [(True, (7,)), (True, (7,))]
