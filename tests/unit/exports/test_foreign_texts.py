"""No text from outside becomes a formula in any export, and a number below zero stays a number."""

import csv
import io
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from pilotage.accounting.columns import PRESETS, JournalColumn, JournalLayout
from pilotage.accounting.entries import accrual_entries, reversal
from pilotage.exports.csv_file import csv_bytes
from pilotage.exports.gathered import VendorMonth
from pilotage.exports.journal import journal_file
from pilotage.exports.month_book import month_book
from pilotage.exports.workbook import preinvoice_workbook
from pilotage.exports.year_book import year_book
from pilotage.locale import Words
from tests.unit.exports.hostile_texts import (
    HOSTILE,
    attacked,
    below_zero,
    leads_outside,
    live,
    whole,
    whole_attacked,
)
from tests.unit.exports.judged_months import FILES, ISSUED
from tests.unit.exports.test_workbook_recalculated import poisoned, recalculated

FRENCH = Words("fr")
DANGER = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
EACH = range(len(HOSTILE))


@cache
def usual():
    return whole()


def books_of(found, files):
    """The three workbooks of a month: of its contract, of all vendors, of the year."""
    row = VendorMonth(
        found.result,
        found.contract,
        files,
        accrued=found.beside.accrued,
        invoiced=Decimal("-10.5"),
        budget=Decimal("-3.25"),
    )
    return {
        "alone": preinvoice_workbook(found.result, found.contract, FRENCH, files, ISSUED, found.beside),
        "month": month_book([row], found.result.month, FRENCH, ISSUED),
        "year": year_book([row], 2026, FRENCH, ISSUED),
    }


@cache
def unharmed():
    return books_of(usual(), FILES)


@cache
def harmed(text):
    files = {number: attacked(one, text) for number, one in FILES.items()}
    return books_of(whole_attacked(usual(), text), files)


def test_fifty_texts_are_tried_and_each_reaches_the_workbook():
    assert len(set(HOSTILE)) >= 50
    named = harmed("Nom venu d'ailleurs")
    assert {name: book != unharmed()[name] for name, book in named.items()} == dict.fromkeys(named, True)


@pytest.mark.parametrize("rank", EACH)
def test_no_foreign_text_is_live_in_a_workbook(rank):
    for name, book in harmed(HOSTILE[rank]).items():
        before, after = live(unharmed()[name]), live(book)
        # A cell whose name is not one that a spreadsheet looks up holds its value instead.
        assert after <= before, name
        assert leads_outside(book) == []
        assert below_zero(unharmed()[name]) <= below_zero(book)


def test_whatever_the_texts_the_sums_hold_when_they_are_computed_again(libreoffice, tmp_path):
    """One text in fifteen; `*` and `<>` are what SUMIFS and MATCH would take for a pattern."""
    chosen = [*HOSTILE[::15], "*", "<>"]
    books = {f"{n}_alone": harmed(text)["alone"] for n, text in enumerate(chosen)}
    opened = recalculated(libreoffice, tmp_path, {name: poisoned(book) for name, book in books.items()})
    for name, back in opened.items():
        held = {row["Contrôle"]: row["Résultat"] for row in back.table("tblControles")}
        assert set(held.values()) == {True}, (name, held)


def entries_of(text):
    found = whole_attacked(usual(), text)
    accrual = found.beside.accrued.accrual
    made = accrual_entries(accrual, found.contract.accounting)
    return [(one, found.contract, text) for one in (*made, *reversal(made, date(2026, 3, 1)))]


OWN = JournalLayout(
    id="maison",
    columns=(
        *(JournalColumn(name=f"C{n}", field=name) for n, name in enumerate(("label", "signed", "order"))),
        JournalColumn(name="=2+2", constant="=1+1"),
        JournalColumn(name="+a;b", constant="-12"),
    ),
    separator=";",
    extension="csv",
)


@pytest.mark.parametrize("layout", [*PRESETS.values(), OWN], ids=lambda one: one.id)
def test_no_cell_of_a_file_of_entries_begins_as_a_formula(layout):
    marks = {layout.decimal}
    for text in HOSTILE:
        entries = entries_of(text)
        content = journal_file(entries, layout, FRENCH).decode(layout.encoding)
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=layout.separator))
        assert {len(row) for row in rows} == {len(layout.columns)}, repr(text)
        assert len(rows) == len(entries) + 1
        cells = [cell for row in rows for cell in row if cell.lstrip(" ").startswith(DANGER)]
        assert [cell for cell in cells if not _is_number(cell, marks)] == [], repr(text)


def test_what_is_owed_back_stays_a_number_in_a_file_of_entries():
    content = journal_file(entries_of("=1"), OWN, FRENCH).decode(OWN.encoding)
    signed = [row.split(";")[1] for row in content.splitlines()[1:]]
    assert [one for one in signed if not _is_number(one, {","})] == []
    assert any(one.startswith("-") for one in signed)


def test_no_cell_of_a_table_begins_as_a_formula_and_numbers_keep_their_sign():
    for text in HOSTILE:
        content = csv_bytes([text, "n"], [[text, Decimal("-12.5")], [text, -3]], "fr").decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(content, newline=""), delimiter=";")
        assert [row[1] for row in rows] == ["-12,5", "-3"]
        texts = [header[0], *(row[0] for row in rows)]
        assert [one for one in texts if one.lstrip(" ").startswith(DANGER)] == [], repr(text)


def _is_number(cell, marks):
    return cell.lstrip("-").translate(str.maketrans("", "", "".join(marks))).isdigit()
