"""From which value an SLA costs nothing."""

from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.landing.edges import malus_edge
from pilotage.periods import Month
from tests.months import contract

NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize(
    ("ref", "sla", "direction", "expected"),
    [
        ("ARMOR-2025", "QS", "higher", 79),
        ("ARMOR-2025", "SAT", "higher", 80),
        ("ATLAS-2025", "QS", "higher", 77),
        ("TEJO-2025", "transformation", "higher", 9),
        ("TEJO-2025", "retractation", "lower", 15),
        ("RAVINALA-2025", "email24", "higher", 90),
    ],
)
def test_the_edge_is_that_of_the_clause_in_force(ref, sla, direction, expected):
    terms = contract(Path("contracts") / ref / "contract.toml")
    assert malus_edge(terms, sla, direction, NOVEMBER) == Decimal(expected)


def test_an_amendment_moves_the_edge_from_its_month_on():
    terms = contract(Path("contracts/ARMOR-2025/contract.toml"))
    assert malus_edge(terms, "QS", "higher", Month(2026, 6)) == 78


def test_an_sla_without_a_clause_of_its_own_has_no_edge():
    terms = contract(Path("contracts/RAVINALA-2025/contract.toml"))
    assert malus_edge(terms, "stock", "lower", NOVEMBER) is None
