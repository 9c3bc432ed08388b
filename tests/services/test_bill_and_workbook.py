"""`bill --json` and the workbook tell the same cents for every month of every vendor, and LibreOffice,
made to recalculate, finds them too.
"""

import json
import os
from collections.abc import Mapping
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from pilotage.cli import app
from pilotage.demo.clock import MONTHS
from pilotage.money import round_half_up
from pilotage.periods import Month
from pilotage.services import catalogue, invoices, issuing
from pilotage.services.actor import local_administrator
from pilotage.services.demo import REFS
from pilotage.services.documents import bill_document
from pilotage.services.months import judged
from tests.unit.exports.test_workbook_recalculated import numbers, poisoned, recalculated
from tests.unit.exports.workbook_reading import Back

WHO = local_administrator()
CASES = [(ref, month) for ref in REFS for month in MONTHS]
SOAK = os.environ.get("PILOTAGE_SOAK") == "1"
TOTALS = {"subtotal": "Total HT", "vat": "TVA à payer", "total": "Total TTC"}
SUMMARY = "Synthèse"


def bill_of(demo, ref: str, month: Month):
    result = judged(demo, WHO, contract=ref, month=month)
    return bill_document(result, catalogue.contract(demo, WHO, ref=ref), "fr")


def workbook_of(demo, ref: str, month: Month) -> bytes:
    return invoices.workbook(demo, WHO, contract=ref, month=month, language="fr")[1]


def cell(value: object) -> Decimal:
    """A stored number, which must already be whole cents: what finance copies is what we promised."""
    assert isinstance(value, int | float)
    assert not isinstance(value, bool)
    exact = Decimal(repr(value))
    assert abs(exact - round_half_up(exact)) < Decimal("1e-6"), value
    return round_half_up(exact)


def totals_of(back: Back) -> dict[str, Decimal]:
    return {name: cell(back.beside(SUMMARY, label)) for name, label in TOTALS.items()}


def totals_told(bill: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(bill[name]) for name in TOTALS}


def test_thirteen_months_of_four_vendors_are_held_against_their_workbook():
    assert len(CASES) == 52
    assert (CASES[0][1], CASES[-1][1]) == (Month(2025, 10), Month(2026, 10))


@pytest.mark.parametrize(("ref", "month"), CASES, ids=str)
def test_the_workbook_tells_the_cents_of_the_bill(demo, ref, month):
    bill, back = bill_of(demo, ref, month), Back.of(workbook_of(demo, ref, month))
    rows = back.table("tblLignes")
    assert [row["Libellé"] for row in rows] == [line["label"] for line in bill["lines"]]
    found = [(row["Ligne"], cell(row["Montant HT"])) for row in rows]
    assert found == [(line["id"], Decimal(line["amount"])) for line in bill["lines"]]
    for row, line in zip(rows, bill["lines"], strict=True):
        assert row["Quantité"] == pytest.approx(float(line["quantity"]), abs=1e-9)
        assert row["Prix unitaire"] == pytest.approx(float(line["unit_price"]), abs=1e-12)
    assert totals_of(back) == totals_told(bill)
    assert sum(amount for _, amount in found) == Decimal(bill["subtotal"])


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_workbook_of_all_vendors_tells_the_cents_of_their_bills(demo, month):
    back = Back.of(invoices.month_workbook(demo, WHO, month=month, language="fr")[1])
    found = {row["Contrat"]: cell(row["Total HT"]) for row in back.table("tblMois")}
    bills = {ref: judged(demo, WHO, contract=ref, month=month).bill for ref in REFS}
    assert found == {ref: bill.subtotal for ref, bill in bills.items()}
    assert [row["Contrôle"] for row in back.table("tblControles") if row["Résultat"] is not True] == []


def test_the_workbook_of_the_year_tells_the_cents_of_each_month(demo):
    back = Back.of(invoices.year_workbook(demo, WHO, year=2026, language="fr")[1])
    found: dict[str, list[Decimal]] = {}
    for row in back.table("tblAnnee"):
        found.setdefault(REFS[int(row["Rang du contrat"]) - 1], []).append(cell(row["Total HT"]))
    for ref in REFS:
        months = Month(2026, 1).to(Month(2026, len(found[ref])))
        assert found[ref] == [judged(demo, WHO, contract=ref, month=m).bill.subtotal for m in months]
    assert [row["Contrôle"] for row in back.table("tblControles") if row["Résultat"] is not True] == []


def test_what_was_issued_is_kept_with_the_totals_of_its_document(demo, soak):
    """Pre-invoices, credit notes and complements: their bytes, as they were issued."""
    issued = issuing.documents(demo, WHO)
    corrected = [one for one in issued if one.corrects]
    for one in issued if soak else [*issued[::20], *corrected[:3]]:
        name, content = issuing.workbook(demo, WHO, document=one.id)
        assert name.startswith(f"{one.month}_{one.contract}_")
        assert name.endswith(".xlsx"), name
        assert totals_of(Back.of(content)) == {name: getattr(one, name) for name in TOTALS}
    assert {one.kind for one in corrected} == {"credit_note", "complement"}


@pytest.mark.parametrize("ref", REFS)
def test_what_is_typed_says_the_same_as_the_service(demo, demo_url, ref):
    month = Month(2026, 10)
    words = ["--database-url", demo_url, "--lang", "fr", "bill", "--contract", ref]
    typed = CliRunner().invoke(app, [*words, "--month", str(month), "--json"])
    assert typed.exit_code == 0
    document = json.loads(typed.stdout)
    expected = bill_of(demo, ref, month)
    assert {key: document[key] for key in expected} == expected


def batches(cases, size=26):
    return [cases[start : start + size] for start in range(0, len(cases), size)]


@pytest.mark.soak
def test_libreoffice_made_to_recalculate_finds_the_same_cents(demo, libreoffice, tmp_path):
    """Every number that a formula gives was replaced by 1 before: what is found was computed there."""
    chosen = CASES if SOAK else CASES[::9]
    for number, some in enumerate(batches(chosen)):
        books = {f"{ref}_{month}": workbook_of(demo, ref, month) for ref, month in some}
        poison = {name: poisoned(content) for name, content in books.items()}
        folder = tmp_path / str(number)
        folder.mkdir()
        opened = recalculated(libreoffice, folder, poison)
        for ref, month in some:
            name = f"{ref}_{month}"
            bill, back = bill_of(demo, ref, month), opened[name]
            assert totals_of(back) == totals_told(bill), name
            found = [(row["Ligne"], cell(row["Montant HT"])) for row in back.table("tblLignes")]
            assert found == [(line["id"], Decimal(line["amount"])) for line in bill["lines"]], name
            expected, recomputed = numbers(Back.of(books[name])), numbers(back)
            wrong = {at: (v, recomputed.get(at)) for at, v in expected.items() if recomputed.get(at) != v}
            assert wrong == {}, name
