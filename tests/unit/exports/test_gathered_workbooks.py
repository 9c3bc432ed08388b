"""All the vendors of a month and the year to date: live totals, a currency apart, balanced entries."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from pilotage.accounting.accrual import accrual_of
from pilotage.exports.beside import AccruedMonth
from pilotage.exports.gathered import VendorMonth
from pilotage.exports.month_book import month_book, month_book_name
from pilotage.exports.year_book import year_book, year_book_name
from pilotage.locale import LANGUAGES, Words
from pilotage.money import round_half_up
from pilotage.periods import Month
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

FRENCH = Words("fr")


def vendor_month(name, *, currency="", **given) -> VendorMonth:
    """A judged month; with a currency, as if its contract were kept in it."""
    result, contract = judged(name)
    if currency:
        contract = contract.model_copy(update={"currency": currency})
        result = replace(result, bill=replace(result.bill, currency=currency))
    made = accrual_of(result, contract, date(2026, 11, 3))
    accrued = AccruedMonth(made, kept=True)
    return VendorMonth(
        **{"result": result, "contract": contract, "files": FILES, "accrued": accrued} | given
    )


@cache
def months() -> tuple[VendorMonth, ...]:
    return (
        vendor_month(
            "armor_crisis", invoiced=Decimal("140000.00"), state="closed", budget=Decimal(130000)
        ),
        vendor_month("atlas_hours", currency="MAD", state="agreed"),
        vendor_month("tejo_provisional", state="in_progress", accrued=None, budget=Decimal(50000)),
    )


def month_of(t=FRENCH) -> bytes:
    return month_book(months(), Month(2026, 10), t, ISSUED)


def year_of(t=FRENCH) -> bytes:
    return year_book(months(), 2026, t, ISSUED)


BOOKS = {"month": month_of, "year": year_of}


def cents(value) -> Decimal:
    return round_half_up(Decimal(repr(value)))


def test_each_vendor_has_its_total_and_currencies_are_never_added_up():
    back = Back.of(month_of())
    rows = back.table("tblMois")
    assert [cents(row["Total HT"]) for row in rows] == [one.result.bill.subtotal for one in months()]
    by_currency = {row["Devise"]: cents(row["Total HT"]) for row in back.table("tblDevises")}
    armor, atlas, tejo = (one.result.bill.subtotal for one in months())
    assert by_currency == {"EUR": armor + tejo, "MAD": atlas}


def test_what_was_not_accrued_or_invoiced_is_blank_not_zero():
    armor, atlas, tejo = Back.of(month_of()).table("tblMois")
    gap = Decimal("140000.00") - months()[0].result.bill.subtotal
    assert (armor["Facturé hors taxes"], cents(armor["Écart"])) == (140000, gap)
    assert (atlas["Facturé hors taxes"], atlas["Écart"]) == (None, None)
    assert tejo["Provisionné hors taxes"] is None
    assert tejo["État"] == "En cours"


def test_every_line_of_every_vendor_is_there_with_its_clause_and_its_files():
    rows = Back.of(month_of()).table("tblLignes")
    expected = [(line.id, line.amount) for one in months() for line in one.result.bill.lines]
    assert [(row["Ligne"], cents(row["Montant HT"])) for row in rows] == expected
    assert all(row["Article"] and row["Fichiers reçus"] for row in rows)


def test_entries_balance_by_currency_and_are_taken_back():
    rows = Back.of(month_of()).table("tblEcritures")
    for currency in ("EUR", "MAD"):
        own = [row for row in rows if row["Devise"] == currency]
        assert sum(cents(row["Débit"]) for row in own) == sum(cents(row["Crédit"]) for row in own) > 0
    assert len([row for row in rows if row["Écriture extournée"]]) * 2 == len(rows)


def test_the_year_sums_the_months_that_are_over():
    back = Back.of(year_of())
    rows = {row["Contrat"]: row for row in back.table("tblContrats")}
    armor = months()[0].result.bill.subtotal
    assert cents(rows["ARMOR-2025"]["Total HT"]) == armor
    assert cents(rows["ARMOR-2025"]["Écart au budget"]) == armor - 130000
    assert (rows["TEJO-2025"]["Mois terminés"], rows["TEJO-2025"]["Total HT"]) == (0, 0)
    running = back.table("tblAnnee")[2]
    assert (running["Mois terminé"], running["Budget"]) == (False, 50000)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BOOKS)
def test_formulas_hold_no_number_and_every_check_holds(name, language):
    t = Words(language)
    back = Back.of(BOOKS[name](t))
    assert cells_of_tables_named(back) == []
    formulas = {cell.value for _, cell, _ in back.live()} | set(formulas_beside_cells(back))
    assert {formula for formula in formulas if constants_of(formula)} == set()
    assert {word for formula in formulas for word in functions_of(formula)} <= ALLOWED
    assert tables_missing(back) == set()
    assert [row[t("Control")] for row in back.table("tblControles") if row[t("Result")] is not True] == []
    for sheet in back.formulas.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_state == "visible"
        for table in sheet.tables.values():
            headers = [column.name for column in table.tableColumns]
            assert all(word.isalpha() for header in headers for word in header.split(" ")), headers


@pytest.mark.parametrize("name", BOOKS)
def test_the_same_inputs_give_the_same_bytes(name):
    assert BOOKS[name]() == BOOKS[name]()


def test_a_page_that_begins_with_a_year_keeps_the_size_of_its_letters():
    footer = Back.of(year_of()).formulas["Synthèse"].oddFooter.left
    assert (footer.size, footer.text.strip()) == (8, f"2026 · {ISSUED:%d/%m/%Y}")


def test_nobody_in_force_gives_a_workbook_all_the_same():
    back = Back.of(month_book((), Month(2024, 1), FRENCH, ISSUED))
    assert back.formulas.sheetnames[0] == "Synthèse"


@pytest.mark.parametrize("name", BOOKS)
def test_properties_say_what_the_workbook_is_and_of_whom(name):
    found = Back.of(BOOKS[name]()).formulas.properties
    titles = {
        "month": "Pré-factures de tous les prestataires · octobre 2026",
        "year": "Cumul de l’année 2026",
    }
    assert found.title == titles[name]
    assert found.subject == "État préparatoire, n'est pas une facture"
    assert (found.creator, found.created.date()) == (months()[0].contract.client.name, ISSUED)
    assert all(one.contract.ref in found.keywords for one in months())


def test_names_say_the_month_or_the_year():
    assert month_book_name(Month(2026, 10), FRENCH) == "2026-10_prestataires_attendu.xlsx"
    assert year_book_name(2026, Words("en"), "ARMOR-2025") == "2026_ARMOR-2025_year-to-date.xlsx"


def test_libreoffice_recalculates_both(libreoffice, tmp_path):
    books = {name: make() for name, make in BOOKS.items()}
    opened = recalculated(libreoffice, tmp_path, {name: poisoned(book) for name, book in books.items()})
    for name, book in books.items():
        expected, found = numbers(Back.of(book)), numbers(opened[name])
        assert {at: (v, found.get(at)) for at, v in expected.items() if found.get(at) != v} == {}, name
