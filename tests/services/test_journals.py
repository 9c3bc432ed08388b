"""Entries for the books: balanced, taken back the day after, in any program's layout, no live formula."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pilotage.accounting.entries import balance
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import (
    accruals,
    catalogue,
    gap_decisions,
    journal_numbers,
    journals,
    owed,
    reconciling,
)
from pilotage.services.actor import RefusedError
from services.books import AUGUST, JULY, REF, days_of, publish, receive, result, three_months
from services.portal import ADMIN, ATLAS_ONLY, VIEWER, on

LAYOUT = {
    "id": "sap",
    "columns": [{"name": "Date", "field": "day"}, {"name": "Montant", "field": "signed"}],
    "separator": ";",
    "decimal": ".",
}


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def accrue(db, *months):
    for month in months:
        accruals.cut_off(db, ADMIN, contract=REF, month=month)


def entries(db, month, kind="accruals"):
    return [one.entry for one in journals.posted(db, ADMIN, month=month, kind=kind)]


def lines(content):
    head, *rows = content.decode("utf-8").removesuffix("\r\n").split("\r\n")
    return [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]


def test_an_accrual_is_posted_on_the_last_day_and_taken_back_the_day_after(portal):
    accrue(portal, JULY)
    found = entries(portal, JULY)
    assert balance(found) == 0
    assert {one.day for one in found} == {date(2026, 7, 31), date(2026, 8, 1)}
    assert balance(one for one in found if one.reverses) == 0
    assert sum(one.credit for one in found if one.account == "408") == sum(
        one.debit for one in found if one.account == "408"
    )


def test_a_month_still_not_invoiced_is_accrued_again_at_the_end_of_the_next(portal):
    accrue(portal, JULY, AUGUST)
    found = journals.posted(portal, ADMIN, month=AUGUST)
    assert {str(one.month) for one in found} == {"2026-07", "2026-08"}
    assert {one.entry.day for one in found} == {date(2026, 8, 31), date(2026, 9, 1)}
    assert balance(one.entry for one in found) == 0
    assert {str(one.month) for one in journals.posted(portal, ADMIN, month=JULY)} == {"2026-07"}


def typed(db, subtotal, vat=0, number="F-07", month=JULY):
    given = {"subtotal": Decimal(subtotal), "vat": Decimal(vat)}
    return reconciling.type_in(db, ADMIN, contract=REF, month=month, number=number, **given)


def left(db):
    return [(str(one.accrual.month), one.left.subtotal) for one in owed.outstanding(db, ADMIN)]


def test_an_invoice_of_one_euro_leaves_the_rest_accrued(portal):
    accrue(portal, JULY)
    whole = accruals.accrual(portal, ADMIN, contract=REF, month=JULY).accrual.subtotal
    on(portal, date(2026, 8, 20))
    typed(portal, 1, "0.20")
    assert left(portal) == [("2026-07", whole - 1)]
    (one,) = owed.outstanding(portal, ADMIN)
    assert one.partly
    assert one.left.total == one.left.subtotal * Decimal("1.2")
    found = journals.posted(portal, ADMIN, month=AUGUST)
    expense = sum(one.entry.debit for one in found if one.entry.account == "611")
    assert expense == whole - 1, "accrued again for what has not come"
    assert balance(one.entry for one in found) == 0
    assert [one.left.subtotal for one in owed.outstanding(portal, ADMIN, on=date(2026, 8, 19))] == [whole]


def test_an_invoice_of_the_whole_ends_the_accruing_and_is_posted_on_its_day(portal):
    accrue(portal, JULY)
    whole = accruals.accrual(portal, ADMIN, contract=REF, month=JULY).accrual
    on(portal, date(2026, 8, 20))
    typed(portal, whole.subtotal, whole.total - whole.subtotal)
    on(portal, date(2026, 10, 20))
    assert owed.outstanding(portal, ADMIN) == ()
    found = entries(portal, JULY, "invoices")
    assert balance(found) == 0
    assert {one.day for one in found} == {date(2026, 8, 20)}
    assert [one.credit for one in found if one.label == "supplier"] == [whole.total]
    assert [one.vat_code for one in found if one.label == "vat"] == ["standard 20"]


def test_what_was_accepted_short_of_the_bill_is_awaited_no_more(portal):
    accrue(portal, JULY)
    on(portal, date(2026, 8, 20))
    typed(portal, 100, 20)
    assert len(left(portal)) == 1
    seen = reconciling.reconciled(portal, ADMIN, contract=REF, month=JULY)
    for gap in seen.gaps:
        gap_decisions.decide(
            *(portal, ADMIN), contract=REF, month=JULY, gap=gap.key, outcome="accept", reason="Agreed"
        )
    assert left(portal) == []
    assert len(owed.outstanding(portal, ADMIN, on=date(2026, 8, 19))) == 1


ORDERS = """
[[order_line]]
id = "calls"
name = "Appels"
order = "4500"
line = "10"
terms = ["appel"]
account = "611100"
[[order_line]]
id = "rest"
name = "Autres"
order = "4500"
line = "20"
terms = ["QS-malus"]
account = "611900"
"""


def test_a_typed_total_goes_to_the_accounts_of_the_lines_that_were_expected(db):
    on(db, date(2026, 10, 20))
    publish(db, head=ORDERS)
    receive(db, days_of(JULY), in_time=70)
    typed(db, 1000, 200)
    found = {one.account: one.debit - one.credit for one in entries(db, JULY, "invoices")}
    expected = {one.term: one.amount for one in result(db).bill.lines}
    whole = sum(expected.values())
    malus = found["611900"]
    assert malus == (1000 * expected["QS-malus"] / whole).quantize(Decimal("0.01")) < 0
    assert found == {
        "611100": 1000 - malus,
        "611900": malus,
        "44566": Decimal(200),
        "401": Decimal(-1200),
    }


def test_a_typed_total_of_a_month_of_which_nothing_was_expected_is_refused_and_told(db):
    on(db, date(2026, 10, 20))
    publish(db)
    typed(db, 1000, 200)
    with pytest.raises(ProblemsFoundError) as error:
        journals.export(db, ADMIN, month=JULY, language="fr", kind="invoices")
    (problem,) = error.value.problems
    assert (problem.code, dict(problem.params)["document"]) == ("journal.no_split", "F-07")


def test_a_month_without_entries_says_so(portal):
    for kind, code in (
        ("accruals", "journal.nothing"),
        ("credits", "journal.no_credit"),
        ("invoices", "journal.no_invoice"),
    ):
        with pytest.raises(ProblemsFoundError) as error:
            journals.export(portal, ADMIN, month=JULY, language="fr", kind=kind)
        assert [one.code for one in error.value.problems] == [code]


def test_the_french_tax_file_balances_and_holds_no_formula(portal):
    publish(portal)
    accrue(portal, JULY)
    name, content = journals.export(portal, ADMIN, month=JULY, language="fr")
    assert name == "2026-07_provisions_tous-prestataires_fec.txt"
    rows = lines(content)
    debit, credit = (
        sum(Decimal(row[column].replace(",", ".")) for row in rows) for column in ("Debit", "Credit")
    )
    assert debit == credit > 0
    assert {row["EcritureDate"] for row in rows} == {"20260731", "20260801"}
    for row in rows:
        assert not row["EcritureLib"].startswith(("=", "+", "-", "@"))


def exported(db, month, kind="accruals"):
    """The numbers of a month's file, in its order, and its days."""
    _, content = journals.export(db, ADMIN, month=month, language="fr", kind=kind)
    found = {int(row["EcritureNum"]): row["EcritureDate"] for row in lines(content)}
    assert list(found) == sorted(found)
    return found


def test_the_numbers_of_a_journal_run_on_from_one_file_to_the_next(portal):
    accrue(portal, JULY, AUGUST)
    typed(portal, 100, 20)
    first, second = exported(portal, JULY), exported(portal, AUGUST)
    third = exported(portal, JULY, "invoices")
    assert list(first) + list(second) + list(third) == [*range(1, 8)]
    assert list(first.values()) == ["20260731", "20260801"]


def test_what_leaves_again_bears_the_same_numbers_and_says_so(portal):
    accrue(portal, JULY)
    ask = {"month": JULY, "kind": "accruals"}
    assert journals.exported(portal, ADMIN, **ask) is None
    first = journals.export(portal, ADMIN, language="fr", **ask)
    again = journals.exported(portal, ADMIN, **ask)
    assert (again.by, again.same, again.changed) == (ADMIN.user, 2, 0)
    assert journals.export(portal, ADMIN, language="fr", **ask) == first
    assert list(exported(portal, JULY)) == [1, 2]


def test_a_set_that_has_changed_since_leaves_under_the_next_numbers(portal):
    accrue(portal, JULY, AUGUST)
    assert list(exported(portal, AUGUST)) == [1, 2, 3, 4]
    on(portal, date(2026, 8, 20))
    typed(portal, 1, "0.20")
    told = journals.exported(portal, ADMIN, month=AUGUST)
    assert (told.same, told.changed) == (2, 2)
    _, content = journals.export(portal, ADMIN, month=AUGUST, language="fr")
    assert {int(row["EcritureNum"]) for row in lines(content)} == {2, 4, 5, 6}


def test_numbers_begin_again_with_the_year_of_the_entry(portal):
    accrue(portal, JULY)
    posted = journals.posted(portal, ADMIN, month=JULY)
    later = [replace(one, entry=replace(one.entry, day=date(2027, 1, 1))) for one in posted[:1]]
    with portal.writing() as session:
        given = [
            journal_numbers.numbers(session, ADMIN, posted=own, kind="accruals", at=datetime.now(UTC))
            for own in (posted, later)
        ]
    assert (set(given[0]), given[1]) == ({1, 2}, (1,))


def test_each_vendor_keeps_its_own_journal_and_currency_in_one_file(demo):
    _, content = journals.export(demo, ADMIN, month=Month(2026, 9), language="fr")
    names = {row["CompAuxNum"] for row in lines(content)} - {""}
    assert names == {"401ARMOR", "401ATLAS", "401RAVIN", "401TEJO"}


def test_the_books_of_the_demo_balance(demo):
    for number in (2, 9):
        for kind in journals.KINDS:
            assert balance(entries(demo, Month(2026, number), kind)) == 0, (number, kind)


def test_reverse_charge_stands_on_both_sides_of_an_invoice(demo):
    found = [
        one.entry
        for one in journals.posted(
            demo, ADMIN, month=Month(2026, 9), contract="ATLAS-2025", kind="invoices"
        )
    ]
    books = catalogue.contract(demo, ADMIN, ref="ATLAS-2025").accounting
    due = sum(one.credit for one in found if one.account == books.vat_due)
    assert due == sum(one.debit for one in found if one.account == books.vat) > 0
    supplier = next(one for one in found if one.label == "supplier")
    assert supplier.credit == sum(one.debit for one in found if one.label == "expense") - sum(
        one.credit for one in found if one.label == "expense"
    )


def test_another_program_s_layout_is_kept_and_used(portal):
    accrue(portal, JULY)
    kept = journals.keep_layout(portal, ADMIN, text=json.dumps(LAYOUT), file="sap.json")
    assert kept.id == "sap"
    _, content = journals.export(portal, ADMIN, month=JULY, language="fr", layout="sap")
    assert content.decode().splitlines()[0] == "Date;Montant"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "journal.not_json"),
        ("[]", "journal.layout"),
        (json.dumps({**LAYOUT, "columns": []}), "journal.layout"),
        (json.dumps({**LAYOUT, "separator": ".", "decimal": "."}), "journal.layout"),
        (json.dumps({**LAYOUT, "columns": [{"name": "X", "field": "password"}]}), "journal.layout"),
        (json.dumps({**LAYOUT, "surprise": 1}), "journal.layout"),
    ],
)
def test_a_layout_that_is_wrong_is_refused_with_its_key(portal, text, code):
    with pytest.raises(ProblemsFoundError) as error:
        journals.keep_layout(portal, ADMIN, text=text, file="x.json")
    (problem,) = error.value.problems
    assert (problem.code, problem.file) == (code, "x.json")
    assert set(journals.layouts(portal, ADMIN)) == {"fec", "csv"}


def test_who_only_looks_neither_exports_nor_lays_out(portal):
    accrue(portal, JULY)
    with pytest.raises(RefusedError):
        journals.export(portal, VIEWER, month=JULY, language="fr")
    with pytest.raises(RefusedError):
        journals.keep_layout(portal, VIEWER, text=json.dumps(LAYOUT))


def test_another_vendor_s_entries_are_out_of_sight(portal):
    accrue(portal, JULY)
    assert journals.posted(portal, ATLAS_ONLY, month=JULY) == ()
    with pytest.raises(catalogue.UnknownContractError):
        journals.posted(portal, ATLAS_ONLY, month=JULY, contract=REF)


def test_a_credit_note_that_is_awaited_stands_in_the_books_until_it_comes(portal):
    whole = result(portal).bill.subtotal
    typed(portal, whole + 10, (whole + 10) / 5)
    (gap,) = [
        one
        for one in reconciling.reconciled(portal, ADMIN, contract=REF, month=JULY).gaps
        if one.kind != "vat"
    ]
    given = {"outcome": "credit_note", "reason": "Ten too many", "due_on": date(2026, 11, 10)}
    gap_decisions.decide(portal, ADMIN, contract=REF, month=JULY, gap=gap.key, **given)
    found = entries(portal, JULY, "credits")
    assert balance(found) == 0
    made = [one for one in found if not one.reverses]
    assert {one.account: one.debit - one.credit for one in made} == {
        "611": Decimal(-10),
        "44586": Decimal(-2),
        "4098": Decimal(12),
    }
    assert {one.day for one in made} == {date(2026, 10, 31)}
    assert {one.day for one in found if one.reverses} == {date(2026, 11, 1)}
    (row,) = owed.owed(portal, ADMIN, month=JULY)
    assert [one.amount for one in row.credits] == [Decimal(10)], "and the page of invoices shows it"
