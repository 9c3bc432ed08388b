"""`reconcile`: a file received, looked at, its gaps decided, the answer written."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.demo import invoice_files
from pilotage.demo.invoices import Sender, invoice, without
from pilotage.periods import Month
from pilotage.services import maintenance
from pilotage.services.actor import local_administrator
from pilotage.services.reconciling_rows import expectation
from tests.cli.conftest import Type

ATLAS = ("--contract", "ATLAS-2025", "--month", "2026-10")
GAP = "heures-malus:bonus_malus"


@pytest.fixture
def demo(cli_on: Type, own_demo_url: str) -> Type:
    return lambda *words, lang="en": cli_on(own_demo_url, *words, lang=lang)


@pytest.fixture
def file(own_demo_url: str, tmp_path: Path) -> Path:
    """October of Atlas without its malus on hours, as a Factur-X."""
    month = Month(2026, 10)
    db = maintenance.opened(own_demo_url)
    wanted = expectation(db, local_administrator(), contract="ATLAS-2025", month=month)
    found = invoice(wanted, Sender("facturx", "ATR-10"), date(2026, 11, 12), "Atlas Relation SARL")
    found = without(found, [one.labels[0] for one in wanted.lines if one.consequence])
    path = tmp_path / "facture.pdf"
    path.write_bytes(invoice_files.facturx(found))
    return path


def test_the_json_has_the_keys_of_the_design(cli_on: Type, demo_url: str) -> None:
    done = cli_on(demo_url, "reconcile", "--contract", "ATLAS-2025", "--month", "2026-09", "--json")
    assert done.code == 0, "disputed until a day: nothing is left to decide"
    assert done.json["suggested_status"] == "dispute"
    (gap,) = done.json["gaps"]
    assert {name: gap[name] for name in ("line", "class", "expected", "invoiced", "difference")} == {
        "line": "heure-soiree",
        "class": "volume",
        "expected": "11170.72",
        "invoiced": "11635.36",
        "difference": "464.64",
    }


def test_a_month_without_an_invoice_says_so(cli_on: Type, demo_url: str) -> None:
    done = cli_on(demo_url, "reconcile", *ATLAS)
    assert (done.code, done.out.strip()) == (0, "No invoice was received for this month yet.")


def test_an_invoice_is_received_its_gap_decided_and_answered(
    demo: Type, file: Path, tmp_path: Path
) -> None:
    looked = demo("reconcile", file, *ATLAS, "--dry-run", "--json")
    assert looked.json["suggested_status"] == "dispute"
    assert demo("reconcile", *ATLAS, "--json").json["state"] == "no_invoice"
    done = demo("reconcile", file, *ATLAS)
    assert done.code == 1, "a gap is to be decided"
    assert "Invoice ATR-10 is received: 4 lines" in done.out
    assert GAP in done.out
    decided = demo(
        "reconcile", "decide", GAP, *ATLAS, "--outcome", "credit_note", "--reason", "Agreed", "--json"
    )
    assert (decided.json["state"], decided.json["difference"]) == ("credit_note", "911.42")
    said = demo("reconcile", "say", GAP, *ATLAS, "--text", "It comes", "--due", "2026-12-01", "--json")
    assert said.json["due_on"] == "2026-12-01"
    assert demo("reconcile", *ATLAS, "--json").json["state"] == "settled"
    out = tmp_path / "answer.docx"
    assert demo("reconcile", "answer", *ATLAS, "--out", out).code == 0
    assert out.read_bytes().startswith(b"PK")
    assert "911,42" in out.with_suffix(".txt").read_text(encoding="utf-8")
    assert demo("audit", "verify").code == 0


def test_totals_are_typed_and_a_wrong_one_is_refused(demo: Type) -> None:
    common = ("reconcile", "--typed", "--number", "T-1", *ATLAS)
    assert demo(*common, "--subtotal", "beaucoup").code == 2
    done = demo(*common, "--subtotal", "90998.18", "--vat", "0", "--total", "90998.18", "--json")
    assert (done.code, done.json["gaps"], done.json["suggested_status"]) == (0, [], "approve")
    assert Decimal(done.json["invoiced"]) == Decimal("90998.18")


def test_a_document_recorded_by_mistake_counts_no_more(demo: Type) -> None:
    demo("reconcile", "--typed", "--number", "T-1", "--subtotal", "1", *ATLAS)
    number = demo("reconcile", *ATLAS, "--json").json["invoices"][0]["id"]
    assert demo("reconcile", "aside", number, *ATLAS, "--reason", "Another month").code == 0
    found = demo("reconcile", *ATLAS, "--json").json
    assert (found["state"], found["invoices"][0]["set_aside"]) == ("open", "mistake")


def test_a_hostile_file_is_refused_in_one_sentence(demo: Type, tmp_path: Path) -> None:
    path = tmp_path / "f.xml"
    path.write_bytes(b"<!DOCTYPE a><a/>")
    done = demo("reconcile", path, *ATLAS)
    assert done.code == 1
    assert "it was not opened" in done.aside
