"""The 46 providers of NHS 111: one contract, a stream a provider code, judged provider by provider."""

import csv
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from real.roads import FILES, Road, Row, assert_agrees, printed, summary

NHS = "NHS111"
NHS_MONTHS = {
    "Apr-15": "2015-04",
    "May-15": "2015-05",
    "Jun-15": "2015-06",
    "Jul-15": "2015-07",
    "Aug-15": "2015-08",
    "Sep-15": "2015-09",
    "Oct-15": "2015-10",
    "Nov-15": "2015-11",
    "Dec-15": "2015-12",
    "Jan-16": "2016-01",
    "Feb-16": "2016-02",
    "Mar-16": "2016-03",
}


def nhs_figures(found: dict[tuple[str, str, str], Row], period: str, stream: str) -> dict[str, str]:
    """The columns of the reference table, from the figures of a period."""

    def figure(kpi: str, part: str = "value") -> str:
        return found[period, stream, kpi][part]

    return {
        "offered": figure("SL60-OFFERED", "denominator"),
        "answered": figure("SL60", "denominator"),
        "abandoned": figure("ABANDON", "numerator"),
        "answered_60s": figure("SL60", "numerator"),
        "abandon_rate": figure("ABANDON"),
        "sl60_of_answered": figure("SL60"),
        "sl60_of_offered": figure("SL60-OFFERED"),
    }


def test_the_nhs_agrees_in_total_and_by_month(road: Road, reference):
    first, last = "2015-04-01", "2016-03-31"
    months = road.kpis(NHS, first, last, "month")
    total = road.kpis(NHS, first, last, "total")
    rows = {row["slice"]: row for row in reference("D4")[0]}
    assert set(rows) == {"all", *NHS_MONTHS}
    whole = nhs_figures(total, f"{first}/{last}", "")
    assert_agrees({**whole, "rows": str(road.imported["nhs"]["rows"])}, rows["all"])
    for name, month in NHS_MONTHS.items():
        providers = [key for key in months if key[0] == month and key[1] and key[2] == "SL60"]
        measured = [key for key in providers if months[key]["status"] == "measured"]
        assert_agrees({**nhs_figures(months, month, ""), "rows": str(len(measured))}, rows[name])


def test_the_nhs_agrees_by_provider(road: Road, reference, shared_data: Path):
    codes = {row["Provider Name"]: row["Provider Org Code"] for row in nhs_rows(shared_data)}
    found = road.kpis(NHS, "2015-04-01", "2016-03-31", "total")
    rows = reference("D4")[1]
    assert len(rows) == 6
    for row in rows:
        figures = nhs_figures(found, "2015-04-01/2016-03-31", codes[row["slice"]])
        assert_agrees(figures, row)


def test_the_provider_months_within_the_standards_are_as_many_as_the_reference_counts(
    road: Road, shared_data: Path
):
    both = Counter()
    for month in NHS_MONTHS.values():
        slas = road.slas(NHS, month)
        assert all(sla["value"] is None for sla in slas.values()), "46 values are not one"
        level = {o["stream"]: o["status"] for o in slas["SL60"]["occurrences"]}
        lost = {o["stream"]: o["status"] for o in slas["ABANDON"]["occurrences"]}
        measured = [s for s in level if level[s] != "not_measured"]
        both["all"] += len(measured)
        both["level"] += sum(level[s] == "met" for s in measured)
        both["abandon"] += sum(lost[s] == "met" for s in measured)
        both["both"] += sum(level[s] == lost[s] == "met" for s in measured)
    told = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    line = next(text for text in told.splitlines() if text.startswith("provider-months:"))
    counts = [int(number) for number in re.findall(r": (\d+)", line)]
    assert [both["all"], both["level"], both["abandon"], both["both"]] == counts[:4]
    over = next(p for p in road.imported["nhs"]["problems"] if p["code"] == "row.exceeds_offered")
    assert over["count"] == counts[4]


def test_the_episode_length_of_march_is_read_though_it_lies(road: Road, shared_data: Path):
    told = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    line = next(text for text in told.splitlines() if text.startswith("episode length:"))
    whole, march = re.findall(r"([\d.]+) s", line)[:2]
    total = road.kpis(NHS, "2015-04-01", "2016-03-31", "total")
    months = road.kpis(NHS, "2016-03-01", "2016-03-31", "month")
    found = total["2015-04-01/2016-03-31", "", "EPISODE"]
    assert printed(found["value"], whole) == whole
    assert printed(months["2016-03", "", "EPISODE"]["value"], march) == march


def nhs_rows(shared_data: Path) -> list[Row]:
    """The file read by nothing of ours."""
    with (shared_data / FILES["nhs"].file).open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


def cents(value: Fraction) -> Decimal:
    """Half-up to the cent, from an exact fraction."""
    whole = abs(value) * 100
    number = Decimal((whole + Fraction(1, 2)).__floor__()) / 100
    return -number if value < 0 else number


def nhs_by_hand(rows: list[Row], name: str) -> dict[str, Decimal]:
    """The lines of a month, provider by provider, from the raw rows: bands on the exact fractions."""
    fees, levels, lost = {}, {}, {}
    for row in rows:
        if row["Periodname"] != name:
            continue
        code = row["Provider Org Code"]
        answered = int(row["Nhs1 Answered Calls SUM"])
        offered = int(row["Nhs1 Number Calls Offered SUM"])
        fee = Fraction(answered) * Fraction("7.80")
        fees[f"call-{code}"] = cents(fee)
        level = Fraction(int(row["Nhs1 Answered 60sec SUM"]), answered)
        rate = -4 if level < Fraction(80, 100) else -2 if level < Fraction(90, 100) else -1
        rate = 0 if level >= Fraction(95, 100) else rate
        levels[f"SL60-malus.{code}"] = cents(fee * rate / 100)
        gone = Fraction(int(row["Nhs1 Abandoned Calls SUM"]), offered)
        lost[f"ABANDON-malus.{code}"] = (
            cents(fee * Fraction("-1.5") / 100) if gone > Fraction(5, 100) else Decimal(0)
        )
    base = sum(fees.values(), Decimal(0))
    malus = {line: amount for line, amount in {**levels, **lost}.items() if amount}
    cap = cents(Fraction(base) * Fraction("2.5") / 100)
    excess = -sum(malus.values(), Decimal(0)) - cap
    lines = {**fees, "fee": Decimal("25000.00"), **malus}
    return lines | ({"malus-month": excess} if excess > 0 else {})


@pytest.mark.parametrize("name", NHS_MONTHS)
def test_the_pre_invoice_of_the_nhs_is_the_one_computed_by_hand(road: Road, shared_data: Path, name: str):
    bill = road.bill(NHS, NHS_MONTHS[name])
    expected = nhs_by_hand(nhs_rows(shared_data), name)
    assert {
        line["id"]: Decimal(line["amount"]) for line in bill["lines"] if Decimal(line["amount"])
    } == expected
    subtotal = sum(expected.values(), Decimal(0))
    vat = cents(Fraction(subtotal) * 20 / 100)
    assert [Decimal(bill[key]) for key in ("subtotal", "vat", "total")] == [subtotal, vat, subtotal + vat]


def test_march_at_the_nhs_written_out(road: Road, reference):
    # 1,298,102 answered in the 44 provider rows of March, at 7.80: 10,125,195.60.
    assert next(r for r in reference("D4")[0] if r["slice"] == "Mar-16")["answered"] == "1298102"
    bill = road.bill(NHS, "2016-03")
    amounts = {line["id"]: Decimal(line["amount"]) for line in bill["lines"]}
    fees = sum(amount for line, amount in amounts.items() if line.startswith("call-"))
    assert fees == Decimal("10125195.60")
    # South East Coast, 111AE4: 106,188 answered x 7.80 = 828,266.40; abandoned above 5 %:
    # -1.5 % = -12,423.996 -> -12,424.00.
    assert amounts["call-111AE4"] == Decimal("828266.40")
    assert amounts["ABANDON-malus.111AE4"] == Decimal("-12424.00")
    # Malus: 334,470.48 on the level, 62,254.65 on abandons, 396,725.13 together; the cap is 2.5 % of
    # 10,125,195.60 = 253,129.89; 143,595.24 comes back.
    slas = road.slas(NHS, "2016-03")
    assert (slas["SL60"]["amount"], slas["ABANDON"]["amount"]) == ("-334470.48", "-62254.65")
    assert amounts["malus-month"] == Decimal("143595.24")
    # 10,125,195.60 + 25,000 - 253,129.89 = 9,897,065.71; VAT 20 % = 1,979,413.142 -> 1,979,413.14.
    totals = [bill["subtotal"], bill["vat"], bill["total"]]
    assert totals == ["9897065.71", "1979413.14", "11876478.85"]
    assert summary(road, NHS, "2016-03") == [Decimal(text) for text in totals]


def test_each_provider_has_its_own_amount_and_they_add_up(road: Road):
    document = road.document("sla", "--contract", NHS, "--month", "2016-03")
    for sla in document["slas"]:
        amounts = {o["stream"]: o["amount"] for o in sla["occurrences"] if o["amount"] is not None}
        own = {
            found["stream"]: found["computed"]
            for found in document["consequences"]
            if found["slas"] == [sla["id"]] and found["zone"]
        }
        assert amounts == own
        assert len(amounts) == 44
        assert sum(map(Decimal, amounts.values())) == Decimal(sla["amount"])
        absent = [o for o in sla["occurrences"] if o["status"] == "not_measured"]
        assert {(o["value"], o["zone"], o["amount"]) for o in absent} == {(None, None, None)}
        assert len(absent) == 2, "two contracts had merged by then: no data is never zero"
