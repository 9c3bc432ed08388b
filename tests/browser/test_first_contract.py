"""An empty portal leads by the hand: company, contract, first file, first figure, first pre-invoice."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pilotage.locale import Words
from pilotage.periods import Month
from tests.browser.conftest import Portal

pytestmark = pytest.mark.browser
#: The page proposes a contract from the first day of last month; the file is of that month.
MONTH = Month.of(date.today()).plus(-1)  # noqa: DTZ011  the office's day, as the portal has it
#: Twice as many calls on even days: the same figure on every row would not be believed.
BUSY = {day: 2 - day.day % 2 for day in MONTH.window}
DAYS = "".join(f"{day:%d/%m/%Y};{100 * n};{95 * n};{80 * n};{5 * n}\r\n" for day, n in BUSY.items())
FILE = ("Date;Reçus;Décrochés;Décrochés <= 20 s;Abandons\r\n" + DAYS).encode("cp1252")


def test_from_an_empty_portal_to_a_first_pre_invoice(tmp_path: Path, portal: Portal, page: Page) -> None:
    file = tmp_path / f"appels_{MONTH}.csv"
    file.write_bytes(FILE)
    base = portal(tmp_path / "company.db")
    page.goto(base)
    page.get_by_role("link", name="Créer le premier contrat").first.click()
    page.get_by_role("textbox", name="Votre société").fill("Énergie du Nord")
    page.get_by_role("textbox", name="Le prestataire").fill("Contact Plus")
    page.get_by_role("textbox", name="Objet du contrat").fill("Service clients")
    page.get_by_role("textbox", name="Référence du contrat").fill("CP-2026")
    page.get_by_role("button", name="Écrire le contrat").click()
    page.get_by_role("button", name="Publier le contrat").click()
    expect(page.get_by_text("CP-2026 est publié")).to_be_visible()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Garder cette présentation et importer").click()
    # 80 answered in time of 100, every day.
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"80"))
    page.get_by_role("link", name="Pré-facture").click()
    # 95 calls answered, or twice that, at 5.00 each, as the template prices them.
    expected = Words("fr").money(Decimal(95 * 5 * sum(BUSY.values())))
    expect(page.get_by_role("heading", level=1)).to_contain_text(expected)
