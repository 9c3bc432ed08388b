"""`kpi`, `sla`, `bill`, `explain`, `invoice`, on the demo."""

import os
import re
import shlex
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
EXACT = re.compile(r"-?\d+(\.\d+)?")
APRIL = ("--contract", "ARMOR-2025", "--month", "2026-04")
FEBRUARY = ("--contract", "ARMOR-2025", "--month", "2026-02")


@pytest.fixture
def demo(cli_on, demo_url):
    return lambda *words, lang="en": cli_on(demo_url, *words, lang=lang)


def exact(text: str) -> Decimal:
    assert isinstance(text, str)
    assert EXACT.fullmatch(text), text
    return Decimal(text)


def test_a_bill_adds_up_to_the_cent_in_texts_with_a_point(demo):
    bill = demo("bill", *APRIL, "--json").json
    amounts = [exact(line["amount"]) for line in bill["lines"]]
    assert exact(bill["subtotal"]) == sum(amounts) == Decimal("114634.00")
    assert exact(bill["vat"]) == Decimal("22926.80")
    assert exact(bill["total"]) == Decimal("137560.80")
    assert (bill["contract"], bill["month"], bill["currency"]) == ("ARMOR-2025", "2026-04", "EUR")


def test_every_line_of_a_bill_has_the_keys_that_programs_count_on(demo):
    bill = demo("bill", *FEBRUARY, "--json").json
    assert {"contract", "month", "state", "currency", "lines", "subtotal", "vat", "total"} <= bill.keys()
    for line in bill["lines"]:
        keys = {
            "id",
            "kind",
            "label",
            "quantity",
            "unit_price",
            "amount",
            "vat_rate",
            "vat_treatment",
            "basis",
        }
        assert keys | {"clause"} <= line.keys()
        assert [exact(line[key]) is not None for key in ("quantity", "unit_price", "amount", "vat_rate")]
        assert line["vat_treatment"] in {"standard", "reverse_charge", "outside"}
        assert line["basis"] in {"computed", "proposed", "agreed"}
        assert line["clause"]
    assert len({line["id"] for line in bill["lines"]}) == len(bill["lines"])


def test_a_bill_for_the_eye_shows_the_same_total(demo):
    assert "€137,560.80" in demo("bill", *APRIL).out
    assert "137\N{NARROW NO-BREAK SPACE}560,80\N{NO-BREAK SPACE}€" in demo("bill", *APRIL, lang="fr").out


def test_a_bill_as_of_a_day_before_the_figures_matured_is_provisional(demo):
    tejo = ("bill", "--contract", "TEJO-2025", "--month", "2026-04", "--json")
    early, final = demo(*tejo, "--as-of", "2026-05-05").json, demo(*tejo).json
    assert exact(early["subtotal"]) == Decimal("51342.40")
    assert exact(final["subtotal"]) == Decimal("51460.00")
    assert early["state"] == "provisional" != final["state"]


def test_slas_say_status_zone_maturity_and_worth_apart(demo):
    document = demo("sla", *FEBRUARY, "--json").json
    assert {"contract", "month", "slas", "consequences"} <= document.keys()
    keys = {"id", "kpi", "window", "target", "status", "zone", "maturity", "value", "amount", "clause"}
    for sla in document["slas"]:
        assert keys | {"occurrences"} <= sla.keys()
        for occurrence in sla["occurrences"]:
            parts = {"from", "to", "stream", "value", "status", "amount", "without_neutralisation"}
            assert parts <= occurrence.keys()
    for consequence in document["consequences"]:
        assert {"id", "kind", "slas", "computed", "limit"} <= consequence.keys()
    service_level = next(sla for sla in document["slas"] if sla["kpi"] == "QS20")
    assert (service_level["status"], service_level["zone"]) == ("missed", "malus")
    assert exact(service_level["value"]) == Decimal("71.9")
    assert exact(service_level["amount"]) == Decimal("-4198.32")
    (occurrence,) = service_level["occurrences"]
    assert occurrence["without_neutralisation"] == {"value": "58.4", "amount": "-6997.20"}


def test_an_sla_on_a_survey_gives_its_sample_and_where_it_lies_at_95_percent(demo):
    slas = {sla["kpi"]: sla for sla in demo("sla", *FEBRUARY, "--json").json["slas"]}
    (survey,) = slas["CSAT"]["occurrences"]
    assert exact(survey["n"]) > 300
    assert exact(survey["low"]) < exact(survey["value"]) < exact(survey["high"])
    (counted,) = slas["QS20"]["occurrences"]
    assert (counted["n"], counted["low"], counted["high"]) == (None, None, None)


def test_slas_for_the_eye_name_the_clause(demo):
    out = demo("sla", *FEBRUARY).out
    assert "71.9%" in out
    assert "annexe 4" in out


@pytest.mark.parametrize(
    ("by", "periods", "first"),
    [
        ("day", 30, "2026-04-01"),
        ("week", 5, "2026-W14"),
        ("month", 1, "2026-04"),
        ("total", 1, "2026-04-01/2026-04-30"),
    ],
)
def test_kpis_come_by_the_period_that_was_asked_for(demo, by, periods, first):
    words = ("kpi", "--contract", "ARMOR-2025", "--from", "2026-04-01", "--to", "2026-04-30", "--by", by)
    rows = demo(*words, "--json").json["rows"]
    found = sorted({row["period"] for row in rows})
    assert found[0] == first
    assert len(found) <= periods
    keys = {
        "period",
        "activity",
        "stream",
        "kpi",
        "value",
        "unit",
        "numerator",
        "denominator",
        "estimated",
    }
    assert all(keys | {"status"} <= row.keys() for row in rows)


def test_a_kpi_is_the_ratio_of_the_sums_it_shows(demo):
    words = (
        "kpi",
        "--contract",
        "ARMOR-2025",
        "--from",
        "2026-04-01",
        "--to",
        "2026-04-30",
        "--by",
        "month",
    )
    rows = demo(*words, "--json").json["rows"]
    row = next(row for row in rows if row["kpi"] == "QS20" and row["stream"] is None)
    assert exact(row["denominator"]) == 22_000
    assert exact(row["value"]) == exact(row["numerator"]) / exact(row["denominator"]) * 100
    assert "22,000" in demo(*words).out


def test_explain_goes_from_counters_to_cents_with_the_clause(demo):
    out = demo("explain", *FEBRUARY).out
    assert "19,798" in out
    assert "33,900" in out
    assert "13,950" in out
    assert "−€4,198.32" in out
    assert "annexe 4" in out


def test_explain_writes_the_contradictory_sheet(demo, tmp_path):
    out = tmp_path / "sheet.docx"
    said = demo("explain", *FEBRUARY, "--word", str(out), "--remarks", "Agreed.")
    assert said.code == 0
    assert str(out) in said.out
    assert out.read_bytes()[:2] == b"PK"


def test_explain_keeps_to_the_line_that_was_named(demo):
    lines = [line["id"] for line in demo("bill", *FEBRUARY, "--json").json["lines"]]
    out = demo("explain", *FEBRUARY, "--line", lines[0]).out
    assert out.startswith(lines[0])
    assert not [other for other in lines[1:] if f"\n{other} " in out]


def test_a_line_that_is_not_there_is_a_misuse(demo):
    said = demo("explain", *FEBRUARY, "--line", "nothing")
    assert (said.code, said.out) == (2, "")


def test_the_workbook_holds_the_bill_to_the_cent(demo, tmp_path):
    file = tmp_path / "deep" / "invoice.xlsx"
    assert demo("invoice", *FEBRUARY, "--out", file).code == 0
    bill = demo("bill", *FEBRUARY, "--json").json
    book = load_workbook(BytesIO(file.read_bytes()), data_only=True)
    figures = {
        Decimal(str(round(cell.value, 2)))
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    assert {Decimal(bill[key]) for key in ("subtotal", "vat", "total")} <= figures


def test_a_month_before_the_contract_is_not_billed(demo):
    said = demo("bill", "--contract", "ARMOR-2025", "--month", "2019-01", "--json")
    assert said.code in {0, 1}
    assert said.json["lines"] == []


@pytest.mark.parametrize("command", ["sla", "bill"])
def test_what_is_not_measured_is_said_beside_the_figures(demo, command):
    month = (command, "--contract", "ARMOR-2025", "--month", "2025-01")
    said = demo(*month)
    assert said.code == 0
    assert "not measured" in said.aside
    assert "not measured" not in said.out
    document = demo(*month, "--json").json
    messages = [problem["message"] for problem in document["problems"]]
    assert messages
    assert sorted(messages) == sorted(said.aside.splitlines())


@pytest.mark.skipif(os.name != "posix", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("words", [("status",), ("explain", *FEBRUARY), ("bill", *FEBRUARY, "--json")])
def test_a_reader_who_has_seen_enough_is_no_error(own_demo_url, words):
    typed = [sys.executable, "-m", "pilotage", "--database-url", own_demo_url, *words]
    shell = f"{shlex.join(typed)} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


def test_the_workbooks_of_all_vendors_and_of_the_year_are_written(demo, tmp_path):
    month, year = tmp_path / "month.xlsx", tmp_path / "year.xlsx"
    assert demo("invoice", "--all", "--month", "2026-02", "--out", month).code == 0
    assert demo("invoice", "--year", "2025", "--out", year).code == 0
    assert [file.read_bytes()[:2] for file in (month, year)] == [b"PK", b"PK"]


@pytest.mark.parametrize(
    "asked",
    [
        ("--month", "2026-02"),
        ("--all",),
        ("--all", *FEBRUARY),
        ("--year", "2026", "--month", "2026-02"),
        ("--year", "26"),
    ],
)
def test_what_does_not_go_together_writes_nothing(demo, tmp_path, asked):
    file = tmp_path / "none.xlsx"
    assert demo("invoice", *asked, "--out", file).code == 2
    assert not file.exists()
