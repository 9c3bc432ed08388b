"""Revision clauses: which day, which value, and what they leave alone."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.locale import Words
from pilotage.locale.steps import rule_words
from pilotage.periods import Month
from pilotage.pricing import IndexValue, UnmeasuredError, coefficient
from pilotage.trace import computed
from tests.months import contract, judged

TERMS = """
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
[[price.terms]]
from = 2025-01-01
source = "contrat, 7"
price = 2
[[index]]
id = "revision"
prices = ["appel"]
[[index.terms]]
from = 2025-01-01
source = "contrat, 12"
series = [{{ id = "ICHT", weight = 1, base = 100 }}]
first_revision = {first}
every_months = {every}
"""


def clause(first="2026-01-31", every=1):
    return contract(TERMS.format(first=first, every=every))


def values():
    return [
        IndexValue("ICHT", Month(2026, n), Decimal(100 + n), date(2026, n, 1), "INSEE")
        for n in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), "1.01"),
        (date(2026, 2, 27), "1.01"),
        (date(2026, 2, 28), "1.02"),
        (date(2026, 3, 30), "1.02"),
        (date(2026, 3, 31), "1.03"),
    ],
)
def test_a_revision_on_the_31st_falls_on_the_last_day_of_a_shorter_month(day, expected):
    found = coefficient(clause(), "appel", day, values())
    assert found is not None
    assert found.value == Decimal(expected)


def test_years_after_the_first_revision_the_last_one_is_still_the_last_that_came():
    found = coefficient(clause("2024-01-31"), "appel", date(2026, 3, 30), values())
    assert found is not None
    assert found.value == Decimal("1.02")


def test_nothing_is_revised_before_the_first_revision_nor_without_a_clause():
    assert coefficient(clause(), "appel", date(2026, 1, 30), values()) is None
    assert coefficient(clause(), "autre", date(2026, 6, 1), values()) is None


def test_a_correction_published_later_goes_before_the_first_value():
    known = [*values(), IndexValue("ICHT", Month(2026, 1), Decimal(110), date(2026, 2, 15), "INSEE")]
    found = coefficient(clause("2026-01-01", 12), "appel", date(2026, 6, 1), known)
    assert found is not None
    assert found.value == Decimal("1.1")


def test_a_value_that_is_not_known_is_named_by_its_series_and_month():
    with pytest.raises(UnmeasuredError, match=r"pricing\.index_missing") as caught:
        coefficient(clause(), "appel", date(2026, 2, 28), [])
    assert dict(caught.value.problem.params) == {"term": "appel", "counters": "ICHT 2026-02"}
    assert "INSEE" in coefficient(clause(), "appel", date(2026, 2, 28), values()).steps[0].note


def test_a_coefficient_agreed_to_the_sixth_decimal_is_read_to_the_sixth():
    step = computed("index.rounded", "coefficient", {"coefficient": Decimal("1.065223")})
    assert rule_words(step, Words("fr"), "EUR").result == "1,065223"
    assert rule_words(step, Words("en"), "EUR").result == "1.065223"


def amended(since, change):
    return contract(
        TERMS.format(first="2026-01-01", every=12)
        + f'[[index.terms]]\nfrom = {since}\nsource = "avenant, 1"\n{change}\n'
    )


def test_an_amendment_between_two_revisions_waits_for_the_next_one():
    found = coefficient(amended("2026-03-01", "floor = 1.5"), "appel", date(2026, 6, 1), values())
    assert found is not None
    assert found.value == Decimal("1.01")


def test_a_clause_that_has_ended_revises_nothing():
    assert coefficient(amended("2026-02-01", "until = 2026-04-30"), "appel", date(2026, 4, 30), values())
    assert not coefficient(
        amended("2026-02-01", "until = 2026-04-30"), "appel", date(2026, 5, 1), values()
    )


def test_a_revised_line_tells_each_step_once_and_its_quantity_last():
    tiers = contract(
        TERMS.format(first="2026-01-01", every=12).replace("price = 2", "tiers = [{ price = 2 }]")
    )
    line = judged(tiers, Month(2026, 6), [{"handled": 10}], index_values=tuple(values())).bill.lines[0]
    told = ["fee.quantity", "index.coefficient", "index.price", "fee.tier", "fee.amount"]
    assert [step.rule for step in line.steps] == told
