"""Ceilings on hours: when there is nothing to cut, and what a clause cannot do without."""

import pytest

from pilotage.periods import Month
from tests.months import contract, judged

HOUR = """
[[price]]
id = "heure"
activity = "voix"
unit = "productive_hour"
[[price.terms]]
from = 2025-01-01
source = "contrat, 7"
price = 20
{price}
[[limit]]
id = "plafond"
kind = "max_quantity"
prices = ["heure"]
[[limit.terms]]
from = 2025-01-01
source = "contrat, 8"
{limit}
"""
RATE = 'rate = 100\nof = "ordered_hours"'
WORKED = [{"productive_hours": 10, "ordered_hours": 8}]


def month(price="", limit=RATE):
    return judged(contract(HOUR.format(price=price, limit=limit)), Month(2026, 1), WORKED)


def test_a_ceiling_cuts_while_it_is_in_force_and_what_is_billed():
    assert [line.quantity for line in month().bill.lines] == [8]
    ended = month(limit=RATE + "\nuntil = 2025-12-31")
    assert [line.quantity for line in ended.bill.lines] == [10]
    nothing = month(price="until = 2025-12-31")
    assert (nothing.bill.lines, nothing.problems) == ((), ())


@pytest.mark.parametrize("limit", ["rate = 100", 'of = "ordered_hours"'])
def test_a_ceiling_that_lacks_its_rate_or_its_counter_is_refused_by_its_clause(limit):
    with pytest.raises(ValueError, match="contrat, 8: a ceiling without a rate or a counter"):
        month(limit=limit)
