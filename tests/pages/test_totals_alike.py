"""What a page shows, what `bill --json` tells and what the workbook computes are one total."""

import json
from decimal import Decimal

from pages.conftest import texts
from pages.test_invoices import small
from services.books import AUGUST, REF
from services.portal import PILOT
from typer.testing import CliRunner

from pilotage.cli import app
from pilotage.demo.clock import MONTHS
from pilotage.locale import Words
from pilotage.services import catalogue, invoices, maintenance, manual_lines
from pilotage.services.actor import local_administrator
from pilotage.services.demo import REFS
from pilotage.services.months import judged
from tests.services.test_bill_and_workbook import cell, totals_of, totals_told
from tests.unit.exports.workbook_reading import Back

WHO, FRENCH = local_administrator(), Words("fr")


def shown(at, **query):
    """The page at another address: what its figures say, by their name."""
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, [one.value for one in at.exception]
    return {one.label: (one.value, str(one.delta)) for one in at.metric}


def told(url, ref, month):
    """`bill --json`, as it is typed."""
    words = ["--database-url", url, "--lang", "fr", "bill", "--contract", ref, "--month", str(month)]
    said = CliRunner().invoke(app, [*words, "--json"])
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def is_the_page(figures, bill):
    """The page's total, and under it the one with VAT where the vendor charges some; a month that the
    vendor contests says who computed it.
    """
    ((label, value, note),) = (
        (label, *said) for label, said in figures.items() if label.startswith("Total HT")
    )
    assert value == FRENCH.money(Decimal(bill["subtotal"]), bill["currency"])
    with_vat = FRENCH.money(Decimal(bill["total"]), bill["currency"])
    assert with_vat in note or "TVA autoliquidée" in label + note


def test_the_page_of_a_month_shows_the_totals_that_are_told(portal, demo_url, soak):
    """All fifty-two in the long campaign; their workbooks are held against the same JSON elsewhere."""
    cases = [(ref, month) for ref in REFS for month in MONTHS]
    at = portal(demo_url, "preinvoice", vendor="armor", month="2025-10")
    db = maintenance.opened(demo_url)
    for ref, month in cases if soak else cases[::17]:
        vendor = catalogue.card(db, WHO, ref=ref).vendor
        figures = shown(at, vendor=vendor, month=str(month))
        is_the_page(figures, told(demo_url, ref, month))


def test_the_page_of_invoices_shows_the_total_of_every_vendor(portal, demo_url, soak):
    at = portal(demo_url, "invoices", month="2025-10")
    db = maintenance.opened(demo_url)
    for month in MONTHS if soak else MONTHS[::6]:
        shown(at, month=str(month))
        said = texts(at)
        for ref in REFS:
            bill = judged(db, WHO, contract=ref, month=month).bill
            assert FRENCH.money(bill.subtotal, bill.currency) in said, (ref, month)


def test_lines_by_hand_move_the_page_the_json_and_the_workbook_alike(portal, empty_url):
    db, amounts = small(empty_url), ("-250.55", "100.01", "90.00")
    before = judged(db, WHO, contract=REF, month=AUGUST).bill.subtotal
    for number, amount in enumerate(amounts):
        line = {"label": f"Geste {number}", "reason": "Convenu", "evidence": ("accord.txt", b"convenu")}
        manual_lines.add(db, PILOT, contract=REF, month=AUGUST, amount=Decimal(amount), **line)
    bill = told(empty_url, REF, AUGUST)
    assert Decimal(bill["subtotal"]) == before + sum(Decimal(amount) for amount in amounts)
    book = invoices.workbook(db, WHO, contract=REF, month=AUGUST, language="fr")[1]
    assert totals_of(Back.of(book)) == totals_told(bill)
    every = Back.of(invoices.month_workbook(db, WHO, month=AUGUST, language="fr")[1])
    assert [cell(row["Total HT"]) for row in every.table("tblMois")] == [Decimal(bill["subtotal"])]
    is_the_page(shown(portal(empty_url, "preinvoice", vendor="armor", month=str(AUGUST))), bill)
