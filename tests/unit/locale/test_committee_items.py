"""What an agenda gathers is said in both languages: a table, and the sentence that the room reads."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.committee.model import Fact, ItemKind
from pilotage.contract.loading import load_contract
from pilotage.locale import Words
from pilotage.locale.committee_items import FINDINGS, TABLES

ARMOR, _ = load_contract(
    (Path(__file__).parents[3] / "contracts" / "ARMOR-2025" / "contract.toml").read_text("utf-8")
)
FACTS = {
    ItemKind.ESCALATIONS: Fact(
        "QS", Decimal(2), "count", status="progress_plan", text="two_months", due=date(2026, 10, 31)
    ),
    ItemKind.RELIEF: Fact(
        "panne", Decimal(3), status="client_outage", text="Coupure", owner="vendor", due=date(2026, 11, 5)
    ),
    ItemKind.INCIDENTS: Fact(
        "panne", Decimal(3), status="waiting", text="Coupure", due=date(2026, 11, 5)
    ),
    ItemKind.DRIFT: Fact(
        "rotation", Decimal("4.3956"), "percent", due=date(2026, 7, 1), previous=Decimal("2.1008")
    ),
    ItemKind.COST: Fact("billed", Decimal("2.7123"), "currency", amount=Decimal("532499.04")),
    ItemKind.DEADLINES: Fact("", status="end", due=date(2027, 12, 31)),
    ItemKind.RENEWAL: Fact("", status="notice", due=date(2027, 6, 30)),
    ItemKind.INDEXATION: Fact("", status="end", due=date(2027, 1, 1)),
}
USUAL = Fact(
    "QS20",
    Decimal("78.8992"),
    "percent",
    Decimal(80),
    "missed",
    amount=Decimal("-911.42"),
    text="voix",
    due=date(2026, 10, 1),
    direction="higher",
    previous=Decimal("81.25"),
)


def facts(kind: ItemKind) -> tuple[Fact, ...]:
    one = FACTS.get(kind, USUAL)
    if kind is ItemKind.COST:
        return one, Fact("full", Decimal("2.9114"), "currency", amount=Decimal("571605.17"))
    return (one,)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted(TABLES), ids=str)
def test_every_gathered_kind_has_a_table_whose_rows_fit_its_headers(kind, language):
    assert ARMOR is not None
    table = TABLES[kind](facts(kind), ARMOR, Words(language))
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.headers)}
    assert all(text and "{" not in text for row in table.rows for text in row)


@pytest.mark.parametrize("kind", sorted(FINDINGS), ids=str)
def test_every_finding_carries_its_figure_or_its_name(kind):
    assert ARMOR is not None
    told = FINDINGS[kind](facts(kind), ARMOR, Words("fr"))
    assert told
    assert "{" not in told


def test_a_drift_is_told_from_where_to_where_since_when():
    assert ARMOR is not None
    told = FINDINGS[ItemKind.DRIFT](facts(ItemKind.DRIFT), ARMOR, Words("fr"))
    assert told == "Rotation (turnover) de 2,1\u00a0% à 4,4\u00a0% depuis juillet 2026"


def test_a_missed_kpi_is_told_against_its_target_with_one_decimal():
    assert ARMOR is not None
    told = FINDINGS[ItemKind.SERVICE_LEVEL]((USUAL,), ARMOR, Words("en"))
    assert told.endswith("at 78.9%, target 80%")
