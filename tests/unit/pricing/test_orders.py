"""What is billed without being counted: a set-up that has no day, or whose clause has ended."""

import pytest

from pilotage.periods import Month
from tests.months import contract, judged

SET_UP = """
[[price]]
id = "mise-en-place"
unit = "set_up"
[[price.terms]]
from = 2025-01-01
source = "contrat, 10"
{terms}
"""


@pytest.mark.parametrize(
    ("terms", "billed"),
    [
        ("price = 1200\non = 2026-01-12", ["mise-en-place"]),
        ("price = 1200\non = 2026-01-12\nmonths = 3", ["mise-en-place"]),
        ("price = 1200\non = 2025-11-12\nmonths = 2", []),
        ("price = 1200\non = 2026-02-01", []),
        ("price = 1200", []),
        ("tiers = [{ price = 1200 }]\non = 2026-01-12", []),
        ("price = 1200\non = 2026-01-12\nuntil = 2025-12-31", []),
    ],
)
def test_a_set_up_is_billed_in_the_months_of_its_instalments_alone(terms, billed):
    lines = judged(contract(SET_UP.format(terms=terms)), Month(2026, 1), []).bill.lines
    assert [line.id for line in lines] == billed


def test_a_subscription_that_says_no_number_is_one():
    terms = SET_UP.replace("set_up", "subscription").format(terms="price = 62")
    assert [line.quantity for line in judged(contract(terms), Month(2026, 1), []).bill.lines] == [1]
