"""Two sources in one click, and a figure typed by hand, from the router."""

import json
from datetime import date
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.services import catalogue, maintenance, typed
from pilotage.services.actor import local_administrator
from pilotage.services.register import received_files, withdraw
from tests.pages.conftest import texts

ADMIN = local_administrator()
ARMOR = "ARMOR-2025"


def words(at):
    return texts(at).replace("\u00a0", " ").replace("\u202f", " ")


def links(at):
    return [element.proto.label.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")
            for element in at.get("page_link")]  # fmt: skip


@pytest.mark.parametrize("page", ["sla", "received_files"])
def test_story_8_is_one_line_that_leads_to_its_figures(portal, demo_url, page):
    at = portal(demo_url, page, vendor="armor", month="2026-01")
    (line,) = [label for label in links(at) if "Belval Énergie" in label]
    assert "1,2 % de plus" in line
    assert "1 839,23 € en jeu" in line


def test_story_8_shows_counters_points_and_euros_side_by_side(portal, demo_url):
    at = portal(demo_url, "received_files", vendor="armor", month="2026-01", sources="1")
    said = words(at)
    assert "source qui fait foi : Belval Énergie (Contrat cadre et annexes, art. 6)" in said
    assert "En compteurs +300" in said
    assert "En points −0,9 pt Qualité de service (QS 80/20)" in said
    assert "En euros +1 839,23 € selon Armor Dialogue, HT" in said
    assert "|Présentés (reçus)|Niveau 1|**22 250**|21 986|+264 (+1,2 %)|" in said
    assert "|Qualité de service (QS 80/20)|77,1 %|78,0 %|−0,9 pt|" in said
    assert "|−1 839,23 €|0,00 €|−1 839,23 €|" in said


def test_story_8_in_english_where_no_euro_is_at_stake(portal, demo_url):
    at = portal(demo_url, "received_files", lang="en", vendor="armor", month="2026-02", sources="1")
    said = words(at)
    assert "Belval Énergie counts 1.2% more than Armor Dialogue" in said
    assert "Whoever is believed, the pre-invoice is the same." in said


def test_a_vendor_with_one_source_has_nothing_to_compare(portal, demo_url):
    at = portal(demo_url, "received_files", vendor="tejo", month="2026-10", sources="1")
    assert "source qui fait foi" not in words(at)
    assert not [label for label in links(at) if "en jeu" in label]


def form(portal, url, lang="fr", **query):
    return portal(url, "received_files", lang=lang, vendor="tejo", month="2026-10", type="1", **query)


def filled(at, counters=("quality_n",), values=("40",), reason="Fax", evidence=("fax.pdf", b"%PDF fax")):
    at.multiselect(key="type-counters-0").set_value(list(counters)).run()
    for name, value in zip(counters, values, strict=True):
        at.text_input(key=f"type-value-{name}-0").set_value(value)
    at.text_input(key="type-reason-0").set_value(reason)
    if evidence:
        uploader = next(one for one in at.get("file_uploader") if "document" in one.proto.label)
        uploader.set_value((*evidence, "application/pdf"))
    at.button(key="type-in").click().run()
    assert not at.exception, [one.value for one in at.exception]
    return at


def test_a_figure_is_typed_with_its_document_and_found_again_marked(portal, own_demo_url):
    at = filled(form(portal, own_demo_url), ("repeats", "resolvable"), ("1 012,5", "2 000"))
    assert "Chiffres saisis : 2, avec la pièce fax.pdf." in words(at)
    db = maintenance.opened(own_demo_url)
    files = [one for one in received_files(db, ADMIN, contract="TEJO-2025") if "saisie." in one.feed]
    assert [one.feed for one in files] == ["saisie.repeats", "saisie.resolvable"]
    window = Month(2026, 10).window
    sums = catalogue.counters(db, ADMIN, ref="TEJO-2025", window=window).sums(("entretien",), window)
    assert (sums.get("repeats"), sums.typed) == (Decimal("1012.5"), {"repeats", "resolvable"})
    opened = portal(
        own_demo_url, "received_files", vendor="tejo", month="2026-10", file=str(files[0].batch)
    )
    said = words(opened)
    assert "✎ Saisi à la main" in said
    assert "Fax" in said
    assert typed.evidence(db, ADMIN, batch=files[0].batch) == ("fax.pdf", b"%PDF fax")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"values": ("4o",)}, "« 4o » n’est pas un nombre"),
        ({"values": ("-3",)}, "est négatif"),
        ({"reason": ""}, "Dites pourquoi"),
        ({"evidence": None}, "Joignez le document"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(portal, own_demo_url, values, told):
    at = filled(form(portal, own_demo_url), **{"counters": ("backlog",), **values})
    assert told in words(at).replace("\u2019", "’")
    db = maintenance.opened(own_demo_url)
    assert not [one for one in received_files(db, ADMIN) if "saisie." in one.feed]


def test_a_visitor_who_only_reads_has_no_form(portal, demo_url):
    at = form(portal, demo_url, role="viewer")
    assert not [button for button in at.button if button.key == "type-in"]
    assert not [label for label in links(at) if "papier" in label]


def test_the_sla_page_says_that_a_figure_was_typed(portal, own_demo_url):
    db = maintenance.opened(own_demo_url)
    (sheet,) = [
        one for one in received_files(db, ADMIN, contract=ARMOR)
        if one.feed == "fiche" and one.first == date(2026, 10, 1)
    ]  # fmt: skip
    withdraw(db, ADMIN, batch=sheet.batch, reason="sheet of another month")
    typed.type_in(
        db, ADMIN, contract=ARMOR, stream="n1", period=Month(2026, 10).window, reason="Fiche papier",
        counters={"quality_n": Decimal(120), "quality_sum": Decimal(10440)},
        evidence_name="fiche.pdf", evidence=b"%PDF",
    )  # fmt: skip
    said = words(portal(own_demo_url, "sla", vendor="armor", month="2026-10", sla="NQ"))
    assert "saisi à la main" in said


def test_the_client_s_own_feeds_stand_under_his_name(portal, demo_url):
    at = portal(demo_url, "received_files", vendor="armor", month="2026-10")
    charts = at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")
    drawn = "".join(str(json.loads(one.proto.spec)) for one in charts)
    assert "Belval Énergie, Téléphonie Belval" in drawn
    assert "Armor Dialogue, Appels" in drawn


def test_a_closed_month_is_said_to_be_closed_before_and_after_something_is_typed_into_it(
    portal, own_demo_url
):
    at = portal(own_demo_url, "received_files", vendor="tejo", month="2026-09", type="1", lang="en")
    before = "what the figure changes is proposed as an adjustment in October 2026"
    assert before in words(at)
    said = words(filled(at, ("repeats",), ("12",)))
    assert "September 2026 is closed and stays as it is" in said
    assert before not in words(form(portal, own_demo_url, lang="en"))
