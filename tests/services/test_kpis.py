"""KPIs by period: those that an activity is about, with their targets."""

from datetime import date
from decimal import Decimal

from pilotage.periods import Month
from pilotage.services.actor import local_administrator
from pilotage.services.kpis import KpiRow, kpi_rows
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


def one(db: Database, contract: str, kpi: str, month: Month, by: str = "month") -> list[KpiRow]:
    return list(
        kpi_rows(
            db, local_administrator(), contract=contract, window=month.window, by=by, kpi=kpi  # type: ignore[arg-type]
        )
    )  # fmt: skip


def test_a_month_that_lacks_an_open_day_says_which_and_is_provisional(demo: Database) -> None:
    (row,) = one(demo, "RAVINALA-2025", "chat-60s", Month(2026, 11))
    assert row.missing == (date(2026, 11, 9),)
    assert row.provisional
    assert row.figure.value is not None


def test_a_month_that_is_over_and_whole_is_final(demo: Database) -> None:
    (row,) = one(demo, "ARMOR-2025", "QS20", Month(2026, 10))
    assert (row.missing, row.provisional) == ((), False)


def test_a_figure_is_provisional_until_it_has_matured(demo: Database) -> None:
    withdrawals = one(demo, "TEJO-2025", "retractation", Month(2026, 10))
    assert [row.provisional for row in withdrawals] == [True]  # 14 days after 31 October: the 15th
    earlier = one(demo, "TEJO-2025", "retractation", Month(2026, 9))
    assert [row.provisional for row in earlier] == [False]


def test_the_dead_band_is_that_of_the_ladder_in_force(demo: Database) -> None:
    (june,) = one(demo, "ARMOR-2025", "QS20", Month(2026, 6))
    (july,) = one(demo, "ARMOR-2025", "QS20", Month(2026, 7))
    assert (june.low, june.high) == (78, 86)
    assert (july.low, july.high) == (79, 87)


def test_a_ladder_without_bonus_is_open_above(demo: Database) -> None:
    (row,) = one(demo, "ATLAS-2025", "realisation", Month(2026, 4))
    assert (row.low, row.high) == (95, None)


def test_one_kpi_and_one_activity_are_read_alone(demo: Database) -> None:
    rows = kpi_rows(
        demo, local_administrator(), contract="RAVINALA-2025", window=Month(2026, 4).window,
        by="day", kpi="DMT", activity="chat",
    )  # fmt: skip
    assert {(row.kpi, row.activity) for row in rows} == {("DMT", "chat")}
    assert len(rows) == 30
