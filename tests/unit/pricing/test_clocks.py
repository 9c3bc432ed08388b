"""Uplifts by the clock and hours by half-hour: edges of the night, and half-hours that do not add up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.judgement import reach
from pilotage.periods import Month
from pilotage.pricing import Extras, price_month
from tests.months import contract, half_hours, judged, table

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
uplifts = [{ when = "night", from = "21:00", to = "06:00", percent = 25 }]
"""
CEILING = """
[[limit]]
id = "plafond"
kind = "max_quantity"
grain = "half_hour"
prices = ["heure"]
[[limit.terms]]
from = 2025-01-01
source = "contrat, 8"
rate = 100
of = "ordered_hours"
"""


def month(terms, rows, productive):
    table = [{"productive_hours": productive}]
    return judged(contract(terms), JANUARY, table, half_hours=half_hours(rows))


@pytest.mark.parametrize(
    ("at", "uplifted"),
    [
        ("20:30", False),
        ("21:00", True),
        ("23:30", True),
        ("00:00", True),
        ("05:30", True),
        ("06:00", False),
    ],
)
def test_the_night_begins_and_ends_on_its_own_hours(at, uplifted):
    rows = [{"at": f"2026-01-13T{at}:00", "productive_hours": 4}]
    lines = {line.id: line.amount for line in month(HOUR, rows, 4).bill.lines}
    assert lines.pop("heure") == Decimal("80.00")
    assert lines == ({"heure.uplift-25": Decimal("20.00")} if uplifted else {})


def test_half_hours_that_do_not_add_up_to_the_days_are_told():
    result = month(HOUR, [{"at": "2026-01-13T22:00:00", "productive_hours": 3}], 4)
    assert [problem.code for problem in result.problems] == ["pricing.half_hours_differ"]
    assert result.bill.lines[1].quantity == 3


def test_an_uplift_is_as_sure_as_the_hours_it_is_on():
    rows = half_hours([{"at": "2026-01-13T22:00:00", "productive_hours": 4}])
    given = table([{"productive_hours": 4, "batch": 7, "estimated": ["productive_hours"]}], JANUARY)
    given = replace(given, typed=frozenset({7}))
    for today in (date(2026, 1, 20), date(2026, 11, 12)):
        lines, _ = price_month(contract(HOUR), given, JANUARY, today, Extras(half_hours=rows))
        told = [(line.estimated, line.typed, line.provisional) for line in lines]
        assert told == [(True, True, today < date(2026, 2, 1))] * 2


def test_an_uplift_is_not_an_hour_more_under_a_ceiling():
    rows = [{"at": "2026-01-13T22:00:00", "productive_hours": 4, "ordered_hours": 3}]
    lines = {line.id: line.quantity for line in month(HOUR + CEILING, rows, 4).bill.lines}
    assert lines["heure"] == 3


def test_half_hours_are_read_where_a_price_or_a_ceiling_needs_them():
    plain = HOUR.replace('uplifts = [{ when = "night", from = "21:00", to = "06:00", percent = 25 }]', "")
    assert reach(contract(HOUR), JANUARY).half_hours
    assert reach(contract(plain + CEILING), JANUARY).half_hours
    assert not reach(contract(plain), JANUARY).half_hours


def test_an_uplift_says_its_percentage_and_not_the_share_billed_in_the_meantime():
    awaited = (
        'price = 20\nmatures_after_days = 30\nprovisional = { unit = "productive_hour", share = 90 }'
    )
    rows = half_hours([{"at": "2026-01-13T22:00:00", "productive_hours": 4}])
    terms = contract(HOUR.replace("price = 20", awaited))
    lines = judged(
        terms, JANUARY, [{"productive_hours": 4}], date(2026, 2, 5), half_hours=rows
    ).bill.lines
    assert [dict(line.detail).keys() for line in lines] == [{"share", "of_unit"}, {"uplift"}]
