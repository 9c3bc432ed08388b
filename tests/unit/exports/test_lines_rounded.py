"""Twenty thousand lines of any quantity at any price: to the cent what a spreadsheet's ROUND gives."""

import random
from dataclasses import replace
from decimal import Decimal

from pilotage.billing import bill_month
from pilotage.exports.gathered import VendorMonth
from pilotage.exports.month_book import month_book
from pilotage.exports.workbook import preinvoice_workbook
from pilotage.locale import Words
from pilotage.money import CENT, ZERO, exact, round_half_up
from pilotage.pricing.lines import priced
from tests.unit.exports.judged_months import ISSUED, judged
from tests.unit.exports.test_workbook_recalculated import poisoned, recalculated
from tests.unit.exports.workbook_reading import Back

FRENCH = Words("fr")
EACH = 500
"""Lines a bill; four bills a workbook, and LibreOffice starts once for all workbooks."""


def cents(value: object) -> Decimal:
    """A stored number, which must be whole cents already."""
    found = exact(repr(value))
    assert abs(found - round_half_up(found)) < exact("1e-6"), value
    return round_half_up(found)


def any_line(pattern, chance: random.Random, number: int):
    """One line in five falls on half a cent, one in eight is negative, one in twenty is a rate."""
    price = Decimal(chance.randrange(1, 10 ** chance.randrange(2, 7))).scaleb(-chance.randrange(2, 7))
    quantity = Decimal(chance.randrange(1, 10 ** chance.randrange(1, 7))).scaleb(-chance.randrange(3))
    if number % 5 == 0:
        price = Decimal(chance.randrange(1, 40_000, 2)).scaleb(-3)
        quantity = Decimal(5 * chance.randrange(1, 400, 2))
    if number % 20 == 7:
        price, quantity = Decimal(chance.randrange(1, 999)).scaleb(-4), quantity.quantize(Decimal("0.01"))
    if number % 8 == 3:
        price = -price
    given = {"quantity": quantity, "unit_price": price, "steps": pattern.steps[:1]}
    return priced(replace(pattern, id=f"l{number}", amount=ZERO, **given))


def bills_of(contract, result, number: int):
    """Bills of `EACH` lines, `number` lines in all."""
    chance, pattern = random.Random(20_000), result.bill.lines[0]
    for start in range(0, number, EACH):
        lines = [any_line(pattern, chance, n) for n in range(start, start + EACH)]
        yield bill_month(contract, result.month, lines)


def test_a_spreadsheet_rounds_every_line_to_the_cent_that_we_billed(libreoffice, soak, tmp_path):
    result, contract = judged("armor_ordinary")
    bills = list(bills_of(contract, result, 20_000 if soak else 2_000))
    alone = [replace(result, bill=bill, slas=(), consequences=()) for bill in bills]
    every = [VendorMonth(one, contract) for one in alone]
    books = {
        f"lines_{n}": month_book(every[n : n + 4], result.month, FRENCH, ISSUED)
        for n in range(0, len(every), 4)
    }
    books["first"] = preinvoice_workbook(alone[0], contract, FRENCH, {}, ISSUED)
    opened = recalculated(libreoffice, tmp_path, {name: poisoned(book) for name, book in books.items()})
    for n in range(0, len(bills), 4):
        back = opened[f"lines_{n}"]
        expected = [(line.id, line.amount) for bill in bills[n : n + 4] for line in bill.lines]
        assert amounts(back) == expected
        told = [cents(row["Total HT"]) for row in back.table("tblMois")]
        assert told == [bill.subtotal for bill in bills[n : n + 4]]
        assert {row["Résultat"] for row in back.table("tblControles")} == {True}
    first = bills[0]
    assert amounts(opened["first"]) == [(line.id, line.amount) for line in first.lines]
    told = {"Total HT": first.subtotal, "TVA à payer": first.vat, "Total TTC": first.total}
    assert {label: cents(opened["first"].beside("Synthèse", label)) for label in told} == told
    assert opened["first"].beside("Synthèse", "Tous les contrôles du classeur sont vrais") == 1


def test_one_line_in_five_falls_on_half_a_cent_where_rules_of_rounding_differ():
    result, contract = judged("armor_ordinary")
    lines = [line for bill in bills_of(contract, result, 2_000) for line in bill.lines]
    half = [line for line in lines if line.quantity * line.unit_price % CENT == CENT / 2]
    assert len(half) >= len(lines) / 6
    floats = [round(float(line.quantity) * float(line.unit_price), 2) for line in lines]
    wrong = [
        1
        for line, value in zip(lines, floats, strict=True)
        if round_half_up(exact(repr(value))) != line.amount
    ]
    assert len(wrong) > len(lines) / 40, "what Python's own round would have billed"


def amounts(back: Back) -> list[tuple[object, Decimal]]:
    return [(row["Ligne"], cents(row["Montant HT"])) for row in back.table("tblLignes")]
