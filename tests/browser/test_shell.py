"""The shell in a real browser: links, languages, hostile words, and nothing asked of another host."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pilotage.services import maintenance, publishing
from pilotage.services.actor import local_administrator

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<img src=x onerror=alert(1)> **gras** :red[x] [lien](http://evil.test) <script>alert(2)</script>"
)


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "demo.db"))


def title(page: Page):
    return page.get_by_test_id("stMain").get_by_role("heading", level=1)


def test_a_link_opens_on_a_server_that_nobody_has_visited_yet(portal, page, demo):
    page.goto(f"{portal(demo)}/sla?vendor=armor&month=2026-02")
    expect(title(page)).to_contain_text("après neutralisation")
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()


def test_the_language_is_changed_by_a_link_and_kept_for_the_next_visit(portal, page, demo):
    address = portal(demo)
    page.goto(f"{address}/preinvoice?vendor=armor&month=2026-04")
    expect(page.get_by_text("état préparatoire")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("preparatory statement")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "vendor=armor" in page.url
    page.goto(f"{address}/kpis?vendor=armor")
    expect(page.get_by_role("link", name="Français")).to_be_visible()


def test_a_click_keeps_the_vendor_and_the_month_in_the_address(portal, page, demo):
    page.goto(f"{portal(demo)}/sla?vendor=atlas&month=2026-03")
    expect(title(page)).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Pré-facture").click()
    expect(page.get_by_text("état préparatoire")).to_be_visible()
    assert "vendor=atlas" in page.url
    assert "month=2026-03" in page.url


def test_nothing_is_asked_of_another_host(portal, page, demo):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = portal(demo)
    for name in ("", "sla", "received-files", "preinvoice", "kpis"):
        page.goto(f"{address}/{name}")
        expect(title(page)).to_be_visible()
        page.wait_for_timeout(500)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_hostile_words_of_a_contract_are_shown_as_they_are(portal, page, tmp_path):
    database = tmp_path / "hostile.db"
    db = maintenance.opened(f"sqlite:///{database}")
    text = (ROOT / "contracts" / "ARMOR-2025" / "contract.toml").read_text("utf-8")
    text = text.replace('vendor_name = "Armor Dialogue"', f"vendor_name = '{HOSTILE}'")
    published = publishing.publish(db, local_administrator(), contract_text=text)
    assert not [one for one in published.problems if one.severity == "refused"]
    db.close()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    address = portal(database)
    for name in ("", "sla", "preinvoice", "kpis", "received-files"):
        page.goto(f"{address}/{name}")
        expect(title(page)).to_be_visible()
        page.wait_for_timeout(500)
        assert page.locator("img[src=x]").count() == 0
        assert page.get_by_role("link", name="lien", exact=True).count() == 0
        if name != "received-files":
            assert "**gras** :red[x]" in page.get_by_test_id("stMain").inner_text()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_portal_opens_in_the_dark_and_on_a_laptop(portal, browser: Browser, demo):
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="en-GB", color_scheme="dark"
    )
    page = context.new_page()
    page.goto(f"{portal(demo)}/sla?vendor=armor&month=2026-02")
    expect(title(page)).to_be_visible()
    for name in ("Computed", "Proposed", "Agreed"):
        expect(page.get_by_test_id("stMetric").filter(has_text=name)).to_be_in_viewport()
    ground = page.evaluate(
        "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    assert ground == "rgb(14, 20, 28)"
    wide = page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
    context.close()
