from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.periods import Month
from pilotage.pricing import Line, LineKind, price_month
from pilotage.problems import Problem
from tests.months import contract, table

JANUARY = Month(2026, 1)


def priced(
    terms: str, rows: list[dict[str, Any]], month: Month = JANUARY, today: date = date(2026, 11, 12)
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    return price_month(contract(terms), table(rows, month), month, today)


CALLS = """
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 7"
  tiers = [{ up_to = 1000, price = 5.35 }, { up_to = 2000, price = 5.05 }, { price = 4.80 }]
"""
WHOLE = CALLS.replace("tiers =", 'tiering = "whole_volume"\n  tiers =')


def test_a_tier_ends_with_the_unit_that_closes_it() -> None:
    (line,), _ = priced(CALLS, [{"handled": 1000}])
    assert (line.id, line.quantity, line.amount) == ("appel.1", 1000, Decimal("5350.00"))
    lines, _ = priced(CALLS, [{"handled": 1001}])
    assert [(x.id, x.quantity) for x in lines] == [("appel.1", 1000), ("appel.2", 1)]
    assert dict(lines[1].detail) == {"tier": 2, "above": 1000, "up_to": 2000}


def test_a_volume_of_zero_is_a_line_of_zero_and_no_volume_is_a_problem() -> None:
    (line,), problems = priced(CALLS, [{"handled": 0}])
    assert (line.id, line.amount, problems) == ("appel.1", 0, ())
    lines, problems = priced(CALLS, [{"offered": 10}])
    assert lines == ()
    assert [(p.code, dict(p.params)) for p in problems] == [
        ("pricing.counter_missing", {"term": "appel", "counters": "handled"})
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 900), min_size=1, max_size=6))
def test_tiers_share_out_the_whole_volume_and_nothing_else(volumes: list[int]) -> None:
    rows = [{"day": date(2026, 1, 1 + n), "handled": v} for n, v in enumerate(volumes)]
    lines, _ = priced(CALLS, rows)
    assert sum(line.quantity for line in lines) == sum(volumes)
    (flat,), _ = priced(WHOLE, rows)
    assert flat.quantity == sum(volumes)
    assert flat.amount <= sum(line.amount for line in lines)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_change_of_terms_that_changes_no_price_changes_no_total(early: int, late: int) -> None:
    again = CALLS + CALLS.split("[[price.terms]]")[1].join(["  [[price.terms]]", ""]).replace(
        "2025-01-01", "2026-01-16"
    )
    rows = [{"day": date(2026, 1, 15), "handled": early}, {"day": date(2026, 1, 16), "handled": late}]
    once, _ = priced(CALLS, rows)
    twice, _ = priced(again, rows)
    assert sum(line.amount for line in twice) == sum(line.amount for line in once)
    assert all("@2026-01-" in line.id for line in twice)


def test_the_tier_of_the_whole_volume_counts_all_the_days_of_the_month() -> None:
    cheaper = (
        WHOLE
        + """
  [[price.terms]]
  from = 2026-01-16
  source = "avenant-1, art. 2"
  tiers = [{ up_to = 1000, price = 5 }, { price = 4 }]
"""
    )
    rows = [{"day": date(2026, 1, 15), "handled": 900}, {"day": date(2026, 1, 16), "handled": 200}]
    lines, _ = priced(cheaper, rows)
    assert [(x.id, x.unit_price) for x in lines] == [
        ("appel.2@2026-01-01", Decimal("5.05")),
        ("appel.2@2026-01-16", Decimal(4)),
    ]


FEE = """
[[price]]
id = "forfait"
unit = "month"
  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 7"
  price = {price}
"""


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 10**9), st.integers(2, 31))
def test_a_fee_in_two_parts_is_the_fee_to_a_cent(cents: int, since: int) -> None:
    price = Decimal(cents) / 100
    two = FEE.format(price=price) + (
        f"  [[price.terms]]\n  from = 2026-01-{since:02d}\n  source = 'avenant, 1'\n  price = {price}\n"
    )
    (whole,), _ = priced(FEE.format(price=price), [])
    parts, _ = priced(two, [])
    assert whole.amount == price
    assert abs(sum(part.amount for part in parts) - price) <= Decimal("0.01")
    assert [dict(part.detail)["days"] for part in parts] == [since - 1, 32 - since]


def test_a_part_of_a_month_is_multiplied_before_it_is_divided() -> None:
    terms = FEE.format(price="0.15").replace("2025-01-01", "2026-04-30")
    (line,), _ = priced(terms, [], Month(2026, 4))
    assert line.amount == Decimal("0.01"), "0.15 x 1/30 is half a cent, which goes up"


def test_a_price_without_an_amount_is_refused_by_its_clause() -> None:
    unpriced = CALLS.replace(CALLS.split("\n")[-2], "  mark_up = 5")
    with pytest.raises(ValueError, match=r"contrat, art. 7: a price without an amount"):
        priced(unpriced, [{"handled": 10}])


def test_a_price_that_has_ended_gives_no_line() -> None:
    ended = CALLS.replace(
        'source = "contrat, art. 7"', 'source = "contrat, art. 7"\n  until = 2025-12-31'
    )
    assert priced(ended, [{"handled": 10}]) == ((), ())


SALES = """
[[price]]
id = "vente"
activity = "voix"
unit = "net_sale"
  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 5"
  price = 42
  provisional = { unit = "gross_sale", share = 86 }
  matures_after_days = 14
"""
SOLD = [{"gross_sales": 1020, "withdrawals": 140}]


def test_a_provisional_quantity_is_not_rounded_and_says_what_it_is_made_of() -> None:
    (line,), _ = priced(SALES, SOLD, today=date(2026, 2, 14))
    assert (line.quantity, line.provisional) == (Decimal("877.2"), True)
    assert dict(line.detail) == {"share": 86, "of_unit": "gross_sale"}
    (final,), _ = priced(SALES, SOLD, today=date(2026, 2, 15))
    assert (final.quantity, final.provisional, final.detail) == (880, False, ())


def test_a_provisional_quantity_needs_no_withdrawals() -> None:
    (line,), problems = priced(SALES, [{"gross_sales": 1000}], today=date(2026, 2, 1))
    assert (line.quantity, problems) == (860, ())
    lines, problems = priced(SALES, [{"gross_sales": 1000}], today=date(2026, 3, 1))
    assert (lines, [p.code for p in problems]) == ((), ["pricing.counter_missing"])


def test_every_counter_that_a_price_lacks_is_named() -> None:
    _, problems = priced(SALES, [{"handled": 3}])
    assert [dict(p.params)["counters"] for p in problems] == ["gross_sales, withdrawals"]


def test_more_withdrawn_than_sold_is_given_back() -> None:
    tiers = SALES.replace("price = 42", "tiers = [{ up_to = 900, price = 42 }, { price = 46 }]")
    (line,), _ = priced(tiers, [{"gross_sales": 10, "withdrawals": 12}])
    assert (line.id, line.quantity, line.amount) == ("vente.1", -2, -84)


HOURS = """
stream = [{ id = "jour", activity = "voix" }, { id = "soir", activity = "voix" }]
[[price]]
id = "soir"
activity = "voix"
streams = ["soir"]
unit = "productive_hour"
  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 8"
  price = 20
[[price]]
id = "jour"
activity = "voix"
streams = ["jour"]
unit = "productive_hour"
  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 8"
  price = 10
[[limit]]
id = "max"
kind = "max_quantity"
prices = ["soir", "jour"]
  [[limit.terms]]
  from = 2025-01-01
  source = "contrat, art. 8.2"
  rate = 103
  of = "ordered_hours"
"""


def worked(day: Any, evening: Any, ordered: Any) -> list[dict[str, Any]]:
    return [
        {"stream": "jour", "productive_hours": day, "ordered_hours": ordered},
        {"stream": "soir", "productive_hours": evening},
    ]


def test_hours_above_the_order_leave_the_cheapest_price_first() -> None:
    lines, _ = priced(HOURS, worked(60, 50, 100))
    assert [(x.id, x.quantity, x.amount) for x in lines] == [("soir", 50, 1000), ("jour", 53, 530)]
    assert dict(lines[1].detail)["cut"] == 7
    assert [s.rule for s in lines[1].steps][-3:] == ["limit.cut", "limit.billed", "fee.amount"]


def test_a_large_excess_goes_on_to_the_next_price() -> None:
    lines, _ = priced(HOURS, worked(60, 50, 10))
    assert [(x.id, x.quantity) for x in lines] == [("soir", Decimal("10.3")), ("jour", 0)]


@settings(max_examples=80, deadline=None)
@given(*[st.decimals(min_value=0, max_value=10**5, places=2)] * 3)
def test_what_is_billed_is_the_lower_of_done_and_allowed(day: Any, evening: Any, ordered: Any) -> None:
    lines, _ = priced(HOURS, worked(day, evening, ordered))
    billed = sum(line.quantity for line in lines)
    assert billed == min(day + evening, ordered * Decimal("1.03"))
    assert all(line.quantity >= 0 for line in lines)


MINIMUM = (
    CALLS
    + """
[[limit]]
id = "minimum"
kind = "minimum"
prices = ["appel"]
  [[limit.terms]]
  from = 2025-01-01
  source = "contrat, art. 7.3"
  quantity = 1500
  at_price_of = "appel"
"""
)


def test_a_shortfall_is_billed_at_the_last_price_reached() -> None:
    lines, _ = priced(MINIMUM, [{"handled": 1200}])
    shortfall = lines[-1]
    assert (shortfall.kind, shortfall.quantity) == (LineKind.MINIMUM, 300)
    assert shortfall.unit_price == Decimal("5.05")
    assert shortfall.activity == "voix", "it enters the base of the activity"
    assert dict(shortfall.detail) == {"done": 1200, "minimum": 1500}


def test_a_minimum_that_is_reached_gives_no_line() -> None:
    assert [x.id for x in priced(MINIMUM, [{"handled": 1500}])[0]] == ["appel.1", "appel.2"]


def test_a_minimum_is_not_due_before_the_month_is_over() -> None:
    lines, _ = priced(MINIMUM, [{"handled": 10}], today=date(2026, 1, 31))
    assert [line.id for line in lines] == ["appel.1"]
    assert lines[0].provisional


def test_a_minimum_waits_for_the_volume_that_is_unknown() -> None:
    lines, problems = priced(MINIMUM, [])
    assert lines == ()
    assert [p.code for p in problems] == ["pricing.counter_missing", "pricing.minimum_unknown"]


def test_an_estimated_volume_marks_its_line() -> None:
    (line,), _ = priced(CALLS, [{"handled": 10, "estimated": ["handled"], "batch": 9}])
    assert (line.estimated, line.batches, line.streams) == (True, (9,), ("n1",))


OPEN = """
[[opening]]
activity = "voix"
days = ["mon", "tue"]
opens = "08:00"
closes = "20:00"
"""


def test_a_volume_that_lacks_an_open_day_is_billed_on_what_came_and_may_still_move() -> None:
    days = [5, 6, 12, 13, 19, 26, 27]
    rows = [{"day": date(2026, 1, n), "handled": 10} for n in days]
    (line,), problems = priced(OPEN + CALLS, rows)
    assert (line.quantity, line.provisional) == (70, True)
    assert [(p.code, dict(p.params)) for p in problems] == [
        ("pricing.missing_days", {"term": "appel", "days": 1, "first": "2026-01-20"})
    ]
    rows.append({"day": date(2026, 1, 20), "handled": 10})
    (line,), problems = priced(OPEN + CALLS, rows)
    assert (line.provisional, problems) == (False, ())


WEEKDAYS = """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "08:00"
closes = "22:00"
"""
BY_BAND = (
    WEEKDAYS
    + """
[[stream]]
id = "jour"
activity = "voix"
[[stream]]
id = "soir"
activity = "voix"
[[price]]
id = "heure"
activity = "voix"
streams = ["{stream}"]
unit = "productive_hour"
terms = [{{ from = {since}, source = "contrat, art. 7", price = 20 }}]
"""
)


def hours_but(day: int) -> list[dict[str, Any]]:
    """Hours of every weekday of January but one; the evening opens on Fridays alone."""
    days = [date(2026, 1, n) for n in range(2, 32) if n != day]
    return [
        {"stream": stream, "day": d, "productive_hours": 8}
        for d in days
        for stream in ("jour", "soir")
        if d.weekday() == 4 or (stream == "jour" and d.weekday() < 4)
    ]


def test_hours_that_lack_an_open_day_are_billed_as_provisional() -> None:
    terms = BY_BAND.format(stream="soir", since=date(2025, 1, 1))
    (line,), problems = priced(terms, hours_but(0))
    assert (line.quantity, line.provisional, problems) == (40, False, ())
    (line,), problems = priced(terms, hours_but(14))
    assert line.provisional
    assert [(p.code, dict(p.params)["first"]) for p in problems] == [
        ("pricing.missing_days", "2026-01-14")
    ]


def test_a_price_that_begins_within_the_month_misses_only_its_own_days() -> None:
    terms = BY_BAND.format(stream="jour", since=date(2026, 1, 12))
    assert priced(terms, hours_but(7))[1] == ()
    (line,), problems = priced(terms, hours_but(14))
    assert (line.provisional, [p.code for p in problems]) == (True, ["pricing.missing_days"])


def test_a_column_that_cannot_be_what_it_says_prices_nothing() -> None:
    refused = replace(table([{"handled": 10, "batch": 7}], JANUARY), refused={7: frozenset({"handled"})})
    lines, problems = price_month(contract(CALLS), refused, JANUARY, date(2026, 11, 12))
    assert (lines, [p.code for p in problems]) == ((), ["pricing.refused_column"])


def test_a_week_that_reaches_into_the_next_month_prices_nothing() -> None:
    lines, problems = priced(CALLS, [{"week": date(2026, 1, 26), "handled": 10}])
    assert (lines, [p.code for p in problems]) == ((), ["pricing.grain"])


def test_hours_lack_the_open_days_of_their_own_activity() -> None:
    both = """
activity = [{ id = "voix", channel = "voice_inbound" }, { id = "courriel", channel = "email" }]
stream = [{ id = "n1", activity = "voix" }, { id = "m1", activity = "courriel" }]
"""
    terms = both + OPEN
    terms += '[[price]]\nid = "heure"\nactivity = "voix"\nunit = "productive_hour"\n'
    terms += 'terms = [{ from = 2025-01-01, source = "contrat, 7", price = 20 }]\n'
    _, problems = priced(terms, [{"day": date(2026, 1, 5), "productive_hours": 8}])
    assert [p.code for p in problems] == ["pricing.missing_days"]
