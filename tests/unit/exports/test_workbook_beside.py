"""Reconciliation, accrual and purchase orders in the pre-invoice workbook: live, checked, to the cent."""

from decimal import Decimal
from functools import cache

import pytest

from pilotage.exports.workbook import preinvoice_workbook
from pilotage.locale import LANGUAGES, Words
from pilotage.money import round_half_up
from tests.unit.exports.beside_months import whole
from tests.unit.exports.judged_months import FILES, ISSUED, judged
from tests.unit.exports.test_workbook_recalculated import numbers, poisoned, recalculated
from tests.unit.exports.workbook_reading import (
    ALLOWED,
    Back,
    cells_of_tables_named,
    constants_of,
    formulas_beside_cells,
    functions_of,
    tables_missing,
)


@cache
def back(language="fr") -> Back:
    return Back.of(whole(Words(language)))


def cents(value) -> Decimal:
    return round_half_up(Decimal(repr(value)))


def test_each_invoiced_line_stands_beside_the_expected_one_with_its_gap():
    rows = {row["Libellé"]: row for row in back().table("tblRapprochement")}
    # 2,780 calls expected in the third tier, 2,880 invoiced at 4.80: 480.00 more, 3.6 %.
    third = rows["Appels traités, tranche 3, au-delà de 24\u202f000"]
    assert (third["Attendu"], third["Facturé"]) == (13344, 13824)
    assert (third["Écart"], third["Nature"]) == (480, "Volume")
    assert third["Écart relatif"] == pytest.approx(480 / 13344)
    malus = rows["Bonus/malus qualité de service"]
    assert (malus["Facturé"], malus["Nature"]) == (0, "Bonus ou malus")
    assert cents(malus["Écart"]) == Decimal("6997.20")
    assert rows["Forfait de gestion"]["Écart"] == 0


def test_the_expected_amount_is_read_from_the_lines():
    sheet = back().formulas["Rapprochement"]
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert any("INDEX(tblLignes[Montant HT]" in formula for formula in formulas)


def test_a_document_that_repeats_another_is_listed_and_not_counted():
    first, twin = back().table("tblFactures")
    assert (first["Prise en compte"], twin["Prise en compte"]) == (True, False)
    assert first["HT pris en compte"] == first["Montant HT"] > 0
    assert (twin["HT pris en compte"], twin["Montant HT"]) == (0, first["Montant HT"])
    expected = judged("armor_crisis")[0].bill.subtotal
    assert cents(first["Montant HT"]) == expected + Decimal("480.00") + Decimal("6997.20")


def test_each_gap_says_its_tolerance_and_what_was_decided_by_whom():
    rows = back().table("tblEcarts")
    volume = next(row for row in rows if row["Nature"] == "Volume")
    assert volume["Tolérance"] == 50  # 0.5 % of 13,344.00 is 66.72: the limit of 50 holds
    assert volume["Écart restant"] == 480
    assert (volume["Décision"], volume["Décidé par"]) == ("Contesté", "controleur")
    assert volume["Motif"] == "à créditer"


def test_the_accrual_stands_beside_the_bill_and_says_what_it_missed():
    rows = back().table("tblFNP")
    lines = judged("armor_crisis")[0].bill.lines
    assert [row["Ligne"] for row in rows] == [line.id for line in lines]
    assert [cents(row["Écart depuis"]) for row in rows] == [Decimal(100)] + [Decimal(0)] * (len(rows) - 1)
    assert rows[0]["Commande et ligne"] == "4500012001 / 10"


def test_the_entries_balance_and_their_reversal_takes_each_one_back():
    rows = back().table("tblEcritures")
    half = len(rows) // 2
    assert sum(cents(row["Débit"]) for row in rows) == sum(cents(row["Crédit"]) for row in rows)
    for made, taken in zip(rows[:half], rows[half:], strict=True):
        assert taken["Écriture extournée"] == made["Numéro écriture"]
        assert (taken["Débit"], taken["Crédit"]) == (made["Crédit"], made["Débit"])
    assert {row["Jour"].isoformat()[:10] for row in rows[half:]} == {"2026-03-01"}


def test_each_order_line_says_what_was_ordered_billed_and_is_left():
    rows = {row["Commande et ligne"]: row for row in back().table("tblReste")}
    calls = rows["4500012001 / 10"]
    # 450,000.00 before, and 96,300.00 + 30,300.00 + 13,344.00 this month.
    assert (calls["Facturé à date"], calls["Reste à facturer"]) == (589944, 910056)
    assert rows["4500012001 / 20"]["Reste à facturer"] == 57600 - 19200 - 4800
    assert rows["4500012001 / 30"]["Montant commandé"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_holds_and_no_number_stands_in_a_formula(language):
    found = back(language)
    t = Words(language)
    assert [
        row[t("Control")] for row in found.table("tblControles") if row[t("Result")] is not True
    ] == []
    assert cells_of_tables_named(found) == []
    formulas = {cell.value for _, cell, _ in found.live()} | set(formulas_beside_cells(found))
    assert {formula for formula in formulas if constants_of(formula)} == set()
    assert {name for formula in formulas for name in functions_of(formula)} <= ALLOWED


def test_before_any_invoice_and_accrual_the_sheets_say_so():
    result, contract = judged("armor_crisis")
    found = Back.of(preinvoice_workbook(result, contract, Words("fr"), FILES, ISSUED)).values
    assert found["Rapprochement"]["A3"].value.startswith("Aucune facture reçue")
    assert found["FNP"]["A3"].value == "Rien n’est provisionné pour ce mois."


def test_the_same_inputs_give_the_same_bytes():
    assert whole(Words("fr")) == whole(Words("fr"))


def test_libreoffice_recalculates_these_sheets_too(libreoffice, tmp_path):
    book = whole(Words("fr"))
    found = recalculated(libreoffice, tmp_path, {"whole": poisoned(book)})["whole"]
    expected, recomputed = numbers(Back.of(book)), numbers(found)
    assert {at: (v, recomputed.get(at)) for at, v in expected.items() if recomputed.get(at) != v} == {}


def test_without_what_was_billed_before_no_order_is_said_to_be_left():
    result, contract = judged("armor_crisis")
    found = Back.of(preinvoice_workbook(result, contract, Words("fr"), FILES, ISSUED))
    assert all("tblReste" not in sheet.tables for sheet in found.formulas.worksheets)
    assert tables_missing(found) == set()


def test_a_long_title_is_whole_on_the_page_of_the_summary():
    result, contract = judged("atlas_hours")
    found = Back.of(preinvoice_workbook(result, contract, Words("en"), FILES, ISSUED)).values["Summary"]
    said = [str(one) for row in range(6, 9) if isinstance(one := found.cell(row, 2).value, str)]
    assert " ".join(said) == f"{contract.ref} · {contract.title_en}"
    assert max(len(one) for one in said) <= 60
