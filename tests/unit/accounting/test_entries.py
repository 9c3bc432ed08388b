"""Entries: every set balances, on the accounts of the contract, and is taken back as it was made."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pilotage.accounting.accrual import Accrual, AccrualLine, AccruedVat, as_data, of_data
from pilotage.accounting.entries import VatDue, accrual_entries, balance, invoice_entries, reversal
from pilotage.contract.accounting import Accounting
from pilotage.periods import Month

BOOKS = Accounting(supplier="401ARMOR")
OCTOBER, DAY = Month(2026, 10), date(2026, 11, 3)


def line(amount, account="611", term="appel"):
    return AccrualLine(term, term, "fee", Decimal(amount), account, "SC", "4500", "10")


def accrual(*amounts, vat="0", self_assessed="0"):
    taxed = AccruedVat("standard 20", Decimal(0), Decimal(vat), Decimal(self_assessed))
    lines = tuple(line(amount, term=f"t{n}") for n, amount in enumerate(amounts))
    return Accrual("ARMOR-2025", OCTOBER, DAY, "EUR", lines, (taxed,), (), "FNP-2026-10-ARMOR-2025")


def amounts_of(entries):
    return {one.account: one.debit - one.credit for one in entries}


def test_an_accrual_debits_the_expense_and_its_vat_and_credits_408():
    # 114 634,00 HT + 22 926,80 de TVA = 137 560,80 (avril 2026 d'Armor).
    made = accrual_entries(accrual("114634.00", vat="22926.80"), BOOKS)
    assert amounts_of(made) == {
        "611": Decimal("114634.00"),
        "44586": Decimal("22926.80"),
        "408": Decimal("-137560.80"),
    }
    assert made[0].order_line == "10"
    assert made[-1].auxiliary == "401ARMOR"


def test_vat_that_the_client_accounts_for_itself_is_not_accrued():
    made = accrual_entries(accrual("96060.80", vat="0", self_assessed="19212.16"), BOOKS)
    assert amounts_of(made) == {"611": Decimal("96060.80"), "408": Decimal("-96060.80")}


def test_what_the_vendor_owes_is_a_credit_note_to_receive():
    made = accrual_entries(accrual("-2625.44"), BOOKS)
    assert amounts_of(made) == {"611": Decimal("-2625.44"), "4098": Decimal("2625.44")}


def test_an_invoice_under_reverse_charge_holds_its_vat_on_both_sides():
    made = invoice_entries(
        accrual("1000.00"), BOOKS, [VatDue("reverse_charge 20", Decimal(0), Decimal(200))]
    )
    assert amounts_of(made) == {
        "611": Decimal("1000.00"),
        "44566": Decimal(200),
        "4452": Decimal(-200),
        "401ARMOR": Decimal("-1000.00"),
    }


cents = st.decimals(min_value=-500_000, max_value=500_000, places=2)


@given(st.lists(cents, max_size=6), cents)
def test_every_set_balances_and_its_reversal_takes_all_of_it_back(amounts, vat):
    made = accrual_entries(accrual(*amounts, vat=vat), BOOKS)
    back = reversal(made, date(2026, 11, 30))
    assert balance(made) == 0
    assert balance(back) == 0
    both = amounts_of((*made, *back))
    assert all(one.debit >= 0 and one.credit >= 0 for one in (*made, *back))
    assert len(back) == len(made)
    assert both.keys() == {one.account for one in made}


def test_an_accrual_is_read_back_as_it_was_kept():
    made = accrual("10.00", "-3.10", vat="1.38")
    assert of_data(made.contract, made.month, made.on, as_data(made)) == made
