"""The year: why the budget was missed, what a contact costs, what is entered on our side."""

from decimal import Decimal

from pages.conftest import texts
from pages.test_invoices import small, spaced
from services.books import AUGUST, REF

from pilotage.periods import Month
from pilotage.services import full_cost
from pilotage.services.actor import local_administrator

WHO = local_administrator()


def test_the_finding_names_the_difference_and_its_cause(portal, demo_url):
    said = spaced(texts(portal(demo_url, "year", month="2026-10")))
    assert "sous le budget, surtout : volume" in said
    assert "Pourquoi les factures s’écartent du budget" in said
    assert "Contacts résolus de Armor Dialogue" in said
    assert "non comptés" in said


def test_a_cost_is_typed_and_counts_at_once(portal, empty_url):
    db = small(empty_url)
    at = portal(empty_url, "year", month="2026-08", vendor="armor", lang="en")
    at.text_input(key="cost-amount-0").set_value("1 234,50")
    at.text_input(key="cost-label-0").set_value("=SUM(A1)")
    at.text_input(key="cost-source-0").set_value("Ledger")
    at.button(key="keep-cost").click().run()
    assert not at.exception, [one.value for one in at.exception]
    (kept,) = full_cost.costs(db, WHO, contract=REF)
    assert (kept.month, kept.amount, kept.label) == (AUGUST, Decimal("1234.50"), "=SUM(A1)")
    assert "€1,235" in texts(at)


def test_a_number_that_is_none_is_told(portal, empty_url):
    db = small(empty_url)
    at = portal(empty_url, "year", month="2026-08", vendor="armor", lang="en")
    at.text_input(key="cost-amount-0").set_value("much")
    at.button(key="keep-cost").click().run()
    assert "is not a number" in texts(at)
    assert full_cost.costs(db, WHO, contract=REF, month=Month(2026, 8)) == ()


def test_who_only_looks_enters_nothing(portal, empty_url):
    small(empty_url)
    at = portal(empty_url, "year", month="2026-08", vendor="armor", role="viewer")
    assert not [one for one in at.text_input if one.key == "cost-amount-0"]
