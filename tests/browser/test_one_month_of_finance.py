"""A month as a controller takes it through, from the first estimate to closed books."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from pilotage.demo import invoice_files
from pilotage.demo.invoices import Sender, invoice, totalled
from pilotage.periods import Month
from pilotage.reconciliation.model import ReceivedInvoice
from pilotage.services import imports, maintenance, publishing
from pilotage.services.actor import local_administrator
from pilotage.services.reconciling_rows import expectation
from pilotage.store import settings
from pilotage.store.database import Database
from tests.browser.conftest import ROOT, Portal

pytestmark = pytest.mark.browser
ADMIN, REF, FEBRUARY = local_administrator(), "ARMOR-2025", Month(2026, 2)
QUERY = "vendor=armor&month=2026-02"
#: What the story of February comes to before anything is neutralised, excl. and incl. VAT.
NET, GROSS = "136.347,36", "163.616,83"
STORM = "La vague de froid explique la qualité de service"
UPHELD = "Aucune neutralisation n’a été demandée dans les délais"


@pytest.fixture
def books(tmp_path: Path) -> Database:
    """Armor's contract and its February, whole; nobody has begun its pre-invoice."""
    db = maintenance.opened(f"sqlite:///{tmp_path / 'books.db'}")
    folder = ROOT / "contracts" / REF
    publishing.publish(
        db,
        ADMIN,
        contract_text=(folder / "contract.toml").read_text("utf-8"),
        feeds_text=(folder / "feeds.toml").read_text("utf-8"),
    )
    for pattern in ("armor/ARMOR_*_2026-02.csv", "belval/*_armor_2026-02.csv"):
        for file in sorted((ROOT / "data").glob(pattern)):
            assert imports.import_file(db, ADMIN, content=file, name=file.name).status == "imported"
    return db


def test_a_controller_takes_a_month_from_estimate_to_closed(
    books: Database, tmp_path: Path, portal: Portal, page: Page
) -> None:
    """She disputes one line of the vendor's invoice, exports, and opens every file."""
    it_is(books, date(2026, 3, 2))
    base = portal(tmp_path / "books.db")
    estimate(page, base)
    it_is(books, date(2026, 3, 3))
    cut_off(page, base)
    it_is(books, date(2026, 3, 9))
    submit(page, base)
    it_is(books, date(2026, 3, 11))
    contested_by_line(page, base)
    it_is(books, date(2026, 3, 13))
    agreed(page, base)
    it_is(books, date(2026, 3, 17))
    clear_to_invoice(page, base)
    it_is(books, date(2026, 3, 18))
    receive(page, base, tmp_path / "facture.pdf", books)
    decide_each_gap(page)
    answer_in_word(page)
    clear_to_pay(page)
    it_is(books, date(2026, 3, 20))
    open_the_workbooks(page)
    export(page)
    close(page)


def it_is(db: Database, day: date) -> None:
    """The portal's clock, as the demo's."""
    with db.writing() as session:
        settings.put(session, "today", day.isoformat())
        settings.put(session, "demo", "test")


def estimate(page: Page, base: str) -> None:
    page.goto(f"{base}/preinvoice?{QUERY}")
    expect(title(page)).to_contain_text(re.compile(NET))


def cut_off(page: Page, base: str) -> None:
    page.goto(f"{base}/invoices?{QUERY}")
    page.get_by_role("button", name="Arrêter la provision").click()
    expect(main(page)).to_contain_text(re.compile(f"{GROSS}.*provisionnés"))


def submit(page: Page, base: str) -> None:
    page.goto(f"{base}/preinvoice?{QUERY}")
    take(page, "Soumettre au prestataire", f"2026-0001, version 1.*{NET}")


def contested_by_line(page: Page, base: str) -> None:
    page.goto(f"{base}/preinvoice?{QUERY}")
    form = opened(page, "Enregistrer la contestation")
    form.get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile("qualité de service")).click()
    form.get_by_role("textbox", name="Montant demandé").fill("0")
    form.get_by_role("textbox", name="Ce que dit le prestataire").fill(STORM)
    form.locator("input[type=file]").set_input_files(
        {"name": "contestation.txt", "mimeType": "text/plain", "buffer": STORM.encode()}
    )
    form.get_by_role("button", name="Enregistrer la contestation").click()
    told(page, "contestation du prestataire est enregistrée.*143.344,56")
    expect(title(page)).to_contain_text("contestés par le prestataire")


def agreed(page: Page, base: str) -> None:
    page.goto(f"{base}/preinvoice?{QUERY}")
    take(page, "Répondre à la contestation", "réponse est enregistrée", "Commentaire", UPHELD)
    said = "Accord donné au COPIL"
    take(page, "Enregistrer l’accord", "accord du prestataire", "Ce que dit le prestataire", said)


def clear_to_invoice(page: Page, base: str) -> None:
    page.goto(f"{base}/preinvoice?{QUERY}")
    take(page, "Bon à facturer", f"bon à facturer est donné.*{NET}")


def receive(page: Page, base: str, file: Path, db: Database) -> None:
    page.goto(f"{base}/reconciliation?{QUERY}")
    file.write_bytes(invoice_files.facturx(as_invoiced(db)))
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Recevoir cette facture").click()
    told(page, "ARM-2026-02")


def as_invoiced(db: Database) -> ReceivedInvoice:
    """Armor's February: 210 calls more in the third tier, and no malus on satisfaction."""
    wanted = expectation(db, ADMIN, contract=REF, month=FEBRUARY)
    found = invoice(wanted, Sender("facturx", "ARM-2026-02"), date(2026, 3, 18), "Armor Dialogue SAS")
    third, malus = (
        next(one for one in found.lines if words in one.label) for words in ("tranche 3", "satisf")
    )
    more = replace(third, quantity=Decimal(2990), amount=Decimal("14352.00"))
    kept = (more if one is third else one for one in found.lines if one is not malus)
    return totalled(replace(found, lines=tuple(kept)))


def decide_each_gap(page: Page) -> None:
    """The malus left out is disputed until a day; the calls, found right, are accepted."""
    expect(title(page)).to_contain_text(re.compile("Écarts à trancher.: 2, .2.407,44"))
    page.get_by_role("link", name="Bonus/malus satisfaction client").click()
    expect(main(page).get_by_text("Attendu, et non facturé")).to_be_visible()
    form = opened(page, "Trancher")
    form.get_by_text("Contester").click()
    form.get_by_role("textbox", name="Pourquoi").fill("Le malus de satisfaction est dû, annexe 4")
    form.get_by_role("button", name="Enregistrer la décision").click()
    told(page, "Écart contesté.*1.399,44.*au plus tard le")
    page.get_by_role("link", name="Appels traités, tranche 3").click()
    expect(main(page).get_by_text("Une autre quantité, au bon prix")).to_be_visible()
    form = opened(page, "Trancher")
    form.get_by_role("textbox", name="Pourquoi").fill("210 appels retrouvés dans la source")
    form.get_by_role("button", name="Enregistrer la décision").click()
    told(page, "Écart accepté.*1.008,00")
    expect(title(page)).to_contain_text("Écarts en attente du prestataire")


def answer_in_word(page: Page) -> None:
    """What is proposed to the vendor names the line, the amount and the day."""
    form = opened(page, "Répondre au prestataire")
    content = saved(page, form, "Enregistrer le document Word", ".docx")
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = plain_spaces("\n".join([*(one.text for one in document.paragraphs), *cells]))
    for words in ("ARM-2026-02", "Bonus/malus satisfaction client", "1 399,44", "annexe 4"):
        assert words in said, words


def clear_to_pay(page: Page) -> None:
    page.get_by_role("link", name="Enregistrer la facture comme reçue").click()
    take(page, "Enregistrer la facture comme reçue", "enregistrée comme reçue")
    take(page, "Bon à payer", "bon à payer est donné")


def open_the_workbooks(page: Page) -> None:
    """The month as it stands, and what was issued: the same totals, one numeric cell each."""
    for place, name in ((main(page), "Exporter vers Excel"), (main(page), "Ouvrir le document")):
        book = load_workbook(io.BytesIO(saved(page, place, name, ".xlsx")), data_only=True)
        rows = book["Synthèse"].iter_rows(values_only=True)
        numbers = {value for row in rows for value in row if isinstance(value, int | float)}
        assert {136347.36, 27269.47, 163616.83} <= numbers
        assert "Lignes" in book.sheetnames


def export(page: Page) -> None:
    """The journal in the order of the FEC: the accrual and its reversal, then the invoice, balanced."""
    page.get_by_role("link", name="Écritures comptables").click()
    form = opened(page, "Écritures comptables")
    entries = journal(saved(page, form, "Télécharger les écritures", "_fec.txt"))
    assert entries["408"] == (Decimal("163616.83"), Decimal("163616.83"))
    form.get_by_text("Factures reçues").click()
    expect(form.get_by_role("button", name=re.compile("écritures.: 7"))).to_be_visible()
    entries = journal(saved(page, form, "Télécharger les écritures", "_fec.txt"))
    assert entries["401ARMOR"] == (Decimal(0), Decimal("166505.76"))
    page.goto(page.url.replace("/invoices", "/preinvoice"))
    take(page, "Marquer comme exportée", "marqué comme exporté")


def journal(content: bytes) -> dict[str, tuple[Decimal, Decimal]]:
    """The debit and the credit of each account, which come to the same."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for one in csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter="\t"):
        debit, credit = (Decimal(one[side].replace(",", ".")) for side in ("Debit", "Credit"))
        before = sums.get(one["CompteNum"], (Decimal(0), Decimal(0)))
        sums[one["CompteNum"]] = (before[0] + debit, before[1] + credit)
    assert sum(debit for debit, _ in sums.values()) == sum(credit for _, credit in sums.values())
    return sums


def close(page: Page) -> None:
    """Nothing is missing any more; the month is closed for good."""
    page.get_by_role("link", name="Voir la liste de clôture").first.click()
    expect(title(page)).to_contain_text("Février 2026 peut être clôturé")
    expect(main(page).get_by_text("Manquant")).to_have_count(0)
    form = opened(page, "Clôturer le mois")
    form.get_by_role("button", name="Clôturer définitivement").click()
    told(page, "Février 2026 est clôturé")
    expect(main(page).get_by_text("comme provisionné, au centime près")).to_be_visible()


# --- what a hand does -----------------------------------------------------------------------------


def main(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def title(page: Page) -> Locator:
    return main(page).get_by_role("heading", level=1)


def opened(page: Page, act: str) -> Locator:
    """The form that the button of that name opens, once the page is drawn to its end."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    main(page).get_by_role("button", name=act, exact=True).click()
    form = page.get_by_test_id("stPopoverBody")
    expect(form).to_be_visible()
    return form


def take(page: Page, act: str, said: str, label: str = "", words: str = "") -> None:
    """Opens the step, writes what it asks for, takes it, and reads what the portal answers."""
    form = opened(page, act)
    if words:
        form.get_by_role("textbox", name=label).fill(words)
    form.get_by_role("button", name=act).click()
    told(page, said)


def told(page: Page, words: str) -> None:
    """The sentence after a click; `.` stands for the space between thousands."""
    expect(page.get_by_test_id("stAlert").filter(has_text=re.compile(words))).to_be_visible()


def saved(page: Page, place: Locator | Page, name: str, ending: str) -> bytes:
    """The bytes of the file that the button gives."""
    with page.expect_download() as caught:
        place.get_by_role("button", name=name).click()
    assert caught.value.suggested_filename.endswith(ending)
    return Path(caught.value.path()).read_bytes()


def plain_spaces(text: str) -> str:
    return re.sub(r"\s", " ", text)
