"""The scale drawn behind a figure is the one that the contract judges it by, on that day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.committee.ladder import rungs_of
from pilotage.committee.model import Rung
from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract

ROOT = Path(__file__).resolve().parents[3]


def contract(ref: str) -> Contract:
    text = (ROOT / "contracts" / ref / "contract.toml").read_text(encoding="utf-8")
    found, problems = load_contract(text)
    assert found, problems
    return found


def test_the_bands_of_a_ladder_stand_in_order_with_their_rates() -> None:
    rungs = rungs_of(contract("ARMOR-2025"), "QS", date(2026, 2, 1))
    edges = [(rung.low, rung.high, rung.rate) for rung in rungs]
    assert edges == [
        (None, 70, -5),
        (70, 75, -3),
        (75, 78, Decimal("-1.5")),
        (78, 86, 0),
        (86, None, Decimal("1.5")),
    ]


def test_an_amendment_moves_the_bands_from_its_day_on() -> None:
    rungs = rungs_of(contract("ARMOR-2025"), "QS", date(2026, 7, 1))
    assert [rung.low for rung in rungs] == [None, 70, 75, 79, 87]


def test_an_amount_a_point_draws_the_side_where_it_is_asked() -> None:
    rungs = rungs_of(contract("RAVINALA-2025"), "email24", date(2026, 4, 1))
    assert rungs == (Rung(None, Decimal(90), amount=Decimal(-250)), Rung(Decimal(90), None))


@pytest.mark.parametrize("sla", ["stock", "unknown"])
def test_an_sla_without_a_scale_of_its_own_draws_none(sla: str) -> None:
    assert rungs_of(contract("RAVINALA-2025"), sla, date(2026, 4, 1)) == ()


@pytest.mark.parametrize(
    ("value", "rate"), [("69.9", "-5"), ("70", "-3"), ("74.9", "-3"), ("75", "-1.5"), ("86", "1.5")]
)
def test_a_value_on_an_edge_stands_where_the_clause_puts_it(value: str, rate: str) -> None:
    rungs = rungs_of(contract("ARMOR-2025"), "QS", date(2026, 2, 1), Decimal(value))
    assert [rung.rate for rung in rungs if rung.here] == [Decimal(rate)]


@pytest.mark.parametrize(("value", "amount"), [("88.9", Decimal(-250)), ("90", None), ("95", None)])
def test_an_amount_a_point_is_asked_only_beyond_its_edge(value: str, amount: Decimal | None) -> None:
    rungs = rungs_of(contract("RAVINALA-2025"), "email24", date(2026, 4, 1), Decimal(value))
    assert [rung.amount for rung in rungs if rung.here] == [amount]
