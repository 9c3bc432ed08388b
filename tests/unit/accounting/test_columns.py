"""The file of entries: the French tax order by default, any other by its layout, no live formula."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from pilotage.accounting.columns import PRESETS, JournalColumn, JournalLayout, rows
from pilotage.accounting.entries import Entry

ENTRY = Entry(
    set="FNP-2026-10-ARMOR-2025",
    day=date(2026, 11, 3),
    account="611100",
    label="expense",
    debit=Decimal("114634"),
    credit=Decimal(0),
    order="4500012001",
    order_line="10",
    piece="FNP-2026-10-ARMOR-2025",
    piece_day=date(2026, 11, 3),
)
WORDS = {
    "label": "Armor Dialogue, octobre 2026",
    "account_name": "Sous-traitance",
    "journal_name": "Achats",
}


def written(layout, entry=ENTRY, words=WORDS):
    return next(rows([(entry, words)], layout, journal="ACH", currency="EUR"))


def test_the_french_tax_file_has_its_eighteen_columns_in_their_order():
    fec = PRESETS["fec"]
    names = " ".join(column.name for column in fec.columns)
    assert names == (
        "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib "
        "PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
    )
    assert fec.separator == "\t"
    cells = written(fec)
    assert cells[:6] == ("ACH", "Achats", "1", "20261103", "611100", "Sous-traitance")
    assert cells[11:13] == ("114634,00", "0,00")


def test_an_amount_in_another_currency_says_so_and_one_in_euros_does_not():
    fec = PRESETS["fec"]
    assert written(fec)[16:] == ("", "")
    credit = replace(ENTRY, debit=Decimal(0), credit=Decimal("12.5"))
    words = {**WORDS, "currency": "MAD"}
    assert written(fec, words=words)[16:] == ("114634,00", "MAD")
    assert written(fec, credit, words)[16:] == ("-12,50", "MAD")


def test_a_set_bears_the_number_that_it_has_in_the_books():
    assert written(PRESETS["fec"], words={**WORDS, "number": "41"})[2] == "41"


def test_another_program_takes_other_columns_marks_and_dates():
    layout = JournalLayout(
        id="autre",
        columns=(
            JournalColumn(name="Date", field="day"),
            JournalColumn(name="Montant", field="signed"),
            JournalColumn(name="Sens", field="side"),
            JournalColumn(name="Type", constant="OD"),
        ),
        separator=";",
        decimal=".",
        date_format="JJ/MM/AAAA",
    )
    credit = replace(ENTRY, debit=Decimal(0), credit=Decimal("12.5"))
    assert written(layout, credit) == ("03/11/2026", "-12.50", "C", "OD")


def test_a_separator_that_is_the_decimal_mark_is_refused():
    with pytest.raises(ValidationError):
        JournalLayout(id="x", columns=(JournalColumn(name="a"),), separator=",", decimal=",")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", ' "=1+1"'])
def test_a_foreign_text_is_never_a_formula_nor_breaks_a_row(text):
    cell = written(PRESETS["fec"], words={**WORDS, "label": text})[10]
    assert not cell.startswith(("=", "+", "-", "@"))
    assert not set(cell) & set("\t\r\n")


def test_a_negative_amount_stays_a_number():
    layout = JournalLayout(id="x", columns=(JournalColumn(name="Montant", field="signed"),))
    assert written(layout, replace(ENTRY, debit=Decimal(0), credit=Decimal("3.1"))) == ("-3,10",)
