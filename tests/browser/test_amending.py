"""A pilot amends a price and a band, sees the words and the euros, publishes; closed figures stay."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pilotage.services import contract_page, maintenance
from pilotage.services.actor import local_administrator
from pilotage.services.frozen import closed_months, fingerprint
from pilotage.services.months import judged

pytestmark = pytest.mark.browser
REF = "ARMOR-2025"


def closed_prints(database: Path) -> dict[str, str]:
    """The fingerprint of each closed month of Armor."""
    db, actor = maintenance.opened(f"sqlite:///{database}"), local_administrator()
    keys = closed_months(db, actor, contract=REF)
    found = {
        str(key.month): fingerprint(judged(db, actor, contract=REF, month=key.month)) for key in keys
    }
    db.close()
    return found


def versions(database: Path) -> int:
    db = maintenance.opened(f"sqlite:///{database}")
    found = contract_page.versions(db, local_administrator(), ref=REF)[-1].number
    db.close()
    return found


def typed(page: Page, label: str, old: str, new: str) -> None:
    """Replaces a figure of the editor, found by its place and its value, and leaves the field."""
    fields = page.get_by_role("textbox", name=label, exact=True)
    for _ in range(100):
        field = next((one for one in fields.all() if one.input_value() == old), None)
        if field is not None:
            break
        page.wait_for_timeout(100)
    assert field is not None, f"no {label} of {old}"
    field.fill(new)
    field.press("Enter")


def test_an_amendment_from_its_figures_to_its_version(portal, page, demo_file, tmp_path):
    database = Path(shutil.copy(demo_file, tmp_path / "demo.db"))
    before = closed_prints(database)
    assert before
    number = versions(database)
    base = portal(database)
    page.goto(f"{base}/contract?vendor=armor&month=2026-10&view=amend")
    expect(page.get_by_text("Changez un chiffre")).to_be_visible()
    typed(page, "Prix", "4,65", "4,50")
    expect(page.get_by_text(re.compile(r"le palier du haut passe de 4,65.€ à 4,50.€"))).to_be_visible()
    page.get_by_role("button", name="Changer une autre clause").click()
    second = page.get_by_role("combobox", name=re.compile("Clause à changer")).nth(1)
    second.click()
    page.get_by_role("option", name="Bonus/malus qualité de service").click()
    typed(page, "Jusqu’à (borne exclue)", "79", "80")
    expect(page.get_by_text(re.compile("la zone neutre passe de"))).to_be_visible()
    expect(page.get_by_text(re.compile("sur 12 mois")).first).to_be_visible()
    page.get_by_role("button", name="Publier l’avenant").click()
    page.get_by_role("button", name=f"Publier la version {number + 1}").click()
    expect(page.get_by_text(re.compile(f"la version {number + 1} est publiée"))).to_be_visible()
    assert versions(database) == number + 1
    assert closed_prints(database) == before
