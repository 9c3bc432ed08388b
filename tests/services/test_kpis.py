"""KPIs by period: those that an activity is about, with their targets."""

from decimal import Decimal

from pilotage.periods import Month
from pilotage.services.actor import local_administrator
from pilotage.services.kpis import kpi_rows
from pilotage.store.database import Database


def rows(db: Database, contract: str) -> dict[tuple[str, str], Decimal | None]:
    found = kpi_rows(
        db, local_administrator(), contract=contract, window=Month(2026, 4).window, by="month"
    )
    return {(row.activity, row.kpi): row.target for row in found}


def test_a_kpi_of_the_chats_is_not_shown_as_missing_among_the_mails(demo: Database) -> None:
    shown = rows(demo, "RAVINALA-2025")
    activities = {kpi: {a for a, k in shown if k == kpi} for _, kpi in shown}
    chat = next(kpi for (_, kpi), target in shown.items() if target == 85)
    mail = next(kpi for (_, kpi), target in shown.items() if target == 90)
    assert len(activities[chat]) == 1
    assert len(activities[mail]) == 1
    assert activities[chat] != activities[mail]


def test_a_promised_kpi_stands_beside_its_target(demo: Database) -> None:
    assert Decimal(80) in rows(demo, "ARMOR-2025").values()
