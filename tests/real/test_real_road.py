"""Real daily and call-level files down the road, as typed: publish, import, kpi, sla, bill, invoice.

Every figure that our counters can give is held against the reference values beside the files, to the
last digit printed there. Plain means of daily rates are not ours to reproduce.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from real.roads import FILES, Road, assert_agrees, summary

VANCOUVER, CALLS = "VAN311", "PWC-CALLS"
NBSP = "\N{NO-BREAK SPACE}"

# ---- Vancouver: two workbooks, one row a day -------------------------------------------------


def test_the_two_workbooks_of_vancouver_come_in_whole(road: Road):
    for year, days in (("2023", 365), ("2024", 213)):
        report = road.imported[year]
        assert (report["status"], report["rows"], len(report["days_added"])) == ("imported", days, days)
        assert report["days_replaced"] == []


@pytest.mark.parametrize(
    ("year", "last", "table"), [("2023", "2023-12-31", 0), ("2024", "2024-07-31", 1)]
)
def test_vancouver_agrees_by_month_and_in_total(road: Road, reference, year, last, table):
    first = f"{year}-01-01"
    months = road.kpis(VANCOUVER, first, last, "month")
    total = road.kpis(VANCOUVER, first, last, "total")
    days = Counter(
        period[:7] for period, _, kpi in road.kpis(VANCOUVER, first, last, "day") if kpi == "ANSWERED"
    )
    expected = reference("D2")[table]
    assert len(expected) == {"2023": 13, "2024": 8}[year]
    for row in expected:
        whole = row["month"] == "total"
        period = f"{first}/{last}" if whole else row["month"]
        got = {
            kpi: (total if whole else months)[period, "", kpi]
            for kpi in ("ANSWERED", "ABANDON", "ASA", "SL")
        }
        offered, handled = got["ANSWERED"]["denominator"], got["ANSWERED"]["numerator"]
        abandoned = got["ABANDON"]["numerator"]
        unexplained = Decimal(offered) - Decimal(handled) - Decimal(abandoned)
        assert_agrees(
            {
                "days": str(days.total() if whole else days[row["month"]]),
                "offered": offered,
                "handled": handled,
                "abandoned": abandoned,
                "unexplained": str(unexplained),
                "answer_rate": got["ANSWERED"]["value"],
                "abandon_rate": got["ABANDON"]["value"],
                "asa_s_w_handled": got["ASA"]["value"],
                "sl_w_offered": got["SL"]["value"],
            },
            row,
        )
        assert {kpi: figure["estimated"] for kpi, figure in got.items()} == {
            "ANSWERED": False,
            "ABANDON": False,
            "ASA": False,
            "SL": True,
        }, "a level that is only printed as a rate is estimated, and says so"


def test_vancouver_is_judged_month_by_month_on_its_own_figures(road: Road, reference):
    for row in [row for table in reference("D2") for row in table if row["month"] != "total"]:
        slas = road.slas(VANCOUVER, row["month"])
        level, abandon = slas["SL"], slas["ABANDON"]
        shown = Decimal(row["sl_w_offered"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert Decimal(level["value"]) == shown
        assert level["status"] == ("met" if shown >= 80 else "missed")
        assert level["estimated"] is True
        assert (level["zone"] == "malus") == (shown < 78)
        assert (level["zone"] == "bonus") == (shown >= 82)
        lost = Decimal(row["abandon_rate"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(abandon["value"]) == lost
        assert abandon["status"] == ("met" if lost <= 5 else "missed")


BY_HAND = {
    # 36,911 handled: 25,000 x 6.40 + 7,000 x 6.05 + 4,911 x 5.70 = 160,000 + 42,350 + 27,992.70.
    # Level 69.9304 % -> 69.9: below 70, -4 % of 230,342.70 = -9,213.708 -> -9,213.71.
    # Abandoned 6.0531 % -> 6.05: above 5, -1 % = -2,303.427 -> -2,303.43.
    # The month's malus is capped at 4 % of 230,342.70 = 9,213.71: 2,303.43 comes back.
    # 230,342.70 + 9,500 - 9,213.71 = 230,628.99; VAT 5 % = 11,531.4495 -> 11,531.45.
    "2023-01": {
        "call.1": "160000.00",
        "call.2": "42350.00",
        "call.3": "27992.70",
        "fee": "9500.00",
        "SL-bonus-malus": "-9213.71",
        "ABANDON-malus": "-2303.43",
        "malus-month": "2303.43",
        "subtotal": "230628.99",
        "vat": "11531.45",
        "total": "242160.44",
    },
    # 27,249 handled: 160,000 + 2,249 x 6.05 = 13,606.45, that is 173,606.45.
    # Level 82.8124 % -> 82.8: from 82 on, +1.5 % = 2,604.09675 -> 2,604.10. Abandoned 4.83 %: nothing.
    # 173,606.45 + 9,500 + 2,604.10 = 185,710.55; VAT 5 % = 9,285.5275 -> 9,285.53.
    "2023-04": {
        "call.1": "160000.00",
        "call.2": "13606.45",
        "fee": "9500.00",
        "SL-bonus-malus": "2604.10",
        "subtotal": "185710.55",
        "vat": "9285.53",
        "total": "194996.08",
    },
    # 25,532 handled: 160,000 + 532 x 6.05 = 3,218.60, that is 163,218.60.
    # Level 66.7969 % -> 66.8: -4 % = -6,528.744 -> -6,528.74.
    # Abandoned 7.5753 % -> 7.58: above 7, -2 % = -3,264.372 -> -3,264.37.
    # Capped at 4 % = 6,528.744 -> 6,528.74: 3,264.37 comes back.
    # 163,218.60 + 9,500 - 6,528.74 = 166,189.86; VAT 5 % = 8,309.493 -> 8,309.49.
    "2024-03": {
        "call.1": "160000.00",
        "call.2": "3218.60",
        "fee": "9500.00",
        "SL-bonus-malus": "-6528.74",
        "ABANDON-malus": "-3264.37",
        "malus-month": "3264.37",
        "subtotal": "166189.86",
        "vat": "8309.49",
        "total": "174499.35",
    },
}


@pytest.mark.parametrize("month", BY_HAND)
def test_the_pre_invoice_of_vancouver_is_the_one_computed_by_hand(road: Road, month: str):
    bill = road.bill(VANCOUVER, month)
    found = {line["id"]: line["amount"] for line in bill["lines"]}
    found |= {name: bill[name] for name in ("subtotal", "vat", "total")}
    assert found == BY_HAND[month]
    assert bill["currency"] == "CAD"
    marked = {line["id"]: line["estimated"] for line in bill["lines"]}
    assert marked["SL-bonus-malus"], "the estimate follows the number to the pre-invoice"
    assert not marked["fee"]


def test_the_workbook_of_vancouver_has_the_same_three_totals(road: Road):
    assert summary(road, VANCOUVER, "2023-01") == [
        Decimal(BY_HAND["2023-01"][name]) for name in ("subtotal", "vat", "total")
    ]


def test_what_rests_on_a_printed_rate_says_so_wherever_it_is_read(road: Road):
    january = ("--from", "2023-01-01", "--to", "2023-01-31")
    month = ("--contract", VANCOUVER, "--month", "2023-01")
    kpis = road.typed("kpi", "--contract", VANCOUVER, *january)[1]
    assert f"86.72{NBSP}s" in kpis
    assert kpis.count("estimated") == 1
    assert "69.9%, estimated" in kpis
    assert "69.9%, estimated" in road.typed("sla", *month)[1]
    told = road.typed("explain", *month, lang="fr")[1].splitlines()
    marked = {line.split(" · ")[0] for line in told if line.endswith(" · Estimé")}
    assert marked == {"SL", "SL-bonus-malus", "malus-month"}


def test_the_cap_names_the_files_behind_what_it_gives_back(road: Road):
    month = ("--contract", VANCOUVER, "--month", "2023-01")
    told = road.typed("explain", *month, "--line", "malus-month", lang="fr")[1]
    assert f"Fichiers reçus · {Path(FILES['2023'].file).name}" in told


# ---- the calls of a training set, one row a call ---------------------------------------------


def test_the_calls_agree_in_total_and_by_month(road: Road, reference):
    first, last = "2021-01-01", "2021-03-31"
    months = road.kpis(CALLS, first, last, "month")
    total = road.kpis(CALLS, first, last, "total")
    rows = {row["slice"]: row for row in reference("D3")[0]}
    for period in ("all", "2021-01", "2021-02", "2021-03"):
        found = total if period == "all" else months
        key = f"{first}/{last}" if period == "all" else period

        def figure(kpi: str, part: str = "value", found=found, key=key) -> str:
            return found[key, "", kpi][part]

        offered, answered = figure("ANSWERED", "denominator"), figure("ANSWERED", "numerator")
        assert_agrees(
            {
                "offered": offered,
                "answered": answered,
                "unanswered": str(Decimal(offered) - Decimal(answered)),
                "answer_rate": figure("ANSWERED"),
                "resolved": figure("FCR", "numerator"),
                "fcr_of_answered": figure("FCR"),
                "fcr_of_offered": figure("FCR-OFFERED"),
                "sl60_answered_base": figure("SL60-ANSWERED"),
                "sl60_offered_base": figure("SL60"),
                "sl20_offered_base": figure("SL20"),
                "asa_s": figure("ASA"),
                "talk_s": figure("TALK"),
                "csat_mean": figure("CSAT-MEAN"),
                "csat_4_5": figure("CSAT"),
            },
            rows[period],
        )


def test_the_level_of_the_calls_is_judged_on_its_rounded_value(road: Road):
    # 37.1332, 35.7054 and 34.8015 %, to a tenth, against 36.
    found = {month: road.slas(CALLS, f"2021-{month}")["SL60"] for month in ("01", "02", "03")}
    assert {month: (sla["value"], sla["status"]) for month, sla in found.items()} == {
        "01": ("37.1", "met"),
        "02": ("35.7", "missed"),
        "03": ("34.8", "missed"),
    }
    assert {(sla["zone"], sla["amount"]) for sla in found.values()} == {(None, None)}, "it has no ladder"
