"""Invoices: what is owed and accrued this month, all vendors, and the cut-off made there."""

from datetime import date

from pages.conftest import texts
from services.books import AUGUST, REF, three_months

from pilotage.services import accruals, maintenance
from pilotage.services.actor import local_administrator
from pilotage.store import settings

WHO = local_administrator()


def spaced(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


def small(url):
    """Three months of one vendor, none of them accrued."""
    db = maintenance.opened(url)
    three_months(db)
    with db.writing() as session:
        settings.put(session, "today", date(2026, 10, 20).isoformat())
    return db


def buttons(at):
    return [one.key for one in at.button if (one.key or "").startswith("cut-off")]


def test_a_row_a_vendor_with_what_was_accrued(portal, demo_url):
    said = spaced(texts(portal(demo_url, "invoices", month="2026-10")))
    assert "309 939,80 € HT attendus" in said
    assert "140 566,56 €" in said, "Armor, with its VAT"
    assert "Provisionné, non facturé : 4" in said
    assert "Total, EUR" in said


def test_a_month_is_accrued_on_its_page_after_its_figures_are_shown(portal, empty_url):
    db = small(empty_url)
    shown = accruals.proposed(db, WHO, contract=REF, month=AUGUST)
    at = portal(empty_url, "invoices", month="2026-08", lang="en")
    assert f"{shown.total:,.2f}" in texts(at)
    at.button(key=f"cut-off-{REF}").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert "accrued, incl. VAT" in texts(at)
    assert buttons(at) == []
    assert accruals.accrual(db, WHO, contract=REF, month=AUGUST).accrual == shown


def test_who_may_not_close_is_not_offered_the_cut_off(portal, empty_url):
    small(empty_url)
    at = portal(empty_url, "invoices", month="2026-08", role="viewer")
    assert buttons(at) == []
    assert "arrêté" in texts(at)


def test_an_empty_portal_says_what_to_do(portal, empty_url):
    assert "contrat" in texts(portal(empty_url, "invoices"))


def downloads(at):
    """The labels of the workbooks that the page offers, by key; a key ends the widget's own id."""
    found = {one.proto.id.rsplit("-export-", 1)[-1]: one.label for one in at.get("download_button")}
    return {key: label for key, label in found.items() if key in {"month", "year"}}


def test_the_month_and_the_year_leave_for_excel_by_all_vendors_or_by_one(portal, demo_url):
    expected = {"month": "Octobre 2026", "year": "Cumul de l’année 2026"}
    assert downloads(portal(demo_url, "invoices", month="2026-10")) == expected
    one = portal(demo_url, "invoices", month="2026-10", vendor="tejo")
    assert downloads(one) == expected
    assert downloads(portal(demo_url, "year", month="2026-10")) == {"year": "Exporter vers Excel"}


def test_who_may_not_export_is_offered_no_workbook(portal, demo_url):
    assert downloads(portal(demo_url, "invoices", month="2026-10", role="viewer")) == {}
    assert downloads(portal(demo_url, "year", month="2026-10", role="viewer")) == {}
