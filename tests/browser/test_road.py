"""The main road as a pilot walks it: a vendor's file, a judged month, an Excel file, a committee."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from pilotage.services import imports, maintenance, publishing
from pilotage.services.actor import local_administrator
from tests.browser.conftest import ROOT, Portal

pytestmark = pytest.mark.browser
CALLS = ROOT / "data" / "armor" / "ARMOR_appels_2026-02.csv"
PRIVATE = "Ne pas ouvrir le palier suivant"
MINUTED = "La vague de froid est reconnue par les deux parties"
DECIDED = "Malus de février arrêté en séance"
OTHERS = (
    "armor/ARMOR_enquetes_2026-02*",
    "armor/ARMOR_fiche_2026-02*",
    "belval/acd_belval_armor_2026-02*",
)


@pytest.fixture
def february(tmp_path: Path) -> Path:
    """Armor's contract, and February without its calls: the file that the pilot is about to drop."""
    db, actor = maintenance.opened(f"sqlite:///{tmp_path / 'road.db'}"), local_administrator()
    folder = ROOT / "contracts" / "ARMOR-2025"
    publishing.publish(
        db,
        actor,
        contract_text=(folder / "contract.toml").read_text("utf-8"),
        feeds_text=(folder / "feeds.toml").read_text("utf-8"),
    )
    for pattern in OTHERS:
        for file in (ROOT / "data").glob(pattern):
            assert imports.import_file(db, actor, content=file, name=file.name).status == "imported"
    db.close()
    return tmp_path / "road.db"


def test_from_the_vendors_file_to_the_minutes(february: Path, portal: Portal, page: Page) -> None:
    base = portal(february)
    drop_the_file(page, base)
    see_the_kpi(page, base)
    unfold_the_malus(page, base)
    download_the_workbook(page, base)
    run_the_committee(page, base)


def drop_the_file(page: Page, base: str) -> None:
    page.goto(f"{base}/received-files?vendor=armor&month=2026-02")
    page.locator("input[type=file]").set_input_files(CALLS)
    confirm = page.get_by_role("button", name=re.compile("Confirmer les"))
    expect(page.get_by_text("Premières lignes")).to_be_visible()
    confirm.click()
    expect(page.get_by_text(re.compile("est importé"))).to_be_visible()


def see_the_kpi(page: Page, base: str) -> None:
    page.get_by_role("link", name="Indicateurs").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("58,4"))


def unfold_the_malus(page: Page, base: str) -> None:
    page.get_by_role("link", name="SLA du mois").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"8.396,64"))
    page.get_by_role("link", name="Pré-facture").click()
    page.get_by_role("link", name="Bonus/malus qualité de service").first.click()
    expect(page.get_by_text(re.compile(r"19.798")).first).to_be_visible()


def download_the_workbook(page: Page, base: str) -> None:
    with page.expect_download() as caught:
        page.get_by_role("button", name="Exporter vers Excel").click()
    content = Path(caught.value.path()).read_bytes()
    assert caught.value.suggested_filename.startswith("2026-02_ARMOR-2025")
    numbers = [
        cell.value
        for row in load_workbook(io.BytesIO(content), data_only=True)["Synthèse"].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    assert 163616.83 in numbers


def run_the_committee(page: Page, base: str) -> None:
    page.get_by_role("link", name="Comité", exact=True).click()
    page.get_by_role("button", name="Préparer le comité").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ordre du jour")
    page.get_by_role("tab", name="Animer").click()
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.get_by_role("button", name="Point suivant")).to_be_visible()
    leave(page, "Notes privées", PRIVATE)
    leave(page, "Compte rendu de ce point", MINUTED)
    page.get_by_role("textbox", name="Décision").fill(DECIDED)
    page.get_by_role("button", name="Afficher à la salle").click()
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    show_the_room(page, base)
    page.get_by_role("tab", name="Compte rendu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compte rendu")
    page.get_by_role("button", name="Clôturer la séance").click()
    page.get_by_role("button", name="Clôturer définitivement").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Compte rendu en Word").click()
    said = whole_text(Path(caught.value.path()).read_bytes())
    assert MINUTED in said
    assert DECIDED in said
    assert "COPIL-2026-02-D01" in said
    assert PRIVATE not in said


def show_the_room(page: Page, base: str) -> None:
    """A screen of its own, led by the keyboard, without a word of what is private."""
    room = page.context.new_page()
    room.goto(f"{base}/presentation?meeting=1&lang=fr")
    expect(room.get_by_role("button", name="Suivant")).to_be_enabled(timeout=20_000)
    room.wait_for_load_state("networkidle")
    room.keyboard.press("ArrowRight")
    expect(room.get_by_text(re.compile("Point 2 sur"))).to_be_visible(timeout=20_000)
    assert PRIVATE not in room.content()
    room.close()


def leave(page: Page, label: str, text: str) -> None:
    """Types in a field and leaves it: that saves it."""
    field = page.get_by_role("textbox", name=label)
    field.fill(text)
    field.blur()
    expect(page.get_by_role("textbox", name=label)).to_have_value(text)


def whole_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
