"""The KPI page in a real browser: a view from its link, its table, and the file that it downloads."""

import shutil

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_half_hours_are_drawn_and_their_table_comes_as_a_file(portal, page, demo_file, tmp_path):
    database = shutil.copy(demo_file, tmp_path / "demo.db")
    page.goto(f"{portal(database)}/kpis?vendor=armor&month=2026-02&view=heat")
    expect(page.get_by_text("Objectif manqué sur 131 demi-heures de 144")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
    page.get_by_text("Les chiffres du graphique").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Télécharger le tableau").click()
    file = waited.value
    assert file.suggested_filename == "2026-02_ARMOR-2025_QS20_par-demi-heure.csv"
    content = file.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Jour de la semaine;Demi-heure;Valeur;")
    assert lines[1].startswith("lundi;08:00;40,")
    assert len(lines) == 1 + 6 * 24
