"""Every page opens: empty, on the demo, in both languages, for every role, from any link."""

import pytest

from tests.pages.conftest import texts

PAGES = ("todo", "received_files", "sla", "preinvoice", "kpis", "landing")
VENDORS = ("armor", "atlas", "ravinala", "tejo")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_an_empty_portal_says_what_to_do_next(portal, empty_url, page, lang):
    at = portal(empty_url, page, lang=lang)
    links = [link.proto.label for link in at.get("page_link")]
    assert {"fr": "Créer le premier contrat", "en": "Create the first contract"}[lang] in links


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_the_demo_in_both_languages(portal, demo_url, page, lang):
    at = portal(demo_url, page, lang=lang)
    assert at.title[0].value


@pytest.mark.parametrize("role", ["viewer", "pilot", "finance", "admin"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_every_role(portal, demo_url, page, role):
    assert portal(demo_url, page, role=role).title


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_from_a_link_with_its_vendor_and_month(portal, demo_url, page, vendor):
    at = portal(demo_url, page, vendor=vendor, month="2026-03")
    assert at.selectbox(key="choice-vendor").value == vendor
    assert at.selectbox(key="choice-month").value == "2026-03"


@pytest.mark.parametrize("month", ["2025-10", "2026-11"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_the_first_month_and_the_running_one_open(portal, demo_url, vendor, month):
    for page in ("sla", "preinvoice", "kpis"):
        assert portal(demo_url, page, vendor=vendor, month=month).title


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_an_unknown_vendor_says_so(portal, demo_url, page):
    at = portal(demo_url, page, vendor="nobody")
    assert "« nobody »" in texts(at).replace("\N{NO-BREAK SPACE}", " ")
    assert "Armor Dialogue" in " ".join(link.proto.label for link in at.get("page_link"))


@pytest.mark.parametrize("month", ["2031-01", "yesterday", "2026-13", "2026-02-01"])
def test_a_link_to_an_unknown_month_says_so(portal, demo_url, month):
    at = portal(demo_url, "sla", vendor="armor", month=month)
    assert "Ce lien ne mène nulle part" in texts(at)


def test_a_vendor_out_of_sight_is_as_unknown_as_any_other(portal, demo_url, monkeypatch):
    monkeypatch.setenv("PILOTAGE_VENDORS", "tejo")
    at = portal(demo_url, "sla", vendor="armor", month="2026-02")
    said = texts(at) + " ".join(link.proto.label for link in at.get("page_link"))
    assert "Armor Dialogue" not in said
    assert "58,4" not in said


def test_a_page_about_one_vendor_falls_back_on_the_last_one_seen(portal, demo_url):
    at = portal(demo_url, "sla", vendor="ravinala", month="2026-08")
    at.switch_page("pages/kpis.py").run()
    assert at.selectbox(key="choice-vendor").value == "ravinala"


def test_choosing_a_vendor_rewrites_the_address(portal, demo_url):
    at = portal(demo_url, "sla", vendor="armor", month="2026-02")
    at.selectbox(key="choice-vendor").select("atlas").run()
    assert not at.exception
    assert "atlas" in at.query_params["vendor"]
    assert "2026-02" in at.query_params["month"]


def test_data_in_a_link_is_shown_as_text(portal, demo_url):
    at = portal(demo_url, "sla", vendor=":red[x] <script>alert(1)</script>")
    said = "\n".join(element.value for element in at.subheader)
    assert "\\:red\\[x\\] \\<script\\>" in said


def test_the_screen_says_that_nobody_logs_in(portal, demo_url):
    at = portal(demo_url)
    assert any("Portail sans connexion" in caption.value for caption in at.sidebar.caption)
