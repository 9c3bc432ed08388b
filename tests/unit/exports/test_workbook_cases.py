"""The workbook of every case that a vendor manager can read: caps, gates, streams, tiers, damages."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pilotage.contract.model import Contract
from pilotage.exports.workbook import preinvoice_workbook
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.money import exact, round_half_up
from pilotage.periods import Month
from tests.months import ROOT, contract, extras, judged, read
from tests.unit.exports.judged_months import FILES, ISSUED
from tests.unit.exports.judged_months import judged as armor
from tests.unit.exports.test_workbook_recalculated import numbers, poisoned, recalculated
from tests.unit.exports.workbook_reading import ALLOWED, Back, constants_of, functions_of, tables_missing


@cache
def cases() -> dict[str, dict[str, Any]]:
    return {
        f"{path.stem}_{number}": case
        for path in sorted((ROOT / "tests" / "cases").glob("*.toml"))
        for number, case in enumerate(read(path.read_text(encoding="utf-8"))["case"])
    }


@cache
def judged_case(name: str) -> tuple[MonthResult, Contract]:
    case = cases()[name]
    given = case["contract"]
    terms = contract(Path(given)) if isinstance(given, str) else contract(given)
    history: tuple[MonthResult, ...] = ()
    for earlier in case.get("earlier", ()):
        beside = extras({"index_values": case.get("index_values", ()), **earlier})
        past = judged(
            terms, Month.parse(earlier["month"]), earlier["counters"], history=history, **beside
        )
        history += (past,)
    kept = {"today": case["today"]} if "today" in case else {}
    counters = case.get("counters", ())
    month, beside = Month.parse(case["month"]), extras(case)
    return judged(terms, month, counters, history=history, **kept, **beside), terms


@cache
def workbook(name: str) -> bytes:
    result, terms = judged_case(name)
    return preinvoice_workbook(result, terms, Words("fr"), FILES, ISSUED)


@pytest.mark.parametrize("name", cases())
def test_the_workbook_of_a_case_agrees_with_its_bill_and_holds_its_checks(name):
    bill, back = judged_case(name)[0].bill, Back.of(workbook(name))
    for label, expected in (
        ("Total HT", bill.subtotal),
        ("TVA à payer", bill.vat),
        ("Total TTC", bill.total),
    ):
        assert round_half_up(exact(repr(back.beside("Synthèse", label)))) == expected
    assert [row["Contrôle"] for row in back.table("tblControles") if row["Résultat"] is not True] == []
    assert [cell.value for _, cell, _ in back.live() if constants_of(cell.value)] == []
    assert {word for _, cell, _ in back.live() for word in functions_of(cell.value)} <= ALLOWED
    assert tables_missing(back) == set()


def test_caps_whose_clauses_gave_nothing_refer_to_no_table_that_is_not_there():
    result, terms = armor("armor_ordinary")
    nothing = replace(result, consequences=(), slas=())
    back = Back.of(preinvoice_workbook(nothing, terms, Words("fr"), FILES, ISSUED))
    assert {row["Avant plafond"] for row in back.table("tblPlafonds")} == {0, None}
    assert tables_missing(back) == set()


def test_recalculated_cases_give_the_numbers_that_were_stored(libreoffice, soak, tmp_path):
    # One case in six, all of them in the long campaign: LibreOffice takes most of a second for each.
    books = {name: workbook(name) for name in list(cases())[:: 1 if soak else 6]}
    opened = recalculated(libreoffice, tmp_path, {name: poisoned(book) for name, book in books.items()})
    wrong = {}
    for name, book in books.items():
        expected, found = numbers(Back.of(book)), numbers(opened[name])
        gaps = {at: (value, found.get(at)) for at, value in expected.items() if found.get(at) != value}
        if gaps:
            wrong[name] = gaps
    assert wrong == {}
