"""An invoice in the books: on the accounts of its lines, with the VAT of each regime."""

from decimal import Decimal

import pytest

from pilotage.accounting.booking import Charged, Part, split, vat_due, with_rest
from pilotage.billing import Bill, VatLine
from pilotage.trace import Source

D = Decimal
CALLS, FEE = Part("calls", "calls", D(200)), Part("fee", "fee", D(100))
LATE = Part("late", "late", D(-30), outside=True)


def bill(treatment="standard", own="0"):
    kinds = (
        VatLine(treatment, D(20), D(300), D(0), D(own), Source()),
        VatLine("outside", D(0), D(-30), D(0), D(0), Source()),
    )
    return Bill("EUR", (), kinds, D(270), D(0), D(270), ())


def test_a_total_without_lines_is_split_as_the_lines_that_were_expected():
    assert [one.amount for one in split([CALLS, FEE], D(100))] == [D("66.67"), D("33.33")]
    assert [one.amount for one in split([CALLS, FEE, LATE], D(270))] == [D(200), D(100), D(-30)]
    assert [one.line for one in split([CALLS, FEE], D(100))] == ["calls", "fee"]


@pytest.mark.parametrize("expected", [[], [CALLS, Part("malus", "malus", D(-200))]])
def test_a_total_that_nothing_says_how_to_split_is_not_split(expected):
    with pytest.raises(ValueError, match="nothing"):
        split(expected, D(100))


def test_what_lines_leave_of_a_total_is_a_part_of_its_own():
    assert with_rest([CALLS], D(210)) == (CALLS, Part("", "", D(10)))
    assert with_rest([CALLS], D(200)) == (CALLS,)


def test_vat_is_told_by_rate():
    found = vat_due(
        bill(), [CALLS], [Charged(D("20.00"), D(40)), Charged(D("8.5"), D(1)), Charged(D(0), D(0))]
    )
    assert [(one.code, one.amount) for one in found] == [("standard 20", D(40)), ("standard 8.5", D(1))]
    assert [one.code for one in vat_due(bill(), [CALLS], [Charged(None, D(40))])] == ["standard 20"]


def test_under_reverse_charge_the_client_accounts_for_all_but_the_damages():
    (found,) = vat_due(bill("reverse_charge"), [CALLS, FEE, LATE], [])
    assert (found.code, found.amount, found.self_assessed) == ("reverse_charge 20", D(0), D(60))
